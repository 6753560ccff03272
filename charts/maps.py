"""Maps of areas. Geometry comes by address and is fetched once; only a small frame changes from run to run.

What a map shows is sent as small numbers (a rating is its position in a list), and the words for them are
in the spec, which never changes: so a change of thresholds costs a few kilobytes and repaints in place.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd
import pyarrow as pa

from charts.palette import CHOSEN, ESTIMATED_OPACITY, FONT, INK, MUTED, OUTLINE

MAP_SELECTION = "area"
"""Name of the click selection; a click gives the fields area_code and turn."""


@dataclass(frozen=True)
class Text:
    """A line of the tooltip: its label, and the Vega expression of what it says."""

    label: str
    expression: str


@dataclass(frozen=True)
class Colouring:
    """How areas are coloured: an expression over the frame and a fixed scale for what it gives."""

    expression: str
    encoding: alt.Color


def words_for(field: str, words: Sequence[str]) -> str:
    """Return the expression of the word at the position that a field holds."""
    return f"{json.dumps(list(words), ensure_ascii=False)}[datum.{field}]"


def number_for(field: str, decimals: int, unit: str, estimated: str) -> str:
    """Return the expression of a number with its unit, and 'est.' where the expression `estimated` holds."""
    suffix = "%" if unit == "%" else f" {unit}"
    text = f"format(datum.{field}, ',.{decimals}f') + {json.dumps(suffix)} + (({estimated}) ? ' est.' : '')"
    return f"isValid(datum.{field}) ? {text} : 'no value'"


def by_category(expression: str, colours: Mapping[str, str]) -> Colouring:
    """Colour by a category: the expression gives a key of `colours`."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return Colouring(expression, alt.Color("shown:N", scale=scale, legend=None))


def by_value(field: str, domain: tuple[float, float], title: str) -> Colouring:
    """Colour by a number on a fixed domain, with a gradient legend that names its unit."""
    scale = alt.Scale(domain=list(domain), scheme="viridis", clamp=True)
    legend = alt.Legend(
        title=title, orient="top", direction="horizontal", gradientLength=260, titleLimit=330, tickCount=5
    )
    return Colouring(f"datum.{field}", alt.Color("shown:Q", scale=scale, legend=legend))


def area_map(
    topology_url: str,
    table: pd.DataFrame,
    colouring: Colouring,
    tooltip: Sequence[Text],
    *,
    outlines: str | None = None,
    height: int = 640,
) -> alt.LayerChart:
    """Return a clickable map.

    Parameters
    ----------
    topology_url : str
        Address of a TopoJSON whose object `areas` has features with the area's position as id, and the
        properties area_code and area_name.
    table : DataFrame
        One row an area: id (position of the area in the topology), turn (int), chosen (bool), if
        estimates are to look different faint (bool), and the fields of the colouring and the tooltip.
    tooltip : sequence of Text
        The lines under the area's name.
    outlines : str, optional
        Another object of the topology to draw as lines over the areas: alliances, stps or regions.
    height : int
        In pixels.
    """
    click = alt.selection_point(name=MAP_SELECTION, fields=["area_code", "turn"], empty=False)
    lines = {f"line_{i}": line.expression for i, line in enumerate(tooltip)}
    areas = (
        alt.Chart()
        .transform_calculate(shown=colouring.expression, **lines)
        .mark_geoshape(stroke=OUTLINE, strokeWidth=0.6, cursor="pointer")
        .encode(
            color=colouring.encoding,
            opacity=alt.condition("datum.faint", alt.value(ESTIMATED_OPACITY), alt.value(1.0)),
            tooltip=[
                alt.Tooltip("area_name:N", title="Area"),
                *(
                    alt.Tooltip(f"{name}:N", title=line.label)
                    for name, line in zip(lines, tooltip, strict=True)
                ),
            ],
        )
        .add_params(click)
    )
    layers: list[alt.Chart] = [areas]
    if outlines:
        shapes = alt.Chart(alt.topo_feature(topology_url, outlines))
        layers.append(shapes.mark_geoshape(fill=None, filled=False, stroke=INK, strokeWidth=1.1))
    for condition, stroke, width in (("datum.faint === false", INK, 1.4), ("datum.chosen", CHOSEN, 3.0)):
        marked = alt.Chart().transform_filter(condition)
        layers.append(marked.mark_geoshape(fill=None, filled=False, stroke=stroke, strokeWidth=width))
    # As a bare Arrow table: a third smaller than a data frame, which carries a description of itself.
    sent = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    found = alt.LookupData(data=sent, key="id", fields=[name for name in table.columns if name != "id"])
    return (
        alt.layer(*layers, data=alt.topo_feature(topology_url, "areas"))
        # A nested field comes back from a click with an escaped dot, so the code is lifted out first.
        .transform_calculate(
            area_code="datum.properties.area_code",
            area_name="replace(replace(datum.properties.area_name, /^NHS /, ''), / CCG$/, '')",
        )
        .transform_lookup(lookup="id", from_=found)
        .project(type="mercator")
        .properties(height=height)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_legend(labelColor=MUTED, titleColor=INK, labelFontSize=12, titleFontSize=13)
    )
