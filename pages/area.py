"""Area: the breakdown of one area, indicator by indicator, and why it has its rating."""

from functools import partial

import streamlit as st

from reports.tables.area_words import about_area, area_notes
from scoring import RATING_LABELS, Assessment, explain
from ui.area.neighbours import neighbours_section
from ui.area.similar import similar_section
from ui.area.trend import trend_section
from ui.components import downloads, html, layout, markdown, strips
from ui.components import probabilities as how_sure
from ui.components.area_picker import area_picker
from ui.components.breakdown import heading, published_rating, what_decides_line
from ui.components.later import later
from ui.components.place_search import place_search
from ui.session import state


def below_the_figures(assessment: Assessment, area: str) -> None:
    """Draw whether it is getting better, how sure its rating is, and areas like it and next to it."""
    trend_section(assessment, area)
    how_sure.area_section(assessment, area)
    similar_section(assessment, assessment.ratings, area)
    neighbours_section(assessment, assessment.ratings, area)


view = state.view()
assessment = layout.start(
    "One area, indicator by indicator",
    "How is one area doing, why is it rated so, how sure is that, and what would lift it? Each indicator beside "
    "England, the national standard and every other area.",
)
edition = assessment.edition
layout.scenario_notice(assessment)
by_name, by_place = st.columns(2)
with by_name:
    area_picker(edition)
with by_place:
    place_search(edition)

if view.area is None:
    st.info("Choose an area above, or click one on the map of England.")
else:
    result = explain(state.assessment(), view.area)
    st.header(markdown.escape(result.short_name), anchor=False)
    st.caption(markdown.escape(about_area(edition, view.area)))
    st.page_link("pages/alliance.py", label="Compare with its group", icon=":material/arrow_forward:")
    heading(result)
    if view.is_scenario:
        baseline = state.assessment("baseline")
        original = explain(baseline, view.area)
        st.markdown(f"**By {markdown.escape(baseline.method.title)}:** {RATING_LABELS[original.rating]}.")
    published_rating(edition, result)

    notes = area_notes(edition, view.area)
    rows = list(result.indicators.itertuples())
    for pair in (rows[i : i + 2] for i in range(0, len(rows), 2)):
        for column, row in zip(st.columns(2, gap="large"), pair, strict=False):
            with column:
                strips.draw_strip(assessment, row, notes.get(row.indicator))

    st.subheader("The figures as a table", anchor=False)
    html.draw(html.table(*strips.indicator_table(edition, result.indicators)))
    what_decides_line(assessment)
    with st.container(horizontal=True):
        downloads.figures_download(assessment, view.area)
        downloads.figures_download(assessment)

    later("more", partial(below_the_figures, assessment, view.area))
