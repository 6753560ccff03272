"""Official files in: what somebody brings is read safely, checked, and reported on.

A file becomes sheets of plain rows (`open_file`), an importer makes a tidy table of them and a report
(`Imported`). Does not know of any screen.
"""

from importers.files.limits import LIMITS, Limits
from importers.files.refusal import FileRefused
from importers.files.safe_files import ACCEPTED, SafeFile, open_file, open_sheets
from importers.files.sheets import NO_RESULT, Sheet, SheetRow, Value, column_letters
from importers.report import Imported, Refusal, Report, Suspicion, Total, hopeless

__all__ = [
    "ACCEPTED",
    "LIMITS",
    "NO_RESULT",
    "FileRefused",
    "Imported",
    "Limits",
    "Refusal",
    "Report",
    "SafeFile",
    "Sheet",
    "SheetRow",
    "Suspicion",
    "Total",
    "Value",
    "column_letters",
    "hopeless",
    "open_file",
    "open_sheets",
]
