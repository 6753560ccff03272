"""What a change costs the server, page by page, run as Streamlit's test runner does, without a browser.

    python -m benchmarks.page_changes

Prints the median and the 95th percentile of the processor time of 30 runs: a threshold moved a little and far on What
if, and the page of Cancer Alliances run again.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import streamlit.testing.v1.app_test as runner
from streamlit.testing.v1 import AppTest

from saved import DATABASE_VARIABLE
from tests.ui.conftest import PagesByNavigation

APP = Path(__file__).parents[1] / "app.py"
BENCHMARK = "waits_62_day.benchmark"
WESSEX = "E56000016"
RUNS = 30


def main() -> None:
    """Print the table."""
    runner.PagesManager = PagesByNavigation  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        os.environ[DATABASE_VARIABLE] = f"sqlite:///{Path(folder) / 'scenarios.sqlite'}"
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.run()
        app.switch_page("pages/what_if.py").run()

        def move(value: float) -> None:
            app.session_state["view"].changes = {BENCHMARK: value}

        # Never a value twice: what was judged before is kept.
        _print("What if, a threshold moved a little", app, move, [84.9 - 0.01 * i for i in range(RUNS)])
        _print("What if, a threshold moved far", app, move, [90 + 0.1 * i for i in range(RUNS)])
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.query_params["group"] = WESSEX
        app.run()
        app.switch_page("pages/alliance.py").run()
        _print("Cancer Alliance, run again", app, lambda _: None, range(RUNS))


def _print(what: str, app: AppTest, change: Callable[[float], None], values: Iterable[float]) -> None:
    times = []
    for value in values:
        change(value)
        start = time.process_time()
        app.run()
        times.append(1000 * (time.process_time() - start))
        assert not app.exception
    last = statistics.quantiles(times, n=20)[-1]
    print(f"{what}: median {statistics.median(times):.0f} ms, 95% {last:.0f} ms of the processor")


if __name__ == "__main__":
    main()
