"""Reading a long table of indicators that somebody brings, and saying plainly what is wrong with it."""

from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.edition import Edition, with_benchmarks
from scoring.errors import DataError, listed
from scoring.intervals import wilson_interval

REQUIRED = ("area_code", "indicator")
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
ENGLAND_CODE = "E92000001"
MAXIMUM_BYTES = 50_000_000
VALUE_TOLERANCE = 1.0
"""How far, in percentage points, a value may be from its counts: a printed value of 2016 is 0.5 off."""


def read_indicators(path: str | Path, edition: Edition) -> pd.DataFrame:
    """Read a long table of indicators from a CSV file, ready for `rate`.

    Parameters
    ----------
    path : path of a CSV file
        Columns area_code (ONS or ODS code), indicator, value or numerator and denominator; optional
        lower_ci and upper_ci (95%), basis ('published' or 'estimated'), source. A row with the area code
        E92000001 gives the England value of an indicator; else the edition's is used.
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
    """Read a long table of indicators from CSV text; `where` names it in messages. See `read_indicators`."""
    table = _read_csv(text, where)
    _check_columns(table, where)
    table = _with_ons_codes(table, edition)
    _check_names(table, where, edition)
    for column in NUMBERS:
        table[column] = _numbers(table, column, where)
    _check_counts(table, where)
    _check_limits(table, where)
    table["value"] = table["value"].fillna(100 * table["numerator"] / table["denominator"])
    _check_values(table, where, edition)
    _check_duplicates(table, where)
    _check_basis(table, where)
    return _with_england(table, edition)


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise DataError(f"There is no file {path}.")
    if path.stat().st_size > MAXIMUM_BYTES:
        raise DataError(f"{path.name} is larger than {MAXIMUM_BYTES // 1_000_000} MB.")
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04" or (b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise DataError(f"{path.name} is not a CSV text file. Save the table as CSV (comma separated) first.")
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataError(f"{path.name} has characters in an unknown encoding. Save it as CSV UTF-8.")


def _read_csv(text: str, where: str) -> pd.DataFrame:
    if not text.strip():
        raise DataError(f"{where} is empty.")
    try:
        table = pd.read_csv(
            StringIO(text), dtype=str, keep_default_na=False, skipinitialspace=True, index_col=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise DataError(f"{where} cannot be read as a table: {' '.join(str(problem).split())}.") from None
    table.columns = [str(name).strip().lower() for name in table.columns]
    table = table.apply(lambda column: column.str.strip())
    if table.empty:
        raise DataError(f"{where} has a header but no rows.")
    if repeated := sorted(set(table.columns[table.columns.duplicated()])):
        raise DataError(f"{where} has the column {listed(repeated)} more than once.")
    return table


def _check_columns(table: pd.DataFrame, where: str) -> None:
    missing = [name for name in REQUIRED if name not in table]
    if not missing and "value" not in table and not {"numerator", "denominator"} <= set(table.columns):
        missing = ["value"]
    if missing:
        raise DataError(
            f"{where} has no column {listed(missing)}. It has {listed(table.columns, 12)}; a long table needs "
            "area_code, indicator, and value or numerator and denominator."
        )


def _row(table: pd.DataFrame, faulty: pd.Series | np.ndarray) -> int:
    """Return the position of the first faulty row."""
    return int(np.flatnonzero(np.asarray(faulty))[0])


def _fault(table: pd.DataFrame, where: str, position: int, column: str, reason: str) -> DataError:
    given = table[column].iloc[position]
    shown = f"{given:g}" if isinstance(given, float) else repr(str(given))
    # Spreadsheets count from 1 and the header is row 1.
    return DataError(f"{where}, row {position + 2}, column {column}: {shown} {reason}")


def _with_ons_codes(table: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Replace ODS codes that the edition knows by ONS codes."""
    known = dict(zip(edition.areas["ods_code"], edition.areas["area_code"], strict=True))
    return table.assign(area_code=[known.get(code.upper(), code.upper()) for code in table["area_code"]])


