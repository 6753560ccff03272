"""The figures of slides beside those of the rule, worked out apart; charts that can be edited."""

import math
import re

import pandas as pd
import pytest
from openpyxl.utils import column_index_from_string
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from reports.slides.charts import MANY_POINTS, MOST_NAMES
from scoring import RATING_LABELS, Assessment, breakdown, count_ratings, explain, format_value, movers, rate
from scoring.analysis.group_standing import worst_first
from scoring.analysis.probability import rating_probabilities
from tests.reports.slides.decks import PACKS, named, pack, table_of, title_of, workbook_of

everywhere = pytest.mark.parametrize("name", PACKS)
RATED = [name for name in PACKS if name != "unrated"]


def slides_of(name, kind):
    """The slides of the screens of a kind, each with its screen."""
    shown = pack(name)
    found = []
    for slide in shown.deck.slides:
        title = title_of(slide)
        for screen in shown.screens:
            if screen.kind == kind and (title == screen.title or title.startswith(f"{screen.title} (")):
                found.append((slide, screen))
                break
    return found


def rows_of(slides):
    """The rows of a table that goes on over slides, under its header."""
    tables = [table_of(named(slide, "Table")) for slide, _ in slides if named(slide, "Table") is not None]
    header = tables[0][0]
    assert all(table[0] == header for table in tables)
    return pd.DataFrame([row for table in tables for row in table[1:]], columns=header)


def said(value, estimated, meta):
    return "–" if math.isnan(value) else format_value(value, meta) + (" est." if estimated else "")


@everywhere
def test_every_chart_is_native_and_reads_what_it_shows_from_its_workbook(name):
    for slide in pack(name).deck.slides:
        for shape in (shape for shape in slide.shapes if shape.has_chart):
            rows = workbook_of(shape)
            plot = shape.chart.plots[0]
            names, *body = rows
            if shape.chart.chart_type == XL_CHART_TYPE.XY_SCATTER:
                assert read_from_cells(shape, rows)
                continue
            assert [row[0] for row in body] == list(plot.categories)
            for place, series in enumerate(plot.series, start=1):
                assert names[place] == series.name
                assert [row[place] for row in body] == pytest.approx(list(series.values), nan_ok=True)


def read_from_cells(shape, rows):
    """What the chart has cached is what stands in the cells of which it says so; formulas repeat a cell."""
    count = 0
    for source in shape.chart._chartSpace.xpath(".//c:xVal/c:numRef | .//c:yVal/c:numRef"):
        column, first, last = re.fullmatch(
            r"Sheet1!\$(\w+)\$(\d+):\$\w+\$(\d+)", source.find(qn("c:f")).text
        ).groups()
        cells = [
            rows[row - 1][column_index_from_string(column) - 1] for row in range(int(first), int(last) + 1)
        ]
        cached = {int(pt.get("idx")): float(pt.find(qn("c:v")).text) for pt in source.iter(qn("c:pt"))}
        expected = {}
        for place, given in enumerate(cells):
            cell = given
            if isinstance(cell, str) and cell.startswith("="):
                letters, row = re.fullmatch(r"=([A-Z]+)(\d+)", cell).groups()
                cell = rows[int(row) - 1][column_index_from_string(letters) - 1]
            if cell is not None:
                expected[place] = cell
        assert cached == pytest.approx(expected)
        count += 1
    return count


@everywhere
def test_charts_stand_on_their_side_as_those_of_present_do(name):
    for slide, screen in slides_of(name, "indicators"):
        shape = named(slide, "Chart")
        assert shape.chart.chart_type == XL_CHART_TYPE.XY_SCATTER
        # Rows count from the top.
        assert shape.chart.value_axis.reverse_order
        names = list(points_of(shape))
        assert names == [name for name in screen.chart.categories if name in names]


@pytest.mark.parametrize("name", RATED)
def test_the_national_picture_counts_what_rate_counts(name):
    shown = pack(name)
    counts = count_ratings(rate(shown.case.edition.indicators, shown.case.method))
    (slide, screen), *_ = slides_of(name, "national")
    chart = named(slide, "Chart").chart
    drawn = dict(zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True))
    assert drawn == {RATING_LABELS[r]: n for r, n in counts.items() if n or r != "not_rated"}
    assert screen.title.startswith(f"{counts['needs'] + counts['greatest']} of {sum(counts.values())} areas")


