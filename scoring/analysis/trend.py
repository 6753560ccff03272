"""Time: the figures of a series in the areas of one date, changes between two periods, and a watch list."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.editions.model import Edition
from scoring.editions.series import Series, link_areas
from scoring.errors import UnknownNameError, listed
from scoring.rating.grid import round_half_up
from scoring.rating.intervals import FloatArray, known_figures, wilson_interval

KEYS = ["edition", "area_code", "indicator"]
COLUMNS = [
    *("edition", "period", "date", "area_code", "indicator"),
    *("value", "numerator", "denominator", "lower_ci", "upper_ci"),
    *("england", "standard", "areas_added", "basis", "note"),
]
COMPARED_DECIMALS = 1
"""Values are rounded to one decimal before they are set against a standard, as in all methodologies by value."""


def linked_figures(series: Series, geography_id: str | None = None) -> pd.DataFrame:
    """Return the figures of every period in the areas of one time.

    Areas that merged are added up (numerators, denominators) where that is exact, see `link_areas`.

    Parameters
    ----------
    series : Series
    geography_id : str, optional
        The areas; those of the last edition if not given.

    Returns
    -------
    DataFrame
        One row an edition, area and indicator, also where there is no figure: edition (id), period, date,
        area_code, indicator, value, numerator, denominator, lower_ci, upper_ci (95%), england, standard (all but
        the counts in the indicator's unit), areas_added (how many areas of its time were added up, 0 where they
        are not linked), basis (empty for these), note (why there is no figure, or what is doubtful about it).
    """
    now = geography_id or str(series.editions[-1].meta.geography_id)
    links = pd.concat(
        [link_areas(series, then, now).assign(geography_id=then) for then in series.geographies]
    )
    facts = pd.concat([_facts(edition) for edition in series.editions])
    added = _added_up(series, links[links["exact"]])
    table = series.areas(now)[["area_code"]].merge(facts, how="cross").merge(added, on=KEYS, how="left")
    apart = links.loc[~links["exact"], ["geography_id", "area_code", "note"]].drop_duplicates()
    table = table.merge(apart, on=["geography_id", "area_code"], how="left")
    merged = table["areas_added"] > 1
    lower, upper = wilson_interval(table["numerator"], table["denominator"])
    sums = {"value": 100 * table["numerator"] / table["denominator"], "lower_ci": lower, "upper_ci": upper}
    for column, percent in sums.items():
        table[column] = table[column].mask(merged, table["per"] / 100 * percent)
    # An area that is not linked has no figure; its note says why.
    table["note"] = table["note"].fillna(table["remark"]).fillna("")
    table["areas_added"] = table["areas_added"].fillna(0).astype(int)
    known = [table["areas_added"] == 0, table["published"].eq(True)]
    table["basis"] = np.select(known, ["", "published"], default="estimated")
    return table.sort_values(["date", "area_code", "indicator"], kind="stable", ignore_index=True)[COLUMNS]


def _facts(edition: Edition) -> pd.DataFrame:
    """Return what a period says of each indicator: one row an indicator."""
    metas = edition.meta.indicators
    return pd.DataFrame(
        {
            "edition": edition.meta.id,
            "period": edition.meta.period or edition.meta.title,
            "date": pd.Timestamp(edition.meta.date),
            "geography_id": edition.meta.geography_id,
            "indicator": list(metas),
            "england": np.array([meta.england_value for meta in metas.values()], dtype=float),
            "standard": np.array([meta.standard for meta in metas.values()], dtype=float),
            "per": [meta.per for meta in metas.values()],
        }
    )


def _added_up(series: Series, links: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of all periods in the areas that theirs are linked to: one row of `KEYS` each."""
    own = pd.concat(
        edition.indicators.assign(edition=edition.meta.id, geography_id=edition.meta.geography_id)
        for edition in series.editions
    ).rename(columns={"area_code": "then_code"})
    own["remark"] = own["note"].astype(object).fillna("") if "note" in own else ""
    own["published"] = own["basis"] == "published"
    known = known_figures(own)
    own["is_counted"], own["lower_ci"], own["upper_ci"] = (
        known.counted,
        *known.limits(own["numerator"], own["denominator"], own.get("per", 100.0)),
    )
    rows = links[["geography_id", "area_code", "then_code"]].merge(own, on=["geography_id", "then_code"])
    groups = rows.groupby(KEYS, sort=False)
    table = groups[["value", "lower_ci", "upper_ci"]].first()
    table["areas_added"] = groups.size()
    table["published"] = groups["published"].all()
    whole = groups["is_counted"].all() | (table["areas_added"] == 1)
    for column in ("numerator", "denominator"):
        # A sum without one of its parts would be that of another area, and one of counts that do not give their
        # value that of another figure.
        table[column] = groups[column].sum().where(whole & (groups[column].count() == table["areas_added"]))
    said = rows[rows["remark"] != ""].groupby(KEYS, sort=False)["remark"]
    table["remark"] = said.agg(lambda remarks: "; ".join(dict.fromkeys(remarks)))
    return table.reset_index()


