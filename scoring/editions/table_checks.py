"""What cannot be in the tables beside the figures of an edition: areas, their groups, borders and published ratings.

The index of a table is the row as a spreadsheet numbers it, for messages, and all columns asked for are there.
"""

from collections.abc import Callable

import pandas as pd

from scoring.editions.figure_checks import fault, first_row, numbers_of, refuse
from scoring.errors import DataError, listed
from scoring.methodology.parts import RATINGS

Check = Callable[[pd.DataFrame, str, pd.DataFrame], pd.DataFrame]
"""Returns a table with its numbers, or raises a DataError at its first fault: of a table, its name, and the areas."""
CERTAINTIES = ("stated", "inferred")
GROUP_KINDS = {
    "alliance": "Cancer Alliance",
    "stp": "STP",
    "region": "Region",
    "local_office": "Local office",
}
"""The kinds of groups that an edition may name for its areas: columns of the table of areas."""
_ROUNDING = 0.0011
"""How far the shares of an area may be from 1 in all: several, each printed with as few as three decimals."""
UNKNOWN_AREA = "is not an area of this edition: areas.csv has no such code."


def check_areas(areas: pd.DataFrame, where: str) -> None:
    """Raise a DataError if there is no area, or where one has no code or name, or the code of another."""
    if areas.empty:
        raise DataError(f"{where} has a header but no rows; an edition needs its areas.")
    for column in ("area_code", "area_name", "short_name"):
        refuse(areas, where, _is_blank(areas[column]), column, "is empty; every area needs one.")
    refuse(areas, where, areas["area_code"].duplicated(), "area_code", "occurs more than once.")


def checked_split(split: pd.DataFrame, where: str, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the table of split areas, of which each part counts with its share in the figures of groups.

    Raises
    ------
    DataError
        At a part that is not of an area, is there twice, has no share between 0 and 1, or of an area whose shares do
        not add up to 1; or if a column of groups that the areas have is not there.
    """
    groups = [column for kind in GROUP_KINDS for column in (kind, f"{kind}_code") if column in areas]
    if missing := [column for column in groups if column not in split]:
        raise DataError(f"{where} has no column {listed(missing)}, which areas.csv has.")
    _refuse_strangers(split, where, "area_code", areas)
    split = split.assign(share=numbers_of(split, "share", where))
    share = split["share"]
    refuse(split, where, share.isna(), "share", "is empty; every part needs its share of the area.")
    refuse(split, where, (share <= 0) | (share > 1), "share", "is not a share of more than 0 and at most 1.")
    refuse(split, where, split.duplicated(), "area_code", "occurs twice with the same part.")
    together = share.groupby(split["area_code"]).transform("sum")
    wrong = (together - 1).abs() > _ROUNDING
    if wrong.any():
        row = first_row(split, wrong)
        reason = f"is one of the shares of {split.loc[row, 'area_code']} that add up to {together[row]:g}, not to 1."
        raise fault(split, where, row, "share", reason)
    return split


def checked_ratings(published: pd.DataFrame, where: str, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the published ratings; raise a DataError at one that there is not, or a second one of an area."""
    _refuse_strangers(published, where, "area_code", areas)
    refuse(published, where, published["area_code"].duplicated(), "area_code", "already has a row.")
    for column, known in (("rating", RATINGS), ("certainty", CERTAINTIES)):
        wrong = ~published[column].isin(known)
        refuse(published, where, wrong, column, f"is unknown here; it should be one of {', '.join(known)}.")
    return published


def checked_borders(borders: pd.DataFrame, where: str, areas: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of neighbours; raise a DataError at one that cannot be, or is not there from both sides."""
    for column in ("area_code", "neighbour_code"):
        _refuse_strangers(borders, where, column, areas)
    here, there = borders["area_code"], borders["neighbour_code"]
    refuse(borders, where, here == there, "neighbour_code", "is the area itself.")
    refuse(
        borders,
        where,
        borders.duplicated(["area_code", "neighbour_code"]),
        "neighbour_code",
        "occurs twice.",
    )
    borders = borders.assign(shared_border_km=numbers_of(borders, "shared_border_km", where))
    refuse(
        borders,
        where,
        ~(borders["shared_border_km"] >= 0),
        "shared_border_km",
        "is not the length of a border.",
    )
    pairs = set(zip(here, there, strict=True))
    alone = pd.Series([(b, a) not in pairs for a, b in zip(here, there, strict=True)], borders.index)
    refuse(borders, where, alone, "neighbour_code", "has no row of its own with this area as its neighbour.")
    return borders


def _refuse_strangers(table: pd.DataFrame, where: str, column: str, areas: pd.DataFrame) -> None:
    refuse(table, where, ~table[column].isin(areas["area_code"]), column, UNKNOWN_AREA)


def _is_blank(texts: pd.Series) -> pd.Series:
    return texts.isna() | (texts == "")
