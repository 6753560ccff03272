"""The screens of one area each: its indicators, why it has its rating, and what would lift it."""

from typing import Any

import pandas as pd

from reports.screens.model import Screen, StripChart, TextTable
from reports.story.case import Case, est_mark, figure, in_brackets, sentence
from reports.story.points import ENGLAND, among, points
from reports.tables.area_words import moderation_aside
from scoring import Explanation, explain, format_value
from scoring.analysis.probability import probability_sentence
from scoring.analysis.probability_words import time_word
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.analysis.targets import Targets, what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.editions.model import IndicatorMeta
from scoring.explain.outcomes import LOW, RATING_VERBS
from scoring.explain.words import format_threshold, lower_first, lower_period, number_word


def areas(case: Case) -> list[Screen]:
    """Tell of each chosen area: its indicators, why it has its rating, and what would lift it."""
    return [_area(case, code) for code in case.choice.areas]


def _area(case: Case, code: str) -> Screen:
    name = case.edition.short_names[code]
    figures = _figures_of(case, code)
    if figures["value"].notna().sum() == 0 or code not in set(case.ratings["area_code"]):
        line = "It is not rated, and is not counted among the rated areas."
        return Screen(
            "areas",
            f"{name}: there are no figures in this edition",
            (line,),
            tuple(case.method_notes()),
            case.about,
            area=code,
        )
    why = explain(case.assessment, code)
    targets = what_would_it_take(case.assessment, code)
    said = targets_sentences(case.edition, targets)
    lines = [why.sentence, *(_target_lines(targets, said) if case.has_ratings else [])]
    notes = [f"What it would take, each indicator by itself: {' '.join(said)}", *case.method_notes()]
    if case.has_ratings:
        chance = _chances(case, code)
        lines.append(chance)
    return Screen(
        "areas",
        area_title(case, why),
        tuple(lines),
        tuple(notes),
        case.about,
        why.basis != "published" or bool((figures["interval_basis"] == "estimated").any()),
        chart=_area_chart(case, name, figures),
        table=_area_table(case, name, figures),
        area=code,
    )


def _figures_of(case: Case, code: str) -> pd.DataFrame:
    """Return the figures of one area in the edition's order of indicators, those without a value too."""
    every = case.edition.indicators
    figures = every[every["area_code"] == code]
    judged = case.outcomes[case.outcomes["area_code"] == code]
    judged = judged[["indicator", "outcome", "score", "lower_ci", "upper_ci", "benchmark", "interval_basis"]]
    both = figures.merge(judged, on="indicator", how="left", suffixes=("_given", ""))
    for name in ("lower_ci", "upper_ci", "interval_basis"):
        if f"{name}_given" in both:
            both[name] = both[name].fillna(both[f"{name}_given"])
    order = {name: place for place, name in enumerate(case.metas())}
    both = both.assign(outcome=both["outcome"].fillna("unused"), place=both["indicator"].map(order))
    return both.sort_values("place", ignore_index=True)


def area_title(case: Case, why: Explanation) -> str:
    """Return the message about one area: 'Dorset misses one of four: 62-day waits'."""
    rows, verb = why.indicators, RATING_VERBS[why.rating]
    if why.rating == "not_rated" and case.has_ratings:
        return why.sentence.partition(";")[0].rstrip(".")
    if why.moderation:
        return f"{why.short_name} {verb}, by expert moderation"
    if why.limited_by:
        return f"{why.short_name} {verb}, capped by a limit: {lower_first(why.limited_by)}"
    if why.score is not None:
        score = f"{why.score:.2f}".replace("-", "−")
        return f"{why.short_name} {verb}, with a score of {score}{in_brackets(why.basis != 'published')}"
    low = rows[rows["outcome"].isin(LOW)]
    total = number_word(len(rows))
    if low.empty:
        none = f"none of {total} indicators is low{in_brackets(why.basis != 'published')}"
        return f"{why.short_name} {verb}: {none}" if case.has_ratings else f"{why.short_name}: {none}"
    labels = ", ".join(
        lower_first(case.metas()[row.indicator].short_label) + in_brackets(row.basis != "published")
        for row in low.itertuples()
    )
    misses = f"all {total}" if len(low) == len(rows) else f"{number_word(len(low))} of {total}"
    return f"{why.short_name} misses {misses}: {labels}"


