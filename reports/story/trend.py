"""The screen that says whether the chosen areas together are getting better."""

import re
from dataclasses import replace

import pandas as pd

from reports.screens.model import PointChart, Screen
from reports.story.case import Case
from reports.story.points import points
from reports.tables.provenance import Provenance
from scoring.analysis.group_history import History, HistoryPart
from scoring.analysis.group_history_words import (
    HOW_TESTED,
    better_sentence,
    break_sentences,
    change_sentences,
    control_sentences,
    history_headline,
)
from scoring.editions.model import IndicatorMeta

_YEAR = 4
"""Quarters from one shown period to the next."""


def trend(case: Case) -> list[Screen]:
    """Tell whether the chosen areas, all their patients added up, are getting better, and show a point a year."""
    history = case.history
    if history is None:
        return []
    first, *rest = change_sentences(history)
    lines = [f"{better_sentence(history)} {first}", *rest]
    lines += [
        " ".join(control_sentences(history.parts[-1])),
        " ".join([*break_sentences(history, brief=True), *history.left_out]),
    ]
    return [
        Screen(
            "trend",
            history_headline(history),
            tuple(line for line in lines if line),
            (
                f"The patients of all areas added up by quarter; the chart shows {_shown_quarters(history)}. "
                f"Source: {history.parts[-1].meta.publisher}; all figures are published.",
                *break_sentences(history),
                HOW_TESTED,
                *case.method_notes(),
            ),
            _about(case, history),
            chart=_chart(history),
        )
    ]


def _about(case: Case, history: History) -> Provenance:
    """Return what the foot says: the series that the figures are of, and their periods."""
    editions = {edition.meta.id: edition for series in case.series for edition in series.editions}
    titles = []
    for part in history.parts:
        meta = editions[part.known["edition"].iloc[-1]].meta
        titles.append(meta.title.removesuffix(f", {meta.period}"))
    first, last = history.parts[0].known["period"].iloc[0], history.parts[-1].known["period"].iloc[-1]
    return replace(
        case.about,
        edition=f"{' and '.join(titles)}, {first} to {last}",
        methodology="two-proportion z test and process limits (XmR)",
        changes="none",
    )


def _shown_quarters(history: History) -> str:
    """Say which quarters the chart shows: 'July to September of each year, and the first quarter of each line'."""
    periods = [period for part in history.parts for period in _yearly(part)["period"].iloc[1:]]
    names = list(dict.fromkeys(period.rpartition(" ")[0] for period in periods))
    if not names:
        return "every quarter"
    each = "of each year" if len(names) == 1 else "of the years"
    return f"{' or '.join(names)} {each}, and the first quarter of {'each line' if len(history.parts) > 1 else 'all'}"


def _chart(history: History) -> PointChart:
    shown = [_yearly(part) for part in history.parts]
    rows = pd.concat(shown, ignore_index=True)
    metas = [
        _as_of(part.meta, row)
        for part, some in zip(history.parts, shown, strict=True)
        for _, row in some.iterrows()
    ]
    meta = history.parts[-1].meta
    return points(
        f"{meta.short_label}, {meta.unit}: {_shown_quarters(history)}",
        history.name,
        tuple(_short(period) for period in rows["period"]),
        rows.assign(benchmark=float("nan"), outcome="unused", basis="published"),
        metas,
    )


def _yearly(part: HistoryPart) -> pd.DataFrame:
    """Return the first period of a part, and the last with those a whole number of years before it."""
    rows = part.rows
    last = part.known.index[-1]
    places = {part.known.index[0], *range(last, -1, -_YEAR)}
    return rows.loc[sorted(places)].dropna(subset=["value"])


def _as_of(meta: IndicatorMeta, row: pd.Series) -> IndicatorMeta:
    """Return an indicator with England's value and the standard of a period."""
    values = {
        name: None if pd.isna(row[column]) else float(row[column])
        for name, column in (("england_value", "england"), ("standard", "standard"))
    }
    return meta.model_copy(update=values)


def _short(period: str) -> str:
    """Shorten 'January to March 2016' to 'Jan–Mar 2016'."""
    found = re.fullmatch(r"(\w{3})\w* to (\w{3})\w* (\d{4})", period)
    return f"{found[1]}–{found[2]} {found[3]}" if found else period