def _check_names(table: pd.DataFrame, where: str, edition: Edition) -> None:
    for column in REQUIRED:
        empty = table[column] == ""
        if empty.any():
            raise _fault(table, where, _row(table, empty), column, "is empty; every row needs one.")
    unknown = ~table["indicator"].isin(list(edition.meta.indicators))
    if unknown.any():
        allowed = listed(edition.meta.indicators, 20)
        raise _fault(
            table, where, _row(table, unknown), "indicator", f"is not an indicator here; there is {allowed}."
        )
    areas = set(edition.areas["area_code"]) | {ENGLAND_CODE}
    strange = ~table["area_code"].isin(areas)
    if strange.any():
        raise _fault(
            table,
            where,
            _row(table, strange),
            "area_code",
            f"is not an area of {edition.meta.title}. Use the ONS code (E38000045) or ODS code (11J).",
        )


def _numbers(table: pd.DataFrame, column: str, where: str) -> pd.Series:
    if column not in table:
        return pd.Series(np.nan, table.index, dtype=float)
    plain = table[column].str.replace("%", "").str.replace(r"(?<=\d),(?=\d{3}\b)", "", regex=True)
    numbers = pd.to_numeric(plain.where(plain != ""), errors="coerce")
    wrong = (plain != "") & ~np.isfinite(numbers)
    if wrong.any():
        raise _fault(
            table,
            where,
            _row(table, wrong),
            column,
            "is not a number. Leave the cell empty if there is none.",
        )
    return numbers.astype(float)


def _check_counts(table: pd.DataFrame, where: str) -> None:
    numerator, denominator = table["numerator"], table["denominator"]
    checks = [
        ("denominator", denominator <= 0, "must be more than 0."),
        ("numerator", numerator < 0, "must not be negative."),
        ("numerator", numerator > denominator, "is more than the denominator."),
        ("denominator", numerator.notna() & denominator.isna(), "is missing although there is a numerator."),
        ("numerator", denominator.notna() & numerator.isna(), "is missing although there is a denominator."),
    ]
    for column, wrong, reason in checks:
        if wrong.any():
            raise _fault(table, where, _row(table, wrong), column, reason)


def _check_limits(table: pd.DataFrame, where: str) -> None:
    lower, upper = table["lower_ci"], table["upper_ci"]
    checks = [
        ("lower_ci", lower > upper, "is above upper_ci."),
        ("upper_ci", lower.notna() & upper.isna(), "is missing although there is a lower_ci."),
        ("lower_ci", upper.notna() & lower.isna(), "is missing although there is an upper_ci."),
    ]
    for column, wrong, reason in checks:
        if wrong.any():
            raise _fault(table, where, _row(table, wrong), column, reason)


def _check_values(table: pd.DataFrame, where: str, edition: Edition) -> None:
    percent = table["indicator"].map(lambda i: edition.meta.indicators[i].unit == "%")
    for column in ("value", "lower_ci", "upper_ci"):
        wrong = percent & ~table[column].between(0, 100) & table[column].notna()
        if wrong.any():
            raise _fault(table, where, _row(table, wrong), column, "is not a percentage between 0 and 100.")
    counted = 100 * table["numerator"] / table["denominator"]
    wrong = percent & ((table["value"] - counted).abs() > VALUE_TOLERANCE)
    if wrong.any():
        position = _row(table, wrong)
        raise _fault(
            table,
            where,
            position,
            "value",
            f"does not agree with its counts, which give {counted[position]:.1f}.",
        )
    lower, upper = wilson_interval(table["numerator"], table["denominator"])
    low = table["lower_ci"].fillna(pd.Series(lower, table.index))
    high = table["upper_ci"].fillna(pd.Series(upper, table.index))
    outside = (table["value"] < low - VALUE_TOLERANCE) | (table["value"] > high + VALUE_TOLERANCE)
    if outside.any():
        position = _row(table, outside)
        reason = f"is outside its limits, {low[position]:g} to {high[position]:g}."
        raise _fault(table, where, position, "value", reason)


def _check_duplicates(table: pd.DataFrame, where: str) -> None:
    twice = table.duplicated(["area_code", "indicator"])
    if twice.any():
        position = _row(table, twice)
        indicator = table["indicator"].iloc[position]
        raise _fault(table, where, position, "area_code", f"already has a row for {indicator}.")


def _check_basis(table: pd.DataFrame, where: str) -> None:
    if "basis" not in table:
        return
    wrong = ~table["basis"].isin(["published", "estimated"])
    if wrong.any():
        raise _fault(table, where, _row(table, wrong), "basis", "must be 'published' or 'estimated'.")


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
    return with_benchmarks(areas, edition.meta)
