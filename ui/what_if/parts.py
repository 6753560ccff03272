"""Building a methodology on What if without YAML: a limit or weights more, an indicator less."""

import streamlit as st

from scoring import RATING_LABELS, DataError, Edition
from scoring.explain.words import lower_first
from scoring.methodology.building import LimitWanted, PartsWanted, build_methodology
from scoring.methodology.files import methodology_yaml
from ui.components import markdown
from ui.session import state

_EVIDENCE = {"value": "by value", "95": "by 95% interval", "99.8": "by 99.8% interval"}
_CAPS = ("well", "needs", "greatest")


def parts_section(edition: Edition) -> None:
    """Draw the form that adds parts to the methodology in force, as a methodology of one's own."""
    method = state.method()
    labels = {name: edition.meta.indicators[name].short_label for name in method.indicators}
    with st.expander("Build your own: add a limit or weights, leave out an indicator"):
        st.caption(
            "This starts from the methodology above with your changes. What you build is a methodology of your own: "
            "its link can be sent, and “Download this scenario” has it as a file. Its weights and thresholds are then "
            "among All settings. A panel's decisions are under Expert moderation."
        )
        with st.form("parts", border=False):
            left_out = st.multiselect(
                "Leave out", list(labels), format_func=labels.__getitem__, key="parts_left_out"
            )
            weighed = st.checkbox(
                "Weigh the indicators",
                key="parts_weighed",
                help="Each has a weight of 1 to begin with. Where low and high indicators are counted, a low one then "
                "earns no point, a high one two, any other one, and the weighted mean decides, with the cuts of "
                "“Mean of points”.",
            )
            st.markdown("**A limit: an area that breaches it cannot be rated any better than this**")
            label = st.text_input("Name of the limit (empty for none)", key="parts_label", max_chars=80)
            with st.container(horizontal=True):
                indicator = st.selectbox(
                    "Indicator",
                    list(labels),
                    index=None,
                    format_func=labels.__getitem__,
                    key="parts_indicator",
                )
                benchmark = st.number_input("Threshold", value=None, step=0.1, key="parts_benchmark")
                breached_by = st.selectbox(
                    "Breached", list(_EVIDENCE), format_func=_EVIDENCE.__getitem__, key="parts_by"
                )
                caps_at = st.selectbox(
                    "Then at best",
                    _CAPS,
                    index=1,
                    format_func=lambda r: lower_first(RATING_LABELS[r]),
                    key="parts_cap",
                )
            given = st.form_submit_button("Build it")
        if given:
            limit = None
            if label.strip() or indicator is not None or benchmark is not None:
                limit = LimitWanted(label, indicator or "", benchmark, breached_by, caps_at)
            _build(PartsWanted(tuple(left_out), weighed, limit))


def _build(wanted: PartsWanted) -> None:
    """Take what was built as the scenario, or say all that is wrong with it."""
    try:
        built = build_methodology(state.method(), wanted)
    except DataError as problem:
        st.error(markdown.escape(str(problem)))
    else:
        state.use_own(methodology_yaml(built), built)
        st.rerun()
