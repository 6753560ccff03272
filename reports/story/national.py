"""The screens about the whole country: the picture, what a scenario changes, how sure it is, method and caveats."""

import pandas as pd

from reports.screens.model import BarChart, ChartSeries, RatingMap, Screen, TextTable
from reports.story.case import Case, est_mark, in_brackets
from scoring import RATING_LABELS, RATINGS, Assessment, count_ratings, describe_changes, format_value, movers
from scoring.analysis.published_facts import published_split
from scoring.analysis.ratings_words import OUTCOME_WORDS, below_sentence, count_below, moves_sentence
from scoring.explain.words import describe_parameter, format_threshold

BEFORE, AFTER = "Baseline", "This scenario"


def national(case: Case) -> list[Screen]:
    """Tell how the areas of the whole country are rated: a map and the number of areas in each rating."""
    if not case.has_ratings:
        return [_without_ratings(case)]
    counts = count_ratings(case.ratings)
    split_estimated = case.estimated and published_split(case.assessment) is None
    rating_map = RatingMap(
        dict(zip(case.ratings["area_code"], case.ratings["rating"], strict=True)),
        case.choice.areas if len(case.choice.areas) < len(case.ratings) else (),
        f"Map of all areas by rating{in_brackets(case.estimated)}: {_counts_in_words(counts)}."
        + (f" Outlined: {case.choice.title}." if len(case.choice.areas) < len(case.ratings) else ""),
    )
    return [
        Screen(
            "national",
            below_sentence(case.ratings)
            + in_brackets(split_estimated and counts["not_rated"] < len(case.ratings)),
            (*_published_line(case), *_standing_line(case)),
            (
                "Each area is rated by the methodology from its indicators; the map shows every area.",
                *case.method_notes(),
            ),
            case.about,
            case.estimated,
            chart=_count_bars(counts, split_estimated),
            map=rating_map if case.shapes else None,
        )
    ]


def _published_line(case: Case) -> list[str]:
    """Say what the ratings rest on."""
    if case.estimated and (source := published_split(case.assessment)):
        paler = " These are paler on the map." if case.shapes else ""
        said = f"How many areas have each rating is published ({source}); most areas' own ratings rest on estimates."
        return [f"{said}{paler}"]
    if case.estimated:
        paler = " Ratings based on estimates are paler on the map." if case.shapes else ""
        return [f"Figures: {case.about.basis}.{paler}"]
    return ["All figures are published; the ratings are worked out from them by this methodology."]


def _standing_line(case: Case) -> list[str]:
    if case.shapes is None:
        return []
    if len(case.choice.areas) == len(case.ratings) or len(case.choice.areas) == 1:
        return [f"Thick outline on the map: {case.choice.title}."] if len(case.choice.areas) == 1 else []
    inside = case.ratings[case.ratings["area_code"].isin(case.choice.areas)]
    return [f"Thick outline on the map: {case.choice.title}, where {below_sentence(inside)}."]


def _used(*every: dict[str, int]) -> list[str]:
    return [rating for rating in RATINGS if rating != "not_rated" or any(c[rating] for c in every)]


def _counts_in_words(counts: dict[str, int]) -> str:
    return ", ".join(f"{RATING_LABELS[rating].lower()} {counts[rating]}" for rating in _used(counts))


def _count_bars(counts: dict[str, int], estimated: bool) -> BarChart:
    used = _used(counts)
    return BarChart(
        f"Number of areas in each rating{in_brackets(estimated)}",
        tuple(RATING_LABELS[rating] for rating in used),
        (ChartSeries("Areas", tuple(float(counts[rating]) for rating in used), keys=tuple(used)),),
        f"Bars of the number of areas in each rating{in_brackets(estimated)}: {_counts_in_words(counts)}.",
    )


def _without_ratings(case: Case) -> Screen:
    """Show how many areas are low on each indicator where the methodology gives no overall rating."""
    labels = {name: case.metas()[name].short_label for name in case.method.indicators}
    table = pd.crosstab(case.outcomes["indicator"], case.outcomes["outcome"])
    kinds = [kind for kind in OUTCOME_WORDS if kind in table]
    series = tuple(
        ChartSeries(OUTCOME_WORDS[kind], tuple(float(table[kind][name]) for name in labels), kind)
        for kind in kinds
    )
    said = "; ".join(
        f"{label}: {', '.join(f'{OUTCOME_WORDS[kind].lower()} {table[kind][name]}' for kind in kinds)}"
        for name, label in labels.items()
    )
    title = f"Areas by indicator{in_brackets(case.estimated)}"
    return Screen(
        "national",
        "No area has an overall rating: the indicators are shown side by side",
        (f"Figures: {case.about.basis}.",),
        ("This methodology gives no overall rating.", *case.method_notes()),
        case.about,
        case.estimated,
        chart=BarChart(title, tuple(labels.values()), series, f"{title}: {said}.", stacked=True),
    )


