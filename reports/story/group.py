"""The screens that put the chosen areas side by side: one table, and a chart for each indicator."""

from typing import Any

import pandas as pd

from reports.screens.model import Screen, TextTable
from reports.story.case import Case, est_mark, figure, in_brackets
from reports.story.points import ENGLAND, STANDARD, points
from scoring import RATING_LABELS, format_value
from scoring.analysis.group_standing import order_in_words, standing_sentences, worst_first
from scoring.editions.groups import group_figures, group_ratings, members
from scoring.editions.model import IndicatorMeta
from scoring.explain.groups_words import group_sentence, ratings_sentence, split_sentences
from scoring.explain.outcomes import LOW
from scoring.explain.words import (
    describe_benchmark,
    format_threshold,
    lower_first,
    lower_period,
    number_word,
    whole_percent,
)

TOGETHER = "All of these together"
_OUTCOMES_SHOWN = ("low", "very low", "high")


def group(case: Case) -> list[Screen]:
    """Put the chosen areas into one table: rating and every indicator, with England and the standard below."""
    if len(case.choice.areas) == 1:
        return []
    ratings = case.ratings[case.ratings["area_code"].isin(case.choice.areas)]
    row = group_ratings(ratings, case.belonging, None).iloc[0]
    lines = [standing_sentences(case.assessment, case.choice.areas)]
    lines += [case.newer]
    choice = case.choice
    split = (
        split_sentences(case.edition, members(case.edition, choice.kind), choice.group) if choice.kind else []
    )
    if case.method.judges_by_benchmark:
        lines.append("Low or high: worse or better than the benchmark, as clearly as the methodology asks.")
    estimated = bool((_figures(case)["basis"] != "published").any())
    notes = (
        "The line for all areas together adds up their patients; an index without patient numbers is the mean "
        "weighted by population, an estimate.",
        order_in_words(case.assessment),
        *([ratings_sentence(row.to_dict(), case.edition)] if case.has_ratings else []),
        *split,
        *case.method_notes(),
    )
    screen = Screen(
        "group",
        _group_title(case, row),
        tuple(line for line in lines if line),
        notes,
        case.about,
        estimated,
        table=_group_table(case),
    )
    return [screen]


def _group_title(case: Case, row: pd.Series) -> str:
    title, areas = case.choice.title, int(row["areas"])
    mark = in_brackets(case.chosen_estimated)
    rated = areas - int(row["not_rated"])
    below = int(row["needs"]) + int(row["greatest"])
    if not case.has_ratings or not rated:
        return f"{title}: no area has an overall rating; the indicators are shown side by side"
    which = f"all {rated}" if below == rated > 2 else f"{below or 'none'} of {rated}"
    unrated = f" ({areas - rated} not rated)" if rated < areas else ""
    need = "needs" if below == 1 else "need"
    worse = " or worse" if int(row["greatest"]) else ""
    if rated == 1:
        state = f"needs improvement{worse}" if below else "is performing well or better"
        return f"{title}: the only rated area {state}{unrated}{mark}"
    if below == 0:
        return f"{title}: all {rated} rated areas are performing well or better{unrated}{mark}"
    return f"{title}: {which} areas {need} improvement{worse}{unrated}{mark}"


def _figures(case: Case) -> pd.DataFrame:
    """Return the figures of the chosen areas with what the methodology makes of them."""
    figures = case.edition.indicators
    figures = figures[figures["area_code"].isin(case.choice.areas)]
    judged = case.outcomes[["area_code", "indicator", "outcome", "lower_ci", "upper_ci", "benchmark"]]
    both = figures.merge(judged, on=["area_code", "indicator"], how="left", suffixes=("", "_judged"))
    for name in ("lower_ci", "upper_ci"):
        both[name] = both[name].fillna(both[f"{name}_judged"])
    return both.assign(outcome=both["outcome"].fillna("unused"))


def _area_names(case: Case) -> dict[str, str]:
    """Return the names of the chosen areas by code, with the part that lies in the group where not all does."""
    shares = dict(zip(case.belonging["area_code"], case.belonging["share"], strict=True))
    return {
        code: case.edition.short_names[code]
        + ("" if shares[code] == 1 else f" ({whole_percent(100 * shares[code])} of it)")
        for code in worst_first(case.assessment, case.choice.areas)
    }


