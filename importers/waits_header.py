"""The header of a table of waiting times: what each column holds, found by its words, wherever it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from importers.sheets import Row, Value
from importers.values import remembering, words

Role = str
"""What a column holds: one of the names below; '' for what is not read."""

# The first that fits decides. A 'parent' names a larger area than the row's.
_ROLES: tuple[tuple[Role, str], ...] = (
    ("", r"parent|region|\bstp\b|alliance|\blocal office\b"),
    ("", r"\bin \d+ to \d+|\d+\s?-\s?\d+ days|^reason|referral reason"),
    ("sub_measure", r"sub[ -]?(?:category|standard|measure|type)"),
    ("measure", r"standard or item|^measure|^indicator|^standard name|^metric"),
    ("standard", r"operational standard|^standard|^target|threshold"),
    ("percent", r"%|per ?cent|performance|proportion|\brate\b|\bpct\b"),
    ("after", r"\bafter\b|breach|not within|outside|\bover \d|more than|beyond|not (?:seen|treated|told)"),
    ("within", r"\bwithin\b|numerator|\bin target\b|\bin time\b|met (?:the )?standard"),
    ("total", r"total|denominator|number of (?:patients|people)|^(?:all )?(?:patients|people)\b"),
    ("stage", r"stage|route|source of referral|referral type"),
    ("treatment", r"modality|treatment type|treatment group|type of treatment"),
    ("care_setting", r"setting"),
    ("cancer_type", r"cancer type|type of cancer|tumou?r|cancer site|suspected cancer|^cancer$|^site$"),
    ("code", r"code|\bods\b|\bons\b|\bgss\b|\borg(?:anisation)? id\b"),
    ("total", r"^(?:treated|seen|told)$"),
    ("period", r"^period|^month|^date|reporting period|^quarter|^year"),
    ("status", r"^status"),
    ("basis", r"^basis"),
    ("name", r"commissioning group|care board|sub[ -]?icb|commission|\bccg\b|\bicb\b|\bname\b|organisation"),
    ("name", r"^area$|^org$"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
FIGURES = ("total", "within", "after", "percent")
_GROUP = re.compile(r"\d+[\s-]?d|two[\s-]?week|faster|screening|upgrade|gp referral|suspected|2ww|fds")
_DAYS = re.compile(r"\d+")
MOST_LINES = 4
"""A header has at most so many lines."""


@dataclass(frozen=True)
class Block:
    """The columns of the figures of one measure; most tables have one block.

    Attributes
    ----------
    group : what stands above them in lower case, '' if it names no measure
    columns : position by role: total, within, after, percent
    """

    group: str
    columns: dict[Role, int]


@dataclass(frozen=True)
class Header:
    """What the columns of a table hold.

    Attributes
    ----------
    columns : position by role, of what describes a row other than its area
    areas : positions of the columns of codes and names of areas, those of the smallest areas first
    blocks : the figures
    names : what each column is called in lower case, by position
    kind : 'sub-ICB', 'CCG', 'ICB' or '': the smallest areas that the header speaks of
    """

    columns: dict[Role, int]
    areas: tuple[int, ...]
    blocks: tuple[Block, ...]
    names: dict[int, str]
    kind: str


def header_of(lines: Sequence[Row]) -> Header | None:
    """Return the header that the lines of text above figures make up, None if they are none.

    Parameters
    ----------
    lines : rows of text that follow each other, the last of them nearest to the figures. The name of a column
        may run over several of them, and the upper ones may name groups of columns (merged cells).
    """
    lines = lines[-MOST_LINES:]
    for start in reversed(range(len(lines))):
        if header := _header(lines[start:], lines[:start]):
            return header
    return None


def role_of(name: str) -> Role:
    """Return what a column holds by its name in lower case.

    >>> role_of("total treated"), role_of("percentage treated within 62 days"), role_of("ods code")
    ('total', 'percent', 'code')
    """
    return _role(name)


@remembering
def _role(name: str) -> Role:
    return next((role for role, pattern in _COMPILED if pattern.search(name)), "")


def _header(lines: Sequence[Row], above: Sequence[Row]) -> Header | None:
    names = _joined(lines)
    roles = {position: role_of(name) for position, name in sorted(names.items())}
    _find_percentages(roles, names, [*above, *lines[:-1]])
    areas = [position for position, role in roles.items() if role in ("code", "name")]
    blocks = _blocks(roles, names, _groups([*above, *lines[:-1]], max(roles, default=0) + 1))
    if not areas or not blocks:
        return None
    columns: dict[Role, int] = {}
    for position, role in roles.items():
        if role and role not in (*FIGURES, "code", "name"):
            columns.setdefault(role, position)
    areas.sort(key=lambda position: _size(names[position]))
    kind = _kind(" ".join(names[position] for position in areas))
    return Header(columns, tuple(areas), blocks, names, kind)


def _joined(lines: Sequence[Row]) -> dict[int, str]:
    """Return the names of columns by position, in lower case, from the pieces above each other."""
    names: dict[int, str] = {}
    for line in lines:
        for position, cell in enumerate(line.cells):
            if text := words(cell):
                names[position] = f"{names.get(position, '')} {text}".strip()[:300]
    return names


def _find_percentages(roles: dict[int, Role], names: dict[int, str], above: Sequence[Row]) -> None:
    """Mark 'treated within 62 days' as a percentage where it stands under that word, or behind 'after'."""
    percent = {
        position
        for line in above
        for position, cell in enumerate(line.cells)
        if role_of(words(cell)) == "percent"
    }
    earlier: set[Role] = set()
    for position, role in roles.items():
        if role == "total":
            earlier = set()
        again = {"within", "after"} <= earlier and re.match(r"(?:seen|treated|told)\b", names[position])
        if role == "within" and (position in percent or again):
            roles[position] = "percent"
        earlier.add(role)


def _groups(above: Sequence[Row], width: int) -> dict[int, str]:
    """Return the text that names a measure above each column, as far as a merged cell reaches."""
    groups: dict[int, str] = {}
    for line in above:
        if sum(bool(words(cell)) for cell in line.cells) < 2:
            continue
        text = ""
        for position in range(width):
            cell: Value = line.cells[position] if position < len(line.cells) else None
            text = words(cell) or text
            if _GROUP.search(text):
                groups[position] = text
    return groups


def _blocks(roles: dict[int, Role], names: dict[int, str], groups: dict[int, str]) -> tuple[Block, ...]:
    """Return the blocks of figures: a new one begins with another total or another group above."""
    blocks: list[Block] = []
    for position, role in roles.items():
        if role not in FIGURES:
            continue
        group = groups.get(position, "")
        again = blocks and role == "total" and "total" in blocks[-1].columns
        if not blocks or again or group != blocks[-1].group:
            blocks.append(Block(group, {}))
        # Of two of a role the first counts: the others are of how long people waited.
        blocks[-1].columns.setdefault(role, position)
    for block in blocks:
        _drop_other_days(block.columns, names)
    return tuple(block for block in blocks if _is_complete(block.columns))


def _drop_other_days(columns: dict[Role, int], names: dict[int, str]) -> None:
    """Drop 'after 28 days' beside 'within 14 days': those in between are missing."""
    if {"within", "after"} <= columns.keys():
        within, after = (set(_DAYS.findall(names[columns[role]])) for role in ("within", "after"))
        if within and after and not within & after:
            del columns["after"]


def _is_complete(columns: dict[Role, int]) -> bool:
    counts = sum(role in columns for role in ("total", "within", "after"))
    return counts >= 2 or ("percent" in columns and counts >= 1)


def _size(name: str) -> int:
    """Return how large the areas are that a column names: the smallest first."""
    return {"sub-ICB": 0, "CCG": 0, "": 1, "ICB": 2}[_kind(name)]


def _kind(text: str) -> str:
    if re.search(r"sub[ -]?icb", text):
        return "sub-ICB"
    if re.search(r"\bccgs?\b|commissioning group", text):
        return "CCG"
    return "ICB" if re.search(r"\bicbs?\b|care board", text) else ""
