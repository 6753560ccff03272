"""Small numbers as short texts, for the browser; `ui/static/what_if/look_up.js` reads them."""

from typing import Any

import numpy as np

from scoring.analysis.positions import Codes

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Digits to the base of 64."""
_FAR = 62
"""So many rows further on, and the next digit counts as well."""


def turns(rows: Codes) -> str:
    """Return what changes from row to row of numbers below eight, four letters a change.

    Rows further on since the last change, column (two letters), and eight times the number before plus the number
    after. From any row that is known, all others follow.
    """
    row, column = np.nonzero(rows[1:] != rows[:-1])
    further = np.diff(row + 1, prepend=0)
    numbers = 8 * rows[row, column] + rows[row + 1, column]
    letters = []
    for far, place, both in zip(further.tolist(), column.tolist(), numbers.tolist(), strict=True):
        letters.append("_" * (far // (_FAR + 1)) + _LETTERS[far % (_FAR + 1)])
        letters.append(_LETTERS[place // 64] + _LETTERS[place % 64] + _LETTERS[both])
    return "".join(letters)


def digits(numbers: Any) -> str:
    """Return small numbers as a text, a digit each."""
    return "".join(map(str, np.asarray(numbers).astype(int).ravel().tolist()))


def pairs(numbers: Codes) -> str:
    """Return numbers below eight as a text, two a letter."""
    flat = numbers.ravel()
    if len(flat) % 2:
        flat = np.append(flat, 0)
    return "".join(_LETTERS[both] for both in (8 * flat[::2] + flat[1::2]).tolist())
