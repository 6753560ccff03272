"""The file of a template: opened whatever kind of presentation it is, and left with its looks only."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx.exc import PackageNotFoundError, PythonPptxError
from pptx.opc.constants import CONTENT_TYPE
from pptx.package import Package

from scoring import DataError

_KINDS = (
    CONTENT_TYPE.PML_PRESENTATION_MAIN,
    CONTENT_TYPE.PML_TEMPLATE_MAIN,
    CONTENT_TYPE.PML_SLIDESHOW_MAIN,
    CONTENT_TYPE.PML_PRES_MACRO_MAIN,
)
"""A presentation, a template (.potx), a show (.ppsx), and a presentation with macros (.pptm), which are left out."""
_MOST_BYTES = 500_000_000
"""Of what is in the file, unpacked: more than any template has, and less than a server's memory."""
_BROKEN = (
    PackageNotFoundError,
    PythonPptxError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
)
"""What the libraries raise on files that are no presentation, damaged, encrypted, or no XML inside."""
_NO_SLIDES = """./p:custShowLst | ./p:extLst/p:ext[.//*[local-name()="sectionLst"]]"""
"""What names slides that are not there any more: shows of some slides, and sections."""


@contextmanager
def refusing_broken() -> Iterator[None]:
    """Say in words that a template is broken, whatever a library says of it while it is read.

    Raises
    ------
    DataError
    """
    try:
        yield
    except DataError:
        raise
    except _BROKEN:
        raise DataError(
            "The template cannot be opened: it must be a PowerPoint presentation or template (.pptx or .potx) that is "
            "neither damaged nor protected by a password. A file of another kind, such as .ppt or .odp, can be saved "
            "as .pptx first."
        ) from None


def opened_template(source: bytes | Path | str) -> Any:
    """Return the presentation in a file without its slides, ready to be saved as a .pptx; see `refusing_broken`."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
            raise DataError("The template is too large: unpacked it has more than 500 MB.")
    part: Any = Package.open(BytesIO(content)).main_document_part
    if part.content_type not in _KINDS:
        raise ValueError(part.content_type)
    part._content_type = CONTENT_TYPE.PML_PRESENTATION_MAIN
    _remove_slides(part.presentation)
    return part.presentation


def _remove_slides(deck: Any) -> None:
    """Take away the slides that a template has, with all that names them, and its macros."""
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        # `drop_rel` would keep a slide that a show of some slides names as well.
        deck.part.rels.pop(entry.rId)
        listed.remove(entry)
    for found in deck.element.xpath(_NO_SLIDES):
        found.getparent().remove(found)
    for key, relation in list(deck.part.rels.items()):
        if relation.reltype.endswith("/vbaProject"):
            deck.part.rels.pop(key)
