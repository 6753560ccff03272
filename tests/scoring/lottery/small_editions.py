"""Small editions of one indicator, and a square grid of areas, for cases worked by hand."""

from dataclasses import replace

import pandas as pd

from scoring import load_methodology
from scoring.editions.model import Edition, EditionMeta
from tests.scoring.small_rules import figures

INDICATOR = "waits"
METHOD = load_methodology("nhs-england-2016")
"""Rates nothing of a small edition, which has none of its indicators."""
META = {
    "id": "small",
    "title": "A small edition",
    "date": "2016-10-04",
    "publisher": "Nobody",
    "licence": "None",
    "attribution": "None",
    "geography": "Squares",
}
WAITS = {
    "label": "Waits",
    "short_label": "Waits",
    "definition": "Waits",
    "unit": "%",
    "direction": "higher_is_better",
    "period": "2016",
    "publisher": "Nobody",
    "denominator_label": "patients treated",
}


def small_edition(rows, england=80.0, areas=None, pairs=(), meta=None, **columns):
    """An edition of rows of (area, figures by name); areas by code, pairs of neighbours given once."""
    given = {**WAITS, "england_value": england, **(meta or {})}
    whole = EditionMeta.model_validate({**META, "indicators": {INDICATOR: given}})
    per = whole.indicators[INDICATOR].per
    codes = [code for code, _ in rows]
    known = {code: {"short_name": f"Area {code}", **(areas or {}).get(code, {})} for code in codes}
    table = pd.DataFrame([{"area_code": code, **row} for code, row in known.items()])
    ends = [*pairs, *((b, a) for a, b in pairs)]
    neighbours = pd.DataFrame(ends, columns=["area_code", "neighbour_code"]).assign(shared_border_km=1.0)
    long = figures(INDICATOR, rows, england=england, per=per, **columns)
    nothing = pd.DataFrame(columns=["area_code", "rating"])
    return Edition(whole, table, long, nothing, neighbours=neighbours)


def code_of(row, column):
    return f"{row}{column}"


def square(values):
    """An edition of areas in rows and columns; those with a common side are neighbours."""
    size = range(len(values))
    rows = [(code_of(i, j), {"value": float(values[i][j])}) for i in size for j in size]
    down = [(code_of(i, j), code_of(i + 1, j)) for i in size[:-1] for j in size]
    across = [(code_of(i, j), code_of(i, j + 1)) for i in size for j in size[:-1]]
    return small_edition(rows, pairs=[*down, *across])


def estimated(edition):
    """The same edition with every figure an estimate."""
    return replace(edition, indicators=edition.indicators.assign(basis="estimated"))
