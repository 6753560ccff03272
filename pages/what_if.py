"""What if: move thresholds and counts, see who changes and why."""

import streamlit as st

from charts import by_category, ratings_bar
from charts.palette import DIRECTION_COLOURS
from scoring import RATING_LABELS, compare, count_ratings, movers
from ui import controls, data, html, layout, scenario, state
from ui.maps import draw_map, map_table
from ui.picker import area_table
from ui.tables import movers_columns

view = state.view()
before = data.ratings(view.edition, view.method, {})
after = data.ratings(view.edition, view.method, view.changes)
moves = compare(before, after)
edition, method = layout.start(
    "What if the thresholds were different?", scenario.headline(before, after, moves)
)
baseline = data.methodology(view.method)
layout.scenario_notice(edition, method)

st.altair_chart(
    ratings_bar(
        scenario.counts_table(before, after),
        title="Areas in each rating, 2016 rule and your scenario",
        subtitle=[
            f"{edition.meta.title}, {edition.meta.publisher}",
            "Three of four indicators are mostly estimated",
        ],
    ),
    key="counts_bar",
    alt=scenario.counts_in_words(before, after),
    theme=None,
)
st.html(html.rating_legend(count_ratings(after)))

control_side, map_side = st.columns([2, 3], gap="large")
with control_side:
    st.subheader("Thresholds", anchor=False)
    controls.indicator_controls(edition, method)
    controls.count_controls(method)
    st.button(
        "Reset to the 2016 rule", on_click=state.reset_scenario, disabled=not view.changes, width="stretch"
    )
with map_side:
    st.subheader("Who changes", anchor=False)
    directions = scenario.directions(before, moves)
    st.html(html.move_legend(*scenario.direction_counts(directions)))
    draw_map(
        edition,
        map_table(edition, directions, fade=False),
        by_category("direction", DIRECTION_COLOURS, "same"),
        [("move", "Rating")],
        key="moves_map",
        alt_text=f"Map of the {len(moves)} areas whose rating changes; the table of movers lists them.",
        height=600,
    )
    st.subheader("From which rating to which", anchor=False)
    st.caption("Number of areas. Rows: 2016 rule. Columns: your scenario.")
    st.html(scenario.transition_html(before, after))

st.subheader("Movers, with the reason", anchor=False)
table = movers(edition, baseline, method)
if table.empty:
    st.markdown("No area changes its rating. Move a threshold to see who would.")
else:
    shown = table.assign(
        before=table["rating_before"].map(RATING_LABELS), after=table["rating_after"].map(RATING_LABELS)
    )
    area_table(
        shown,
        key="movers",
        columns=movers_columns(),
        alt="Table of areas whose rating changes, with the reason.",
        height=min(420, 38 + 35 * len(shown)),
    )
    for reason in shown.loc[shown["area_code"] == view.area, "reason"]:
        st.markdown(f"**{edition.short_names[str(view.area)]}:** {html.plain(reason)}.")
    st.download_button(
        "Download the movers (CSV)",
        scenario.movers_csv(table, edition, method),
        file_name=f"{view.edition}-movers-{view.method}.csv",
        mime="text/csv",
        on_click="ignore",
    )
