"""Care or chance: the answer in one sentence, from how sure ratings are, the borders between them, and the funnel."""

from math import isnan

import pandas as pd

from scoring.analysis.sensitivity_words import how_many_estimated
from scoring.assessment import Assessment
from scoring.explain.words import lower_first, whole_percent
from scoring.lottery.borders import SURE
from scoring.lottery.funnel import Funnel
from scoring.lottery.measures import RATING

_RATING_IS_SURE = 0.9
_LITTLE, _MUCH = 10.0, 50.0
"""Percent of the spread of an indicator that chance explains: up to the one it is little, from the other much."""


def care_or_chance_sentence(
    assessment: Assessment, chances: pd.DataFrame, borders: pd.DataFrame, found: Funnel | None
) -> tuple[str, str]:
    """Say how much of the ratings may be chance: the answer in a few words, and the numbers behind it.

    Parameters
    ----------
    chances : DataFrame
        Of every area, as `rating_probabilities` gives it.
    borders : DataFrame
        As `border_summary` gives it, by measure; empty if no borders are known.
    found : Funnel or None
        Of the indicator that is known best, if anything is known of chance in it.
    """
    rated = assessment.method.aggregation != "not_rated"
    unsure = int((chances["shown"] < _RATING_IS_SURE).sum())
    share = float("nan") if found is None else found.chance_percent
    said = []
    if rated:
        said.append(
            f"{unsure} of {len(chances)} ratings are less than {whole_percent(100 * _RATING_IS_SURE)} sure"
        )
    if rated and RATING in borders.index:
        row = borders.loc[RATING]
        said.append(
            f"the rating differs across {row['different']} of the {row['borders']} borders between areas, but for "
            f"only {row['sure']} of these is the order at least {whole_percent(100 * SURE)} sure"
        )
    if found is not None and not isnan(share):
        meta = assessment.edition.meta.indicators[found.indicator]
        basis = "" if found.estimated else ", whose figures are all published"
        said.append(
            f"chance alone explains {_amount(share)} of the spread of {lower_first(meta.short_label)}{basis}"
        )
    if not said:
        return "These figures do not tell care from chance.", ""
    opening = "" if rated else "This methodology gives no rating. "
    estimated = how_many_estimated(assessment)
    rest = f"By these figures, {estimated} of them estimates, " if estimated and rated else ""
    numbers = f"{rest}{'; '.join(said)}."
    return _answer(
        share, unsure / len(chances) if rated else 0.0
    ), f"{opening}{numbers[0].upper()}{numbers[1:]}"


def _answer(share: float, unsure: float) -> str:
    if share >= _MUCH:
        return "Much of it may be chance."
    if (isnan(share) or share <= _LITTLE) and unsure <= _LITTLE / 100:
        return "Little of it is chance."
    return "Partly chance."


def _amount(percent: float) -> str:
    if percent == 100:
        return "all"
    return (
        "less than 1%"
        if percent < 1
        else "more than 99%"
        if percent > 99
        else f"about {whole_percent(percent)}"
    )
