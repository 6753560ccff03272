"""Small methodologies and tables for hand-worked cases: any parts, with an entry for every constant."""

import numpy as np
import pandas as pd

from scoring import Methodology
from scoring.rating.intervals import z_value

NAMES = {"id": "small", "title": "Small", "short_title": "Small", "status": "test", "description": "test"}
FIGURES = ("value", "numerator", "denominator", "lower_ci", "upper_ci", "england", "standard")
UNUSED = {"label", "indicator"}
HALF = z_value(95)
"""Half the width of a 95% interval whose standard error is 1."""


def small_rule(indicators, bands=None, **parts):
    """A methodology of these parts; what is not given is left out, and every constant has an entry."""
    return Methodology.model_validate(small_document(indicators, bands, **parts))


def small_document(indicators, bands=None, **parts):
    """The fields of `small_rule` as they would be read from a file."""
    bands = {"well": {}} if bands is None else bands
    document = {**NAMES, "source": "test", "minimum_indicators": 1, "indicators": indicators, "bands": bands}
    document |= parts
    return document | {"parameters": entries(document)}


def entries(document):
    """An entry of `parameters` for every constant of a document."""
    owners = {**document["indicators"], **document["bands"], **document.get("limits", {})}
    owners |= {part: document[part] for part in ("points", "scale", "over_dispersion") if part in document}
    paths = [f"{owner}.{field}" for owner, part in owners.items() for field in part if field not in UNUSED]
    paths += [name for name in ("minimum_indicators", "value_decimals") if name in document]
    return {path: {"meaning": "What it means.", "source": "Where it is from."} for path in paths}


def figures(indicator, rows, direction=1, **columns):
    """A long table of one indicator: rows of (area, figures by name)."""
    empty = dict.fromkeys(FIGURES, np.nan)
    names = {"indicator": indicator, "direction": direction, "basis": "published"}
    return pd.DataFrame([{"area_code": area, **names, **empty, **columns, **row} for area, row in rows])


def index(value, error=1.0):
    """An index in its own unit with 95% limits of this standard error."""
    return {"value": value, "lower_ci": value - HALF * error, "upper_ci": value + HALF * error}


def counts(numerator, denominator, per=100):
    """A share of its counts."""
    value = per * numerator / denominator
    return {"value": value, "numerator": numerator, "denominator": denominator}
