"""Reading a long table of indicators that somebody brings, and saying plainly what is wrong with it."""

import csv
from io import StringIO
from pathlib import Path

import pandas as pd

from scoring.editions.figure_checks import (
    KEYS,
    MAXIMUM_COUNT,
    VALUE_TOLERANCE,
    check_figures,
    check_names,
    with_numbers,
)
from scoring.editions.model import Edition, with_benchmarks
from scoring.errors import DataError, listed
from scoring.reading import MOST_TABLE_BYTES, read_bytes, why_unreadable

__all__ = ["ENGLAND_CODE", "MAXIMUM_COUNT", "VALUE_TOLERANCE", "parse_indicators", "read_indicators"]

ENGLAND_CODE = "E92000001"


def read_indicators(path: str | Path, edition: Edition) -> pd.DataFrame:
    """Read a long table of indicators from a CSV file, ready for `rate`.

    Parameters
    ----------
    path : path of a CSV file (separated by commas, semicolons or tabs)
        Columns area_code (ONS or ODS code), indicator, value or numerator and denominator; optional
        lower_ci and upper_ci (95%; one alone is used, too), basis ('published' or 'estimated'), source. A row with
        the area code E92000001 gives the England value of an indicator; else the edition's is used.
    edition : Edition
        Whose indicators (unit, direction, standard, England) the figures are.

    Raises
    ------
    DataError
        With the file, row (as a spreadsheet numbers it), column and value at fault.
    """
    path = Path(path)
    return parse_indicators(_read_text(path), path.name, edition)


def parse_indicators(text: str, where: str, edition: Edition) -> pd.DataFrame:
    """Read a long table of indicators from CSV text; `where` names it in messages. See `read_indicators`.

    Inside, the index of the table is the row as a spreadsheet numbers it, for messages.
    """
    table = _read_csv(text, where)
    table = _with_ons_codes(table, edition)
    areas = set(edition.areas["area_code"]) | {ENGLAND_CODE}
    unknown = f"is not an area of {edition.meta.title}. Use the ONS code (E38000045) or ODS code (11J)."
    check_names(table, where, edition.meta.indicators, areas, unknown)
    table = with_numbers(table, where)
    check_figures(table, where, edition.meta.indicators)
    table["value"] = table["value"].fillna(_counted_values(table, edition))
    if (table["area_code"] == ENGLAND_CODE).all():
        raise DataError(f"{where} has no rows of areas, only of England.")
    return _with_england(table, edition)


def _read_text(path: Path) -> str:
    if path.is_dir():
        raise DataError(f"{path} is a folder. Name the file of figures in it.")
    if not path.is_file():
        raise DataError(f"There is no file {path}.")
    try:
        data = read_bytes(path, MOST_TABLE_BYTES)
    except OSError as problem:
        raise DataError(f"{path.name} {why_unreadable(path, problem)}.") from None
    if data[:4] == b"PK\x03\x04" or (b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{path.name} is not a CSV text file. Save the table as CSV (comma separated) first.")
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{path.name} has characters in an unknown encoding. Save it as CSV UTF-8.")


def _read_csv(text: str, where: str) -> pd.DataFrame:
    rows = _filled_rows(text, where)
    if not rows:
        raise DataError(f"{where} is empty.")
    # A name may hold line breaks, and a file that is no table may have one of any length.
    header = [" ".join(name.lower().split())[:60] for name in rows.pop(min(rows))]
    if not rows:
        raise DataError(f"{where} has a header but no rows.")
    if repeated := sorted({name for name in header if name and header.count(name) > 1}):
        raise DataError(f"{where} has the column {listed(repeated)} more than once.")
    _check_columns(header, where)
    for number, cells in rows.items():
        if len(cells) > len(header):
            raise DataError(
                f"{where}, row {number}: there are {len(cells)} cells under {len(header)} columns. Put quotes "
                "round text that has commas in it, and write thousands without a comma."
            )
    even = [cells + [""] * (len(header) - len(cells)) for cells in rows.values()]
    table = pd.DataFrame(even, columns=header, index=list(rows), dtype=str)
    return table.loc[:, table.columns != ""]


def _filled_rows(text: str, where: str) -> dict[int, list[str]]:
    """Return the cells of each row that is not blank, by the row's number in a spreadsheet."""
    start = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=start.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    rows: dict[int, list[str]] = {}
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows[number] = cells
    except csv.Error as problem:
        raise DataError(f"{where}, row {number + 1}: it cannot be read as a table: {problem}.") from None
    return rows


def _check_columns(header: list[str], where: str) -> None:
    missing = [name for name in KEYS if name not in header]
    if not missing and "value" not in header and not {"numerator", "denominator"} <= set(header):
        missing = ["value"]
    if missing:
        raise DataError(
            f"{where} has no column {listed(missing)}. It has {listed(header, 12)}; a long table needs "
            "area_code, indicator, and value or numerator and denominator."
        )


def _with_ons_codes(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Replace ODS codes that the edition knows by ONS codes."""
    known = dict(zip(edition.areas["ods_code"], edition.areas["area_code"], strict=True))
    return table.assign(area_code=[known.get(code.upper(), code.upper()) for code in table["area_code"]])


def _per(table: pd.DataFrame, edition: Edition) -> pd.Series:
    return table["indicator"].map(lambda i: edition.meta.indicators[i].per)


def _counted_values(table: pd.DataFrame, edition: Edition) -> pd.Series:
    """Return the values that the counts give, NaN where there are none or the unit is no share."""
    return _per(table, edition) * table["numerator"] / table["denominator"]


def _with_england(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Take England's rows out as benchmarks and fill in the rest from the edition."""
    england = table[table["area_code"] == ENGLAND_CODE].set_index("indicator")["value"]
    areas = table[table["area_code"] != ENGLAND_CODE].reset_index(drop=True)
    if "basis" not in areas:
        # Nobody said that these figures are published, so they are not shown as if they were.
        areas["basis"] = "estimated"
    if "source" not in areas:
        areas["source"] = ""
    areas["england"] = areas["indicator"].map(england).astype(float)
    return with_benchmarks(areas, edition.meta, edition.similar)
