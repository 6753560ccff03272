"""Of which areas a file of waiting times is, and which edition has the same ones."""

import pandas as pd

from importers.waits.areas import ENGLAND, HUB, REGION, UNKNOWN
from importers.waits.into_edition import MEASURE_OF
from scoring.editions.catalogue import catalogue
from scoring.editions.model import Edition, EditionMeta
from scoring.errors import listed

KNOWN_SHARE = 0.9
"""An edition fits if it knows this share of a file's areas."""
_PLURALS = {
    "CCG": ("CCG", "CCGs"),
    "sub-ICB": ("sub-ICB location", "sub-ICB locations"),
    "ICB": ("Integrated Care Board", "Integrated Care Boards"),
    "STP": ("STP", "STPs"),
    "provider": ("provider", "providers"),
}
_NO_AREAS = (ENGLAND, HUB, REGION, UNKNOWN, "outside England")


def geography_notes(table: pd.DataFrame, edition: Edition | None) -> tuple[str, ...]:
    """Return sentences on which areas a file is of and, if it is not those of an edition, what to do with it.

    Parameters
    ----------
    table : DataFrame with the columns of `cancer_waits.COLUMNS`
    edition : the edition that the file is for, None if it is for none
    """
    codes = _codes(table)
    kinds = table.drop_duplicates(["area_type", "area_code", "ods_code", "area_name"])
    counted = kinds[~kinds["area_type"].isin(_NO_AREAS)]["area_type"].value_counts()
    if not codes or counted.empty:
        return ()
    said = [f"{number} {_PLURALS.get(kind, (kind, kind))[number > 1]}" for kind, number in counted.items()]
    notes = [f"Its areas are {listed(said)}, such as {_example(kinds, str(counted.index[0]))}."]
    if edition and _share(codes, edition_codes(edition)) == 1:
        return tuple(notes)
    fitting = fitting_edition(table, edition)
    if fitting is None:
        if edition is None or _share(codes, edition_codes(edition)) < KNOWN_SHARE:
            notes.append(
                "No edition has these areas: their figures can be read and saved as a table, but not mapped or rated."
            )
        return tuple(notes)
    if "sub-ICB" in counted.index and "ICB" not in counted.index:
        notes.append("Sub-ICB locations go by the codes of the CCGs of April 2021 that they were before.")
    go_on = f"Choose that edition to use them ({fitting.id})."
    notes.append(
        f"These areas are those of {fitting.title}."
        if edition is None
        else f"They are not those of {edition.meta.title}, but of {fitting.title}. {go_on}"
    )
    return tuple(notes)


def fitting_edition(table: pd.DataFrame, edition: Edition | None = None) -> EditionMeta | None:
    """Return what is known of the edition that has a file's areas and measures, of its time or the nearest to it.

    Parameters
    ----------
    table : DataFrame with the columns of `cancer_waits.COLUMNS`
    edition : the edition in view; None is returned if no other has more of the file's areas
    """
    codes = _codes(table)
    if not codes:
        return None
    measures = set(table["measure"])
    day = table["period_end"].max().date()
    at_least = _share(codes, edition_codes(edition)) if edition else 0.0
    found = []
    editions = catalogue().editions
    for name, other in editions.items():
        meta, share = other.meta, _share(codes, edition_codes(other))
        has_measure = any(MEASURE_OF.get(indicator) in measures for indicator in meta.indicators)
        if has_measure and share >= KNOWN_SHARE and share > at_least:
            found.append((-share, meta.date < day, abs(meta.date - day), name))
    return editions[min(found)[-1]].meta if found else None


def _example(kinds: pd.DataFrame, kind: str) -> str:
    row = kinds[kinds["area_type"] == kind].iloc[0]
    return " ".join(text for text in (row["ods_code"], row["area_name"]) if isinstance(text, str)) or str(
        row["area_code"]
    )


def _codes(table: pd.DataFrame) -> frozenset[str]:
    """Return a code for each area of a table: its ODS code, which changes least, else its ONS code."""
    areas = table[~table["area_type"].isin(_NO_AREAS)]
    return frozenset(areas["ods_code"].fillna(areas["area_code"]).dropna())


def edition_codes(edition: Edition) -> frozenset[str]:
    """Return the ODS and ONS codes of an edition's areas."""
    return frozenset(edition.areas["ods_code"].dropna()) | frozenset(edition.areas["area_code"])


def _share(codes: frozenset[str], known: frozenset[str]) -> float:
    return len(codes & known) / len(codes)
