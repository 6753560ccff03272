"""The commands that print a table."""

import argparse
from pathlib import Path

import pandas as pd

from scoring import Assessment, DataError, Edition, Methodology, load_methodology, methodology_ids, rate
from scoring.analysis.agreement import agreement
from scoring.analysis.contributions import contributions
from scoring.analysis.contributions_words import contributions_sentence, shares_sentence
from scoring.analysis.goal_seek import Goal, goal_seek, half_of
from scoring.analysis.goal_seek_words import goal_sentence
from scoring.analysis.group_peers import group_beside_similar
from scoring.analysis.group_peers_words import similar_sentence
from scoring.analysis.group_targets import group_targets, group_targets_frame
from scoring.analysis.methodology_table import (
    library_document,
    library_markdown,
    library_table,
    usable_methodologies,
)
from scoring.analysis.mover_details import mover_details
from scoring.analysis.multiverse import PAGE_COMBINATIONS, areas_below, combinations_table, multiverse
from scoring.analysis.multiverse_words import multiverse_sentence
from scoring.analysis.multiverse_workers import dask_cluster, processes
from scoring.analysis.probability import rating_probabilities
from scoring.analysis.sensitivity import sensitivity_table, sobol, tornado
from scoring.analysis.sweep import sweep
from scoring.analysis.targets import what_would_it_take
from scoring.cli.inputs import (
    WrongUseError,
    assessment_of,
    changed,
    edition_of,
    refuse_changes,
    scenario_of,
)
from scoring.cli.output import note, write_table, write_text
from scoring.editions.catalogue import usual_methodology
from scoring.editions.groups import find_group, group_figures, group_ratings, members
from scoring.methodology.parts import MODERATION


def rate_areas(options: argparse.Namespace) -> None:
    """Print the rating of every area."""
    assessment = assessment_of(options)
    edition, method = assessment.edition, assessment.method
    write_table(_with_names(rate(edition.indicators, method), edition), options)


def compare(options: argparse.Namespace) -> None:
    """Print the moves from a baseline to a scenario, and on standard error what each of several changes does.

    What is changed is the scenario, whichever side it is named on, and what is not named is the baseline. With
    changes on both sides or on neither, the moves are from the first to the second.
    """
    edition = edition_of(options)
    before = scenario_of(options, edition)
    after = _other_side(options, edition, before)
    if not _names_other_side(options) or (before.changes and not after.changes):
        before, after = after, before
    sides = Assessment(edition, before), Assessment(edition, after)
    found = contributions(*sides)
    write_table(mover_details(*sides, found).drop(columns="short_name"), options)
    if found is not None:
        note(f"{contributions_sentence(found)} {shares_sentence(found)}".strip())


def _other_side(options: argparse.Namespace, edition: Edition, first: Methodology) -> Methodology:
    """Return what is compared with the first methodology: as --against-… say, else the same without its changes.

    A methodology that has none is compared with the edition's own.
    """
    own = usual_methodology(edition)
    wanted = options.against_method or options.method or own
    if not _names_other_side(options):
        unchanged = first.id if first.id in methodology_ids() else wanted
        wanted = unchanged if first.changes else own
    return changed(load_methodology(wanted), options.against_set, edition)


def _names_other_side(options: argparse.Namespace) -> bool:
    return options.against_method is not None or bool(options.against_set)


def probability(options: argparse.Namespace) -> None:
    """Print the probability of each rating of every area."""
    assessment = assessment_of(options)
    edition, method = assessment.edition, assessment.method
    table = rating_probabilities(edition.indicators, method, shrink=not options.plain)
    write_table(_with_names(table.rename(columns={"shown": "probability_of_rating"}), edition), options)


def targets(options: argparse.Namespace) -> None:
    """Print what would lift an area, or each area of a group, to a better rating."""
    if options.by is not None and options.group is None:
        raise WrongUseError("--by gives the kind of a --group, so it needs --group.")
    assessment = assessment_of(options)
    refuse_changes(options, (MODERATION,), "what it would take goes by the rule, before any moderation.")
    if options.area is not None:
        table = _targets_of_area(assessment, options)
    else:
        table = _targets_of_group(assessment, options)
    write_table(table, options)


def _targets_of_group(assessment: Assessment, options: argparse.Namespace) -> pd.DataFrame:
    """Return the nearest way of each area: a row an area, two where two indicators are needed together."""
    inside = _group_codes(assessment.edition, options)
    return _with_names(group_targets_frame(group_targets(assessment, inside)), assessment.edition)


def similar(options: argparse.Namespace) -> None:
    """Print how an area, or each area of a group, differs from the mean of its similar areas."""
    if options.by is not None and options.group is None:
        raise WrongUseError("--by gives the kind of a --group, so it needs --group.")
    edition = edition_of(options)
    codes = _group_codes(edition, options) if options.area is None else [edition.find_area(options.area)]
    found = group_beside_similar(edition, codes)
    if found.empty:
        raise DataError(
            f"{edition.meta.title} has no similar areas for {'it' if len(codes) == 1 else 'them'}."
        )
    write_table(_with_names(found, edition), options)
    note(similar_sentence(edition, found))


