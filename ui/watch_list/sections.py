"""The watch list: areas that have missed a standard in each of the last periods."""

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from scoring import Assessment, Edition, watch_list
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import counted, format_threshold, number_word
from ui.components import downloads, markdown
from ui.components import edition_picker as editions
from ui.components.area_picker import area_choice_table
from ui.components.change import follow_picker, followed
from ui.components.tables import figures_in_words, in_order
from ui.components.widgets import choice, widget
from ui.session import results as data
from ui.session import state
from ui.session.view import MISSED_BY, groups_of, newest_edition_of

_MISSED_BY = dict(
    zip(
        MISSED_BY,
        ("its value, to one decimal", "its whole 95% interval"),
        strict=True,
    )
)


WHOLE_LIST = "pages/watch_list.py"
"""The page that has the list of all areas."""


def of_group_section(assessment: Assessment, area_codes: Collection[str]) -> None:
    """Draw for how long each area of a group has missed a standard, and the way to the list of all areas.

    Figures of one period have no such list of their own: there is only the way to that of the newest figures.
    """
    edition = assessment.edition
    if edition.meta.series is None:
        leads_to_all("Watch list of this group, by its newest quarterly figures")
        return
    st.header("Missed the standard for how long", anchor=False)
    every = watch_list_rows(edition)
    inside = every[every["area_code"].isin(area_codes)]
    st.markdown(watch_list_headline(edition, inside))
    controls(edition)
    watch_list_section(assessment, inside)
    leads_to_all(f"The watch list, of this group or of all {len(every)} areas")


def open_newest_of_group() -> None:
    """Show the newest quarterly figures where those in view are of one period and a group is chosen.

    Somebody who goes back to the figures of one period stays there.
    """
    view = state.view()
    if data.edition(view.edition).meta.series is None and view.group and not state.went_through_history():
        newest = newest_edition_of(view)
        if newest is not None:
            editions.choose(newest)


