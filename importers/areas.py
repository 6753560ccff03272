"""Which area of an edition a code or a name in a file means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from scoring.edition import Edition
from scoring.table import ENGLAND_CODE

LIKE_ENOUGH = 80.0
"""A name is suggested from this likeness on (token_sort_ratio of rapidfuzz, 0 to 100)."""
LONGEST_NAME = 200
"""Of a longer text only so much is compared."""
_MOST_SUGGESTED = 200
_OFFICIAL = re.compile(r"^nhs | ccg$| icb$| clinical commissioning group$| integrated care board$")


@dataclass(frozen=True)
class AreaMatch:
    """What the texts of a column mean.

    Attributes
    ----------
    codes : Series of str, the area code by row (`ENGLAND_CODE` for England), missing where nothing is known
    unknown : texts that mean no area of the edition, in their order
    suggestions : area code that an unknown text may mean, by the text; never used unless somebody accepts it
    """

    codes: pd.Series
    unknown: tuple[str, ...]
    suggestions: dict[str, str]


def match_areas(texts: pd.Series, edition: Edition, accepted: Mapping[str, str] | None = None) -> AreaMatch:
    """Find the areas that a column of codes or names means.

    A code counts whatever its case; a name too, with or without 'NHS' and 'CCG', '&' or 'and', and points and
    commas.

    Parameters
    ----------
    texts : Series of str
    edition : Edition
    accepted : area codes by text, as somebody decided
    """
    known = area_keys(edition)
    accepted = accepted or {}
    given = [text for text in texts.dropna().unique() if text.strip()]
    meaning = {
        text: accepted.get(text) or known.get(_code_key(text)) or known.get(name_key(text)) for text in given
    }
    unknown = tuple(text for text in given if meaning[text] is None)
    return AreaMatch(texts.map(meaning).astype("str"), unknown, _suggest(unknown, edition))


def area_keys(edition: Edition) -> dict[str, str]:
    """Return the area code by every key that means one area only: codes in capitals, names as `name_key`s."""
    areas = edition.areas
    keys: dict[str, str] = {}
    twice: set[str] = set()
    columns = [(column, name_key) for column in ("short_name", "area_name")]
    for column, key_of in [*columns, ("ods_code", _code_key), ("area_code", _code_key)]:
        for text, code in zip(areas[column].fillna(""), areas["area_code"], strict=True):
            key = key_of(str(text))
            if keys.setdefault(key, code) != code:
                twice.add(key)
    england = {ENGLAND_CODE: ENGLAND_CODE, "england": ENGLAND_CODE, "national": ENGLAND_CODE}
    return england | {key: code for key, code in keys.items() if key and key not in twice}


def name_key(name: str) -> str:
    """Return what is compared of a name.

    >>> name_key("NHS Bath & North East Somerset CCG")
    'bath and north east somerset'
    """
    return _name_key(name[:LONGEST_NAME])


@lru_cache(maxsize=10_000)
def _name_key(name: str) -> str:
    plain = " ".join(re.sub(r"[^\w&]+", " ", name.casefold()).split())
    previous = ""
    while previous != plain:
        previous, plain = plain, _OFFICIAL.sub("", plain)
    return plain.replace("&", " and ").replace("  ", " ").strip()


def _code_key(code: str) -> str:
    return code.strip().upper()


def _suggest(unknown: tuple[str, ...], edition: Edition) -> dict[str, str]:
    if not unknown:
        return {}
    names = {code: name_key(str(name)) for code, name in edition.areas[["area_code", "area_name"]].to_numpy()}
    found = {}
    for text in unknown[:_MOST_SUGGESTED]:
        key = name_key(text)
        # Of a code nobody can say which other code it may have been meant to be.
        if len(key) < 4 or any(character.isdigit() for character in key):
            continue
        best = process.extractOne(key, names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_ENOUGH)
        if best:
            found[text] = best[2]
    return found
