"""Control charts: a figure over time with its mean, process limits and standard; and many of them, small."""

from typing import Any

import altair as alt

from charts.chrome import Words, finished, named
from charts.palette import (
    CHANCE_RANGE,
    ENGLAND_LINE,
    FONT,
    GRID,
    INK,
    MUTED,
    NO_VALUE,
    OBSERVED,
    STANDARD_LINE,
)

VARIATION_COLOURS = {"improvement": "#1f6fb5", "concern": "#d9731a", "common": "#7a848e"}
"""Blue, orange and grey, as in the charts of Making Data Count."""
VARIATION_WORDS = {
    "improvement": "Special cause, better",
    "concern": "Special cause, worse",
    "common": "Usual variation",
}
LINES = {
    "Mean": (INK, [1, 0]),
    "Process limits": (MUTED, [2, 3]),
    "England": (ENGLAND_LINE, [8, 3]),
    "Standard": (STANDARD_LINE, [5, 3]),
}
_HEIGHT = 340


def control_chart(*, words: Words, domain: tuple[float, float]) -> dict[str, Any]:
    """Return the spec of a figure over time with its process limits.

    Parameters
    ----------
    words : Words
    domain : pair of numbers
        The ends of the vertical axis, in the indicator's unit.

    Notes
    -----
    Named data: `values` with one row a period that has a value: date, value, lower_ci, upper_ci, segment (int; a line
    never crosses a gap), kind (of VARIATION_WORDS' values), period, shown and interval (texts); `lines` with date,
    value, kind (a key of LINES) and segment (text).
    """
    time = alt.X(
        "date:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%Y", tickCount="year")
    )
    scale = alt.Scale(nice=False, zero=False, domain=list(domain))
    height = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=6))
    legend = alt.Legend(title=None, orient="top", columns=4, symbolType="stroke", symbolSize=300)
    kinds = alt.Scale(domain=list(LINES), range=[colour for colour, _ in LINES.values()])
    dashes = alt.Scale(domain=list(LINES), range=[dash for _, dash in LINES.values()])
    points = alt.Scale(
        domain=list(VARIATION_WORDS.values()), range=[VARIATION_COLOURS[name] for name in VARIATION_WORDS]
    )
    values = named("values")
    layers = [
        values.mark_area(color=CHANCE_RANGE, opacity=0.8).encode(
            x=time, y=alt.Y("lower_ci:Q", title=None, scale=scale), y2="upper_ci:Q", detail="segment:N"
        ),
        named("lines")
        .mark_line(strokeWidth=1.5, interpolate="linear")
        .encode(
            x=time,
            y=height,
            color=alt.Color("kind:N", scale=kinds, legend=legend),
            strokeDash=alt.StrokeDash("kind:N", scale=dashes, legend=legend),
            detail="segment:N",
        ),
        values.mark_line(strokeWidth=2, color=OBSERVED).encode(x=time, y=height, detail="segment:N"),
        values.mark_point(filled=True, size=70, opacity=1, stroke="white", strokeWidth=0.8).encode(
            x=time,
            y=height,
            fill=alt.Fill(
                "kind:N",
                scale=points,
                legend=alt.Legend(title=None, orient="bottom", columns=2, symbolType="circle", symbolSize=70),
            ),
            tooltip=[
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("interval:N", title="95% interval"),
                alt.Tooltip("kind:N", title="Variation"),
            ],
        ),
    ]
    return finished(layers, words, _HEIGHT)


def small_multiples(*, words: Words, columns: int, width: int) -> dict[str, Any]:
    """Return the spec of one small line a name, all on the same axes, the standard dashed.

    Named data: `values` with name, place (order of the names), kind ('value' or 'standard'), date, value, segment,
    period and shown (text).
    """
    time = alt.X(
        "date:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%y", tickCount="year")
    )
    height = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=4))
    sort = alt.EncodingSortField("place", op="min")
    layers = [
        alt.Chart()
        .transform_filter("datum.kind == 'standard'")
        .mark_line(color=STANDARD_LINE, strokeDash=[5, 3], strokeWidth=1.2)
        .encode(x=time, y=height, detail="segment:N"),
        alt.Chart()
        .transform_filter("datum.kind == 'value'")
        .mark_line(color=OBSERVED, strokeWidth=1.8, point=alt.OverlayMarkDef(size=14, color=OBSERVED))
        .encode(
            x=time,
            y=height,
            detail="segment:N",
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("period:N", title="Period"),
                alt.Tooltip("shown:N", title="Value"),
            ],
        ),
    ]
    heading = alt.TitleParams(
        list(words.title),
        subtitle=list(words.subtitle),
        anchor="start",
        color=INK,
        subtitleColor=MUTED,
        fontSize=14,
    )
    whole = (
        alt.layer(*layers)
        .properties(width=width, height=90)
        .facet(
            facet=alt.Facet(
                "name:N", sort=sort, title=None, header=alt.Header(labelColor=INK, labelFontWeight=600)
            ),
            columns=columns,
            data=alt.NamedData("values"),
            title=heading,
            spacing=16,
        )
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=NO_VALUE)
        .configure_axis(labelColor=MUTED, gridColor=GRID, titleColor=MUTED)
    )
    return whole.to_dict(validate=False)
