"""What a probability of a rating means, in words."""

import pandas as pd

from scoring.analysis.agreement import methodology_columns
from scoring.analysis.probability import is_exact
from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.explain.words import describe_probability
from scoring.methodology.parts import RATING_LABELS, RATINGS

_UNLIKELY = 0.5


def time_word(edition: Edition) -> str:
    """Return what is repeated in thought: a year, or the shorter period that an edition is for."""
    return "period" if edition.meta.period else "year"


def assumption(assessment: Assessment, *, shrink: bool = True) -> str:
    """Say what a probability means here, and how it was worked out; `shrink` as for `rating_probabilities`."""
    when = time_word(assessment.edition)
    truth = f"Each area's true rate is assumed to be exactly what was observed in the {when}."
    if shrink:
        truth = (
            "Each area's true rate is assumed to be its own, drawn towards that of all areas where its numbers "
            "are small."
        )
    way = (
        "worked out exactly"
        if is_exact(assessment.method)
        else f"counted in 10,000 random repeats of the {when}"
    )
    return (
        f"Had the same {when} been repeated with the same true rates, what would the rating have been? {truth} "
        f"Indicators vary independently; benchmarks stay as they are. Probabilities are {way}. "
        "Where figures are estimated, so is the probability."
    )


def reconciled_sentences(edition: Edition, agreed: pd.DataFrame, chances: pd.DataFrame) -> list[str]:
    """Say of each area that has one rating by every methodology, yet an unlikely one, why both are true.

    Parameters
    ----------
    edition : Edition
    agreed : DataFrame
        As `scoring.analysis.agreement.agreement` gives it; less than two methodologies agree on nothing.
    chances : DataFrame
        As `scoring.analysis.probability.rating_probabilities` gives it.
    """
    names = methodology_columns(agreed)
    if len(names) < 2:
        return []
    same = agreed.loc[agreed["different_ratings"] == 1].set_index("area_code")[names[0]]
    found = []
    by_area = chances.set_index("area_code")
    for code, rating in same.items():
        row = by_area.loc[code]
        if rating not in RATINGS[:4] or not row[rating] < _UNLIKELY:
            continue
        likely = max(RATINGS, key=lambda name: row[name])
        mark = "" if row["basis"] == "published" else " (est.)"
        found.append(
            f"{edition.short_names[str(code)]} is rated “{RATING_LABELS[rating].lower()}” by every one of {len(names)} "
            f"methodologies. Yet had the {time_word(edition)} been repeated, that rating would be only "
            f"{describe_probability(row[rating])} likely, and “{RATING_LABELS[likely].lower()}” "
            f"{describe_probability(row[likely])}{mark}. Both are true, since all methodologies judge the same "
            "figures. These are near the thresholds, or rest on few patients, so that chance alone could have put "
            "them on the other side."
        )
    return found