def test_before_and_after_are_counted_by_the_two_methodologies():
    case = pack("scenario").case
    (slide, screen), *_ = slides_of("scenario", "changes")
    before, after = named(slide, "Chart").chart.plots[0].series
    for series, method in ((before, case.baseline), (after, case.method)):
        counts = count_ratings(rate(case.edition.indicators, method))
        assert list(series.values) == [counts[r] for r in ("top", "well", "needs", "greatest")]
    moves = movers(Assessment(case.edition, case.baseline), Assessment(case.edition, case.method))
    up = (moves["direction"] == "up").sum()
    assert f"{up} areas move up and none down" in screen.title


def test_the_movers_are_those_of_the_chosen_areas_with_their_reasons():
    case = pack("scenario").case
    moves = movers(Assessment(case.edition, case.baseline), Assessment(case.edition, case.method))
    moves = moves[moves["area_code"].isin(case.choice.areas)]
    rows = rows_of(slides_of("scenario", "changes")[1:])
    assert list(rows["Area"]) == list(moves["short_name"])
    assert list(rows["Why"]) == list(moves["reason"])


@everywhere
def test_the_table_of_the_group_has_the_ratings_and_figures_of_its_areas(name):
    case = pack(name).case
    rows = rows_of(slides_of(name, "group"))
    ratings = rate(case.edition.indicators, case.method).set_index("area_code")
    judged = breakdown(case.edition.indicators, case.method).set_index(["area_code", "indicator"])
    figures = case.edition.indicators.set_index(["area_code", "indicator"])
    order = worst_first(case.assessment, case.choice.areas)
    for code, row in zip(order, rows.to_dict("records"), strict=False):
        assert row["Area"].startswith(case.edition.short_names[code])
        if case.has_ratings:
            mark = " est." if ratings.loc[code, "basis"] != "published" else ""
            assert row["Rating"] == RATING_LABELS[ratings.loc[code, "rating"]] + mark
        for indicator, meta in case.edition.meta.indicators.items():
            if (code, indicator) not in figures.index:
                assert row[meta.short_label] == "–"
                continue
            figure = figures.loc[(code, indicator)]
            outcome = judged["outcome"].get((code, indicator), "")
            expected = said(figure["value"], figure["basis"] != "published", meta)
            expected += f", {outcome}" if outcome in ("low", "very low", "high") else ""
            assert row[meta.short_label] == expected
    assert "England" in set(rows["Area"])


@everywhere
def test_each_area_is_told_as_explain_tells_it(name):
    case = pack(name).case
    for slide, screen in slides_of(name, "areas"):
        why = explain(Assessment(case.edition, case.method), screen.area)
        assert named(slide, "Text").text_frame.paragraphs[0].text == why.sentence
        rows = pd.DataFrame(table_of(named(slide, "Table"))[1:], columns=table_of(named(slide, "Table"))[0])
        for row in why.indicators.itertuples():
            meta = case.edition.meta.indicators[row.indicator]
            (line,) = rows[rows["Indicator"] == meta.short_label].to_dict("records")
            assert line["Value"] == said(row.value, row.basis == "estimated", meta)
            if not math.isnan(row.lower_ci):
                ends = [format_value(end, meta).removesuffix("%") for end in (row.lower_ci, row.upper_ci)]
                assert line["95% interval"].startswith(f"{ends[0]} to {ends[1]}")


def points_of(shape):
    """The value, limits and basis of each category of a chart of points."""
    names, *rows = workbook_of(shape)
    place = {name: i for i, name in enumerate(names)}
    found = {}
    for row in rows:
        if row[0] is None:
            continue  # further rows hold ends of strokes only
        limits = row[place["Lower 95% limit"]], row[place["Upper 95% limit"]]
        found[row[0]] = (row[place["Value"]], *limits, row[place["Basis"]])
        # In one row, of one kind of point.
        kinds = [value for value in row[2 : place["Row"]] if value == row[place["Row"]]]
        assert kinds
    return found


