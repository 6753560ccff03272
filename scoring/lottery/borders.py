"""Across the border: how far ratings and indicators differ between neighbours, and how sure the order is."""

import numpy as np
import pandas as pd

from scoring.analysis.probability import rating_probabilities
from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError
from scoring.lottery.measures import RATING
from scoring.lottery.order import probability_higher, truth_of
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATINGS
from scoring.rating.grid import BoolArray, Grid, IntArray, to_grid
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import NOT_RATED, judge
from scoring.rating.shrinkage import chance_of

SURE = 0.95
"""The probability from which an order is called sure, unless another is asked for: a convention."""
EQUAL = 1e-9
"""Figures that differ by less, in the indicator's unit, are equal."""
GAP_COLUMNS = [
    "area_code", "neighbour_code", "measure", "rating", "neighbour_rating", "value", "neighbour_value", "gap",
    "probability", "probability_equal", "area_estimated", "neighbour_estimated", "estimated",
    "probability_estimated", "shared_border_km",
]  # fmt: skip
SUMMARY_COLUMNS = [
    "measure", "borders", "different", "at_least", "sure", "by_chance", "sure_by_chance", "median_gap", "widest_gap",
    "unknown", "estimated", "probability_estimated",
]  # fmt: skip


def border_gaps(
    assessment: Assessment,
    *,
    shrink: bool = True,
    probabilities: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the gap across every shared border in the rating and in each indicator of a methodology.

    Parameters
    ----------
    assessment : Assessment
    shrink : bool
        Whether the truth behind each figure is drawn towards that of all areas (see
        `scoring.lottery.order.truth_of`), or goes by each figure alone.
    probabilities : DataFrame, optional
        What `rating_probabilities` gives for the same figures, methodology and shrink, if it is at hand.

    Returns
    -------
    DataFrame
        One row a pair of neighbours and measure, each border once; pairs in the order of
        `Edition.neighbours`, the rating first. A pair has no row for a measure that either area lacks, and
        none for the rating if either is not rated.

        - area_code, neighbour_code: the better side and the worse; by code where they are equal
        - measure: 'rating', or the id of an indicator
        - rating, neighbour_rating: ids of ratings as shown, moderated if they are; None for an indicator
        - value, neighbour_value: the figures, in the indicator's unit; NaN for the rating
        - gap: steps of rating, or the distance of the figures in the indicator's unit; 0 or more
        - probability: that the better side is the better one (see Notes); where the gap is 0, that of
          area_code being better all the same
        - probability_equal: that the ratings are equal; 0 for an indicator
        - area_estimated, neighbour_estimated, estimated: whether the figure of the one side, of the other, of
          either is an estimate; for a rating, any figure of the area
        - probability_estimated: whether the probability rests on an estimate, of a number of patients too
        - shared_border_km

    Raises
    ------
    DataError
        If the edition has no neighbours, or as `rate` does.

    Notes
    -----
    For an indicator, probability is that the true figure of the one side is better than that of the other,
    by `probability_higher`; NaN where nothing is known of chance in either figure. For a rating it is that
    the rule would rate the one side better had the year been repeated, the areas independent of each other
    (`rating_probabilities`); a panel's rating stands as it is, and it is NaN where nothing is known of chance in
    any figure of either area. The rest, 1 - probability - probability_equal,
    is that of the opposite order.
    """
    edition, method = assessment.edition, assessment.method
    grid = to_grid(edition.indicators, method)
    first, second, length = _pairs(edition, grid)
    parts = []
    if method.aggregation != "not_rated":
        if probabilities is None:
            probabilities = rating_probabilities(edition.indicators, method, shrink=shrink)
        parts.append(_rating_gaps(grid, method, probabilities, first, second))
    parts += _indicator_gaps(grid, first, second, shrink=shrink)
    gaps = pd.concat([part.assign(pair=np.arange(len(first)), shared_border_km=length) for part in parts])
    gaps = gaps[gaps["gap"].notna()].sort_values("pair", kind="stable", ignore_index=True)
    gaps["area_code"], gaps["neighbour_code"] = (
        grid.area_codes[gaps[side].to_numpy()] for side in ("better", "worse")
    )
    return gaps[GAP_COLUMNS]


def _pairs(edition: Edition, grid: Grid) -> tuple[IntArray, IntArray, FloatArray]:
    """Return rows of the grid of the areas of each border, the lower code first, and its length in km."""
    pairs = edition.neighbours
    if pairs.empty:
        raise DataError(
            f"{edition.meta.title} does not say which areas share a border: it has no neighbours.csv."
        )
    once = pairs[pairs["area_code"] < pairs["neighbour_code"]]
    place = pd.Index(grid.area_codes)
    first, second = (place.get_indexer(pd.Index(once[side])) for side in ("area_code", "neighbour_code"))
    known = (first >= 0) & (second >= 0)
    return first[known], second[known], once["shared_border_km"].to_numpy(float)[known]


def _rating_gaps(
    grid: Grid, method: Methodology, probabilities: pd.DataFrame, first: IntArray, second: IntArray
) -> pd.DataFrame:
    verdict = judge(grid, method)
    rating, decided = verdict.rating, verdict.rating != verdict.by_rule
    if method.moderation_applied == "yes":
        decided |= np.isin(grid.area_codes, list(method.moderation))
    chances = probabilities.set_index("area_code").loc[grid.area_codes]
    by_estimates = (chances["basis"] != "published").to_numpy(bool)
    probability = chances[[name for name in RATINGS if name != "not_rated"]].to_numpy(float, copy=True)
    probability[_nothing_known(grid)] = np.nan
    probability[decided] = np.eye(len(RATINGS))[rating[decided], :-1]
    swap = rating[second] < rating[first]
    better, worse = np.where(swap, second, first), np.where(swap, first, second)
    as_seen, _, equal = order_of_ratings(probability[better], probability[worse])
    rated = (rating[first] != NOT_RATED) & (rating[second] != NOT_RATED)
    estimated = np.asarray(~grid.published.all(-1))
    names = np.array(RATINGS, object)
    return pd.DataFrame(
        {
            "better": better,
            "worse": worse,
            "measure": RATING,
            "rating": names[rating[better]],
            "neighbour_rating": names[rating[worse]],
            "value": np.nan,
            "neighbour_value": np.nan,
            "gap": np.where(rated, rating[worse] - rating[better], np.nan),
            "probability": as_seen,
            "probability_equal": equal,
            "area_estimated": estimated[better],
            "neighbour_estimated": estimated[worse],
            "estimated": estimated[better] | estimated[worse],
            "probability_estimated": by_estimates[better] | by_estimates[worse],
        }
    )


def _nothing_known(grid: Grid) -> BoolArray:
    """Return the areas in none of whose figures anything is known of chance."""
    chance = chance_of(grid)
    return np.asarray(~(chance.counted | chance.normal).any(-1))


def order_of_ratings(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the probabilities that the first rating is better, that the second is, and that they are equal.

    Parameters
    ----------
    first, second : arrays of shape (pairs, ratings)
        Probabilities of each rating, best first; the two are independent. Where an area may come out not
        rated they sum to less than 1, and so do the three.
    """
    better_than = np.cumsum(first, axis=-1) - first, np.cumsum(second, axis=-1) - second
    return (second * better_than[0]).sum(-1), (first * better_than[1]).sum(-1), (first * second).sum(-1)


def _indicator_gaps(grid: Grid, first: IntArray, second: IntArray, *, shrink: bool) -> list[pd.DataFrame]:
    truth = truth_of(grid, shrink=shrink)
    higher = probability_higher(truth, first, second)
    by_estimates = np.asarray(~grid.published | grid.interval_estimated)
    frames = []
    for j, name in enumerate(grid.indicators):
        value, direction, guessed = grid.value[:, j], grid.direction[first, j], ~grid.published[:, j]
        ahead = direction * (value[first] - value[second])
        swap = ahead < -EQUAL
        better, worse = np.where(swap, second, first), np.where(swap, first, second)
        frames.append(
            pd.DataFrame(
                {
                    "better": better,
                    "worse": worse,
                    "measure": name,
                    "rating": None,
                    "neighbour_rating": None,
                    "value": value[better],
                    "neighbour_value": value[worse],
                    "gap": np.where(np.abs(ahead) <= EQUAL, 0, np.abs(ahead)),
                    "probability": np.where((direction > 0) != swap, higher[:, j], 1 - higher[:, j]),
                    "probability_equal": 0.0,
                    "area_estimated": guessed[better],
                    "neighbour_estimated": guessed[worse],
                    "estimated": guessed[better] | guessed[worse],
                    "probability_estimated": by_estimates[better, j] | by_estimates[worse, j],
                }
            )
        )
    return frames


def border_summary(gaps: pd.DataFrame, *, at_least: float = SURE) -> pd.DataFrame:
    """Count how many borders differ, and how many of these orders are sure.

    Parameters
    ----------
    gaps : DataFrame
        As `border_gaps` gives it.
    at_least : float
        The probability from which an order is sure.

    Returns
    -------
    DataFrame
        One row a measure, in the order of `gaps`:

        - measure
        - borders: those with both figures
        - different: those with a gap
        - at_least, and sure: how many of the different have a probability of at least that
        - by_chance: of the different, how many orders are expected not to be real, the sum of 1 - probability;
          sure_by_chance: the same of the sure
        - median_gap, widest_gap: steps of rating, or the indicator's unit
        - unknown: how many of the different have no probability
        - estimated, probability_estimated: whether any of the figures, or probabilities, is an estimate

    Notes
    -----
    The sum of 1 - probability over a list is the number of false entries to expect in it, however the list was
    chosen, if the priors are right: M. A. Newton and others (2004), Detecting differential gene expression with
    a semiparametric hierarchical mixture method, Biostatistics 5:155-176. This is how many looks are allowed for
    with shrunken figures (A. Gelman, J. Hill and M. Yajima (2012), Why we (usually) don't have to worry about
    multiple comparisons, Journal of Research on Educational Effectiveness 5:189-211); with plain ones it counts
    too few.
    """
    rows = [_summary_of(rows, at_least) for _, rows in gaps.groupby("measure", sort=False)]
    return pd.DataFrame(rows, columns=SUMMARY_COLUMNS)


def _summary_of(gaps: pd.DataFrame, at_least: float) -> dict[str, object]:
    different = gaps[gaps["gap"] > 0]
    sure = different[different["probability"] >= at_least]
    return {
        "measure": gaps["measure"].iloc[0],
        "borders": len(gaps),
        "different": len(different),
        "at_least": at_least,
        "sure": len(sure),
        "by_chance": (1 - different["probability"]).sum(),
        "sure_by_chance": (1 - sure["probability"]).sum(),
        "median_gap": gaps["gap"].median(),
        "widest_gap": gaps["gap"].max(),
        "unknown": int(different["probability"].isna().sum()),
        "estimated": bool(gaps["estimated"].any()),
        "probability_estimated": bool(gaps["probability_estimated"].any()),
    }


def widest_gaps(
    gaps: pd.DataFrame, measure: str, *, number: int = 5, at_least: float | None = None
) -> pd.DataFrame:
    """Return the rows of the widest gaps in a measure, widest first, the surer of equal ones first.

    Parameters
    ----------
    gaps : DataFrame
        As `border_gaps` gives it.
    measure : str
        'rating' or the id of an indicator.
    number : int
        How many at most.
    at_least : float, optional
        Only orders at least this probable.
    """
    mine = gaps[(gaps["measure"] == measure) & (gaps["gap"] > 0)]
    if at_least is not None:
        mine = mine[mine["probability"] >= at_least]
    return mine.sort_values(["gap", "probability"], ascending=False, kind="stable").head(number)