def _group_codes(edition: Edition, options: argparse.Namespace) -> list[str]:
    """Return the codes of the areas of the group that --alliance or --group names."""
    belonging = members(edition, options.by or "alliance")
    code = find_group(belonging, options.alliance or options.group)
    return belonging.loc[belonging["group_code"] == code, "area_code"].tolist()


def _targets_of_area(assessment: Assessment, options: argparse.Namespace) -> pd.DataFrame:
    """Return what each indicator alone would take, a row each, and the cheapest pair, two rows."""
    found = what_would_it_take(assessment, assessment.edition.find_area(options.area))
    ways = [(name, target) for name, target in found.singles.items()]
    ways += [("the cheapest pair", found.pair)] if found.pair else []
    rows = [
        {
            "area_code": found.area_code,
            "rating": found.rating,
            "way": way,
            "possible": target is not None,
            "rating_reached": None if target is None else target.rating,
            "indicator": None if change is None else change.indicator,
            "additional_patients": None if change is None else change.patients,
            "additional_points": None if change is None else change.points,
            "numerator": None if change is None else change.numerator,
            "denominator": None if change is None else change.denominator,
            "value": None if change is None else change.value,
            "estimated": None if change is None else change.estimated,
        }
        for way, target in ways
        for change in (target.changes if target else [None])
    ]
    # Counts stay whole numbers beside empty cells.
    return pd.DataFrame(rows).convert_dtypes()


def sweep_constant(options: argparse.Namespace) -> None:
    """Print how many areas have each rating as one constant moves."""
    assessment = assessment_of(options)
    edition, method = assessment.edition, assessment.method
    swept = options.indicator or options.constant
    moved = f"{swept}.benchmark" if swept in method.indicators else swept
    refuse_changes(options, (moved,), "the sweep moves it over its whole range.")
    write_table(sweep(edition.indicators, method, swept), options)


def goal(options: argparse.Namespace) -> None:
    """Print which single change reaches a goal: a row for each constant; on standard error, in a sentence."""
    assessment = assessment_of(options)
    named = {"half": half_of(assessment), "none-in-greatest": Goal("greatest", 0)}
    wanted = named.get(options.goal) or Goal("below", int(options.goal))
    found = goal_seek(assessment, wanted)
    write_table(found, options)
    note(goal_sentence(assessment, found, wanted))


def sensitivity(options: argparse.Namespace) -> None:
    """Print what moves the share of areas below "performing well", one parameter at a time and all together."""
    assessment = assessment_of(options)
    edition, method = assessment.edition, assessment.method
    together = None if options.one_at_a_time else sobol(edition.indicators, method, options.samples)
    write_table(sensitivity_table(tornado(edition.indicators, method), together), options)


def combinations(options: argparse.Namespace) -> None:
    """Print how often each area is below par in all plausible combinations, or the share in each combination."""
    assessment = assessment_of(options)
    workers = dask_cluster(options.dask) if options.dask else processes(options.processes or -1)
    found = multiverse(
        assessment,
        options.combinations or PAGE_COMBINATIONS,
        refine=options.combinations is not None,
        workers=workers,
    )
    if options.rows == "combinations":
        write_table(combinations_table(found), options)
    else:
        write_table(_with_names(areas_below(found), assessment.edition), options)
    note(multiverse_sentence(assessment, found))


def agreement_of_methodologies(options: argparse.Namespace) -> None:
    """Print every area's rating by every methodology, and by a scenario that is given."""
    edition = edition_of(options)
    methods, left_out = usable_methodologies(edition)
    if options.scenario:
        scenario = edition.fitted(load_methodology(options.scenario))
        name = Path(options.scenario).stem
        if name in [method.id for method in methods]:
            name = f"{name} (scenario)"
        methods.append(scenario.model_copy(update={"id": name}))
    write_table(_with_names(agreement(edition.indicators, methods), edition), options)
    for reason in left_out:
        note(reason)


def groups_of_areas(options: argparse.Namespace) -> None:
    """Print the own figure of every group of a kind, and how many of its areas have each rating."""
    assessment = assessment_of(options)
    edition, method = assessment.edition, assessment.method
    edition.check_indicators(method.indicators)
    belonging = members(edition, options.by)
    if options.group:
        belonging = belonging[belonging["group_code"] == find_group(belonging, options.group)]
    population = edition.areas.set_index("area_code").get("population")
    counts = group_ratings(rate(edition.indicators, method), belonging, population)
    counts = counts.drop(columns="group").rename(columns={"areas": "areas_counted"})
    figures = group_figures(edition, belonging).drop(columns=["england", "standard", "direction", "per"])
    write_table(figures.merge(counts, on="group_code"), options)


def methodologies(options: argparse.Namespace) -> None:
    """Print every methodology with how many areas it gives each rating, or the document that tells of them."""
    edition = edition_of(options)
    methods, left_out = usable_methodologies(edition)
    if options.format == "document":
        write_text(library_document(edition, methods), options)
    elif options.format == "markdown":
        write_text(library_markdown(library_table(edition.indicators, methods)), options)
    else:
        write_table(library_table(edition.indicators, methods), options)
    for reason in left_out:
        note(reason)


def _with_names(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Put ODS code and name behind the area code."""
    names = edition.areas[["area_code", "ods_code", "area_name"]]
    columns = ["area_code", "ods_code", "area_name", *table.columns.drop("area_code")]
    return table.merge(names, on="area_code", how="left")[columns]
