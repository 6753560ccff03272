"""The story of a pack: what is told, in which words, and what is left out."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.story.story import (
    PARTS,
    BarChart,
    PointChart,
    case_of,
    choose_all,
    choose_areas,
    choose_group,
    screens_of,
    story,
)
from scoring import Assessment, DataError, UnknownNameError, load_methodology
from tests.reports.conftest import LINK
from tests.reports.slides.decks import PACKS, pack

PLAIN = load_methodology("nhs-england-2016")


@pytest.mark.parametrize("name", PACKS)
def test_every_screen_is_one_message_with_notes_and_a_text_alternative(name):
    for screen in pack(name).screens:
        assert 10 < len(screen.title) < 130
        assert not screen.title.endswith(".")
        assert len(screen.lines) <= 4
        assert all(line.endswith((".", "?")) for line in screen.lines)
        assert screen.notes
        shown = [part for part in (screen.map, screen.chart, screen.table) if part is not None]
        assert shown or screen.lines
        assert all(part.alt in screen.alt for part in shown)
        assert ".." not in screen.alt
        assert "nan" not in f"{screen.title} {screen.lines} {screen.alt}".replace("finance", "")


@pytest.mark.parametrize("name", PACKS)
def test_parts_come_in_their_order_and_only_where_they_have_something_to_say(name):
    shown = pack(name)
    kinds = list(dict.fromkeys(screen.kind for screen in shown.screens))
    first = "national" if len(shown.case.choice.areas) == len(shown.case.ratings) else ""
    order = sorted(PARTS, key=lambda part: part != first)
    assert kinds == [part for part in order if part in kinds]
    assert ("changes" in kinds) == (shown.case.is_scenario and shown.case.has_ratings)
    assert ("sure" in kinds) == shown.case.has_ratings
    assert {"national", "group", "indicators", "method"} <= set(kinds)


@pytest.mark.parametrize("name", PACKS)
def test_every_estimate_in_charts_and_tables_is_marked_and_no_published_figure_is(name):
    shown = pack(name)
    has_estimates = (shown.case.edition.indicators["basis"] != "published").any()
    for screen in shown.screens:
        texts = [screen.title, screen.alt, *screen.lines]
        if screen.table is not None:
            texts += list(screen.table.frame.to_numpy().ravel())
        assert screen.estimated or not any(re.search(r"\best\.", text) for text in texts), screen.title
        assert has_estimates or not screen.estimated
        if isinstance(screen.chart, PointChart):
            assert (re.search(r"\best\.", screen.chart.alt) is not None) == any(screen.chart.estimated)


def test_the_message_about_dorset_names_what_it_misses(edition):
    titles = [
        s.title for s in story(Assessment(edition, PLAIN), PLAIN, choose_areas(edition, ["Dorset"]), LINK)
    ]
    assert "Dorset misses one of four: 62-day waits" in titles


def test_a_lone_area_has_no_group(edition):
    kinds = {
        s.kind for s in story(Assessment(edition, PLAIN), PLAIN, choose_areas(edition, ["Dorset"]), LINK)
    }
    assert kinds == {"national", "areas", "lift", "trend", "sure", "questions", "method"}


def test_a_pack_begins_with_its_areas_and_ends_with_a_screen_for_each(edition):
    wessex = choose_group(edition, "alliance", "Wessex")
    screens = story(Assessment(edition, PLAIN), PLAIN, wessex, LINK)
    assert screens[0].title == "Wessex: 7 of 8 areas need improvement (est.)"
    assert (
        screens[0]
        .lines[0]
        .startswith("West Hampshire is most clearly below: early diagnosis 44.0% est. against")
    )
    assert screens[0].table.frame["Area"].iloc[0] == "West Hampshire"
    assert [screen.kind for screen in screens[-8:]] == ["areas"] * 8
    assert screens[-9].kind == "method"
    dorset = story(Assessment(edition, PLAIN), PLAIN, choose_areas(edition, ["Dorset"]), LINK)
    assert dorset[0].title == "Dorset misses one of four: 62-day waits"


def test_the_slide_of_what_would_lift_has_the_numbers_of_the_command_line(edition):
    wessex = choose_group(edition, "alliance", "Wessex", ["lift"])
    (screen,) = story(Assessment(edition, PLAIN), PLAIN, wessex, LINK)
    assert (
        screen.title
        == "Wessex: 38 more patients treated within 62 days would lift five of eight areas (January to March 2016, "
        "est.)"
    )
    assert list(screen.table.frame["More patients"]) == [
        "1",
        "3",
        "6",
        "6 est.",
        "14",
        "14",
        "14 est.",
        "123 est.",
    ]
    (alone,) = story(Assessment(edition, PLAIN), PLAIN, choose_areas(edition, ["Dorset"], ["lift"]), LINK)
    assert (
        alone.title == "Dorset: 14 more patients treated within 62 days would lift it (January to March 2016)"
    )
    everywhere = story(Assessment(edition, PLAIN), PLAIN, choose_all(edition, ["lift"]), LINK)
    assert len(everywhere[0].table.frame) == 12


def test_whether_it_is_getting_better_has_a_point_a_year_and_its_test(edition):
    (screen,) = story(Assessment(edition, PLAIN), PLAIN, choose_areas(edition, ["Dorset"], ["trend"]), LINK)
    assert screen.title == (
        "Dorset, 62-day waits: fell from 82.8% to 75.2% (2016–2021), more than chance; by board 60.9% to 63.8% "
        "(2023–2025), may be chance"
    )
    assert "fell from 82.8% (January to March 2016) to 75.2% (July to September 2021)" in screen.lines[0]
    assert screen.chart.categories[:3] == ("Jan–Mar 2016", "Jul–Sep 2016", "Jul–Sep 2017")
    assert screen.chart.categories[-3:] == ("Oct–Dec 2023", "Jul–Sep 2024", "Jul–Sep 2025")
    assert round(screen.chart.points.values[0], 1) == 82.8
    assert not screen.estimated
    assert screen.about.basis == "all published"
    # Of Cumbria only a part lies in the alliance, so it cannot be added up.
    choice = choose_group(edition, "alliance", "Lancashire", ["trend"])
    assert story(Assessment(edition, PLAIN), PLAIN, choice, LINK) == []


def test_questions_start_from_figures_of_the_pack(edition):
    (screen,) = story(
        Assessment(edition, PLAIN), PLAIN, choose_group(edition, "alliance", "Wessex", ["questions"]), LINK
    )
    assert screen.title == "Wessex: four questions for the board, from the cancer ratings of October 2016"
    # The question on 62-day waits says what has been published of them since.
    assert "January to March 2016" in screen.lines[0]
    assert "Portsmouth had 86.7% in July to September 2021, meeting the standard of 85%" in screen.lines[0]
    assert "in July to September 2025 both boards missed the standard of 85%" in screen.lines[0]
    assert all(line.endswith("?") and re.search(r"\d|[Ff]ive|[Tt]wo", line) for line in screen.lines)


def test_a_screen_counts_the_figures_that_it_shows(edition):
    screens = story(Assessment(edition, PLAIN), PLAIN, choose_group(edition, "alliance", "Wessex"), LINK)
    assert [screen.kind for screen in screens].count("trend") == 1
    counts = {(screen.kind, screen.indicator, screen.area): screen.about.basis for screen in screens}
    dorset = edition.find_area("Dorset")
    assert counts["group", "", ""] == "21 estimated, 11 published"
    assert counts["indicators", "waits_62_day", ""] == "8 published"
    assert counts["areas", "", dorset] == "4 published"
    assert counts["national", "", ""] == "607 estimated, 229 published"
    for screen in screens:
        assert f"Figures shown: {screen.about.basis}." in screen.notes[-1]


def test_the_published_split_is_no_estimate_and_any_other_is(edition):
    choice = choose_areas(edition, ["Dorset"], ["national"])
    (published,) = story(Assessment(edition, PLAIN), PLAIN, choice, LINK)
    assert published.title == "180 of 209 areas are rated below “performing well”"
    assert "Health Service Journal, 4 October 2016" in published.lines[0]
    assert "est." not in published.chart.title
    for method in (PLAIN.with_changes({"waits_62_day.benchmark": 82.0}), load_methodology("worst-counts")):
        (screen,) = story(Assessment(edition, method), PLAIN, choice, LINK)
        assert screen.title.endswith("(est.)")
        assert "est." in screen.chart.title


def test_a_probability_is_rounded_once_in_chart_and_sentence(edition):
    choice = choose_group(edition, "alliance", "Wessex", ["sure"])
    (screen,) = story(Assessment(edition, PLAIN), PLAIN, choice, LINK)
    place = screen.chart.categories.index("West Hampshire")
    needs = next(s for s in screen.chart.series if s.key == "needs").values[place]
    assert round(needs) == 95
    assert "West Hampshire: 95% needs improvement" in screen.chart.alt


def test_only_the_parts_that_are_chosen_are_told(edition):
    choice = choose_group(edition, "alliance", "Wessex", ["method", "national"])
    assert [s.kind for s in story(Assessment(edition, PLAIN), PLAIN, choice, LINK)] == ["national", "method"]


def test_many_areas_have_no_screen_each_unless_it_is_asked_for(edition):
    assert "areas" not in choose_all(edition).parts
    assert choose_all(edition, ["areas"]).parts == ("areas",)
    assert "areas" in choose_group(edition, "alliance", "Wessex").parts


def test_a_scenario_without_a_move_says_so(edition):
    method = PLAIN.with_changes({"waits_62_day.benchmark": 84.99})
    screens = story(Assessment(edition, method), PLAIN, choose_areas(edition, ["Dorset"], ["changes"]), LINK)
    assert [s.title for s in screens] == ["Under this scenario no area changes its rating"]


def test_an_area_that_stays_while_others_move_keeps_its_rating(edition):
    method = PLAIN.with_changes({"waits_62_day.benchmark": 82.0})
    screens = story(Assessment(edition, method), PLAIN, choose_areas(edition, ["Newham"], ["changes"]), LINK)
    assert [s.title for s in screens][1] == "Newham keeps its rating (est.)"


def test_moderation_and_limits_are_in_the_message(edition):
    moderated = PLAIN.with_changes(
        {"moderation.E38000045": "well | better than it looks | the panel | 2016-09-30"}
    )
    choice = choose_areas(edition, ["Dorset"], ["areas"])
    (screen,) = story(Assessment(edition, moderated), PLAIN, choice, LINK)
    assert screen.title == "Dorset is performing well, by expert moderation"
    limited = load_methodology("limiting-judgement")
    (screen,) = story(Assessment(edition, limited), PLAIN, choice, LINK)
    assert screen.title.startswith("Dorset needs improvement, capped by a limit: ")


def _without(edition, code, indicators):
    figures = edition.indicators
    gone = (figures["area_code"] == code) & figures["indicator"].isin(indicators)
    columns = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
    return replace(edition, indicators=figures.assign(**{c: figures[c].mask(gone) for c in columns}))


def test_an_area_with_a_missing_figure_is_shown_with_the_rest_and_is_not_rated(edition):
    lacking = _without(edition, "E38000045", ["waits_62_day"])
    choice = choose_areas(lacking, ["Dorset", "Newham"])
    screens = story(Assessment(lacking, PLAIN), PLAIN, choice, LINK)
    (dorset,) = [s for s in screens if s.area == "E38000045"]
    assert dorset.title.startswith("Dorset is not rated because only three of four indicators have a value")
    assert (
        dict(zip(dorset.table.frame["Indicator"], dorset.table.frame["Value"], strict=True))["62-day waits"]
        == "–"
    )
    (group,) = [s for s in screens if s.kind == "group"]
    assert "(1 not rated)" in group.title
    assert group.table.frame.set_index("Area").loc["Dorset", "Rating"] == "Not rated"


def test_what_is_said_of_areas_that_stay_rests_on_their_estimates_too(edition):
    limited = load_methodology("limiting-judgement")
    screens = story(
        Assessment(edition, limited), PLAIN, choose_group(edition, "alliance", "Wessex", ["changes"]), LINK
    )
    assert screens[-1].title == "Wessex: no area changes its rating (est.)"


def test_areas_that_are_not_rated_are_in_no_count_of_how_sure_ratings_are(edition):
    lacking = _without(edition, "E38000045", ["waits_62_day"])
    (screen,) = story(
        Assessment(lacking, PLAIN), PLAIN, choose_areas(lacking, ["Dorset", "Newham"], ["sure"]), LINK
    )
    assert screen.title.startswith("Newham: ")
    assert not story(Assessment(lacking, PLAIN), PLAIN, choose_areas(lacking, ["Dorset"], ["sure"]), LINK)
    waits = edition.indicators["indicator"] == "waits_62_day"
    without = edition.indicators.assign(value=edition.indicators["value"].mask(waits))
    gone = replace(edition, indicators=without)
    (national,) = story(
        Assessment(gone, PLAIN), PLAIN, choose_areas(gone, ["Dorset"], ["national", "sure"]), LINK
    )
    assert national.title == "This methodology gives no area an overall rating"


def test_a_group_with_one_figure_says_so_in_the_singular(edition):
    lacking = _without(edition, "E38000045", list(edition.meta.indicators))
    scores = load_methodology("combined-z")
    choice = choose_areas(lacking, ["Dorset", "Newham"], ["group", "indicators"])
    group, *indicators = story(Assessment(lacking, scores), scores, choice, LINK)
    assert (
        group.title
        == "Dorset and Newham: the only rated area needs improvement or worse (1 not rated) (est.)"
    )
    assert indicators[0].title == "Dorset and Newham, early diagnosis: 44.8% in Newham (est.)"
    assert not any(line.startswith("From ") for line in indicators[0].lines)


@pytest.mark.parametrize("applied", ["yes", "no"])
def test_chance_is_said_to_set_moderation_aside_where_a_panel_decided(edition, applied):
    moderated = PLAIN.with_changes(
        {"moderation.E38000045": "well | better than it looks | the panel | 2016-09-30"}
    ).with_changes({"moderation_applied": applied})
    area, sure = story(
        Assessment(edition, moderated), PLAIN, choose_areas(edition, ["Dorset"], ["areas", "sure"]), LINK
    )
    for screen in (area, sure):
        said = " ".join(screen.lines)
        assert ("By the rule alone, moderation aside." in said) == (applied == "yes")


def test_an_edition_of_areas_without_boundaries_has_no_map_and_loses_nothing_else(edition):
    nowhere = edition.meta.model_copy(update={"geography_id": "moon-2020"})
    elsewhere = replace(edition, meta=nowhere)
    (screen,) = story(
        Assessment(elsewhere, PLAIN), PLAIN, choose_areas(elsewhere, ["Dorset"], ["national"]), LINK
    )
    assert screen.map is None
    assert screen.chart is not None
    assert "map" not in f"{screen.lines} {screen.alt}".lower()


@pytest.mark.parametrize("rows", [True, False])
def test_an_area_without_any_figure_is_said_to_have_none(edition, rows):
    if rows:
        lacking = _without(edition, "E38000045", list(edition.meta.indicators))
    else:
        lacking = replace(
            edition, indicators=edition.indicators[edition.indicators["area_code"] != "E38000045"]
        )
    for wanted in (["Dorset"], ["Dorset", "Newham"]):
        screens = story(Assessment(lacking, PLAIN), PLAIN, choose_areas(lacking, wanted), LINK)
        titles = [s.title for s in screens]
        assert "Dorset: there are no figures in this edition" in titles


def test_indicators_in_several_units_have_an_axis_each_and_all_stand_in_the_table(other_units):
    edition, method = other_units
    for screen in story(Assessment(edition, method), method, choose_all(edition), LINK):
        if screen.kind == "areas" and screen.chart is not None:
            assert len(screen.table.frame) == len(edition.meta.indicators)
            # Each indicator has an axis of its own, whatever its unit.
            assert len(screen.chart.categories) == (screen.table.frame["Value"] != "–").sum()
            assert len({strip.axis for strip in screen.chart.strips}) > 1
            for strip in screen.chart.strips:
                low, high = strip.axis
                values = np.array(
                    [v for v in (*strip.points.values, *strip.lower, *strip.others) if v is not None]
                )
                assert ((values >= low) & (values <= high)).all()


@pytest.mark.parametrize("name", PACKS)
def test_axes_hold_every_point_interval_and_line(name):
    for screen in pack(name).screens:
        if isinstance(screen.chart, PointChart):
            chart = screen.chart
            low, high = chart.axis
            every = [
                *chart.points.values,
                *chart.lower,
                *chart.upper,
                *(v for x in chart.lines for v in x.values),
            ]
            assert all(low <= value <= high for value in every if value is not None)


@pytest.mark.parametrize("name", PACKS)
def test_stacked_probabilities_are_whole(name):
    for screen in pack(name).screens:
        if screen.kind == "sure" and isinstance(screen.chart, BarChart):
            whole = pd.DataFrame([series.values for series in screen.chart.series]).sum()
            assert np.allclose(whole, 100, atol=0.3)


def test_an_area_in_two_alliances_counts_with_its_part(edition):
    choice = choose_group(edition, "alliance", "North East and", ["group"])
    (screen,) = story(Assessment(edition, PLAIN), PLAIN, choice, LINK)
    assert "Cumbria (64% of it)" in set(screen.table.frame["Area"])
    assert any("Cumbria lies 64%" in note for note in screen.notes)


@pytest.mark.parametrize(
    ("choose", "problem", "words"),
    [
        (lambda e: choose_areas(e, []), DataError, "at least one area"),
        (lambda e: choose_areas(e, ["Nowhere"]), UnknownNameError, "no area 'Nowhere'"),
        (lambda e: choose_group(e, "alliance", "Nowhere"), UnknownNameError, "not the name of one group"),
        (lambda e: choose_all(e, ["cover"]), DataError, "no part cover"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_words(edition, choose, problem, words):
    with pytest.raises(problem, match=words):
        choose(edition)


def test_a_code_of_another_edition_is_refused(edition):
    choice = replace(choose_areas(edition, ["Dorset"]), areas=("E54000041",))
    with pytest.raises(UnknownNameError, match="E54000041"):
        case_of(Assessment(edition, PLAIN), PLAIN, choice, LINK)


def test_the_same_case_tells_the_same_story_twice(edition):
    # Made anew, with its probabilities: whatever is drawn at random begins alike.
    cases = [
        case_of(Assessment(edition, PLAIN), PLAIN, choose_areas(edition, ["Dorset"]), LINK) for _ in range(2)
    ]
    one, other = ([repr(screen) for screen in screens_of(case)] for case in cases)
    assert one == other
    assert any("Dorset" in screen for screen in one)


def test_the_areas_stand_in_one_order_on_all_screens_the_worst_first(edition):
    screens = story(Assessment(edition, PLAIN), PLAIN, choose_group(edition, "alliance", "Wessex"), LINK)
    table = [name for name in screens[0].table.frame["Area"] if name in edition.short_names.values()]
    assert table[:2] == ["West Hampshire", "Portsmouth"]
    charts = [screen.chart for screen in screens if screen.kind == "indicators"]
    assert len(charts) == 4
    assert all(list(chart.categories) == table for chart in charts)


def test_the_trend_says_both_its_changes_which_quarters_it_shows_and_of_what_figures(edition):
    choice = choose_group(edition, "alliance", "Wessex", ["trend"])
    (screen,) = story(Assessment(edition, PLAIN), PLAIN, choice, LINK)
    assert "fell from 83.9% to 78.0% (2016–2021), more than chance" in screen.title
    assert "64.1% to 63.9% (2023–2025), may be chance" in screen.title
    first, *years = [
        name.rpartition(" ")[0] for name in screen.chart.categories if not name.startswith("Oct")
    ]
    assert set(years) == {"Jul–Sep"}
    assert first == "Jan–Mar"
    assert "July to September of each year, and the first quarter of each line" in screen.chart.title
    foot = " ".join(screen.about.footer())
    assert "October 2016" not in foot
    assert "January to March 2016 to July to September 2025" in foot
    assert not any("Not clearly" in line and "p < 0.001" in line for line in screen.lines)
