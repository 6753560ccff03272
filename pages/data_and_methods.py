"""Data and methods: what every figure is, where it comes from, and the rule in words."""

import streamlit as st

from reports.tables.table import slug
from scoring import scenario_yaml
from ui.components import downloads, html, layout, markdown
from ui.components.tables import worded
from ui.methods import sources
from ui.session import results as data
from ui.session import state

view = state.view()
assessment = layout.start(
    "Data and methods",
    "Where does every figure and every rating come from? What is measured, what is published and what estimated, and "
    "how it becomes a rating.",
)
edition, method = assessment.edition, assessment.method
layout.scenario_notice(assessment)

st.header("Indicators", anchor=False)
for meta in edition.meta.indicators.values():
    with st.expander(markdown.escape(f"{meta.short_label}: {meta.label} ({meta.period})"), expanded=False):
        html.draw(html.table(sources.indicator_facts(meta)))
        if meta.methodology_link:
            st.markdown(f"[Publisher's methodology]({meta.methodology_link})")
html.draw(html.table(*sources.indicator_overview(edition)))

st.header("The rule", anchor=False)
st.markdown(
    f"**{markdown.escape(method.title)}** {markdown.escape(f'({method.status}). {method.description}')}"
)
with st.expander("Every constant of the rule, with its source", expanded=True):
    html.draw(html.table(sources.parameter_table(assessment, state.unchanged_method())))
with st.container(horizontal=True):
    st.download_button(
        "Download the rule with your changes (YAML)",
        scenario_yaml(method),
        file_name=f"{slug(method.id) or 'methodology'}.yaml",
        mime="application/yaml",
        on_click="ignore",
    )
    downloads.constants_download(assessment)

st.header("The library of methodologies", anchor=False)
st.markdown(sources.library_text(edition))
st.dataframe(sources.library_split(view.edition), hide_index=True, column_config=sources.LIBRARY_COLUMNS)
sources.library_downloads(assessment)

st.header("Checked against what was published", anchor=False)
st.markdown(sources.agreement_sentence(assessment, data.ratings(view.edition, method)))
if len(facts := sources.public_facts(edition)):
    html.draw(html.table(facts))
    downloads.facts_download(assessment, facts)
if len(edition.published_ratings):
    with st.expander("Known published ratings, with their sources"):
        known = worded(sources.published_ratings(edition))
        st.dataframe(known, hide_index=True, column_config=sources.LINK_COLUMN)
        downloads.published_download(assessment)

st.header("Boundaries", anchor=False)
st.markdown(sources.boundaries_text(edition, data.map_source(view.edition)))

st.header("Postcodes and towns", anchor=False)
st.markdown(sources.postcodes_text())

st.header("Download", anchor=False)
st.markdown(sources.DOWNLOADS_TEXT)
with st.container(horizontal=True):
    downloads.ratings_download(assessment)
    downloads.figures_download(assessment)
    downloads.areas_download(assessment)
    downloads.package_download(assessment)