def area_trend(linked: pd.DataFrame, area_code: str, indicator: str) -> pd.DataFrame:
    """Return the periods of one area and indicator in order: rows of `linked_figures`, gaps with their note.

    Raises
    ------
    UnknownNameError
        If there is no such area or indicator.
    """
    _check(linked, "indicator", indicator)
    _check(linked, "area_code", area_code)
    rows = linked[(linked["area_code"] == area_code) & (linked["indicator"] == indicator)]
    return rows.sort_values("date", ignore_index=True)


def change_between(linked: pd.DataFrame, indicator: str, earlier: str, later: str) -> pd.DataFrame:
    """Return how much each area's figure changed from one period to another, with its interval.

    Parameters
    ----------
    linked : DataFrame
        From `linked_figures`.
    indicator, earlier, later : str
        An indicator, and the ids of two editions.

    Returns
    -------
    DataFrame
        One row an area: area_code, earlier_value, later_value, change (later minus earlier, in points of the
        indicator's unit), lower_ci, upper_ci (95% limits of the change), direction ('up' or 'down' where the
        limits are both on that side of 0, 'no clear change', or 'no value'), note (of both periods).

    Notes
    -----
    The limits are Newcombe's hybrid of the two Wilson intervals (R. G. Newcombe 1998, Interval estimation for the
    difference between independent proportions, method 10, Statistics in Medicine 17:873-890), here from the 95%
    limits of both figures. They treat the patients of the two periods as independent.
    """
    for name in (earlier, later):
        _check(linked, "edition", name)
    _check(linked, "indicator", indicator)
    rows = linked[linked["indicator"] == indicator].set_index("area_code")
    before, after = (rows[rows["edition"] == name] for name in (earlier, later))
    codes = rows.index.unique()
    before, after = before.reindex(codes), after.reindex(codes)
    change = after["value"] - before["value"]
    limits = ["value", "lower_ci", "upper_ci"]
    lower, upper = difference_limits(after[limits].to_numpy().T, before[limits].to_numpy().T)
    direction = np.select(
        [change.isna(), lower > 0, upper < 0], ["no value", "up", "down"], default="no clear change"
    )
    notes = pd.DataFrame({"before": before["note"], "after": after["note"]}).fillna("")
    return (
        pd.DataFrame(
            {
                "earlier_value": before["value"],
                "later_value": after["value"],
                "change": change,
                "lower_ci": lower,
                "upper_ci": upper,
                "direction": direction,
                "note": [
                    "; ".join(dict.fromkeys(filter(None, pair))) for pair in notes.itertuples(index=False)
                ],
            }
        )
        .rename_axis("area_code")
        .reset_index()
    )


