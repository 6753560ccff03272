"""What an edition's metadata knows to be published of its ratings."""

from typing import Any

from scoring.assessment import Assessment
from scoring.rating.judge import count_ratings

_SPLIT = "rating_split"


def published_split(assessment: Assessment) -> str | None:
    """Return where the number of areas in each rating was published, None if it was not.

    That is the source of the fact `rating_split` in the edition's metadata, if it is of the methodology in force
    without changes, and the ratings have the same numbers.
    """
    facts: list[dict[str, Any]] = (assessment.edition.meta.model_extra or {}).get("facts", [])
    for fact in facts:
        if fact.get("id") != _SPLIT or fact.get("methodology") != assessment.method.id:
            continue
        counts = count_ratings(assessment.ratings)
        if not assessment.method.changes and counts == {**dict.fromkeys(counts, 0), **fact["value"]}:
            return str(fact["source"])
    return None
