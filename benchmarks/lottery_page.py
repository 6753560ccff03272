"""How long the page of the postcode lottery takes: the first time in a fresh process, then again from the cache.

Run by hand from the top folder, on a machine that does nothing else: python -m benchmarks.lottery_page
"""

import statistics
import sys
import time
from pathlib import Path

import streamlit.testing.v1.app_test as runner
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[1] / "app.py"
sys.path.insert(0, str(APP.parent))

from tests.ui.conftest import PagesByNavigation  # noqa: E402


def main() -> None:
    """Print wall and processor time of the first run and of reruns."""
    runner.PagesManager = PagesByNavigation  # type: ignore[misc]
    app = AppTest.from_file(str(APP), default_timeout=60)
    england = _timed(app)
    app.switch_page("pages/lottery.py")
    first = _timed(app)
    assert not app.exception
    assert app.title[0].value == "How much of a lottery is it?"
    again = [_timed(app) for _ in range(20)]
    print(f"England, the first page of the process: {england[0]:.2f} s, of the processor {england[1]:.2f} s")
    print(f"the lottery for the first time: {first[0]:.2f} s, of the processor {first[1]:.2f} s")
    wall, processor = (statistics.median(times) * 1000 for times in zip(*again, strict=True))
    print(f"again from the cache, median of 20: {wall:.0f} ms, of the processor {processor:.0f} ms")


def _timed(app: AppTest) -> tuple[float, float]:
    start = time.perf_counter(), time.process_time()
    app.run()
    return time.perf_counter() - start[0], time.process_time() - start[1]


if __name__ == "__main__":
    main()
