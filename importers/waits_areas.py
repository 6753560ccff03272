"""Whose figures a row of waiting times holds."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from importers.sheets import Value
from importers.values import clean, is_suppressed, ods_code, ons_code
from scoring.table import ENGLAND_CODE

INTEGRATED_CARE = date(2022, 7, 1)
"""From this day there are Integrated Care Boards, and CCGs are sub-ICB locations (Health and Care Act 2022)."""

ENGLAND, HUB, UNKNOWN, REGION = "England", "commissioning hub", "unknown", "region"
_ENGLAND = re.compile(
    r"^(?:all )?(?:england|english)\b(?!.*\bhub)|^(?:grand |national )?totals?\b|^national$|^all commissioners",
    re.IGNORECASE,
)
_KINDS = (
    (HUB, re.compile(r"\bhub\b|specialised commissioning", re.IGNORECASE)),
    (
        UNKNOWN,
        re.compile(r"^unknown|^not known|missing or invalid|discontinued|^invalid|^other$", re.IGNORECASE),
    ),
    (REGION, re.compile(r"\bregion\b|region$", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Area:
    """An area as a row names it: ONS code and ODS code where given, name, and what kind of area it is."""

    area_code: str | None
    ods_code: str | None
    name: str | None
    kind: str

    @property
    def known_by(self) -> str | None:
        """What tells it from others: a code, else its name."""
        return self.area_code or self.ods_code or self.name


@lru_cache(maxsize=2_000)
def area_in(cells: tuple[Value, ...], header_kind: str, start: date) -> Area:
    """Return the area that the cells of a row name.

    Parameters
    ----------
    cells : what stands in the columns of codes and names, those of the smallest areas first
    header_kind : 'CCG', 'sub-ICB', 'ICB' or '', by the words of the header
    start : first day of the period
    """
    codes = [code for cell in cells if (code := ons_code(cell))]
    organisations = [code for cell in cells if not ons_code(cell) and (code := ods_code(cell))]
    texts = [cell for cell in cells if isinstance(cell, str) and not is_suppressed(cell)]
    names = [clean(text) for text in texts if not ons_code(text) and not ods_code(text)]
    ons, ods = next(iter(codes), None), next(iter(organisations), None)
    name = next(iter(names), None)
    if ons == ENGLAND_CODE or (ods in (None, "ENG") and ons is None and name and _ENGLAND.match(name)):
        return Area(ENGLAND_CODE, None, name or ENGLAND, ENGLAND)
    return Area(ons, ods, name, _kind(ons, ods, name or "", header_kind, start))


def _kind(ons: str | None, ods: str | None, name: str, header_kind: str, start: date) -> str:
    for kind, pattern in _KINDS:
        if pattern.search(name):
            return kind
    small = header_kind if header_kind in ("CCG", "sub-ICB") else _small_kind(start)
    if ons:
        large = "ICB" if start >= INTEGRATED_CARE else "STP"
        return {"E38": small, "E54": large}.get(ons[:3], REGION if ons[0] == "E" else "outside England")
    if ods and re.fullmatch(r"Y\d\d", ods):
        return REGION
    if ods and ods.startswith("Q"):
        return "ICB" if start >= INTEGRATED_CARE else "STP"
    if ods and re.fullmatch(r"R[A-Z0-9]{2}", ods):
        return "provider"
    return small if ods else header_kind or small


def _small_kind(start: date) -> str:
    return "sub-ICB" if start >= INTEGRATED_CARE else "CCG"
