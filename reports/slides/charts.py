"""Native charts of slides: PowerPoint's own, with their figures in a workbook that can be edited there."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from charts.palette import (
    GRID,
    INK,
    MUTED,
    OBSERVED,
    RATING_TEXT_COLOURS,
)
from reports.figures.fonts import width_of
from reports.figures.screen_looks import COLOURS, kind_name, kinds_of
from reports.screens.model import ESTIMATED_MARK, BarChart, ChartSeries, PointChart
from reports.screens.parts import part_of
from reports.slides.template import Place
from reports.slides.text import colour

MOST_NAMES = 14
"""With more points than this, a chart goes on to a second slide, …"""
MANY_POINTS = 28
"""… and with more than this, it shows their order and spread on one, not their names."""
_SMALL_SHARE = 6.0
"""Percent of a bar under which its number does not fit into it."""
_MARKERS = {
    "high": XL_MARKER_STYLE.TRIANGLE,
    "low": XL_MARKER_STYLE.DIAMOND,  # PowerPoint has no triangle that points down
    "very low": XL_MARKER_STYLE.DIAMOND,
}
_FEW = 9
_AXIS_PART, _ROOMY = 0.86, 1.16
"""Part of a chart's width that is its axis, with a gap between names; widths of Arial by those that are measured."""
_C = nsdecls("c", "a")


def chart_pages(chart: BarChart | PointChart) -> list[BarChart | PointChart]:
    """Divide a chart of points that has too many names for one slide into two on the same scale."""
    number = len(chart.categories)
    if not isinstance(chart, PointChart) or not MOST_NAMES < number <= MANY_POINTS:
        return [chart]
    middle = (number + 1) // 2
    return [part_of(chart, slice(0, middle)), part_of(chart, slice(middle, number))]


def add_chart(slide: Any, chart: BarChart | PointChart, place: Place, scale: float) -> Any:
    """Add a native chart to a slide and return its shape.

    The workbook of points has their intervals and bases too, and the interval's bars read them there.
    """
    if isinstance(chart, PointChart):
        return _add_points(slide, chart, place, scale)
    return _add_bars(slide, chart, place, scale)


def _data(categories: Sequence[str], series: Sequence[ChartSeries], number_format: str) -> CategoryChartData:
    data = CategoryChartData(number_format=number_format)
    data.categories = list(categories)
    for one in series:
        data.add_series(one.name, list(one.values))
    return data


def _number_format(unit: str, decimals: int, *, estimated: bool = False) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    said = ("%" if unit == "%" else f" {unit}" if unit else "") + (f" {ESTIMATED_MARK}" if estimated else "")
    return f'{pattern}"{said}"' if said else pattern


def _graphic(slide: Any, kind: Any, place: Place, data: CategoryChartData) -> Any:
    return slide.shapes.add_chart(kind, place.left, place.top, place.width, place.height, data)


def _add_bars(slide: Any, bars: BarChart, place: Place, scale: float) -> Any:
    form = _number_format(bars.unit, bars.decimals)
    kind = XL_CHART_TYPE.BAR_STACKED if bars.stacked else XL_CHART_TYPE.BAR_CLUSTERED
    shape = _graphic(slide, kind, place, _data(bars.categories, bars.series, form))
    chart = shape.chart
    _dress(chart, bars.title, "", scale)
    chart.has_legend = len(bars.series) > 1
    if chart.has_legend:
        _legend(chart, scale)
    behind = [("", bars.categories), *((one.name, one.values) for one in bars.series)]
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(behind))
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = (45, 100) if bars.stacked else (60, -5)
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    categories.format.line.color.rgb = colour(MUTED)
    categories.tick_labels.font.size = Pt(12 * scale)
    values.visible = False
    values.has_major_gridlines = False
    values.minimum_scale = 0
    if bars.stacked:
        values.maximum_scale = max(
            sum(s.values[i] or 0 for s in bars.series) for i in range(len(bars.categories))
        )
    whole = values.maximum_scale or 100.0
    for series, given in zip(plot.series, bars.series, strict=True):
        keys = given.keys or (given.key,) * len(given.values)
        _paint(series, keys)
        labels = _labels(series, form, 12 * scale)
        if bars.stacked:
            labels.position = XL_LABEL_POSITION.CENTER
            labels.font.color.rgb = colour(RATING_TEXT_COLOURS.get(keys[0], "#ffffff"))
            _leave_out(labels, given.values, _SMALL_SHARE / 100 * whole)
        else:
            labels.position = XL_LABEL_POSITION.OUTSIDE_END
    return shape


