"""Numbers as people write them: with percent signs, thousands separators, decimal commas, or a sign for 'none'."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from importers.files.sheets import NO_RESULT

SHORTHAND = {
    "[c]": "is confidential",
    "[x]": "is not available",
    "[z]": "is not applicable",
    "[w]": "is withheld",
    "[low]": "is too small to show",
    "*": "is suppressed",
    "suppressed": "is suppressed",
    "redacted": "is suppressed",
    **dict.fromkeys(
        ("#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"), "is an error of the spreadsheet"
    ),
}
"""Signs in place of a number: the harmonised ones of the Government Analysis Function ('Using symbols in
tables'), and those of older tables."""

BLANK = {"", "-", "–", "—", ".", "..", "...", ":", "n/a", "na", "#n/a", "nan", "none", "null"}
"""What people write into a cell that is empty."""

NOT_A_NUMBER = "is not a number"
MIXED_MARKS = "has another decimal mark than the rest of its column"

_SPACES = "[\\s'’\u00a0\u2009\u202f]"
_PLAIN = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
_DIGITS = _PLAIN.replace(r"\.", "[.,]")
_THOUSANDS = {",": r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", ".": r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?"}
_SPACED_THOUSANDS = rf"[+-]?[0-9]{{1,3}}({_SPACES}[0-9]{{3}})+([.,][0-9]*)?"


@dataclass(frozen=True)
class Numbers:
    """A column of numbers.

    Attributes
    ----------
    values : Series of float, NaN where the cell is blank or at fault
    faults : Series of clauses such as 'is not a number', by row; only the rows at fault
    percent : boolean Series, whether the cell has a percent sign
    notes : tuple of sentences on how the column was read, where that was not plain
    """

    values: pd.Series
    faults: pd.Series
    percent: pd.Series
    notes: tuple[str, ...] = field(default=())


def parse_numbers(texts: pd.Series) -> Numbers:
    """Read a column of texts as numbers; a decimal comma is found by looking at the whole column.

    Parameters
    ----------
    texts : Series of str, missing where there is no cell

    Notes
    -----
    A single mark before exactly three digits ('1,234', '1.234') may be either. It is read as the other cells of
    the column read it, else in the English way.
    """
    plain = texts.astype("str").fillna("").str.strip()
    percent = plain.str.endswith("%")
    plain = plain.str.rstrip("% ").str.replace("\u2212", "-")
    values = _to_floats(plain, plain.str.fullmatch(_PLAIN))
    unread = values.isna() & (plain != "")
    faults = pd.Series(dtype="str")
    notes: tuple[str, ...] = ()
    # Only what is not plain takes the slow way, which is little even in long tables.
    if unread.any():
        plain = _without_spaces(plain, unread)
        by_commas = _shows_decimals(plain, ",", ".")
        if by_commas.sum() > _shows_decimals(plain, ".", ",").sum():
            # A cell that looks plain may now have points that mark thousands.
            unread |= plain.str.contains(".", regex=False)
            read, faults = _read_unplain(plain[unread], ",", ".")
            example = plain[by_commas].iloc[0]
            notes = (f"{texts.name}: the comma was read as the decimal mark, as in {example}.",)
        else:
            read, faults = _read_unplain(plain[unread], ".", ",")
        values = values.where(~unread, read.reindex(values.index))
    infinite = np.isinf(values)
    if infinite.any():
        faults = pd.concat([faults, pd.Series(NOT_A_NUMBER, values.index[infinite])])
        values = values.mask(infinite)
    return Numbers(values, faults, percent, notes)


def stands_for_number(texts: pd.Series) -> pd.Series:
    """Return whether a cell holds a figure or means to: it is neither blank nor a sign in place of a number."""
    return texts.notna() & ~texts.fillna("").str.strip().str.lower().isin([*BLANK, *SHORTHAND])


def _to_floats(texts: pd.Series, fits: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.where(fits), errors="coerce").astype(float)


def _without_spaces(plain: pd.Series, unread: pd.Series) -> pd.Series:
    """Remove spaces and apostrophes that mark thousands."""
    spaced = unread & plain.str.fullmatch(_SPACED_THOUSANDS)
    return plain.where(~spaced, plain.str.replace(_SPACES, "", regex=True)) if spaced.any() else plain


def _shows_decimals(plain: pd.Series, mark: str, other: str) -> pd.Series:
    """Return whether a cell shows that `mark` is the one of decimals, by itself."""
    number = plain.str.fullmatch(r"[+-]?[0-9.,]*[0-9][0-9.,]*")
    once = plain.str.fullmatch(f"[^{mark}]*[{mark}][0-9]*") & ~plain.str.fullmatch(_THOUSANDS[mark])
    others_mark_thousands = plain.str.fullmatch(_THOUSANDS[other]) & (plain.str.count(f"[{other}]") > 1)
    return number & (once | others_mark_thousands)


def _read_unplain(cells: pd.Series, mark: str, other: str) -> tuple[pd.Series, pd.Series]:
    """Return the numbers in cells that are not plain, and what is wrong with the others."""
    grouped = cells.str.fullmatch(_THOUSANDS[other])
    tidy = cells.where(~grouped, cells.str.replace(other, "", regex=False))
    fits = tidy.str.fullmatch(_DIGITS) & ~tidy.str.contains(other, regex=False)
    values = _to_floats(tidy.str.replace(mark, ".", regex=False), fits)
    lower = cells.str.lower()
    wrong = values.isna() & ~lower.isin(list(BLANK))
    reasons = lower[wrong].map(SHORTHAND).astype("str")
    reasons = reasons.mask(reasons.isna() & tidy[wrong].str.fullmatch(_DIGITS), MIXED_MARKS)
    reasons = reasons.mask(cells[wrong] == NO_RESULT, "was never worked out by a spreadsheet")
    return values, reasons.fillna(NOT_A_NUMBER)
