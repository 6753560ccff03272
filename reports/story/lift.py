"""The screen that says what would lift the chosen areas, nearest first."""

import pandas as pd

from reports.screens.model import Screen, TextTable
from reports.story.case import MANY_AREAS, Case
from scoring.analysis.group_targets import AreaTarget
from scoring.analysis.group_targets_words import PATIENTS, lift_headline, nearest_sentence, targets_in_words
from scoring.analysis.targets_words import targets_sentences
from scoring.explain.words import counted

_NEAREST = 12
_HOW = (
    "The fewest more patients, in one indicator or in two together, with which the rule gives the area a better "
    "rating. All other figures, and England's, stay as they are."
)


def lift(case: Case) -> list[Screen]:
    """Tell how many more patients would lift each chosen area to a better rating; of one, by each indicator."""
    found = list(case.targets)
    if not case.has_ratings or not found:
        return []
    if len(found) == 1:
        lines, table = [], _of_one(case, found[0])
    else:
        lines, table = [nearest_sentence(case.edition, found)], _of_many(case, found)
        if len(found) > MANY_AREAS:
            lines.append(f"The {_NEAREST} nearest of {counted(len(found), 'area')}; the spreadsheet has all.")
    return [
        Screen(
            "lift",
            lift_headline(case.assessment, case.choice.title, found),
            tuple(line for line in lines if line),
            (_HOW, *case.method_notes()),
            case.about,
            table=table,
        )
    ]


def _of_many(case: Case, found: list[AreaTarget]) -> TextTable:
    shown = found[:_NEAREST] if len(found) > MANY_AREAS else found
    frame = targets_in_words(case.assessment, shown)
    alt = f"Table of what would lift {counted(len(frame), 'area')} to a better rating, nearest first."
    return TextTable(frame, (PATIENTS,), alt)


def _of_one(case: Case, area: AreaTarget) -> TextTable:
    said = [line.partition(": ") for line in targets_sentences(case.edition, area.targets)]
    rows = [(label, words[:1].upper() + words[1:]) if words else ("", label) for label, _, words in said]
    frame = pd.DataFrame(rows, columns=["Indicator", "What it would take"])
    alt = f"Table of what would lift {area.targets.short_name} to a better rating, by indicator."
    return TextTable(frame, (), alt)
