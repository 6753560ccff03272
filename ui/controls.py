"""Controls of the What if page: a threshold, a comparison and the counts of the rule."""

import math
from typing import Any

import pandas as pd
import streamlit as st

from scoring import COMPARISONS, RATING_LABELS, Edition, Methodology
from ui import data, state

COMPARISON_LABELS = {
    "value": "by value",
    "95": "by 95% interval",
    "99.8": "by 99.8% interval",
}


def indicator_controls(edition: Edition, method: Methodology) -> None:
    """Draw a threshold and two comparisons for each indicator of the methodology."""
    for indicator in method.indicators:
        with st.container(border=True):
            _benchmark(edition, method, indicator)
            with st.container(horizontal=True):
                _choice(method, f"{indicator}.low_by", "Low if below,")
                _choice(method, f"{indicator}.high_by", "High if above,")


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
    now = benchmark_number(edition, method, indicator)
    kind = data.methodology(method.id).indicators[indicator].benchmark
    what = "England" if kind == "england" else "the standard" if original == meta.standard else "the rule"
    low, high = _range(edition, indicator, now)

    def change(key: str) -> None:
        value = round(float(st.session_state[key]), 3)
        # Back at the original number means the original benchmark, which may be "England", not a number.
        state.change_parameter(path, kind if value == original else value)

    shared: dict[str, Any] = {
        "min_value": low,
        "max_value": high,
        "step": 0.1,
        "format": "%.1f",
        "on_change": change,
    }
    keys = f"{path}-slider", f"{path}-number"
    for key in keys:
        st.session_state[key] = now
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.slider(
            f"**{meta.short_label}**, threshold in {meta.unit} ({what}: {original:g})",
            key=keys[0],
            args=(keys[0],),
            **shared,
        )
        st.number_input(
            f"{meta.short_label}: exact threshold, {meta.unit}",
            key=keys[1],
            args=(keys[1],),
            label_visibility="collapsed",
            width=135,
            **shared,
        )


def benchmark_number(edition: Edition, method: Methodology, indicator: str) -> float:
    """Return the benchmark of an indicator as a number, whether given as one or as England or the standard."""
    benchmark = method.indicators[indicator].benchmark
    meta = edition.meta.indicators[indicator]
    if isinstance(benchmark, str):
        number = meta.england_value if benchmark == "england" else meta.standard
        return math.nan if number is None else float(number)
    return float(benchmark)


def _range(edition: Edition, indicator: str, now: float) -> tuple[float, float]:
    """Return the ends of a threshold's slider: where moving it can still change a rating, and now."""
    values: pd.Series = edition.indicators.loc[edition.indicators["indicator"] == indicator, "value"]
    low, high = math.floor(values.min()) - 1, math.ceil(values.max()) + 1
    if edition.meta.indicators[indicator].unit == "%":
        low, high = max(low, 0), min(high, 100)
    return float(min(low, math.floor(now))), float(max(high, math.ceil(now)))


def _choice(method: Methodology, path: str, label: str) -> None:
    """Draw the choice of how a comparison treats chance."""
    st.session_state[path] = str(method.values[path])

    def change() -> None:
        state.change_parameter(path, st.session_state[path])

    st.selectbox(
        label,
        COMPARISONS,
        format_func=COMPARISON_LABELS.__getitem__,
        key=path,
        on_change=change,
    )


def _count(method: Methodology, path: str, label: str) -> None:
    limits = method.parameters[path]
    st.session_state[path] = int(method.values[path])

    def change() -> None:
        state.change_parameter(path, int(st.session_state[path]))

    st.number_input(
        label,
        min_value=int(limits.minimum or 0),
        max_value=int(limits.maximum or 99),
        step=1,
        key=path,
        on_change=change,
        help=limits.meaning,
    )