def _group_table(case: Case) -> TextTable:
    figures, metas = _figures(case), case.metas()
    cells = {(row.area_code, row.indicator): row for row in figures.itertuples()}
    ratings = case.ratings.set_index("area_code")
    rows = []
    for code, name in _area_names(case).items():
        row = {"Area": name}
        if case.has_ratings:
            row["Rating"] = _rating_words(ratings, code)
        for indicator, meta in metas.items():
            row[meta.short_label] = _cell(cells.get((code, indicator)), meta)
        rows.append(row)
    together = {str(row.indicator): row for row in group_figures(case.edition, case.belonging).itertuples()}
    empty = {"Rating": ""} if case.has_ratings else {}
    rows.append(
        {"Area": TOGETHER, **empty}
        | {meta.short_label: _cell(together.get(name), meta) for name, meta in metas.items()}
    )
    for label, attribute in ((ENGLAND, "england_value"), (STANDARD, "standard")):
        values = {meta.short_label: getattr(meta, attribute) for meta in metas.values()}
        if any(value is not None for value in values.values()):
            texts = {
                meta.short_label: "–"
                if values[meta.short_label] is None
                else (format_threshold if attribute == "standard" else format_value)(
                    values[meta.short_label], meta
                )
                for meta in metas.values()
            }
            rows.append({"Area": label, **empty} | texts)
    numbers = tuple(meta.short_label for meta in metas.values())
    areas = len(case.choice.areas)
    alt = f"Table of {areas} areas: rating and {number_word(len(metas))} indicators; England and the standard below."
    return TextTable(pd.DataFrame(rows), numbers, alt, summary_rows=len(rows) - areas)


def _rating_words(ratings: pd.DataFrame, code: str) -> str:
    if code not in ratings.index:
        return "No figures"
    row = ratings.loc[code]
    return RATING_LABELS[row["rating"]] + est_mark(
        row["basis"] != "published" and row["rating"] != "not_rated"
    )


def _cell(row: Any, meta: IndicatorMeta) -> str:
    if row is None or pd.isna(row.value):
        return "–"
    outcome = getattr(row, "outcome", "")
    said = f", {outcome}" if outcome in _OUTCOMES_SHOWN else ""
    return figure(row.value, meta, estimated=row.basis != "published") + said


def indicators(case: Case) -> list[Screen]:
    """Show each indicator of the chosen areas with intervals, England and what it is compared with."""
    if len(case.choice.areas) == 1:
        return []
    figures = _figures(case)
    together = {str(row.indicator): row for row in group_figures(case.edition, case.belonging).itertuples()}
    return [
        _indicator(case, name, figures[figures["indicator"] == name], together.get(name))
        for name in case.metas()
        if figures.loc[figures["indicator"] == name, "value"].notna().any()
    ]


def _indicator(case: Case, name: str, figures: pd.DataFrame, together: Any) -> Screen:
    meta = case.metas()[name]
    names = _area_names(case)
    places = {code: place for place, code in enumerate(names)}
    there = figures.dropna(subset=["value"])
    # The areas stand in one order on all screens, so that each is found again.
    there = there.sort_values("area_code", key=lambda codes: codes.map(places), ignore_index=True)
    estimated = bool((there["basis"] != "published").any())
    goodness = there["value"] * there["direction"]
    best, worst = there.loc[goodness.idxmax()], there.loc[goodness.idxmin()]
    lines = []
    if len(there) > 1:
        lines.append(
            f"From {names[worst['area_code']]} ({_of(worst, meta)}) to {names[best['area_code']]} ({_of(best, meta)})."
        )
    if together is not None and len(there) > 1:
        lines.append(f"{TOGETHER}: {group_sentence(together, meta)}")
    if len(there) < len(case.choice.areas):
        lines.append(f"{len(case.choice.areas) - len(there)} of these areas have no figure.")
    unit = f", {meta.unit}" if meta.unit else ""
    chart = points(
        f"{meta.label}, {lower_period(meta.period)}{unit}{in_brackets(estimated)}",
        meta.short_label,
        tuple(names[code] for code in there["area_code"]),
        there,
        [meta] * len(there),
    )
    notes = (
        f"{meta.label}: {meta.definition}",
        f"Period: {meta.period}. Source: {meta.publisher}.",
        f"The areas stand in the same order as in the table of all. {order_in_words(case.assessment)}",
        *case.method_notes(),
    )
    title = _indicator_title(case, name, there, meta)
    return Screen(
        "indicators", title, tuple(lines), notes, case.about, estimated, chart=chart, indicator=name
    )


def _of(row: pd.Series, meta: IndicatorMeta) -> str:
    return figure(row["value"], meta, estimated=row["basis"] != "published")


def _indicator_title(case: Case, name: str, there: pd.DataFrame, meta: IndicatorMeta) -> str:
    rule = case.method.indicators.get(name)
    opening = f"{case.choice.title}, {lower_first(meta.short_label)}"
    mark = in_brackets(bool((there["basis"] != "published").any()))
    if rule is None or not case.method.judges_by_benchmark:
        ends = sorted((there["value"].min(), there["value"].max()))
        values = [format_value(end, meta) for end in ends]
        if len(there) == 1:
            return f"{opening}: {values[0]} in {case.edition.short_names[there['area_code'].iloc[0]]}{mark}"
        return f"{opening}: values from {values[0]} to {values[1]}{mark}"
    low, bars = there["outcome"].isin(LOW), there["benchmark"].dropna().unique()
    bar = ""
    if len(bars) == 1:
        bar = f" against {describe_benchmark(float(bars[0]), meta, rule.benchmark or 0.0)}"
    number = "none" if not low.any() else str(int(low.sum()))
    return f"{opening}: {number} of {len(there)} areas {'is' if low.sum() < 2 else 'are'} low{bar}{mark}"
