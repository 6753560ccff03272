"""How much of the ratings is the method: every plausible combination of its choices, worked out on request."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from charts import choices_chart, curve_chart
from reports.tables.columns import Column
from reports.tables.contents import area_table
from scoring import Assessment
from scoring.analysis.multiverse import (
    PAGE_COMBINATIONS,
    Multiverse,
    areas_below,
    choices_along_curve,
    multiverse,
    plausible_choices,
    specification_curve,
)
from scoring.analysis.multiverse_words import choice_label, choice_value_label, multiverse_sentence
from scoring.analysis.sensitivity_words import how_many_estimated
from scoring.errors import listed
from scoring.explain.words import whole_percent
from ui.components import downloads, html, markdown
from ui.components.area_picker import area_choice_table
from ui.components.drawing import draw_altair
from ui.components.pictures import Picture

_MOST_KEPT = 20
_EXPLANATION = (
    "A methodology is a row of choices, and most could as well have been made otherwise. Every combination of the "
    "plausible ones is rated; what is plausible, and why, is in the methodology's file."
)


def multiverse_section(assessment: Assessment) -> None:
    """Draw how the share of areas below "performing well" depends on the choices of the methodology."""
    method = assessment.method
    if not method.bands:
        return
    st.header("All plausible choices at once", anchor=False)
    if not method.plausible:
        st.markdown(
            "This methodology does not say which other choices would be plausible. NHS England 2016 and others do."
        )
        return
    st.caption(_EXPLANATION)
    results, key = _results(), _key(assessment)
    if key not in results:
        _offer(assessment, key)
    found = results.get(key)
    if found is not None:
        st.markdown(f"**{markdown.escape(multiverse_sentence(assessment, found))}**")
        _draw_curve(assessment, found)
        _draw_choices(assessment, found)
        _draw_areas(assessment, found)
    _draw_reasons(assessment)


@st.cache_resource(show_spinner=False, max_entries=1)
def _results() -> dict[str, Multiverse]:
    """Return what was worked out so far, for all sessions.

    Not `st.cache_data`, since a function that is kept by it may not move a progress bar of the page.
    """
    return {}


def _key(assessment: Assessment) -> str:
    """Return a text that differs if the figures or the rule do."""
    figures = int(pd.util.hash_pandas_object(assessment.edition.indicators).sum())
    return f"{figures} {assessment.method.model_dump_json()}"


def _offer(assessment: Assessment, key: str) -> None:
    """Draw the button that starts the work, and while it goes on a bar that moves."""
    place = st.empty()
    if not place.button("Rate every plausible combination", key="multiverse"):
        return
    bar = place.progress(0.0, "Rating combinations …")

    def move(done: int, total: int) -> None:
        bar.progress(done / total, f"Rating combinations: {done:,} of {total:,}")

    results = _results()
    results[key] = multiverse(assessment, PAGE_COMBINATIONS, progress=move)
    while len(results) > _MOST_KEPT:
        results.pop(next(iter(results)), None)
    place.empty()


def _draw_curve(assessment: Assessment, found: Multiverse) -> None:
    own, share = found.share[0], found.share
    marked = pd.DataFrame({"place": [], "share": [], "label": []})
    if not np.isnan(own):
        lower = 100 * (share[~np.isnan(share)] < own).mean()
        label = f"{assessment.method.short_title}: {whole_percent(own)}"
        marked = pd.DataFrame({"place": [lower], "share": [own], "label": [label]})
    draw_altair(
        curve_chart(
            specification_curve(found),
            marked,
            title=["Share of areas below “performing well”", "in every plausible combination of choices"],
            subtitle=_subtitle(assessment, f"{len(share):,} combinations; dashed: the rule in force"),
        ),
        key="curve",
        picture=Picture(assessment, shows="the specification curve"),
        alt_text="Curve of the share of areas below performing well in all combinations, in rising order.",
    )


def _draw_choices(assessment: Assessment, found: Multiverse) -> None:
    along = choices_along_curve(found)
    labels = [choice_label(choice, assessment) for choice in found.choices]
    values = [
        [choice_value_label(choice, value, assessment) for value in choice.values] for choice in found.choices
    ]
    table = along.assign(
        choice=[labels[place] for place in along["choice"]],
        label=[values[place][digit] for place, digit in zip(along["choice"], along["value"], strict=True)],
    ).drop(columns="value")
    draw_altair(
        choices_chart(
            table,
            title=["Which choices lead where"],
            subtitle=["Darker: more of the combinations above this place have it"],
        ),
        key="choices",
        picture=Picture(assessment, shows="the choices along the curve"),
        alt_text="For each value of each choice, how often it is made from the lowest share to the highest.",
    )


def _draw_areas(assessment: Assessment, found: Multiverse) -> None:
    edition = assessment.edition
    table = areas_below(found)
    shown = table.assign(
        short_name=table["area_code"].map(edition.short_names), share=100 * table["share"]
    ).sort_values(["share", "short_name"], ignore_index=True)
    area_choice_table(
        shown,
        key="multiverse_areas",
        columns={
            "short_name": st.column_config.TextColumn("Area"),
            "share": st.column_config.ProgressColumn(
                "Below “performing well” in so many combinations", min_value=0, max_value=100, format="%.0f%%"
            ),
        },
        alt="Table of all areas with the share of combinations in which each is below performing well.",
    )
    columns = {"share": Column("Combinations in which it is below performing well, %", "percent")}
    downloads.table_download(
        "Download the areas in all combinations",
        "multiverse",
        "Share of all plausible combinations in which each area is below performing well",
        partial(area_table, shown[["area_code", "share"]], edition, more=columns),
        of=assessment,
    )


def _draw_reasons(assessment: Assessment) -> None:
    with st.expander("What is plausible, and why", key="plausible"):
        rows = [
            [
                choice_label(choice, assessment),
                listed(
                    [choice_value_label(choice, value, assessment) for value in choice.values],
                    len(choice.values),
                ),
                choice.reason.strip(),
            ]
            for choice in plausible_choices(assessment.method)
        ]
        html.draw(html.rows_table(["Choice", "Values", "Why"], rows))


def _subtitle(assessment: Assessment, last: str) -> list[str]:
    estimated = how_many_estimated(assessment)
    lines = [f"{assessment.edition.meta.title}; {assessment.method.short_title}", last]
    # A line of its own: a phone has no room for more.
    return [*lines, f"{estimated[:1].upper()}{estimated[1:]} figures are estimates"] if estimated else lines
