"""Whether a group or an area is getting better, in sentences: the change, its test, control limits, the break."""

from collections.abc import Sequence

import pandas as pd

from scoring.analysis.group_history import History, HistoryPart
from scoring.analysis.group_trend import periods_test
from scoring.analysis.spc import FEWEST_POINTS, assurance
from scoring.explain.words import format_threshold, format_value, lower_first, number_word

HOW_TESTED = (
    "More than chance: a two-proportion z test of the patients of the two periods, two-sided, at 5%. Process limits: "
    "an XmR chart, the mean ± 2.66 mean moving ranges, with the rules of NHS England's Making Data Count for special "
    "causes (a point outside the limits, seven in a row on one side of the mean, seven in a row that only rise or only "
    "fall, two of three in the outer third); limits are of all periods of a line together."
)
_MOST_P = 0.05
_VARIATION = {"improvement": "special cause for the better", "concern": "special cause for concern"}


def change_sentence(part: HistoryPart, *, periods: bool = True) -> str:
    """Say how the figure changed from the first to the last period: 'fell from 83.9% (…) to 78.0% (…), more than …'."""
    first, last, before, after = _ends(part)
    if first is last:
        return f"{before} in {first['period']}"
    test = periods_test(first, last)
    way = _way(test.z, higher=before, lower=after)
    chance = "more than chance would explain" if test.p < _MOST_P else "which may be chance"
    if not periods:
        return f"{way} from {before} to {after}, {chance}"
    return f"{way} from {before} ({first['period']}) to {after} ({last['period']}), {chance} ({format_p(test.p)})"


def _ends(part: HistoryPart) -> tuple[pd.Series, pd.Series, str, str]:
    """Return the first and the last period that have a figure, the same one if there is no other, and both figures."""
    known = part.known
    first = known.iloc[0]
    last = known.iloc[-1] if len(known) > 1 else first
    return first, last, format_value(first["value"], part.meta), format_value(last["value"], part.meta)


def format_p(p: float) -> str:
    """Write a p-value: 'p = 0.30', 'p = 0.049', 'p < 0.001'."""
    if p < 0.001:
        return "p < 0.001"
    # Near 0.05 two decimals would hide on which side it is.
    return f"p = {p:.2f}" if p >= 0.1 else f"p = {p:.3f}"


def _way(z: float, *, higher: str, lower: str) -> str:
    if higher == lower:
        return "went"
    return "rose" if z > 0 else "fell"


def history_headline(history: History) -> str:
    """Return the message of a history, with the years of each part.

    For example: "Wessex, 62-day waits: fell from 83.9% to 78.0% (2016–2021), more than chance; by board 64.1% to 63.9%
    (2023–2025), may be chance". The periods in full are in `history_sentences`.
    """
    first, *later = history.parts
    said = [
        _short_change(first, brief=False),
        *(f"by board {_short_change(part, brief=True)}" for part in later),
    ]
    return f"{history.name}, {lower_first(first.meta.short_label)}: {'; '.join(said)}"


def _short_change(part: HistoryPart, *, brief: bool) -> str:
    first, last, before, after = _ends(part)
    if first is last:
        return f"{before} in {first['period']}"
    test = periods_test(first, last)
    chance = "more than chance" if test.p < _MOST_P else "may be chance"
    years = dict.fromkeys(str(row["date"].year) for row in (first, last))
    way = "" if brief else f"{_way(test.z, higher=before, lower=after)} from "
    return f"{way}{before} to {after} ({'–'.join(years)}), {chance}"


def better_sentence(history: History) -> str:
    """Answer whether it is getting better: 'Yes', 'No, worse' or 'Not clearly', of two parts by both.

    For example: "No: worse from January to March 2016 to July to September 2021; no clear change since October to
    December 2023."
    """
    known = [part.known for part in history.parts]
    verdicts = [_verdict(part) for part in history.parts]
    if len(history.parts) == 1:
        if len(known[0]) < 2:
            return "That cannot be said of one period."
        since = f"since {known[0]['period'].iloc[0]}"
        return {
            "worse": f"No, worse {since}.",
            "better": f"Yes, {since}.",
            "no clear change": f"Not clearly, {since}.",
        }[verdicts[0]]
    *_, before, last = verdicts
    answer = {"better": "Yes, lately" if before == "worse" else "Yes", "worse": "No"}.get(last)
    answer = answer or ("No" if before == "worse" else "Not clearly")
    said = [
        f"{verdict} from {rows['period'].iloc[0]} to {rows['period'].iloc[-1]}"
        for verdict, rows in zip(verdicts[:-1], known[:-1], strict=True)
    ]
    return f"{answer}: {'; '.join(said)}; {last} since {known[-1]['period'].iloc[0]}."


