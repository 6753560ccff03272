"""Whose figures a row of waiting times holds."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geodata.reading.codes import area_of_any_date
from importers.cells.values import clean, is_suppressed, ods_code, ons_code
from importers.files.sheets import Value
from scoring.editions.user_table import ENGLAND_CODE

INTEGRATED_CARE = date(2022, 7, 1)
"""From this day there are Integrated Care Boards, and CCGs are sub-ICB locations (Health and Care Act 2022)."""

ENGLAND, HUB, UNKNOWN, REGION = "England", "commissioning hub", "unknown", "region"
_OWN = r"\b(?:ccg|clinical commissioning group|icb|integrated care board)\)?$"
"""How the name of an area ends, whatever it begins with."""
_ENGLAND = re.compile(
    rf"^(?:all )?(?:england|english)\b(?!.*\bhub|.*{_OWN})"
    r"|^(?:grand |national )?totals?\b|^national$|^all commissioners",
    re.IGNORECASE,
)
_SUM = re.compile(r"^(?:sub[ -]?)?totals?\b", re.IGNORECASE)
_CODE_IN_NAME = re.compile(r"\b(?:ICB|INTEGRATED CARE BOARD)\s*[-–(]\s*([A-Z0-9]{3,5})\)?$", re.IGNORECASE)
NHS_ENGLAND = "X24"
"""The code of NHS England, which commissions specialised services itself (Organisation Data Service)."""
_KINDS = (
    (HUB, re.compile(r"\bhub\b|specialised commissioning|^nhs england$", re.IGNORECASE)),
    (
        UNKNOWN,
        re.compile(r"^unknown|^not known|missing or invalid|discontinued|^invalid|^other$", re.IGNORECASE),
    ),
    (REGION, re.compile(rf"\bregion\b(?!.*{_OWN})|region$", re.IGNORECASE)),
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


Cells = tuple[Value, ...]


def area_in(own: Cells, larger: Cells, parents: Cells, header_kind: str, start: date) -> Area:
    """Return the area that the cells of a row name.

    Parameters
    ----------
    own : what stands in the columns of codes and names, those of the smallest areas first
    larger : what stands in those of boards, where there are smaller areas too. A board is named by them only
        if a row names nothing smaller, or a subtotal.
    parents : what stands in the columns of regions and other parents, which may name England
    header_kind : 'CCG', 'sub-ICB', 'ICB' or '', by the words of the header
    start : first day of the period
    """
    if larger and all(cell is None or _is_sum(cell) for cell in own):
        own = larger if any(cell is not None for cell in larger) else own
    if all(cell is None for cell in own):
        england = any(isinstance(cell, str) and _names_england(clean(cell)) for cell in parents)
        return Area(ENGLAND_CODE, None, ENGLAND, ENGLAND) if england else Area(None, None, None, UNKNOWN)
    return _area(own, header_kind, start >= INTEGRATED_CARE)


def _is_sum(cell: Value) -> bool:
    return isinstance(cell, str) and bool(_SUM.match(clean(cell)))


def _names_england(text: str) -> bool:
    return text == ENGLAND_CODE or bool(_ENGLAND.match(text))


@lru_cache(maxsize=10_000)
def _area(cells: Cells, header_kind: str, boards: bool) -> Area:
    codes = [code for cell in cells if (code := ons_code(cell))]
    organisations = [code for cell in cells if not ons_code(cell) and (code := ods_code(cell))]
    texts = [cell for cell in cells if isinstance(cell, str) and not is_suppressed(cell)]
    names = [clean(text) for text in texts if not ons_code(text) and not ods_code(text)]
    ons, ods = next(iter(codes), None), next(iter(organisations), None)
    name = next((name for name in names if name.upper() != "ENG"), next(iter(names), None))
    if ons == ENGLAND_CODE or (ods is None and ons is None and name and _ENGLAND.match(name)):
        return Area(ENGLAND_CODE, None, name or ENGLAND, ENGLAND)
    # 'NHS DORSET ICB - 11J' is the location 11J, whatever code of its board stands beside it.
    if (inside := _CODE_IN_NAME.search(name or "")) and (code := ods_code(inside[1])):
        ods = code if ods is None or ods.startswith("Q") else ods
    if ods and not ods.startswith("Q") and ons and ons[0] == "E" and ons[:3] != "E38":
        ons = None
    kind = HUB if ods == NHS_ENGLAND else _kind(ons, ods, name or "", header_kind, boards)
    return Area(ons, ods, name, kind)


def _kind(ons: str | None, ods: str | None, name: str, header_kind: str, boards: bool) -> str:
    """Return the kind of an area: as its code says where that is known, else its name, else the form of the code."""
    small = header_kind if header_kind in ("CCG", "sub-ICB") else ("sub-ICB" if boards else "CCG")
    large = "ICB" if boards else "STP"
    if (ons or "")[:3] in ("E38", "E54"):
        return small if (ons or "")[:3] == "E38" else large
    if ods in area_of_any_date():
        return large if (ods or "").startswith("Q") else small
    if named := next((kind for kind, pattern in _KINDS if pattern.search(name)), None):
        return named
    if ons:
        return REGION if ons[0] == "E" else "outside England"
    forms = ((r"Y\d\d", REGION), (r"Q.*", large), (r"R[A-Z0-9]{2}", "provider"))
    return next(
        (kind for form, kind in forms if re.fullmatch(form, ods or "")),
        small if ods else header_kind or small,
    )
