"""Altair builders: a frame in, a chart out. No Streamlit."""

from charts.groups import Panel, rows_by_indicator, rows_height
from charts.maps import MAP_SELECTION, Colouring, Text, area_map, by_category, by_value, number_for, words_for
from charts.sensitivity import tornado_chart, variation_chart
from charts.strips import indicator_strip
from charts.sweep import sweep_chart

__all__ = [
    "MAP_SELECTION",
    "Colouring",
    "Panel",
    "Text",
    "area_map",
    "by_category",
    "by_value",
    "indicator_strip",
    "number_for",
    "rows_by_indicator",
    "rows_height",
    "sweep_chart",
    "tornado_chart",
    "variation_chart",
    "words_for",
]