@everywhere
def test_points_and_intervals_of_areas_are_those_of_the_rule_and_estimates_are_marked(name):
    case = pack(name).case
    judged = breakdown(case.edition.indicators, case.method)
    every = case.edition.indicators
    for slide, screen in slides_of(name, "areas"):
        shapes = [shape for shape in slide.shapes if shape.has_chart]
        drawn = {}
        for shape in shapes:
            # A strip for each indicator, on an axis of its own that holds all areas.
            ((label, found),) = points_of(shape).items()
            drawn[label] = found
            estimated = found[-1] == "estimated"
            assert any(series.name.endswith(" est.") for series in shape.chart.plots[0].series) == estimated
            axis = shape.chart.category_axis
            values = every.loc[every["indicator"] == indicator_called(case, label), "value"].dropna()
            assert axis.minimum_scale <= values.min() and values.max() <= axis.maximum_scale
        for row in judged[judged["area_code"] == screen.area].itertuples():
            label = case.edition.meta.indicators[row.indicator].short_label
            value, lower, upper, basis = drawn[label]
            assert (value, lower, upper) == pytest.approx((row.value, row.lower_ci, row.upper_ci))
            assert basis == row.basis


def indicator_called(case, label):
    return next(name for name, meta in case.edition.meta.indicators.items() if meta.short_label == label)


@everywhere
def test_intervals_are_lines_between_the_limits_in_the_workbook(name):
    for slide, _ in slides_of(name, "indicators"):
        shape = named(slide, "Chart")
        names, *rows = workbook_of(shape)
        lower, upper = names.index("Lower 95% limit"), names.index("Upper 95% limit")
        known = [(row[lower], row[upper]) for row in rows if row[0] is not None and row[lower] is not None]
        (series,) = [one for one in shape.chart.plots[0].series if one.name == "95% interval"]
        points = {int(pt.get("idx")): float(pt.find(qn("c:v")).text) for pt in x_points(series)}
        ends = [(points[place], points[place + 1]) for place in sorted(points) if place % 3 == 0]
        assert [end for pair in ends for end in pair] == pytest.approx(
            [end for pair in known for end in pair]
        )


def x_points(series):
    return series._element.find(qn("c:xVal")).iter(qn("c:pt"))


@everywhere
def test_no_number_stands_where_a_line_may_cross_it(name):
    for slide, screen in slides_of(name, "indicators"):
        chart = named(slide, "Chart").chart
        if len(points_of(named(slide, "Chart"))) > MOST_NAMES:
            continue
        (numbers,) = [one for one in chart.plots[0].series if one.name == "Numbers"]
        at = {float(pt.find(qn("c:v")).text) for pt in x_points(numbers)}
        # All at the end of the axis, and written to the right of it.
        assert at == {screen.chart.axis[1]}
        assert {place.get("val") for place in numbers._element.iter(qn("c:dLblPos"))} == {"r"}


@everywhere
def test_an_indicator_is_shown_for_every_chosen_area_that_has_it(name):
    case = pack(name).case
    shown = {}
    for slide, screen in slides_of(name, "indicators"):
        assert len(points_of(named(slide, "Chart"))) <= (
            MOST_NAMES if len(case.choice.areas) <= MANY_POINTS else 999
        )
        shown.setdefault(screen.title, {}).update(points_of(named(slide, "Chart")))
    figures = case.edition.indicators[case.edition.indicators["area_code"].isin(case.choice.areas)]
    figures = figures.dropna(subset=["value"])
    for drawn, indicator in zip(shown.values(), case.edition.meta.indicators, strict=True):
        own = figures[figures["indicator"] == indicator]
        assert sorted(value for value, *_ in drawn.values()) == pytest.approx(sorted(own["value"]))


@pytest.mark.parametrize("name", RATED)
def test_probabilities_are_those_of_the_rule(name):
    case = pack(name).case
    chances = rating_probabilities(case.edition.indicators, case.method).set_index("area_code")
    names = {short: code for code, short in case.edition.short_names.items()}
    for slide, _ in slides_of(name, "sure"):
        plot = named(slide, "Chart").chart.plots[0]
        labels = {label: rating for rating, label in RATING_LABELS.items()}
        for series in plot.series:
            for category, value in zip(plot.categories, series.values, strict=True):
                assert value == pytest.approx(
                    100 * chances.loc[names[category], labels[series.name]], abs=0.051
                )


def test_dorset_misses_one_of_four():
    titles = [title_of(slide) for slide in pack("october").deck.slides]
    assert "Dorset misses one of four: 62-day waits" in titles
    assert "180 of 209 areas are rated below “performing well”" in titles


def test_long_tables_go_on_and_say_so():
    titles = [title_of(slide) for slide in pack("everywhere").deck.slides]
    group = [title for title in titles if "need improvement or worse" in title]
    assert len(group) > 5
    assert group[1].endswith(f"(2 of {len(group)})")
