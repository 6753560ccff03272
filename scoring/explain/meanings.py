"""One sentence each on the words that stand in a breakdown without explanation."""

from scoring.assessment import Assessment
from scoring.errors import listed
from scoring.explain.words import lower_first
from scoring.methodology.parts import PRESS_LABELS, RATING_LABELS

ESTIMATE_MEANS = "est.: an estimate, not a published figure. “more”, beside the title, says how it was made."
_OUTCOMES = {
    "high": "High: better than what it is compared with",
    "similar": "Not low: not clearly worse than what it is compared with",
    "low": "Low: worse than what it is compared with",
    "very low": "Very low: much worse than what it is compared with",
}


def outcome_means(outcome: str, reason: str) -> str:
    """Say what an outcome means, and what was compared; `reason` is as `explain` gives it. Empty if it says itself."""
    return f"{_OUTCOMES[outcome]}. Here: {reason}." if outcome in _OUTCOMES else ""


def press_word_means(rating: str) -> str:
    """Say where the word comes from that the press used for a rating; empty for an area that is not rated."""
    if rating == "not_rated":
        return ""
    return (
        f"“{PRESS_LABELS[rating]}” is how the press put “{RATING_LABELS[rating].lower()}”: in the words of school "
        "inspections (Ofsted)."
    )


def what_decides(assessment: Assessment) -> str:
    """Say which indicators are judged by more than their value: by the whole interval, or the limits of a funnel.

    Empty where values alone decide, as in a methodology that adds scores up.
    """
    deciding: dict[str, dict[str, str]] = {}
    for name, rule in assessment.method.indicators.items():
        label = lower_first(assessment.edition.meta.indicators[name].short_label)
        deciding[label] = {"Low": rule.low_by or "value", "High": rule.high_by or "value"}
    kinds = {kind for each in deciding.values() for kind in each.values()} - {"value"}
    if not kinds:
        return ""
    what = "the whole interval"
    if all(kind.startswith("funnel") for kind in kinds):
        what = "the control limits of a funnel"
    elif len(kinds) == 1:
        what = f"the whole {kinds.pop()}% interval"
    by_value = [
        label if set(each.values()) == {"value"} else f"{label} for {word}"
        for label, each in deciding.items()
        for word in [next((word for word, kind in each.items() if kind == "value"), "")]
        if word
    ]
    rest = f", but {listed(by_value)} by value" if by_value else ", not the value alone"
    return f"Judged by {what}{rest}."
