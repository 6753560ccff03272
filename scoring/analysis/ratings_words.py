"""How areas are rated, in words that pages, slides and files share."""

import pandas as pd

from scoring.analysis.agreement import BELOW
from scoring.rating.judge import count_ratings

OUTCOME_WORDS = {
    "high": "High",
    "similar": "Not low",
    "low": "Low",
    "very low": "Very low",
    "missing": "No value",
    "scored": "Scored",
}


def count_below(ratings: pd.DataFrame) -> int:
    """Return how many areas of a result of `rate` are rated below "performing well"."""
    counts = count_ratings(ratings)
    return sum(counts[rating] for rating in BELOW)


def below_sentence(ratings: pd.DataFrame) -> str:
    """Say it, without a full stop: '180 of 209 areas are rated below “performing well”'; or that none is rated."""
    if count_ratings(ratings)["not_rated"] == len(ratings):
        return "This methodology gives no area an overall rating"
    below = count_below(ratings)
    are = "is" if below == 1 else "are"
    return f"{below} of {len(ratings)} areas {are} rated below “performing well”"


def split_of_below(ratings: pd.DataFrame) -> str:
    """Say how those below "performing well" are split: '156 need improvement and 24 are in greatest need'."""
    counts = count_ratings(ratings)
    needs, greatest = counts["needs"], counts["greatest"]
    return (
        f"{needs} need{'s' if needs == 1 else ''} improvement and {greatest} "
        f"{'is' if greatest == 1 else 'are'} in greatest need"
    )


def moves_sentence(moves: pd.DataFrame, areas: int) -> str:
    """Say how many of so many areas move, without a full stop: '27 of 209 areas change rating: 23 up, 4 down'.

    `moves` is as `compare` gives it. Areas that gain or lose a rating are told apart from those that move.
    """
    ways = {"up": "up", "down": "down", "rated": "newly rated", "unrated": "no longer rated"}
    counts = moves["direction"].value_counts()
    if "up" in counts or "down" in counts or moves.empty:
        counts = counts.add(pd.Series({"up": 0, "down": 0}), fill_value=0).astype(int)
    said = [f"{counts[way]} {words}" for way, words in ways.items() if way in counts]
    change = "changes" if len(moves) == 1 else "change"
    return f"{len(moves)} of {areas} areas {change} rating: {', '.join(said)}"
