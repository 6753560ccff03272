"""What the charts of the Postcode lottery page have in common: named data, heading, points one can click.

They are specs over named data: a spec costs Altair a tenth of a second and is the same from run to run, so that
pages keep it and send only new data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from charts.look import with_look
from charts.maps import MAP_SELECTION
from charts.palette import CHOSEN, GRID, INK, MUTED

POINT_SIZE = 46


@dataclass(frozen=True)
class Words:
    """The heading of a chart, each text in lines, and the titles of its axes."""

    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    x_title: str
    y_title: str = ""


def named(data: str) -> alt.Chart:
    """Return a chart of data that the page gives by name."""
    return alt.Chart(alt.NamedData(data))


def finished(layers: Sequence[alt.Chart], words: Words, height: int) -> dict[str, Any]:
    """Return the Vega-Lite spec with heading, fonts and grid; the height holds title, legend and axis too."""
    heading = alt.TitleParams(
        list(words.title),
        subtitle=list(words.subtitle),
        anchor="start",
        color=INK,
        subtitleColor=MUTED,
        fontSize=14,
        offset=10,
    )
    done = with_look(
        alt.LayerChart(layer=list(layers)),
        properties={"height": height, "title": heading},
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal", gridColor=GRID),
        legend=alt.LegendConfig(labelColor=INK, labelFontSize=12, titleColor=INK, offset=4),
    )
    return done.to_dict()


def hollow_if_estimated(colour: str | alt.Fill) -> Any:
    """Return the fill of a point: none where the figure is an estimate, else the colour of its outline."""
    filled = alt.value(colour) if isinstance(colour, str) else colour
    return alt.condition("datum.estimated", alt.value("white"), filled)


@dataclass(frozen=True)
class Marks:
    """How points look by a category, and the legend of it; estimates are hollow.

    `fill_expression` gives the field `fill`, which the points need.
    """

    stroke: alt.Stroke
    shape: alt.Shape
    fill: Any
    fill_expression: str


def marks_by(
    field: str,
    looks: Mapping[str, tuple[str, str]],
    words: Mapping[str, str],
    *,
    hollow_legend: bool,
    columns: int = 2,
) -> Marks:
    """Return the looks of points by a field: colour and shape of each category, in the order of `words`."""
    colours = {key: looks[key][0] for key in words}
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=columns,
        labelExpr=f"{dict(words)}[datum.label]",
        labelLimit=300,
        symbolSize=90,
        symbolFillColor="white" if hollow_legend else alt.Undefined,
    )
    scale = alt.Scale(domain=list(words), range=list(colours.values()))
    shapes = alt.Scale(domain=list(words), range=[looks[key][1] for key in words])
    # A legend shows the fill of a scale, if there is one; a fill without a scale leaves it hollow.
    fill: Any = alt.Fill("fill:N", scale=None, legend=None)
    if not hollow_legend:
        fill = hollow_if_estimated(alt.Fill(f"{field}:N", scale=scale, legend=legend))
    return Marks(
        alt.Stroke(f"{field}:N", scale=scale, legend=legend),
        alt.Shape(f"{field}:N", scale=shapes, legend=legend),
        fill,
        f"datum.estimated ? 'white' : {colours}[datum.{field}]",
    )


def area_click() -> alt.Parameter:
    """Return the selection by which a click on a point chooses its area; it gives area_code and turn."""
    return alt.selection_point(name=MAP_SELECTION, fields=["area_code", "turn"], empty=False)


def ring_and_name(base: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return the ring round the chosen area's point and its name, on the side where there is room for it."""
    chosen = base.transform_filter("datum.chosen")
    ring = chosen.mark_point(size=210, filled=False, stroke=CHOSEN, strokeWidth=2.2)
    layers = [ring.encode(x=x, y=y)]
    for align, dx, condition in _NAME_SIDES:
        base_name = chosen.transform_filter(condition).encode(x=x, y=y, text=alt.Text("short_name:N"))
        # A white edge keeps the name readable over other points.
        for stroke, width in (("white", 4), (CHOSEN, 0)):
            layers.append(
                base_name.mark_text(
                    align=align,
                    dx=dx,
                    color=CHOSEN,
                    stroke=stroke,
                    strokeWidth=width,
                    aria=stroke == CHOSEN,
                    fontWeight="bold",
                    fontSize=12,
                )
            )
    return layers


_NAME_SIDES: tuple[tuple[Any, int, str], ...] = (
    ("right", -11, "datum.to_the_left"),
    ("left", 11, "!datum.to_the_left"),
)


def rows() -> alt.Y:
    """Return the vertical place of a row by its field `row`: 0 at the top."""
    return alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0))


def over_the_row(base: alt.Chart, lines: dict[str, int], row_height: int) -> list[alt.Chart]:
    """Return a line across the top of each row, and texts at the left of it, not beside it.

    So both texts and marks have the whole width of a phone. `lines` are fields and their pixels below the
    middle of the row; the first is the row's name.
    """
    layers = [base.mark_rule(color=GRID, yOffset=-row_height / 2)]
    for i, (field, dy) in enumerate(lines.items()):
        colour, size = (MUTED, 11.5) if i else (INK, 12.5)
        text = base.mark_text(align="left", dy=dy, color=colour, fontSize=size, limit=alt.ExprRef("width"))
        layers.append(text.encode(x=alt.XValue(0), text=alt.Text(f"{field}:N")))
    return layers


def level_axis(words: tuple[str, ...], **options: Any) -> alt.Axis:
    """Return an axis on which 0, 1, 2, … stand for words."""
    labels = f"{list(words)}[datum.value]"
    return alt.Axis(values=list(range(len(words))), labelExpr=labels, labelLimit=120, **options)
