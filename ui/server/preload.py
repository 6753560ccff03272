"""The scripts that draw charts are asked for while Streamlit still starts, instead of when the first chart comes.

Streamlit loads them one step after the other once a page has a chart, while the browser has its hands full with drawing
the page. Named in the head of the answer (`Link: rel=modulepreload`), they come while it waits for the server.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

# The first part of their names; the second is a hash of what is in them.
_OF_CHARTS = ("ArrowVegaLiteChart", "embed", "vega-interpreter")
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.\-]+\.js)["']""")


def chart_scripts(folder: Path) -> list[str]:
    """Return the names of Streamlit's scripts of charts and of all that they build on, without those of its start.

    Parameters
    ----------
    folder : Path
        With `index.html` and `static/js/`, as Streamlit brings them.
    """
    page = (folder / "index.html").read_text(encoding="utf-8")
    scripts = folder / "static/js"
    started = _with_what_they_need(scripts, re.findall(r"js/(index\.[\w\-]+\.js)", page))
    named = [path.name for name in _OF_CHARTS for path in sorted(scripts.glob(f"{name}.*.js"))]
    return [name for name in _with_what_they_need(scripts, named) if name not in started]


def _with_what_they_need(scripts: Path, names: Iterable[str]) -> list[str]:
    found: list[str] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting += _IMPORT.findall((scripts / name).read_text(encoding="utf-8"))
    return found


class Preload:
    """Name the scripts of charts in the head of every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # Relative: the app may stand below a path.
        links = (f"<./static/js/{name}>; rel=modulepreload" for name in chart_scripts(Path(get_static_dir())))
        self.link = ", ".join(links)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Link"] = self.link
            await send(message)

        await self.app(scope, receive, send_with_link if scope["type"] == "http" else send)
