"""The page Postcode lottery, run without a browser, and its charts."""

import json
import re

import pandas as pd
import pyarrow as pa
import pytest

from charts import FUNNEL_SHAPES, Words, beside_chance_chart, border_chart, funnel_chart, gradient_chart
from charts.spread import spread_chart
from scoring import Assessment, DataError, load_edition, load_methodology
from scoring.lottery.borders import border_gaps, border_summary, widest_gaps
from scoring.lottery.borders_words import border_sentence, border_summary_sentence
from scoring.lottery.clustering import local_clusters
from scoring.lottery.deprivation import gradient
from scoring.lottery.funnel import funnel
from scoring.lottery.spread import population_by_rating
from scoring.lottery.spread_words import population_sentence
from tests.ui.components.test_pages import DORSET, find, texts
from tests.ui.opening import open_app
from ui.lottery import results as lottery_data
from ui.lottery import sections as lottery

LOTTERY = "pages/lottery.py"
EDITION, METHOD = load_edition("october-2016"), load_methodology("nhs-england-2016")
MEASURES = ["waits_62_day", "early_diagnosis", "one_year_survival", "patient_experience", "rating"]
SECTIONS = ["Across the border", "Beyond chance", "Clustering", "Deprivation", "Spread"]


def shown(app) -> str:
    return texts(app).replace("\\", "")


def look_at(app, measure: str):
    app.selectbox(key="lottery_measure").set_value(measure).run()
    assert not app.exception
    return app


def chart(app, title: str):
    """Return the spec and the data of the chart whose title has these words."""
    for element in app.get("vega_lite_chart"):
        spec = json.loads(element.proto.spec)
        if title in " ".join(spec.get("title", {}).get("text", [])):
            data = {
                d.name: pa.ipc.open_stream(d.data.data).read_all().to_pandas() for d in element.proto.datasets
            }
            return spec, data, element.proto.alt
    raise AssertionError(f"no chart has {title!r} in its title")


def test_the_page_answers_its_five_questions_in_order():
    app = open_app(LOTTERY)
    assert [element.value for element in app.header] == SECTIONS


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("area", [{}, {"area": DORSET}])
def test_every_measure_can_be_looked_at_with_an_area_and_without(measure, area):
    app = look_at(open_app(LOTTERY, **area), measure)
    assert [element.value for element in app.header] == SECTIONS
    assert len(app.get("vega_lite_chart")) == (8 if area else 7)


def test_the_page_starts_with_the_indicator_that_is_published():
    app = open_app(LOTTERY)
    assert app.selectbox(key="lottery_measure").value == "waits_62_day"


def test_the_headline_says_how_few_orders_of_ratings_are_sure():
    summary = border_summary(border_gaps(Assessment(EDITION, METHOD))).set_index("measure")
    rated = summary.loc["rating"]
    differ = f"are rated differently across {rated['different']} of {rated['borders']} borders"
    assert f"{differ}, clearly so across {rated['sure']}" in shown(open_app(LOTTERY))


@pytest.mark.parametrize("measure", MEASURES)
def test_sentences_are_those_of_the_science(measure):
    text = shown(look_at(open_app(LOTTERY), measure))
    summary = border_summary(border_gaps(Assessment(EDITION, METHOD))).set_index("measure", drop=False)
    assert border_summary_sentence(summary.loc[measure], Assessment(EDITION, METHOD)) in text
    assert funnel(EDITION, "waits_62_day" if measure == "rating" else measure).chance_sentence in text
    assert gradient(Assessment(EDITION, METHOD), measure).sentence in text
    assert local_clusters(Assessment(EDITION, METHOD), measure).caution in text
    assert (
        population_sentence(population_by_rating(Assessment(EDITION, METHOD)), Assessment(EDITION, METHOD))
        in text
    )


def test_the_area_in_view_is_told_what_lies_across_each_of_its_borders():
    gaps = border_gaps(Assessment(EDITION, METHOD))
    own = gaps[
        (gaps["measure"] == "waits_62_day")
        & ((gaps["area_code"] == DORSET) | (gaps["neighbour_code"] == DORSET))
    ]
    text = shown(open_app(LOTTERY, area=DORSET))
    assert len(own) == 4
    for row in own.itertuples():
        assert border_sentence(row, EDITION) in text


