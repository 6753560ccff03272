"""Areas of a group, or groups, on one chart: a row each, a column an indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from charts.look import with_look
from charts.palette import (
    GRID,
    INK,
    MUTED,
    OUTCOME_COLOURS,
    RATING_COLOURS,
    RATING_TEXT_COLOURS,
)
from charts.strips import LINE_DASHES, LINE_KINDS

OUTCOME_SHAPES = {
    "high": "triangle-up",
    "similar": "circle",
    "low": "triangle-down",
    "very low": "triangle-down",
    "scored": "circle",
    "group": "diamond",
}
"""A shape for each outcome, so that it can be told without colour; the group's own figure has its own."""

_COLOURS = OUTCOME_COLOURS | {"group": INK}
_RATING_WIDTH = 134
_WIDEST_NAME, _WIDEST_NAME_ON_A_PHONE = 380, 160
_ROW_HEIGHT, _LEAST_ROW_HEIGHT, _MOST_ROOM = 26, 15, 900


@dataclass(frozen=True)
class Panel:
    """One column of the chart: an indicator with its axis and the lines that areas are compared with.

    `domain` is the axis and `lines` are values by their kind (of LINE_KINDS), all in the indicator's unit;
    `subtitle` says in words what the lines are.
    """

    indicator: str
    title: str
    subtitle: str
    domain: tuple[float, float]
    lines: Mapping[str, float]


def rows_by_indicator(
    rows: pd.DataFrame,
    panels: Sequence[Panel],
    order: Sequence[str],
    *,
    ratings: pd.DataFrame | None = None,
    emphasised: Sequence[str] = (),
    panel_width: int = 165,
    side_by_side: bool = True,
) -> alt.ConcatChart | alt.HConcatChart | alt.VConcatChart:
    """Return one chart with a row an area (or group) and a panel an indicator.

    Parameters
    ----------
    rows : DataFrame
        One row a name and indicator: name, indicator, value, lower_ci, upper_ci (the indicator's unit), shown
        (text with unit and basis), interval (text), outcome (a key of OUTCOME_SHAPES, or 'missing'), verdict (the
        outcome in words), estimated (bool; drawn hollow).
    panels : sequence of Panel
        In the order of the columns.
    order : sequence of str
        The names from top to bottom.
    ratings : DataFrame, optional
        name, rating (a key of RATING_COLOURS) and label (words), for a first panel with the rating of each.
    emphasised : sequence of str
        Names in bold on a pale band, such as the group's own row.
    side_by_side : bool
        Panels beside each other with the names on the left, or, for a narrow screen, under each other with
        the names at each.
    """
    height = rows_height(len(order))
    left = _Left(list(order), list(emphasised), _WIDEST_NAME if side_by_side else _WIDEST_NAME_ON_A_PHONE)
    charts = [] if ratings is None else [_ratings(ratings, left, height)]
    for panel in panels:
        named = not (side_by_side and charts)
        chart = _panel(rows[rows["indicator"] == panel.indicator], panel, left, named=named)
        chart.width, chart.height = panel_width, height
        charts.append(chart)
    whole = alt.HConcatChart(hconcat=charts) if side_by_side else alt.VConcatChart(vconcat=charts)
    # Altair's methods for all this would each copy every part of every panel.
    whole.spacing = 18 if side_by_side else 26
    whole.resolve = alt.Resolve(scale=alt.ScaleResolveMap(color="independent", shape="independent"))
    return with_look(
        whole,
        properties={},
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal"),
    )


def rows_height(rows: int) -> float:
    """Return the height of the panels for so many rows, in pixels."""
    return rows * max(min(_ROW_HEIGHT, _MOST_ROOM / max(rows, 1)), _LEAST_ROW_HEIGHT)


def _panel(rows: pd.DataFrame, panel: Panel, left: "_Left", *, named: bool) -> alt.LayerChart:
    y = left.names(shown=named)
    scale = alt.Scale(domain=list(panel.domain), nice=False, clamp=True)
    x = alt.X(
        "value:Q",
        title=None,
        scale=scale,
        axis=alt.Axis(grid=True, gridColor=GRID, tickCount=4, orient="bottom"),
    )
    base = alt.Chart(rows)
    layers = [_bands(left, y), *_reference_lines(panel, scale), *_marks(base, x, y, scale)]
    numbers = base.mark_text(align="left", dx=6, fontSize=11.5, color=INK)
    layers.append(numbers.encode(x=alt.value("width"), y=y, text="shown:N"))
    title = alt.TitleParams(
        panel.title, subtitle=panel.subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=13
    )
    return alt.LayerChart(layer=layers, title=title)


