"""Choosing an edition: a bar under the title of every page, and what goes along to another edition."""

from dataclasses import replace

import streamlit as st

from scoring import Edition, Methodology, UnknownNameError, edition_metadata
from scoring.editions.groups import find_group, group_kinds
from scoring.editions.model import EditionMeta
from scoring.explain.words import number_word
from scoring.methodology.compatibility import fits
from scoring.methodology.parts import MODERATION
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state
from ui.session.view import (
    OWN,
    Changes,
    View,
    colours,
    groups_of,
    leave_what_cannot_rate,
    outlines,
    start_of,
)


def picker() -> None:
    """Draw the choice of a set of editions, and of the period if there are several in it."""
    name = state.view().edition
    metas = edition_metadata()
    if name not in metas:
        return  # figures that somebody loaded: the notice about them offers the way back
    newest = {_set_of(meta): meta for meta in sorted(metas.values(), key=lambda meta: meta.date)}
    titles = {key: title_of_set(meta) for key, meta in newest.items()}
    order = sorted(titles, key=lambda key: (key in {meta.series for meta in metas.values()}, titles[key]))
    with st.container(horizontal=True, key="noprint_edition"):
        choice(
            "Figures",
            {key: titles[key] for key in order},
            "edition_set",
            _set_of(metas[name]),
            lambda chosen: choose(newest[chosen].id),
        )
        if periods := data.periods(name):
            choice("Period", dict(reversed(periods.items())), "edition_period", name, choose)


def newest_of_series() -> dict[str, str]:
    """Return the newest edition of every series, by the title of the series."""
    metas = sorted(edition_metadata().values(), key=lambda meta: meta.date)
    return {title_of_set(meta): meta.id for meta in metas if meta.series}


def _set_of(meta: EditionMeta) -> str:
    """Return the series of an edition, or itself if it stands alone."""
    return meta.series or meta.id


def title_of_set(meta: EditionMeta) -> str:
    """Return the title of an edition without its period: the period is chosen beside it."""
    return meta.title.removesuffix(f", {meta.period}") if meta.series else meta.title


def choose(name: str) -> None:
    """Show another edition, with as much of the view as means something there."""
    if name != state.view().edition:
        state.show(*moved(state.view(), name))


def moved(shown: View, name: str) -> tuple[View, list[str]]:
    """Return a view in another edition, and what was left behind or became something else, in sentences.

    Parameters
    ----------
    shown : View
    name : str
        The id of the other edition.
    """
    start, there = start_of(name), data.edition(name)
    told: list[str] = []
    area = _area_there(shown, there, told)
    result = replace(shown, edition=name, area=area, ignored=[])
    _take_rule(result, shown, there, told)
    told += leave_what_cannot_rate(result)
    kinds = group_kinds(there)
    result.own_groups = {
        group: kept
        for group, codes in shown.own_groups.items()
        if (kept := tuple(code for code in codes if code in there.short_names))
    }
    if result.own_groups != shown.own_groups:
        told.append("Your own groups keep only those areas that are in this edition.")
    if shown.group_kind not in (*kinds, *([OWN] if result.own_groups else [])):
        result.group_kind = start.group_kind
    result.group = _group_there(result, shown.group)
    if result.outline not in outlines(name, own=bool(result.own_groups)):
        result.outline = start.outline
    if result.colour not in colours(name):
        result.colour = start.colour
    earlier = data.earlier_periods(name)
    result.since = shown.since if shown.since in earlier else None
    result.followed = shown.followed if shown.followed in there.meta.indicators else None
    return result, told


def _take_rule(result: View, shown: View, there: Edition, told: list[str]) -> None:
    """Keep methodology and baseline with their changes where they fit, else take those of the edition."""
    dropped: list[str] = []
    for side, changed in (("method", "changes"), ("baseline", "baseline_changes")):
        name = getattr(shown, side)
        read = data.methodology(name, shown.own)
        if not fits(read, there.meta.indicators):
            rule = there.meta.default_methodology
            setattr(result, side, rule)
            setattr(result, changed, {})
            if side == "method":
                told.append(f"{read.title} cannot rate these figures: {data.methodology(rule).title} does.")
                dropped += getattr(shown, changed)
            continue
        fitted = data.methodology(name, shown.own, there.meta.id)
        kept = _changes_there(getattr(shown, changed), fitted, there)
        setattr(result, changed, kept)
        dropped += getattr(shown, changed).keys() - kept.keys()
    if dropped:
        number = number_word(len(dropped)).capitalize()
        told.append(f"{number} change{'s' if len(dropped) > 1 else ''} of the rule could not be kept.")


def _changes_there(changes: Changes, method: Methodology, there: Edition) -> Changes:
    """Return the changes that a methodology takes and that concern areas of the edition."""
    accepted, _ = data.try_changes(method, changes)

    def is_there(path: str) -> bool:
        owner, _, code = path.partition(".")
        return owner != MODERATION or code in there.short_names

    return {path: value for path, value in accepted.items() if is_there(path)}


def _group_there(result: View, group: str | None) -> str | None:
    if group is None:
        return None
    try:
        return find_group(groups_of(result), group)
    except UnknownNameError:
        return None


def _area_there(shown: View, there: Edition, told: list[str]) -> str | None:
    """Return the area of a view in another edition, or that of which it is a part there, or none."""
    code, here = shown.area, data.edition(shown.edition)
    if code is None or code in there.short_names:
        return code
    name = here.short_names[code]
    successor = data.successor(code, here, there)
    if successor is None:
        told.append(f"{name} is no area of {there.meta.geography}: choose another.")
    else:
        told.append(f"{name} is part of {there.short_names[successor]} in these figures.")
    return successor