def _target_lines(targets: Targets, said: list[str]) -> list[str]:
    """Return the shortest of what it would take: one indicator that is enough, or the pair."""
    if not targets.singles:
        return said[:1]
    enough = [
        (target.patients is None, target.patients or 0, sentence)
        for target, sentence in zip(targets.singles.values(), said, strict=False)
        if target is not None
    ]
    if targets.pair is not None:
        return [said[-1]]
    if enough:
        return [min(enough)[2]]
    return ["No indicator alone, and no two with counts together, would lift it to a better rating."]


def _chances(case: Case, code: str) -> str:
    row = case.chances.loc[code]
    again = f"Had the {time_word(case.edition)} been repeated and only chance differed"
    mark = in_brackets(row["basis"] != "published")
    said = f"{again} – {probability_sentence(row, case.edition.short_names[code])[:-1]}{mark}."
    return " ".join([said, *moderation_aside(case.method, [code])])


def _area_chart(case: Case, name: str, figures: pd.DataFrame) -> StripChart:
    """Chart each of the area's indicators among all areas, on an axis of its own."""
    shown = figures.dropna(subset=["value"]).reset_index(drop=True)
    mark = in_brackets(bool((shown["basis"] != "published").any()))
    every = case.edition.indicators.dropna(subset=["value"])
    strips = []
    for place, indicator in enumerate(shown["indicator"]):
        meta = case.metas()[indicator]
        row = shown.iloc[[place]].reset_index(drop=True)
        others = tuple(every.loc[every["indicator"] == indicator, "value"].astype(float))
        chart = points(
            f"{meta.short_label}, {lower_period(meta.period)}{_lines_of(meta)}",
            name,
            (meta.short_label,),
            row,
            [meta],
        )
        strips.append(among(chart, others, meta))
    title = f"{name} among all areas, each indicator on an axis of its own{mark}"
    return StripChart(title, tuple(strips), f"{title}. {' '.join(sentence(strip.alt) for strip in strips)}")


def _lines_of(meta: IndicatorMeta) -> str:
    """Say what the lines of a strip are: ' (line: England; dashed: standard)'."""
    lines = ["line: England"] if meta.england_value is not None else []
    lines += ["dashed: standard"] if meta.standard is not None else []
    return f" ({'; '.join(lines)})" if lines else ""


def _area_table(case: Case, name: str, figures: pd.DataFrame) -> TextTable:
    rows = []
    for row in figures.itertuples():
        meta = case.metas()[str(row.indicator)]
        rows.append(
            {
                "Indicator": meta.short_label,
                "Value": figure(row.value, meta, estimated=row.basis != "published"),
                "95% interval": _interval(row, meta),
                ENGLAND: "–" if meta.england_value is None else format_value(meta.england_value, meta),
                "Standard": "–" if meta.standard is None else format_threshold(meta.standard, meta),
                "Judged": _judged(row),
            }
        )
    frame = pd.DataFrame(rows)
    alt = f"Table of the indicators of {name}: value, 95% interval, England, standard, and how it is judged."
    return TextTable(frame, ("Value", "95% interval", ENGLAND, "Standard"), alt)


def _interval(row: Any, meta: IndicatorMeta) -> str:
    if pd.isna(row.lower_ci) or pd.isna(row.value):
        return "–"
    ends = [format_value(end, meta).removesuffix("%") for end in (row.lower_ci, row.upper_ci)]
    return f"{ends[0]} to {ends[1]}{est_mark(row.interval_basis == 'estimated')}"


def _judged(row: Any) -> str:
    if row.outcome == "unused":
        return "Not used"
    if row.outcome == "scored":
        return f"Score {row.score:.2f}".replace("-", "−")
    return OUTCOME_WORDS[row.outcome]
