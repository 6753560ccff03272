"""The header of a table of waiting times: what each column holds, found by its words, wherever it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from importers.cells.months import Period, period_of
from importers.cells.values import remembering, words
from importers.files.sheets import SheetRow, Value

Role = str
"""What a column holds: one of the names below; '' for what is not read."""

PARENT = "parent"
_PERCENT = r"%|per ?cent|performance|proportion|\brate\b|\bpct\b"
# The first that fits decides. A 'parent' names a larger area than the row's.
_ROLES: tuple[tuple[Role, str], ...] = (
    (PARENT, r"parent|region|\bstp\b|alliance|\blocal office\b"),
    ("", r"\bin \d+ to \d+|\d+\s?-\s?\d+ days|^\d{1,3}\s?(?:-|–|to)\s?\d{1,3}\b|^reason|referral reason"),
    ("", r"percentile|median|average|\bmean\b|previous|last year|\bchange\b|difference"),
    ("", rf"^(?=.*(?:{_PERCENT}))(?=.*(?:breach|\bafter\b|outside|longer|\bnot\b))(?!.*(?<!not )\bwithin\b)"),
    ("sub_measure", r"sub[ -]?(?:category|standard|measure|type)"),
    ("measure", r"standard or item|^measure|^indicator|^standard name|^metric"),
    ("standard", r"operational standard|^standard|^target|threshold"),
    ("percent", _PERCENT),
    ("after", r"\bafter\b|breach|not within|outside|\bover \d|more than|beyond|not (?:seen|treated|told)"),
    ("within", r"\bwithin\b|numerator|\bin target\b|\bin time\b|met (?:the )?standard|\bor (?:less|fewer)\b"),
    ("total", r"total|denominator|number of (?:patients|people|referrals|treatments)|^(?:patients|people)\b"),
    ("total", r"^all (?:patients|people|referrals|seen|treated|treatments)\b"),
    ("stage", r"stage|route|source of referral|referral type"),
    ("treatment", r"modality|treatment type|treatment group|type of treatment"),
    ("care_setting", r"setting"),
    ("cancer_type", r"cancer type|type of cancer|tumou?r|cancer site|suspected cancer|^cancer$|^site$"),
    ("code", r"code|\d\dcd$|\bods\b|\bons\b|\bgss\b|\borg(?:anisation)? id\b"),
    ("total", r"^(?:treated|seen|told)$"),
    ("period", r"^period|^month|^date|reporting period|^quarter|^year|^financial year"),
    ("status", r"^status"),
    ("basis", r"^basis"),
    (
        "name",
        r"commissioning group|care board|sub[ -]?icb|commission|\bccg\b|\bs?icbl?\b|\bname\b|organisation",
    ),
    ("name", r"\d\dnm$|provider|\btrust\b"),
    ("name", r"^area$|^org$"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
FIGURES = ("total", "within", "after", "percent")
_GROUP = re.compile(r"\d+[\s-]?d|two[\s-]?week|faster|screening|upgrade|gp referral|suspected|2ww|fds")
_STAGE = re.compile(
    r"^(?:all (?:routes|stages|treatments)|first\b|(?:second or )?subsequent\b|breast symptom|urgent)"
)
"""What names a route or a stage of treatment, beside another one."""
_PROVIDER = re.compile(r"provider|\btrust\b")
_OF_COMMISSIONER = re.compile(r"commission|ccg|icb")
_DAYS = re.compile(r"(\d+)\s?-?\s?d|(\d+)\s?-?\s?week|\b(two|four)\s?-?\s?week")
STANDARDS = (14, 28, 31, 62)
LARGE = 2
"""The size of areas that others are parts of."""
MOST_LINES = 4
"""A header has at most so many lines."""


@dataclass(frozen=True)
class Block:
    """The columns of the figures of one measure; most tables have one block.

    Attributes
    ----------
    group : what stands above them in lower case, '' if it names no measure
    columns : position by role: total, within, after, percent
    of_days : the same, for each standard of so many days: 'within 31 days' is no column of the 62-day standard;
        empty if what is left does not give a figure
    period : the one that stands above them, None if none does
    alike : whether other columns are of the same, as far as can be told: by cancer or by route perhaps
    """

    group: str
    columns: dict[Role, int]
    of_days: dict[int, dict[Role, int]]
    period: Period | None = None
    alike: bool = False


@dataclass(frozen=True)
class Header:
    """What the columns of a table hold.

    Attributes
    ----------
    columns : position by role, of what describes a row other than its area
    periods : positions of the columns of periods
    areas : positions of the columns of codes and names of areas, those of the smallest areas first
    larger : positions of those of boards, where there are smaller areas too
    parents : positions of the columns of regions and other parents
    blocks : the figures
    names : what each column is called in lower case, by position
    days : the standards, by their days, that the columns name
    kind : 'sub-ICB', 'CCG', 'ICB' or '': the smallest areas that the header speaks of
    """

    columns: dict[Role, int]
    periods: tuple[int, ...]
    areas: tuple[int, ...]
    larger: tuple[int, ...]
    parents: tuple[int, ...]
    blocks: tuple[Block, ...]
    names: dict[int, str]
    days: frozenset[int]
    kind: str

    @cached_property
    def named(self) -> tuple[int, ...]:
        """Positions of all columns that may name a row's area."""
        return (*self.areas, *self.larger)

    @cached_property
    def described(self) -> tuple[int, ...]:
        """Positions of the columns that say what a figure is of, its period and area aside."""
        return tuple(position for role, position in self.columns.items() if role != "period")

    @cached_property
    def coded(self) -> bool:
        """Whether there is a column of codes of areas."""
        return any(role_of(self.names[position]) == "code" for position in self.areas)


