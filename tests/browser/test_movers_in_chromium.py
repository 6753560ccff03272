"""Who moves, below the instrument of What if, in a browser: the rows are the browser's, the reasons the server's."""

import pytest
from playwright.sync_api import expect

from scoring import RATING_LABELS, Assessment, load_edition, load_methodology, movers
from tests.browser.instrument import WAITS, drag, instrument

EDITION = load_edition("october-2016")
RULE = load_methodology("nhs-england-2016")


def moves(changes):
    """The rows of the table as the rule has them: area, from what, to what, and why; the furthest first."""
    before, after = (Assessment(EDITION, method) for method in (RULE, RULE.with_changes(changes)))
    table = movers(before, after).sort_values("steps", ascending=False, kind="stable")
    return [
        [row.short_name, RATING_LABELS[row.rating_before], RATING_LABELS[row.rating_after], row.reason]
        for row in table.itertuples()
    ]


def rows(page):
    """The rows of the table as the page has them."""
    return page.locator(".moves tbody tr").evaluate_all(
        "rows => rows.map(row => ['th', '.rating', '.rating + .rating', '.why'].map(part => "
        "row.querySelector(part).textContent))"
    )


def until(page, wanted):
    for _ in range(100):
        if rows(page) == wanted:
            return
        page.wait_for_timeout(100)
    assert rows(page) == wanted


def choose(page, label):
    page.get_by_role("radio", name=label).check()


def test_a_methodology_without_an_overall_rating_has_no_movers_and_says_so(app, page):
    page.goto(f"{app}/what-if?method=headline-only")
    instrument(page)
    expect(page.get_by_text("A methodology that gives no overall rating has no movers")).to_be_visible()
    expect(page.get_by_text("Better (0)")).not_to_be_visible()
    assert rows(page) == [] or not page.locator(".moves").is_visible()


def test_the_counts_of_movers_add_up_also_where_some_are_no_longer_rated(app, page):
    page.goto(f"{app}/what-if?method=combined-z&minimum_indicators=4")
    instrument(page)
    choices = page.get_by_role("radiogroup", name="Which movers")
    choices.get_by_text("All (").wait_for()
    labels = choices.locator("label:visible").all_inner_texts()
    counts = [int(label.split("(")[1].rstrip(")")) for label in labels]
    assert counts[0] == sum(counts[1:])


@pytest.fixture
def below(app, page):
    page.goto(f"{app}/what-if?waits_62_day.benchmark=82&one_year_survival.low_by=value")
    instrument(page)
    return page


def test_every_row_has_the_reason_that_the_rule_gives_also_when_only_some_are_asked_for(below):
    wanted = moves({WAITS: 82, "one_year_survival.low_by": "value"})
    ups = [row for row in wanted if order(row[2]) < order(row[1])]
    downs = [row for row in wanted if order(row[2]) > order(row[1])]
    assert ups
    assert downs
    until(below, wanted[:10])
    choose(below, f"Better ({len(ups)})")
    until(below, ups[:10])
    choose(below, f"Worse ({len(downs)})")
    until(below, downs[:10])
    below.get_by_role("button", name=f"Show all {len(downs)}").click()
    until(below, downs)


def test_what_was_asked_for_is_still_shown_after_another_page(below):
    wanted = moves({WAITS: 82, "one_year_survival.low_by": "value"})
    downs = [row for row in wanted if order(row[2]) > order(row[1])]
    choose(below, f"Worse ({len(downs)})")
    until(below, downs[:10])
    below.get_by_role("link", name="Methods").click()
    expect(below.locator(".moves")).to_have_count(0)
    below.get_by_role("link", name="What if", exact=True).click()
    instrument(below)
    expect(below.get_by_role("radio", name=f"Worse ({len(downs)})")).to_be_checked()
    until(below, downs[:10])


def order(label):
    return list(RATING_LABELS.values()).index(label)


def test_rows_follow_a_thumb_that_is_held_and_reasons_come_when_it_is_let_go(app, page):
    page.goto(f"{app}/what-if")
    instrument(page)
    expect(page.locator(".below")).to_contain_text("None.")
    slider = page.locator(f"[data-path='{WAITS}'] input[type=range]")
    at_82 = slider.evaluate("input => input.valueAsNumber") - 30
    wanted = moves({WAITS: 82})
    drag(page, WAITS, at_82, release=False)
    until(page, [[*row[:3], "…"] for row in wanted[:10]])
    drag(page, WAITS, at_82, release=True)
    until(page, wanted[:10])


def test_another_methodology_brings_its_movers_with_their_reasons(app, page):
    page.goto(f"{app}/what-if")
    instrument(page)
    choose_methodology(page, "Combined z-score")
    expect(page.locator(".moves tbody tr")).to_have_count(10)
    choose_methodology(page, "NHS England 2016, reconstructed")
    expect(page.locator(".below")).to_contain_text("None.")
    choose_methodology(page, "Met or not met")
    method = load_methodology("met-or-not")
    table = movers(Assessment(EDITION, RULE), Assessment(EDITION, method))
    wanted = table.sort_values("steps", ascending=False, kind="stable").head(10)
    expect(page.locator(".moves tbody tr")).to_have_count(10)
    for n, row in enumerate(wanted.itertuples()):
        expect(page.locator(".moves tbody tr").nth(n)).to_contain_text(row.short_name)
        expect(page.locator(".moves tbody tr").nth(n).locator(".why")).to_have_text(row.reason)


def choose_methodology(page, title):
    page.get_by_role("combobox", name="Methodology of your scenario").click()
    page.get_by_role("option", name=title, exact=True).click()


def test_a_name_in_the_table_chooses_the_area(below):
    name = rows(below)[3][0]
    below.locator(".moves").get_by_role("button", name=name, exact=True).click()
    expect(below.locator(".breakdown h2")).to_have_text(name)
    code = EDITION.find_area(name)
    below.wait_for_url(f"**area={code}**")


def test_the_chosen_area_has_its_reason_said_when_the_table_does_not_come_to_it(app, page):
    wanted = moves({WAITS: 80})
    last = wanted[-1]
    page.goto(f"{app}/what-if?{WAITS}=80&area={EDITION.find_area(last[0])}")
    expect(page.locator(".below")).to_contain_text(f"{last[0]}: {last[3]}")


def test_areas_from_each_rating_to_each_add_up_to_all(below):
    numbers = below.locator(".transitions tbody tr:visible td:visible").evaluate_all(
        "cells => cells.map(cell => Number(cell.textContent.replace('–', 0)))"
    )
    assert sum(numbers) == len(EDITION.areas)
