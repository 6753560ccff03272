"""The app as any ASGI server can serve it: with its scripts, with headers, and words for what fails unforeseen."""

from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamlit.starlette import App

from ui.components.scripts import SCRIPTS_ADDRESS
from ui.paths import STYLES_AND_SCRIPTS
from ui.server.headers import Headers
from ui.server.memory import collect_now_and_then
from ui.server.preload import Preload
from ui.server.trouble import say_in_words

collect_now_and_then()
app = App(
    "app.py",
    routes=[Mount(f"/{SCRIPTS_ADDRESS}", StaticFiles(directory=STYLES_AND_SCRIPTS))],
    middleware=[Middleware(Headers), Middleware(Preload)],
    on_script_error=say_in_words,
)