def _paint(series: Any, keys: Sequence[str]) -> None:
    fill = series.format.fill
    fill.solid()
    fill.fore_color.rgb = colour(COLOURS.get(keys[0], OBSERVED))
    for place, key in enumerate(keys):
        if key != keys[0]:
            point = series.points[place].format.fill
            point.solid()
            point.fore_color.rgb = colour(COLOURS.get(key, OBSERVED))


def _labels(series: Any, form: str, size: float) -> Any:
    """Write the value of each point of a series, and return the labels."""
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = form, False
    labels.font.size = Pt(size)
    labels.font.color.rgb = colour(INK)
    return labels


def _leave_out(labels: Any, values: Sequence[float | None], least: float) -> None:
    """Write no number where a bar is too short for it."""
    for place, value in reversed(list(enumerate(values))):
        if value is None or value < least:
            label = f'<c:dLbl {_C}><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>'
            labels._element.insert(0, parse_xml(label))


def _add_points(slide: Any, points: PointChart, place: Place, scale: float) -> Any:
    form = _number_format(points.unit, points.decimals)
    kinds = _by_kind(points)
    every = (*(series for series, _ in kinds), *points.lines)
    shape = _graphic(slide, XL_CHART_TYPE.LINE_MARKERS, place, _data(points.categories, every, form))
    chart = shape.chart
    _dress(chart, points.title, "Vertical bars: 95% intervals" if any(_lengths(points)[0]) else "", scale)
    chart.has_legend = True
    _legend(chart, scale)
    _axes(chart, points, form, place, scale)
    drawn = list(chart.plots[0].series)
    many = len(points.categories) > MANY_POINTS
    for series, (_, estimated) in zip(drawn, kinds, strict=False):
        outcome = every[series.index].key
        series.smooth = False
        series.format.line.fill.background()
        _marker(series.marker, outcome, estimated=estimated, many=many)
        if len(points.categories) <= MOST_NAMES:
            size = (11 if len(points.categories) <= _FEW else 9.5) * scale
            _label_points(series, _number_format(points.unit, points.decimals, estimated=estimated), size)
        _add_intervals(series, points, len(every))
    for series, given in zip(drawn[len(kinds) :], points.lines, strict=True):
        _draw_line(series, given)
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(_columns(points, every)))
    return shape


def _by_kind(points: PointChart) -> list[tuple[ChartSeries, bool]]:
    """Divide points into series by how they are judged and by basis, so that the legend says both."""
    divided = []
    for outcome, estimated in kinds_of(points):
        values = tuple(
            value if (judged, basis) == (outcome, estimated) else None
            for value, judged, basis in zip(
                points.points.values, points.outcomes, points.estimated, strict=True
            )
        )
        divided.append((ChartSeries(kind_name(points, (outcome, estimated)), values, outcome), estimated))
    return divided


def _name_size(names: Sequence[str], width: int, scale: float) -> float:
    """Return the size in points at which no word of a name is wider than its part of the axis."""
    room = _AXIS_PART * width / Pt(1) / len(names)
    longest = max((word for name in names for word in name.split()), key=len, default="")
    sizes = [size * scale for size in (12, 11, 10, 9.5, 9, 8.5, 8)]
    return next((size for size in sizes if width_of(longest, size * _ROOMY) <= room), sizes[-1])


def _axes(chart: Any, points: PointChart, form: str, place: Place, scale: float) -> None:
    values, categories = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = points.axis
    values.major_gridlines.format.line.color.rgb = colour(GRID)
    values.format.line.fill.background()
    values.tick_labels.font.size = Pt(11 * scale)
    values.tick_labels.font.color.rgb = colour(MUTED)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        form.replace(".0", ""),
        False,
    )
    categories.format.line.color.rgb = colour(MUTED)
    categories.tick_labels.font.size = Pt(_name_size(points.categories, place.width, scale))
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if len(points.categories) > MANY_POINTS:
        categories.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    body = categories._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    body.set("rot", "0")
    body.set("vert", "horz")


def _marker(marker: Any, outcome: str, *, estimated: bool, many: bool) -> None:
    code = COLOURS.get(outcome, COLOURS["similar"])
    shade = colour(code)
    marker.style = _MARKERS.get(outcome, XL_MARKER_STYLE.CIRCLE)
    marker.size = 5 if many else 11
    marker.format.fill.solid()
    # A dark edge round a paler middle. Not white: programs that draw no edges, such as LibreOffice, would show nothing.
    marker.format.fill.fore_color.rgb = _middle(shade) if estimated else shade
    marker.format.line.color.rgb = shade
    marker.format.line.width = Pt(1 if many else 2)


