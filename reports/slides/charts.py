"""Native charts of slides: PowerPoint's own, with their figures in a workbook that can be edited there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt
from xlsxwriter.utility import xl_col_to_name

from charts.palette import (
    GRID,
    INK,
    MUTED,
    OBSERVED,
    RATING_TEXT_COLOURS,
)
from reports.figures.fonts import width_of
from reports.figures.screen_looks import COLOURS, kind_name, kinds_of, point_texts, tick_values
from reports.screens.model import ESTIMATED_MARK, BarChart, ChartSeries, PointChart, StripChart
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
_ROOMY = 1.16
"""Widths of Arial by those that are measured."""
_C = nsdecls("c", "a")
_STROKE, _MOST_NAME = 0.3, 0.34
"""Half the length of a stroke of England or a standard, in rows; the most of a chart's width that names take."""
_VALUE, _INTERVAL = "Value", "95% interval"
_OTHERS = "#b9c1c9"
_Column = tuple[str, Sequence[Any]]


def chart_pages(chart: BarChart | PointChart | StripChart) -> list[BarChart | PointChart | StripChart]:
    """Divide a chart of points that has too many names for one slide into two on the same scale."""
    number = len(chart.categories)
    if not isinstance(chart, PointChart) or not MOST_NAMES < number <= MANY_POINTS:
        return [chart]
    middle = (number + 1) // 2
    return [part_of(chart, slice(0, middle)), part_of(chart, slice(middle, number))]


def add_chart(
    slide: Any, chart: BarChart | PointChart | StripChart, place: Place, scale: float
) -> list[tuple[Any, str]]:
    """Add a chart to a slide, strips as several, and return each shape with its text alternative.

    The workbook of points has their intervals and bases too, and the interval's bars read them there.
    """
    if isinstance(chart, StripChart):
        shapes = _add_strips(slide, chart, place, scale)
        return [(shape, strip.alt) for shape, strip in zip(shapes, chart.strips, strict=True)]
    if isinstance(chart, PointChart):
        return [(_add_points(slide, chart, place, scale), chart.alt)]
    return [(_add_bars(slide, chart, place, scale), chart.alt)]


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
    _dress(chart, bars.title, scale)
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


def _add_points(slide: Any, points: PointChart, place: Place, scale: float, *, strip: str = "") -> Any:
    """Add points with their intervals, one row a category: a scatter chart whose rows are numbered from the top.

    `strip` is the title of a strip among others, which says what its lines are: its row has no name, and no legend.
    """
    rows = len(points.categories)
    kinds, many = _by_kind(points), rows > MANY_POINTS
    behind = _columns(points, kinds)
    has_ends = any(title == _INTERVAL for title, _ in behind)
    drawn = ["All areas"] if points.others else []
    # Intervals before lines: LibreOffice draws no line of one value that comes first.
    drawn += [_INTERVAL] if has_ends else []
    drawn += [line.name for line in points.lines]
    drawn += [one.name for one, _ in kinds]
    named = [] if many else ["Numbers"] if strip else ["Names", "Numbers"]
    data = XyChartData()
    for name in (*drawn, *named):
        data.add_series(name).add_data_point(0, 0)
    shape = slide.shapes.add_chart(
        XL_CHART_TYPE.XY_SCATTER, place.left, place.top, place.width, place.height, data
    )
    chart = shape.chart
    _dress(chart, strip or points.title, scale)
    if strip:
        _small_title(chart, strip, place, scale)
    every = iter(chart.plots[0].series)
    if points.others:
        _line(_refer(next(every), behind, "All areas: ends of strokes", "All areas"), _OTHERS, 0.5)
    if has_ends:
        series = _refer(next(every), behind, f"{_INTERVAL}: ends of strokes", _INTERVAL)
        _line(series, MUTED, 0.75 if many else 1.5)
    for line in points.lines:
        series = _refer(next(every), behind, f"{line.name}: ends of strokes", line.name)
        _line(series, COLOURS[line.key], 2, dashed=line.key != "england")
    for one, estimated in kinds:
        series = _refer(next(every), behind, _VALUE, one.name)
        series.format.line.fill.background()
        _marker(series.marker, one.key, estimated=estimated, many=many)
    if not many:
        size = _row_size(points, place, scale)
        if not strip:
            _written(_refer(next(every), behind, "Left edge", "Row"), list(points.categories), "l", size)
        _written(_refer(next(every), behind, "Right edge", "Row"), point_texts(points), "r", size, bold=True)
    chart.has_legend = not strip
    if not strip:
        _legend(chart, scale)
        _leave_out_of_legend(chart, range(len(drawn), len(drawn) + len(named)))
    _axes(chart, points, scale, strip=bool(strip))
    _lay_out(chart, points, place, scale, strip=bool(strip))
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(behind))
    return shape


