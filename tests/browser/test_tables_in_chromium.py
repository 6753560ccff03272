"""Tables are sorted in the browser, so what a click on a heading does is seen there only."""

import pytest

pytestmark = pytest.mark.browser

GRID = 'canvas[data-testid="data-grid-canvas"]'


def rows_of(page) -> list[list[str]]:
    """Return what the first rows of the first table hold, as a screen reader has them."""
    return page.evaluate(
        "grid => [...document.querySelector(grid).querySelectorAll('tbody tr')]"
        ".map(row => [...row.querySelectorAll('td')].map(cell => cell.innerText))",
        GRID,
    )


def click_heading(page, name: str) -> int:
    """Click a heading of the first table and return the place of its column."""
    grid = page.locator(GRID).first
    grid.scroll_into_view_if_needed()
    headings = page.evaluate(
        "grid => [...document.querySelector(grid).querySelectorAll('thead th')].map(cell => cell.innerText)",
        GRID,
    )
    place = headings.index(name)
    # Columns are drawn, not elements: a click sorts where the heading of the column is.
    box = grid.bounding_box()
    for x in range(20, int(box["width"]), 25):
        page.mouse.click(box["x"] + x, box["y"] + 17)
        page.wait_for_timeout(400)
        sort = page.evaluate(
            "([grid, place]) => document.querySelector(grid).querySelectorAll('thead th')[place].ariaSort",
            [GRID, place],
        )
        if sort not in (None, "none"):
            return place
    raise AssertionError(f"no click reaches the heading {name}")


@pytest.mark.parametrize("heading", ["31-day waits"])
def test_a_click_on_the_heading_of_a_figure_puts_the_smallest_first(page, app, heading):
    page.goto(f"{app}/?edition=cancer-waits-2016-q1")
    page.locator(GRID).first.wait_for()
    place = click_heading(page, heading)
    figures = [float(row[place]) for row in rows_of(page) if row[place]]
    assert len(figures) > 5
    assert figures == sorted(figures)
    assert figures[0] < 95
