"""Altair builders: a frame in, a chart out. No Streamlit."""

from charts.counts import ratings_bar
from charts.maps import MAP_SELECTION, Colouring, area_map, by_category, by_value
from charts.strips import indicator_strip

__all__ = [
    "MAP_SELECTION",
    "Colouring",
    "area_map",
    "by_category",
    "by_value",
    "indicator_strip",
    "ratings_bar",
]
