"""What stands on every page: title, banner, the scenario in force, sources."""

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from scoring import DEFAULT_EDITION, Assessment, Edition, catalogue, describe_changes
from scoring.explain.basis_words import estimated_sentence
from ui.components import edition_picker as editions
from ui.components import html, markdown
from ui.components import saved_scenarios as scenarios
from ui.components.group_picker import current_group
from ui.components.menu import menu
from ui.components.styles import style
from ui.session import loaded, state
from ui.session import results as data
from ui.session.view import groups_of

_OF_THE_AREA = {"", "area", "postcode-lottery", "watch-list", "how-sure", "care-or-chance"}
"""Addresses of the pages that say something of the area in view."""

MOST_LEFT_OUT = 4
"""Sentences about files that cannot be used; more are folded away."""
RULE_NOTE = "The rule is a reconstruction: NHS England did not publish its scoring sheet."


def start(
    title: str, lead: str | Markup = "", *, plays: bool = False, beside: Callable[[], None] | None = None
) -> Assessment:
    """Draw the head of a page and return the edition as the methodology in force rates it.

    `plays` is whether the page can step through periods by itself; `beside` draws what stands beside the title.
    """
    if not plays:
        state.leave_player()
    view = state.view()
    edition = data.edition(view.edition)
    html.draw(style("app", *(["hexagons"] if view.shape == "hexagons" else [])))
    menu()
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False, width="content")
        if beside:
            beside()
        editions.edition_picker()
        html.draw(_basis(edition), width="content")
    if isinstance(lead, Markup):
        html.draw(lead)
    elif lead:
        st.markdown(lead)
    with st.container():
        left_out_notice()
        if view.ignored:
            st.warning(
                f"Part of the link was not understood and is ignored: {markdown.escape(', '.join(view.ignored))}."
            )
        if notices := state.notices():
            with st.container(key="told", horizontal=True, vertical_alignment="center"):
                st.info(markdown.escape(" ".join(notices)))
                if state.undo_is_offered():
                    st.button("Undo", on_click=state.undo, key="undo_told", width="content")
        if since := scenarios.since_opened():
            st.warning(markdown.escape(since))
        if not state.link_is_complete():
            st.warning(
                "Your own methodology is too long for a link. Send its file as well: use “Download this "
                "scenario” on What if."
            )
        loaded_notice()
        source = data.map_source(view.edition)
        if source.problem and source.url:
            st.warning(markdown.escape(source.problem))
    return state.assessment()


def left_out_notice() -> None:
    """Say which files cannot be used, and why; the rest works without them."""
    there = catalogue()
    told = there.sentences()
    if told and DEFAULT_EDITION not in there.editions:
        told.append("The app therefore opens with different figures from usual.")
    if told:
        st.warning("\n\n".join(map(markdown.escape, told[:MOST_LEFT_OUT])))
    if len(told) > MOST_LEFT_OUT:
        with st.expander(f"{len(told) - MOST_LEFT_OUT} more"):
            st.markdown("\n\n".join(map(markdown.escape, told[MOST_LEFT_OUT:])))


def nothing_to_show() -> None:
    """Say that there are no figures at all that could be shown."""
    st.title("There are no figures to show", anchor=False)
    left_out_notice()
    st.markdown("Whoever runs this app needs to repair these files. Then reload this page.")


def window_title(page: str, path: str) -> str:
    """Return the title of the window on a page: with the area or the group that the page shows."""
    view = state.view()
    what = None
    if path in _OF_THE_AREA:
        what = data.edition(view.edition).short_names.get(view.area or "")
    elif path == "cancer-alliance":
        belonging = groups_of(view)
        code = current_group(belonging)
        what = next(iter(belonging.loc[belonging["group_code"] == code, "group"]), None)
    return " – ".join(part for part in (what, page, "Cancer ratings") if part)


def loaded_notice() -> None:
    """Say that figures or boundaries were loaded which only this session sees, and offer the way back."""
    own = loaded.figures(state.view().edition)
    shapes = loaded.shapes(own.base if own else state.view().edition)
    if own:
        title = data.edition(own.base).meta.title
        notice, button = st.columns([3, 1], vertical_alignment="center")
        notice.info(
            f"**Your figures.** {markdown.escape(own.words)}. Only you can see them, until you close or reload "
            "this page. Links do not include them: anyone who opens one sees the original figures."
        )
        button.button(
            f"Return to {markdown.escape(title)}",
            on_click=_return,
            args=(own.base,),
            key="return_edition",
            width="stretch",
        )
    if shapes:
        notice, button = st.columns([3, 1], vertical_alignment="center")
        notice.info(
            f"**Your boundaries.** {markdown.escape(shapes.words)}. Only you can see them on the map."
        )
        button.button(
            "Return to the previous boundaries",
            on_click=loaded.drop_shapes,
            key="return_shapes",
            width="stretch",
        )


def _return(base: str) -> None:
    state.show_edition(base)
    loaded.drop_figures()


def _basis(edition: Edition) -> Markup:
    """Return how much is estimated in one line, and all there is to say of it behind "more"; paper has both."""
    said = Markup('<span class="basis">{}</span>').format(estimated_sentence(edition))
    if not (all_of_it := str((edition.meta.model_extra or {}).get("description", ""))):
        return said
    more = Markup('<button type="button" class="more" popovertarget="basis_more">more</button>')
    banner = Markup('<div class="banner" role="note" popover id="basis_more">{}</div>').format(all_of_it)
    return said + " " + more + banner


def scenario_notice(assessment: Assessment) -> None:
    """Say that thresholds were changed, which, and offer the way back."""
    # The place is kept also while it is empty: when elements move down the page, charts below are drawn anew.
    with st.container():
        if not state.view().is_scenario:
            return
        changes = "; ".join([assessment.method.title, *describe_changes(assessment)])
        baseline = state.method("baseline")
        if baseline_changes := describe_changes(Assessment(assessment.edition, baseline)):
            changes += f". Compared with: {'; '.join([baseline.title, *baseline_changes])}"
        text = f"**What-if scenario.** {markdown.escape(changes)}."
        with st.container(key="notice", horizontal=True, vertical_alignment="center"):
            st.info(text)
            st.button(
                "Back to the baseline", on_click=state.reset_scenario, key="reset_notice", width="content"
            )


def footer(edition: Edition) -> None:
    """Draw the sources of figures and boundaries."""
    st.divider()
    meta, method = edition.meta, state.method()
    # The date of an edition of a period is its last day, which its title says; when it was published is not known.
    published = "" if meta.period else f", {meta.date.day} {meta.date:%B %Y}"
    rule = RULE_NOTE if method.status == "reconstruction" else f"Rated by: {method.title}."
    st.caption(
        markdown.escape(
            f"{meta.title}, {meta.publisher}{published}. {rule} Figures and boundaries: {meta.attribution}"
        )
    )
