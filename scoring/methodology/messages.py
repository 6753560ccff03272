"""What is wrong with a methodology, in words for the person who wrote or changed it."""

from collections.abc import Mapping
from math import inf
from reprlib import Repr
from typing import Any

from pydantic import ValidationError

_BLOCK = "it should be a block of fields with values"
_DATE = "it should be a date such as 2016-09-30"
_NUMBER = "it should be a number"
_WHOLE = "it should be a whole number"
_REASONS = {
    "missing": "it is missing",
    "extra_forbidden": "there is no such field",
    "string_type": "it should be text",
    "string_too_short": "it is empty",
    "too_short": "it is empty",
    "literal_error": "it should be {expected}",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than": "it should be more than {gt:g}",
    "greater_than_equal": "it should be at least {ge:g}",
    "less_than": "it should be less than {lt:g}",
    "less_than_equal": "it should be at most {le:g}",
    "dict_type": _BLOCK,
    "model_type": _BLOCK,
    "model_attributes_type": _BLOCK,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
}
"""The reason for a fault by its type, as Pydantic names it; any other has Pydantic's own words."""

_GIVEN: dict[object, str] = {True: "yes", False: "no", None: "nothing"}
_short = Repr()
_short.maxlevel, _short.maxstring, _short.maxother = 2, 80, 80


def first_fault(problem: ValidationError) -> str:
    """Return the first fault of a validation as a sentence: field, what is wrong, and what was given.

    For example "waits_62_day.low_by: it should be 'value', '95' or '99.8' (given: 'guess')."
    """
    fault: Mapping[str, Any] = problem.errors()[0]
    # Pydantic adds the branch of a union to the location; the person wrote only the field.
    field = ".".join(str(part) for part in fault["loc"] if not str(part).startswith(("float", "literal[")))
    field = field.removeprefix("indicators.").removeprefix("bands.").removesuffix(".[key]")
    reason = _REASONS.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))
    reason = reason.format(**fault.get("ctx", {})) if fault["type"] in _REASONS else reason
    if field.endswith(".benchmark") and fault["loc"][0] in ("indicators", "limits"):
        reason = "it should be a number, 'england', 'standard' or 'peers'"
    return f"{field + ': ' if field else ''}{reason}{_given(fault['input'])}."


def range_in_words(lowest: float, highest: float) -> str:
    """Return bounds, either of which may be infinite, as '0 to 100', '0 or more' or '100 or less'."""
    if highest == inf:
        return f"{lowest:g} or more"
    return f"{highest:g} or less" if lowest == -inf else f"{lowest:g} to {highest:g}"


def _given(value: object) -> str:
    """Say what was given, as short as tells; nothing for a block of fields, which the field names."""
    if isinstance(value, dict):
        return ""
    known = value is None or isinstance(value, bool)
    return f" (given: {_GIVEN[value] if known else _short.repr(value)})"
