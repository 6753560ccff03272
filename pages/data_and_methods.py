"""Data and methods: what every figure is, where it comes from, and the rule in words."""

import streamlit as st

from scoring import scenario_yaml
from ui import data, html, layout, sources, state

view = state.view()
edition, method = layout.start(
    "Data and methods",
    "What each indicator is, where its figures come from, which are published and which are estimated, "
    "and how they become a rating.",
)
layout.scenario_notice(edition, method)

st.header("Indicators", anchor=False)
for meta in edition.meta.indicators.values():
    with st.expander(f"{meta.short_label}: {meta.label} ({meta.period})", expanded=False):
        st.html(html.table(sources.indicator_facts(meta)))
        if meta.methodology_link:
            st.markdown(f"[Publisher's methodology]({meta.methodology_link})")
st.html(html.table(*sources.indicator_overview(edition)))

st.header("The rule", anchor=False)
st.markdown(f"**{method.title}** ({method.status}). {method.description}")
with st.expander("Every constant of the rule, with its source", expanded=True):
    st.html(html.table(sources.parameter_table(edition, method, state.unchanged_method())))
st.download_button(
    "Download the rule with your changes (YAML)",
    scenario_yaml(method),
    file_name=f"{method.id}.yaml",
    mime="application/yaml",
    on_click="ignore",
)

st.header("The library of methodologies", anchor=False)
st.markdown(sources.LIBRARY_TEXT)
st.dataframe(sources.library_table(view.edition), hide_index=True, column_config=sources.LIBRARY_COLUMNS)
sources.library_download()

st.header("Checked against what was published", anchor=False)
st.markdown(sources.agreement_sentence(edition, method, data.ratings(view.edition, method)))
st.html(html.table(sources.public_facts(edition)))
with st.expander("The published ratings that are known, with their sources"):
    st.dataframe(sources.published_ratings(edition), hide_index=True, column_config=sources.LINK_COLUMN)

st.header("Boundaries", anchor=False)
st.markdown(sources.boundaries_text(edition, data.map_source(view.edition)))

st.header("Postcodes", anchor=False)
st.markdown(sources.postcodes_text())

st.header("Download", anchor=False)
for label, content, name in sources.downloads(edition, method):
    st.download_button(label, content, file_name=name, mime="text/csv", on_click="ignore", key=name)
