"""The newest figures of a group in words: what it became, what to look at first, and whether they say otherwise."""

from collections.abc import Sequence

import pandas as pd

from scoring.analysis.group_history import History, HistoryPart, missed_in_a_row
from scoring.analysis.group_history_words import change_sentence, format_p
from scoring.analysis.group_newest import Newest
from scoring.analysis.group_standing import group_standing
from scoring.analysis.group_trend import periods_test
from scoring.analysis.trend import COMPARED_DECIMALS
from scoring.assessment import Assessment
from scoring.editions.model import IndicatorMeta
from scoring.errors import listed
from scoring.explain.words import format_threshold, format_value, lower_first, number_word
from scoring.rating.grid import round_half_up

WATCHED = ("Area", "Latest", "95% interval", "Missed the standard", "Against a year before")
"""The headings of `watched_areas`."""
HOW_WATCHED = (
    "Those that have missed the standard for longest come first, then those furthest from it. A month counts as missed "
    "if its period did. Against a year before: a two-proportion z test of the patients of the two periods, at 5%."
)
_MOST_P = 0.05
_YEAR = pd.DateOffset(years=1)
_MOST_NAMED = 3
_NO_STANDARD = "No standard"


def became_sentences(newest: Newest) -> list[str]:
    """Say which areas a group is in its newest figures, and which of its own are not in them and why.

    For example: "Wessex's eight CCGs are now in two Integrated Care Boards: Dorset (one CCG); Hampshire and Isle of
    Wight (seven). None is left out."
    """
    when, number = newest.edition.meta.period, len(newest.boards)
    same = len({name for board in newest.boards for name in board.of}) == number == newest.areas
    if same and not newest.are_later and not newest.dropped:
        return []
    if newest.are_later:
        boards = (
            "one Integrated Care Board" if number == 1 else f"{number_word(number)} Integrated Care Boards"
        )
        kept = sum(len(board.of) for board in newest.boards)
        whose = f"{_possessive(newest.name)} {_ccgs(newest.areas)} {'is' if newest.areas == 1 else 'are'}"
        if kept < newest.areas:
            whose = (
                f"{number_word(kept).capitalize()} of {_possessive(newest.name)} {_ccgs(newest.areas)} are"
            )
        said = [f"{whose} now in {boards}: {_with_numbers(newest)}."]
    else:
        said = [
            f"The newest figures of {newest.name} are those of {when}, of {number_word(number)} areas: no "
            "Integrated Care Board is known to consist of its areas alone."
        ]
    if newest.dropped:
        left = [f"{listed(names, 5)} ({reason})" for reason, names in newest.dropped.items()]
        return [*said, f"Left out: {'; '.join(left)}."]
    return [*said, "None is left out."]


def _ccgs(number: int) -> str:
    return "one CCG" if number == 1 else f"{number_word(number)} CCGs"


def _with_numbers(newest: Newest) -> str:
    if len(newest.boards) == 1:
        return newest.boards[0].name
    return "; ".join(f"{board.name} ({_ccgs(len(board.of))})" for board in newest.boards)


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def watched_areas(newest: Newest) -> pd.DataFrame:
    """Return a table of texts, an area a row, under WATCHED, all of the newest period: what to look at first."""
    rows = []
    for history in _in_order(newest):
        part = history.parts[-1]
        last, meta = part.known.iloc[-1], part.meta
        rows.append(
            (
                history.name,
                format_value(last["value"], meta),
                _interval(last, meta),
                _missed(part),
                _against_year_before(part),
            )
        )
    return pd.DataFrame(rows, columns=list(WATCHED))


def _in_order(newest: Newest) -> list[History]:
    """Return the histories that have a figure of the newest period, the standard missed for longest first."""

    def badness(history: History) -> tuple[float, float, str]:
        part = history.parts[-1]
        last = part.known.iloc[-1]
        side = -1 if part.meta.direction == "lower_is_better" else 1
        away = side * (last["value"] - last["standard"])
        return -missed_in_a_row(part), 0.0 if pd.isna(away) else away, history.name

    return sorted(current_histories(newest), key=badness)


def current_histories(newest: Newest) -> list[History]:
    """Return the histories that have a figure of the newest period."""
    return [
        history
        for history in newest.histories.values()
        if history.parts[-1].known["edition"].iloc[-1] == newest.edition.meta.id
    ]


def _interval(last: pd.Series, meta: IndicatorMeta) -> str:
    """Write an interval, and whether all of it is on one side of the standard."""
    ends = [format_value(last[name], meta) for name in ("lower_ci", "upper_ci")]
    said = f"{ends[0]} to {ends[1]}"
    if pd.isna(last["standard"]):
        return said
    higher, standard = meta.direction != "lower_is_better", last["standard"]
    worse = last["upper_ci"] < standard if higher else last["lower_ci"] > standard
    better = last["lower_ci"] >= standard if higher else last["upper_ci"] <= standard
    if worse:
        return f"{said}, all {'below' if higher else 'above'} the standard"
    return f"{said}, all meeting the standard" if better else f"{said}, across the standard"


def _missed(part: HistoryPart) -> str:
    """Say for how many months in a row the standard was missed; 'at least' where the figures begin in it."""
    if pd.isna(part.known["standard"].iloc[-1]):
        return _NO_STANDARD
    number = missed_in_a_row(part)
    if not number:
        return "Not in the latest period"
    least = "At least " if number == len(part.rows) else ""
    since = part.rows["period"].iloc[len(part.rows) - number]
    return f"{least}{_months(part) * number} months in a row, since {since}"


def _months(part: HistoryPart) -> int:
    """Return how many months lie from a period to the next."""
    gaps = part.rows["date"].diff().dropna().dt.days
    return max(1, round(float(gaps.median()) / 30.44)) if len(gaps) else 3


