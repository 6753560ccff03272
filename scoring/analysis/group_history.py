"""The history of a group or an area on one indicator: CCGs, then Integrated Care Boards, each with process limits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from scoring.analysis.group_trend import (
    Carried,
    Links,
    carry_group,
    carry_to_boards,
    counts_of,
    group_trend,
    group_trend_of_boards,
    links_from,
)
from scoring.analysis.spc import ProcessLimits, special_causes, xmr_limits
from scoring.analysis.trend import COMPARED_DECIMALS
from scoring.editions.model import Edition, IndicatorMeta
from scoring.editions.series import Series
from scoring.rating.grid import round_half_up


@dataclass(frozen=True)
class HistoryPart:
    """A time in which the areas and the definition of the indicator stayed the same.

    Attributes
    ----------
    rows : DataFrame
        The frame of `group_trend`, with `variation` ('improvement', 'concern', 'common'; empty without a value).
    limits : ProcessLimits or None
        None with fewer than three values next to each other.
    meta : IndicatorMeta
        Of the indicator in the last period.
    """

    rows: pd.DataFrame
    limits: ProcessLimits | None
    meta: IndicatorMeta

    @property
    def known(self) -> pd.DataFrame:
        """The periods with a value."""
        return self.rows[self.rows["value"].notna()]


@dataclass(frozen=True)
class History:
    """A group or an area over time: `parts`, the earliest first, and why there are not more (`left_out`, sentences)."""

    name: str
    parts: tuple[HistoryPart, ...]
    left_out: tuple[str, ...]


def indicator_over_time(edition: Edition) -> str:
    """Return the indicator of an edition that is followed unless another is asked for: the last with a standard."""
    metas = edition.meta.indicators
    with_standard = [name for name, meta in metas.items() if meta.standard is not None]
    return (with_standard or list(metas))[-1]


def group_histories(
    edition: Edition,
    groups: Mapping[str, Collection[str]],
    indicator: str,
    every: Sequence[Series],
) -> dict[str, History]:
    """Return the histories of groups of areas of an edition, by name; none if no series has the areas and indicator.

    Parameters
    ----------
    groups : dict
        Area codes, each whole, by the name of the group.
    every : sequence of Series
        All series.
    """
    found = followed_series(edition, indicator, every)
    if found is None:
        return {}
    series, here = found
    links = links_from(series, here)
    counts = counts_of(series, indicator)
    boards = series_after(series, indicator, every)
    later = {} if boards is None else counts_of(boards, indicator)
    histories = {}
    for name, codes in groups.items():
        parts = [
            _part(
                group_trend(series, here, codes, indicator, links_of=links, counts=counts), series, indicator
            )
        ]
        left_out = ""
        if boards is not None:
            carried = _in_boards(series, here, codes, boards, links)
            if carried.exact:
                parts.append(
                    _part(group_trend_of_boards(boards, carried, indicator, later), boards, indicator)
                )
            else:
                since = boards.editions[0].meta.period
                left_out = (
                    f"{name} cannot be followed into Integrated Care Boards, from {since}: {carried.note}."
                )
        if known := tuple(part for part in parts if len(part.known)):
            histories[name] = History(name, known, (left_out,) if left_out else ())
    return histories


def missed_in_a_row(part: HistoryPart) -> int:
    """Return in how many periods in a row, up to the last with a value, the standard was missed, to one decimal.

    A period without a value ends the row, as in the watch list.
    """
    side = -1 if part.meta.direction == "lower_is_better" else 1
    rows = part.rows.loc[: part.known.index[-1]]
    distance = side * (round_half_up(rows["value"].to_numpy(float), COMPARED_DECIMALS) - rows["standard"])
    missed = (distance < 0).to_numpy()[::-1]
    return len(missed) if missed.all() else int(missed.argmin())


def _in_boards(series: Series, here: str, codes: Collection[str], boards: Series, links: Links) -> Carried:
    """Return a group in Integrated Care Boards, by way of the first areas of its series, whose STPs are all known."""
    first = series.geographies[0]
    then = carry_group(series, here, codes, first, links)
    return carry_to_boards(series, first, then.codes, boards.editions[-1]) if then.exact else then


def followed_series(edition: Edition, indicator: str, every: Sequence[Series]) -> tuple[Series, str] | None:
    """Return the series with an indicator, and the set of areas in it, that an edition's areas are of; None if none."""
    codes = set(edition.areas["area_code"])
    for series in every:
        if edition.meta.series not in (None, series.id):
            continue
        for here in series.geographies:
            same = here == edition.meta.geography_id or edition.meta.geography_id is None
            if same and set(series.areas(here)["area_code"]) == codes and _has(series, indicator):
                return series, here
    return None


def _has(series: Series, indicator: str) -> bool:
    return indicator in series.editions[-1].meta.indicators


def series_after(series: Series, indicator: str, every: Sequence[Series]) -> Series | None:
    """Return the series of later areas that has an indicator, such as Integrated Care Boards; None if there is none."""
    last = series.editions[-1].meta.date
    later = [one for one in every if one.editions[0].meta.date > last and _has(one, indicator)]
    return later[0] if later else None


def _part(rows: pd.DataFrame, series: Series, indicator: str) -> HistoryPart:
    meta = series.editions[-1].meta.indicators[indicator]
    limits = None
    variation = pd.Series("", index=rows.index)
    if (rows["value"].notna() & rows["value"].shift().notna()).sum() >= 2:
        limits = xmr_limits(rows["value"])
        higher = meta.direction != "lower_is_better"
        causes = special_causes(rows["value"], limits, higher_is_better=higher)["variation"]
        variation = causes.where(rows["value"].notna(), "")
    return HistoryPart(rows.assign(variation=variation), limits, meta)
