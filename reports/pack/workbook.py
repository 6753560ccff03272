"""The spreadsheet of a pack: the figures of its slides, a sheet a table, with their notes."""

from dataclasses import replace

import pandas as pd

from reports.story.case import Case
from reports.tables.columns import Column
from reports.tables.contents import (
    area_table,
    constants_table,
    figures_table,
    group_figures_table,
    group_targets_table,
    movers_table,
    ratings_table,
    similar_table,
)
from reports.tables.provenance import rating_words
from reports.tables.table import Table
from reports.tables.workbook import book_bytes
from scoring import count_ratings
from scoring.analysis.group_peers import group_beside_similar
from scoring.analysis.group_standing import worst_first
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.editions.groups import group_figures


def pack_workbook_bytes(case: Case) -> bytes:
    """Return a workbook with the same figures as the slides of a case.

    Its sheets: Ratings and Figures of the chosen areas; Group, their own figures together; Targets, what would lift
    each; Similar areas, how each differs from the mean of its own; All areas, how many of the whole country have each
    rating; Movers, those of the chosen areas that move; How sure; Constants; Notes and Indicators. Sheets that would
    be empty are left out.
    """
    return book_bytes(pack_tables(case), case.about)


def pack_tables(case: Case) -> dict[str, Table]:
    """Return the tables of the workbook by the names of their sheets."""
    edition, about = case.edition, case.about
    tables = {
        "Ratings": ratings_table(case.assessment, about, areas=case.choice.areas),
        "Figures": _in_words(_chosen(figures_table(case.assessment, about), case)),
        "All areas": _counts(case),
        "Constants": constants_table(case.assessment, about),
    }
    if len(case.choice.areas) > 1:
        figures = group_figures(edition, case.belonging)
        tables["Group"] = group_figures_table(figures, edition, about)
    if case.is_scenario:
        moving = _chosen(movers_table(case.by_baseline, case.assessment, about), case)
        if len(moving.frame):
            tables["Movers"] = moving
    if case.has_ratings:
        chances = case.chances.reset_index().rename(columns={"shown": "probability_of_rating"})
        ratings = ["top", "well", "needs", "greatest", "not_rated", "probability_of_rating"]
        percent = chances.assign(**{name: 100 * chances[name] for name in ratings})
        tables["How sure"] = _chosen(area_table(percent, edition, about), case)
    similar = group_beside_similar(edition, worst_first(case.assessment, case.choice.areas))
    if len(similar):
        tables["Similar areas"] = similar_table(similar, edition, about)
    if case.has_ratings and case.targets:
        tables["Targets"] = group_targets_table(case.targets, edition, about)
    order = (
        "Ratings",
        "Figures",
        "Group",
        "Targets",
        "Similar areas",
        "All areas",
        "Movers",
        "How sure",
        "Constants",
    )
    return {name: tables[name] for name in order if name in tables}


def _in_words(figures: Table) -> Table:
    """Return figures whose outcomes are in the words of pages and slides: 'Not low', where files say 'similar'."""
    outcome = figures.frame["outcome"]
    return replace(figures, frame=figures.frame.assign(outcome=outcome.map(OUTCOME_WORDS).fillna(outcome)))


def _chosen(table: Table, case: Case) -> Table:
    """Return the rows of a table of areas that are of the chosen ones."""
    inside = table.frame["area_code"].isin(case.choice.areas)
    return replace(table, frame=table.frame[inside].reset_index(drop=True))


def _counts(case: Case) -> Table:
    """Return how many of all areas have each rating, and by the baseline if there is another."""
    now = count_ratings(case.ratings)
    frame = pd.DataFrame({"rating": rating_words(now), "areas": list(now.values())})
    if case.is_scenario:
        frame.insert(1, "areas_before", list(count_ratings(case.before).values()))
    columns = {
        "areas": Column("Areas", "count"),
        "areas_before": Column("Areas by the baseline", "count"),
    }
    return Table.of(frame, case.about, columns)
