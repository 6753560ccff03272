"""Charts to be read from the back of a room: bars, and points with intervals, in a few large marks."""

from collections.abc import Mapping
from typing import Any

import altair as alt

from charts.heading import named
from charts.palette import (
    ENGLAND_LINE,
    FONT,
    GRID,
    INK,
    MUTED,
    OUTCOME_COLOURS,
    RATING_COLOURS,
    RATING_TEXT_COLOURS,
    STANDARD_LINE,
)

BARS, POINTS, LINES = "bars", "points", "lines"
"""Names of the data."""

_BEFORE, _AFTER, _PLAIN = "#9aa7b5", "#1f4e79", "#1f4e79"
COLOURS: dict[str, str] = {
    **OUTCOME_COLOURS,
    **RATING_COLOURS,
    "before": _BEFORE,
    "after": _AFTER,
    "": _PLAIN,
}
"""The colour of each key of a series: a rating, an outcome, before or after."""

LINE_LOOKS: dict[str, tuple[str, list[int]]] = {
    "england": (ENGLAND_LINE, [1, 0]),
    "standard": (STANDARD_LINE, [6, 4]),
    "threshold": ("#6a48ad", [2, 3]),
}


def bars_chart(
    *,
    title: str,
    series: Mapping[str, str],
    unit: str,
    decimals: int,
    stacked: bool,
    size: float,
    height: int,
) -> dict[str, Any]:
    """Return the spec of horizontal bars, one row a category, over the data BARS.

    Parameters
    ----------
    title : str
    series : dict
        The key in COLOURS of each series, by its name, in order; with one series only, each bar has its own `key`.
    unit : str
        "%", or empty for counts.
    decimals : int
        Of the numbers on the bars.
    stacked : bool
        Whether the bars of a category stand on one another.
    size : float
        Size of letters in pixels.
    height : int
        In pixels, with title and legend.

    Notes
    -----
    BARS has one row a bar: category, series, key, value, place (position of the category), order (position of the
    series).
    """
    one = len(series) == 1
    sort = alt.EncodingSortField("place", op="min")
    y = alt.Y("category:N", sort=sort, title=None, axis=_words_axis(size), scale=alt.Scale(paddingInner=0.25))
    x = alt.X("value:Q", title=None, axis=None, stack="zero" if stacked else None)
    keys = list(series.values())
    if one:
        scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
        colour = alt.Color("key:N", scale=scale, legend=None)
    else:
        legend = alt.Legend(
            title=None,
            orient="top",
            # More do not fit beside each other.
            columns=2 if len(series) > 3 else alt.Undefined,
            labelFontSize=size,
            labelLimit=1_000,
            symbolSize=12 * size,
        )
        scale = alt.Scale(domain=list(series), range=[COLOURS[key] for key in keys])
        colour = alt.Color("series:N", scale=scale, legend=legend, sort=list(series))
    base = named(BARS).encode(y=y, x=x, order="order:Q")
    if not one and not stacked:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=list(series)))
    number = f"format(datum.value, ',.{decimals}f') + {unit!r}"
    if stacked:
        text_colours = {name: RATING_TEXT_COLOURS.get(key, "#ffffff") for name, key in series.items()}
        dark = alt.Scale(domain=list(series), range=list(text_colours.values()))
        # A number needs a wide enough bar, and is left to the tooltip and the table where there is none.
        labels = (
            base.transform_joinaggregate(whole="sum(value)", groupby=["category"])
            # Every bar keeps its place in the stack; one too narrow for a number has none.
            .transform_calculate(text=f"datum.value / datum.whole < 0.06 ? '' : {number}")
            .mark_text(fontSize=size * 0.95, fontWeight="bold")
            .encode(
                x=alt.X("value:Q", stack="zero", bandPosition=0.5),
                detail="series:N",
                text="text:N",
                color=alt.Color("series:N", scale=dark, legend=None),
            )
        )
    else:
        words = base.transform_calculate(text=number)
        labels = words.mark_text(align="left", dx=6, fontSize=size, fontWeight="bold", color=INK).encode(
            text="text:N"
        )
    drawn = [base.mark_bar().encode(color=colour, tooltip=["category:N", "series:N", "value:Q"]), labels]
    layered = alt.layer(*drawn).resolve_scale(color="independent")
    return _finished(layered, title, size, height)


