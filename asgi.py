"""The app with the headers of its answers, for `ui.serve` and any other ASGI server."""

from starlette.middleware import Middleware
from streamlit.starlette import App

from ui.headers import Headers

app = App("app.py", middleware=[Middleware(Headers)])
