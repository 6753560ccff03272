"""A long table of indicators as arrays, and its confidence limits."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.errors import DataError, listed
from scoring.methodology.model import Methodology
from scoring.rating.intervals import FloatArray, known_of, rescale_interval, wilson_interval

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]

_NUMBERS = (
    "value",
    "numerator",
    "denominator",
    "lower_ci",
    "upper_ci",
    "england",
    "standard",
    "peers",
    "peers_error",
    "direction",
    "per",
)
_WITHOUT = {"direction": 1.0, "per": 100.0, "peers_error": 0.0}
"""What a column holds where the table has none: higher is better, percent, a benchmark without error."""


def _none() -> FloatArray:
    return np.array(np.nan)


@dataclass(frozen=True)
class Grid:
    """A long table of indicators as arrays of shape (areas, indicators), in the methodology's order.

    For `judge`, any array may have extra leading dimensions, such as draws of `value`; the others repeat.
    `per` is what counts are multiplied by (100 for percent, 100,000 for a rate of that; NaN where a value
    is no share). `numerator` and `denominator` are NaN where they are not the counts of the figure, and limits stand
    for themselves (see `scoring.rating.intervals.known_of`). `peers` is the mean of similar areas, `peers_error` its
    standard error. `published`, `interval_estimated`, `stated_numerator` and `stated_denominator` (the counts
    as they were given) are for tables only; no judgement asks for them.
    """

    area_codes: npt.NDArray[np.object_]
    indicators: tuple[str, ...]
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower_ci: FloatArray
    upper_ci: FloatArray
    england: FloatArray
    standard: FloatArray
    direction: FloatArray
    published: BoolArray
    interval_estimated: BoolArray = field(default_factory=lambda: np.array(False))
    per: FloatArray = field(default_factory=lambda: np.array(100.0))
    peers: FloatArray = field(default_factory=_none)
    peers_error: FloatArray = field(default_factory=lambda: np.array(0.0))
    stated_numerator: FloatArray = field(default_factory=_none)
    stated_denominator: FloatArray = field(default_factory=_none)


def to_grid(indicators: pd.DataFrame, method: Methodology) -> Grid:
    """Turn a long table (see `Edition.indicators`) into arrays; areas are sorted by code.

    Raises
    ------
    DataError
        If an area has the same indicator twice, or columns are missing.
    """
    return grid_of(indicators, tuple(method.indicators))


def grid_of(indicators: pd.DataFrame, names: tuple[str, ...]) -> Grid:
    """Turn these indicators of a long table into arrays, as `to_grid` does with those of a methodology."""
    if missing := [c for c in ("area_code", "indicator", "value") if c not in indicators]:
        raise DataError(f"The table of indicators has no column {listed(missing)}.")
    found, distinct = pd.factorize(indicators["indicator"])
    # The last -1 stands for an empty name, which factorize codes as -1.
    column = np.array([names.index(name) if name in names else -1 for name in distinct] + [-1])[found]
    codes, row = np.unique(indicators["area_code"].to_numpy(object).astype(str), return_inverse=True)
    used = column >= 0
    row, column = row[used], column[used]
    if len(np.unique(row * len(names) + column)) < len(row):
        cells = pd.DataFrame({"area": codes[row], "indicator": np.array(names)[column]})
        twice = cells[cells.duplicated()].iloc[0]
        raise DataError(f"{twice['area']} has the indicator {twice['indicator']} more than once.")
    arrays = {}
    for name in _NUMBERS:
        if name not in indicators and name in ("peers", "peers_error", "per"):
            continue
        array = np.full((len(codes), len(names)), _WITHOUT.get(name, np.nan))
        if name in indicators:
            array[row, column] = indicators[name].to_numpy(float)[used]
        arrays[name] = array
    known = known_of(
        arrays["value"],
        (arrays["numerator"], arrays["denominator"]),
        (arrays["lower_ci"], arrays["upper_ci"]),
        arrays.get("per", _WITHOUT["per"]),
    )
    for name in ("numerator", "denominator"):
        arrays[f"stated_{name}"] = arrays[name]
        arrays[name] = np.where(known.counted, arrays[name], np.nan)
    arrays["lower_ci"], arrays["upper_ci"] = known.lower, known.upper
    published = np.zeros((len(codes), len(names)), bool)
    if "basis" in indicators:
        published[row, column] = (indicators["basis"].to_numpy(object) == "published")[used]
    # A published value may still have an interval that rests on an estimated number of patients.
    interval_estimated = ~published
    if "interval_basis" in indicators:
        interval_estimated[row, column] = (indicators["interval_basis"].to_numpy(object) == "estimated")[used]
    return Grid(
        codes.astype(object),
        names,
        published=published,
        interval_estimated=interval_estimated | known.estimated,
        **arrays,
    )


def limits(grid: Grid, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper limits at a confidence, in the indicator's unit, NaN where there are none.

    At 95% the limits given are used; where none are given, or at another confidence, they come from
    the counts (Wilson), and without counts that are the figure's from the 95% limits by rescaling.
    """
    if confidence == 95:
        given = ~np.isnan(grid.lower_ci), ~np.isnan(grid.upper_ci)
        if given[0].all() and given[1].all():
            return grid.lower_ci, grid.upper_ci
        lower, upper = count_limits(grid, confidence)
        return np.where(given[0], grid.lower_ci, lower), np.where(given[1], grid.upper_ci, upper)
    lower, upper = count_limits(grid, confidence)
    wider = rescale_interval(grid.value, grid.lower_ci, grid.upper_ci, confidence, grid.per)
    return np.where(np.isnan(lower), wider[0], lower), np.where(np.isnan(upper), wider[1], upper)


def count_limits(grid: Grid, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return Wilson limits of the counts, in the indicator's unit, NaN where there are no counts."""
    lower, upper = wilson_interval(grid.numerator, grid.denominator, confidence)
    share = grid.per / 100
    return share * lower, share * upper


def one_for_all(array: FloatArray) -> FloatArray:
    """Return an array (areas, indicators), or its only row where all areas have the same: with many values of a
    constant at once, what it is compared with then stays small.
    """
    if array.ndim != 2 or array.shape[0] < 2 or not (array == array[0]).all():
        return array
    return array[:1]


def how_many(flags: BoolArray) -> npt.NDArray[np.int16]:
    """Return how many are true along the last axis, shape (…, areas): a column at a time, since there are few."""
    total = np.zeros(flags.shape[:-1], np.int16)
    for column in range(flags.shape[-1]):
        total += flags[..., column]
    return total


def round_half_up(value: FloatArray, decimals: int | FloatArray | float) -> FloatArray:
    """Round as a publication does: 84.95 becomes 85.0."""
    scale = 10.0**decimals
    return np.floor(value * scale + 0.5 + _ROUNDING_GUARD) / scale


_ROUNDING_GUARD = 1e-9
"""Added before rounding half up, since 1.005 in binary is a little less than 1.005."""