def _verdict(part: HistoryPart) -> str:
    """Return 'better', 'worse' or 'no clear change' from the first period of a part to its last."""
    known = part.known
    if len(known) < 2:
        return "no clear change"
    test = periods_test(known.iloc[0], known.iloc[-1])
    if test.p >= _MOST_P:
        return "no clear change"
    return "better" if (test.z > 0) == (part.meta.direction != "lower_is_better") else "worse"


def history_sentences(history: History) -> list[str]:
    """Say of each part how the figure changed, and of the last how it varies and whether the standard is met."""
    return [
        *change_sentences(history),
        *control_sentences(history.parts[-1]),
        *break_sentences(history),
        *history.left_out,
    ]


def change_sentences(history: History) -> list[str]:
    """Say how the figure changed within each part."""
    said = []
    for place, part in enumerate(history.parts):
        label = part.meta.short_label
        if place:
            label = f"By Integrated Care Board, {lower_first(label)}"
        said.append(f"{label} {change_sentence(part)}.")
    return said


def control_sentences(part: HistoryPart) -> list[str]:
    """Say how the latest value lies within its process limits, and whether the process meets the standard reliably."""
    limits, meta = part.limits, part.meta
    if limits is None:
        return []
    last = part.known.iloc[-1]
    ends = f"{format_value(limits.lower, meta)} to {format_value(limits.upper, meta)}"
    cause = _VARIATION.get(str(last["variation"]))
    what = f"shows {cause}" if cause else "is usual variation (common cause)"
    few = f" (provisional: {number_word(limits.points)} periods)" if limits.points < FEWEST_POINTS else ""
    latest = f"{format_value(last['value'], meta)} in {last['period']}"
    said = [f"The latest value, {latest}, {what}; process limits {ends}{few}."]
    if pd.notna(last["standard"]):
        standard = format_threshold(float(last["standard"]), meta)
        higher = meta.direction != "lower_is_better"
        said.append(
            {
                "met": f"As the process runs, it meets the standard of {standard} reliably.",
                "missed": f"As the process runs, it will go on missing the standard of {standard}.",
                "not reliable": f"As the process runs, it meets the standard of {standard} in some periods and "
                "misses it in others.",
            }[assurance(limits, float(last["standard"]), higher_is_better=higher)]
        )
    return said


def break_sentences(history: History, *, brief: bool = False) -> list[str]:
    """Say what the break between two parts is: no figures, other areas, and how the definition changed.

    Briefly, that it changed.
    """
    said = []
    for one, other in zip(history.parts, history.parts[1:], strict=False):
        last, first = one.known["period"].iloc[-1], other.known["period"].iloc[0]
        sentence = (
            f"There are no figures between {last} and {first}, when Integrated Care Boards had replaced CCGs"
        )
        if brief and one.meta.label != other.meta.label:
            sentence += "; what is counted changed too, so the two are not compared"
        elif one.meta.label != other.meta.label:
            sentence += (
                f"; counted before: {lower_first(one.meta.label)}; since: {lower_first(other.meta.label)}. The two are "
                "not compared"
            )
        said.append(f"{sentence}.")
    return said


def missing_periods(part: HistoryPart) -> Sequence[str]:
    """Say why periods of a part have no figure, each reason once."""
    lacking = part.rows[part.rows["value"].isna()]
    return [
        f"{periods.iloc[0]}{f' to {periods.iloc[-1]}' if len(periods) > 1 else ''}: {lower_first(str(note))}"
        for note, periods in lacking.groupby("note", sort=False)["period"]
    ]
