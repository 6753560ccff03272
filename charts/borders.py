"""Both sides of a border: the figures of two areas that touch, with their intervals."""

from typing import Any

import altair as alt

from charts.chrome import (
    Marks,
    Words,
    finished,
    level_axis,
    marks_by,
    named,
    over_the_row,
    rows,
)
from charts.palette import INK, MUTED, RANGE_END_COLOURS

_ROW = 76
_NAME, _NOTE, _LINE = -26, -11, 10
"""Pixels below the middle of its row at which each stands."""
_SIDES: tuple[tuple[str, str, int, Any, int], ...] = (
    ("low", "circle", _LINE + 4, "right", -2),
    ("high", "diamond", _LINE - 4, "left", 2),
)
"""Side, shape, place of the interval, and where the number stands: away from the other side's."""


def border_chart(
    words: Words,
    number: int,
    domain: tuple[float, float],
    sides: tuple[str, str],
    level_words: tuple[str, ...] = (),
    *,
    hollow_legend: bool = False,
) -> dict[str, Any]:
    """Return the spec of a line from one side of each border to the other, with the intervals of both.

    Parameters
    ----------
    words : Words
    number : int
        Of borders.
    domain : pair of numbers
        The ends of the axis.
    sides : pair of texts
        What the side with the lower number and the one with the higher number are called in the legend.
    level_words : tuple of str, optional
        What 0, 1, 2, … on the axis mean, where values are levels and not numbers.
    hollow_legend : bool
        Whether the legend shows hollow points, as where most figures are estimates.

    Notes
    -----
    The data it draws, by name:

    - borders, one row a border: row (0 at the top), label (both names), note (text: how far apart, how likely
      the order is real), low_value, high_value
    - sides, one row a border and side: row, side ('low' or 'high', by number), name, value, lower, upper
      (missing without an interval), shown and interval (text), note, estimated (bool)
    """
    axis = level_axis(level_words, grid=True) if level_words else alt.Axis(grid=True, tickCount=6)
    scale = alt.Scale(domain=list(domain), nice=False, zero=False)
    x = {
        field: alt.X(f"{field}:Q", title=words.x_title, axis=axis, scale=scale)
        for field in ("value", "lower", "low_value")
    }
    base = named("borders").encode(y=rows())
    gap = base.mark_rule(color=MUTED, strokeWidth=2, yOffset=_LINE)
    layers = [gap.encode(x=x["low_value"], x2=alt.X2("high_value:Q"))]
    looks = {side: (RANGE_END_COLOURS[side], shape) for side, shape, *_ in _SIDES}
    names = dict(zip(looks, sides, strict=True))
    marks = marks_by("side", looks, names, hollow_legend=hollow_legend)
    for side in _SIDES:
        layers += _side(x, side, marks)
    texts = over_the_row(base, {"label": _NAME, "note": _NOTE}, _ROW)
    return finished([*layers, *texts], words, _ROW * number + 150)


def _side(x: dict[str, alt.X], side: tuple[str, str, int, Any, int], marks: Marks) -> list[alt.Chart]:
    """Return interval, point and number of one side of every border."""
    which, _, down, align, dx = side
    one = named("sides").transform_filter(f"datum.side === '{which}'").encode(y=rows())
    interval = one.transform_filter("isValid(datum.lower)").mark_rule(
        color=RANGE_END_COLOURS[which], strokeWidth=5, opacity=0.4, yOffset=down
    )
    point = (
        one.transform_calculate(fill=marks.fill_expression)
        .mark_point(size=110, strokeWidth=2, opacity=1, yOffset=_LINE)
        .encode(
            x=x["value"],
            stroke=marks.stroke,
            shape=marks.shape,
            fill=marks.fill,
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("interval:N", title="95% interval"),
                alt.Tooltip("note:N", title="Gap"),
            ],
        )
    )
    number = one.mark_text(align=align, dx=dx, dy=_LINE + 17, color=INK, fontSize=11.5)
    return [
        interval.encode(x=x["lower"], x2=alt.X2("upper:Q")),
        point,
        number.encode(x=x["value"], text=alt.Text("shown:N")),
    ]
