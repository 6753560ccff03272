"""Present: the board pack on a projector, one message a screen, without controls."""

import streamlit as st

from reports.story.story import choose_all
from ui.board_pack import pack, present
from ui.session import results as data
from ui.session import state

edition = data.edition(state.view().edition)
chosen = pack.chosen_areas(edition) or choose_all(edition, pack.NATIONAL)
_, screens = pack.told(edition, chosen)
if present.present(screens):
    st.switch_page("pages/board_pack.py", query_params=st.query_params.to_dict())
