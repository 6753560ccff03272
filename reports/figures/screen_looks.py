"""What the charts of screens look like, the same on slides, on the Present page and in pictures."""

from charts.palette import (
    ENGLAND_LINE,
    NO_VALUE,
    OBSERVED,
    OUTCOME_COLOURS,
    RATING_COLOURS,
    STANDARD_LINE,
)
from reports.screens.model import ESTIMATED_MARK, PointChart
from scoring.analysis.ratings_words import OUTCOME_WORDS

COLOURS: dict[str, str] = {
    **OUTCOME_COLOURS,
    **RATING_COLOURS,
    "england": ENGLAND_LINE,
    "standard": STANDARD_LINE,
    "threshold": RATING_COLOURS["top"],
    "before": NO_VALUE,
    "after": OBSERVED,
    "unused": OUTCOME_COLOURS["similar"],
}
"""By the key of a series; see `reports.screens.model.ChartSeries`."""
_ORDER = ("high", "similar", "low", "very low", "scored", "missing")
_FEWEST_STEPS = 3
_JUDGED = ("high", "similar", "low", "very low")


def kinds_of(points: PointChart) -> list[tuple[str, bool]]:
    """Return how points are judged and whether they are estimates, each combination that there is, in order."""
    found = dict.fromkeys(zip(points.outcomes, points.estimated, strict=True))
    return sorted(found, key=lambda kind: (_ORDER.index(kind[0]) if kind[0] in _ORDER else 0, kind[1]))


def kind_name(points: PointChart, kind: tuple[str, bool]) -> str:
    """Return what a legend calls such points: 'Low est.'; where they are not judged, the name of the points."""
    outcome, estimated = kind
    name = OUTCOME_WORDS[outcome] if outcome in _JUDGED else points.points.name
    return name + (f" {ESTIMATED_MARK}" if estimated else "")


def number_pattern(decimals: int) -> str:
    """Return the pattern of a number with so many decimals, as Vega writes it."""
    return f",.{decimals}f"


def point_texts(points: PointChart) -> list[str]:
    """Return the value of each point in words, marked where it is an estimate; empty where there is none."""
    unit = "%" if points.unit == "%" else f" {points.unit}" if points.unit else ""
    return [
        ""
        if value is None
        else f"{value:,.{points.decimals}f}{unit}{f' {ESTIMATED_MARK}' if estimated else ''}"
        for value, estimated in zip(points.points.values, points.estimated, strict=True)
    ]


def tick_values(axis: tuple[float, float]) -> list[float]:
    """Return round numbers on an axis, from its one end to the other: as few as there are, but at least three."""
    low, high = axis
    steps = [factor * 10.0**power for power in range(6, -4, -1) for factor in (5, 2, 1)]
    fitting = [
        step
        for step in steps
        if _is_whole(low / step) and _is_whole(high / step) and high - low >= _FEWEST_STEPS * step
    ]
    step = fitting[0] if fitting else (high - low) / 4
    return [round(low + number * step, 6) for number in range(round((high - low) / step) + 1)]


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < 1e-9
