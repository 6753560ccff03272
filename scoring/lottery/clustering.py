"""Clusters: whether neighbours are alike beyond chance, where, and how often borders join like ratings."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError
from scoring.explain.words import number_word
from scoring.lottery.measures import (
    RATING,
    RATING_NUMBERS,
    Measure,
    measure_of,
    measures_of,
    rated_areas,
    with_estimate_note,
)
from scoring.lottery.neighbours import (
    Joined,
    check_borders,
    drawn_from_others,
    join_neighbours,
    left_out_sentence,
    shuffled,
    two_sided,
)
from scoring.methodology.parts import RATING_LABELS
from scoring.rating.intervals import FloatArray

SHUFFLES = 999
LOCAL_SHUFFLES = 9_999
"""More than `SHUFFLES`, as a false discovery rate over 200 areas needs p-values below 0.002."""
SEED = 2016
SIGNIFICANT = 0.05
CLUSTERS = {
    "high_beside_high": "High beside high",
    "low_beside_low": "Low beside low",
    "high_beside_low": "High beside low",
    "low_beside_high": "Low beside high",
    "none": "No cluster",
}
"""High and low are above and below the mean of all areas, whichever is better."""
CAUTION = (
    "That neighbours are alike does not mean that care spreads across a border: they share hospitals, patients and "
    "ways of recording."
)


def moran(assessment: Assessment, *, shuffles: int = SHUFFLES, seed: int = SEED) -> pd.DataFrame:
    """Return how alike neighbours are, by Moran's I, for every indicator and for the ratings.

    Parameters
    ----------
    edition, method
    shuffles : int
        How often values are shuffled over areas.
    seed : int
        The same seed gives the same p-values.

    Returns
    -------
    DataFrame
        One row a measure: measure (indicator id or 'rating', see `RATING_NUMBERS`), label, moran (towards 1 for
        neighbours alike, about 0 for no pattern, negative for unlike), expected (without a pattern), shuffled_low,
        shuffled_high (where 95% of shuffles lie), p_value (two-sided), areas, left_out (areas without a value
        or a neighbour), estimated, sentence. Without a spread, or with too few areas, numbers are NaN and the
        sentence says why. A methodology without ratings has no row for them.

    Raises
    ------
    DataError
        If the edition knows no borders.

    Notes
    -----
    P. A. P. Moran (1950), Notes on continuous stochastic phenomena, Biometrika 37:17-23, with the weights of an
    area's neighbours adding up to 1 (see `WEIGHTS_IN_WORDS`): I = Σ z · (mean of the neighbours' z) / Σ z²,
    z = value - mean, expected -1 / (n - 1). By permutation: A. D. Cliff and J. K. Ord (1981), Spatial Processes.
    """
    check_borders(assessment.edition)
    found = measures_of(assessment, RATING)
    return pd.DataFrame([_moran_row(assessment.edition, measure, shuffles, seed) for measure in found])


def _moran_row(edition: Edition, measure: Measure, shuffles: int, seed: int) -> dict[str, object]:
    numbers = dict.fromkeys(("moran", "expected", "shuffled_low", "shuffled_high", "p_value"), np.nan)
    every = len(measure.table)
    row = {"measure": measure.id, "label": measure.label, **numbers, "areas": 0, "left_out": every}
    try:
        joined = join_neighbours(edition, measure.known)
    except DataError as problem:
        return row | {"estimated": False, "sentence": str(problem)}
    estimated = _estimated(measure.known, joined)
    if np.ptp(joined.value) > 0:
        numbers = _global_moran(joined, shuffles, seed)
    row |= {**numbers, "areas": len(joined.codes), "left_out": every - len(joined.codes)}
    said = with_estimate_note(_moran_sentence(measure.label, numbers), estimated)
    return row | {"estimated": bool(estimated.any()), "sentence": said}


def _estimated(known: pd.DataFrame, joined: Joined) -> pd.Series:
    return known.set_index("area_code")["estimated"].loc[joined.codes]


def _global_moran(joined: Joined, shuffles: int, seed: int) -> dict[str, float]:
    z = joined.value - joined.value.mean()
    chance = shuffled(z, shuffles, seed)
    by_chance = (chance * joined.neighbours_mean(chance)).sum(0) / (z**2).sum()
    found = (z * joined.neighbours_mean(z)).sum() / (z**2).sum()
    low, high = np.quantile(by_chance, (0.025, 0.975))
    return {
        "moran": float(found),
        "expected": -1 / (len(z) - 1),
        "shuffled_low": float(low),
        "shuffled_high": float(high),
        "p_value": float(two_sided(found, by_chance)),
    }


def _signed(number: float) -> str:
    return f"{number:.2f}".replace("-", "−")


def _moran_sentence(label: str, numbers: dict[str, float]) -> str:
    found, p = numbers["moran"], numbers["p_value"]
    if np.isnan(found):
        return f"All areas are the same in {label}, so there is no pattern to find."
    alike = "more alike than" if found > numbers["expected"] else "less alike than"
    if p > SIGNIFICANT:
        alike = "no more alike or unlike than"
    return (
        f"In {label} neighbours are {alike} chance would make them: Moran's I is {_signed(found)}. In 95 of "
        f"100 random shuffles of the areas it lies between {_signed(numbers['shuffled_low'])} and "
        f"{_signed(numbers['shuffled_high'])} (p = {p:.3f})."
    )


@dataclass(frozen=True)
class LocalClusters:
    """Where neighbours are alike, or unlike, in one measure.

    Attributes
    ----------
    areas : DataFrame
        One row an area of the edition, by code: area_code, value, estimated, neighbours (how many have a value),
        neighbours_mean, local_moran, p_value (two-sided), adjusted_p_value (for the false discovery rate),
        cluster (id in `CLUSTERS`, at the 5% level), cluster_adjusted (the same, with at most 5% of findings
        expected to be false). An area that is left out has NaN, 0 neighbours and 'none'.
    mean : float
        The mean of all areas that count, which high is above and low below.
    left_out : list of str
        Codes of areas without a value or without a neighbour that has one.
    sentence, left_out_sentence, caution : str
        What it shows; who is left out ('' for none); what it does not mean.
    """

    areas: pd.DataFrame
    mean: float
    left_out: list[str]
    sentence: str
    left_out_sentence: str
    caution: str


def local_clusters(
    assessment: Assessment,
    measure: str = RATING,
    *,
    shuffles: int = LOCAL_SHUFFLES,
    seed: int = SEED,
) -> LocalClusters:
    """Return local Moran's I of each area, and the clusters and outliers by it.

    Raises
    ------
    DataError
        If there is no such measure, the edition knows no borders, or too few areas have values.

    Notes
    -----
    L. Anselin (1995), Local indicators of spatial association, Geographical Analysis 27:93-115: with z the
    standardised values, I of an area is (n - 1) / n · z · (mean of the neighbours' z). The other areas are
    shuffled round it.
    """
    found = measure_of(assessment, measure)
    joined = join_neighbours(assessment.edition, found.known)
    local = _local_table(joined, shuffles, seed)
    areas = found.table.merge(local, on="area_code", how="left")
    areas["neighbours"] = areas["neighbours"].fillna(0).astype(int)
    areas = areas.fillna({"cluster": "none", "cluster_adjusted": "none"})
    return LocalClusters(
        areas=areas,
        mean=float(joined.value.mean()),
        left_out=joined.left_out,
        sentence=with_estimate_note(_local_sentence(found, local), _estimated(found.known, joined)),
        left_out_sentence=left_out_sentence(assessment.edition, joined),
        caution=CAUTION,
    )


def _local_table(joined: Joined, shuffles: int, seed: int) -> pd.DataFrame:
    value, count = joined.value, len(joined.value)
    z = (value - value.mean()) / value.std() if np.ptp(value) > 0 else np.zeros(count)
    beside = joined.neighbours_mean(z)
    p = _local_p_values(z, joined, shuffles, seed)
    adjusted = false_discovery_p_values(p)
    kind = np.where(
        z > 0,
        np.where(beside > 0, "high_beside_high", "high_beside_low"),
        np.where(beside > 0, "low_beside_high", "low_beside_low"),
    )
    return pd.DataFrame(
        {
            "area_code": joined.codes,
            "neighbours": joined.neighbours,
            "neighbours_mean": joined.neighbours_mean(value),
            "local_moran": (count - 1) / count * z * beside,
            "p_value": p,
            "adjusted_p_value": adjusted,
            "cluster": np.where(p <= SIGNIFICANT, kind, "none"),
            "cluster_adjusted": np.where(adjusted <= SIGNIFICANT, kind, "none"),
        }
    )


def _local_p_values(z: FloatArray, joined: Joined, shuffles: int, seed: int) -> FloatArray:
    """Return two-sided p-values of z · (mean of the neighbours' z), neighbours drawn from all other areas."""
    drawn = drawn_from_others(len(z), int(joined.neighbours.max()), shuffles, seed)
    found = z * joined.neighbours_mean(z)
    p = np.empty(len(z))
    for i, neighbours in enumerate(joined.neighbours):
        others = np.delete(z, i)
        p[i] = two_sided(found[i], z[i] * others[drawn[:neighbours]].mean(0))
    return p


def false_discovery_p_values(p: FloatArray) -> FloatArray:
    """Return p-values that can be held against a false discovery rate.

    Notes
    -----
    Y. Benjamini and Y. Hochberg (1995), Controlling the false discovery rate, Journal of the Royal Statistical
    Society B 57:289-300; for local Moran's I, M. C. de Castro and B. H. Singer (2006), Geographical Analysis
    38:180-208.

    Examples
    --------
    >>> false_discovery_p_values(np.array([0.04, 0.01, 0.9])).round(2).tolist()
    [0.06, 0.03, 0.9]
    """
    order = np.argsort(p)[::-1]
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    return adjusted


def _local_sentence(measure: Measure, local: pd.DataFrame) -> str:
    clusters = local["cluster"].value_counts()
    high, low = (int(clusters.get(name, 0)) for name in ("high_beside_high", "low_beside_low"))
    outliers = sum(int(clusters.get(name, 0)) for name in ("high_beside_low", "low_beside_high"))
    left = int((local["cluster_adjusted"] != "none").sum())
    known = ", where lower is better," if measure.direction == "lower_is_better" else ""
    return (
        f"In {measure.label}{known} the areas that stand out at the 5% level are {high} high among high neighbours, "
        f"{low} low among low and {outliers} unlike their neighbours. Chance alone would give about "
        f"{SIGNIFICANT * len(local):.0f} of {len(local)}. If at most 5% of findings may be false, "
        f"{number_word(left)} {'is' if left < 2 else 'are'} left."
    )


def join_counts(assessment: Assessment, *, shuffles: int = SHUFFLES, seed: int = SEED) -> pd.DataFrame:
    """Return how many borders join two areas of the same rating, beside random shuffles of the ratings.

    Returns
    -------
    DataFrame
        One row a rating that has areas, best first, and one 'same' for all of them: rating, label, areas, borders
        (that join two areas of this rating), expected (by chance), shuffled_low, shuffled_high (where 95% of
        shuffles lie), p_value (two-sided), all_borders (between rated areas), estimated, sentence.

    Raises
    ------
    DataError
        If the methodology rates no area, or the edition knows no borders, or fewer than three rated areas have
        a rated neighbour.

    Notes
    -----
    A. D. Cliff and J. K. Ord (1981), Spatial Processes, chapter 2, without replacement: of J borders among n
    areas, J · k (k - 1) / (n (n - 1)) join two of k areas by chance. A border counts once, however long.
    """
    rated = rated_areas(assessment)
    rated = rated.assign(value=rated["rating"].map(RATING_NUMBERS).astype(float)).dropna(subset="value")
    joined = join_neighbours(assessment.edition, rated)
    chance = shuffled(joined.value, shuffles, seed)
    count, borders = len(joined.value), joined.borders.nnz / 2
    rows: list[_Joins] = []
    for rating, number in RATING_NUMBERS.items():
        mine = joined.value == number
        if areas := int(mine.sum()):
            expected = borders * areas * (areas - 1) / (count * (count - 1))
            rows.append(
                _Joins(rating, areas, _joins(mine, joined), expected, _joins(chance == number, joined))
            )
    found, expected, by_chance = (sum(getattr(row, name) for row in rows) for name in _Joins._fields[2:])
    rows.append(_Joins("same", count, found, expected, by_chance))
    return pd.DataFrame([_join_row(row, int(borders), _estimated(rated, joined)) for row in rows])


class _Joins(NamedTuple):
    """A rating, its areas, the borders found between them, those expected, and those of each shuffle."""

    rating: str
    areas: int
    found: FloatArray
    expected: float
    by_chance: FloatArray


def _joins(mine: npt.NDArray[np.bool_], joined: Joined) -> FloatArray:
    """Return how many borders join two areas of a kind; `mine` is (areas, …)."""
    number = mine.astype(float)
    return (number * (joined.borders @ number)).sum(0) / 2


def _join_row(row: _Joins, borders: int, estimated: pd.Series) -> dict[str, object]:
    low, high = np.quantile(row.by_chance, (0.025, 0.975))
    p = float(two_sided(row.found, row.by_chance))
    label = RATING_LABELS.get(row.rating, "The same rating on both sides")
    what = f"two areas rated “{label}”" if row.rating in RATING_LABELS else "two areas of the same rating"
    decimals = 0 if row.expected >= 10 else 1
    said = (
        f"{row.found:.0f} of {borders} borders join {what}; shuffled at random it would be about "
        f"{row.expected:.{decimals}f}, and in 95 of 100 shuffles {low:.0f} to {high:.0f} (p = {p:.3f})."
    )
    return {
        "rating": row.rating,
        "label": label,
        "areas": row.areas,
        "borders": int(row.found),
        "expected": row.expected,
        "shuffled_low": float(low),
        "shuffled_high": float(high),
        "p_value": p,
        "all_borders": borders,
        "estimated": bool(estimated.any()),
        "sentence": with_estimate_note(said, estimated),
    }
