"""The areas closest to a better rating: whose one low indicator a few more patients would lift above its benchmark."""

from dataclasses import dataclass

import pandas as pd

from scoring.analysis.agreement import BELOW
from scoring.analysis.targets import Change, what_would_it_take
from scoring.assessment import Assessment
from scoring.explain.outcomes import LOW
from scoring.methodology.parts import RATINGS

_TRIED = 3
"""Times as many areas are looked at closely as are wanted: the gap says only roughly how many patients it takes."""


@dataclass(frozen=True)
class Closest:
    """An area below "performing well", the change that lifts it to that or better, and the rating (id) it reaches."""

    area_code: str
    short_name: str
    patients: int
    change: Change
    rating: str


def closest_to_par(assessment: Assessment, number: int) -> list[Closest]:
    """Return the areas that the fewest patients part from "performing well", fewest first.

    Only areas with one low indicator, which has counts, are looked at; none for rules that add up scores or compare
    areas with each other, where more than the own figures decide.
    """
    method = assessment.method
    if method.is_relative or method.score is not None or method.aggregation == "not_rated":
        return []
    below = assessment.ratings.loc[assessment.ratings["rating"].isin(BELOW), "area_code"]
    low = assessment.breakdown[assessment.breakdown["outcome"].isin(LOW)]
    low = low[low["area_code"].isin(below) & ~low["area_code"].duplicated(keep=False)]
    metas = assessment.edition.meta.indicators
    per = low["indicator"].map({name: meta.per for name, meta in metas.items()}).astype(float)
    gap = (low["benchmark"] - low["low_edge"].fillna(low["compared_value"])).abs()
    roughly = gap.astype(float) * low["denominator"].astype(float) / per
    likely = roughly.dropna().sort_values(kind="stable").index[: _TRIED * number]
    found = [_closest(assessment, low.loc[row]) for row in likely]
    return sorted(filter(None, found), key=lambda one: (one.patients, one.short_name))[:number]


def _closest(assessment: Assessment, row: pd.Series) -> Closest | None:
    targets = what_would_it_take(assessment, str(row["area_code"]))
    target = targets.singles.get(str(row["indicator"]))
    if target is None or target.patients is None or RATINGS.index(target.rating) > RATINGS.index("well"):
        return None
    return Closest(targets.area_code, targets.short_name, target.patients, target.changes[0], target.rating)