def _middle(shade: RGBColor) -> RGBColor:
    """Return a colour halfway to white."""
    return RGBColor(*((part + 255) // 2 for part in shade))


def _draw_line(series: Any, given: ChartSeries) -> None:
    """Draw England or a bar: a line where it is the same for all, else a dash at each category."""
    shade = colour(COLOURS[given.key])
    series.smooth = False
    if len(set(given.values)) == 1 and len(given.values) > 1:
        series.marker.style = XL_MARKER_STYLE.NONE
        series.format.line.color.rgb = shade
        series.format.line.width = Pt(2)
        if given.key != "england":
            dash = series.format.line._get_or_add_ln()
            dash.append(parse_xml(f'<a:prstDash {nsdecls("a")} val="dash"/>'))
        return
    series.format.line.fill.background()
    series.marker.style = XL_MARKER_STYLE.DASH
    series.marker.size = 14
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = shade
    series.marker.format.line.color.rgb = shade


def _label_points(series: Any, form: str, size: float) -> None:
    """Write each value beside its point, on white so that no line runs through it."""
    labels = _labels(series, form, size)
    labels.position = XL_LABEL_POSITION.RIGHT
    white = f'<c:spPr {_C}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
    labels._element.find(qn("c:numFmt")).addnext(parse_xml(white))


def _add_intervals(series: Any, points: PointChart, number_of_series: int) -> None:
    """Draw the intervals as error bars whose lengths stand in the workbook."""
    up, down = _lengths(points)
    if not any(up + down):
        return
    last = len(points.categories) + 1
    width = Pt(0.75 if len(points.categories) > MANY_POINTS else 1.5)
    sides = []
    # As in `_columns`: categories and series, the two limits, then these.
    for side, column, lengths in (("plus", number_of_series + 3, up), ("minus", number_of_series + 4, down)):
        letter = chr(ord("A") + column)
        cached = "".join(
            f'<c:pt idx="{place}"><c:v>{length!r}</c:v></c:pt>'
            for place, length in enumerate(lengths)
            if length is not None
        )
        sides.append(
            f"<c:{side}><c:numRef><c:f>Sheet1!${letter}$2:${letter}${last}</c:f><c:numCache>"
            f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(lengths)}"/>{cached}</c:numCache></c:numRef>'
            f"</c:{side}>"
        )
    bars = (
        f'<c:errBars {_C}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
        f'{"".join(sides)}<c:spPr><a:ln w="{width}"><a:solidFill><a:srgbClr val="{MUTED[1:].upper()}"/></a:solidFill>'
        "</a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(parse_xml(bars))


def _lengths(points: PointChart) -> tuple[list[float | None], list[float | None]]:
    """Return how far each interval reaches up and down from its point."""
    up: list[float | None] = []
    down: list[float | None] = []
    for value, low, high in zip(points.points.values, points.lower, points.upper, strict=True):
        known = value is not None and low is not None and high is not None
        up.append(round(max(high - value, 0.0), 6) if known else None)  # type: ignore[operator]
        down.append(round(max(value - low, 0.0), 6) if known else None)  # type: ignore[operator]
    return up, down


_Column = tuple[str, Sequence[Any]]


def _columns(points: PointChart, series: Sequence[ChartSeries]) -> list[_Column]:
    """Return what stands behind a chart of points: its series, and beside them limits, lengths and bases."""
    up, down = _lengths(points)
    basis = ["estimated" if estimated else "published" for estimated in points.estimated]
    return [
        ("", points.categories),
        *((one.name, one.values) for one in series),
        ("Lower 95% limit", points.lower),
        ("Upper 95% limit", points.upper),
        ("Up to the upper limit", up),
        ("Down to the lower limit", down),
        ("Basis", basis),
        ("Judged", points.outcomes),
    ]


def _workbook(columns: Sequence[_Column]) -> bytes:
    """Return the workbook behind a chart, in which no text is run as a formula, as the library's own would be."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Sheet1")
        for column, (title, values) in enumerate(columns):
            for row, value in enumerate((title, *values)):
                if value is not None:
                    sheet.write(row, column, value)
    return buffer.getvalue()


def _dress(chart: Any, title: str, key: str, scale: float) -> None:
    """Give a chart its typeface and title, with a key of its signs under it."""
    chart.font.size = Pt(12 * scale)
    chart.font.color.rgb = colour(INK)
    chart.has_title = True
    frame = chart.chart_title.text_frame
    frame.text = title
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(13 * scale), True
    if key:
        below = frame.add_paragraph().add_run()
        below.text = key
        below.font.size, below.font.bold = Pt(10.5 * scale), False
        below.font.color.rgb = colour(MUTED)
    chart.chart_title.include_in_layout = False


def _legend(chart: Any, scale: float) -> None:
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(11 * scale)
