"""The app as it is served: `ui.serve` starts it, with words of its own for what fails unforeseen."""

import streamlit as st

from ui.trouble import say_in_words

app = st.App("app.py", on_script_error=say_in_words)
