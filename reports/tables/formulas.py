"""Text that a spreadsheet would run as a formula, made harmless and restored."""

import re

import pandas as pd

# What OWASP, "CSV Injection", lists: = + - @ tab and line ends, the wide forms of the signs; blanks may stand before.
_RUN_AS_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def neutralised(value: object) -> object:
    """Return text that a spreadsheet would run with an apostrophe before it; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and _RUN_AS_FORMULA.match(value) else value


def unescape_formula(value: object) -> object:
    """Return what `neutralised` was given."""
    if isinstance(value, str) and value.startswith("'") and _RUN_AS_FORMULA.match(value):
        return value[1:]
    return value


def neutralised_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with all its text, that of its header too, neutralised."""
    texts = {name: table[name].map(neutralised) for name in table if _may_hold_text(table[name])}
    return table.assign(**texts).rename(columns=lambda name: str(neutralised(name)))


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the frame that `neutralised_table` was given."""
    shown = table.rename(columns=lambda name: str(unescape_formula(name)))
    return shown.assign(
        **{name: shown[name].map(unescape_formula) for name in shown if _may_hold_text(shown[name])}
    )


def _may_hold_text(column: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column))
