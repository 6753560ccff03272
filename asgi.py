"""The app as any ASGI server can serve it: with headers, and words for what fails unforeseen."""

from starlette.middleware import Middleware
from streamlit.starlette import App

from ui.server.headers import Headers
from ui.server.trouble import say_in_words

app = App("app.py", middleware=[Middleware(Headers)], on_script_error=say_in_words)