def header_of(lines: Sequence[SheetRow]) -> Header | None:
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


def _header(lines: Sequence[SheetRow], above: Sequence[SheetRow]) -> Header | None:
    names = _joined(lines)
    roles = {position: role_of(name) for position, name in sorted(names.items())}
    _find_percentages(roles, names, [*above, *lines[:-1]])
    _find_providers(roles, names)
    areas = [position for position, role in roles.items() if role in ("code", "name")]
    blocks = _blocks(roles, names, _groups([*above, *lines[:-1]], max(roles, default=0) + 1))
    if not areas or not blocks:
        return None
    columns: dict[Role, int] = {}
    for position, role in roles.items():
        if role and role not in (*FIGURES, "code", "name", PARENT):
            columns.setdefault(role, position)
    areas.sort(key=lambda position: _size(names[position]))
    own = [position for position in areas if _size(names[position]) < LARGE]
    if not any(_size(names[position]) == 0 or roles[position] == "name" for position in own):
        own = []
    larger = [position for position in areas if position not in own]
    heads = (names[position] for block in blocks for position in block.columns.values())
    return Header(
        columns,
        tuple(position for position, role in roles.items() if role == "period"),
        tuple(own or areas),
        tuple(larger if own else ()),
        tuple(position for position, role in roles.items() if role == PARENT),
        blocks,
        names,
        frozenset(days for name in heads for days in _days_in(name) if days in STANDARDS),
        _kind(" ".join(names[position] for position in areas)),
    )


def _joined(lines: Sequence[SheetRow]) -> dict[int, str]:
    """Return the names of columns by position, in lower case, from the pieces above each other."""
    names: dict[int, str] = {}
    for line in lines:
        for position, cell in enumerate(line.cells):
            if text := words(cell):
                names[position] = f"{names.get(position, '')} {text}".strip()[:300]
    return names


def _find_percentages(roles: dict[int, Role], names: dict[int, str], above: Sequence[SheetRow]) -> None:
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


def _find_providers(roles: dict[int, Role], names: dict[int, str]) -> None:
    """Mark the columns of a provider beside those of a commissioner: figures of both are not the commissioner's."""
    areas = [position for position, role in roles.items() if role in ("code", "name")]
    providers = [
        position
        for position in areas
        if _PROVIDER.search(names[position]) and not _OF_COMMISSIONER.search(names[position])
    ]
    if len(providers) < len(areas):
        roles.update(dict.fromkeys(providers, "provider"))