def _against_year_before(part: HistoryPart) -> str:
    last = part.known.iloc[-1]
    before = _year_before(part)
    if before is None:
        return "No figure of a year before"
    test = periods_test(before, last)
    values = [float(round_half_up(row["value"], COMPARED_DECIMALS)) for row in (before, last)]
    if values[0] == values[1]:
        return f"Unchanged at {format_value(last['value'], part.meta)}"
    better = (values[1] > values[0]) == (part.meta.direction != "lower_is_better")
    chance = "more than chance" if test.p < _MOST_P else "may be chance"
    word = "Better" if better else "Worse"
    return f"{word}, from {format_value(before['value'], part.meta)}: {chance} ({format_p(test.p)})"


def _year_before(part: HistoryPart) -> pd.Series | None:
    known = part.known
    wanted = (known["date"].iloc[-1] - _YEAR).to_period("M")
    found = known[known["date"].dt.to_period("M") == wanted]
    return None if found.empty else found.iloc[0]


def what_first_sentence(newest: Newest) -> str:
    """Say what to look at first: the first row of `watched_areas`, with its period; empty without figures."""
    table = watched_areas(newest)
    if table.empty:
        return ""
    area, value, _, missed, changed = table.iloc[0]
    if missed == _NO_STANDARD:
        return ""
    meta, standard = _standard_of(newest)
    if missed.startswith("Not "):
        return (
            f"In {newest.edition.meta.period} no area missed {standard} for {lower_first(meta.short_label)}."
        )
    return (
        f"First {area}: {value} in {newest.edition.meta.period}. It has missed {standard} for {lower_first(missed)}. "
        f"{_changed_sentence(changed)}"
    )


def _changed_sentence(changed: str) -> str:
    way, _, rest = changed.partition(", from ")
    return f"{way} than a year before, from {rest}." if rest else f"{changed}."


def _standard_of(newest: Newest) -> tuple[IndicatorMeta, str]:
    part = next(iter(newest.histories.values())).parts[-1]
    standard = float(part.known["standard"].iloc[-1])
    return part.meta, f"the standard of {format_threshold(standard, part.meta)}"


def newer_sentence(
    assessment: Assessment,
    indicator: str,
    own: History | None,
    newest: Newest | None,
    together: History | None = None,
) -> str:
    """Say what newer published figures than those of an edition say of an indicator; empty if there are none.

    For example: "Newer published figures of 62-day waits: by July to September 2021 Wessex as a whole fell from 83.9%
    to 78.0%, more than chance would explain; Portsmouth had 86.7% in July to September 2021, meeting the standard of
    85%; in July to September 2025 both boards missed it (Hampshire and Isle of Wight 63.9%, Dorset 63.8%)."

    Parameters
    ----------
    own : History or None
        Of the area that is furthest below on it (`furthest_on`).
    newest : Newest or None
        Of the group.
    together : History or None
        Of the group as a whole: how one area fares says nothing of the others.
    """
    meta = assessment.edition.meta.indicators[indicator]
    said = []
    if together is not None and len(together.parts[0].known) > 1:
        first = together.parts[0]
        said.append(
            f"by {first.known['period'].iloc[-1]} {together.name} as a whole {change_sentence(first, periods=False)}"
        )
    if own is not None and own.parts[-1].known["period"].iloc[-1] != meta.period:
        said.append(_of_one(own))
    if newest is not None and newest.edition.meta.indicators[indicator].period != meta.period:
        said += _of_all(newest)
    return f"Newer published figures of {lower_first(meta.short_label)}: {'; '.join(said)}." if said else ""


def furthest_on(assessment: Assessment, area_codes: Sequence[str], indicator: str) -> str | None:
    """Return the code of the area that is furthest below on an indicator, None if none is low."""
    row = group_standing(assessment, area_codes).furthest.get(indicator)
    return None if row is None else str(row["area_code"])


def _of_one(own: History) -> str:
    part = own.parts[-1]
    last = part.known.iloc[-1]
    said = f"{own.name} had {format_value(last['value'], part.meta)} in {last['period']}"
    if pd.isna(last["standard"]):
        return said
    does = "still missing" if _is_missed(last, part.meta) else "meeting"
    return f"{said}, {does} the standard of {format_threshold(float(last['standard']), part.meta)}"


def _is_missed(row: pd.Series, meta: IndicatorMeta) -> bool:
    side = -1 if meta.direction == "lower_is_better" else 1
    return bool(side * (float(round_half_up(row["value"], COMPARED_DECIMALS)) - row["standard"]) < 0)


def _of_all(newest: Newest) -> list[str]:
    rows = [
        (one.name, one.parts[-1].known.iloc[-1], one.parts[-1].meta)
        for one in _in_order(newest)
        if pd.notna(one.parts[-1].known["standard"].iloc[-1])
    ]
    if not rows:
        return []
    missing = [row for row in rows if _is_missed(row[1], row[2])]
    number, of = len(missing), len(rows)
    what = "board" if newest.are_later else "area"
    if of == 1:
        which = f"its one {what}"
    elif number == of:
        which = f"both {what}s" if of == 2 else f"all {number_word(of)} {what}s"
    else:
        which = f"{number_word(number)} of {number_word(of)} {what}s"
    names = [f"{name} {format_value(last['value'], meta)}" for name, last, meta in (missing or rows)]
    named = names if len(names) <= _MOST_NAMED else [f"{names[0]} first"]
    does = "missed" if number or of > 1 else "met"
    standard = format_threshold(float(rows[0][1]["standard"]), rows[0][2])
    return [f"in {newest.edition.meta.period} {which} {does} the standard of {standard} ({', '.join(named)})"]
