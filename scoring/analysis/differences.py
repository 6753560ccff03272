"""An area beside others: how far from the mean of its similar areas, or from another area, and whether by chance."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.rating.benchmarks import added_by_squares
from scoring.rating.intervals import NO_SPREAD, FloatArray, known_figures, within_scale, z_value

VERDICTS = ("better", "worse", "unclear", "no interval", "no value")
"""Better or worse beyond chance (95%); possibly chance; no interval to tell; nothing to compare."""


Estimate = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
"""A figure, or an array of them, with its lower and its upper limit."""
SeriesWithLimits = tuple[pd.Series, pd.Series, pd.Series]


def difference_interval(figure: Estimate, other: Estimate) -> tuple[FloatArray, FloatArray]:
    """Return the confidence interval of the difference of two figures, from the interval of each.

    Parameters
    ----------
    figure, other : triples of array_like
        Value, lower and upper limit of two independent figures, at the same confidence, all in one unit, of
        shapes that broadcast. Limits equal to the value mean that it is exact; NaN limits give NaN.

    Returns
    -------
    lower, upper : arrays in the same unit
        Of the first figure less the other.

    Notes
    -----
    The half-widths add by squares::

        lower = d - sqrt((x - x_lower)² + (y_upper - y)²),   d = x - y
        upper = d + sqrt((x_upper - x)² + (y - y_lower)²)

    R. G. Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics
    in Medicine 17:873-890, method 10; for other figures than proportions G. Y. Zou and A. Donner (2008),
    Construction of confidence limits about effect measures, Statistics in Medicine 27:1693-1702. A printed
    value may lie outside its own interval; limits move as in `comparison.edges`, so that an area is low
    by the 95% interval against its similar areas just when this interval is on the worse side of 0.

    Examples
    --------
    >>> lower, upper = difference_interval((82, 78, 85), (85, 82, 89))
    >>> round(float(lower), 2), round(float(upper), 2)
    (-8.66, 1.24)
    """
    x, x_lower, x_upper = (np.asarray(array, float) for array in figure)
    y, y_lower, y_upper = (np.asarray(array, float) for array in other)
    return (
        x_lower - y - added_by_squares(x_lower - x, y_upper - y),
        x_upper - y + added_by_squares(x_upper - x, y - y_lower),
    )


def peer_differences(figures: pd.DataFrame, similar: pd.DataFrame) -> pd.DataFrame:
    """Return how far each figure is from the mean of the area's similar areas, and whether by chance.

    Parameters
    ----------
    figures : DataFrame
        A long table as `Edition.indicators`, with peers and peers_error.
    similar : DataFrame
        area_code and similar_code, as `Edition.similar`.

    Returns
    -------
    DataFrame
        On the index of `figures`, all in the indicator's unit: area_code, indicator, value, lower_ci, upper_ci
        (95%; from the counts where none are given); peers (the mean), peers_lower and peers_upper (its 95%
        interval, NaN if no similar area's figure has an error); difference (value less peers),
        difference_lower, difference_upper (95%, see `difference_interval`); verdict (of VERDICTS); basis,
        peers_basis ('estimated' if any similar area's figure is) and interval_basis ('estimated' if the area's
        interval or any of theirs is).

    Notes
    -----
    The interval of the mean is the mean ± 1.96 standard errors of `peer_means`: chance within the similar
    areas, not how much they differ from each other.
    """
    lower, upper = _limits(figures)
    half = z_value(95) * figures["peers_error"]
    peers = figures["peers"]
    has_error = figures["peers_error"] > NO_SPREAD
    shown = within_scale((peers - half).to_numpy(), (peers + half).to_numpy(), figures["per"])
    columns = _differences(
        (figures["value"], lower, upper), (peers, peers - half, peers + half), figures["direction"]
    )
    estimated, interval_estimated = _estimated(figures)
    theirs = _any_of_theirs(
        figures.assign(estimated=estimated, interval_estimated=interval_estimated), similar
    )
    return pd.DataFrame(
        {
            "area_code": figures["area_code"],
            "indicator": figures["indicator"],
            "value": figures["value"],
            "lower_ci": lower,
            "upper_ci": upper,
            "peers": peers,
            "peers_lower": pd.Series(shown[0], figures.index).where(has_error),
            "peers_upper": pd.Series(shown[1], figures.index).where(has_error),
            **columns,
            "basis": _basis(estimated),
            "peers_basis": _basis(theirs["estimated"]),
            "interval_basis": _basis(interval_estimated | theirs["interval_estimated"]),
        },
        index=figures.index,
    )


def gaps_to(figures: pd.DataFrame, area_code: str, others: list[str]) -> pd.DataFrame:
    """Return how far other areas are from an area on each indicator, and whether by chance.

    Parameters
    ----------
    figures : DataFrame
        A long table as `Edition.indicators`.
    others : list of str
        Codes of the other areas.

    Returns
    -------
    DataFrame
        One row another area and indicator that has a row for it, in the order of `others`: area_code (the other
        area), indicator, value (its), beside (the value of `area_code`); difference (value less beside),
        difference_lower, difference_upper (95%, see `difference_interval`; all in the indicator's unit);
        verdict (of VERDICTS: the other area beside this one); basis and beside_basis (of the two values) and
        interval_basis ('estimated' if either area's interval is).
    """
    lower, upper = _limits(figures)
    estimated, interval_estimated = _estimated(figures)
    known = figures.assign(
        lower_ci=lower, upper_ci=upper, estimated=estimated, interval_estimated=interval_estimated
    )
    rank = {code: place for place, code in enumerate(others)}
    theirs = known[known["area_code"].isin(others)].sort_values(
        "area_code", key=lambda codes: codes.map(rank), kind="stable", ignore_index=True
    )
    # One row per indicator of the area in view; NaN and not estimated where it has none.
    own = known[known["area_code"] == area_code].set_index("indicator").reindex(theirs["indicator"])
    own = own.set_axis(theirs.index)
    columns = _differences(_with_limits(theirs), _with_limits(own), theirs["direction"])
    return theirs[["area_code", "indicator", "value"]].assign(
        beside=own["value"],
        **columns,
        basis=_basis(theirs["estimated"]),
        beside_basis=_basis(own["estimated"].eq(True)),
        interval_basis=_basis(theirs["interval_estimated"] | own["interval_estimated"].eq(True)),
    )


def _with_limits(figures: pd.DataFrame) -> SeriesWithLimits:
    return figures["value"], figures["lower_ci"], figures["upper_ci"]


def _limits(figures: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the 95% limits of every figure: those given, else Wilson's from the counts, else NaN."""
    ends = known_figures(figures).limits(figures["numerator"], figures["denominator"], figures["per"])
    lower, upper = (pd.Series(end, figures.index) for end in ends)
    return lower, upper


def _differences(
    figure: SeriesWithLimits, other: SeriesWithLimits, direction: pd.Series
) -> dict[str, pd.Series | FloatArray | npt.NDArray[np.str_]]:
    """Return the columns difference, difference_lower, difference_upper and verdict."""
    difference = figure[0] - other[0]
    low, high = difference_interval(figure, other)
    above, below = low > 0, high < 0
    rises = direction > 0
    conditions = [difference.isna(), np.isnan(low), np.where(rises, above, below), above | below]
    verdict = np.select(conditions, ["no value", "no interval", "better", "worse"], "unclear")
    return {
        "difference": difference,
        "difference_lower": low,
        "difference_upper": high,
        "verdict": verdict,
    }


def _estimated(figures: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return which values and which intervals are estimates; one that is not there is none."""
    estimated = figures["basis"] != "published"
    intervals = figures.get("interval_basis")
    interval_estimated = estimated if intervals is None else intervals == "estimated"
    interval_estimated |= known_figures(figures).estimated
    has_value = figures["value"].notna()
    return estimated & has_value, interval_estimated & has_value


def _any_of_theirs(figures: pd.DataFrame, similar: pd.DataFrame) -> pd.DataFrame:
    """Return for each row whether any similar area's figure, and any of their intervals, is an estimate."""
    names = ["estimated", "interval_estimated"]
    pairs = similar[["area_code", "similar_code"]].merge(
        figures[["area_code", "indicator", *names]].rename(columns={"area_code": "similar_code"}),
        on="similar_code",
    )
    found = pairs.groupby(["area_code", "indicator"])[names].any()
    keys = pd.MultiIndex.from_frame(figures[["area_code", "indicator"]])
    return found.reindex(keys, fill_value=False).set_axis(figures.index).astype(bool)


def _basis(estimated: pd.Series) -> npt.NDArray[np.str_]:
    return np.where(estimated, "estimated", "published")
