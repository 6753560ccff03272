"""The tables of an edition under a methodology that can be taken away, as frames with the names of code."""

from collections.abc import Collection, Iterable

import pandas as pd

from reports.tables.columns import Column
from reports.tables.provenance import Provenance, rating_words, setting_in_words
from reports.tables.table import Table
from scoring import RATING_LABELS, Assessment, Edition, breakdown, rate, transition_table
from scoring.analysis.differences_words import VERDICT_WORDS
from scoring.analysis.group_targets import AreaTarget, group_targets_frame
from scoring.analysis.mover_details import mover_details
from scoring.explain.words import parameter_label
from scoring.rating.grid import round_half_up

NAMES = ["area_code", "ods_code", "area_name"]
ADDED_BY_READING = ["direction", "per", "peers", "peers_error"]
"""What an edition adds to the figures of its file when it is read."""
RATINGS_IN = ("rating", "rule_rating", "rating_before", "rating_after", "rating_reached", "neighbour_rating")
"""Columns that hold ids of ratings."""
_FIGURES = [
    *NAMES,
    "indicator",
    "indicator_label",
    "period",
    "value",
    "unit",
    "lower_ci",
    "upper_ci",
    "basis",
    "interval_basis",
    "england",
    "standard",
    "benchmark",
    "compared_value",
    "outcome",
    "score",
    "numerator",
    "denominator",
    "source",
    "note",
]