def test_a_postcode_is_named_with_the_area_it_is_in():
    app = open_app(LOTTERY)
    app.text_input(key="place").set_value("dt1 1xj").run()
    assert "DT1 1XJ is in Dorset." in shown(app)
    find(app, "selectbox", "area_picker").set_value("E38000206").run()
    assert "DT1 1XJ is in" not in shown(app)


def test_the_widest_gaps_are_drawn_widest_first_with_both_figures():
    _, data, alt = chart(open_app(LOTTERY), "widest gaps across a border")
    widest = widest_gaps(border_gaps(Assessment(EDITION, METHOD)), "waits_62_day", number=8)
    drawn = data["borders"]
    assert (drawn["high_value"] - drawn["low_value"]).round(6).tolist() == widest["gap"].round(6).tolist()
    assert all(label in alt for label in drawn["label"])


def test_estimated_points_are_hollow_and_published_ones_are_not():
    app = open_app(LOTTERY)
    for title, name in (("limits of chance", "areas"), ("least deprived area", "areas"), ("widest", "sides")):
        assert not chart(app, title)[1][name]["estimated"].any()
    look_at(app, "early_diagnosis")
    figures = EDITION.indicators[EDITION.indicators["indicator"] == "early_diagnosis"].set_index("area_code")
    for title in ("limits of chance", "least deprived area"):
        areas = chart(app, title)[1]["areas"].set_index("area_code")
        assert (areas["estimated"] == (figures["basis"] != "published")[areas.index]).all()
        assert areas.loc[areas["estimated"], "shown"].str.endswith(" est.").all()
    assert chart(app, "widest")[1]["sides"].query("estimated")["shown"].str.endswith("est.").all()


@pytest.mark.parametrize(
    ("measure", "period"), [("early_diagnosis", "2014"), ("waits_62_day", "January to March 2016")]
)
def test_every_chart_has_a_title_its_source_and_words_for_those_who_cannot_see_it(measure, period):
    app = look_at(open_app(LOTTERY, area=DORSET), measure)
    subtitles = {}
    for element in app.get("vega_lite_chart"):
        spec = json.loads(element.proto.spec)
        assert len(element.proto.alt) > 60
        if "title" in spec:  # the map has its title in words above it
            subtitles[" ".join(spec["title"]["text"])] = " ".join(spec["title"]["subtitle"])
            assert max(map(len, spec["title"]["text"])) <= 50  # what fits on a phone
    assert len(subtitles) == len(app.get("vega_lite_chart")) - 1
    of_figures = {title for title, subtitle in subtitles.items() if period in subtitle}
    of_ratings = {title for title, words in subtitles.items() if "Cancer ratings of October 2016" in words}
    assert of_figures | of_ratings == set(subtitles)
    assert of_figures and of_ratings


def test_the_chosen_area_is_marked_by_data_alone():
    app = open_app(LOTTERY, area=DORSET)
    for title in ("limits of chance", "least deprived area"):
        areas = chart(app, title)[1]["areas"]
        assert areas.loc[areas["chosen"], "area_code"].tolist() == [DORSET]
        with_area = chart(app, title)[0]
        assert with_area == chart(open_app(LOTTERY), title)[0]  # only the data differ: nothing flashes


def test_limits_can_allow_for_over_dispersion():
    app = open_app(LOTTERY)
    outside = funnel(EDITION, "waits_62_day").outside
    assert f"Outside the limits: {outside['outside'].iloc[0]} of 209" in shown(app)
    app.radio(key="lottery_limits").set_value("_dispersed").run()
    assert f"Outside the limits: {outside['outside'].iloc[2]} of 209" in shown(app)


def test_a_scenario_changes_the_ratings_across_borders_but_no_indicator():
    scenario = METHOD.with_changes({"waits_62_day.benchmark": 82.0})
    app = look_at(open_app(LOTTERY, **{"waits_62_day.benchmark": "82"}), "rating")
    summary = border_summary(border_gaps(Assessment(EDITION, scenario))).set_index("measure", drop=False)
    assert "What-if scenario" in shown(app)
    assert border_summary_sentence(summary.loc["rating"], Assessment(EDITION, scenario)) in shown(app)
    before = border_summary(border_gaps(Assessment(EDITION, METHOD))).set_index("measure", drop=False)
    assert summary.loc["rating", "different"] != before.loc["rating", "different"]
    assert border_summary_sentence(before.loc["waits_62_day"], Assessment(EDITION, METHOD)) in shown(
        look_at(app, "waits_62_day")
    )


