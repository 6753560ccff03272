"""What a probability of a rating means, in words."""

from scoring.analysis.probability import is_exact
from scoring.assessment import Assessment
from scoring.editions.model import Edition


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
