"""The view: what a person is looking at, and what it may be in an edition."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reports.story.story import PARTS
from saved import Scenario
from scoring import DEFAULT_EDITION, DEFAULT_METHODOLOGY, UnknownNameError, catalogue
from scoring.analysis.group_history import indicator_over_time
from scoring.analysis.group_newest import Newest
from scoring.analysis.group_newest_words import became_sentences
from scoring.editions.groups import find_group, group_kinds, own_members
from ui.session import links, loaded
from ui.session import results as data
from ui.session.fields import Kind, declarations, declare, number_up_to, one_of, several_of

COLOUR_BY = ("rating", "probability", "agreement", "basis")
SHAPES = ("true", "hexagons")
OUTLINES = ("none", "alliances", "stps", "regions", "own")
OUTLINED = {"alliances": "alliance", "stps": "stp", "regions": "region"}
"""The kind of groups that an outline is of."""
TRUE_RATES = ("shrunken", "plain")
CHANGE = "change"
"""What the map of England can be coloured by, besides COLOUR_BY, in an edition of a series."""
MISSED_BY = ("value", "interval")
QUESTIONS = ("how-sure", "postcode-lottery")
"""What the page Care or chance? can answer: each was a page, at this address."""
HALVES = ("thresholds", "comparison")
"""What the page What if shows: thresholds to move, or two scenarios side by side."""
SCOPES = ("group", "area", "all")
"""Which areas a board pack is of: those of the group in view, the area in view, or all."""
MOST_PERIODS = 24
MOST_SCREENS = 999
OWN = data.OWN
BASELINE, IN_FORCE = "_baseline", "_scenario"
"""What can stand side by side besides saved scenarios, whose names never begin so."""

Changes = dict[str, float | int | str]
OwnGroups = dict[str, tuple[str, ...]]


def first_kind(edition_name: str) -> str:
    """Return the kind of groups that an edition is shown by first."""
    return next(iter(group_kinds(data.edition(edition_name))), OWN)


def _methods(view: "View") -> Collection[str]:
    return data.methodologies(view.own, view.edition)


def _usual_method(edition_name: str) -> str:
    return data.edition(edition_name).meta.default_methodology


def _kinds_of_groups(view: "View") -> list[str]:
    return [*group_kinds(data.edition(view.edition)), *([OWN] if view.own_groups else [])]


def _area_there(code: str | None, before: "View", now: "View", told: list[str]) -> str | None:
    """Return an area in another edition, or that of which it is a part there, or none."""
    here, there = data.edition(before.edition), data.edition(now.edition)
    if code is None or code in there.short_names:
        return code
    name = here.short_names[code]
    successor = data.successor(code, here, there)
    if successor is None:
        told.append(
            f"{name} is not one of the {there.meta.geography}, and no single one is known to hold all of it: "
            "choose another."
        )
    else:
        # A board and a CCG may have one short name.
        full = there.areas.set_index("area_code")["area_name"].get(successor)
        short = there.short_names[successor]
        told.append(f"{name} is part of {full if short == name and full else short} in these figures.")
    return successor


def _group(wanted: str | None, view: "View") -> str | None:
    try:
        return None if wanted is None else find_group(groups_of(view), wanted)
    except UnknownNameError:
        return None


def _group_there(code: str | None, before: "View", now: "View", told: list[str]) -> str | None:
    """Return a group in another edition: itself, or the boards that it became, as a group of one's own; or none."""
    if code is None or (found := _group(code, now)) is not None:
        return None if code is None else found
    every = groups_of(before)
    inside = every[every["group_code"] == code]
    name = str(inside["group"].iloc[0])
    newest = _newest_of(before.edition, inside)
    boards = () if newest is None else tuple(sorted(board.code for board in newest.boards))
    known = data.edition(now.edition).short_names
    if newest is None or not boards or not set(boards) <= known.keys():
        told.append(
            f"{name} is not a group of these figures, and it is not known which areas here are its own."
        )
        return None
    kept = links.group_name(name)
    if kept in now.own_groups:
        kept = links.group_name(f"{name} as boards")
    if len(now.own_groups) >= links.MOST_GROUPS:
        told.append(f"{name} is not shown here: there are {links.MOST_GROUPS} groups of your own already.")
        return None
    told += became_sentences(newest)
    now.own_groups = {**now.own_groups, kept: boards}
    now.group_kind = OWN
    return kept


