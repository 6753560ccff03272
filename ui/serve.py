"""Start the app: `python -m ui.serve [options of streamlit run]`.

Streamlit takes a folder `pages/` beside the app for its old, automatic kind of pages until the first visitor
has reached `st.navigation`. A first visitor who opens a link to a page would be told that there is no such
page, or get the page without its surroundings (streamlit 1.67). So this is switched off before anyone comes.
"""

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

APP = Path(__file__).parent.parent / "app.py"

if __name__ == "__main__":
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    main()
