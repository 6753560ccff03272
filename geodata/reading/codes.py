"""Codes of areas: as people's files write them, as they were replaced, and what each one names.

Names and codes: Office for National Statistics, Open Government Licence v3.0 (see `sources/README.md`).
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from geodata.boundaries import GEOGRAPHIES
from geodata.paths import SOURCES

RECODED = SOURCES / "icb_recoded_2023.csv"
_MARKS = " \t\r\n.,:;'\"`*()[]{}<>|-_"
_UNSEEN: dict[int, str | None] = {
    0xA0: " ",
    **dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)),
}
"""Marks that nobody sees, also within a code, are left out; a space that does not break is one."""
_WITH_N = re.compile(r"N(E\d{8})")


def plain_code(text: str) -> str:
    """Return a code in capitals without marks around it, and without the n that Fingertips puts before some.

    >>> plain_code("nE54000024"), plain_code(" e38000045."), plain_code("(11j)")
    ('E54000024', 'E38000045', '11J')
    """
    code = text.translate(_UNSEEN).strip(_MARKS).upper()
    found = _WITH_N.fullmatch(code)
    return found[1] if found else code


@cache
def recoded() -> dict[str, str]:
    """Return the newer code of areas that got another one and stayed the same, by the older."""
    table = pd.read_csv(RECODED)
    return dict(zip(table["code_2022"], table["code_2023"], strict=True))


@cache
def other_codes() -> dict[str, str]:
    """Return the other code of areas that have two, by either of them."""
    return recoded() | {new: old for old, new in recoded().items()}


@cache
def area_of_any_date() -> dict[str, tuple[str, str]]:
    """Return what each ONS and ODS code names, and in which set of areas of `GEOGRAPHIES` it came first."""
    found: dict[str, tuple[str, str]] = {}
    for kind in GEOGRAPHIES.values():
        table = pd.read_csv(kind.areas_table, dtype=str)
        for column in ("area_code", "ods_code"):
            for code, name in zip(table[column], table["area_name"], strict=True):
                found.setdefault(str(code), (str(name), kind.title))
    return found | {old: found[new] for old, new in recoded().items()}
