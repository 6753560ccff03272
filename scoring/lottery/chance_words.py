"""Is the postcode lottery real: the answer in one sentence, from the funnel, the ratings and the borders."""

from dataclasses import dataclass
from math import isnan

import pandas as pd

from scoring.analysis.sensitivity_words import how_many_estimated
from scoring.assessment import Assessment
from scoring.explain.words import lower_first, whole_percent
from scoring.lottery.funnel import Funnel
from scoring.lottery.measures import RATING

_RATING_IS_SURE = 0.9
_LITTLE, _MUCH = 10.0, 50.0
"""Percent of the spread of an indicator that chance explains: up to the one it is little, from the other much."""
_FEW = 0.25
"""The part of all borders up to which those that clearly differ are called "only" so many."""


@dataclass(frozen=True)
class ChancePhrase:
    """A part of the answer: the words before its number, the number, the words behind it.

    `about` says which part of the page has the number: 'beyond-chance', 'chance' or 'borders'.
    """

    about: str
    before: str
    number: str
    behind: str


@dataclass(frozen=True)
class ChanceAnswer:
    """What the page answers at once: in a few words, and the numbers behind it, which make one sentence."""

    short: str
    phrases: tuple[ChancePhrase, ...]

    @property
    def sentence(self) -> str:
        """The numbers as a sentence, empty if none is known."""
        return "".join(
            f"{joint}{phrase.before}{phrase.number}{phrase.behind}"
            for joint, phrase in zip(joints(len(self.phrases)), self.phrases, strict=True)
        ) + ("." if self.phrases else "")


def joints(number: int) -> list[str]:
    """Return what stands before each of so many parts of a sentence: nothing, a comma, and the word and."""
    last = ", and " if number > 2 else " and "
    return [""] * min(number, 1) + [", "] * (number - 2) + [last] * (number > 1)


def care_or_chance_answer(
    assessment: Assessment, chances: pd.DataFrame, borders: pd.DataFrame, found: Funnel | None
) -> ChanceAnswer:
    """Say how much of the ratings may be chance.

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
    mark = " (est.)" if how_many_estimated(assessment) else ""
    unsure = int((chances["shown"] < _RATING_IS_SURE).sum())
    share = float("nan") if found is None else found.chance_percent
    said = []
    if found is not None and not isnan(share):
        label = lower_first(assessment.edition.meta.indicators[found.indicator].short_label)
        basis = " (est.)" if found.estimated else ""
        said.append(
            ChancePhrase(
                "beyond-chance", "Chance explains ", _amount(share), f" of the spread of {label}{basis}"
            )
        )
    if rated:
        are = "rating is" if len(chances) == 1 else "ratings is" if unsure == 1 else "ratings are"
        said.append(
            ChancePhrase(
                "chance",
                "",
                f"{unsure} of {len(chances)}",
                f" {are} less than {whole_percent(100 * _RATING_IS_SURE)} sure{mark}",
            )
        )
    if rated and RATING in borders.index:
        row = borders.loc[RATING]
        only = "only " if row["sure"] <= _FEW * row["borders"] else ""
        opening = "neighbours' ratings clearly differ across "
        said.append(
            ChancePhrase("borders", opening + only, f"{row['sure']} of {row['borders']} borders", mark)
        )
    if not said:
        return ChanceAnswer("These figures do not tell.", ())
    answer = _answer(share, unsure / len(chances) if rated else 0.0)
    return ChanceAnswer(answer if rated else f"{answer} This methodology gives no rating.", tuple(said))


def _answer(share: float, unsure: float) -> str:
    if share >= _MUCH:
        return "Perhaps not: much of it may be chance."
    if (isnan(share) or share <= _LITTLE) and unsure <= _LITTLE / 100:
        return "Yes: little of it is chance."
    return "In part."


def _amount(percent: float) -> str:
    if percent == 100:
        return "all"
    return "under 1%" if percent < 1 else "over 99%" if percent > 99 else f"about {whole_percent(percent)}"