def difference_limits(one: npt.ArrayLike, other: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the limits of a difference, by Newcombe's method 10 (see `change_between`).

    Parameters
    ----------
    one, other : array_like of shape (3, …)
        Value, lower and upper limit of the two figures.

    Returns
    -------
    lower, upper : arrays
        Limits of one - other.

    Examples
    --------
    Newcombe's first example, 56 of 70 against 48 of 80:

    >>> low, high = difference_limits((80, *wilson_interval(56, 70)), (60, *wilson_interval(48, 80)))
    >>> round(float(low), 2), round(float(high), 2)
    (5.24, 33.39)
    """
    value, lower, upper = np.asarray(one, float)
    other_value, other_lower, other_upper = np.asarray(other, float)
    below = np.hypot(value - lower, other_upper - other_value)
    above = np.hypot(upper - value, other_value - other_lower)
    return value - other_value - below, value - other_value + above


def watch_list(
    linked: pd.DataFrame,
    indicator: str,
    *,
    periods: int = 4,
    by: Literal["value", "interval"] = "value",
    standard: float | None = None,
    higher_is_better: bool = True,
) -> pd.DataFrame:
    """Return for how many periods in a row, up to the last, each area has missed a standard.

    Parameters
    ----------
    linked : DataFrame
        From `linked_figures`; its last period is the one to look back from.
    indicator : str
    periods : int
        An area is on the watch list if it missed the standard in each of the last so many periods.
    by : 'value' or 'interval'
        Whether the value, to one decimal, must miss the standard, or its whole 95% interval.
    standard : float, optional
        Another standard than that of each period.
    higher_is_better : bool
        Whether missing it is being below it.

    Returns
    -------
    DataFrame
        One row an area, also those that are not on the list: area_code, missed_in_a_row
        (periods), since (the first of these periods, empty if none), periods_with_value (of the last `periods`),
        latest_value, latest_lower_ci, latest_upper_ci, standard (of the last period), distance (of the latest value
        from it, in points, negative if missed), on_watch_list, note (why a value of the last `periods` is not
        there). Those that missed it longest come first, of these the furthest from it.
        A period without a value ends the row: an area with a gap among the last `periods` is not on the list.
    """
    _check(linked, "indicator", indicator)
    rows = linked[linked["indicator"] == indicator]
    order = rows[["date", "edition", "period"]].drop_duplicates().sort_values("date")
    side = 1 if higher_is_better else -1

    def wide(column: str) -> pd.DataFrame:
        return rows.pivot(index="area_code", columns="edition", values=column)[order["edition"]]

    bars = wide("standard")
    if standard is not None:
        bars[:] = standard
    nearest = (
        wide("value").pipe(round_half_up, COMPARED_DECIMALS)
        if by == "value"
        else wide("upper_ci" if higher_is_better else "lower_ci")
    )
    missed = (side * (nearest - bars) < 0).to_numpy()
    run = np.where(missed.all(1), missed.shape[1], np.argmin(missed[:, ::-1], axis=1))
    values, there = wide("value"), wide("value").notna()
    starts = order["period"].to_numpy()
    latest = round_half_up(values.iloc[:, -1], COMPARED_DECIMALS)
    notes = wide("note").iloc[:, -periods:].where(~there.iloc[:, -periods:], "").fillna("")
    table = pd.DataFrame(
        {
            "missed_in_a_row": run,
            "since": ["" if n == 0 else starts[len(starts) - n] for n in run],
            "periods_with_value": there.iloc[:, -periods:].sum(axis=1),
            "latest_value": values.iloc[:, -1],
            "latest_lower_ci": wide("lower_ci").iloc[:, -1],
            "latest_upper_ci": wide("upper_ci").iloc[:, -1],
            "standard": bars.iloc[:, -1],
            "distance": side * (latest - bars.iloc[:, -1]),
            "on_watch_list": run >= periods,
            "note": ["; ".join(dict.fromkeys(filter(None, row))) for row in notes.itertuples(index=False)],
        },
        index=values.index,
    ).reset_index()
    return table.sort_values(
        ["missed_in_a_row", "distance"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _check(linked: pd.DataFrame, column: str, wanted: str) -> None:
    known = linked[column].unique()
    if wanted not in known:
        what = {"area_code": "area", "edition": "edition", "indicator": "indicator"}[column]
        raise UnknownNameError(f"The series has no {what} {wanted!r}. It has: {listed(list(known))}.")