def _newest_of(edition_name: str, inside: pd.DataFrame) -> Newest | None:
    whole = inside["share"] == 1
    return data.newest(
        edition_name,
        str(inside["group"].iloc[0]),
        tuple(inside.loc[whole, "area_code"]),
        tuple(inside.loc[~whole, "area_code"]),
        indicator_over_time(data.edition(edition_name)),
    )


def newest_edition_of(shown: "View") -> str | None:
    """Return the edition with the newest figures of the group in view, None if none is chosen or has any."""
    every = groups_of(shown)
    inside = every[every["group_code"] == shown.group]
    newest = None if inside.empty else _newest_of(shown.edition, inside)
    return None if newest is None or not newest.histories else newest.edition.meta.id


def _read_own_groups(text: str, view: "View", ignored: list[str]) -> OwnGroups:
    edition = data.edition(view.edition)
    groups, unknown = links.read_groups(text, lambda name: data.area_or_none(edition, name))
    ignored += unknown
    return groups


def _own_groups_there(groups: OwnGroups, before: "View", now: "View", told: list[str]) -> OwnGroups:
    areas = data.edition(now.edition).short_names
    kept = {name: tuple(code for code in codes if code in areas) for name, codes in groups.items()}
    result = {name: codes for name, codes in kept.items() if codes}
    if result != groups:
        told.append("Your own groups keep only those areas that are in this edition.")
    return result


_AREA = Kind(
    read=lambda text, view, ignored: data.area_or_none(data.edition(view.edition), text),
    there=_area_there,
)
_GROUP = Kind(
    read=lambda text, view, ignored: _group(text, view),
    there=_group_there,
)
_OWN_GROUPS = Kind(
    read=_read_own_groups,
    there=_own_groups_there,
    write=lambda groups, view: links.write_groups(groups, data.edition(view.edition).ods_codes),
)


@dataclass
class View:
    """What is shown: edition, methodology and baseline with changed parameters, area, and how the map looks.

    Everything about a field is declared here; see `ui.session.fields`. Fields are read from a link in this
    order, each after those on which it depends.

    `own` is the YAML of a methodology that somebody brought; `method` or `baseline` is then OWN. `true_rates`
    says what probabilities take for the truth. `group_kind` is one of GROUP_KINDS or OWN, `group` the code of a
    group of that kind (None for the one in which the area lies); `own_groups` are groups that somebody put together,
    area codes by name. `followed` is the indicator that is followed over time, and `since` the edition with which the
    one shown is compared (None for the usual ones); an area is on the watch list that has missed a standard, by one
    of MISSED_BY, in so many `periods`. `question` (one of QUESTIONS) is what the page Care or chance? answers, and
    `half` (one of HALVES) what What if shows.
    `scope` (one of SCOPES) and `parts` (of `reports.story.story.PARTS`; none for the usual ones) say what the board
    pack is of, and `screen` which of its screens is shown. `turn` counts the choices of an area; the map's clicks
    carry it, so that clicking an area again after choosing another elsewhere is a new click. `ignored` are parts of
    a link that mean nothing here. `opened` is the saved scenario that the view began as, whatever was moved since.
    `a` and `b` stand side by side on What if: BASELINE, IN_FORCE or a saved scenario.
    """

    edition: str = field(default=DEFAULT_EDITION, metadata=declare("figures", "edition"))
    own: str = field(default="", metadata=declare("rule", "own"))
    method: str = field(
        default=DEFAULT_METHODOLOGY,
        metadata=declare("rule", "method", one_of(_methods), start=_usual_method),
    )
    changes: Changes = field(default_factory=dict, metadata=declare("rule"))
    baseline: str = field(
        default=DEFAULT_METHODOLOGY,
        metadata=declare("rule", "baseline", one_of(_methods), start=_usual_method),
    )
    baseline_changes: Changes = field(default_factory=dict, metadata=declare("rule"))
    own_groups: OwnGroups = field(default_factory=dict, metadata=declare("look", "groups", _OWN_GROUPS))
    group_kind: str = field(
        default="alliance",
        metadata=declare("look", "by", one_of(_kinds_of_groups), start=first_kind),
    )
    group: str | None = field(default=None, metadata=declare("look", "group", _GROUP))
    colour: str = field(
        default="rating", metadata=declare("look", "colour", one_of(lambda view: colours(view.edition)))
    )
    outline: str = field(
        default="none",
        metadata=declare(
            "look", "outline", one_of(lambda view: outlines(view.edition, own=bool(view.own_groups)))
        ),
    )
    shape: str = field(default="true", metadata=declare("look", "shape", one_of(SHAPES)))
    true_rates: str = field(default="shrunken", metadata=declare("look", "true_rates", one_of(TRUE_RATES)))
    area: str | None = field(default=None, metadata=declare("look", "area", _AREA))
    followed: str | None = field(
        default=None,
        metadata=declare("look", "followed", one_of(lambda view: data.edition(view.edition).meta.indicators)),
    )
    since: str | None = field(
        default=None,
        metadata=declare("look", "since", one_of(lambda view: data.earlier_periods(view.edition))),
    )
    periods: int = field(default=4, metadata=declare("look", "periods", number_up_to(MOST_PERIODS)))
    missed_by: str = field(default="value", metadata=declare("look", "missed_by", one_of(MISSED_BY)))
    question: str = field(default=QUESTIONS[0], metadata=declare("look", "question", one_of(QUESTIONS)))
    half: str = field(default=HALVES[0], metadata=declare("look", "half", one_of(HALVES)))
    scope: str = field(default="group", metadata=declare("look", "scope", one_of(SCOPES)))
    parts: tuple[str, ...] = field(
        default=(), metadata=declare("look", "parts", several_of(tuple(PARTS), "part"))
    )
    screen: int = field(default=1, metadata=declare("look", "screen", number_up_to(MOST_SCREENS)))
    opened: Scenario | None = field(default=None, metadata=declare("saved", "scenario"))
    a: str | Scenario = field(default=BASELINE, metadata=declare("saved", "a"))
    b: str | Scenario = field(default=IN_FORCE, metadata=declare("saved", "b"))
    turn: int = field(default=0, metadata=declare("session"))
    ignored: list[str] = field(default_factory=list, metadata=declare("session"))

    @property
    def is_scenario(self) -> bool:
        """Whether something else is shown than the baseline."""
        return self.method != self.baseline or self.changes != self.baseline_changes


