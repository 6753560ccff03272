"""Controls of the What if page: a threshold, a comparison and the counts of the rule."""

import math
from typing import Any

import pandas as pd
import streamlit as st

from scoring import RATING_LABELS, Edition, Methodology, methodology_ids
from ui import data, state
from ui.widgets import choice, widget

COMPARISON_LABELS = {
    "value": "by value",
    "95": "by 95% interval",
    "99.8": "by 99.8% interval",
}


def methodology_controls() -> None:
    """Draw the choice of the methodology and of the baseline it is compared with."""
    view = state.view()
    titles = {name: data.methodology(name).title for name in methodology_ids()}
    with st.container(horizontal=True):
        choice("Methodology of your scenario", titles, "method", view.method, state.choose_method)
        choice("Compared with (baseline)", titles, "baseline", view.baseline, state.choose_baseline)


def indicator_controls(edition: Edition, method: Methodology) -> None:
    """Draw a threshold and two comparisons for each indicator of the methodology."""
    for indicator in method.indicators:
        name = edition.meta.indicators[indicator].short_label
        with st.container(border=True):
            _benchmark(edition, method, indicator)
            with st.container(horizontal=True):
                _choice(method, f"{indicator}.low_by", f"{name}: low")
                _choice(method, f"{indicator}.high_by", f"{name}: high")


def count_controls(method: Methodology) -> None:
    """Draw the numbers of low and high indicators that make a rating."""
    labels = {
        f"{rating}.{field}": f"{word} indicators for “{RATING_LABELS[rating].lower()}”"
        for rating in method.bands
        for field, word in (("low_at_least", "Low"), ("high_at_least", "High"))
    }
    with st.container(border=True):
        st.markdown("**How many count**")
        for path, label in labels.items():
            if path in method.parameters:
                _count(method, path, label)


def _benchmark(edition: Edition, method: Methodology, indicator: str) -> None:
    """Draw a slider and a field for exact numbers, both of the same threshold."""
    path = f"{indicator}.benchmark"
    meta = edition.meta.indicators[indicator]
    original = benchmark_number(edition, data.methodology(method.id), indicator)
    kind = data.methodology(method.id).indicators[indicator].benchmark
    what = "England" if kind == "england" else "the standard" if original == meta.standard else "the rule"
    low, high = threshold_range(edition, indicator)
    # A link may name a threshold beyond every value; the controls then stand at their end.
    now = min(max(benchmark_number(edition, method, indicator), low), high)

    def change(value: float) -> None:
        # Back at the original number means the original benchmark, which may be "England", not a number.
        state.change_parameter(path, kind if value == original else value)

    def exactly(given: float) -> float:
        return round(float(given), 3)

    slider = widget(f"{path}-slider", now, change, exactly)
    field = widget(f"{path}-number", now, change, exactly)
    limits: dict[str, Any] = {"min_value": low, "max_value": high, "step": 0.1, "format": "%.1f"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            f"{meta.short_label}: threshold in {meta.unit} ({what}: {original:g})",
            value=slider.start,
            key=slider.key,
            on_change=slider.report,
            **limits,
        )
        st.number_input(
            f"{meta.short_label}: exact threshold, {meta.unit}",
            value=field.start,
            key=field.key,
            on_change=field.report,
            label_visibility="collapsed",
            width=135,
            **limits,
        )


def benchmark_number(edition: Edition, method: Methodology, indicator: str) -> float:
    """Return the benchmark of an indicator as a number, whether given as one or as England or the standard."""
    benchmark = method.indicators[indicator].benchmark
    meta = edition.meta.indicators[indicator]
    if isinstance(benchmark, str):
        number = meta.england_value if benchmark == "england" else meta.standard
        return math.nan if number is None else float(number)
    return float(benchmark)


def threshold_range(edition: Edition, indicator: str) -> tuple[float, float]:
    """Return the ends of a threshold's slider: a little beyond every value, where nothing more changes."""
    values: pd.Series = edition.indicators.loc[edition.indicators["indicator"] == indicator, "value"]
    low, high = math.floor(values.min()) - 1, math.ceil(values.max()) + 1
    if edition.meta.indicators[indicator].unit == "%":
        low, high = max(low, 0), min(high, 100)
    return float(low), float(high)


def _choice(method: Methodology, path: str, label: str) -> None:
    """Draw the choice of how a comparison treats chance."""
    now = str(method.values[path])
    choice(label, COMPARISON_LABELS, path, now, lambda value: state.change_parameter(path, value))


def _count(method: Methodology, path: str, label: str) -> None:
    """Draw a number of indicators."""
    limits = method.parameters[path]
    field = widget(path, int(method.values[path]), lambda value: state.change_parameter(path, value), int)
    st.number_input(
        label,
        min_value=int(limits.minimum or 0),
        max_value=int(limits.maximum or 99),
        value=field.start,
        step=1,
        key=field.key,
        on_change=field.report,
        help=limits.meaning,
    )