def changes_screens(case: Case) -> list[Screen]:
    """Tell what the scenario changes, if it is one: counts before and after, and the movers with their reasons."""
    if not case.is_scenario or not case.has_ratings:
        return []
    before, after = count_ratings(case.before), count_ratings(case.ratings)
    used = _used(before, after)
    said = "; ".join(f"{RATING_LABELS[r]} {before[r]} before, {after[r]} after" for r in used)
    bars = BarChart(
        f"Number of areas in each rating, before and after{in_brackets(case.estimated)}",
        tuple(RATING_LABELS[rating] for rating in used),
        (
            ChartSeries(BEFORE, tuple(float(before[r]) for r in used), "before"),
            ChartSeries(AFTER, tuple(float(after[r]) for r in used), "after"),
        ),
        f"Bars of the number of areas in each rating{in_brackets(case.estimated)}: {said}.",
    )
    phrases = describe_changes(case.assessment)
    what = f"This scenario: {case.method.title}" + (f" with {_listed(phrases)}" if phrases else "")
    lines = (
        f"{what}.",
        f"Baseline: {case.about.compared_with}.",
        f"Below “performing well”: {count_below(case.ratings)} areas instead of {count_below(case.before)}.",
    )
    picture = Screen(
        "changes",
        _moves_title(case),
        lines,
        ("The same figures are rated by the baseline and by the scenario.", *case.method_notes()),
        case.about,
        case.estimated,
        chart=bars,
    )
    return [picture, *_movers(case)]


def _listed(phrases: list[str], most: int = 3) -> str:
    """List changes; where there are too many for a screen, say how many more there are."""
    more = len(phrases) - most
    return "; ".join(phrases[:most]) + (f"; and {more} more, in the notes" if more > 0 else "")


def _moves_title(case: Case) -> str:
    if case.moves.empty:
        return "Under this scenario no area changes its rating"
    ways = case.moves["direction"].value_counts()
    up, down = int(ways.get("up", 0)), int(ways.get("down", 0))
    if up + down < len(case.moves):
        return moves_sentence(case.moves, len(case.ratings))
    mark = in_brackets(case.estimated)
    if up and down:
        return f"Under this scenario {_move(up, 'up')} and {down} down{mark}"
    moved = f"{_move(up, 'up')} and none down" if up else f"{_move(down, 'down')} and none up"
    return f"Under this scenario {moved}{mark}"


def _move(number: int, way: str) -> str:
    return f"{number} {'area moves' if number == 1 else 'areas move'} {way}"


def _movers(case: Case) -> list[Screen]:
    """Name the chosen areas that move, and why; nothing more is said if none moves in the whole country."""
    if case.moves.empty:
        return []
    table = movers(Assessment(case.edition, case.baseline), case.assessment)
    inside = table[table["area_code"].isin(case.choice.areas)]
    notes = ("The reasons say what the scenario judges differently.", *case.method_notes())
    estimated = case.chosen_estimated
    title = _movers_title(case, inside) + in_brackets(estimated)
    grid = _movers_table(inside) if len(inside) else None
    return [Screen("changes", title, (), notes, case.about, estimated, table=grid)]


def _movers_title(case: Case, inside: pd.DataFrame) -> str:
    title, areas = case.choice.title, len(case.choice.areas)
    if areas == len(case.ratings):
        return moves_sentence(inside, areas)
    if areas > 1:
        return f"{title}: {moves_sentence(inside, areas) if len(inside) else 'no area changes its rating'}"
    if inside.empty:
        return f"{title} keeps its rating"
    before, after = (
        RATING_LABELS[inside[name].iloc[0]].lower() for name in ("rating_before", "rating_after")
    )
    return f"{title} moves from {before} to {after}"


def _movers_table(inside: pd.DataFrame) -> TextTable:
    marks = inside["basis"].map(lambda basis: est_mark(basis != "published"))
    frame = pd.DataFrame(
        {
            "Area": inside["short_name"],
            BEFORE: inside["rating_before"].map(RATING_LABELS) + marks,
            AFTER: inside["rating_after"].map(RATING_LABELS) + marks,
            "Why": inside["reason"],
        }
    ).reset_index(drop=True)
    return TextTable(
        frame, (), f"Table of the areas that move ({len(frame)}): rating before and after, and the reason."
    )


def method_screens(case: Case) -> list[Screen]:
    """Tell how the ratings are made, from what, and what to be careful with."""
    metas = case.metas()
    rows = []
    for name, said in case.about.indicators.items():
        meta = metas[name]
        rows.append(
            {
                "Indicator": meta.short_label,
                "Period": meta.period,
                "Compared with": _threshold(case, name),
                "England": "–" if meta.england_value is None else format_value(meta.england_value, meta),
                "Standard": "–" if meta.standard is None else format_threshold(meta.standard, meta),
                "Figures": said.basis,
                "Source": said.source,
            }
        )
    frame = pd.DataFrame(rows)
    alt = "Table of the indicators: period, what they are compared with, England, standard, basis and source."
    reconstructed = case.method.status == "reconstruction"
    rule = "The rule is a reconstruction" if reconstructed else f"The rule is “{case.method.title}”"
    if case.estimated:
        total = int(case.edition.indicators["value"].notna().sum())
        there = case.edition.indicators[case.edition.indicators["value"].notna()]
        title = f"{rule}, and {(there['basis'] != 'published').sum()} of {total} figures are estimates"
    else:
        title = f"{rule}, and all {len(case.edition.indicators['value'].dropna())} figures are published"
    description = _sentences(case.method.description)
    lines = [" ".join(description[:2])]
    if changed := describe_changes(case.assessment):
        lines.append(f"Changed in this scenario: {_listed(changed)}.")
    lines.append("A different rule would give different ratings from the same figures.")
    return [
        Screen(
            "method",
            title,
            tuple(lines),
            (case.method.description, *case.method_notes()),
            case.about,
            case.estimated,
            table=TextTable(frame, ("England", "Standard"), alt),
        )
    ]


def _threshold(case: Case, name: str) -> str:
    rule = case.method.indicators.get(name)
    if rule is None:
        return "not used"
    return "nothing" if rule.benchmark is None else describe_parameter(rule.benchmark, case.metas()[name])


def _sentences(text: str) -> list[str]:
    return [f"{part.rstrip('.')}." for part in text.strip().split(". ") if part]
