"""One indicator of one area compared with all other areas, England and the standard, as a chart."""

import math
from typing import Any

import altair as alt
import pandas as pd

from charts import indicator_strip
from reports.tables import area_words
from scoring import Assessment, Edition, Methodology, format_value
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import format_threshold, lower_first


def strip_title(edition: Edition, row: Any) -> str:
    """Return what the chart says: 'Dorset, 62-day waits: 82.7% against the standard of 85%'."""
    label = lower_first(edition.meta.indicators[row.indicator].short_label)
    return f"{edition.short_names[row.area_code]}, {label}: {row.reason}"


def strip_chart(assessment: Assessment, row: Any) -> alt.LayerChart:
    """Return an indicator of an area among all others; `row` is a row of `Explanation.indicators` as a tuple."""
    return indicator_strip(**strip_parts(assessment, row))


def strip_parts(assessment: Assessment, row: Any) -> dict[str, Any]:
    """Return what `indicator_strip` draws an indicator of an area from; `row` as for `strip_chart`."""
    edition, method = assessment.edition, assessment.method
    meta = edition.meta.indicators[row.indicator]
    figures = edition.indicators[edition.indicators["indicator"] == row.indicator]
    names = figures["area_code"].map(edition.short_names)
    others = pd.DataFrame(
        {
            "short_name": names,
            "value": figures["value"],
            "shown": [
                area_words.figure_in_words(v, b, meta)
                for v, b in zip(figures["value"], figures["basis"], strict=True)
            ],
        }
    )
    area = pd.DataFrame(
        {
            "short_name": [edition.short_names[row.area_code]],
            "value": [row.value],
            "lower_ci": [row.lower_ci],
            "upper_ci": [row.upper_ci],
            "shown": [area_words.figure_in_words(row.value, row.basis, meta)],
            "interval": [area_words.interval(row, meta)],
            "outcome": [row.outcome],
            "estimated": [row.basis != "published"],
        }
    )
    mark = " (est.)" if row.interval_basis == "estimated" else ""
    basis = "published" if row.basis == "published" else "estimated (hollow)"
    return {
        "others": others,
        "area": area,
        "lines": reference_lines(method, meta, row),
        "title": meta.label,
        "subtitle": [f"{meta.period} · {basis}", f"Bar: 95% interval{mark} · ticks: all areas"],
        "axis_title": meta.unit if meta.unit != "%" else "Percent",
        "domain": _domain(figures["value"], row, meta),
    }


def reference_lines(method: Methodology, meta: IndicatorMeta, row: Any) -> pd.DataFrame:
    """Return the lines of England, the standard, and the threshold where it is neither.

    One row a line: label, value, kind (a key of LINE_KINDS), side ('left', 'right' or 'below', where the label stands).
    """
    lines = []
    if meta.england_value is not None:
        lines.append((f"England {format_value(meta.england_value, meta)}", meta.england_value, "England"))
    if meta.standard is not None:
        lines.append((f"Standard {format_threshold(meta.standard, meta)}", meta.standard, "Standard"))
    benchmark = float(row.benchmark)
    kind = method.indicators[row.indicator].benchmark
    # By value England's figure is compared as it is rounded, and is England's all the same.
    if (
        not math.isnan(benchmark)
        and kind != "england"
        and benchmark not in (meta.england_value, meta.standard)
    ):
        shown = (
            f"Similar areas {format_value(benchmark, meta)}"
            if kind == "peers"
            else f"Threshold {format_threshold(benchmark, meta)}"
        )
        lines.append((shown, benchmark, "Threshold"))
    # England and the standard have their labels above, away from each other; a threshold's stands below.
    england_first = len(lines) < 2 or lines[0][1] <= lines[1][1]
    sides = {
        "England": "left" if england_first else "right",
        "Standard": "right" if england_first else "left",
    }
    return pd.DataFrame(lines, columns=["label", "value", "kind"]).assign(
        side=[sides.get(kind, "below") for _, _, kind in lines]
    )


def _domain(values: pd.Series, row: Any, meta: IndicatorMeta) -> tuple[float, float]:
    ends = pd.Series([values.min(), values.max(), row.lower_ci, row.upper_ci, row.benchmark]).dropna()
    low, high = math.floor(ends.min()) - 1, math.ceil(ends.max()) + 1
    return (float(max(low, 0)), float(min(high, 100))) if meta.unit == "%" else (float(low), float(high))
