"""The moves of a scenario with all that a table of them says."""

import pandas as pd

from scoring.analysis.contributions import Contributions, changes_between, contributions
from scoring.analysis.contributions_words import because_words, change_label, together
from scoring.analysis.moves import movers
from scoring.assessment import Assessment


def mover_details(before: Assessment, after: Assessment, found: Contributions | None = None) -> pd.DataFrame:
    """Return the movers from one assessment of an edition to another, with where they are and because of what.

    Parameters
    ----------
    before, after : Assessment
    found : Contributions, optional
        What `contributions` says of them, if it is known already.

    Returns
    -------
    DataFrame
        One row a mover, sorted by code: the columns of `movers`, with alliance (where the edition has them) behind
        short_name; because_of (before reason: the smallest set of changes that does it alone, in words); and for
        each indicator of the methodology, before basis, its value (column of its id, in its unit) and basis (id_basis).
    """
    edition = after.edition
    table = movers(before, after)
    added: dict[str, pd.Series] = {}
    if "alliance" in edition.areas:
        added["alliance"] = table["area_code"].map(edition.areas.set_index("area_code")["alliance"])
    added["because_of"] = pd.Series(
        because_of(before, after, table["area_code"].tolist(), found), table.index, dtype=str
    )
    figures = edition.indicators.set_index(["indicator", "area_code"])
    for name in after.method.indicators:
        own = figures.loc[name].reindex(table["area_code"]).set_index(table.index)
        added |= {name: own["value"], f"{name}_basis": own["basis"]}
    order = [
        *("area_code", "ods_code", "area_name", "short_name", "alliance"),
        *("rating_before", "rating_after", "direction", "steps", "because_of", "reason"),
        *(name for name in added if name not in ("alliance", "because_of")),
        "basis",
    ]
    table = table.assign(**added)
    return table[[name for name in order if name in table]]


def because_of(
    before: Assessment, after: Assessment, area_codes: list[str], found: Contributions | None = None
) -> list[str]:
    """Say for movers because of which change each moves, also where there is but one; see `mover_details`."""
    found = found or contributions(before, after)
    if found is not None:
        return because_words(found, area_codes)
    labels = [change_label(change, after) for change in changes_between(before.method, after.method)]
    text = together(labels) if labels else ""
    return [text[:1].upper() + text[1:]] * len(area_codes)