@dataclass(frozen=True)
class _Left:
    """The names to the left of the panels from top to bottom, which are in bold, and the room for them in pixels."""

    order: list[str]
    emphasised: list[str]
    room: int

    def names(self, *, shown: bool) -> alt.Y:
        bold = alt.condition(
            alt.FieldOneOfPredicate("value", self.emphasised), alt.value(700), alt.value(400)
        )
        axis = alt.Axis(
            title=None,
            labels=shown,
            labelLimit=self.room,
            labelFontWeight=bold,
            ticks=False,
            domain=False,
            labelColor=INK,
        )
        return alt.Y("name:N", sort=self.order, scale=alt.Scale(domain=self.order), axis=axis)


def _ratings(ratings: pd.DataFrame, left: _Left, height: float) -> alt.LayerChart:
    """Return the panel with the rating of each row, in its colour and in words."""
    y = left.names(shown=True)
    base = alt.Chart(ratings)
    keys = list(RATING_COLOURS)
    background = alt.Color(
        "rating:N", scale=alt.Scale(domain=keys, range=list(RATING_COLOURS.values())), legend=None
    )
    ink = alt.Color(
        "rating:N",
        scale=alt.Scale(domain=keys, range=[RATING_TEXT_COLOURS[key] for key in keys]),
        legend=None,
    )
    tiles = base.mark_rect(stroke="white", strokeWidth=2).encode(
        y=y, x=alt.value(0), x2=alt.value("width"), color=background
    )
    size = min(11.5, 0.7 * rows_height(len(left.order)) / max(len(left.order), 1))
    words = base.mark_text(fontSize=size).encode(
        y=y, x=alt.value(_RATING_WIDTH / 2), text="label:N", color=ink
    )
    title = alt.TitleParams("Rating", subtitle=" ", anchor="start", color=INK, fontSize=13)
    return alt.LayerChart(
        layer=[tiles, words],
        title=title,
        width=_RATING_WIDTH,
        height=height,
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")),
    )


def _bands(left: _Left, y: alt.Y) -> alt.Chart:
    there = pd.DataFrame({"name": [name for name in left.order if name in left.emphasised]}, dtype=str)
    band = alt.Chart(there).mark_rect(color=GRID, opacity=0.55)
    return band.encode(y=y, x=alt.value(0), x2=alt.value("width"))


def _reference_lines(panel: Panel, scale: alt.Scale) -> list[alt.Chart]:
    return [
        alt.Chart(pd.DataFrame({"value": [value]}))
        .mark_rule(color=LINE_KINDS[kind], strokeDash=LINE_DASHES[kind], strokeWidth=1.4)
        .encode(x=alt.X("value:Q", scale=scale))
        for kind, value in panel.lines.items()
    ]


def _marks(base: alt.Chart, x: alt.X, y: alt.Y, scale: alt.Scale) -> list[alt.Chart]:
    """Return intervals and points: the shape and the colour are the outcome, hollow is an estimate."""
    outcomes = list(OUTCOME_SHAPES)
    colour = alt.Color(
        "outcome:N",
        scale=alt.Scale(domain=outcomes, range=[_COLOURS[name] for name in outcomes]),
        legend=None,
    )
    shape = alt.Shape(
        "outcome:N", scale=alt.Scale(domain=outcomes, range=list(OUTCOME_SHAPES.values())), legend=None
    )
    tooltip = [
        alt.Tooltip("name:N", title="Name"),
        alt.Tooltip("shown:N", title="Value"),
        alt.Tooltip("interval:N", title="95% interval"),
        alt.Tooltip("verdict:N", title="Judged"),
    ]
    interval = base.mark_rule(strokeWidth=2.5, opacity=0.55).encode(
        x=alt.X("lower_ci:Q", scale=scale), x2="upper_ci:Q", y=y, color=colour
    )
    there = base.transform_filter("isValid(datum.value)")
    hollow = there.mark_point(size=75, filled=True, color="white", opacity=1).encode(x=x, y=y, shape=shape)
    outline = there.mark_point(size=75, filled=False, strokeWidth=2, opacity=1)
    # The outline under it is read out already.
    filled = there.transform_filter("!datum.estimated").mark_point(
        size=75, filled=True, opacity=1, aria=False
    )
    return [
        interval,
        hollow,
        outline.encode(x=x, y=y, color=colour, shape=shape, tooltip=tooltip),
        filled.encode(x=x, y=y, color=colour, shape=shape, tooltip=tooltip),
    ]
