"""What a single change would reach for the whole country, in words."""

import pandas as pd

from scoring.analysis.contributions import ScenarioChange
from scoring.analysis.contributions_words import change_label
from scoring.analysis.goal_seek import COUNTED, Goal
from scoring.assessment import Assessment
from scoring.explain.words import counted, describe_parameter, lower_first, parameter_label, unit_of
from scoring.rating.judge import count_ratings

MOST_NAMED = 3
"""Changes that reach a goal and are named one by one; a table has them all."""
_OF = {"below": "below “performing well”", "greatest": "in greatest need for improvement"}


def goal_sentence(assessment: Assessment, table: pd.DataFrame, goal: Goal) -> str:
    """Say which single changes reach a goal, and how near the best of the others comes.

    For example "To have at most 90 areas below “performing well” (now 180), one change is enough: two low indicators
    for “needs improvement” (86). Not “62-day waits: threshold”: 118 remain even at 0%."
    """
    counts = count_ratings(assessment.ratings)
    now = sum(counts[rating] for rating in COUNTED[goal.of])
    wanted = f"{'at most ' if goal.most else ''}{counted(goal.most, 'area') if goal.most else 'no area'}"
    asked = f"{wanted} {_OF[goal.of]} (now {now})"
    if now <= goal.most:
        return f"It is so already: there {'is' if now == 1 else 'are'} {counted(now, 'area')} {_OF[goal.of]}."
    reached, short = table[table["reached"]], table[~table["reached"] & (table["number"] < now)]
    said = [_reached_sentence(reached, asked, assessment)]
    if len(short):
        row = next(short.itertuples())
        label = lower_first(parameter_label(str(row.path), assessment))
        remain = "remains" if row.number == 1 else "remain"
        value = describe_parameter(row.value, unit_of(str(row.path), assessment))
        way = "by" if str(row.path).endswith("_by") else "at"
        said.append(f"Not “{label}”: {row.number} {remain} even {way} {value}.")
    return " ".join(said)


def _reached_sentence(reached: pd.DataFrame, goal: str, assessment: Assessment) -> str:
    if reached.empty:
        return f"No single change is enough to have {goal}."
    labels = [
        f"{change_label(ScenarioChange({str(row.path): row.value}), assessment)} ({row.number})"
        for row in reached.head(MOST_NAMED).itertuples()
    ]
    if len(reached) == 1:
        return f"To have {goal}, one change is enough: {labels[0]}."
    rest = len(reached) - len(labels)
    others = f", or {counted(rest, 'other')} in the table" if rest else ""
    return f"To have {goal}, any one of these is enough: {'; '.join(labels)}{others}."


def goal_table(assessment: Assessment, table: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of `goal_seek` in words: constant, now, needed, number of areas then.

    `needed` is the value that reaches the goal; else the value that comes nearest, with "not even at"; or that the
    constant makes no difference.
    """
    rows = []
    for row in table.itertuples():
        path = str(row.path)
        unit = unit_of(path, assessment)
        value = describe_parameter(row.value, unit)
        needed = value if row.reached else f"not even {'by' if path.endswith('_by') else 'at'} {value}"
        rows.append(
            {
                "constant": parameter_label(path, assessment),
                "now": describe_parameter(row.now, unit),
                "needed": needed if row.reached or row.value != row.now else "no value comes nearer",
                "number": row.number,
            }
        )
    return pd.DataFrame(rows)
