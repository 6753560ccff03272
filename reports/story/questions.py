"""The screen of questions for the board, each of which follows from a figure of the pack."""

from reports.screens.model import Screen
from reports.story.case import SURE, Case, in_brackets
from scoring.analysis.group_standing import group_standing, standing_headline, worst_sentence
from scoring.analysis.group_targets_words import lift_headline
from scoring.explain.words import counted, lower_first, number_word

_MOST = 4
"""Questions that a screen has room for."""


def questions(case: Case) -> list[Screen]:
    """Ask the board what follows from where the areas stand, what would lift them and how sure that is."""
    asked = [line for line in (_standing(case), _furthest(case), _lift(case), _sure(case)) if line]
    if not asked:
        return []
    if case.newer and case.newer not in asked[0]:
        asked = [*asked[: _MOST - 1], f"{case.newer} Which of these questions do they change?"]
    what = "question" if len(asked) == 1 else "questions"
    title = f"{case.choice.title}: {number_word(len(asked))} {what} for the board, from the {_figures(case)}"
    notes = ("Each question starts from a figure that another slide shows.", *case.method_notes())
    return [Screen("questions", title, tuple(asked), notes, case.about)]


def _standing(case: Case) -> str:
    standing = group_standing(case.assessment, case.choice.areas)
    if not standing.low or not case.method.judges_by_benchmark:
        return ""
    said = _without_title(standing_headline(case.assessment, case.choice.title, case.choice.areas), case)
    newer = f" {case.newer}" if case.newer and next(iter(standing.low)) == case.followed else ""
    return f"{said}.{newer} What stands in the way, and by when will it be put right?"


def _furthest(case: Case) -> str:
    said = worst_sentence(case.assessment, case.choice.areas)
    return f"{said} What help does it need, and from whom?" if said else ""


def _lift(case: Case) -> str:
    if not case.has_ratings or not any(area.nearest for area in case.targets):
        return ""
    said = _without_title(lift_headline(case.assessment, case.choice.title, list(case.targets)), case)
    return f"{said}. Who would have to do what, and by when?" if said[:1].isdigit() else ""


def _sure(case: Case) -> str:
    if not case.has_ratings or case.rated.empty:
        return ""
    chances = case.chances.loc[list(case.rated["area_code"])]
    unsure = int((chances["shown"] < SURE).sum())
    if not unsure:
        return ""
    if len(chances) == 1:
        return f"The rating in the {_figures(case)} is less than 90% sure. Which decisions can wait for newer figures?"
    are = "is" if unsure == 1 else "are"
    mark = in_brackets(bool((chances["basis"] != "published").any()))
    return (
        f"{unsure} of {counted(len(chances), 'rating')} in the {_figures(case)} {are} less than 90% sure{mark}. "
        "Which decisions can wait for newer figures?"
    )


def _figures(case: Case) -> str:
    return lower_first(case.edition.meta.title)


def _without_title(headline: str, case: Case) -> str:
    said = headline.removeprefix(f"{case.choice.title}: ")
    if len(case.choice.areas) == 1:
        said = said.replace("it ", f"{case.choice.title} ", 1) if said.startswith("it ") else said
    return said[:1].upper() + said[1:]