def test_a_methodology_without_ratings_has_indicators_only():
    app = open_app(LOTTERY, method="headline-only")
    assert "Rating" not in app.selectbox(key="lottery_measure").options
    assert "This methodology gives no rating" in shown(app)
    assert [element.value for element in app.header] == SECTIONS


@pytest.mark.parametrize("name", ["combined-z", "peer-group", "worst-counts", "limiting-judgement"])
def test_other_methodologies_have_ratings_to_look_at(name):
    look_at(open_app(LOTTERY, method=name), "rating")


def test_figures_that_allow_no_answer_are_said_to_in_the_place_of_the_answer(monkeypatch):
    def refuse(*_):
        raise DataError("Nobody knows which areas share a border.")

    for name in ("gaps", "border_counts"):
        monkeypatch.setattr(lottery_data, name, refuse)
    app = open_app(LOTTERY)
    assert "Nobody knows which areas share a border." in [info.value for info in app.info]
    assert [element.value for element in app.header] == SECTIONS


def test_each_part_can_be_taken_away():
    app = open_app(LOTTERY)
    assert len([button for button in app.get("download_button") if button.key.endswith("-csv")]) == 9


def test_a_mean_of_estimated_neighbours_is_estimated_also_beside_a_published_figure():
    from ui.lottery.clusters import _neighbours_estimated

    found = local_clusters(Assessment(EDITION, METHOD), "early_diagnosis", shuffles=99)
    beside = _neighbours_estimated(EDITION, found)
    published = ~found.areas["estimated"]
    assert beside[published].any()
    assert not _neighbours_estimated(
        EDITION, local_clusters(Assessment(EDITION, METHOD), "waits_62_day", shuffles=99)
    ).any()


def test_what_two_sentences_rest_on_is_said_once():
    first = "By these figures, most of them estimates, it is so."
    assert lottery.after(first, "By these figures, most of them estimates, it is more.") == "It is more."
    assert lottery.after("It is so.", "By these figures, all of them estimates, it is.").startswith(
        "By these"
    )


def test_arrows_point_up_for_better_also_where_lower_is_better():
    from ui.lottery.funnel import _areas

    found = funnel(EDITION, "waits_62_day")
    meta = EDITION.meta.indicators["waits_62_day"]
    upwards = _areas(EDITION, found, "")["position"]
    turned = meta.model_copy(update={"direction": "lower_is_better"})
    indicators = {**EDITION.meta.indicators, "waits_62_day": turned}
    edition = type(EDITION)(
        EDITION.meta.model_copy(update={"indicators": indicators}),
        EDITION.areas,
        EDITION.indicators,
        EDITION.published_ratings,
    )
    downwards = _areas(edition, found, "")["position"]
    opposite = dict(zip(FUNNEL_SHAPES, reversed(FUNNEL_SHAPES), strict=True))
    assert downwards.tolist() == upwards.map(opposite).tolist()


WORDS = Words(("Title",), ("Subtitle",), "across", "up")


@pytest.mark.parametrize(
    "spec",
    [
        border_chart(WORDS, 3, (0.0, 100.0), ("Worse side", "Better side")),
        border_chart(WORDS, 3, (0.0, 3.0), ("Worse", "Better"), ("a", "b", "c", "d"), hollow_legend=True),
        funnel_chart(WORDS, {"within": "Within", "worse": "Worse"}),
        funnel_chart(WORDS, {"within": "Within"}, hollow_legend=True),
        gradient_chart(WORDS),
        gradient_chart(WORDS, ("a", "b")),
        beside_chance_chart(WORDS, 5, (0.0, 1.0)),
        spread_chart(WORDS, 4),
    ],
    ids=lambda spec: str(len(str(spec))),
)
def test_specs_hold_no_data(spec):
    assert "datasets" not in spec
    names = set(re.findall(r"'data': \{'name': '(\w+)'\}", str(spec)))
    assert names and names <= {"borders", "sides", "areas", "limits", "line", "rows"}


def test_only_hollow_points_have_a_hollow_legend():
    for hollow in (True, False):
        spec = str(funnel_chart(WORDS, {"within": "Within"}, hollow_legend=hollow))
        assert ("'symbolFillColor': 'white'" in spec) == hollow


def test_a_gap_of_nothing_is_called_the_same():
    from ui.lottery.borders import _note

    row = pd.Series({"gap": 0.0, "measure": "waits_62_day", "estimated": True})
    assert _note(EDITION, row) == "the same est."
