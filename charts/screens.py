"""Charts to be read from the back of a room: bars, and points with intervals, in a few large marks."""

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt

from charts.chrome import named
from charts.look import with_look
from charts.palette import GRID, INK, MUTED

BARS, POINTS, LINES, TICKS, OTHERS = "bars", "points", "lines", "ticks", "others"
"""Names of the data."""

MANY = 28
"""With more points than this, their names and numbers are left out."""

_AXIS = 0.32
"""How far below the middle of a row its own axis stands, by the height of the row."""
_NO_AXIS = alt.Axis(labels=False, ticks=False, domain=False, grid=False)

Look = tuple[str, str, str]
"""Fill, outline and shape of a point."""


def bars_chart(
    *,
    title: str,
    series: Mapping[str, tuple[str, str]],
    unit: str,
    decimals: int,
    stacked: bool,
    size: float,
    height: int,
    narrow: bool = False,
) -> dict[str, Any]:
    """Return the spec of horizontal bars, one row a category, over the data BARS.

    Parameters
    ----------
    title : str
    series : dict
        The colour of each series, and of the numbers on it, by its name, in order. With one series only, each bar
        has its own `colour`.
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
    narrow : bool
        Whether it is for a phone, on which little of a legend fits beside another part.

    Notes
    -----
    BARS has one row a bar: category, series, colour, value, place (position of the category), order (position of the
    series).
    """
    one = len(series) == 1
    sort = alt.EncodingSortField("place", op="min")
    y = alt.Y("category:N", sort=sort, title=None, axis=_words_axis(size), scale=alt.Scale(paddingInner=0.25))
    x = alt.X("value:Q", title=None, axis=None, stack="zero" if stacked else None)
    if one:
        colour = alt.Color("colour:N", scale=None, legend=None)
    else:
        # More do not fit beside each other.
        legend = _legend(size, columns=1 if narrow else 2 if len(series) > 3 else 0)
        scale = alt.Scale(domain=list(series), range=[look[0] for look in series.values()])
        colour = alt.Color("series:N", scale=scale, legend=legend, sort=list(series))
    base = named(BARS).encode(y=y, x=x, order="order:Q")
    if not one and not stacked:
        base = base.encode(yOffset=alt.YOffset("series:N", sort=list(series)))
    number = f"format(datum.value, ',.{decimals}f') + {unit!r}"
    labels = _inside(base, number, series, size) if stacked else _behind(base, number, size)
    drawn = [base.mark_bar().encode(color=colour, tooltip=["category:N", "series:N", "value:Q"]), labels]
    layered = alt.layer(*drawn).resolve_scale(color="independent")
    return _finished(layered, title, size, height)


def _behind(base: alt.Chart, number: str, size: float) -> alt.Chart:
    """Return the number of each bar, behind its end."""
    words = base.transform_calculate(text=number)
    return words.mark_text(align="left", dx=6, fontSize=size, fontWeight="bold", color=INK).encode(
        text="text:N"
    )


def _inside(base: alt.Chart, number: str, series: Mapping[str, tuple[str, str]], size: float) -> alt.Chart:
    """Return the number of each part of a stacked bar, in its middle."""
    colours = alt.Scale(domain=list(series), range=[look[1] for look in series.values()])
    return (
        base.transform_joinaggregate(whole="sum(value)", groupby=["category"])
        # Every bar keeps its place in the stack; one too narrow for a number has none.
        .transform_calculate(text=f"datum.value / datum.whole < 0.06 ? '' : {number}")
        .mark_text(fontSize=size * 0.95, fontWeight="bold")
        .encode(
            x=alt.X("value:Q", stack="zero", bandPosition=0.5),
            detail="series:N",
            text="text:N",
            color=alt.Color("series:N", scale=colours, legend=None),
        )
    )


def points_chart(
    *,
    title: str,
    kinds: Mapping[str, Look],
    lines: Mapping[str, tuple[str, list[int]]],
    named_rows: bool,
    domain: tuple[float, float],
    unit: str,
    size: float,
    height: int,
    narrow: bool = False,
    own_axes: bool = False,
) -> dict[str, Any]:
    """Return the spec of points with their intervals, one row a category, beside England and the bars.

    Parameters
    ----------
    title : str
    kinds : dict
        How points look, by the name of their kind.
    lines : dict
        Colour and dashes of each line, by its name.
    named_rows : bool
        Whether there is room for the names and numbers of so many rows.
    domain : pair of numbers
        The ends of the axis, in the unit.
    unit : str
        Of the axis.
    size, height, narrow
        As of `bars_chart`.
    own_axes : bool
        Whether every row has an axis of its own: all values are then places along it.

    Notes
    -----
    The data POINTS has one row a category: category, place, value, lower, upper, kind, text (the value in words).
    LINES has one row a category and line: category, place, line, value. With own axes TICKS has what stands on them
    (category, place, value, text), and OTHERS the values of other areas (category, place, value).
    """
    sort = alt.EncodingSortField("place", op="min")
    y = alt.Y("category:N", sort=sort, title=None, axis=_words_axis(size, labels=named_rows))
    scale = alt.Scale(domain=list(domain), nice=False, clamp=True)
    axis = alt.Axis(
        labelFontSize=size * 0.8, titleFontSize=size * 0.8, grid=True, gridColor=GRID, tickCount=6
    )
    x = alt.X("value:Q", scale=scale, title=unit or None, axis=_NO_AXIS if own_axes else axis)
    points = named(POINTS).transform_filter("isValid(datum.value)").encode(y=y)
    outline = alt.Color("kind:N", scale=_of_kinds(kinds, 1), legend=None)
    large = 8 * size if named_rows else 2 * size
    marks = [
        *(_own_axes(scale, sort, size) if own_axes else []),
        *_lines(lines, x, sort, size, narrow=narrow),
        points.mark_rule(strokeWidth=size / (4 if named_rows else 14), opacity=0.55).encode(
            x=alt.X("lower:Q", scale=scale), x2="upper:Q", color=outline
        ),
        points.mark_point(size=large, strokeWidth=size / 7, opacity=1).encode(
            x=x, **_looks(kinds, size, columns=2 if narrow or len(kinds) > 4 else 0)
        ),
    ]
    if named_rows:
        # At the end of the row, where no line runs through it.
        words = points.mark_text(align="left", dx=size * 0.8, fontSize=size * 0.9, fontWeight="bold")
        marks.append(words.encode(x=alt.value("width"), text="text:N", color=outline))
    layered = alt.layer(*marks).resolve_scale(color="independent", strokeDash="independent")
    return _finished(layered, title, size, height)


