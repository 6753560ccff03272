"""Altair builders: a frame in, a chart out. No Streamlit."""

from charts.borders import border_chart
from charts.chrome import Words
from charts.clustering import beside_chance_chart
from charts.control import VARIATION_WORDS, control_chart, small_multiples
from charts.funnel import FUNNEL_SHAPES, funnel_chart
from charts.gradient import gradient_chart
from charts.groups import Panel, rows_by_indicator, rows_height
from charts.map_frames import RATING_WORDS, by_rating, map_frame, rating_codes, rating_entries
from charts.maps import (
    FIGURES,
    MAP_SELECTION,
    Colouring,
    Text,
    area_map,
    by_category,
    by_change,
    by_value,
    interval_for,
    number_for,
    words_for,
)
from charts.multiverse import choices_chart, curve_chart
from charts.peers import difference_chart
from charts.sensitivity import tornado_chart, variation_chart
from charts.spread import spread_chart
from charts.strips import indicator_strip
from charts.sweep import sweep_chart
from charts.trend import trend_chart

__all__ = [
    "FIGURES",
    "FUNNEL_SHAPES",
    "MAP_SELECTION",
    "RATING_WORDS",
    "VARIATION_WORDS",
    "Colouring",
    "Panel",
    "Text",
    "Words",
    "area_map",
    "beside_chance_chart",
    "border_chart",
    "by_category",
    "by_change",
    "by_rating",
    "by_value",
    "choices_chart",
    "control_chart",
    "curve_chart",
    "difference_chart",
    "funnel_chart",
    "gradient_chart",
    "indicator_strip",
    "interval_for",
    "map_frame",
    "number_for",
    "rating_codes",
    "rating_entries",
    "rows_by_indicator",
    "rows_height",
    "small_multiples",
    "spread_chart",
    "sweep_chart",
    "tornado_chart",
    "trend_chart",
    "variation_chart",
    "words_for",
]
