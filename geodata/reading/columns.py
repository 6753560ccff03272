"""Finding area codes and names in a table by what its columns hold, not by what they are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geodata.reading.codes import other_codes, plain_code

CODE_PATTERNS = {
    # Office for National Statistics: a letter for the country and eight digits, such as E38000045.
    "area_code": re.compile(r"[EWSNKJLM]\d{8}"),
    # NHS Organisation Data Service: CCGs (11J), the merged ones of 2020 (D2P2L), STPs and ICBs (QVV).
    "ods_code": re.compile(r"\d\d[A-Z]|[A-Z]\d[A-Z]\d[A-Z]|Q[A-Z0-9]{2}"),
}
KIND_IN_WORDS = {"area_code": "ONS codes", "ods_code": "ODS codes"}

CODES_NEEDED = 0.5
"""A column holds codes if this share of its rows looks like codes, of either kind; others may be blank or at fault."""
NAMES_NEEDED = 0.8
"""A column holds names if this share of its texts looks like names."""


@dataclass(frozen=True)
class CodeColumn:
    """A column that holds codes.

    Attributes
    ----------
    column : its name
    kind : of which kind most of its codes are
    codes : the codes of either kind, missing where a cell holds none
    texts : what stands in the cells, missing where they are blank
    """

    column: str
    kind: str
    codes: pd.Series
    texts: pd.Series

    def rank(self, areas: pd.DataFrame) -> tuple[int, bool, int, bool]:
        """Say how likely these are the areas' codes: known ones first, then one row an area, ONS first."""
        distinct = set(self.codes.dropna())
        known = len(distinct & {*areas["area_code"], *areas["ods_code"]})
        unique = not self.codes.dropna().duplicated().any()
        return known, unique, len(distinct), self.kind == "area_code"

    def of_kind(self, kind: str) -> pd.Series:
        """Return its codes of one kind, missing where there is none."""
        return self.codes.where(_look_like(self.codes, kind))


def code_columns(table: pd.DataFrame) -> list[CodeColumn]:
    """Return the columns of a table that hold ONS or ODS codes, or both."""
    found = []
    for column in table.columns:
        given = _as_text(table[column]).replace("", pd.NA)
        text = given.map(plain_code, na_action="ignore").astype("string")
        looks = {kind: _look_like(text, kind) for kind in CODE_PATTERNS}
        codes = text.where(looks["area_code"] | looks["ods_code"])
        if len(codes) and codes.notna().mean() >= CODES_NEEDED:
            kind = max(looks, key=lambda kind: looks[kind].sum())
            found.append(CodeColumn(str(column), kind, codes, given))
    return found


def _look_like(texts: pd.Series, kind: str) -> pd.Series:
    return texts.str.fullmatch(CODE_PATTERNS[kind].pattern).fillna(False).astype(bool)


def best_code_column(table: pd.DataFrame, areas: pd.DataFrame) -> CodeColumn | None:
    """Return the column that most likely holds the areas' codes, None if no column holds codes."""
    return max(code_columns(table), key=lambda column: column.rank(areas), default=None)


def name_column(table: pd.DataFrame, areas: pd.DataFrame) -> str | None:
    """Return the column that most likely holds the areas' names, None if there is none."""
    codes = {column.column for column in code_columns(table)}
    known = {_name_key(name) for name in areas["area_name"]}
    ranked = []
    for column in table.columns:
        text = _as_text(table[column]).dropna()
        if column in codes or text.empty or text.str.contains(r"[A-Za-z]{3}").mean() < NAMES_NEEDED:
            continue
        matches = sum(_name_key(name) in known for name in text)
        label = str(column).lower()
        looks_like_names = "name" in label or label.endswith("nm") or label in ("nm", "label")
        ranked.append((matches, text.nunique(), looks_like_names, str(column)))
    return max(ranked, default=(0, 0, False, None))[-1]


def to_area_codes(found: CodeColumn, areas: pd.DataFrame) -> pd.Series:
    """Return ONS codes for a column of codes, translating ODS codes and replaced ones with the table of areas.

    A code of either kind that the table does not have stays as it is, to be listed as unknown.
    """
    own = areas["area_code"]
    codes = found.codes.map(dict(zip(areas["ods_code"], own, strict=True))).fillna(found.codes)
    other = codes.map(other_codes())
    return codes.mask(~codes.isin(own) & other.isin(own), other)


def first_few(items: list[str], most: int = 5) -> str:
    """Return items as a list for a sentence, the first few of them if there are many."""
    if len(items) <= most:
        return ", ".join(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"


def _as_text(values: pd.Series) -> pd.Series:
    if not (pd.api.types.is_string_dtype(values) or values.dtype == object):
        return pd.Series(pd.NA, index=values.index, dtype="string")
    return values.astype("string").str.strip()


def _name_key(name: str) -> str:
    plain = name.casefold().replace("&", "and").removeprefix("nhs ").removesuffix(" ccg")
    return " ".join(plain.split())
