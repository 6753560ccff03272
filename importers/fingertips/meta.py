"""What a Fingertips file says of an indicator, and what has to be asked."""

import re
from dataclasses import dataclass

import pandas as pd

from importers.areas import are_england
from importers.cells.number_texts import parse_numbers
from importers.fingertips.choice import IndicatorSeries
from scoring.editions.model import COUNTED_PER, Edition

PUBLISHER = "Department of Health and Social Care, Fingertips"
_CLOSE = 0.02
_UNIT_WORDS = (
    (r"per 1,?000\b", "per 1,000"),
    (r"per 10,?000\b", "per 10,000"),
    (r"per 100,?000\b", "per 100,000"),
    (r"per million|per 1,?000,?000\b", "per million"),
    (r"%|\bpercent|\bper cent\b|\bproportion\b|\bcoverage\b", "%"),
)


@dataclass(frozen=True)
class IndicatorDraft:
    """What is known of an indicator, towards the metadata of an edition.

    Attributes
    ----------
    label, period, publisher : str
    unit : '%', 'per 100,000', …; blank if neither the counts nor the name tell
    england_value : float or None
    suggested_direction : 'higher_is_better' or 'lower_is_better' where the file calls areas better and worse
    questions : sentences, what somebody has to say before areas can be rated by it
    """

    label: str
    unit: str
    period: str
    publisher: str
    england_value: float | None
    suggested_direction: str | None
    questions: tuple[str, ...]


def draft_of(rows: pd.DataFrame, series: IndicatorSeries, edition: Edition) -> IndicatorDraft:
    """Return what the rows of a series (texts) say of their indicator; an edition's own keeps its unit."""
    values = parse_numbers(rows["value"]).values
    england = values[are_england(rows["area_code"])].dropna()
    england_value = float(england.iloc[0]) if len(england) else None
    own = edition.meta.indicators.get(series.name)
    unit = own.unit if own else _unit(rows, values, series.indicator_name)
    direction = own.direction if own else _direction(rows["compared"], values)
    questions = []
    if not unit:
        questions.append("What unit are the values in? Neither the counts nor the name says.")
    if own is None:
        hint = f" The file's comparisons suggest {direction.replace('_', ' ')}." if direction else ""
        questions.append(f"Is a higher value better or worse? The file does not say.{hint}")
    label = series.indicator_name
    return IndicatorDraft(label, unit, series.period, PUBLISHER, england_value, direction, tuple(questions))


def _unit(rows: pd.DataFrame, values: pd.Series, name: str) -> str:
    """Return the unit that makes values of the counts, else the one that the name says."""
    shares = parse_numbers(rows["numerator"]).values / parse_numbers(rows["denominator"]).values
    ratio = (values / shares.where(shares > 0)).median()
    for unit, per in COUNTED_PER.items():
        if abs(ratio / per - 1) < _CLOSE:
            return unit
    return next((unit for pattern, unit in _UNIT_WORDS if re.search(pattern, name.lower())), "")


def _direction(compared: pd.Series, values: pd.Series) -> str | None:
    words = compared.fillna("").str.lower()
    better, worse = values[words == "better"].mean(), values[words == "worse"].mean()
    if pd.isna(better) or pd.isna(worse) or better == worse:
        return None
    return "higher_is_better" if better > worse else "lower_is_better"
