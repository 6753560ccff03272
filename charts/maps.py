"""Maps of areas. Geometry comes by address and is fetched once; only a small frame changes from run to run.

What a map shows is sent as small numbers (a rating is its position in a list), and the words for them are
in the spec, which never changes: so a change of thresholds costs a few kilobytes and repaints in place.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from charts.look import with_look
from charts.palette import CHANGE_COLOURS, CHOSEN, ESTIMATED_OPACITY, INK, MUTED, NO_VALUE, OUTLINE

FIGURES = "figures"
"""Name of the data that a map draws."""

MAP_SELECTION = "area"
"""Name of the click selection; a click gives the fields area_code and turn."""


@dataclass(frozen=True)
class Text:
    """A line of the tooltip: its label, and the Vega expression of what it says."""

    label: str
    expression: str


@dataclass(frozen=True)
class Colouring:
    """How areas are coloured: an expression over the frame and a fixed scale for what it gives.

    A number has a legend in the chart, and an area may lack it: that is drawn too, and can be clicked.
    """

    expression: str
    encoding: Any
    is_number: bool = False


def words_for(field: str, words: Sequence[str]) -> str:
    """Return the expression of the word at the position that a field holds."""
    return f"{json.dumps(list(words), ensure_ascii=False)}[datum.{field}]"


def number_for(field: str, decimals: int, unit: str, estimated: str) -> str:
    """Return the expression of a number with its unit, and 'est.' where the expression `estimated` holds."""
    suffix = "%" if unit == "%" else f" {unit}"
    text = f"format(datum.{field}, ',.{decimals}f') + {json.dumps(suffix)} + (({estimated}) ? ' est.' : '')"
    return f"isValid(datum.{field}) ? {text} : 'no value'"


def interval_for(low: str, high: str, decimals: int, estimated: str) -> str:
    """Return the expression of an interval in brackets with 'est.' where `estimated` holds; nothing without one."""
    ends = f"format(datum.{low}, ',.{decimals}f') + ' to ' + format(datum.{high}, ',.{decimals}f')"
    return f"isValid(datum.{low}) ? ' (' + {ends} + (({estimated}) ? ' est.)' : ')') : ''"


def by_category(expression: str, colours: Mapping[str, str]) -> Colouring:
    """Colour by a category: the expression gives a key of `colours`."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return Colouring(expression, alt.Color("shown:N", scale=scale, legend=None))


def by_value(field: str, domain: tuple[float, float], title: str) -> Colouring:
    """Colour by a number on a fixed domain, with a gradient legend that names its unit; grey where there is none."""
    scale = alt.Scale(domain=list(domain), scheme="viridis", clamp=True)
    legend = alt.Legend(
        title=title, orient="top", direction="horizontal", gradientLength=260, titleLimit=330, tickCount=5
    )
    colour = alt.Color("shown:Q", scale=scale, legend=legend)
    return _grey_without_value(field, colour)


def by_change(field: str, limit: float, title: str, *, better: int) -> Colouring:
    """Colour by a change on both sides of 0, from -limit to limit; grey where there is none.

    `better` is 1 if a rise is good, -1 if a fall is.
    """
    colours = CHANGE_COLOURS if better == 1 else CHANGE_COLOURS[::-1]
    ends = [-limit, -limit / 2, 0, limit / 2, limit]
    scale = alt.Scale(domain=ends, range=list(colours), clamp=True)
    legend = alt.Legend(
        title=title,
        orient="top",
        direction="horizontal",
        gradientLength=260,
        titleLimit=330,
        values=ends,
        format="+d",
    )
    colour = alt.Color("shown:Q", scale=scale, legend=legend)
    return _grey_without_value(field, colour)


def _grey_without_value(field: str, colour: alt.Color) -> Colouring:
    grey_or_colour = alt.condition("!isValid(datum.shown)", alt.value(NO_VALUE), colour)
    return Colouring(f"datum.{field}", grey_or_colour, is_number=True)


