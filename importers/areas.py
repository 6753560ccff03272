"""Which area of an edition a code or a name in a file means."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from geodata.reading.codes import area_of_any_date, other_codes, plain_code
from importers.cells.months import plain_text
from importers.cells.values import ods_code, ons_code, without_footnotes
from scoring.editions.catalogue import catalogue
from scoring.editions.model import Edition
from scoring.editions.user_table import ENGLAND_CODE

LIKE_ENOUGH = 80.0
"""A name is suggested from this likeness on (token_sort_ratio of rapidfuzz, 0 to 100)."""
LONGEST_NAME = 200
"""Of a longer text only so much is compared."""
_MOST_SUGGESTED = 200
_COMPARED = 300
_SHARE = 0.5
"""A column holds areas of an edition if this share of so many of its texts does."""
_KINDS = "ccg|icb|ics|clinical commissioning group|integrated care board|integrated care system"
_OFFICIAL = re.compile(rf"^the |^nhs | (?:{_KINDS})$")
_CODE = r"(?P<code>[a-z0-9]{3,10})"
_MARK = r"\s*[-,:;/|(\[_]\s*"
_CODE_LAST = re.compile(rf"(?P<name>.*[a-z]{{3}}.*?)(?P<mark>{_MARK}|\s){_CODE}\s*[)\]]?", re.IGNORECASE)
_CODE_FIRST = re.compile(
    rf"[(\[]?{_CODE}(?P<mark>\s*[-,:;/|)\]_]\s*|\s)(?P<name>.*[a-z]{{3}}.*)", re.IGNORECASE
)


@dataclass(frozen=True)
class AreaMatch:
    """What the texts of a column mean.

    Attributes
    ----------
    codes : Series of str, the area code by row (`ENGLAND_CODE` for England), missing where nothing is known
    unknown : texts that mean no area of the edition, in their order
    suggestions : area code that an unknown text may mean, by the text; never used unless somebody accepts it
    reasons : why an unknown text is none, where more can be said than that: a clause by the text
    """

    codes: pd.Series
    unknown: tuple[str, ...]
    suggestions: dict[str, str]
    reasons: dict[str, str] = field(default_factory=dict)

    def why_unknown(self, texts: pd.Series, edition: Edition) -> pd.Series:
        """Return, for each text of a column, the clause that says why it is no area of the edition."""
        return texts.map(self.reasons).astype("str").fillna(f"is not an area of {edition.meta.title}")


@dataclass(frozen=True)
class AreaKeys:
    """The area code by what may be written for it: codes in capitals, and names as `name_key`s."""

    codes: dict[str, str]
    names: dict[str, str]


_ENGLAND = AreaKeys({ENGLAND_CODE: ENGLAND_CODE}, {"england": ENGLAND_CODE, "national": ENGLAND_CODE})


def match_areas(texts: pd.Series, edition: Edition, accepted: Mapping[str, str] | None = None) -> AreaMatch:
    """Find the areas that a column of codes or names means.

    A code counts in any case, with an n before it, and if it was replaced by another for the same area; a name in
    any case, with or without 'NHS' and 'CCG' or 'Integrated Care Board', '&' or 'and', points and commas; either
    with marks that nobody sees within and those of footnotes behind. Where a
    code stands beside a name in one cell, the code decides; if they are of two areas, neither counts.

    Parameters
    ----------
    texts : Series of str
    edition : Edition
    accepted : area codes by text, as somebody decided
    """
    known = area_keys(edition)
    accepted = accepted or {}
    given = [text for text in texts.dropna().unique() if text.strip()]
    meaning = {text: accepted.get(text) or area_of(text, known) for text in given}
    unknown = tuple(text for text in given if meaning[text] is None)
    reasons = {text: reason for text in unknown if (reason := _why_unknown(text, known, edition))}
    return AreaMatch(texts.map(meaning).astype("str"), unknown, _suggest(unknown, edition), reasons)


def area_keys(edition: Edition) -> AreaKeys:
    """Return what may be written for each area, without what would mean several of them."""
    areas = edition.areas
    names: list[tuple[str, str]] = []
    for column in ("short_name", "area_name"):
        names += zip(map(name_key, areas[column].fillna("")), areas["area_code"], strict=True)
    codes: list[tuple[str, str]] = []
    for column in ("ods_code", "area_code"):
        codes += zip(map(plain_code, areas[column].fillna("")), areas["area_code"], strict=True)
    other = other_codes()
    codes += [(other[code], code) for code in areas["area_code"] if code in other]
    return AreaKeys(_ENGLAND.codes | _of_one_area(codes), _ENGLAND.names | _of_one_area(names))


def are_england(texts: pd.Series) -> pd.Series:
    """Return whether each text of a column means England, by code or name."""
    return texts.isin([text for text in texts.dropna().unique() if area_of(text, _ENGLAND) == ENGLAND_CODE])


def _of_one_area(pairs: list[tuple[str, str]]) -> dict[str, str]:
    meant: dict[str, set[str]] = {}
    for key, code in pairs:
        meant.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in meant.items() if key and len(codes) == 1}


def area_of(text: str, known: AreaKeys) -> str | None:
    """Return the code of the area that a text means, None if it means none or two different ones."""
    text = _shortened(text)
    if by_code := known.codes.get(plain_code(text)):
        return by_code
    code, name = code_and_name(text)
    by_name = known.names.get(name_key(name))
    if code is None:
        return by_name
    by_code = known.codes.get(code)
    return None if by_name and by_code != by_name else by_code


def code_and_name(text: str) -> tuple[str | None, str]:
    """Return the code that stands before or behind a name in one cell, None if there is none, and the name.

    >>> code_and_name("NHS Kent And Medway Integrated Care Board - QKS")
    ('QKS', 'NHS Kent And Medway Integrated Care Board')
    >>> code_and_name("Leeds (East)")
    (None, 'Leeds (East)')
    """
    plain = plain_text(unicodedata.normalize("NFKC", _shortened(text)))
    for pattern in (_CODE_LAST, _CODE_FIRST):
        found = pattern.fullmatch(plain)
        code = plain_code(found["code"]) if found else ""
        formed = ons_code(code) or (ods_code(code) and not code.isdigit())
        # Behind a mere space only what is a code of some area is one, not '2nd'.
        if found and formed and (found["mark"].strip() or code in area_of_any_date()):
            return code, found["name"].strip()
    return None, plain


def _shortened(text: str) -> str:
    """Return what is compared of a text: so much of it, without footnotes."""
    return without_footnotes(text[:LONGEST_NAME]) or text[:LONGEST_NAME]


def name_key(name: str) -> str:
    """Return what is compared of a name.

    >>> name_key("NHS Bath & North East Somerset CCG")
    'bath and north east somerset'
    """
    return _name_key(name[:LONGEST_NAME])


@lru_cache(maxsize=10_000)
def _name_key(name: str) -> str:
    # Marks that nobody sees, such as a soft hyphen, stand within words.
    seen = "".join(mark for mark in unicodedata.normalize("NFKC", name) if unicodedata.category(mark) != "Cf")
    plain = " ".join(re.sub(r"[^\w&]+|_", " ", re.sub("['\u2019]", "", seen.casefold())).split())
    previous = ""
    while previous != plain:
        previous, plain = plain, _OFFICIAL.sub("", plain)
    return " ".join(plain.replace("&", " and ").split())


def edition_with_areas(table: pd.DataFrame) -> str:
    """Return a sentence on the edition whose areas a column of texts holds, blank if there is none."""
    found = []
    for (name, title), known in _keys_of_newest().items():
        for column in table.columns:
            given = table[column].dropna().unique()[:_COMPARED]
            hits = sum(area_of(text, known) not in (None, ENGLAND_CODE) for text in given)
            found.append((hits / max(len(given), 1), str(column), title, name))
    share, column, title, name = max(found, key=lambda each: each[0], default=(0.0, "", "", ""))
    if share < _SHARE:
        return ""
    return f" The column {column} holds areas of {title} ({name}): choose an edition of the same areas."


@cache
def _keys_of_newest() -> dict[tuple[str, str], AreaKeys]:
    """Return the keys of every set of areas, the latest first, by id and title of its newest edition."""
    editions = catalogue().editions
    metas = sorted((edition.meta for edition in editions.values()), key=lambda meta: meta.date)
    newest = {meta.geography_id: meta for meta in metas}
    return {(meta.id, meta.title): area_keys(editions[meta.id]) for meta in reversed(newest.values())}


def _why_unknown(text: str, known: AreaKeys, edition: Edition) -> str | None:
    """Return a clause on what is known of a text that means no area of the edition, None if nothing is."""
    code, name = code_and_name(text)
    by_code = known.codes.get(code or "")
    by_name = known.names.get(name_key(name))
    names = edition.short_names | {ENGLAND_CODE: "England"}
    if code and by_name:
        other = f"of {names[by_code]}" if by_code else "of no area here"
        return f"has the name of {names[by_name]} and a code {other}; neither is used"
    official, title = area_of_any_date().get(code or plain_code(_shortened(text)), ("", ""))
    return f"is {official}, one of the {title}, and not an area of {edition.meta.title}" if official else None


def _suggest(unknown: tuple[str, ...], edition: Edition) -> dict[str, str]:
    if not unknown:
        return {}
    names = {code: name_key(str(name)) for code, name in edition.areas[["area_code", "area_name"]].to_numpy()}
    found = {}
    for text in unknown[:_MOST_SUGGESTED]:
        key = name_key(code_and_name(text)[1])
        # Of a code nobody can say which other code it may have been meant to be.
        if len(key) < 4 or any(character.isdigit() for character in key):
            continue
        best = process.extractOne(key, names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH)
        if best:
            found[text] = best[2]
    return found
