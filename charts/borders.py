"""Both sides of a border: the figures of two areas that touch, with their intervals.

The names stand over their line, not beside it, so that both have the whole width of a phone.
"""

from typing import Any

import altair as alt
import pandas as pd

from charts.heading import finished, hollow_if_estimated
from charts.palette import GRID, INK, MUTED, RANGE_END_COLOURS

_ROW = 76
_NAME, _NOTE, _LINE = -26, -11, 10
"""Pixels below the middle of its row at which each stands."""
_SIDES: tuple[tuple[str, str, int, Any, int], ...] = (
    ("low", "circle", _LINE + 4, "right", 6),
    ("high", "diamond", _LINE - 4, "left", -6),
)
"""Side, shape, place of the interval, and where the number stands: beyond the point, away from the other."""


def border_chart(
    borders: pd.DataFrame,
    *,
    title: str | list[str],
    subtitle: list[str],
    axis_title: str,
    domain: tuple[float, float],
    side_words: tuple[str, str],
    level_words: list[str] | None = None,
) -> alt.LayerChart:
    """Return a line from one side of a border to the other for each border, with the intervals of both.

    Parameters
    ----------
    borders : DataFrame
        One row a border, in the order to be drawn: label (both names), note (text: how far apart, how
        likely the order is real), and for either side, low and high (by number): low_value, low_lower,
        low_upper (NaN without an interval), low_shown (text), low_estimated (bool), and the same of high.
    domain : pair of numbers
        The ends of the axis.
    side_words : pair of texts
        What the side with the lower number and the one with the higher number are called in the legend.
    level_words : list of str, optional
        What 0, 1, 2, … on the axis mean, where values are levels and not numbers.
    """
    sides = _sides(borders)
    axis = alt.Axis(grid=True, tickCount=6)
    if level_words:
        levels = list(range(len(level_words)))
        axis = alt.Axis(grid=True, values=levels, labelExpr=f"{level_words}[datum.value]", labelLimit=120)
    x = alt.X("value:Q", title=axis_title, axis=axis, scale=alt.Scale(domain=list(domain), nice=False))
    y = alt.Y("label:N", sort=list(borders["label"]), axis=None, scale=alt.Scale(paddingInner=0))
    base = alt.Chart(borders).encode(y=y)
    gap = base.mark_rule(color=MUTED, strokeWidth=2, yOffset=_LINE).encode(x="low_value:Q", x2="high_value:Q")
    layers: list[alt.Chart] = [base.mark_rule(color=GRID, yOffset=-_ROW / 2), gap]
    keys = {side: word for (side, *_), word in zip(_SIDES, side_words, strict=True)}
    legend = alt.Legend(title=None, orient="top", labelExpr=f"{keys}[datum.label]", labelLimit=260)
    colours = alt.Scale(domain=list(keys), range=[RANGE_END_COLOURS[side] for side in keys])
    shapes = alt.Scale(domain=list(keys), range=[shape for _, shape, *_ in _SIDES])
    for side, _, down, align, dx in _SIDES:
        one = alt.Chart(sides).transform_filter(f"datum.side === '{side}'").encode(y=y)
        interval = one.transform_filter("isValid(datum.lower)").mark_rule(
            color=RANGE_END_COLOURS[side], strokeWidth=5, opacity=0.4, yOffset=down
        )
        point = one.mark_point(size=110, strokeWidth=2, opacity=1, yOffset=_LINE)
        layers += [
            interval.encode(x=alt.X("lower:Q", title=axis_title), x2="upper:Q"),
            point.encode(
                x=x,
                stroke=alt.Stroke("side:N", scale=colours, legend=legend),
                shape=alt.Shape("side:N", scale=shapes, legend=legend),
                fill=hollow_if_estimated(RANGE_END_COLOURS[side]),
                tooltip=[
                    alt.Tooltip("name:N", title="Area"),
                    alt.Tooltip("shown:N", title="Value"),
                    alt.Tooltip("interval:N", title="95% interval"),
                    alt.Tooltip("note:N", title="Gap"),
                ],
            ),
            one.mark_text(align=align, dx=dx, dy=_LINE + 17, color=INK, fontSize=11.5).encode(
                x="value:Q", text="shown:N"
            ),
        ]
    words = [
        base.mark_text(align="left", dy=dy, color=colour, fontSize=size, limit=alt.ExprRef("width")).encode(
            x=alt.value(0), text=f"{field}:N"
        )
        for field, dy, colour, size in (("label", _NAME, INK, 12.5), ("note", _NOTE, MUTED, 11.5))
    ]
    return finished(
        alt.layer(*layers, *words), height=_ROW * len(borders) + 150, title=title, subtitle=subtitle
    )


def _sides(borders: pd.DataFrame) -> pd.DataFrame:
    """Return one row a border and side."""
    fields = ("name", "value", "lower", "upper", "shown", "interval", "estimated")
    parts = [
        borders[["label", "note"]].assign(side=side, **{f: borders[f"{side}_{f}"] for f in fields})
        for side in ("low", "high")
    ]
    return pd.concat(parts, ignore_index=True)
