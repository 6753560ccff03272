"""What the server tells browsers about its pages, and what it tells nobody: headers of every answer.

What these headers are for, and what is left to a proxy: docs/security.md.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

METRICS_VARIABLE = "RATINGS_METRICS"
UNUSED_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
_METRICS = "/_stcore/metrics"


def headers(inline_scripts: Iterable[str]) -> dict[str, str]:
    """Return the headers of every answer; only these scripts may stand in a page itself."""
    digests = [f"'sha256-{_digest(script)}'" for script in inline_scripts]
    policy = {
        "default-src": ["'self'"],
        # Streamlit starts the scripts of components from blobs and decodes its messages by WebAssembly. Charts
        # need no 'unsafe-eval', since it draws them with Vega's interpreter.
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *digests],
        # Streamlit writes its styles into the page as it goes.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
    return {
        "Content-Security-Policy": "; ".join(" ".join([name, *sources]) for name, sources in policy.items()),
        "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
        "X-Content-Type-Options": "nosniff",
        # The address of a page holds what somebody is looking at.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def inline_scripts(page: str) -> list[str]:
    """Return the scripts that stand in a page itself."""
    return re.findall(r"<script>(.*?)</script>", page, re.DOTALL)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class Headers:
    """Set the headers of every answer, also of those that say that something is not there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        page = Path(get_static_dir(), "index.html").read_text(encoding="utf-8")
        self.headers = headers(inline_scripts(page))
        # Behind a proxy on the same machine every request comes from there, so an address cannot tell who asks.
        self.metrics = os.environ.get(METRICS_VARIABLE) == "1"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].rstrip("/").endswith(_METRICS) and not self.metrics:
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)
