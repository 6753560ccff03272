"""How a slide is divided: the layouts of the template by name, with the placeholders that they have."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""

WIDTH, HEIGHT = 13.333, 7.5
"""Inches of a slide."""
LEFT, FULL, TOP, BOTTOM = 0.5, 12.333, 1.4, 6.62
"""Inches: the margin, the width between the margins, and the ends of what is neither title nor foot."""
TITLE: Box = (LEFT, 0.3, FULL, 1.0)
FOOTER: Box = (LEFT, 6.72, 11.5, 0.66)
NUMBER: Box = (12.1, 6.72, 0.733, 0.66)

TEXT, FIGURE, SECOND = "Text", "Figure", "Second figure"
"""The names of placeholders."""
_RIGHT, _WIDE = 6.9, 5.933

LAYOUTS: dict[str, dict[str, Box]] = {
    "map": {
        FIGURE: (LEFT, TOP, 6.1, BOTTOM - TOP),
        TEXT: (_RIGHT, TOP, _WIDE, 2.1),
        SECOND: (_RIGHT, 3.6, _WIDE, BOTTOM - 3.6),
    },
    "chart": {TEXT: (LEFT, TOP, FULL, 1.25), FIGURE: (LEFT, 2.8, FULL, BOTTOM - 2.8)},
    "table": {TEXT: (LEFT, TOP, FULL, 0.8), FIGURE: (LEFT, 2.3, FULL, BOTTOM - 2.3)},
    "table only": {FIGURE: (LEFT, TOP, FULL, BOTTOM - TOP)},
    "area": {
        FIGURE: (LEFT, TOP, 5.2, BOTTOM - TOP),
        SECOND: (5.95, TOP, 6.883, 2.4),
        TEXT: (5.95, 4.0, 6.883, BOTTOM - 4.0),
    },
    "text": {TEXT: (LEFT, TOP, FULL, BOTTOM - TOP)},
}
"""The placeholders of each layout, in the order in which they are read."""

LAYOUT_NAMES = {name: f"Board pack: {name}" for name in LAYOUTS}
