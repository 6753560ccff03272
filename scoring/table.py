"""Reading a long table of indicators that somebody brings, and saying plainly what is wrong with it."""

import csv
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.edition import NUMBERS, Edition, with_benchmarks
from scoring.errors import DataError, listed
from scoring.intervals import wilson_interval

REQUIRED = ("area_code", "indicator")
ENGLAND_CODE = "E92000001"
MAXIMUM_BYTES = 50_000_000
MAXIMUM_COUNT = 1e9
VALUE_TOLERANCE = 1.0
"""How far, in percentage points, a value may be from its counts: a printed value of 2016 is 0.5 off."""


def read_indicators(path: str | Path, edition: Edition) -> pd.DataFrame:
    """Read a long table of indicators from a CSV file, ready for `rate`.

    Parameters
    ----------
    path : path of a CSV file (separated by commas, semicolons or tabs)
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
    """Read a long table of indicators from CSV text; `where` names it in messages. See `read_indicators`.

    Inside, the index of the table is the row as a spreadsheet numbers it, for messages.
    """
    table = _read_csv(text, where)
    table = _with_ons_codes(table, edition)
    _check_names(table, where, edition)
    for column in NUMBERS:
        table[column] = _numbers(table, column, where)
    _check_counts(table, where)
    _check_limits(table, where)
    table["value"] = table["value"].fillna(_counted_values(table, edition))
    _check_values(table, where, edition)
    _check_duplicates(table, where)
    _check_basis(table, where)
    if (table["area_code"] == ENGLAND_CODE).all():
        raise DataError(f"{where} has no rows of areas, only of England.")
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
    missing = [name for name in REQUIRED if name not in header]
    if not missing and "value" not in header and not {"numerator", "denominator"} <= set(header):
        missing = ["value"]
    if missing:
        raise DataError(
            f"{where} has no column {listed(missing)}. It has {listed(header, 12)}; a long table needs "
            "area_code, indicator, and value or numerator and denominator."
        )


def _row(table: pd.DataFrame, faulty: pd.Series | np.ndarray) -> int:
    """Return the number of the first faulty row."""
    return int(table.index[np.asarray(faulty)][0])


def _fault(table: pd.DataFrame, where: str, row: int, column: str, reason: str) -> DataError:
    given = table.loc[row, column]
    if given == "" or pd.isna(given):
        shown = "the cell"
    else:
        shown = f"{given:.10g}" if isinstance(given, float) else repr(str(given)[:60])
    return DataError(f"{where}, row {row}, column {column}: {shown} {reason}")


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
            "is not a number. Write decimals with a point, and leave the cell empty if there is none.",
        )
    return numbers.astype(float)


def _check_counts(table: pd.DataFrame, where: str) -> None:
    numerator, denominator = table["numerator"], table["denominator"]
    checks = [
        ("denominator", denominator <= 0, "must be more than 0."),
        ("numerator", numerator < 0, "must not be negative."),
        ("numerator", numerator > denominator, "is more than the denominator."),
        ("denominator", denominator > MAXIMUM_COUNT, "is more people than there can be."),
        ("denominator", numerator.notna() & denominator.isna(), "is empty although there is a numerator."),
        ("numerator", denominator.notna() & numerator.isna(), "is empty although there is a denominator."),
    ]
    for column, wrong, reason in checks:
        if wrong.any():
            raise _fault(table, where, _row(table, wrong), column, reason)


def _check_limits(table: pd.DataFrame, where: str) -> None:
    lower, upper = table["lower_ci"], table["upper_ci"]
    checks = [
        ("lower_ci", lower > upper, "is above upper_ci."),
        ("upper_ci", lower.notna() & upper.isna(), "is empty although there is a lower_ci."),
        ("lower_ci", upper.notna() & lower.isna(), "is empty although there is an upper_ci."),
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
    counted = _counted_values(table, edition)
    wrong = percent & ((table["value"] - counted).abs() > VALUE_TOLERANCE)
    if wrong.any():
        row = _row(table, wrong)
        reason = f"does not agree with its counts, which give {counted[row]:.1f}."
        raise _fault(table, where, row, "value", reason)
    wrong = table["value"].isna() & table["lower_ci"].notna()
    if wrong.any():
        raise _fault(table, where, _row(table, wrong), "value", "is empty although there are limits.")
    lower, upper = wilson_interval(table["numerator"], table["denominator"])
    share = _per(table, edition) / 100
    low = table["lower_ci"].fillna(pd.Series(share * lower, table.index))
    high = table["upper_ci"].fillna(pd.Series(share * upper, table.index))
    outside = (table["value"] < low - VALUE_TOLERANCE) | (table["value"] > high + VALUE_TOLERANCE)
    if outside.any():
        row = _row(table, outside)
        reason = f"is outside its limits, {low[row]:.10g} to {high[row]:.10g}."
        raise _fault(table, where, row, "value", reason)


def _per(table: pd.DataFrame, edition: Edition) -> pd.Series:
    return table["indicator"].map(lambda i: edition.meta.indicators[i].per)


def _counted_values(table: pd.DataFrame, edition: Edition) -> pd.Series:
    """Return the values that the counts give, NaN where there are none or the unit is no share."""
    return _per(table, edition) * table["numerator"] / table["denominator"]


def _check_duplicates(table: pd.DataFrame, where: str) -> None:
    twice = table.duplicated(["area_code", "indicator"])
    if twice.any():
        row = _row(table, twice)
        raise _fault(table, where, row, "area_code", f"already has a row for {table.loc[row, 'indicator']}.")


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
    return with_benchmarks(areas, edition.meta, edition.similar)
