"""The real app in a real browser: a server of its own on the loopback address, and a Chromium."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

import run
from tests.paths import ROOT

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine with two cores that does other things too may take its time.
expect.set_options(timeout=20_000)
READY = "[data-testid=stApp][data-test-script-state=notRunning]"


@contextmanager
def serve(boundaries: Path | None = None, folder: Path = ROOT):
    """Start the app with a database of its own, give its address, and stop that very process afterwards."""
    with tempfile.TemporaryDirectory() as saved:
        yield from _serve(boundaries, f"sqlite:///{saved}/scenarios.sqlite", folder)


def _serve(boundaries: Path | None, database: str, folder: Path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k != run.BOUNDARIES_VARIABLE}
    environment[run.DATABASE_VARIABLE] = database
    if boundaries:
        environment[run.BOUNDARIES_VARIABLE] = str(boundaries)
    command = [sys.executable, "-m", "ui.serve", f"--server.port={port}", "--server.address=127.0.0.1"]
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str, server: subprocess.Popen) -> None:
    for _ in range(240):
        assert server.poll() is None, f"the app ended with exit code {server.returncode}"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise AssertionError("the app did not answer within a minute")


@pytest.fixture(scope="session")
def app():
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    path = run.find_chromium()
    assert path, f"There is no Chromium for the browser tests; install one or set {run.CHROMIUM_VARIABLE}."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium):
    """A browser without cookies or a cache, which the tests of a file share."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    context.faults = []
    context.expose_binding("noteViolation", lambda _source, violation: context.faults.append(violation))
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', "
        "event => noteViolation(`${event.effectiveDirective}: ${event.blockedURI}`))"
    )
    yield context
    context.close()


@pytest.fixture
def page(browser):
    """A window of its own, without a history. Nothing that a page does may need what its policy forbids."""
    browser.faults.clear()
    others = list(browser.pages)
    page = browser.new_page()
    page.on("pageerror", lambda fault: browser.faults.append(str(fault)))
    yield page
    for opened in browser.pages:
        if opened not in others:
            opened.close()
    assert not browser.faults, browser.faults


def settled(page):
    """Wait until the app has finished a run and the page shows it, down to the sources at its foot."""
    page.get_by_text("Contains OS data").last.wait_for()
    return quiet(page)


QUIET = """([call, ready, milliseconds]) => {
    const now = performance.now();
    if (!window.changes) {
        window.changes = {last: now};
        new MutationObserver(() => { window.changes.last = performance.now() }).observe(
            document, {subtree: true, childList: true, attributes: true, characterData: true});
    }
    const seen = element => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.bottom > 0 && box.top < innerHeight;
    };
    const undrawn = [...document.querySelectorAll('.stVegaLiteChart')].some(
        chart => !chart.querySelector('svg.marks, canvas') && seen(chart));
    const waits = undrawn || !document.querySelector(ready) || document.querySelector('[data-testid=stSkeleton]')
        || document.fonts.status !== 'loaded';
    if (waits || window.changes.call !== call) {
        window.changes.call = call;
        window.changes.last = now;
    }
    return now - window.changes.last >= milliseconds;
}"""
"""Nothing has changed for so long; the time before the call does not count."""
CALLS = count()


def quiet(page, milliseconds=300):
    """Wait until no run is going on, what is in view is drawn, and nothing moves any more.

    Charts are laid out after a run has ended, and move what stands below them; what a slider or a chart reports, it
    reports a fifth of a second later.
    """
    page.wait_for_function(QUIET, arg=[next(CALLS), READY, milliseconds], timeout=90_000)
    return page


def scroll_down(page, until) -> None:
    """Scroll as a person does until a locator matches: parts further down are drawn when the window comes near."""
    page.mouse.move(200, 500)
    for _ in range(60):
        if until.count():
            return
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(200)  # as a hand takes
