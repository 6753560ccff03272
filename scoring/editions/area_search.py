"""Finding areas by what people type: part of a name, a code, an alliance, with typing mistakes.

>>> from scoring import load_edition
>>> search_areas(load_edition("october-2016").areas, "wharfdale")["short_name"].tolist()
['Airedale, Wharfedale and Craven']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import pandas as pd
from rapidfuzz.distance import OSA

COLUMNS = ["area_code", "short_name", "matched_by", "matched_text", "score"]

CODES = {"ods_code": "ODS code", "area_code": "ONS code"}
NAMES = {"short_name": "name"}
GROUPS = {"alliance": "alliance", "stp": "STP"}
"""What is searched, and what it is called."""

SHORTEST_PART_OF_A_CODE = 2

WHOLE, BEGINNING, WORDS = 100.0, 90.0, 80.0
"""Scores of a text that is the whole code or name, its beginning, or the beginnings of words in it. A
misspelt text never scores more than the last."""

MORE_OF_THE_NAME = 9.0
"""Added in proportion to how much of the name is typed: less than from one score to the next."""

LESS_FOR_A_GROUP = 20.0
"""An area's own name comes before an alliance or STP, however well that fits."""

LEAST_ALIKE = 0.75
LEAST_ALIKE_FROM_THE_FIRST = 0.83
"""How alike a misspelt word must be: one letter in four may be wrong, missing, added or swapped, and one in
six if the first letters differ, which is a rare slip ("test" is not "west")."""

SHORTEST_MISSPELT = 4
"""Shorter words are not guessed at: too many others are one letter away."""

LONGEST_TEXT = 200
"""Letters that are looked at; no name has as many."""

Words = tuple[str, ...]
Hit = tuple[str, str, str, str, float]

_LEFT_OUT = {"and", "of", "the", "nhs", "ccg"}


def search_areas(areas: pd.DataFrame, text: str, limit: int = 8) -> pd.DataFrame:
    """Return the areas that a text may mean, the best first.

    An area is found by its ODS or ONS code or the beginning of one, by words of its name or their
    beginnings, and by its alliance or STP. Case, accents and punctuation do not matter, "&" is "and", "St"
    before a word is "Saint". Misspelt words are looked for only if nothing fits as typed.

    Parameters
    ----------
    areas : DataFrame
        The areas of an edition: area_code, ods_code, short_name and, if known, alliance and stp.
    text : str
    limit : int
        At most this many names and codes; an alliance or STP counts as one, and brings all its areas.

    Returns
    -------
    DataFrame
        area_code, short_name, matched_by ("name", "ODS code", "ONS code", "alliance" or "STP"), matched_text
        (the name or code that fits), score (0 to 100). Empty if nothing fits.
    """
    code, typed = text.strip().casefold(), _words(text[:LONGEST_TEXT])
    hits = _hits(areas, CODES, lambda each: _score_of_code(code, each.casefold()))
    hits += _hits_by_name(areas, typed, _score_as_typed)
    hits = hits or _hits_by_name(areas, typed, _score_misspelt)
    found = pd.DataFrame(hits, columns=COLUMNS).astype({"score": float})
    found = found.sort_values(["score", "matched_text", "short_name"], ascending=[False, True, True])
    found = found.drop_duplicates("area_code", ignore_index=True)
    return found[found.groupby(["matched_by", "matched_text"], sort=False).ngroup() < limit]


def _hits_by_name(areas: pd.DataFrame, typed: Words, score_of: Callable[[Words, Words], float]) -> list[Hit]:
    def score(name: str) -> float:
        words = _words(name)
        return score_of(typed, words) if typed and words else 0.0

    return _hits(areas, NAMES, score) + _hits(areas, GROUPS, lambda name: score(name) - LESS_FOR_A_GROUP)


def _hits(areas: pd.DataFrame, columns: dict[str, str], score_of: Callable[[str], float]) -> list[Hit]:
    """Return a row of `COLUMNS` for each area and text in a column that has a score above 0."""
    hits = []
    for column in [column for column in columns if column in areas]:
        score = {text: score_of(text) for text in areas[column].dropna().unique()}
        for code, name, text in zip(areas["area_code"], areas["short_name"], areas[column], strict=True):
            if score.get(text, 0.0) > 0:
                hits.append((code, name, columns[column], text, score[text]))
    return hits


def _score_of_code(typed: str, code: str) -> float:
    if len(typed) < SHORTEST_PART_OF_A_CODE or not code.startswith(typed):
        return 0.0
    return WHOLE if typed == code else BEGINNING


def _score_as_typed(typed: Words, words: Words) -> float:
    if typed == words:
        return WHOLE
    if " ".join(words).startswith(" ".join(typed)):
        return BEGINNING + MORE_OF_THE_NAME * _part_of_the_name(typed, words)
    in_words = all(any(word.startswith(part) for word in words) for part in typed)
    # "Southend-on-Sea" and "Wessex Cancer Alliance" say more than the name.
    if in_words or typed[: len(words)] == words:
        return WORDS + MORE_OF_THE_NAME * _part_of_the_name(typed, words)
    return 0.0


def _score_misspelt(typed: Words, words: Words) -> float:
    """Compare word by word, and all words run together ("Wolver Hampton", "Miltonkeynes")."""
    choices = [*words, "".join(words)]
    apart = [max(_alike(part, word) for word in choices) for part in typed]
    together = max(_alike("".join(typed), word) for word in choices)
    alike = max(together, sum(apart) / len(apart) if all(apart) else 0.0)
    if not alike:
        return 0.0
    return (WORDS - MORE_OF_THE_NAME) * alike + MORE_OF_THE_NAME * _part_of_the_name(typed, words)


def _part_of_the_name(typed: Words, words: Words) -> float:
    return min(1.0, len("".join(typed)) / len("".join(words)))


def _alike(part: str, word: str) -> float:
    """Return how alike two words are, from 0 to 1, and 0 if they are too different."""
    if word.startswith(part):
        return 1.0
    if len(part) < SHORTEST_MISSPELT:
        return 0.0
    least = LEAST_ALIKE if part[0] == word[0] else LEAST_ALIKE_FROM_THE_FIRST
    # Optimal string alignment: a swap of two neighbouring letters, the commonest slip, is one mistake.
    return OSA.normalized_similarity(part, word, score_cutoff=least)


@lru_cache(maxsize=2048)
def _words(text: str) -> Words:
    """Return the words of a text that tell names apart, in plain lower-case letters."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", re.sub("['’]", "", plain)).split()
    named = [word for word in words if word not in _LEFT_OUT]
    return tuple("saint" if word == "st" and named[place + 1 :] else word for place, word in enumerate(named))
