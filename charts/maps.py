"""Maps of areas. Geometry comes by address and is fetched once; only the frame changes from run to run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from charts.palette import CHOSEN, ESTIMATED_OPACITY, FONT, INK, MUTED, OUTLINE

MAP_SELECTION = "area"
"""Name of the click selection; a click gives the fields area_code and turn."""


@dataclass(frozen=True)
class Colouring:
    """How areas are coloured: a field of the frame with a fixed scale, so that the spec never changes."""

    encoding: alt.Color
    fallback: str | float | None


def by_category(field: str, colours: Mapping[str, str], fallback: str) -> Colouring:
    """Colour by a category with the colours given; areas without data get the category `fallback`."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return Colouring(alt.Color(f"{field}:N", scale=scale, legend=None), fallback)


def by_value(field: str, domain: tuple[float, float], title: str) -> Colouring:
    """Colour by a number on a fixed domain, with a gradient legend that names its unit."""
    scale = alt.Scale(domain=list(domain), scheme="viridis", clamp=True)
    legend = alt.Legend(
        title=title, orient="top", direction="horizontal", gradientLength=260, titleLimit=330, tickCount=5
    )
    return Colouring(alt.Color(f"{field}:Q", scale=scale, legend=legend), None)


def area_map(
    topology_url: str,
    table: pd.DataFrame,
    colouring: Colouring,
    tooltips: Sequence[tuple[str, str]],
    *,
    outlines: str | None = None,
    height: int = 640,
) -> alt.LayerChart:
    """Return a clickable map.

    Parameters
    ----------
    topology_url : str
        Address of a TopoJSON with the object `areas` (features with an area_code).
    table : DataFrame
        One row an area: area_code, turn (int), chosen (bool), faint (bool, estimated), the field of the
        colouring and the fields of the tooltips (text).
    tooltips : pairs of field and label
    outlines : str, optional
        Another object of the topology to draw as lines over the areas: alliances, stps or regions.
    height : int
        In pixels.
    """
    click = alt.selection_point(name=MAP_SELECTION, fields=["area_code", "turn"], empty=False)
    fields = [name for name in table.columns if name != "area_code"]
    shapes = _with_table(topology_url, table, fields)
    areas = (
        shapes.mark_geoshape(stroke=OUTLINE, strokeWidth=0.6, cursor="pointer")
        .encode(
            color=colouring.encoding,
            opacity=alt.condition("datum.faint", alt.value(ESTIMATED_OPACITY), alt.value(1.0)),
            tooltip=[alt.Tooltip(f"{field}:N", title=label) for field, label in tooltips],
        )
        .add_params(click)
    )
    layers: list[alt.Chart] = [areas]
    if outlines:
        layers.append(
            alt.Chart(alt.topo_feature(topology_url, outlines)).mark_geoshape(
                filled=False, stroke=INK, strokeWidth=1.1
            )
        )
    marked = {"published": ("datum.faint === false", INK, 1.4), "chosen": ("datum.chosen", CHOSEN, 3.0)}
    for condition, stroke, width in marked.values():
        layers.append(
            shapes.transform_filter(f"isValid(datum.turn) && {condition}").mark_geoshape(
                filled=False, stroke=stroke, strokeWidth=width
            )
        )
    return (
        alt.layer(*layers)
        .project(type="mercator")
        .properties(height=height)
        .configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_legend(labelColor=MUTED, titleColor=INK, labelFontSize=12, titleFontSize=13)
    )


def _with_table(topology_url: str, table: pd.DataFrame, fields: list[str]) -> alt.Chart:
    """Return the areas of the topology with the table's fields looked up by area code."""
    return (
        alt.Chart(alt.topo_feature(topology_url, "areas"))
        # A nested field comes back from a click with an escaped dot, so it is lifted out first.
        .transform_calculate(area_code="datum.properties.area_code")
        .transform_lookup(
            lookup="area_code", from_=alt.LookupData(data=table, key="area_code", fields=fields)
        )
    )
