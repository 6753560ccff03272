"""Tables are sorted in the browser, so what a click on a heading does is seen there only."""

import pytest

from scoring import load_edition
from tests.browser.conftest import quiet, settled

pytestmark = pytest.mark.browser

GRID = 'canvas[data-testid="data-grid-canvas"]'


def rows_of(page) -> list[list[str]]:
    """Return what the first rows of the first table hold, as a screen reader has them."""
    return page.evaluate(
        "grid => [...document.querySelector(grid).querySelectorAll('tbody tr')]"
        ".map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText))",
        GRID,
    )


def figures_of(page, heading: str) -> list[float]:
    """Return the figures of the first rows in the column of a heading."""
    headings = page.evaluate(
        "grid => [...document.querySelector(grid).querySelectorAll('thead th')].map(cell => cell.innerText)",
        GRID,
    )
    # An arrow stands before the heading by which the table is sorted.
    [place] = [place for place, text in enumerate(headings) if text.endswith(heading)]
    return [float(row[place]) for row in rows_of(page) if row[place]]


def test_a_click_on_the_heading_of_a_figure_puts_the_smallest_first(page, app):
    # Of 31-day waits several are 100.0%, which as text come before all others.
    page.goto(f"{app}/?edition=cancer-waits-2016-q1")
    grid = page.locator(GRID).first
    grid.wait_for()
    settled(page)
    grid.scroll_into_view_if_needed()
    # Columns are in the table once they are in view.
    page.wait_for_function(
        "grid => document.querySelector(grid).querySelector('thead').innerText.includes('31-day waits')",
        arg=GRID,
    )
    before = figures_of(page, "31-day waits")
    assert before != sorted(before)
    # Headings are painted, not elements: a click goes to each place until the column is in an order.
    box = grid.bounding_box()
    for x in range(20, int(box["width"]), 40):
        page.mouse.click(box["x"] + x, box["y"] + 17)
        quiet(page)
        figures = figures_of(page, "31-day waits")
        if figures in (sorted(figures), sorted(figures, reverse=True)):
            break
    assert len(figures) > 5
    assert figures == sorted(figures)
    every = load_edition("cancer-waits-2016-q1").indicators
    waits = every[every["indicator"] == "waits_31_day"]["value"]
    assert figures[0] == pytest.approx(waits.min(), abs=0.051)
