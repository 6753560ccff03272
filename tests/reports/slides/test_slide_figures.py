"""The figures of slides beside those of the rule, worked out apart; charts that can be edited."""

import math

import pandas as pd
import pytest
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
def test_every_chart_is_native_and_its_workbook_has_what_it_shows(name):
    for slide in pack(name).deck.slides:
        if (shape := named(slide, "Chart")) is None:
            continue
        rows = workbook_of(shape)
        plot = shape.chart.plots[0]
        names, *body = rows
        assert [row[0] for row in body] == list(plot.categories)
        for place, series in enumerate(plot.series, start=1):
            assert names[place] == series.name
            assert [row[place] for row in body] == pytest.approx(list(series.values), nan_ok=True)


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
    first_line = min(
        place.get(n, 99) for n in ("England", "National standard", "Threshold", "Lower 95% limit")
    )
    found = {}
    for row in rows:
        values = [value for value in row[1:first_line] if value is not None]
        limits = row[place["Lower 95% limit"]], row[place["Upper 95% limit"]]
        found[row[0]] = (values[0], *limits, row[place["Basis"]])
        assert len(values) == 1
    return found


@everywhere
def test_points_and_intervals_of_areas_are_those_of_the_rule_and_estimates_are_marked(name):
    case = pack(name).case
    judged = breakdown(case.edition.indicators, case.method)
    for slide, screen in slides_of(name, "areas"):
        shape = named(slide, "Chart")
        drawn = points_of(shape)
        for row in judged[judged["area_code"] == screen.area].itertuples():
            label = case.edition.meta.indicators[row.indicator].short_label
            value, lower, upper, basis = drawn[label]
            assert (value, lower, upper) == pytest.approx((row.value, row.lower_ci, row.upper_ci))
            assert basis == row.basis
        estimated = any(basis == "estimated" for *_, basis in drawn.values())
        assert any(series.name.endswith(" est.") for series in shape.chart.plots[0].series) == estimated


@everywhere
def test_intervals_are_drawn_as_error_bars_from_the_cells_of_the_workbook(name):
    for slide, _ in slides_of(name, "indicators"):
        shape = named(slide, "Chart")
        names, *rows = workbook_of(shape)
        up, down = names.index("Up to the upper limit"), names.index("Down to the lower limit")
        space = shape.chart._chartSpace
        assert space.xpath(".//c:errBars")
        for side, column in (("plus", up), ("minus", down)):
            letter, expected = (
                chr(ord("A") + column),
                [row[column] for row in rows if row[column] is not None],
            )
            for formula in space.xpath(f".//c:errBars/c:{side}/c:numRef/c:f"):
                assert formula.text == f"Sheet1!${letter}$2:${letter}${len(rows) + 1}"
            for bar in space.xpath(f".//c:errBars/c:{side}/c:numRef/c:numCache"):
                assert [float(value.text) for value in bar.iter(qn("c:v"))] == pytest.approx(expected)


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
