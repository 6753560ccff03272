"""Colours and line styles, defined once for every page, chart and document."""

RATING_COLOURS: dict[str, str] = {
    "top": "#e3ab00",
    "well": "#4ba3a3",
    "needs": "#3a6ea5",
    "greatest": "#3b1149",
    "not_rated": "#b9bec4",
}
"""Four steps that differ in lightness as well as hue, so that they survive colour blindness and a grey print."""

RATING_TEXT_COLOURS: dict[str, str] = {
    "top": "#1b2733",
    "well": "#10262a",
    "needs": "#ffffff",
    "greatest": "#ffffff",
    "not_rated": "#1b2733",
}

OUTCOME_COLOURS: dict[str, str] = {
    "high": "#1f7a5c",
    "similar": "#5c6670",
    "low": "#a3271c",
    "very low": "#7d1a12",
    "scored": "#1f4e79",
    "missing": "#69727b",
}

OUTCOME_COLOURS_IN_THE_DARK: dict[str, str] = {
    "high": "#6fd3ae",
    "similar": "#b7c3ce",
    "low": "#ff9d90",
    "very low": "#ff9d90",
    "scored": "#9ecbf5",
    "missing": "#b7c3ce",
}
"""For words on a dark page. Charts stand on white paper there too."""

DIRECTION_COLOURS: dict[str, str] = {
    "up": "#2a8f7f",
    "down": "#b4541a",
    "rated": "#8b949d",
    "unrated": "#b9bec4",
    "same": "#e4e7eb",
}
"""What becomes of an area's rating; one that begins or ends is neither better nor worse."""

BASIS_COLOURS: dict[str, str] = {"published": "#1f4e79", "estimated": "#c9d3de"}

RANGE_END_COLOURS: dict[str, str] = {"low": "#6797c6", "high": "#1f4e79"}
"""Where a choice stands at the low or the high end of its range."""

VARIATION_COLOURS: dict[str, str] = {"alone": "#6a48ad", "with_interactions": "#9f87c7"}
"""What a choice accounts for by itself, and together with others."""

FUNNEL_COLOURS: dict[str, str] = {
    "far_better": "#0f5c51",
    "better": "#3fa796",
    "within": "#8b949d",
    "worse": "#d97f3d",
    "far_worse": "#8a3a0c",
}
"""Where a point of a funnel plot lies: beyond the outer limits, between them and the inner ones, or within."""

CLUSTER_COLOURS: dict[str, str] = {
    "high": "#2a8f7f",
    "low": "#b4541a",
    "high_among_low": "#8fd0c4",
    "low_among_high": "#edb98c",
    "none": "#e4e7eb",
}
"""Kinds of local clusters: areas like their neighbours dark, areas unlike them light."""

GRADIENT_COLOUR = "#6a48ad"
CHANCE_RANGE = "#d3d9e0"
OBSERVED = "#1f4e79"

FONT = "Source Sans, Source Sans Pro, Helvetica, Arial, sans-serif"

INK = "#1b2733"
MUTED = "#5c6670"
GRID = "#dfe4ea"
OUTLINE = "#ffffff"
NO_VALUE = "#b9bec4"
CHANGE_COLOURS = ("#8a3a0c", "#d97f3d", "#f0ead6", "#3fa796", "#0f5c51")
"""From much worse over unchanged to much better: they differ in lightness from the middle, and not by red and green."""
CHOSEN = "#111111"
ENGLAND_LINE = "#1b2733"
STANDARD_LINE = "#a3271c"
ESTIMATED_OPACITY = 0.72
