"""The files of the page Your own data: chosen or fetched, read once, and read again when their meaning is corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import streamlit as st

from geodata import BoundaryError
from geodata.reading.files import is_boundaries
from geodata.reading.formats import READABLE
from importers.boundaries import BoundariesImported, import_boundaries
from importers.detect import importer_of
from importers.files.limits import LIMITS, megabytes
from importers.files.refusal import FileRefused
from importers.files.safe_files import SafeFile, open_file
from importers.fingertips.choice import FingertipsFile, Selection, default_selection
from importers.fingertips.read import KIND as FINGERTIPS
from importers.fingertips.read import import_fingertips, read_fingertips
from importers.report import Imported, hopeless
from importers.tables.frames import TextFrame, text_frame
from importers.tables.mapping import Mapping
from importers.tables.read import KIND, read_tidy, tidy_table
from importers.waits.read import read_cancer_waits
from importers.web.address import FetchProblem
from importers.web.fetch import fetch
from importers.web.publishers import PUBLISHERS
from scoring import DataError, Edition
from ui.components import markdown

_FETCHED, _READ = "load_fetched", "load_read"
_FEWEST_COLUMNS = 2
"""A table needs a column of areas and one of figures."""
MOST_FILES = 24
"""Two years of months; what is read of them stays in memory while they are on the page."""
Kind = Literal["boundaries", "waits", "fingertips", "table", "unreadable"]


@dataclass(frozen=True)
class Brought:
    """A file: what tells it from others in this session, name, content, and a sentence on how it came."""

    id: str
    name: str
    content: bytes = field(repr=False)
    note: str = ""


@dataclass(frozen=True)
class FileReading:
    """A file as it was read.

    Attributes
    ----------
    id, name : of the file
    kind : Kind
    result : Imported
    source : what can be read in another way: the texts of a table, or all rows of a Fingertips file
    choice : how it was read: Mapping or Selection
    note : how the file came, if that is to be said
    """

    id: str
    name: str
    kind: Kind
    result: Imported
    source: TextFrame | FingertipsFile | None = None
    choice: Mapping | Selection | None = None
    note: str = ""

    @property
    def usable(self) -> bool:
        """Whether it gives something to use."""
        return self.result.table is not None


def choose_files() -> list[Brought]:
    """Draw the places to bring files, and return those that are there."""
    uploaded = st.file_uploader(
        "Choose one or several files",
        accept_multiple_files=True,
        key="load_files",
        help="Several files are several months of waiting times, or the parts of a shapefile (.shp, .dbf, .shx, .prj).",
    )
    found = []
    if len(uploaded) > MOST_FILES or sum(file.size for file in uploaded) > LIMITS.unpacked_bytes:
        st.error(
            f"Choose at most {MOST_FILES} files, {megabytes(LIMITS.unpacked_bytes)} in total. None of them was read."
        )
    else:
        found = [Brought(file.file_id, file.name, file.getvalue()) for file in uploaded]
    with st.expander("Or give the address of an official file"):
        st.markdown(
            "\n".join(
                f"- [{p.publication}]({p.page}) ({p.publisher}): {markdown.escape(p.files)}"
                for p in PUBLISHERS
            )
        )
        st.caption("Publishers move and revise their files: copy the address of the link to the file itself.")
        with st.form("load_address", border=False):
            address = st.text_input("Address of the file", key="load_address_text", placeholder="https://…")
            wanted = st.form_submit_button("Fetch the file")
        if wanted:
            _fetch(address)
        got: Brought | None = st.session_state.get(_FETCHED)
        if got:
            text, button = st.columns([5, 1], vertical_alignment="center")
            text.markdown(f"Fetched: {markdown.escape(got.name)} ({len(got.content) / 1e6:,.1f} MB)")
            button.button("Remove", on_click=lambda: st.session_state.pop(_FETCHED, None), key="drop_fetched")
            found.append(got)
    return found


def _fetch(address: str) -> None:
    """Fetch a file, or say in a sentence why not; what was fetched before stays until another is there."""
    if not address.strip():
        st.error("Enter the address of a file first.")
        return
    try:
        with st.spinner("Fetching the file (up to a minute) …"):
            got = fetch(address)
    except FetchProblem as problem:
        st.error(markdown.escape(str(problem)))
        return
    count = st.session_state.get("load_fetches", 0) + 1
    st.session_state["load_fetches"] = count
    st.session_state[_FETCHED] = Brought(f"fetched-{count}", got.name, got.content, got.note)


def read_files(files: Sequence[Brought], edition_name: str, edition: Edition) -> list[FileReading]:
    """Return every file as it was read, the parts of a set of boundaries as one; each is read once."""
    shapes = [file for file in files if is_boundaries(file.name, file.content)]
    groups = [[file] for file in files if file not in shapes]
    if shapes:
        # The main file goes first, whatever order its companions were chosen in.
        groups.append(sorted(shapes, key=lambda file: Path(file.name).suffix.lower() not in READABLE))
    kept: dict[str, FileReading] = st.session_state.get(_READ, {})
    read: dict[str, FileReading] = {}
    for group in groups:
        key = " ".join([edition_name, *(file.id for file in group)])
        if key not in kept:
            with st.spinner(f"Reading {markdown.escape(group[0].name)} …"):
                kept[key] = _read(key, group, edition)
        read[key] = kept[key]
    st.session_state[_READ] = read
    return list(read.values())


def read_again(reading: FileReading, choice: Mapping | Selection, edition: Edition) -> None:
    """Read a file with another meaning of its columns, or another part of it."""
    if choice == reading.choice:
        return
    try:
        with st.spinner(f"Reading {markdown.escape(reading.name)} again …"):
            if isinstance(choice, Mapping) and isinstance(reading.source, TextFrame):
                result = read_tidy(reading.source, choice, edition, reading.name)
            elif isinstance(choice, Selection) and isinstance(reading.source, FingertipsFile):
                result = import_fingertips(reading.source, edition, choice)
            else:
                return
    except DataError as problem:
        result = hopeless(reading.name, reading.result.report.kind, str(problem))
    st.session_state[_READ][reading.id] = replace(reading, result=result, choice=choice)


def _read(key: str, group: list[Brought], edition: Edition) -> FileReading:
    file = group[0]
    try:
        if is_boundaries(file.name, file.content):
            shapes: BoundariesImported = import_boundaries({f.name: f.content for f in group}, edition)
            return FileReading(key, shapes.report.file, "boundaries", shapes, note=file.note)
        return replace(_read_table(key, open_file(file.content, file.name), edition), note=file.note)
    except (DataError, BoundaryError) as problem:
        refused = hopeless(file.name, "a file that could not be read", str(problem))
        return FileReading(key, file.name, "unreadable", refused, note=file.note)


def _read_table(key: str, file: SafeFile, edition: Edition) -> FileReading:
    importer = importer_of(file, edition)
    if importer == "fingertips":
        data = read_fingertips(file)
        selection = default_selection(data, edition)
        try:
            result: Imported = import_fingertips(data, edition, selection)
        except FileRefused as problem:
            # It is read once somebody chooses among what it has.
            result = hopeless(file.name, FINGERTIPS, str(problem))
        return FileReading(key, file.name, "fingertips", result, data, selection)
    waits = read_cancer_waits(file, edition=edition) if importer == "waits" else None
    if waits is not None and waits.table is not None:
        return FileReading(key, file.name, "waits", waits)
    own = _read_own(key, file, edition)
    # A table with the words of waiting times may be another after all.
    return FileReading(key, file.name, "waits", waits) if waits and not own.usable else own


def _read_own(key: str, file: SafeFile, edition: Edition) -> FileReading:
    """Return a table of somebody's own; if its columns cannot be guessed, for people to say what they mean."""
    try:
        table, mapping = tidy_table(file, edition)
        return FileReading(
            key, file.name, "table", read_tidy(table, mapping, edition, file.name), table, mapping
        )
    except DataError as problem:
        refused = hopeless(file.name, KIND, str(problem))
        sheet = next(iter(file.sheets()), None)
        if sheet is None:
            raise
        table = text_frame(sheet)
        if len(table.frame.columns) < _FEWEST_COLUMNS:
            return FileReading(key, file.name, "table", refused)
        mapping = Mapping(str(table.frame.columns[0]))
        return FileReading(key, file.name, "table", refused, table, mapping)
