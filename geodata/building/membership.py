"""Which census area belonged to which area at each date: the CCGs of 2016 to 2021, and the ICBs of 2023.

Sources, and the reasons for each step, are in `geodata/sources/README.md`.
"""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from geodata.boundaries import BoundaryError
from geodata.building.packages import ICB_OF_SUB_ICB, SUB_ICB_OF_LSOA, read_member
from geodata.paths import SAMPLE_DATA, SOURCES
from geodata.reading.codes import recoded

SUCCESSORS = SAMPLE_DATA / "areas" / "successors.csv"
LATER_CCGS = ("ccg-april-2018", "ccg-april-2019", "ccg-april-2020", "ccg-april-2021")


def ccg_membership(lsoa_codes: pd.Series, codes_2017: pd.Series) -> dict[str, pd.Series]:
    """Return each LSOA's CCG at every date from April 2016 to April 2021, by the id of the geography.

    Parameters
    ----------
    lsoa_codes, codes_2017 : Series
        LSOAs of 2011, and the CCG of April 2017 of each, in the same order.
    """
    result = {"ccg-april-2016": back_to_april_2016(lsoa_codes, codes_2017), "ccg-april-2017": codes_2017}
    codes = _move(lsoa_codes, codes_2017, "lsoa_moved_2017_2018.csv", "code_2017", "code_2018")
    for later in LATER_CCGS:
        codes = codes.replace(main_successors(later))
        result[later] = codes
    return result


def back_to_april_2016(lsoa_codes: pd.Series, codes_2017: pd.Series) -> pd.Series:
    """Turn April 2017 codes into those of April 2016, with the table of LSOAs that differ."""
    return _move(lsoa_codes, codes_2017, "lsoa_moved_2016_2017.csv", "code_2017", "code_2016")


def main_successors(later: str) -> dict[str, str]:
    """Return what each area became that is no longer there at a date: where most of its census areas went."""
    table = pd.read_csv(SUCCESSORS)
    table = table[table["later_geography_id"] == later].sort_values("census_areas", kind="stable")
    return dict(zip(table["area_code"], table["later_area_code"], strict=True))


def icb_membership(lsoa_codes: pd.Series, cache: Path) -> pd.Series:
    """Return the Integrated Care Board of April 2023 of each LSOA of 2011.

    Raises
    ------
    BoundaryError
        If an LSOA has none.
    """
    sub_icbs = pd.read_csv(io.BytesIO(read_member(SUB_ICB_OF_LSOA, cache)))
    boards = pd.read_csv(io.BytesIO(read_member(ICB_OF_SUB_ICB, cache)))
    codes = lsoa_codes.map(sub_icbs.set_index("lsoa_code")["region_code"])
    codes = codes.map(boards.set_index("region_code")["icb_code"])
    if codes.isna().any():
        raise BoundaryError(
            f"{int(codes.isna().sum())} LSOAs are in no Integrated Care Board, the first is "
            f"{lsoa_codes[codes.isna()].iloc[0]}."
        )
    return codes.replace(recoded())


def _move(lsoa_codes: pd.Series, codes: pd.Series, table: str, before: str, after: str) -> pd.Series:
    """Give the LSOAs of a table another code; the table also says which code they must have so far."""
    moved = pd.read_csv(SOURCES / table, dtype=str).set_index("lsoa_code")
    now = pd.Series(codes.to_numpy(), index=lsoa_codes.to_numpy())
    unexpected = moved.index[now.reindex(moved.index).to_numpy() != moved[before].to_numpy()]
    if len(unexpected):
        raise BoundaryError(
            f"{len(unexpected)} LSOAs of {table} are not in the CCG of April 2017 that it gives, the first is "
            f"{unexpected[0]}."
        )
    now.loc[moved.index] = moved[after]
    return now.reset_index(drop=True)
