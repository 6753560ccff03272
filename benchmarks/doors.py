"""What a person waits for at a door: a tab that was never open before, and a page reached from another by the menu.

    python -m benchmarks.doors [--before FOLDER]

Starts the app and opens it in Chromium at 1440x900; prints medians and 95th percentiles of the time from the address
to the painted map of England, in a browser that has nothing of the app, and from a click in the menu until the page
stands still. With `--before`, an earlier checkout is measured in the same run, turn by turn with this one.
"""

import argparse
import statistics
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import run
from tests.browser.conftest import ARGUMENTS, quiet, serve

TURNS = 20
ROUNDS = 8
SIZE = {"width": 1440, "height": 900}
ENGLAND = "[data-testid=stVegaLiteChart] svg path"

# From the beginning of the navigation to the first frame that has the map.
PAINTED = """() => {
    const look = () => {
        if (!document.querySelector('[data-testid=stVegaLiteChart] svg path')) requestAnimationFrame(look);
        else requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
    };
    requestAnimationFrame(look);
}"""

# From the click until the run that follows is over and its last frame painted.
ENTERED = """link => new Promise(done => {
    const app = document.querySelector('[data-testid=stApp]');
    const began = performance.now();
    let running = false;
    new MutationObserver((_, observer) => {
        if (app.dataset.testScriptState === 'running') running = true;
        else if (running) requestAnimationFrame(() => { observer.disconnect(); done(performance.now() - began); });
    }).observe(app, {attributes: true});
    setTimeout(() => done(NaN), 15000);
    link.click();
})"""


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    asked.add_argument("--before", type=Path, help="an earlier checkout, to compare with")
    before = asked.parse_args().before
    with sync_playwright() as playwright, ExitStack() as servers:
        chromium = playwright.chromium.launch(executable_path=run.find_chromium(), args=ARGUMENTS)
        addresses = {"now": servers.enter_context(serve())}
        if before:
            addresses["before"] = servers.enter_context(serve(folder=before))
        cold = defaultdict(list)
        for _ in range(TURNS + 1):
            for name, address in addresses.items():
                cold[name].append(_cold_tab(chromium, address))
        for name, times in cold.items():
            _print(
                f"{name}: a cold tab to the painted map of England", times[1:]
            )  # the first warms the server
        for name, address in addresses.items():
            page = chromium.new_page(viewport=SIZE)
            for title, times in _pages(page, address).items():
                _print(f"{name}: to {title} from another page", times)
            page.close()
        chromium.close()


def _cold_tab(chromium: Browser, address: str) -> float:
    context = chromium.new_context(viewport=SIZE)
    page = context.new_page()
    page.add_init_script(f"({PAINTED})()")
    page.goto(address, wait_until="commit")
    took = float(page.wait_for_function("() => window.painted").json_value())
    context.close()
    return took


def _pages(page: Page, address: str) -> dict[str, list[float]]:
    """Return the times to every page of the menu, round after round, with an area chosen."""
    page.goto(f"{address}/?area=11J")
    page.wait_for_selector(ENGLAND, state="attached")
    quiet(page)
    links = page.locator("[data-testid=stTopNavLink]")
    titles = links.all_inner_texts()
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(ROUNDS + 1):
        for title in [*titles[1:], titles[0]]:
            took = links.filter(has_text=title).first.evaluate(ENTERED)
            quiet(page, 200)
            if turn:  # the first visit of all works things out that are kept
                times[title].append(took)
    return times


def _print(what: str, times: list[float]) -> None:
    last = statistics.quantiles(times, n=20)[-1]
    print(f"{what}: median {statistics.median(times):.0f} ms, 95% {last:.0f} ms, n {len(times)}", flush=True)


if __name__ == "__main__":
    main()