Group = tuple[str, Period | None]
"""What names a measure, in lower case, and the period above a column."""


def _groups(above: Sequence[SheetRow], width: int) -> dict[int, Group]:
    """Return the measure and the period that stand above each column, as far as a merged cell reaches.

    A period counts only beside another one: alone, it is that of the sheet, or of its publication.
    """
    groups: dict[int, Group] = {}
    for line in above:
        if sum(cell is not None for cell in line.cells) < 2:
            continue
        several = len({period_of(cell) for cell in line.cells} - {None}) > 1
        stages = {text for text in map(words, line.cells) if _STAGE.search(text)}
        value: Value = None
        for position in range(width):
            cell: Value = line.cells[position] if position < len(line.cells) else None
            value = value if cell is None else cell
            measure, period = groups.get(position, ("", None))
            text = words(value)
            stated = period_of(value) if several else None
            named = _GROUP.search(text) or (len(stages) > 1 and text in stages)
            groups[position] = text if named else measure, stated or period
    return groups


def _blocks(roles: dict[int, Role], names: dict[int, str], groups: dict[int, Group]) -> tuple[Block, ...]:
    """Return the blocks of figures: a new one begins with another total or another group above."""
    blocks: list[tuple[Group, list[tuple[Role, int]]]] = []
    for position, role in roles.items():
        if role not in FIGURES:
            continue
        measure, period = groups.get(position, ("", None))
        group = measure, period or period_of(names[position])
        again = blocks and role == "total" and any(other == "total" for other, _ in blocks[-1][1])
        if not blocks or again or group != blocks[-1][0]:
            blocks.append((group, []))
        blocks[-1][1].append((role, position))
    made = [_block(group, places, names) for group, places in blocks]
    whole = [block for block in made if _is_complete(block.columns)]
    known = [
        (block.group, block.period, days) for block in whole for days in block.of_days if block.of_days[days]
    ]
    return tuple(
        replace(
            block, alike=any(known.count((block.group, block.period, days)) > 1 for days in block.of_days)
        )
        for block in whole
    )


def _block(group: Group, places: list[tuple[Role, int]], names: dict[int, str]) -> Block:
    # Of two of a role the first counts, unless it is of other days than the standard.
    columns: dict[Role, int] = {}
    for role, position in places:
        columns.setdefault(role, position)
    of_days = {}
    for days in STANDARDS:
        fitting: dict[Role, int] = {}
        for role, position in places:
            named = _days_in(names[position])
            if not named or days in named:
                fitting.setdefault(role, position)
        of_days[days] = fitting if _is_complete(fitting) else {}
    return Block(group[0], columns, of_days, group[1])


def _days_in(name: str) -> set[int]:
    """Return the days that the name of a column says.

    >>> _days_in("treated within 62 days"), _days_in("seen within 2 weeks"), _days_in("total")
    ({62}, {14}, set())
    """
    numbers = {"two": 2, "four": 4}
    return {
        int(days[:4]) if days else 7 * (int(weeks[:4]) if weeks else numbers[word])
        for days, weeks, word in _DAYS.findall(name)
    }


def _is_complete(columns: dict[Role, int]) -> bool:
    counts = sum(role in columns for role in ("total", "within", "after"))
    return counts >= 2 or ("percent" in columns and counts >= 1)


def _size(name: str) -> int:
    """Return how large the areas are that a column names: the smallest first."""
    return {"sub-ICB": 0, "CCG": 0, "": 1, "ICB": LARGE}[_kind(name)]


def _kind(text: str) -> str:
    if re.search(r"sub[ -]?icb|\bsicbl?\b", text):
        return "sub-ICB"
    if re.search(r"\bccgs?\b|commissioning group", text):
        return "CCG"
    return "ICB" if re.search(r"\bicbs?\b|care board", text) else ""
