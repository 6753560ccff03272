"""Which change did what, in words."""

from collections.abc import Sequence

import pandas as pd

from scoring.analysis.contributions import Contributions, ScenarioChange
from scoring.assessment import Assessment
from scoring.explain.words import (
    counted,
    describe_parameter,
    lower_first,
    number_word,
    parameter_label,
    set_decimals,
    unit_of,
)
from scoring.methodology.parts import MODERATION, RATING_LABELS

MOST_NAMED = 4
"""Changes that a sentence names one by one; a table has them all."""
MOST_SETS = 2
"""Combinations of changes that are named where several would do."""
_COUNTS = {
    "low_at_least": "low indicator",
    "very_low_at_least": "very low indicator",
    "high_at_least": "high indicator",
}
_SIDES = {"low_by": "low", "very_low_by": "very low", "high_by": "high"}


def change_label(change: ScenarioChange, after: Assessment) -> str:
    """Name a change: '62-day waits threshold at 82%', 'one-year survival by value', 'the methodology Funnel'."""
    if change.is_swap:
        return f"the methodology {after.method.short_title}"
    if any(path.partition(".")[0].startswith(MODERATION) for path in change.values):
        return "expert moderation"
    path = next(iter(change.values))
    owner, _, field = path.partition(".")
    if owner in after.edition.meta.indicators and field in _SIDES:
        return _comparison_label(change, after)
    labels = [constant_label(one, to, after) for one, to in change.values.items()]
    return " with ".join(labels)


def _comparison_label(change: ScenarioChange, after: Assessment) -> str:
    """Name how an indicator is compared now: 'one-year survival by value', 'one-year survival low by value'."""
    path, value = next(iter(change.values.items()))
    owner = path.partition(".")[0]
    fields = {one.partition(".")[2] for one in change.values}
    judged = {one for one in _SIDES if f"{owner}.{one}" in after.method.values}
    side = "" if fields == judged else f" {' and '.join(_SIDES[one] for one in _SIDES if one in fields)}"
    subject = lower_first(after.edition.meta.indicators[owner].short_label)
    return f"{subject}{side} by {describe_parameter(value)}"


def constant_label(path: str, value: object, after: Assessment) -> str:
    """Name what a constant is now: '62-day waits threshold at 82%', 'two low indicators for “needs improvement”'."""
    owner, _, field = path.partition(".")
    shown = describe_parameter(value, unit_of(path, after))
    meta = after.edition.meta.indicators.get(owner)
    if meta and field in ("benchmark", "weight"):
        word = "threshold at" if field == "benchmark" else "weight"
        return f"{lower_first(meta.short_label)} {word} {shown}"
    if field in _COUNTS and isinstance(value, int):
        noun = f"{_COUNTS[field]}{'' if value == 1 else 's'}"
        return f"{number_word(value)} {noun} for “{RATING_LABELS[owner].lower()}”"
    return f"{lower_first(parameter_label(path, after))} {shown}"


def change_labels(found: Contributions) -> list[str]:
    """Name every change of a scenario, in their order."""
    return [change_label(change, found.after) for change in found.changes]


def contributions_sentence(found: Contributions) -> str:
    """Say who moves by each change alone and by all together.

    For example "62-day waits threshold at 82% alone: 19 up. One-year survival by value alone: 1 up, 16 down.
    Together: 17 up, 15 down."
    """
    labels, table = change_labels(found), found.table
    moved = table[["up", "down", "rated", "unrated"]].sum(axis=1)
    most = sorted(moved.index[:-1], key=lambda place: -moved[place])[:MOST_NAMED]
    said = []
    for place in sorted(most):
        first = found.changes[0].is_swap and place > 0
        label = f"then {labels[place]}" if first else f"{labels[place]} alone"
        said.append(f"{label[:1].upper()}{label[1:]}: {moves_in_words(table.loc[place])}.")
    rest = len(labels) - len(most)
    if rest:
        said.append(f"{counted(rest, 'further change')} {'moves' if rest == 1 else 'move'} fewer.")
    return " ".join([*said, f"Together: {moves_in_words(table.loc[len(labels)])}."])


def moves_in_words(row: pd.Series) -> str:
    """Count moves: '17 up, 15 down'."""
    words = {"up": "up", "down": "down", "rated": "newly rated", "unrated": "no longer rated"}
    return ", ".join(f"{int(row[way])} {word}" for way, word in words.items() if row[way]) or "no area moves"


def shares_sentence(found: Contributions) -> str:
    """Say by how many areas each change moves the number below "performing well", in fair shares.

    Empty where there are too many changes to work shares out, or where the number depends on none of them.
    """
    table = found.table
    shares = table["share"].iloc[:-1]
    if shares.isna().any() or not shares.abs().gt(_NOTHING).any():
        return ""
    was = int((found.before.ratings["rating"].isin(("needs", "greatest"))).sum())
    now = int(table["below"].iloc[-1])
    parts = [
        f"{label} {signed_areas(share)}" for label, share in zip(change_labels(found), shares, strict=True)
    ]
    change = f"go from {was} to {now}" if was != now else f"stay {now}"
    return f"Areas below “performing well” {change}; each change's fair share: {', '.join(parts)}."


_NOTHING = 1e-9


def signed_areas(share: float) -> str:
    """Write a number of areas with its sign: '+5', '−13.5', '0'."""
    rounded = round(share, 1) + 0.0
    text = f"{abs(rounded):.{min(set_decimals(abs(rounded)), 1)}f}"
    return text if not rounded else f"{'+' if rounded > 0 else '−'}{text}"


def because_words(found: Contributions, area_codes: Sequence[str]) -> list[str]:
    """Say for movers because of which change each moves: the smallest set of changes that does it alone."""
    labels = change_labels(found)
    return [_because(found.because.get(code, ()), labels) for code in area_codes]


def _because(sets: tuple[tuple[int, ...], ...], labels: list[str]) -> str:
    if not sets:
        return "Several changes together"
    texts = [together([labels[place] for place in some]) for some in sets]
    if len(texts) == 1:
        text = texts[0]
    elif len(sets[0]) > 1:
        rest = [counted(len(texts) - MOST_SETS, "further combination")] if len(texts) > MOST_SETS else []
        text = "; or ".join([*texts[:MOST_SETS], *rest])
    else:
        text = f"{', '.join(texts[:-1])} or {texts[-1]}, {'either' if len(texts) == 2 else 'any one'} alone"
    return text[:1].upper() + text[1:]


def together(labels: Sequence[str]) -> str:
    """Name changes that are made together: 'one', 'one and another together'."""
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]} together"


def contributions_table(found: Contributions) -> pd.DataFrame:
    """Return one row a change and one for all together: change (in words), and the columns of the table."""
    table = found.table
    return table.assign(change=[*change_labels(found), "all together"])[["change", *table.columns]]
