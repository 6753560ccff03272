"""Bringing a methodology or a scenario as YAML, and taking the present one away."""

import streamlit as st

from scoring import DataError, Edition, parse_methodology, scenario_yaml
from ui.components import markdown
from ui.components.movers import comparison_downloads
from ui.session import state

_BOX = "own_text"


def bring_section(edition: Edition) -> None:
    """Draw the downloads of the movers and the scenario, and the places to bring one as a file or as text."""
    view = state.view()
    with st.container(horizontal=True):
        comparison_downloads(edition)
        st.download_button(
            "Download this scenario (YAML)",
            # Asked for when it is clicked, since the scenario may have changed by then, and outside any session.
            lambda: scenario_yaml(state.method(of=view)),
            file_name="scenario.yaml",
            mime="application/yaml",
            on_click="ignore",
            help="Loading the file here, or giving it to the command line with --scenario, gives the same ratings.",
        )
    with st.expander("Bring your own methodology or scenario"):
        st.caption(
            "A scenario downloaded here, or a whole methodology. To write one, download one from the library "
            "(Methods) and edit it. Errors are reported by field and value, and nothing changes until "
            "all are corrected."
        )
        file = st.file_uploader("A file", type=["yaml", "yml"], key="own_file")
        text = st.text_area(
            "Or paste YAML", key=_BOX, height=160, placeholder="scenario_of: nhs-england-2016 …"
        )
        if st.button("Use it", key="use_own"):
            _use(
                file.getvalue() if file else text.encode(), file.name if file else "The pasted text", edition
            )


def _use(content: bytes, where: str, edition: Edition) -> None:
    """Take what was brought as the scenario, or say what is wrong with it."""
    if not content.strip():
        st.error("There is nothing to use yet: choose a file or paste YAML.")
        return
    try:
        text = content.decode("utf-8-sig")
        brought = parse_methodology(text, where)
        brought = edition.fitted(brought)
        edition.check_moderated(brought.moderation)
    except UnicodeDecodeError:
        st.error(f"{markdown.escape(where)} is not UTF-8 text. Save it as UTF-8 and try again.")
    except DataError as problem:
        st.error(markdown.escape(str(problem)))
    else:
        state.use_own(text, brought)
        st.rerun()
