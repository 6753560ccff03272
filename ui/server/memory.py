"""Garbage is collected now and then.

Streamlit would collect it after every run (`postScriptGC`), which makes all who use the app wait for 100 ms each time.
"""

import gc
import threading

_SECONDS = 60.0


def collect_now_and_then(seconds: float = _SECONDS) -> threading.Event:
    """Collect garbage every so many seconds for as long as the process lives, or until the event returned is set."""
    ended = threading.Event()
    threading.Thread(target=_collect, args=(seconds, ended), name="garbage", daemon=True).start()
    return ended


def _collect(seconds: float, ended: threading.Event) -> None:
    while not ended.wait(seconds):
        gc.collect()
