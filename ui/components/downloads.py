"""Files to take away: each says of itself which edition, rule and changes it shows, and how to see them again."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from reports.tables.columns import Column
from reports.tables.contents import (
    area_table,
    areas_table,
    constants_table,
    figures_table,
    ratings_table,
    with_ratings_in_words,
)
from reports.tables.package import package_bytes
from reports.tables.provenance import Provenance, about
from reports.tables.table import Table, csv_bytes, file_name, parquet_bytes
from reports.tables.workbook import workbook_bytes
from scoring import Assessment
from ui.components import markdown
from ui.session import state
from ui.session.address import to_address
from ui.session.public_address import public_address
from ui.session.saved_links import beside_address, fits_link, is_as_saved, shortest_address
from ui.session.view import View

FORMATS: dict[str, tuple[str, str, Callable[[Table], bytes]]] = {
    "CSV": ("csv", "text/csv", csv_bytes),
    "Excel (XLSX)": (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook_bytes,
    ),
    "Parquet": ("parquet", "application/vnd.apache.parquet", parquet_bytes),
}
"""The formats of a table: words, and the ending, kind and maker of a file."""

TOO_LONG = "Your own methodology is too long for a link: load its file on the page What if"


def link(view: View | None = None, page: str | None = None, *, beside: bool = False) -> str:
    """Return the address that shows a view again: of this session and page, or those given.

    It is for files and leads there from outside; empty where no address does, see `public_address`.
    Outside a session, where files are made, both must be given. It has what stands side by side if `beside`.
    """
    shown = view or state.view()
    if fits_link(shown):
        parts = to_address(shown)
    elif is_as_saved(shown):
        parts = shortest_address(shown)  # only where the same database is
    else:
        return TOO_LONG
    address = urlencode(parts | (beside_address(shown) if beside else {}))
    place = st.context.url or "" if page is None else page
    return public_address(f"{place}?{address}" if address else place)


def table_download(
    label: str,
    what: str,
    title: str,
    make: Callable[[Provenance], Table],
    *,
    of: Assessment,
    areas: str = "",
) -> None:
    """Draw the download of a table of this page in a choice of formats.

    Parameters
    ----------
    label : str
        What the button says.
    what : str
        What the table holds, in one word for the file name; differs from that of other tables of the page.
    title : str
        What the table holds, in words for its notes.
    make : function
        Makes the table, given its notes, when somebody asks for it: outside any session, so it may ask for none.
    of : Assessment
        What the table shows.
    areas : str, optional
        Which areas the table has, for the file name; all if left out.
    """
    address = link()
    popover(label, what, lambda: make(about(title, of, address)), of=of, areas=areas)


def table_button(
    label: str,
    frame: pd.DataFrame,
    what: str,
    assessment: Assessment,
) -> None:
    """Draw the download of a frame; if it is of areas, their codes and names go in front."""
    edition = assessment.edition
    more = {
        name: Column(f"{meta.short_label}, {meta.unit}", "figure", meta.label, meta.unit)
        for name, meta in edition.meta.indicators.items()
    }
    if "area_code" in frame:
        make = partial(area_table, frame, edition, more=more)
    else:
        make = partial(Table.of, with_ratings_in_words(frame), more=more)
    title = label.removeprefix("Download ")
    some = frame["area_code"].nunique() if "area_code" in frame else len(edition.areas)
    areas = f"{some}-areas" if some < len(edition.areas) else ""
    table_download(label, what, title[:1].upper() + title[1:], make, of=assessment, areas=areas)


def popover(label: str, what: str, make: Callable[[], Table], *, of: Assessment, areas: str = "") -> None:
    """Draw the download of a table that brings notes of its own; see `table_download`."""
    with st.popover(markdown.escape(label), icon=":material/download:", key=f"download-{what}"):
        for words, (ending, mime, write) in FORMATS.items():
            st.download_button(
                words,
                partial(_written, write, make),
                file_name=file_name(what, ending, of, areas=areas),
                mime=mime,
                on_click="ignore",
                key=f"download-{what}-{ending}",
                width="stretch",
            )


def _written(write: Callable[[Table], bytes], make: Callable[[], Table]) -> bytes:
    return write(make())


def ratings_download(assessment: Assessment) -> None:
    """Draw the download of the ratings and figures of all areas."""
    make = partial(ratings_table, assessment)
    table_download("Download the ratings", "ratings", "Ratings of all areas", make, of=assessment)


def figures_download(assessment: Assessment, area: str | None = None) -> None:
    """Draw the download of every figure and how the methodology judges it, of all areas or one."""
    name = assessment.edition.short_names[area] if area else ""
    label = "Download this table" if area else "Download the figures of all areas"
    title = f"All figures of {name}" if area else "All figures of all areas"
    make = partial(figures_table, assessment, area=area)
    what = "figures-of-the-area" if area else "figures"
    table_download(label, what, title, make, of=assessment, areas=name)


def areas_download(assessment: Assessment) -> None:
    """Draw the download of what the edition says of its areas."""
    table_download(
        "Download the areas", "areas", "Areas", partial(areas_table, assessment.edition), of=assessment
    )


def constants_download(assessment: Assessment) -> None:
    """Draw the download of every constant of the rule."""
    make = partial(constants_table, assessment)
    title = "Constants of the methodology"
    table_download("Download the constants", "constants", title, make, of=assessment)


def published_download(assessment: Assessment) -> None:
    """Draw the download of the published ratings that are known."""
    label = "Download the known published ratings"
    table_button(label, assessment.edition.published_ratings, "published-ratings", assessment)


def facts_download(assessment: Assessment, facts: pd.DataFrame) -> None:
    """Draw the download of the public facts, given as the page shows them."""
    columns = {name: Column(name) for name in facts}
    make = partial(Table.of, facts, more=columns)
    table_download(
        "Download these facts",
        "public-facts",
        "Public facts",
        make,
        of=assessment,
    )


def package_download(assessment: Assessment) -> None:
    """Draw the download of the whole edition with the scenario as a data package."""
    address = link()

    def make() -> bytes:
        said = about("The whole edition with its ratings", assessment, address)
        return package_bytes(assessment, said)

    st.download_button(
        "Download everything as a data package (ZIP)",
        make,
        file_name=file_name("data-package", "zip", assessment),
        mime="application/zip",
        on_click="ignore",
        key="download-package",
        icon=":material/folder_zip:",
        help="A Frictionless Data Package: ratings, figures, areas, methodology and this scenario, with "
        "datapackage.json, which says what each file and column is.",
    )
