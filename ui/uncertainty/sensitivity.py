"""What moves the result: choices within a methodology, one at a time and all together."""

from functools import partial

import pandas as pd
import streamlit as st

from charts import tornado_chart, variation_chart
from reports.tables.table import Table
from scoring import Assessment, Methodology
from scoring.analysis.sensitivity import sensitivity_table, sobol, tornado
from scoring.analysis.sensitivity_words import (
    alone_sentence,
    choice_value,
    choices_in_words,
    how_many_estimated,
    together_sentence,
)
from scoring.errors import listed
from scoring.explain.words import parameter_label, whole_percent
from ui.components import downloads, html, markdown
from ui.components.drawing import draw_kept
from ui.components.pictures import Picture

_EXPLANATION = (
    "Thresholds, weights, cuts and the treatment of chance are choices. Each is varied over a plausible range: "
    "first on its own, with the others unchanged; then, on request, all at once in thousands of combinations."
)
_TABLE_NOTE = (
    "Below: areas below “performing well”. Moved: areas with a different rating from now. Alone and with interactions: "
    "part of all variation when all choices vary, with its 95% interval. Rounding, the number of indicators that "
    "must be present, scales and benchmarks that differ from area to area are not varied."
)
_SMALLEST_PART = 0.005
_MOST_KEPT = 100
_MOST_DRAWN = 12
_TABLE_HOLDS_ALL = "The table under “Every choice, its range and what it does” holds all numbers."


def sensitivity_section(assessment: Assessment) -> None:
    """Draw which choices within a methodology move the share of areas below "performing well".

    Parameters
    ----------
    edition : Edition
    method : Methodology
        With the changes of the scenario, if there are any.
    """
    edition, method = assessment.edition, assessment.method
    st.header("What moves the result", anchor=False)
    rule = method.model_dump_json()
    alone = _alone(edition.indicators, rule, method)
    st.markdown(f"**{markdown.escape(alone_sentence(assessment, alone))}**")
    if alone.empty or alone["share_now"].isna().all():
        return
    st.caption(_EXPLANATION)
    _draw_alone(assessment, alone)
    results, key = _results(), _key(edition.indicators, rule)
    if key not in results:
        _offer_together(assessment, key)
    together = results.get(key)
    if together is not None:
        st.markdown(f"**{markdown.escape(together_sentence(assessment, together))}**")
        _draw_together(assessment, alone, together)
    _draw_table(assessment, alone, together)


@st.cache_data(show_spinner=False, max_entries=_MOST_KEPT)
def _alone(indicators: pd.DataFrame, rule: str, _method: Methodology) -> pd.DataFrame:
    """Return the tornado; `rule` is the methodology as text, by which the result is kept."""
    return tornado(indicators, _method)


def _key(indicators: pd.DataFrame, rule: str) -> str:
    """Return a text that differs if the figures or the rule do."""
    figures = int(pd.util.hash_pandas_object(indicators).sum())
    return f"{figures} {rule}"


@st.cache_resource(show_spinner=False, max_entries=1)
def _results() -> dict[str, pd.DataFrame]:
    """Return the Sobol indices worked out so far, for all sessions.

    Not `st.cache_data`, since a function that is kept by it may not move a progress bar of the page.
    """
    return {}


def _offer_together(assessment: Assessment, key: str) -> None:
    """Draw the button that starts the work, and while it goes on a bar that moves."""
    place = st.empty()
    if not place.button("Work out which choices matter together", key="sensitivity_together"):
        return
    bar = place.progress(0.0, "Trying combinations of all choices …")

    def move(done: int, total: int) -> None:
        bar.progress(done / total, f"Trying combinations of all choices: {done:,} of {total:,}")

    results = _results()
    results[key] = sobol(assessment.edition.indicators, assessment.method, progress=move)
    while len(results) > _MOST_KEPT:
        results.pop(next(iter(results)), None)
    place.empty()


def _draw_alone(assessment: Assessment, alone: pd.DataFrame) -> None:
    moving = alone[alone["swing"] > 0]
    if not moving.empty:
        draw_kept(
            tornado_chart,
            choices=_labelled(assessment, moving.head(_MOST_DRAWN)),
            title=["Share of areas below “performing well”", "as one choice moves and the others stay"],
            subtitle=_subtitle(assessment, f"Line: now, {whole_percent(alone['share_now'].iloc[0])}"),
            axis_title="Areas below “performing well”, %",
            key="tornado",
            picture=Picture(assessment, shows="each choice alone"),
            alt_text="Bars of the share of areas below performing well at either end of the range of each choice, "
            f"those that move it most first. {_TABLE_HOLDS_ALL}",
        )
    still = alone.loc[alone["swing"] == 0, "path"]
    _say_rest(assessment, moving[_MOST_DRAWN:]["path"], still, "No difference when moved alone")


def _draw_together(assessment: Assessment, alone: pd.DataFrame, together: pd.DataFrame) -> None:
    matters = together["total"] >= _SMALLEST_PART
    shown = together[matters].merge(alone, on="path")
    if not shown.empty:
        draw_kept(
            variation_chart,
            choices=_labelled(assessment, shown.head(_MOST_DRAWN)),
            title=["How much of all variation of the share", "each choice accounts for"],
            subtitle=_subtitle(assessment, "Thin lines: 95% intervals"),
            axis_title="Part of all variation, %",
            key="variation",
            picture=Picture(assessment, shows="the choices together"),
            alt_text="Two bars for each choice: the part of all variation that it accounts for alone, and with its "
            f"interactions. {_TABLE_HOLDS_ALL}",
        )
    still = together.loc[~matters, "path"]
    _say_rest(assessment, shown[_MOST_DRAWN:]["path"], still, "Less than 0.5%, even with interactions")


def _say_rest(assessment: Assessment, less: pd.Series, still: pd.Series, what: str) -> None:
    """Name the choices that the chart leaves out."""
    said = [
        f"{words}: {listed([parameter_label(path, assessment) for path in paths], len(paths))}."
        for words, paths in (("Less than these", less), (what, still))
        if len(paths)
    ]
    if said:
        st.caption(markdown.escape(" ".join(said)))


def _labelled(assessment: Assessment, table: pd.DataFrame) -> pd.DataFrame:
    """Add the name of each choice and its range in words."""
    rows = table[["path", "low", "high"]].itertuples(index=False)
    ranges = [
        f"from {choice_value(path, low, assessment)} to {choice_value(path, high, assessment)}"
        for path, low, high in rows
    ]
    labels = [parameter_label(path, assessment) for path in table["path"]]
    numbers = table.select_dtypes("number")
    return numbers.assign(label=labels, range=ranges)


def _subtitle(assessment: Assessment, last: str) -> list[str]:
    estimated = how_many_estimated(assessment)
    note = f"; {estimated} figures are estimates" if estimated else ""
    return [f"{assessment.edition.meta.title}; {assessment.method.short_title}", f"{last}{note}"]


def _draw_table(assessment: Assessment, alone: pd.DataFrame, together: pd.DataFrame | None) -> None:
    with st.expander("Every choice, its range and what it does"):
        table = choices_in_words(assessment, alone, together)
        st.caption(_TABLE_NOTE)
        html.draw(html.table(table, tuple(table.columns[1:-1])))
        numbers = sensitivity_table(alone, together)
        numbers.insert(1, "choice", [parameter_label(path, assessment) for path in numbers["path"]])
        downloads.table_download(
            "Download this table",
            "what-moves-the-result",
            "Choices of the methodology and what they move",
            partial(Table.of, numbers),
            of=assessment,
        )
