"""Present: the board pack on a projector, one message a screen, without controls."""

import streamlit as st

from reports.story import choose_all
from ui import data, pack, present, state

edition = data.edition(state.view().edition)
chosen = pack.choice(edition) or choose_all(edition, pack.NATIONAL)
_, screens = pack.told(edition, chosen)
if present.present(screens):
    st.switch_page("pages/board_pack.py", query_params=st.query_params.to_dict())