def _own_axes(scale: alt.Scale, sort: alt.EncodingSortField, size: float) -> list[alt.Chart]:
    """Return the axis of each row, with its numbers, and a fine stroke for every other area."""
    x = alt.X("value:Q", scale=scale, title=None, axis=_NO_AXIS)

    def across(data: str, start: float, end: float) -> alt.Chart:
        y = alt.Y("category:N", sort=sort, bandPosition=0.5 + start)
        return named(data).encode(x=x, y=y, y2=alt.Y2("category:N", bandPosition=0.5 + end))

    numbers = named(TICKS).encode(
        x=x, y=alt.Y("category:N", sort=sort, bandPosition=0.5 + _AXIS), text="text:N"
    )
    return [
        across(OTHERS, 0.12, 0.26).mark_rule(color=MUTED, opacity=0.25, strokeWidth=1),
        across(TICKS, _AXIS - 0.06, _AXIS).mark_rule(color=MUTED, strokeWidth=1),
        numbers.mark_text(baseline="top", dy=2, fontSize=size * 0.7, color=MUTED),
    ]


def _looks(kinds: Mapping[str, Look], size: float, columns: int) -> dict[str, Any]:
    """Return fill, outline and shape of points by their kind, with one legend of them."""
    legend = _legend(size, columns=columns, symbolStrokeWidth=2)
    return {
        "fill": alt.Fill("kind:N", scale=_of_kinds(kinds, 0), legend=legend),
        "stroke": alt.Stroke("kind:N", scale=_of_kinds(kinds, 1), legend=legend),
        "shape": alt.Shape("kind:N", scale=_of_kinds(kinds, 2), legend=legend),
    }


def _of_kinds(kinds: Mapping[str, Look], part: int) -> alt.Scale:
    return alt.Scale(domain=list(kinds), range=[look[part] for look in kinds.values()])


def _lines(
    lines: Mapping[str, tuple[str, list[int]]],
    x: alt.X,
    sort: alt.EncodingSortField,
    size: float,
    *,
    narrow: bool,
) -> list[alt.Chart]:
    """Return a stroke across each row where England and the bars are."""
    if not lines:
        return []
    # On a phone two legends do not fit beside each other.
    legend = _legend(
        size,
        columns=2 if narrow else 0,
        orient="bottom" if narrow else "top",
        symbolType="stroke",
        symbolStrokeWidth=2.5,
    )
    colours = alt.Scale(domain=list(lines), range=[colour for colour, _ in lines.values()])
    dashes = alt.Scale(domain=list(lines), range=[dash for _, dash in lines.values()])
    half = 0.26
    across = named(LINES).encode(
        x=x,
        y=alt.Y("category:N", sort=sort, bandPosition=0.5 - half),
        y2=alt.Y2("category:N", bandPosition=0.5 + half),
        color=alt.Color("line:N", scale=colours, legend=legend),
        strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=legend),
    )
    return [across.mark_rule(strokeWidth=size / 8)]


def _legend(
    size: float, columns: int = 0, orient: Literal["top", "bottom"] = "top", **symbols: Any
) -> alt.Legend:
    return alt.Legend(
        title=None,
        orient=orient,
        columns=columns or alt.Undefined,
        labelFontSize=size * 0.9,
        labelLimit=1_000,
        symbolSize=12 * size,
        **symbols,
    )


def _words_axis(size: float, *, labels: bool = True) -> alt.Axis:
    return alt.Axis(
        labelFontSize=size,
        labelLimit=17 * size,
        labelColor=INK,
        ticks=False,
        domain=False,
        labels=labels,
        labelPadding=10,
    )


def _finished(chart: alt.LayerChart, title: str, size: float, height: int) -> dict[str, Any]:
    heading = alt.TitleParams(
        title, anchor="start", color=MUTED, fontSize=size, fontWeight="normal", offset=size
    )
    done = with_look(
        chart,
        properties={"height": height, "width": "container", "title": heading},
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal"),
    )
    # Checked by the tests; checking each anew would take as long as drawing it.
    return done.to_dict(validate=False)
