"""A group of areas over time: its patients added up period by period, across mergers and on into later areas."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
import pandas as pd

from scoring.editions.model import Edition
from scoring.editions.series import Series, link_areas
from scoring.errors import listed
from scoring.rating.intervals import known_figures, wilson_interval

COLUMNS = [
    *("edition", "period", "date", "value", "numerator", "denominator", "lower_ci", "upper_ci"),
    *("england", "standard", "areas", "note"),
]


@dataclass(frozen=True)
class Carried:
    """A group in the areas of another time.

    `codes` are the areas that have a part in it. It is `exact` if they consist of the group's areas and nothing else;
    otherwise `note` says, in a sentence, what does not fit.
    """

    codes: tuple[str, ...]
    exact: bool
    note: str = ""


Counts = Mapping[str, pd.DataFrame]
"""By the id of an edition: numerator and denominator by area code, of the areas whose counts give their value."""
Links = Mapping[str, pd.DataFrame]
"""The links of `link_areas` from one set of areas to each of a series."""


def links_from(series: Series, here: str) -> Links:
    """Return the links from one set of areas of a series to each, worked out once for many groups."""
    return {there: link_areas(series, there, here) for there in series.geographies if there != here}


def carry_group(
    series: Series, here: str, codes: Collection[str], there: str, links_of: Links | None = None
) -> Carried:
    """Return a group in the areas of another time of a series.

    Parameters
    ----------
    here, there : str
        Sets of areas of the series: that of the group's areas, and the other.
    codes : collection of str
        The group's areas.
    links_of : Links, optional
        From `links_from`, for many groups.
    """
    if here == there:
        return Carried(tuple(sorted(codes)), exact=True)
    links = links_of[there] if links_of is not None else link_areas(series, there, here)
    mine = links["area_code"].isin(set(codes))
    found = links.loc[mine, "then_code"].unique()
    return _carried(
        found, links[links["then_code"].isin(found) & ~mine], "area_code", series.areas(here), here
    )


def _carried(found: np.ndarray, others: pd.DataFrame, column: str, areas: pd.DataFrame, when: str) -> Carried:
    names = areas.set_index("area_code")["short_name"]
    strangers = sorted(set(names.reindex(others[column].unique()).dropna()))
    note = f"parts of it were in one area with {listed(strangers, 3)}" if strangers else ""
    return Carried(tuple(sorted(str(code) for code in found)), exact=not strangers, note=note)


def stp_members(series: Series, geography_id: str) -> dict[str, set[str]]:
    """Return the codes of the areas in each STP of one time of a series, also of those that lie there only in part."""
    table = series.areas(geography_id)
    members = {str(stp): set(codes) for stp, codes in table.groupby("stp_code")["area_code"]}
    for edition in series.editions:
        if edition.meta.geography_id == geography_id:
            for row in edition.split_areas.dropna(subset=["stp_code"]).itertuples():
                members.setdefault(str(row.stp_code), set()).add(str(row.area_code))
    return members


def carry_to_boards(series: Series, geography_id: str, codes: Collection[str], boards: Edition) -> Carried:
    """Return a group of CCGs in Integrated Care Boards.

    Parameters
    ----------
    series, geography_id
        Whose areas, with `stp_code`, the codes are of.
    codes : collection of str
        The group's CCGs.
    boards : Edition
        Of Integrated Care Boards.

    Notes
    -----
    A board has the code of the STP that it was while its boundary stayed the same; the Office for National Statistics
    gives another code with another boundary. So a board with the code of an STP consists of the CCGs of that STP, and
    of a board with a new code it is not known here of which.
    """
    table = series.areas(geography_id).set_index("area_code")
    if "stp_code" not in table:
        return Carried((), exact=False, note="it is not known which boards they became")
    members = stp_members(series, geography_id)
    stps = {stp for stp, inside in members.items() if inside & set(codes)}
    known = set(boards.areas["area_code"])
    lost = sorted(table.loc[[code for code in codes if table["stp_code"][code] not in known], "short_name"])
    if lost:
        return Carried((), exact=False, note=f"boards with other boundaries took in {listed(lost, 3)}")
    others = set[str]().union(*(members[stp] for stp in stps)) - set(codes)
    if others:
        strangers = listed(sorted(table.loc[list(others), "short_name"]), 3)
        return Carried(tuple(sorted(stps)), exact=False, note=f"its boards also include {strangers}")
    return Carried(tuple(sorted(stps)), exact=True)


def group_trend(
    series: Series,
    here: str,
    codes: Collection[str],
    indicator: str,
    *,
    links_of: Links | None = None,
    counts: Counts | None = None,
) -> pd.DataFrame:
    """Return a group's own figure in every period of a series.

    Parameters
    ----------
    here, codes
        As of `carry_group`.
    links_of, counts : optional
        From `links_from` and `counts_of`, for many groups.

    Returns
    -------
    DataFrame
        One row an edition, the earliest first: edition (id), period, date, value, numerator, denominator, lower_ci,
        upper_ci (95%, Wilson), england, standard (all but the counts in the indicator's unit), areas (how many were
        added up), note (why there is no figure).

    Notes
    -----
    The patients of all areas of the group are added up. A period has no figure if the group is not whole there
    (`carry_group`), or if an area of it has no counts: a sum without it would be that of another group.
    """
    carried = {then: carry_group(series, here, codes, then, links_of) for then in series.geographies}
    known = counts_of(series, indicator) if counts is None else counts
    rows = [
        _figure(edition, carried[str(edition.meta.geography_id)], indicator, known[edition.meta.id])
        for edition in series.editions
        if edition.meta.id in known
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def group_trend_of_boards(
    series: Series, carried: Carried, indicator: str, counts: Counts | None = None
) -> pd.DataFrame:
    """Return the frame of `group_trend` for Integrated Care Boards that a group became."""
    known = counts_of(series, indicator) if counts is None else counts
    rows = [
        _figure(edition, carried, indicator, known[edition.meta.id])
        for edition in series.editions
        if edition.meta.id in known
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def counts_of(series: Series, indicator: str) -> Counts:
    """Return the counts of an indicator in every edition of a series that has it, worked out once for many groups."""
    found = {}
    for edition in series.editions:
        if indicator in edition.meta.indicators:
            rows = edition.indicators[edition.indicators["indicator"] == indicator]
            rows = rows[known_figures(rows).counted]
            found[edition.meta.id] = rows.set_index("area_code")[["numerator", "denominator"]]
    return found


def _figure(edition: Edition, carried: Carried, indicator: str, counts: pd.DataFrame) -> dict[str, object]:
    meta = edition.meta.indicators[indicator]
    said = {
        "edition": edition.meta.id,
        "period": edition.meta.period or edition.meta.title,
        "date": pd.Timestamp(edition.meta.date),
        "england": np.nan if meta.england_value is None else meta.england_value,
        "standard": np.nan if meta.standard is None else meta.standard,
        "areas": len(carried.codes),
        **dict.fromkeys(("value", "numerator", "denominator", "lower_ci", "upper_ci"), np.nan),
    }
    if not carried.exact:
        return said | {"note": f"The group was not whole: {carried.note}."}
    if lacking := [code for code in carried.codes if code not in counts.index]:
        names = sorted(edition.short_names[code] for code in lacking)
        return said | {"note": f"There is no figure for {listed(names, 3)}."}
    top, whole = (float(number) for number in counts.loc[list(carried.codes)].sum())
    lower, upper = wilson_interval(top, whole)
    percent = {"value": 100 * top / whole, "lower_ci": float(lower), "upper_ci": float(upper)}
    scaled = {name: meta.per / 100 * number for name, number in percent.items()}
    return said | {"numerator": top, "denominator": whole, "note": ""} | scaled


@dataclass(frozen=True)
class TwoProportions:
    """The result of `two_proportions_test`: z (positive if the second share is larger) and the two-sided p."""

    z: float
    p: float


def two_proportions_test(one: tuple[float, float], other: tuple[float, float]) -> TwoProportions:
    """Test whether two shares differ by more than chance: the z test with a pooled standard error.

    Parameters
    ----------
    one, other : pairs of numbers
        Numerator and denominator of each.

    Notes
    -----
    z = (p₂ − p₁) / sqrt(p (1 − p) (1/n₁ + 1/n₂)), p the share of both together (Altman, Practical Statistics for
    Medical Research, section 10.3). Patients of the two periods are taken as independent.
    """
    (a, n), (b, m) = one, other
    pooled = (a + b) / (n + m)
    error = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if error == 0:
        return TwoProportions(0.0, 1.0)
    z = (b / m - a / n) / error
    return TwoProportions(z, erfc(abs(z) / sqrt(2)))


def periods_test(earlier: pd.Series, later: pd.Series) -> TwoProportions:
    """Test whether a figure differs from that of another period by more than chance: `two_proportions_test` of rows.

    Both rows have numerator and denominator.
    """
    return two_proportions_test(
        (earlier["numerator"], earlier["denominator"]), (later["numerator"], later["denominator"])
    )
