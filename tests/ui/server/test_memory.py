"""What nobody can reach any more does not stay in memory, though Streamlit no longer looks for it after every run."""

import gc
import time
import tomllib
import weakref
from pathlib import Path

from streamlit import config

from ui.server.memory import collect_now_and_then

SETTINGS = tomllib.loads(
    (Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)


class Round:
    """What refers to itself, which only the collector finds."""

    def __init__(self):
        self.itself = self


def test_what_refers_to_itself_is_collected_now_and_then():
    gc.disable()
    ended = collect_now_and_then(0.05)
    try:
        left = weakref.ref(Round())
        for _ in range(200):
            if left() is None:
                break
            time.sleep(0.05)
        assert left() is None
    finally:
        ended.set()
        gc.enable()


def test_streamlit_has_the_setting_that_leaves_it_to_that():
    assert SETTINGS["runner"] == {"postScriptGC": False}
    assert "runner.postScriptGC" in config.get_config_options()
