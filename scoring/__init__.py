"""The science: editions, methodologies, ratings, explanations, comparisons. Knows no shapes, no screen."""

from scoring.analysis.moves import compare, movers, transition_table
from scoring.analysis.trend import area_trend, change_between, linked_figures, watch_list
from scoring.assessment import Assessment
from scoring.editions.area_search import search_areas
from scoring.editions.catalogue import catalogue, edition_ids, edition_metadata, load_series, series_ids
from scoring.editions.model import DEFAULT_EDITION, DEFAULT_METHODOLOGY, Edition, load_edition
from scoring.editions.user_table import parse_indicators, read_indicators
from scoring.errors import DataError, UnknownNameError
from scoring.explain.outcomes import Explanation, explain
from scoring.explain.words import describe_changes, format_value
from scoring.methodology.files import load_methodology, methodology_ids, parse_methodology, scenario_yaml
from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS, PRESS_LABELS, RATING_LABELS, RATINGS
from scoring.rating.grid import Grid, to_grid
from scoring.rating.intervals import wilson_interval
from scoring.rating.judge import breakdown, count_ratings, judge, rate

__all__ = [
    "COMPARISONS",
    "DEFAULT_EDITION",
    "DEFAULT_METHODOLOGY",
    "PRESS_LABELS",
    "RATINGS",
    "RATING_LABELS",
    "Assessment",
    "DataError",
    "Edition",
    "Explanation",
    "Grid",
    "Methodology",
    "UnknownNameError",
    "area_trend",
    "breakdown",
    "catalogue",
    "change_between",
    "compare",
    "count_ratings",
    "describe_changes",
    "edition_ids",
    "edition_metadata",
    "explain",
    "format_value",
    "judge",
    "linked_figures",
    "load_edition",
    "load_methodology",
    "load_series",
    "methodology_ids",
    "movers",
    "parse_indicators",
    "parse_methodology",
    "rate",
    "read_indicators",
    "scenario_yaml",
    "search_areas",
    "series_ids",
    "to_grid",
    "transition_table",
    "watch_list",
    "wilson_interval",
]
