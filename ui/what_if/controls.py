"""Controls of the What if page: every constant of a methodology, each with the control that suits it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from scoring import RATING_LABELS, Assessment, Edition, Methodology
from scoring.analysis.positions import benchmark_number, threshold_range
from scoring.explain.words import parameter_label, set_decimals
from ui.components import markdown
from ui.components.widgets import choice, widget
from ui.session import state
from ui.session.state import Side

WORDS = {
    "value": "by value",
    "95": "by 95% interval",
    "99.8": "by 99.8% interval",
    "funnel_95": "by 95% control limits",
    "funnel_99.8": "by 99.8% control limits",
    "england": "England",
    "standard": "the national standard",
    "peers": "similar areas",
    "number": "a number",
    "additive": "allow for it",
    "none": "do not",
} | RATING_LABELS
NUMBER_WIDTH = 175
_COMPARISONS = (("low_by", "low"), ("very_low_by", "very low"), ("high_by", "high"))


@dataclass(frozen=True)
class Editing:
    """What is being changed: the scenario or the baseline, as it is now and as it was read."""

    side: Side
    edition: Edition
    method: Methodology
    original: Methodology

    @classmethod
    def of(cls, side: Side, edition: Edition) -> "Editing":
        """Return what is being changed on one side."""
        return cls(side, edition, state.method(side), state.unchanged_method(side))

    def name(self, path: str) -> str:
        """Return the name of the control of a constant."""
        return path if self.side == "scenario" else f"baseline.{path}"

    def change(self, path: str) -> Callable[[Any], None]:
        """Return what is to be done with a new value of a constant."""
        return lambda value: state.change_parameter(path, value, self.side)


def all_controls(editing: Editing) -> None:
    """Draw the controls of a methodology: indicators, score, ratings, limits, and the rest."""
    method = editing.method
    if method.judges_by_benchmark:
        st.caption(
            "Low: worse than the threshold, high: better – by the value alone, or only if its whole "
            "confidence interval is."
        )
    sides = st.columns(2)
    for place, indicator in enumerate(method.indicators):
        with sides[place % 2]:
            _indicator(editing, indicator)
    _group(editing, "How indicators become a score", ("points", "scale", "over_dispersion"))
    _group(editing, "What makes a rating", method.bands)
    for name, limit in method.limits.items():
        _group(editing, f"Limit: {limit.label[:1].lower()}{limit.label[1:]}", (name,))
    rest = [path for path in ("minimum_indicators", "value_decimals") if path in method.values]
    with st.container(border=True, horizontal=True):
        for path in rest:
            _constant(editing, path)


def _indicator(editing: Editing, indicator: str) -> None:
    """Draw what one indicator is compared with, how, and what it weighs."""
    method, short = editing.method, editing.edition.meta.indicators[indicator].short_label
    rule = method.indicators[indicator]
    shown = [(field, word) for field, word in _COMPARISONS if getattr(rule, field) is not None]
    if rule.benchmark is None and rule.weight is None and not shown:
        return
    with st.container(border=True):
        if rule.benchmark is not None:
            _benchmark(editing, f"{indicator}.benchmark", indicator, short)
        with st.container(horizontal=True):
            if rule.benchmark is not None:
                _compared_with(editing, f"{indicator}.benchmark", indicator, f"{short}: compared with")
            for field, word in shown:
                _choice(editing, f"{indicator}.{field}", f"{short}: {word}")
        if rule.weight is not None:
            _constant(editing, f"{indicator}.weight", f"{short}: weight")


def _group(editing: Editing, title: str, owners: Iterable[str]) -> None:
    """Draw the constants of some parts of the rule under a title, if there are any."""
    wanted = set(owners)
    paths = [path for path in editing.method.values if path.partition(".")[0] in wanted and "." in path]
    if not paths:
        return
    with st.container(border=True):
        st.markdown(f"**{markdown.escape(title)}**")
        with st.container(horizontal=True):
            for path in paths:
                _constant(editing, path)


def _constant(editing: Editing, path: str, label: str | None = None) -> None:
    """Draw a constant with the control that suits it: a threshold, a choice of words, or a number."""
    method = editing.method
    label = label or parameter_label(path, Assessment(editing.edition, method))
    if path.endswith(".benchmark"):
        indicator = method.limits[path.partition(".")[0]].indicator
        _benchmark(editing, path, indicator, label)
    elif method.options(path):
        _choice(editing, path, label)
    else:
        _number(editing, path, label)


def _choice(editing: Editing, path: str, label: str) -> None:
    words = {option: WORDS[option] for option in editing.method.options(path)}
    choice(label, words, editing.name(path), str(editing.method.values[path]), editing.change(path))


def _compared_with(editing: Editing, path: str, indicator: str, label: str) -> None:
    """Draw the choice of a figure of the edition as the benchmark, or of a number."""
    meta = editing.edition.meta.indicators[indicator]
    there = {
        "england": meta.england_value is not None,
        "standard": meta.standard is not None,
        "peers": not editing.edition.similar.empty,
        "number": True,
    }
    now = editing.method.values[path]
    words = {kind: WORDS[kind] for kind, is_there in there.items() if is_there}
    number = benchmark_number(Assessment(editing.edition, editing.method), path, indicator)

    def change(kind: str) -> None:
        state.change_parameter(path, number if kind == "number" else kind, editing.side)

    choice(label, words, f"{editing.name(path)}-kind", now if isinstance(now, str) else "number", change)


def _benchmark(editing: Editing, path: str, indicator: str, label: str) -> None:
    """Draw a field for the number of a threshold."""
    edition, method, original = editing.edition, editing.method, editing.original
    meta = edition.meta.indicators[indicator]
    if method.values[path] == "peers":
        st.markdown(markdown.escape(f"{label}: compared with the mean of each area's similar areas"))
        return
    first = benchmark_number(Assessment(edition, original), path, indicator)
    kind = original.values[path]
    what = {"england": "England", "peers": "England"}.get(str(kind)) or (
        "the standard" if first == meta.standard else "the rule"
    )
    low, high = threshold_range(edition, indicator)
    # A link may name a threshold beyond every value; the controls then stand at their end.
    now = min(max(benchmark_number(Assessment(edition, method), path, indicator), low), high)

    def change(value: float) -> None:
        # Back at the original number means the original benchmark, which may be "England", not a number.
        same = value == first and kind != "peers"
        state.change_parameter(path, kind if same else value, editing.side)

    def exactly(given: float) -> float:
        return round(float(given), 3)

    field = widget(f"{editing.name(path)}-number", now, change, exactly)
    # A threshold that was typed is shown with all its decimals: 82.25 is not 82.3.
    named = isinstance(method.values[path], str)
    shown_first = (
        f"{first:.{meta.decimals}f}" if isinstance(kind, str) and kind != "standard" else f"{first:.10g}"
    )
    name = label if ":" in label else f"{label}: threshold"
    st.number_input(
        markdown.escape(f"{name} in {meta.unit} ({what}: {shown_first})"),
        value=field.start,
        key=field.key,
        on_change=field.report,
        min_value=low,
        max_value=high,
        step=10.0**-meta.decimals,
        format=f"%.{meta.decimals if named else max(meta.decimals, set_decimals(now))}f",
    )


def _number(editing: Editing, path: str, label: str) -> None:
    """Draw a number, whole or not, within its bounds."""
    about = editing.method.parameters[path]
    value = editing.method.values[path]
    kind: type = int if isinstance(editing.original.values[path], int) else float
    field = widget(editing.name(path), kind(value), editing.change(path), kind)
    bounds = {
        "min_value": about.minimum,
        "max_value": about.maximum,
        "step": about.step or (1 if kind is int else None),
    }
    st.number_input(
        markdown.escape(label),
        value=field.start,
        key=field.key,
        on_change=field.report,
        help=markdown.escape(about.meaning),
        width=NUMBER_WIDTH,
        **{name: kind(bound) for name, bound in bounds.items() if bound is not None},
    )
