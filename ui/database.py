"""The database of saved scenarios and groups, opened once for all sessions."""

import streamlit as st

from saved import Store, database_address


def store() -> Store:
    """Return the store of saved scenarios and groups; it connects when it is asked for something."""
    return _store(database_address())


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _store(address: str) -> Store:
    return Store(address)