def with_names(frame: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Return a frame that has area_code with ods_code and area_name beside it, in the order of the frame."""
    return edition.areas[NAMES].merge(frame, on="area_code", how="right")


def with_ratings_in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its ratings in words."""
    ratings = [name for name in RATINGS_IN if name in frame]
    return frame.assign(**{name: rating_words(frame[name].fillna("")) for name in ratings})


def area_table(
    frame: pd.DataFrame, edition: Edition, about: Provenance, more: dict[str, Column] | None = None
) -> Table:
    """Return a table of areas: their codes and names in front, ratings in words."""
    return Table.of(with_ratings_in_words(with_names(frame, edition)), about, more)


def ratings_table(assessment: Assessment, about: Provenance, areas: Collection[str] | None = None) -> Table:
    """Return the rating of every area with its figures: a row an area, and for each figure its basis beside it.

    With `areas` (codes), only the rows of these; they are rated among all others.
    """
    edition, method = assessment.edition, assessment.method
    columns: dict[str, Column] = {}
    wide = rate(edition.indicators, method)
    if areas is not None:
        wide = wide[wide["area_code"].isin(areas)]
    for name in edition.meta.indicators:
        figures = edition.indicators[edition.indicators["indicator"] == name]
        columns |= _of_indicator(name, edition)
        shown = figures[["area_code", "value", "basis"]]
        shown = shown.set_axis(["area_code", name, f"{name}_basis"], axis="columns")
        wide = wide.merge(shown, on="area_code", how="left")
    return area_table(wide, edition, about, columns)


def _of_indicator(name: str, edition: Edition) -> dict[str, Column]:
    """Return the two columns of an indicator in a table with a row for each area: its figure, and the basis."""
    meta, basis = edition.meta.indicators[name], f"{name}_basis"
    return {
        name: Column(f"{meta.short_label}, {meta.unit}", "figure", meta.label, meta.unit, basis),
        basis: Column(f"{meta.short_label}, basis"),
    }


def figures_table(assessment: Assessment, about: Provenance, area: str | None = None) -> Table:
    """Return every figure of the edition and how the methodology judges it: one row for each area and indicator.

    With an `area` (its code), only the rows of that area. Limits that the edition leaves to be derived from counts
    are filled in. Outcome and threshold are empty for indicators that the methodology does not use.
    """
    edition, method = assessment.edition, assessment.method
    given = edition.indicators.drop(columns=ADDED_BY_READING, errors="ignore")
    if area is not None:
        given = given[given["area_code"] == area]
    key, limits = ["area_code", "indicator"], ["lower_ci", "upper_ci"]
    judged = breakdown(edition.indicators, method)
    judged = judged[[*key, *limits, "compared_value", "benchmark", "outcome", "score"]]
    frame = _with_indicators(given.merge(judged, on=key, how="left", suffixes=("", "_derived")), edition)
    filled = {name: frame[name].fillna(frame[f"{name}_derived"]) for name in limits}
    frame = with_names(frame.assign(**filled), edition)
    return Table.of(frame[[name for name in _FIGURES if name in frame]], about)


def _with_indicators(frame: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Add the label, period and unit of each row's indicator."""
    metas = [edition.meta.indicators[name] for name in frame["indicator"]]
    return frame.assign(
        indicator_label=[meta.short_label for meta in metas],
        period=[meta.period for meta in metas],
        unit=[meta.unit for meta in metas],
    )


def group_figures_table(figures: pd.DataFrame, edition: Edition, about: Provenance) -> Table:
    """Return the figures of groups of areas, given as `scoring.editions.groups.group_figures` gives them."""
    first = ["group_code", "group", "indicator", "indicator_label", "period", "value", "unit"]
    frame = _with_indicators(figures.drop(columns=ADDED_BY_READING, errors="ignore"), edition)
    columns = {"areas": Column("Areas with a figure", "count")}
    return Table.of(frame[[*first, *(name for name in frame if name not in first)]], about, columns)


def group_ratings_table(table: pd.DataFrame, about: Provenance) -> Table:
    """Return how the areas of each group are rated, given as `scoring.editions.groups.group_ratings` gives it."""
    columns = {
        "below": Column("Share of rated areas below performing well, %", "percent"),
        **rating_counts(),
    }
    return Table.of(table.assign(below=100 * table["below"]), about, columns)


def rating_counts() -> dict[str, Column]:
    """Return the columns of a table that counts areas by their rating."""
    return {rating: Column(f"Areas: {label}", "count") for rating, label in RATING_LABELS.items()}


def group_targets_table(found: Iterable[AreaTarget], edition: Edition, about: Provenance) -> Table:
    """Return what would lift each area of a group: a row an area, two where two indicators are needed together."""
    frame = group_targets_frame(found)
    labels = [
        None if pd.isna(name) else edition.meta.indicators[name].short_label for name in frame["indicator"]
    ]
    frame.insert(frame.columns.get_loc("indicator") + 1, "indicator_label", labels)
    columns = {
        "rating_reached": Column("New rating"),
        "patients": Column("More patients", "count", "In this indicator; fewer, where lower is better"),
        "points": Column("Points", "number", "In the indicator's unit, where it has no counts"),
        "patients_in_all": Column("More patients in all", "count", "In both indicators of a pair"),
        "numerator": Column("New numerator", "count"),
        "denominator": Column("Denominator", "count"),
        "value": Column("New value", "number", "In the unit of the indicator"),
        "estimated": Column("Rests on an estimate"),
    }
    frame["estimated"] = frame["estimated"].map({True: "yes", False: "no"}).astype("string")
    return area_table(frame, edition, about, columns)


def similar_table(rows: pd.DataFrame, edition: Edition, about: Provenance) -> Table:
    """Return how areas differ from the mean of their similar areas, rows of `group_beside_similar`."""
    labels = [edition.meta.indicators[name].short_label for name in rows["indicator"]]
    frame = rows.assign(verdict=rows["verdict"].map(VERDICT_WORDS))
    frame.insert(frame.columns.get_loc("indicator") + 1, "indicator_label", labels)
    return area_table(frame, edition, about)


def areas_table(edition: Edition, about: Provenance) -> Table:
    """Return all that the edition says of its areas."""
    return Table.of(edition.areas, about)


def movers_table(baseline: Assessment, scenario: Assessment, about: Provenance) -> Table:
    """Return the areas whose rating changes from the baseline to the scenario, with the reason of each.

    Also alliance, figures, and because of which change; see `scoring.analysis.mover_details`.
    """
    frame = mover_details(baseline, scenario).drop(columns="short_name")
    for name in scenario.method.indicators:
        # As the page and the reason beside it show it: more decimals of an estimate would claim too much.
        decimals = scenario.edition.meta.indicators[name].decimals
        frame[name] = round_half_up(frame[name].to_numpy(float), decimals)
    columns = {
        name: column
        for indicator in scenario.method.indicators
        for name, column in _of_indicator(indicator, scenario.edition).items()
    }
    return Table.of(with_ratings_in_words(frame), about, columns)


def transitions_table(baseline: Assessment, scenario: Assessment, about: Provenance) -> Table:
    """Return how many areas go from which rating (rows) to which (columns), from the baseline to the scenario."""
    counts = transition_table(baseline.ratings, scenario.ratings)
    columns = {
        rating: Column(f"Areas: {label} by the scenario", "count") for rating, label in RATING_LABELS.items()
    }
    return Table.of(with_ratings_in_words(counts.reset_index()), about, columns)


def constants_table(assessment: Assessment, about: Provenance) -> Table:
    """Return every constant of the methodology: what it is, its value now and without the changes, its source."""
    method = assessment.method
    rows = [
        {
            "path": path,
            "constant": parameter_label(path, assessment),
            "meaning": method.parameters[path].meaning,
            "setting": setting_in_words(path, value, assessment),
            "original_setting": setting_in_words(path, method.original_values[path], assessment),
            "source": method.parameters[path].source,
        }
        for path, value in method.values.items()
    ]
    return Table.of(pd.DataFrame(rows), about)