def cannot_be_shown(shown: View) -> str:
    """Return what of a view cannot be used any more, in a sentence; empty if all can."""
    there, own = catalogue(), loaded.figures(shown.edition)
    if (own.base if own else shown.edition) not in there.editions:
        return "The figures that you were looking at can no longer be used."
    gone = [name for name in (shown.method, shown.baseline) if name not in {OWN, *there.methodologies}]
    return f"The methodology {gone[0]} can no longer be used." if gone else ""


def start_of(edition_name: str) -> View:
    """Return the view that an edition is opened with."""
    starts = {name: declared.start for name, declared in declarations(View).items() if declared.start}
    values: dict[str, Any] = {name: start(edition_name) for name, start in starts.items()}
    return View(edition=edition_name, **values)


def colours(edition_name: str) -> list[str]:
    """Return what the map of England can be coloured by in an edition."""
    several = len(data.methodologies(edition_name=edition_name)) > 1
    kept = [name for name in COLOUR_BY if several or name != "agreement"]
    change = [CHANGE] if len(data.periods(edition_name)) > 1 else []
    return [*kept, *data.edition(edition_name).meta.indicators, *change]


def outlines(edition_name: str, *, own: bool) -> list[str]:
    """Return which of OUTLINES can be drawn in an edition; `own` is whether the person has groups of their own."""
    kinds = group_kinds(data.edition(edition_name))
    known = {"none": True, OWN: own} | {outline: kind in kinds for outline, kind in OUTLINED.items()}
    return [outline for outline in OUTLINES if known[outline]]


def groups_of(shown: View) -> pd.DataFrame:
    """Return which areas belong to which group, of the kind that a view shows."""
    if shown.group_kind == OWN:
        return own_members(data.edition(shown.edition), shown.own_groups)
    return data.members(shown.edition, shown.group_kind)


def leave_what_cannot_rate(shown: View) -> list[str]:
    """Take changes, and if need be a methodology, out of a view by which its figures cannot be rated; say why."""
    usual = data.edition(shown.edition).meta.default_methodology
    told = []
    for name, changes in (("method", "changes"), ("baseline", "baseline_changes")):
        steps: tuple[dict[str, object], ...] = ({changes: {}}, {name: usual, changes: {}})
        for instead in steps:
            read = data.changed_methodology(
                shown.edition, getattr(shown, name), shown.own, getattr(shown, changes)
            )
            if not (why := data.why_not_rated(shown.edition, read)):
                break
            told.append(why)
            for part, value in instead.items():
                setattr(shown, part, value)
    return told
