"""The view: what a person is looking at, and what it may be in an edition."""

from dataclasses import dataclass, field

import pandas as pd

from saved import Scenario
from scoring import DEFAULT_EDITION, DEFAULT_METHODOLOGY, catalogue
from scoring.editions.groups import group_kinds, own_members
from ui.session import loaded
from ui.session import results as data

COLOUR_BY = ("rating", "probability", "agreement", "basis")
SHAPES = ("true", "hexagons")
OUTLINES = ("none", "alliances", "stps", "regions", "own")
OUTLINED = {"alliances": "alliance", "stps": "stp", "regions": "region"}
"""The kind of groups that an outline is of."""
TRUE_RATES = ("shrunken", "plain")
CHANGE = "change"
"""What the map of England can be coloured by, besides COLOUR_BY, in an edition of a series."""
MISSED_BY = ("value", "interval")
SCOPES = ("group", "area", "all")
"""Which areas a board pack is of: those of the group in view, the area in view, or all."""
MOST_PERIODS = 24
MOST_SCREENS = 999
OWN = data.OWN
BASELINE, IN_FORCE = "_baseline", "_scenario"
"""What can stand side by side on the page Scenarios besides saved scenarios, whose names never begin so."""

Changes = dict[str, float | int | str]


@dataclass
class View:
    """What is shown: edition, methodology and baseline with changed parameters, area, and how the map looks.

    `own` is the YAML of a methodology that somebody brought; `method` or `baseline` is then OWN. `true_rates`
    says what probabilities take for the truth. `group_kind` is one of GROUP_KINDS or OWN, `group` the code of a
    group of that kind (None for the one in which the area lies); `own_groups` are groups that somebody put together,
    area codes by name. `followed` is the indicator that is followed over time, and `since` the edition with which the
    one shown is compared (None for the usual ones); an area is on the watch list that has missed a standard, by one
    of MISSED_BY, in so many `periods`. `scope` (one of SCOPES) and `parts` (of `reports.story.story.PARTS`; none
    for the usual ones) say what the board pack is of, and `screen` which of its screens is shown. `turn` counts the
    choices of an area; the map's clicks carry it, so that clicking an area again after choosing another elsewhere
    is a new click. `ignored` are parts of a link that mean nothing here. `opened` is the saved scenario that the view
    began as, whatever was moved since. `a` and `b` stand side by side on the page Scenarios: BASELINE, IN_FORCE or a
    saved scenario.
    """

    edition: str = DEFAULT_EDITION
    baseline: str = DEFAULT_METHODOLOGY
    baseline_changes: Changes = field(default_factory=dict)
    method: str = DEFAULT_METHODOLOGY
    changes: Changes = field(default_factory=dict)
    own: str = ""
    area: str | None = None
    colour: str = "rating"
    outline: str = "none"
    shape: str = "true"
    true_rates: str = "shrunken"
    group_kind: str = "alliance"
    group: str | None = None
    own_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    followed: str | None = None
    since: str | None = None
    periods: int = 4
    missed_by: str = "value"
    scope: str = "group"
    parts: tuple[str, ...] = ()
    screen: int = 1
    turn: int = 0
    ignored: list[str] = field(default_factory=list)
    opened: Scenario | None = None
    a: str | Scenario = BASELINE
    b: str | Scenario = IN_FORCE

    @property
    def is_scenario(self) -> bool:
        """Whether something else is shown than the baseline."""
        return self.method != self.baseline or self.changes != self.baseline_changes


def cannot_be_shown(shown: View) -> str:
    """Return what of a view cannot be used any more, in a sentence; empty if all can."""
    there, own = catalogue(), loaded.figures(shown.edition)
    if (own.base if own else shown.edition) not in there.editions:
        return "The figures that you were looking at cannot be used any more."
    gone = [name for name in (shown.method, shown.baseline) if name not in {OWN, *there.methodologies}]
    return f"The methodology {gone[0]} cannot be used any more." if gone else ""


def start_of(edition_name: str) -> View:
    """Return the view that an edition is opened with."""
    rule = data.edition(edition_name).meta.default_methodology
    return View(edition=edition_name, method=rule, baseline=rule, group_kind=first_kind(edition_name))


def colours(edition_name: str) -> list[str]:
    """Return what the map of England can be coloured by in an edition."""
    several = len(data.methodologies(edition_name=edition_name)) > 1
    kept = [name for name in COLOUR_BY if several or name != "agreement"]
    change = [CHANGE] if len(data.periods(edition_name)) > 1 else []
    return [*kept, *data.edition(edition_name).meta.indicators, *change]


def outlines(edition_name: str, *, own: bool) -> list[str]:
    """Return which of OUTLINES can be drawn in an edition; `own` is whether there are groups of one's own."""
    kinds = group_kinds(data.edition(edition_name))
    known = {"none": True, OWN: own} | {outline: kind in kinds for outline, kind in OUTLINED.items()}
    return [outline for outline in OUTLINES if known[outline]]


def first_kind(edition_name: str) -> str:
    """Return the kind of groups that an edition is shown by first."""
    return next(iter(group_kinds(data.edition(edition_name))), OWN)


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
