"""What moves the result: the share of areas below "performing well" as the constants of a rule vary.

One constant at a time through its plausible range (see `scoring.analysis.ranges`), and all together, with Sobol
indices of how much of the variation each accounts for.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from scoring.analysis.ranges import Varied, varied
from scoring.errors import DataError
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATINGS
from scoring.rating.grid import Grid, IntArray, to_grid
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import judge

SAMPLES = 1024
"""Base samples of Sobol indices, where none are asked for."""
FEWEST_SAMPLES, MOST_SAMPLES = 16, 2**16
_BLOCK_FIGURES = 2**17
"""Figures judged at once: few enough for the cache of a processor, many enough to be worth a call."""
_THREADS = 2
_INDICES = {
    "first_order": "S1",
    "first_order_interval": "S1_conf",
    "total": "ST",
    "total_interval": "ST_conf",
}
"""What SALib calls the columns."""
_MIDDLE = (5, 95)
_BELOW = (RATINGS.index("needs"), RATINGS.index("greatest"))
_NOT_RATED = RATINGS.index("not_rated")


def tornado(indicators: pd.DataFrame, method: Methodology) -> pd.DataFrame:
    """Return what each constant does alone: it goes to either end of its range, and the others stay.

    Only the ends are looked at; for what lies between see `scoring.analysis.sweep`.

    Parameters
    ----------
    indicators : DataFrame
        One row an area and indicator; columns as in `Edition.indicators`.
    method : Methodology

    Returns
    -------
    DataFrame
        One row a constant, those that move the share most first: path, kind ('number', 'ratio', 'count',
        'comparison' or 'rating'), now, low, high (as `Methodology.with_changes` takes them), share_now,
        share_at_low, share_at_high (percent of rated areas that are below "performing well"; NaN if none
        is rated), swing (the highest less the lowest of the three, in points), below_now, below_at_low,
        below_at_high, moved_at_low, moved_at_high (numbers of areas: below "performing well", and with
        another rating than now), because (how the range was chosen).
    """
    grid, ranges = to_grid(indicators, method), varied(indicators, method)
    # Scenario 0 is now, then come the low ends and the high ends.
    # A benchmark that is a figure stays that figure where it stays, to be rounded where a value is.
    named = [isinstance(method.values[one.path], str) and one.kind == "number" for one in ranges]
    now = np.where(named, np.nan, [one.now for one in ranges])
    values = np.tile(now, (2 * len(ranges) + 1, 1))
    place = np.arange(len(ranges))
    values[1 + place, place] = [one.low for one in ranges]
    values[1 + len(ranges) + place, place] = [one.high for one in ranges]
    rating = _rated(grid, method, ranges, values)
    below, share = np.isin(rating, _BELOW).sum(-1), share_below(rating)
    moved = (rating != rating[0]).sum(-1)
    low, high = (slice(1 + n * len(ranges), 1 + (n + 1) * len(ranges)) for n in (0, 1))
    three = np.stack([share[low], share[high], np.full(len(ranges), share[0])])
    table = pd.DataFrame(
        {
            "path": [one.path for one in ranges],
            "kind": [one.kind for one in ranges],
            "now": pd.Series([one.constant(one.now) for one in ranges], dtype=object),
            "low": pd.Series([one.constant(one.low) for one in ranges], dtype=object),
            "high": pd.Series([one.constant(one.high) for one in ranges], dtype=object),
            "share_now": share[0],
            "share_at_low": share[low],
            "share_at_high": share[high],
            "swing": np.ptp(three, axis=0),
            "below_now": below[0],
            "below_at_low": below[low],
            "below_at_high": below[high],
            "moved_at_low": moved[low],
            "moved_at_high": moved[high],
            "because": [one.because for one in ranges],
        }
    )
    return table.sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def sobol(
    indicators: pd.DataFrame,
    method: Methodology,
    samples: int = SAMPLES,
    seed: int = 2016,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return how much of the variation of the share each constant accounts for, all varied together.

    Parameters
    ----------
    indicators, method
        As for `tornado`.
    samples : int
        Base samples, a power of two; with d constants the rule is applied samples · (d + 2) times.
    seed : int
        0 or more. The same figures, samples and seed give the same indices.
    progress : function, optional
        Called from the caller's thread after each block, with how many times the rule has been applied
        and how many times it will be in all.

    Returns
    -------
    DataFrame
        One row a constant, those that account for most first: path; first_order (the part of the variance
        of the share that the constant accounts for by itself) and total (with all its interactions), each
        with the half-width of its 95% interval in first_order_interval and total_interval; share_from,
        share_to (percent: nine in ten of all combinations lie between). Estimates may be a little under
        0 or over 1. Where nothing varies, all indices are 0.

    Raises
    ------
    DataError
        If samples is no power of two, less than 16 or more than 65,536.

    Notes
    -----
    Constants are independent and spread evenly over their ranges (see `Varied.at`). Samples by the scheme
    of A. Saltelli (2002), Making best use of model evaluations to compute sensitivity indices, Computer
    Physics Communications 145:280-297, on a scrambled Sobol sequence; indices by A. Saltelli and others
    (2010), Variance based sensitivity analysis of model output, Computer Physics Communications
    181:259-270, intervals by bootstrap; both by SALib (J. Herman and W. Usher (2017), Journal of Open
    Source Software 2(9):97).
    """
    check_samples(samples)
    ranges = varied(indicators, method)
    if not ranges:
        return pd.DataFrame(columns=["path", *_INDICES, "share_from", "share_to"])
    # Loading SALib takes as long as half of the app, which mostly does without it.
    from SALib.analyze import sobol as analysis  # noqa: PLC0415
    from SALib.sample import sobol as sample  # noqa: PLC0415

    problem = {
        "num_vars": len(ranges),
        "names": [one.path for one in ranges],
        "bounds": [[0.0, 1.0]] * len(ranges),
    }
    places = sample.sample(problem, samples, calc_second_order=False, seed=seed)
    share = _shares(to_grid(indicators, method), method, ranges, places, progress)
    found = dict.fromkeys(_INDICES.values(), np.zeros(len(ranges)))
    if np.ptp(share) > 0:  # and not NaN, where no area is rated
        # SALib takes a seed of 0 for none.
        found = analysis.analyze(problem, share, calc_second_order=False, seed=seed + 1)
    # Each block of d + 2 begins and ends with a combination that is drawn at random throughout.
    drawn = share.reshape(samples, -1)[:, [0, -1]]
    share_from, share_to = np.percentile(drawn, _MIDDLE)
    table = pd.DataFrame(
        {
            "path": problem["names"],
            **{column: found[name] for column, name in _INDICES.items()},
            "share_from": share_from,
            "share_to": share_to,
        }
    )
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def sensitivity_table(alone: pd.DataFrame, together: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the frames of `tornado` and, if it is there, of `sobol` as one, in the order of the latter."""
    return alone if together is None else together.merge(alone, on="path")[_columns(alone, together)]


def _columns(alone: pd.DataFrame, together: pd.DataFrame) -> list[str]:
    """Return all columns, with the words at the end."""
    return [*alone.columns.drop("because"), *together.columns.drop("path"), "because"]


def check_samples(samples: int) -> None:
    """Raise a DataError if Sobol indices cannot be had from so many base samples."""
    if not FEWEST_SAMPLES <= samples <= MOST_SAMPLES or samples & (samples - 1):
        raise DataError(
            f"The number of samples is {samples}; it should be a power of two from {FEWEST_SAMPLES} to "
            f"{MOST_SAMPLES}, such as 512 or 1024."
        )


def share_below(rating: IntArray) -> FloatArray:
    """Return the percent of rated areas that are below "performing well": ratings (…, areas) to (…)."""
    rated = (rating != _NOT_RATED).sum(-1)
    with np.errstate(invalid="ignore"):
        return 100 * np.isin(rating, _BELOW).sum(-1) / rated


def _shares(
    grid: Grid,
    method: Methodology,
    ranges: list[Varied],
    places: FloatArray,
    progress: Callable[[int, int], None] | None,
) -> FloatArray:
    """Return the share below "performing well" at each row of places (rows, constants): (rows,)."""
    size = max(_BLOCK_FIGURES // max(grid.value.size, 1), 1)

    def judged(block: FloatArray) -> FloatArray:
        values = np.column_stack([one.at(block[:, i]) for i, one in enumerate(ranges)])
        return share_below(_rated(grid, method, ranges, values))

    shares: list[FloatArray] = []
    done = 0
    # numpy computes outside Python's lock, so that two threads share the work of two processors.
    with ThreadPoolExecutor(_THREADS) as threads:
        for share in threads.map(judged, _blocks(places, size)):
            shares.append(share)
            done += len(share)
            if progress is not None:
                progress(done, len(places))
    return np.concatenate(shares)


def _blocks(places: FloatArray, size: int) -> Iterator[FloatArray]:
    return (places[first : first + size] for first in range(0, len(places), size))


def _rated(grid: Grid, method: Methodology, ranges: list[Varied], values: FloatArray) -> IntArray:
    """Return ratings (scenarios, areas) where the constants have values (scenarios, constants)."""
    sampled = {one.path: values[:, i, None] for i, one in enumerate(ranges)}
    return np.broadcast_to(judge(grid, method, sampled).rating, (len(values), len(grid.area_codes)))
