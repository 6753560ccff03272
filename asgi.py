"""The app with the headers of its answers, as `ui.serve` starts it."""

from starlette.middleware import Middleware
from streamlit.starlette import App

from ui.headers import Headers

app = App("app.py", middleware=[Middleware(Headers)])