def points_chart(
    *,
    title: str,
    lines: Mapping[str, str],
    domain: tuple[float, float],
    unit: str,
    size: float,
    height: int,
) -> dict[str, Any]:
    """Return the spec of points with their intervals, one row a category, beside England and the bars.

    Parameters
    ----------
    title : str
    lines : dict
        The key in LINE_LOOKS of each kind of line, by its name.
    domain : pair of numbers
        The ends of the axis, in the unit.
    unit : str
        Of the axis.
    size, height : numbers
        As of `bars_chart`.

    Notes
    -----
    The data POINTS has one row a category: category, place, value, lower, upper, outcome, estimated (bool, drawn
    hollow), text (the value in words). LINES has one row a category and line: category, place, line, value.
    """
    sort = alt.EncodingSortField("place", op="min")
    y = alt.Y("category:N", sort=sort, title=None, axis=_words_axis(size, domain_line=False))
    scale = alt.Scale(domain=list(domain), nice=False, clamp=True)
    axis = alt.Axis(
        labelFontSize=size * 0.8, titleFontSize=size * 0.8, grid=True, gridColor=GRID, tickCount=6
    )
    x = alt.X("value:Q", scale=scale, title=unit, axis=axis)
    colours = alt.Scale(domain=list(OUTCOME_COLOURS), range=list(OUTCOME_COLOURS.values()))
    colour = alt.Color("outcome:N", scale=colours, legend=None)
    points = named(POINTS).transform_filter("isValid(datum.value)").encode(y=y)
    looks = [LINE_LOOKS[key] for key in lines.values()]
    legend = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=size * 0.9,
        labelLimit=1_000,
        symbolType="stroke",
        symbolSize=300,
    )
    stroke = alt.Color(
        "line:N", scale=alt.Scale(domain=list(lines), range=[look[0] for look in looks]), legend=legend
    )
    dash = alt.StrokeDash(
        "line:N", scale=alt.Scale(domain=list(lines), range=[look[1] for look in looks]), legend=legend
    )
    row = 0.36
    rules = (
        named(LINES)
        .mark_rule(strokeWidth=size / 8)
        .encode(x=x, y=alt.Y("category:N", sort=sort, bandPosition=0.5 - row), color=stroke, strokeDash=dash)
        .encode(y2=alt.Y2("category:N", bandPosition=0.5 + row))
    )
    marks = [
        points.mark_rule(strokeWidth=size / 4, opacity=0.55).encode(
            x=alt.X("lower:Q", scale=scale), x2="upper:Q", color=colour
        ),
        points.mark_point(filled=True, size=8 * size, color="white", opacity=1).encode(x=x),
        points.mark_point(filled=False, size=8 * size, strokeWidth=size / 6).encode(x=x, color=colour),
        points.transform_filter("!datum.estimated")
        .mark_point(filled=True, size=8 * size, opacity=1)
        .encode(x=x, color=colour),
        points.mark_text(
            dy=-1.05 * size,
            fontSize=size * 0.9,
            fontWeight="bold",
            stroke="white",
            strokeWidth=4,
            strokeJoin="round",
        ).encode(x=x, text="text:N"),
        points.mark_text(dy=-1.05 * size, fontSize=size * 0.9, fontWeight="bold").encode(
            x=x, text="text:N", color=colour
        ),
    ]
    layered = alt.layer(rules, *marks).resolve_scale(color="independent", strokeDash="independent")
    return _finished(layered, title, size, height)


def _words_axis(size: float, *, domain_line: bool = False) -> alt.Axis:
    return alt.Axis(
        labelFontSize=size,
        labelLimit=17 * size,
        labelColor=INK,
        ticks=False,
        domain=domain_line,
        labelPadding=10,
    )


def _finished(chart: alt.LayerChart, title: str, size: float, height: int) -> dict[str, Any]:
    heading = alt.TitleParams(
        title, anchor="start", color=MUTED, fontSize=size, fontWeight="normal", offset=size
    )
    done = (
        chart.properties(height=height, width="container", title=heading)
        .configure(
            font=FONT, background="transparent", autosize=alt.AutoSizeParams(type="fit", contains="padding")
        )
        .configure_view(stroke=None)
        .configure_axis(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal")
    )
    return done.to_dict()
