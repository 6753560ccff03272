"""Points with intervals beside England and what they are compared with, for screens of areas and of indicators."""

from dataclasses import replace

import numpy as np
import pandas as pd

from reports.screens.model import ChartSeries, Number, PointChart
from reports.story.case import figure, plain_number, sentence
from reports.tables.area_words import is_england
from scoring import format_value
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import format_threshold

ENGLAND, STANDARD, THRESHOLD = "England", "National standard", "Threshold"
_STEPS = tuple(factor * 10.0**power for power in range(-3, 7) for factor in (1, 2, 5))


def points(
    title: str, name: str, categories: tuple[str, ...], rows: pd.DataFrame, metas: list[IndicatorMeta]
) -> PointChart:
    """Return points with intervals, one of each category, beside England and what they are compared with.

    Parameters
    ----------
    title, name : str
        Of the chart, and of the points in its legend.
    categories : tuple of str
    rows : DataFrame
        One a category: value, lower_ci, upper_ci, benchmark, outcome, basis.
    metas : list of IndicatorMeta
        The indicator of each category, all in one unit.
    """
    values = _numbers(rows["value"])
    lines = [
        ChartSeries(ENGLAND, tuple(meta.england_value for meta in metas), "england"),
        ChartSeries(STANDARD, tuple(meta.standard for meta in metas), "standard"),
    ]
    bars = [
        bar
        if bar is not None and bar not in (meta.england_value, meta.standard) and not is_england(bar, meta)
        else None
        for bar, meta in zip(_numbers(rows["benchmark"]), metas, strict=True)
    ]
    lines.append(ChartSeries(THRESHOLD, tuple(bars), "threshold"))
    lines = [line for line in lines if any(value is not None for value in line.values)]
    estimated = tuple(bool(basis != "published") for basis in rows["basis"])
    said = ", ".join(
        f"{category} {figure(row.value, meta, estimated=row.basis != 'published')}"
        for category, row, meta in zip(categories, rows.itertuples(), metas, strict=True)
    )
    return PointChart(
        title,
        categories,
        ChartSeries(name, values),
        _numbers(rows["lower_ci"]),
        _numbers(rows["upper_ci"]),
        tuple(rows["outcome"]),
        estimated,
        tuple(lines),
        _axis(values, rows, lines, metas[0]),
        f"{title}, with 95% intervals: {sentence(said)} {_lines_in_words(lines, metas)}",
        metas[0].unit,
        max(meta.decimals for meta in metas),
    )


def among(chart: PointChart, others: tuple[float, ...], meta: IndicatorMeta) -> PointChart:
    """Return a chart of points among the values of other areas, on a scale that holds these too."""
    low, high = _scale([*chart.axis, *others], meta)
    return replace(chart, others=others, axis=(low, high))


def _numbers(column: pd.Series) -> tuple[Number, ...]:
    return tuple(plain_number(value) for value in column)


def _lines_in_words(lines: list[ChartSeries], metas: list[IndicatorMeta]) -> str:
    """Say where England and the bars are."""
    said = []
    for line in lines:
        pairs = zip(line.values, metas, strict=True)
        written = format_value if line.name == ENGLAND else format_threshold
        texts = dict.fromkeys(written(value, meta) for value, meta in pairs if value is not None)
        said.append(f"{line.name}: {', '.join(texts)}.")
    return " ".join(said)


def _axis(
    values: tuple[Number, ...], rows: pd.DataFrame, lines: list[ChartSeries], meta: IndicatorMeta
) -> tuple[float, float]:
    """Return ends of a scale that hold everything, at round numbers; a percentage stays within 0 and 100."""
    ends = rows[["value", "lower_ci", "upper_ci"]].to_numpy(float)
    return _scale(
        [*ends[~np.isnan(ends)], *(v for line in lines for v in line.values if v is not None)], meta
    )


def _scale(known: list[float], meta: IndicatorMeta) -> tuple[float, float]:
    low, high = min(known), max(known)
    step = next(s for s in _STEPS if s * 8 >= (high - low)) if high > low else 1.0
    start, end = np.floor(low / step) * step, np.ceil(high / step) * step
    if start == end:
        start, end = start - step, end + step
    if meta.unit == "%":
        start, end = max(start, 0.0), min(end, 100.0)
    return float(start), float(end)