def of_group_in_view(every: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `watch_list_rows` of the group in view, or all if none is chosen."""
    view = state.view()
    if view.group is None:
        return every
    belonging = groups_of(view)
    return every[every["area_code"].isin(belonging.loc[belonging["group_code"] == view.group, "area_code"])]


def leads_to_all(words: str) -> None:
    """Draw the link to the list of all areas."""
    st.page_link(WHOLE_LIST, label=words, icon=":material/arrow_forward:")


def controls(edition: Edition) -> None:
    """Draw the choice of the indicator, of the number of periods, and of what counts as missing the standard."""
    view = state.view()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        follow_picker(edition)
        most = len(_periods(edition))
        box = widget("watch_periods", number_of_periods(edition), lambda number: state.follow(periods=number))
        st.number_input(
            "Missed in each of the last … periods",
            1,
            most,
            value=min(box.start, most),
            step=1,
            key=box.key,
            on_change=box.report,
        )
        choice(
            "Missed if the standard is missed by",
            _MISSED_BY,
            "missed_by",
            view.missed_by,
            lambda name: state.follow(missed_by=name),
        )


def _periods(edition: Edition) -> list[str]:
    """Return the periods up to the one in view, the earliest first."""
    return [*data.earlier_periods(edition.meta.id), edition.meta.id]


def number_of_periods(edition: Edition) -> int:
    """Return in how many periods in a row a standard must have been missed: no more than there are."""
    return min(state.view().periods, len(_periods(edition)))


def watch_list_rows(edition: Edition) -> pd.DataFrame:
    """Return the rows of `watch_list` of all areas, looking back from the period in view."""
    linked = data.linked(str(edition.meta.series), data.geography_of(edition))
    meta = edition.meta.indicators[followed(edition)]
    return watch_list(
        linked[linked["edition"].isin(_periods(edition))],
        followed(edition),
        periods=number_of_periods(edition),
        by="interval" if state.view().missed_by == "interval" else "value",
        higher_is_better=meta.direction == "higher_is_better",
    )


def watch_list_headline(edition: Edition, every: pd.DataFrame) -> str:
    """Say how many areas are on the watch list, and which has been longest."""
    meta, number = edition.meta.indicators[followed(edition)], number_of_periods(edition)
    if meta.standard is None:
        return markdown.escape(
            f"There is no standard for {meta.short_label}, so there is no watch list for it."
        )
    there = every[every["on_watch_list"]]
    periods = data.periods(edition.meta.id)
    first, last = (periods[_periods(edition)[place]] for place in (-number, -1))
    when = f"in {last}" if number == 1 else f"in each of {number_word(number)} periods, {first} to {last}"
    what = f"the standard of {format_threshold(meta.standard, meta)} for {meta.short_label}"
    where = markdown.escape(_of_group())
    said = f"**{len(there)} of {counted(len(every), 'area')}{where} missed {markdown.escape(what)} {when}.**"
    if len(there):
        longest = there["missed_in_a_row"].max()
        leading = there.loc[there["missed_in_a_row"] == longest, "area_code"].map(edition.short_names)
        who = leading.iloc[0] if len(leading) == 1 else f"{len(leading)} areas"
        since = there["since"].iloc[0]
        said += f" Longest: {markdown.escape(who)}, {number_word(int(longest))} in a row, since {since}."
    return said


def _of_group() -> str:
    """Return ' of Wessex' where a group is chosen."""
    view = state.view()
    belonging = groups_of(view)
    name = belonging.loc[belonging["group_code"] == view.group, "group"]
    return "" if name.empty else f" of {name.iloc[0]}"


def watch_list_section(assessment: Assessment, every: pd.DataFrame) -> None:
    """Draw the watch list as a table in which a row chooses the area, and what cannot be judged."""
    edition = assessment.edition
    meta = edition.meta.indicators[followed(edition)]
    there = every[every["on_watch_list"]]
    if len(there):
        st.caption("Longest first, then furthest from the standard. Choose a row to see that area.")
        area_choice_table(
            _shown(edition, there, meta),
            key="watch",
            columns=_columns(meta),
            alt="Table of the areas that missed the standard in each of the last periods, longest first.",
            height=min(560, 38 + 35 * len(there)),
        )
    gaps = every[~every["on_watch_list"] & (every["periods_with_value"] < number_of_periods(edition))]
    if len(gaps):
        with st.expander(
            f"{counted(len(gaps), 'area')} that cannot be judged, for lack of a figure in one of these periods"
        ):
            for row in gaps.itertuples():
                why = row.note or "no figure in one of the periods"
                st.markdown(
                    f"- **{markdown.escape(edition.short_names[row.area_code])}:** {markdown.escape(why)}"
                )
    about = every.assign(
        indicator=followed(edition), periods=number_of_periods(edition), missed_by=state.view().missed_by
    )
    what = f"watch-list-{followed(edition)}-{number_of_periods(edition)}-periods"
    downloads.table_button("Download these areas (CSV)", about, what, assessment)


def _shown(edition: Edition, there: pd.DataFrame, meta: IndicatorMeta) -> pd.DataFrame:
    columns: dict[str, Any] = {"short_name": there["area_code"].map(edition.short_names)}
    for name in ("latest_value", "latest_lower_ci", "latest_upper_ci"):
        columns |= figures_in_words(there[name], meta, name)
    places = {period: place for place, period in enumerate(data.periods(edition.meta.id).values(), start=1)}
    columns |= in_order(there["since"], (f"{places.get(since, 0):03}" for since in there["since"]), "since")
    return there.assign(**columns).reset_index(drop=True)


def _columns(meta: IndicatorMeta) -> dict[str, object]:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    unit = "points" if meta.unit == "%" else meta.unit
    return {
        "short_name": text("Area", pinned=True),
        "missed_in_a_row": number("Periods in a row"),
        "since": "Since",
        "latest_value": number("Latest"),
        "latest_lower_ci": number("95% from"),
        "latest_upper_ci": number("95% to"),
        "distance": number(f"From the standard, {unit}", format=f"%+.{meta.decimals}f"),
    }


def no_series() -> None:
    """Say that figures of one time have no watch list, and offer those that do."""
    st.info(
        "These figures cover one period only, and a watch list needs several. Choose cancer waits by quarter."
    )
    for title, name in editions.newest_of_series().items():
        st.button(markdown.escape(title), on_click=editions.choose, args=(name,), key=f"watch-{name}")
