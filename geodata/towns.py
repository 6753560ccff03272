"""Which area is a town in? Offline, for the towns and villages of England.

The table is made by `python -m geodata towns`; how, and how exact it is: `docs/postcodes.md`.

>>> find_towns("bournemouth")["area_code"].tolist()
['E38000045']
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import pandas as pd

from geodata.paths import PACKAGE

TOWN_TABLE = PACKAGE / "towns.csv"
TOWN_COLUMNS = ["name", "population", "easting", "northing", "area_code", "share"]
ATTRIBUTION = (
    "Towns and villages: GeoNames (geonames.org), Creative Commons Attribution 4.0, with the areas that this project "
    "found by their positions."
)
_LEFT_OUT = {"the", "on", "upon", "under", "in", "by", "near"}
_SAME = {"saint": "st"}
MOST_BEGINNINGS = 6
"""Towns that a beginning may stand for; a shorter one is no answer."""


def find_towns(text: str) -> pd.DataFrame:
    """Return the towns that a text names, or else those of which it is the beginning, the largest first.

    Case, accents, hyphens and small words do not matter: "stoke on trent" is Stoke-on-Trent.

    Returns
    -------
    DataFrame
        As `town_table`, with exact (bool: whether the text is the whole name). Empty if there is none.
    """
    table, words = town_table(), plain_words(text)
    if not words:
        return table.iloc[:0].assign(exact=False)
    whole = table[table["words"] == words]
    if len(whole):
        return whole.drop(columns="words").assign(exact=True)
    found = table[table["words"].str.startswith(words)]
    places = found.drop_duplicates(["name", "easting", "northing"]).head(MOST_BEGINNINGS)
    kept = found.merge(places[["name", "easting", "northing"]])
    return kept.drop(columns="words").assign(exact=False)


@lru_cache(maxsize=1)
def town_table() -> pd.DataFrame:
    """Return the towns that come with the product, the largest first.

    Returns
    -------
    DataFrame
        One row a town and area: name, population (people, 0 if not known), easting, northing (metres, EPSG:27700),
        area_code (of April 2016), share (of the town, 0 to 1, by postcodes), words (by which it is found). Empty if
        the file is missing or damaged.
    """
    try:
        table = pd.read_csv(TOWN_TABLE, dtype={"name": str, "area_code": str}, keep_default_na=False)
        return table[TOWN_COLUMNS].assign(words=table["name"].map(plain_words))
    except (OSError, ValueError, KeyError):
        return pd.DataFrame(columns=[*TOWN_COLUMNS, "words"]).astype({"words": str})


def plain_words(text: str) -> str:
    """Return the words that tell towns apart, in plain lower-case letters."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.sub(r"[^a-z0-9]+", " ", re.sub("['’]", "", plain)).split()
    return " ".join(_SAME.get(word, word) for word in words if word not in _LEFT_OUT)
