"""Series: editions of the same indicators at other times, and how their areas are linked across mergers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from scoring.editions.model import Edition, read_table
from scoring.errors import DataError, UnknownNameError, listed


@dataclass(frozen=True)
class Series:
    """Editions of one series, the earliest first.

    Attributes
    ----------
    id : str
    editions : tuple of Edition
    successors : DataFrame or None
        What became of areas whose code ended: geography_id, area_code, later_geography_id, later_area_code,
        census_areas (how many went that way). An area that is not there stayed as it was. None if that is not known.
    """

    id: str
    editions: tuple[Edition, ...]
    successors: pd.DataFrame | None

    @property
    def geographies(self) -> tuple[str, ...]:
        """The sets of areas of the editions, in the order of their time."""
        return tuple(dict.fromkeys(str(edition.meta.geography_id) for edition in self.editions))

    def areas(self, geography_id: str) -> pd.DataFrame:
        """Return the areas of a set of areas, as in `Edition.areas`.

        Raises
        ------
        UnknownNameError
            If no edition of the series is for such areas.
        """
        for edition in self.editions:
            if edition.meta.geography_id == geography_id:
                return edition.areas
        raise UnknownNameError(
            f"The series {self.id} has no areas {geography_id!r}. It has: {listed(self.geographies, 20)}."
        )


def read_successors(path: Path) -> pd.DataFrame:
    """Read the table of what became of areas whose code ended, see `Series`.

    Raises
    ------
    DataError
        If it cannot be used.
    """
    text = ("geography_id", "area_code", "later_geography_id", "later_area_code")
    return read_table(path, text=text, numbers=("census_areas",))


def series_of(name: str, editions: Sequence[Edition], successors: pd.DataFrame | None) -> Series:
    """Return editions as a series, sorted by date.

    Raises
    ------
    DataError
        If an edition does not say for which areas it is.
    """
    if lacking := [edition.meta.id for edition in editions if edition.meta.geography_id is None]:
        raise DataError(f"{listed(lacking)} of the series {name} has no geography_id in its metadata.")
    return Series(name, tuple(sorted(editions, key=lambda edition: edition.meta.date)), successors)


def link_areas(series: Series, then: str, now: str) -> pd.DataFrame:
    """Return of which areas of another time those of one time consist.

    Areas are linked where that is exact: where everything that the areas of an earlier time became lies within the
    area of the later time. So a merged area is the sum of its parts, and an area that lost or won a part is
    not linked. From an earlier area to a later one there is a link only if it is the same area.

    Parameters
    ----------
    series : Series
    then, now : str
        Ids of sets of areas of the series, in either order.

    Returns
    -------
    DataFrame
        area_code (of `now`), then_code (of `then`), exact, note (why not, in a sentence; empty if exact): one row
        for each pair of areas that have a part in common.
    """
    if series.successors is None and then != now:
        return _not_linked(series.areas(now)["area_code"])
    order = list(series.geographies)
    names = {
        key: dict(series.areas(key)[["area_code", "short_name"]].itertuples(index=False))
        for key in (then, now)
    }
    back = order.index(then) <= order.index(now)
    pairs = _became(series, *((then, now) if back else (now, then)))
    earlier_parts = pairs.groupby("earlier")["later"].transform("nunique")
    later_parts = pairs.groupby("later")["earlier"].transform("nunique")
    if back:
        whole = earlier_parts.groupby(pairs["later"]).transform("max") == 1
        links = pairs.rename(columns={"later": "area_code", "earlier": "then_code"}).assign(exact=whole)
        reason = "{now} did not exist as it is now: it has parts of {then}"
    else:
        same = (earlier_parts == 1) & (later_parts == 1)
        links = pairs.rename(columns={"earlier": "area_code", "later": "then_code"}).assign(exact=same)
        reason = "{now} no longer existed as it was: it was in {then}"
    others = links.groupby("area_code")["then_code"].agg(
        lambda codes: listed([names[then][c] for c in codes], 20)
    )
    notes = {code: reason.format(now=names[now][code], then=others[code]) for code in others.index}
    note = links["area_code"].map(notes).where(~links["exact"], "")
    return links.assign(note=note)[["area_code", "then_code", "exact", "note"]].sort_values(
        ["area_code", "then_code"], ignore_index=True
    )


def _not_linked(codes: pd.Series) -> pd.DataFrame:
    """Return areas of which it is not known of which areas of another time they consist."""
    note = "It is not known what became of the areas of that time"
    return pd.DataFrame({"area_code": codes, "then_code": codes, "exact": False, "note": note})


def _became(series: Series, earlier: str, later: str) -> pd.DataFrame:
    """Return which areas became which, step by step: `earlier`, `later`, a row for each pair with a common part."""
    table = series.successors
    codes = series.areas(earlier)["area_code"]
    pairs = pd.DataFrame({"earlier": codes, "later": codes})
    order = series.geographies
    for start, end in pairwise(order):
        if order.index(earlier) <= order.index(start) < order.index(later):
            assert table is not None, "link_areas asks only where it is known what became of areas"
            step = table[(table["geography_id"] == start) & (table["later_geography_id"] == end)]
            step = step[["area_code", "later_area_code"]].rename(columns={"area_code": "later"})
            merged = pairs.merge(step, on="later", how="left")
            after = merged["later_area_code"].fillna(merged["later"])
            pairs = merged.assign(later=after)[["earlier", "later"]].drop_duplicates()
            if gone := sorted(set(pairs["later"]) - set(series.areas(end)["area_code"])):
                raise DataError(
                    f"successors.csv does not say what became of {listed(gone)} of {start} by {end}."
                )
    return pairs
