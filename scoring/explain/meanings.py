"""One sentence each on the words that stand in a breakdown without explanation."""

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
