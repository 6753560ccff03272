"""Checks of a tidy table that every importer may make: repeated figures, months far below their neighbours."""

import pandas as pd

from geodata.reading.codes import other_codes
from importers.report import MAXIMUM_LISTED, Suspicion
from scoring.editions.model import Edition

FAR_BELOW = 1 / 3
"""A month is far below its neighbours if it has less than this share of their median."""
NEIGHBOURS = 3
"""So many months before and after it are its neighbours."""
FEWEST = 30.0
"""Where a month usually has fewer people than this, chance alone may bring it far down."""


def months_far_below(table: pd.DataFrame, same: list[str]) -> tuple[Suspicion, ...]:
    """Return the months in which an area has far fewer people than in the months around.

    Usually a hospital did not report in such a month.

    Parameters
    ----------
    table : DataFrame
        period_start, denominator, area_code, area_name, measure, sheet, row and the columns of `same`.
    same : columns that are equal in all months of one series, such as area, measure and route

    Notes
    -----
    Compared with the median of up to three months on either side, at least two of them.
    """
    dated = table.dropna(subset=["denominator"])
    month = 12 * dated["period_start"].dt.year + dated["period_start"].dt.month
    place = pd.MultiIndex.from_arrays([dated.groupby(same, dropna=False).ngroup(), month])
    people = pd.Series(dated["denominator"].to_numpy(float), place)
    people = people[~people.index.duplicated()]
    beside = [step for distance in range(1, NEIGHBOURS + 1) for step in (-distance, distance)]
    around = pd.DataFrame(
        {
            step: people.reindex(
                pd.MultiIndex.from_arrays([place.get_level_values(0), month + step])
            ).to_numpy()
            for step in beside
        },
        index=dated.index,
    )
    usual = around.median(axis=1).where(around.notna().sum(axis=1) >= 2)
    low = (usual >= FEWEST) & (dated["denominator"] < FAR_BELOW * usual)
    rows = dated[low].head(MAXIMUM_LISTED)
    return tuple(_far_below(row, row["denominator"], usual[i]) for i, row in rows.iterrows())


def _far_below(row: pd.Series, people: float, usual: float) -> Suspicion:
    reason = (
        f"{row['period_start']:%B %Y} has {people:,.10g} people, the months around {usual:,.10g} "
        "as their median; perhaps a hospital did not report."
    )
    return Suspicion(
        reason,
        True,
        _or_none(row["area_code"]),
        row["area_name"],
        row["measure"],
        row["sheet"],
        int(row["row"]),
    )


def _or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def areas_beside(table: pd.DataFrame, edition: Edition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the areas of an edition without figures and those that it does not know, as 'E38000045 Dorset'.

    Parameters
    ----------
    table : DataFrame with area_code, ods_code, area_name, of areas only
    edition : Edition
    """
    there = set(table["area_code"].dropna())
    missing = tuple(f"{code} {name}" for code, name in edition.short_names.items() if code not in there)
    strange = table[~table["area_code"].isin(set(edition.areas["area_code"]))]
    named = strange["area_code"].fillna(strange["ods_code"]).fillna("")
    unknown = (named + " " + strange["area_name"].fillna("")).str.strip()
    return missing, tuple(dict.fromkeys(unknown))


def with_ons_codes(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Fill in the ONS codes of areas named by their ODS code or name only, and today's for those that were replaced."""
    by_ods = dict(zip(edition.areas["ods_code"], edition.areas["area_code"], strict=True))
    by_name = dict(zip(edition.areas["area_name"].str.casefold(), edition.areas["area_code"], strict=True))
    found = table["area_code"].fillna(table["ods_code"].map(by_ods))
    found = found.fillna(table["area_name"].str.casefold().map(by_name))
    other = found.map(other_codes())
    own = edition.areas["area_code"]
    return table.assign(area_code=found.mask(~found.isin(own) & other.isin(own), other).astype("str"))
