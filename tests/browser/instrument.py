"""Hands and eyes for the instrument of What if: what a test does to it, and what it sees."""

from playwright.sync_api import Page

WAITS = "waits_62_day.benchmark"
READY = "section.instrument[data-ready]"

FILLS = """root => {
    const fills = [];
    for (const path of root.querySelectorAll('.areas path'))
        if (path.place !== undefined) fills[path.place] = path.style.fill;
    return fills;
}"""

AT_POSITIONS = f"""(root, asked) => asked.map(([path, position]) => {{
    const input = root.querySelector(`[data-path="${{path}}"] input[type=range]`);
    input.value = position;
    input.dispatchEvent(new Event('input', {{bubbles: true}}));
    return ({FILLS})(root);
}})"""


def instrument(page: Page):
    """Return the instrument of a page, once the server has said what it shows."""
    made = page.locator(READY)
    made.wait_for()
    return made


def thumb(page: Page, path: str = WAITS):
    """Return the slider of a constant."""
    return page.locator(f"[data-path='{path}'] input[type=range]")


def drag(page: Page, path: str, position: int, *, release: bool) -> None:
    """Move a thumb to a position, and let it go or hold it."""
    events = "['input', 'change']" if release else "['input']"
    thumb(page, path).evaluate(
        f"(input, position) => {{ input.value = position;"
        f"for (const kind of {events}) input.dispatchEvent(new Event(kind, {{bubbles: true}})); }}",
        position,
    )


def fills(page: Page) -> list[str]:
    """Return the colour of every area, in the order of their codes."""
    return instrument(page).evaluate(FILLS)
