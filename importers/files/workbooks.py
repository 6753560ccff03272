"""Excel workbooks (.xlsx) as sheets of rows of values; formulas are never worked out."""

import warnings
from collections.abc import Iterator
from io import BytesIO

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml import DEFUSEDXML

from importers.files.archives import BROKEN_ZIP
from importers.files.refusal import FileRefused
from importers.files.row_limiter import Counter
from importers.files.sheets import NO_RESULT, Sheet, Value, column_letters
from importers.files.workbook_parts import entities_sentence, look_through

# openpyxl warns on standard error of features that it leaves out; none of them is a figure.
warnings.filterwarnings("ignore", module="openpyxl")

# What openpyxl raises on a workbook that is damaged is whatever the damage leads to.
_DAMAGE = (
    *BROKEN_ZIP,
    InvalidFileException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
)


def workbook_sheets(content: bytes, counter: Counter) -> Iterator[Sheet]:
    """Yield the sheets of a workbook; charts and macros are left out.

    A formula counts as the value that was stored with it, `NO_RESULT` if there is none.

    Raises
    ------
    FileRefused
        Here or while rows are read.
    """
    if not DEFUSEDXML:
        raise RuntimeError("Workbooks are only read with defusedxml installed; see requirements.txt.")
    name = counter.file
    without_result = look_through(name, content, counter.limits)
    found = False
    for sheet in _opened(name, content).worksheets:
        if not isinstance(sheet, ReadOnlyWorksheet):
            continue
        found = True
        gaps = without_result.get(sheet._worksheet_path, frozenset())
        rows = _with_gaps_marked(_rows(name, sheet), gaps) if gaps else _rows(name, sheet)
        where = f"{name}, sheet {sheet.title}"
        yield Sheet(str(sheet.title), counter.filled(rows, where), sheet.sheet_state != "visible")
    if not found:
        raise FileRefused(f"{name} has no sheet with cells.")


def _opened(name: str, content: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except DefusedXmlException:
        raise FileRefused(entities_sentence(name)) from None
    except _DAMAGE:
        raise FileRefused(f"{name} is damaged, or no workbook. Save it again in a spreadsheet.") from None


def _rows(name: str, sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, tuple[Value, ...]]]:
    # Workbooks state how large a sheet is, and some state it wrongly.
    sheet.reset_dimensions()
    try:
        yield from enumerate(sheet.iter_rows(values_only=True), start=1)
    except DefusedXmlException:
        raise FileRefused(entities_sentence(name)) from None
    except FileRefused:
        raise
    except _DAMAGE:
        raise FileRefused(
            f"{name}, sheet {sheet.title} is damaged. Save the workbook again in a spreadsheet."
        ) from None


def _with_gaps_marked(
    rows: Iterator[tuple[int, tuple[Value, ...]]], gaps: frozenset[str]
) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """Put NO_RESULT where a formula stands that has no value stored; gaps are places such as 'B5'."""
    for number, cells in rows:
        marked = [
            NO_RESULT if cell is None and f"{column_letters(position)}{number}" in gaps else cell
            for position, cell in enumerate(cells)
        ]
        yield number, tuple(marked)