def area_map(
    topology_url: str,
    columns: tuple[str, ...],
    colouring: Colouring,
    tooltip: Sequence[Text],
    *,
    outlines: str | None = None,
    height: int = 640,
    projection: Literal["mercator", "identity"] = "mercator",
    inset_url: str | None = None,
) -> dict[str, Any]:
    """Return the spec of a clickable map over data named FIGURES.

    Altair takes a tenth of a second to build it, so that pages keep it and send only new data.

    Parameters
    ----------
    topology_url : str
        Address of a TopoJSON whose object `areas` has features with the area's position as id, and the
        properties area_code and area_name.
    columns : tuple of str
        Of the data, which have one row an area: id (position of the area in the topology), turn (int),
        chosen (bool), if estimates are to look different faint (bool), if areas of a group are to be
        outlined grouped (bool), and the fields of the colouring and the tooltip.
    tooltip : sequence of Text
        The lines under the area's name.
    outlines : str, optional
        Another object of the topology to draw as lines over the areas: alliances, stps or regions.
    height : int
        In pixels.
    projection : "mercator" or "identity"
        Mercator for longitudes and latitudes; identity for a plane with north up, as of hexagons.
    inset_url : str, optional
        Address of a TopoJSON to draw in the same plane, whose areas look and act like those of the map:
        with objects as above, and an object `frame` with the properties name, factor, longitude, latitude.
    """
    click = alt.selection_point(name=MAP_SELECTION, fields=["area_code", "turn"], empty=False)
    fields = [name for name in columns if name != "id"]
    found = alt.LookupData(data=alt.NamedData(FIGURES), key="id", fields=fields)
    areas, marks = _areas(colouring, tooltip), [_CHOSEN]
    if "faint" in columns:
        areas = areas.encode(
            opacity=alt.condition("datum.faint", alt.value(ESTIMATED_OPACITY), alt.value(1.0))
        )
        marks = [_PUBLISHED, _CHOSEN]
    if "grouped" in columns:
        marks = [*marks[:-1], _GROUPED, _CHOSEN]
    parts: list[alt.Chart | alt.LayerChart] = [
        _part(topology_url, areas.add_params(click), found, outlines, marks)
    ]
    if inset_url:
        parts += [*_frame(inset_url), _part(inset_url, areas, found, outlines, marks)]
    # A plane's numbers grow to the north, a screen's to the south. What is as it is anyway is not said: it would be
    # sent with every change.
    plane: dict[str, Any] = {"reflectY": True} if projection == "identity" else {}
    legend = alt.LegendConfig(labelColor=MUTED, titleColor=INK, labelFontSize=12, titleFontSize=13)
    drawn = with_look(
        alt.layer(*parts).project(type=projection, **plane),
        properties={"height": height},
        **({"legend": legend} if colouring.is_number else {}),
    )
    return drawn.to_dict()


def _areas(colouring: Colouring, tooltip: Sequence[Text]) -> alt.Chart:
    lines = {f"line_{i}": line.expression for i, line in enumerate(tooltip)}
    invalid: Any = "show" if colouring.is_number else alt.Undefined
    return (
        alt.Chart()
        .transform_calculate(shown=colouring.expression, **lines)
        .mark_geoshape(stroke=OUTLINE, strokeWidth=0.6, cursor="pointer", invalid=invalid)
        .encode(
            color=colouring.encoding,
            tooltip=[
                alt.Tooltip("area_name:N", title="Area"),
                *(
                    alt.Tooltip(f"{name}:N", title=line.label)
                    for name, line in zip(lines, tooltip, strict=True)
                ),
            ],
        )
    )


_PUBLISHED = ("datum.faint === false", INK, 1.4)
_GROUPED = ("datum.grouped", INK, 2.2)
_CHOSEN = ("datum.chosen", CHOSEN, 3.0)
"""Which areas have an outline of their own, its colour and width."""


def _part(
    topology_url: str,
    areas: alt.Chart,
    found: alt.LookupData,
    outlines: str | None,
    marks: Sequence[tuple[str, str, float]],
) -> alt.LayerChart:
    """Return areas with the lines over them: the map, or its inset."""
    layers: list[alt.Chart] = [areas]
    if outlines:
        groups = alt.Chart(alt.topo_feature(topology_url, outlines))
        layers.append(groups.mark_geoshape(fill=None, filled=False, stroke=INK, strokeWidth=1.1))
    for condition, stroke, width in marks:
        marked = alt.Chart().transform_filter(condition)
        layers.append(marked.mark_geoshape(fill=None, filled=False, stroke=stroke, strokeWidth=width))
    return (
        alt.LayerChart(data=alt.topo_feature(topology_url, "areas"), layer=layers)
        # A nested field comes back from a click with an escaped dot, so the code is lifted out first.
        .transform_calculate(
            area_code="datum.properties.area_code",
            area_name="replace(datum.properties.area_name, /^NHS | (CCG|ICB)$/g, '')",
        )
        .transform_lookup(lookup="id", from_=found)
    )


def _frame(inset_url: str) -> list[alt.Chart]:
    """Return the frame of the inset and the words over its upper left corner."""
    frame = alt.Chart(alt.topo_feature(inset_url, "frame"))
    label = frame.transform_calculate(
        longitude="datum.properties.longitude",
        latitude="datum.properties.latitude",
        label="datum.properties.name + ' × ' + datum.properties.factor",
    )
    return [
        frame.mark_geoshape(fill=None, filled=False, stroke=MUTED, strokeWidth=1),
        label.mark_text(align="left", baseline="bottom", dy=-4, fontSize=12, color=MUTED).encode(
            longitude="longitude:Q", latitude="latitude:Q", text="label:N"
        ),
    ]
