"""Making the documents of a board pack, and taking them away."""

import mimetypes
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

import streamlit as st

from reports.pack.archive import CONTENTS, MISSING, missing_from, pack_bytes, pack_file_name
from reports.story.story import Case
from scoring import DataError
from ui.board_pack.pack import area_link
from ui.components import markdown
from ui.session import state

_MADE = "pack_made"
_ONE_AT_A_TIME = Lock()
"""Setting the profiles of all areas takes more than a gigabyte: two at once may be more than a server has."""
WAITING = "Another board pack is being made. Yours will start as soon as that is finished."


def take_away(case: Case) -> None:
    """Draw the choice of documents, the button that makes them, how far it is, and what was made."""
    with st.form("make_pack", border=True):
        wanted = st.pills(
            "Documents",
            list(CONTENTS),
            selection_mode="multi",
            default=list(CONTENTS),
            format_func=CONTENTS.__getitem__,
            key="pack_contents",
        )
        template = st.file_uploader(
            "Your organisation's own slides as a template (optional)",
            type=["pptx", "potx"],
            key="pack_template",
            help="Colours, typeface and logo are taken from its first suitable layout. "
            "Requirements: docs/board-pack.md.",
        )
        asked = st.form_submit_button("Make the board pack", type="primary", icon=":material/build:")
    if asked:
        _make(case, wanted, template.getvalue() if template else None)
    made = st.session_state.get(_MADE)
    if made and made[0] == _identity(case):
        _offer(*made[1:])
    elif made:
        st.caption("Your choices have changed since this pack was made. Make it again to include them.")


def _identity(case: Case) -> tuple[Any, ...]:
    """Return what a pack is of: another page in between, or another area in view, makes it no other pack."""
    return state.view().edition, case.choice, case.method, case.baseline, case.shapes


def _make(case: Case, wanted: list[str], template: bytes | None) -> None:
    """Make the pack and keep it; what was made before stays if it cannot be made."""
    if not wanted:
        st.warning("Choose at least one document.")
        return
    bar = st.progress(0.0, "Starting …")

    def tell(done: float, words: str) -> None:
        bar.progress(min(done, 1.0), markdown.escape(words))

    try:
        with _alone(bar):
            content = pack_bytes(case, wanted, template, tell, area_link)
    except DataError as problem:
        st.error(markdown.escape(str(problem)))
    else:
        st.session_state[_MADE] = (_identity(case), case, content)
    bar.empty()


@contextmanager
def _alone(bar: Any) -> Iterator[None]:
    """Wait until no other session makes a pack, and say so meanwhile."""
    while not _ONE_AT_A_TIME.acquire(timeout=0.5):
        # Here a session that was left stops waiting.
        bar.progress(0.0, WAITING)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _offer(case: Case, content: bytes) -> None:
    """Draw the downloads: each document by itself, and everything in one file."""
    if missing := missing_from(content):
        st.warning(markdown.escape(" ".join(missing.splitlines())))
    else:
        st.success("The board pack is ready.")
    with st.container(horizontal=True), zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if "/" not in name and name != MISSING]
        for name in names:
            ending = name.rpartition(".")[2]
            st.download_button(
                _WORDS.get(ending, name),
                archive.read(name),
                file_name=name,
                mime=mimetypes.guess_type(name)[0],
                on_click="ignore",
                icon=":material/download:",
                key=f"pack-{ending}",
            )
        st.download_button(
            f"Everything, {len(archive.namelist())} files (.zip)",
            content,
            file_name=pack_file_name(case, "board-pack", "zip"),
            mime="application/zip",
            on_click="ignore",
            icon=":material/folder_zip:",
            key="pack-zip",
        )


_WORDS = {"pptx": "Slides (.pptx)", "pdf": "Profiles (.pdf)", "xlsx": "Spreadsheet (.xlsx)"}