def _add_strips(slide: Any, strips: StripChart, place: Place, scale: float) -> list[Any]:
    """Add a chart for each strip, one below the other."""
    height = place.height // len(strips.strips)
    return [
        _add_points(
            slide,
            strip,
            replace(place, top=place.top + row * height, height=height, placeholder=None),
            scale,
            strip=strip.title,
        )
        for row, strip in enumerate(strips.strips)
    ]


def _small_title(chart: Any, title: str, place: Place, scale: float) -> None:
    """Set the title of a strip as large as it fits on one line, up to 10 points."""
    sizes = [size * scale for size in (10, 9.5, 9, 8.5, 8)]
    room = 0.72 * place.width / Pt(1)
    size = next((size for size in sizes if width_of(title, size * _ROOMY) <= room), sizes[-1])
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)


def _row_size(points: PointChart, place: Place, scale: float) -> float:
    """Return the size in points of names and numbers: so that rows stand apart, and names leave room for the points."""
    room = 0.78 * place.height / Pt(1) / len(points.categories)
    longest = max(points.categories, key=len, default="")
    sizes = [size * scale for size in (12, 11, 10, 9.5, 9, 8.5, 8)]
    most = _MOST_NAME * place.width / Pt(1)
    return next(
        (size for size in sizes if size * 1.3 <= room and width_of(longest, size * _ROOMY) <= most), sizes[-1]
    )


def _refer(series: Any, behind: Sequence[_Column], x: str, y: str) -> Any:
    """Let a series read its values and its rows from columns of the workbook."""
    titles = [title for title, _ in behind]
    element = series._element
    name = element.find(qn("c:tx")).find(qn("c:strRef"))
    name.find(qn("c:f")).text = f"Sheet1!${xl_col_to_name(titles.index(y))}$1"
    for tag, title in (("c:xVal", x), ("c:yVal", y)):
        values = behind[titles.index(title)][1]
        letter = xl_col_to_name(titles.index(title))
        cached = "".join(
            f'<c:pt idx="{place}"><c:v>{float(getattr(value, "value", value))!r}</c:v></c:pt>'
            for place, value in enumerate(values)
            if value is not None
        )
        source = element.find(qn(tag))
        for child in list(source):
            source.remove(child)
        source.append(
            parse_xml(
                f"<c:numRef {_C}><c:f>Sheet1!${letter}$2:${letter}${len(values) + 1}</c:f><c:numCache>"
                f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{cached}</c:numCache></c:numRef>'
            )
        )
    return series


def _line(series: Any, shade: str, width: float, *, dashed: bool = False) -> None:
    """Draw a line through the rows, or through the two ends of each interval."""
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.color.rgb = colour(shade)
    series.format.line.width = Pt(width)
    if dashed:
        series.format.line._get_or_add_ln().append(parse_xml(f'<a:prstDash {nsdecls("a")} val="dash"/>'))


