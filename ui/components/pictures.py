"""The download of a chart or a map as a picture: a quiet button under it, and nothing drawn before it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from reports.figures.pictures import Form, picture_bytes, with_legend
from reports.tables.source_text import source_text
from reports.tables.table import file_name
from scoring import Assessment, DataError
from ui.components import downloads, markdown

FORMS: dict[str, tuple[Form, str]] = {
    "PNG, for slides and documents": ("png", "image/png"),
    "SVG, to edit": ("svg", "image/svg+xml"),
    "PDF, to print": ("pdf", "application/pdf"),
}

Drawn = tuple[Mapping[str, Any], Mapping[str, pd.DataFrame | pa.Table]]
"""A spec and its data."""


@dataclass(frozen=True)
class Picture:
    """What a picture says besides the chart.

    `of` is what it shows, `areas` which areas (all if empty), for the name of the file. `title` and `subtitle` stand
    in place of the chart's own heading; `legend` holds colours and words that the page draws beside the chart.
    `shows` says of what it is the picture, such as "the map", so that each button of a page has a name of its own.
    `address` shows it again, if this page does not.
    """

    of: Assessment
    areas: str = ""
    title: str = ""
    subtitle: tuple[str, ...] = ()
    legend: Sequence[tuple[str, str]] = ()
    faded: bool = False
    shows: str = "the chart"
    address: str = ""


@dataclass
class Latest:
    """The chart that a page shows now; a download reads it when somebody asks for the picture."""

    drawn: Callable[[], Drawn] | None = None
    picture: Picture | None = None
    address: str = ""

    def show(self, drawn: Callable[[], Drawn], picture: Picture) -> None:
        """Remember a chart, with the address that shows it again."""
        self.drawn, self.picture = drawn, picture
        self.address = picture.address or downloads.link()

    def as_file(self, form: Form) -> bytes:
        """Return the picture of the chart."""
        picture = self.picture
        if self.drawn is None or picture is None:
            raise DataError(
                "Nothing has been drawn yet. Wait for the page to load, then download the picture."
            )
        spec, datasets = self.drawn()
        return picture_bytes(
            with_legend(spec, picture.legend, faded=picture.faded),
            datasets,
            form,
            title=picture.title,
            subtitle=picture.subtitle,
            source=source_text(picture.of, self.address),
        )


def picture_download(what: str, drawn: Callable[[], Drawn], picture: Picture) -> None:
    """Draw the download of a picture in a choice of forms.

    Parameters
    ----------
    what : str
        What it shows, in one word for the file name; differs from that of other pictures of the page.
    drawn : function
        Gives the chart when somebody asks for the picture: outside any session, so it may ask for none.
    picture : Picture
    """
    latest = Latest()
    latest.show(drawn, picture)
    latest_download(what, latest, picture.of, picture.areas, picture.shows)


def latest_download(
    what: str, latest: Latest, of: Assessment, areas: str = "", shows: str = "the chart"
) -> None:
    """Draw the download of a chart that may change later without a new run of what draws this download."""
    with st.popover(
        markdown.escape(f"Picture of {shows}"),
        icon=":material/image:",
        type="tertiary",
        key=f"picture-{what}",
    ):
        for words, (form, mime) in FORMS.items():
            st.download_button(
                words,
                partial(latest.as_file, form),
                file_name=file_name(what, form, of, areas=areas),
                mime=mime,
                on_click="ignore",
                key=f"picture-{what}-{form}",
                type="tertiary",
            )
