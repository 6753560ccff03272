"""The sweep of one threshold, as the What if page shows it on request."""

import pandas as pd
import streamlit as st

from charts import sweep_chart
from scoring import RATING_LABELS, Edition, Methodology, format_value
from scoring.sweep import next_change, sweep
from ui import html
from ui.controls import benchmark_number, threshold_range


def sweep_section(edition: Edition, method: Methodology) -> None:
    """Draw how the national picture changes as one threshold of the scenario moves, if one is chosen."""
    names = {name: edition.meta.indicators[name].short_label for name in method.indicators}
    indicator = st.selectbox(
        "Move one threshold over its whole range",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="sweep",
        placeholder="Choose an indicator",
    )
    if indicator is None:
        return
    meta = edition.meta.indicators[indicator]
    low, high = threshold_range(edition, indicator)
    counts = sweep(edition.indicators, method, indicator)
    counts = counts[(counts["to_threshold"] >= low) & (counts["from_threshold"] <= high)]
    ends = ["from_threshold", "to_threshold"]
    now = benchmark_number(edition, method, indicator)
    st.altair_chart(
        sweep_chart(
            counts.assign(**{end: counts[end].clip(low, high).astype("float32") for end in ends}),
            pd.DataFrame({"value": [now], "label": [f"now {format_value(now, meta)}"]}),
            RATING_LABELS,
            title=f"Areas in each rating as the threshold of {meta.short_label.lower()} moves",
            subtitle=[
                f"{edition.meta.title}; {method.title}",
                "Colours as above; most figures are estimates",
            ],
            axis_title=f"Threshold, {meta.unit}",
            domain=(low, high),
        ),
        alt="Stacked numbers of areas in each rating over the whole range of the threshold.",
        theme=None,
    )
    for direction, words in (("down", "Lower"), ("up", "Higher")):
        sentence = next_change(edition, method, indicator, direction)  # type: ignore[arg-type]
        st.markdown(f"**{words}:** {html.plain(sentence or 'No rating changes any more.')}")