def _written(series: Any, texts: Sequence[str], side: str, size: float, *, bold: bool = False) -> None:
    """Write a text at each row, where no line runs through it: names to the left of the axis, numbers to the right."""
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.fill.background()
    position = XL_LABEL_POSITION.LEFT if side == "l" else XL_LABEL_POSITION.RIGHT
    for place, text in enumerate(texts):
        label = series.points[place].data_label
        label.text_frame.text = text
        label.text_frame.word_wrap = False
        label.position = position
        run = label.text_frame.paragraphs[0].runs
        if run:
            run[0].font.size, run[0].font.bold = Pt(size), bold
            run[0].font.color.rgb = colour(INK)


def _leave_out_of_legend(chart: Any, places: Sequence[int]) -> None:
    legend = chart.legend._element
    for place in reversed(places):
        entry = f'<c:legendEntry {_C}><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
        legend.find(qn("c:legendPos")).addnext(parse_xml(entry))


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


def _axes(chart: Any, points: PointChart, scale: float, *, strip: bool) -> None:
    values, rows = chart.category_axis, chart.value_axis
    values.minimum_scale, values.maximum_scale = points.axis
    ticks = tick_values(points.axis)
    values.major_unit = ticks[1] - ticks[0] if len(ticks) > 1 else points.axis[1] - points.axis[0]
    values.has_major_gridlines = not strip
    if not strip:
        values.major_gridlines.format.line.color.rgb = colour(GRID)
    values.format.line.color.rgb = colour(MUTED)
    values.tick_labels.font.size = Pt((9 if strip else 11) * scale)
    values.tick_labels.font.color.rgb = colour(MUTED)
    form = _number_format(points.unit, 0 if all(tick == round(tick) for tick in ticks) else points.decimals)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    rows.minimum_scale, rows.maximum_scale = 0.5, len(points.categories) + 0.5
    rows.reverse_order = True
    rows.has_major_gridlines = False
    rows.visible = False
    # Rows count from the top, so that their last is at the foot, where the values stand.
    rows.crosses = XL_AXIS_CROSSES.MAXIMUM


def _lay_out(chart: Any, points: PointChart, place: Place, scale: float, *, strip: bool) -> None:
    """Set the place of the plot, with room for names to the left and numbers to the right."""
    size = _row_size(points, place, scale)
    width, height = place.width / Pt(1), place.height / Pt(1)
    many = len(points.categories) > MANY_POINTS
    left = 0.03 if many or strip else _part_of(points.categories, size, width)
    right = 0.03 if many else _part_of(point_texts(points), size, width)
    above = min(0.5, (20 if strip else 30) * scale / height)
    below = min(0.5, (20 if strip else 50) * scale / height)
    layout = (
        f'<c:layout {_C}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.4f}"/><c:y val="{above:.4f}"/><c:w val="{1 - left - right:.4f}"/>'
        f'<c:h val="{max(0.1, 1 - above - below):.4f}"/></c:manualLayout></c:layout>'
    )
    plot = chart._chartSpace.chart.plotArea
    if (old := plot.find(qn("c:layout"))) is not None:
        plot.remove(old)
    plot.insert(0, parse_xml(layout))


def _part_of(texts: Sequence[str], size: float, width: float) -> float:
    longest = max((width_of(text, size * _ROOMY) for text in texts), default=0.0)
    return min(0.45, (longest + 14) / width)


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


@dataclass(frozen=True)
class _Formula:
    """A cell that repeats another: the text of its formula, and the value that it has now."""

    text: str
    value: float


def _strokes(name: str, ends: Sequence[tuple[str, float, float]]) -> list[_Column]:
    """Return strokes as one line with gaps, in two columns: of values and of rows.

    Each end is a cell, its value and its row. They are no error bars: programs such as LibreOffice draw none along a
    row, and others with a bar at each end.
    """
    values: list[Any] = []
    rows: list[float | None] = []
    for place, (cell, value, row) in enumerate(ends):
        if place and place % 2 == 0:
            values.append(None)
            rows.append(None)
        values.append(_Formula(f"={cell}", value))
        rows.append(row)
    return [(f"{name}: ends of strokes", values), (name, rows)] if ends else []


