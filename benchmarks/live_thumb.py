"""What a person feels on What if: a thumb dragged, a key held down, a threshold released, an area clicked.

    python -m benchmarks.live_thumb [--before FOLDER]

Starts the app, opens What if in Chromium at 1440x900, and prints medians and 95th percentiles. A frame is timed from
the event to the end of the frame that shows what it did, without the wait for the screen's next turn. With `--before`,
an earlier checkout is measured in the same run: what it needs from a press of a key on a slider to its sentence.
"""

import argparse
import statistics
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

import run
from tests.browser.conftest import ARGUMENTS, quiet, serve

THUMB = "[data-path='waits_62_day.benchmark'] input[type=range]"
STEPS, TURNS = 59, 30

# From a threshold's release to the end of the run that follows, when everything on the page shows it.
RELEASED = """(input, place) => new Promise(done => {
    const app = document.querySelector('[data-testid=stApp]');
    const began = performance.now();
    let running = false;
    new MutationObserver((_, observer) => {
        if (app.dataset.testScriptState === 'running') running = true;
        else if (running) requestAnimationFrame(() => { observer.disconnect(); done(performance.now() - began); });
    }).observe(app, {attributes: true});
    // By a pointer: what keys moved is sent after a rest.
    input.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
    input.value = Math.round(input.max * place);
    setTimeout(() => done(NaN), 5000);
    for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, {bubbles: true}));
})"""

# The same, from the press of a key.
UNTIL_RUN_ENDS = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    window.ended = new Promise(done => addEventListener('keydown', () => {
        const began = performance.now();
        let running = false;
        new MutationObserver((_, observer) => {
            if (app.dataset.testScriptState === 'running') running = true;
            else if (running) requestAnimationFrame(() => {
                observer.disconnect();
                done(performance.now() - began);
            });
        }).observe(app, {attributes: true});
        setTimeout(() => done(NaN), 5000);
    }, {once: true, capture: true}));
}"""

REASON = """() => {
    const made = [...document.querySelectorAll('*')].find(one => one.shadowRoot?.querySelector('.reason')).shadowRoot;
    return made.querySelector('.reason').textContent.startsWith(made.querySelector('h2').textContent);
}"""

# A frame's own work: from the event, dispatched as the frame begins, to the first message after it was painted.
FRAMES = """(input, [from, to, steps]) => new Promise(done => {
    const times = [], tasks = [];
    new PerformanceObserver(list => list.getEntries().forEach(one => tasks.push(one.duration)))
        .observe({entryTypes: ['longtask']});
    const channel = new MessageChannel();
    let step = 0, began = 0;
    channel.port1.onmessage = () => {
        times.push(performance.now() - began);
        step += 1;
        if (step < steps) requestAnimationFrame(frame); else setTimeout(() => done([times, tasks]), 100);
    };
    const frame = () => {
        began = performance.now();
        input.value = Math.round(input.max * (from + (to - from) * step / (steps - 1)));
        input.dispatchEvent(new Event('input', {bubbles: true}));
        channel.port2.postMessage(0);
    };
    requestAnimationFrame(frame);
})"""


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    asked.add_argument("--before", type=Path, help="an earlier checkout, to compare with")
    before = asked.parse_args().before
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=run.find_chromium(), args=ARGUMENTS)
        with serve() as address:
            _live(chromium.new_page(viewport={"width": 1440, "height": 900}), address)
        if before:
            with serve(folder=before) as address:
                _before(chromium.new_page(viewport={"width": 1440, "height": 900}), address)
        chromium.close()


def _live(page: Page, address: str) -> None:
    _open(page, address)
    wire = _Wire(page)
    for slower in (1, 4):
        wire.session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        for turn in range(4):
            times, tasks = page.locator(THUMB).evaluate(FRAMES, [0.4, 0.8, STEPS])
            if turn:  # the first warms up
                _print(f"a thumb dragged, processor {slower} times slower, turn {turn}", times)
                print(f"    long tasks: {len(tasks)}; bytes over the network: {wire.bytes}")
    wire.session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.locator(THUMB).evaluate("input => input.dispatchEvent(new Event('change', {bubbles: true}))")
    quiet(page)
    _keys_held(page, wire)
    released, sent = [], []
    for turn in range(TURNS):
        wire.bytes = 0
        released.append(page.locator(THUMB).evaluate(RELEASED, 0.6 + 0.005 * turn))
        page.wait_for_timeout(300)
        sent.append(wire.bytes)
    _print("a threshold released, until all panels show it", released)
    print(f"    bytes a release: median {statistics.median(sent):,.0f}, most {max(sent):,}")
    _areas(page)


def _keys_held(page: Page, wire: "_Wire") -> None:
    """Print what a key that is held down costs: 60 repeats at 30 a second."""
    wire.bytes = 0
    page.locator(THUMB).focus()
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(33)
    print(f"a key held down, 60 repeats: bytes over the network until it is let go: {wire.bytes}")
    quiet(page)


def _areas(page: Page) -> None:
    """Print how long a click on an area takes to its breakdown, and to the reason of its rating."""
    names, reasons = [], []
    shapes = page.locator(".instrument .areas path:not(.frame)")
    for place in range(0, 3 * TURNS, 3):
        there = shapes.nth(place)
        began = time.perf_counter()
        there.dispatch_event("click")
        page.wait_for_function("() => true")
        names.append(1000 * (time.perf_counter() - began))
        page.wait_for_function(REASON)
        reasons.append(1000 * (time.perf_counter() - began))
        quiet(page, 100)
    _print("an area clicked, until its figures show", names)
    _print("an area clicked, until the reason of its rating shows", reasons)


def _before(page: Page, address: str) -> None:
    """Print what an earlier checkout needs for a press of a key on its slider: nothing moved before."""
    page.goto(f"{address}/what-if?area=11J")
    quiet(page)
    wire, times, sent = _Wire(page), [], []
    thumb = page.get_by_role("slider", name="62-day waits: threshold")
    for _ in range(TURNS):
        wire.bytes = 0
        page.evaluate(UNTIL_RUN_ENDS)
        thumb.press("ArrowLeft")
        times.append(page.evaluate("window.ended"))
        quiet(page, 300)
        sent.append(wire.bytes)
    _print("before: a key pressed on the slider, until all panels show it", times)
    print(f"    bytes: median {statistics.median(sent):,.0f}, most {max(sent):,}")


class _Wire:
    """Counts the bytes that the page sends and receives."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.dataReceived", lambda got: self._add(got["encodedDataLength"]))
        for kind in ("Network.webSocketFrameReceived", "Network.webSocketFrameSent"):
            self.session.on(kind, lambda got: self._add(_size(got["response"])))

    def _add(self, number: int) -> None:
        self.bytes += number


def _size(frame: dict[str, Any]) -> int:
    """Return the bytes of a message before compression; those that are no text are told in base 64."""
    return len(frame["payloadData"]) * 3 // 4 if frame["opcode"] == 2 else len(frame["payloadData"])


def _open(page: Page, address: str) -> None:
    page.goto(f"{address}/what-if?area=11J")
    page.locator("section.instrument[data-ready]").wait_for()
    quiet(page)
    page.wait_for_load_state("networkidle")  # what a page loads late is no byte of a thumb


def _print(what: str, times: Iterable[float]) -> None:
    ordered = sorted(times)
    last = statistics.quantiles(ordered, n=20)[-1]
    print(f"{what}: median {statistics.median(ordered):.1f} ms, 95% {last:.1f} ms, n {len(ordered)}")


if __name__ == "__main__":
    main()
