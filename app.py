"""Page set-up and navigation; nothing else."""

import streamlit as st

from ui.components import layout, widgets
from ui.session import results as data
from ui.session import state

if not data.look_at_files().editions:
    st.set_page_config(page_title="Cancer ratings", page_icon="ui/images/icon.png", layout="wide")
    layout.nothing_to_show()
    st.stop()
state.follow_address()
state.leave_what_is_gone()
if not st.query_params.to_dict():
    # The browser empties the address when the page changes. Written before it is told of the page, it makes no entry of
    # the history of its own.
    state.write_address()
page = st.navigation(
    [
        st.Page("pages/england.py", title="England", default=True),
        st.Page("pages/area.py", title="My area", url_path="area"),
        st.Page("pages/alliance.py", title="My alliance", url_path="cancer-alliance"),
        st.Page("pages/what_if.py", title="What if", url_path="what-if"),
        st.Page("pages/care_or_chance.py", title="Care or chance?", url_path="care-or-chance"),
        st.Page("pages/board_pack.py", title="Board pack", url_path="board-pack"),
        st.Page("pages/data_and_methods.py", title="Methods", url_path="data-and-methods"),
        st.Page("pages/load.py", title="Your own data", url_path="load"),
        # Not in the row: a page that another leads to, and addresses from before.
        st.Page("pages/present.py", title="Present", url_path="present", visibility="hidden"),
        st.Page("pages/scenarios.py", title="Scenarios", url_path="scenarios", visibility="hidden"),
        st.Page("pages/watch_list.py", title="Watch list", url_path="watch-list", visibility="hidden"),
        st.Page("pages/how_sure.py", title="How sure?", url_path="how-sure", visibility="hidden"),
        st.Page(
            "pages/lottery.py", title="Postcode lottery", url_path="postcode-lottery", visibility="hidden"
        ),
    ],
    position="top",
)
st.set_page_config(
    page_title=layout.window_title(page.title, page.url_path),
    page_icon="ui/images/icon.png",
    layout="wide",
)
widgets.enter(page.url_path)
page.run()
if page.url_path != "present":
    layout.footer(data.edition(state.view().edition))
state.write_address()