def _cell(column: int, row: int) -> str:
    return f"{xl_col_to_name(column)}{row + 1}"


def _of_line(line: ChartSeries, column: int) -> list[tuple[str, float, float]]:
    """Return the ends of a line through all rows, or of a stroke across each where its value changes."""
    there = [(place, value) for place, value in enumerate(line.values, start=1) if value is not None]
    if len(there) == len(line.values) > 1 and len(set(line.values)) == 1:
        ends = (there[0], 0.5), (there[-1], len(there) + 0.5)
        return [(_cell(column, place), value, row) for (place, value), row in ends]
    return [
        (_cell(column, place), value, place + side) for place, value in there for side in (-_STROKE, _STROKE)
    ]


def _rug(values: Sequence[float], column: int) -> list[tuple[str, float, float]]:
    """Return the ends of fine strokes below the one row of a strip."""
    return [
        (_cell(column, place), value, end)
        for place, value in enumerate(values, start=1)
        for end in (1.22, 1.42)
    ]


def _along(points: PointChart, lower: int, upper: int) -> list[tuple[str, float, float]]:
    """Return the ends of the intervals, each in its row."""
    return [
        (_cell(column, place), value, place)
        for place, (low, high) in enumerate(zip(points.lower, points.upper, strict=True), start=1)
        if low is not None and high is not None
        for column, value in ((lower, low), (upper, high))
    ]


def _columns(points: PointChart, kinds: Sequence[tuple[ChartSeries, bool]]) -> list[_Column]:
    """Return what stands behind a chart of points.

    The names, the values, for each kind of points the rows in which they stand, the lines, and beside them limits
    and bases.
    """
    rows = list(range(1, len(points.categories) + 1))
    low, high = points.axis
    columns: list[_Column] = [
        ("", points.categories),
        (_VALUE, points.points.values),
        *(
            (one.name, [None if value is None else row for row, value in zip(rows, one.values, strict=True)])
            for one, _ in kinds
        ),
        *((f"{line.name}, value", line.values) for line in points.lines),
        ("Row", rows),
        ("Lower 95% limit", points.lower),
        ("Upper 95% limit", points.upper),
        ("Basis", ["estimated" if estimated else "published" for estimated in points.estimated]),
        ("Judged", points.outcomes),
        ("Left edge", [low] * len(rows)),
        ("Right edge", [high] * len(rows)),
        *([("Values of all areas", points.others)] if points.others else []),
    ]
    places = {title: place for place, (title, _) in enumerate(columns)}
    columns += _strokes(_INTERVAL, _along(points, places["Lower 95% limit"], places["Upper 95% limit"]))
    for line in points.lines:
        columns += _strokes(line.name, _of_line(line, places[f"{line.name}, value"]))
    if points.others:
        place = places["Values of all areas"]
        columns += _strokes("All areas", _rug(points.others, place))
    return columns


def _workbook(columns: Sequence[_Column]) -> bytes:
    """Return the workbook behind a chart, in which no text is run as a formula, as the library's own would be."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Sheet1")
        for column, (title, values) in enumerate(columns):
            for row, value in enumerate((title, *values)):
                if isinstance(value, _Formula):
                    sheet.write_formula(row, column, value.text, None, value.value)
                elif value is not None:
                    sheet.write(row, column, value)
    return buffer.getvalue()


def _dress(chart: Any, title: str, scale: float) -> None:
    """Give a chart its typeface and title."""
    chart.font.size = Pt(12 * scale)
    chart.font.color.rgb = colour(INK)
    chart.has_title = True
    frame = chart.chart_title.text_frame
    frame.text = title
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(13 * scale), True
    chart.chart_title.include_in_layout = False


def _legend(chart: Any, scale: float) -> None:
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(11 * scale)
