"""The story of a pack: what its screens say, in order, free of any format."""

from collections.abc import Callable
from datetime import date

from reports.screens.model import BarChart, ChartSeries, PointChart, RatingMap, Screen, TextTable
from reports.story import (
    areas as story_areas,
)
from reports.story import (
    group as story_group,
)
from reports.story import (
    lift as story_lift,
)
from reports.story import (
    national as story_national,
)
from reports.story import (
    questions as story_questions,
)
from reports.story import (
    sure as story_sure,
)
from reports.story import (
    trend as story_trend,
)
from reports.story.case import (
    MANY_AREAS,
    PARTS,
    Case,
    Choice,
    case_of,
    choose_all,
    choose_areas,
    choose_group,
)
from scoring import Assessment, Methodology

__all__ = [
    "MANY_AREAS",
    "PARTS",
    "BarChart",
    "Case",
    "ChartSeries",
    "Choice",
    "PointChart",
    "RatingMap",
    "Screen",
    "TextTable",
    "case_of",
    "choose_all",
    "choose_areas",
    "choose_group",
    "screens_of",
    "story",
]

_TELLERS: dict[str, Callable[[Case], list[Screen]]] = {
    "group": story_group.group,
    "changes": story_national.changes_screens,
    "indicators": story_group.indicators,
    "lift": story_lift.lift,
    "trend": story_trend.trend,
    "sure": story_sure.sure,
    "questions": story_questions.questions,
    "national": story_national.national,
    "method": story_national.method_screens,
    "areas": story_areas.areas,
}


def story(
    assessment: Assessment,
    baseline: Methodology,
    choice: Choice,
    link: str,
    *,
    made_on: date | None = None,
) -> list[Screen]:
    """Tell what a pack says, a screen a message.

    Parameters
    ----------
    edition : Edition
    method : Methodology
        With the changes of the scenario, fitted to the edition (`Edition.fitted`).
    baseline : Methodology
        What the scenario is compared with; with the same as `method`, nothing is compared.
    choice : Choice
        The areas and the parts.
    link : str
        The address or the command that gives this.
    made_on : date, optional
        Today if left out.

    Returns
    -------
    list of Screen
        In the order of PARTS. A part that has nothing to say, such as changes without a scenario, is left out.

    Raises
    ------
    DataError
        If the edition lacks an indicator that a methodology uses, or an area that is chosen.
    """
    return screens_of(case_of(assessment, baseline, choice, link, made_on=made_on))


def screens_of(case: Case) -> list[Screen]:
    """Return the screens of a case; see `story`."""
    chosen = [_TELLERS[part] for part in _order(case) if part in case.choice.parts]
    return [case.with_own_basis(screen) for tell in chosen for screen in tell(case)]


def _order(case: Case) -> list[str]:
    """Return the parts in the order of PARTS, but first what is about the chosen areas if it is one, or all."""
    areas = len(case.choice.areas)
    first = "areas" if areas == 1 else "national" if areas == len(case.ratings) else ""
    return sorted(_TELLERS, key=lambda part: part != first)
