"""Whether methodologies agree: the same figures, rated by each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATINGS
from scoring.rating.judge import rate

LOWEST = "greatest"
BELOW = ("needs", "greatest")
"""Ratings below "performing well"."""


def agreement(indicators: pd.DataFrame, methods: Sequence[Methodology]) -> pd.DataFrame:
    """Rate every area by every methodology that gives ratings.

    Parameters
    ----------
    indicators : DataFrame
        A long table as `rate` takes it.
    methods : sequence of Methodology
        With different ids. Those that rate nothing over all are left out.

    Returns
    -------
    DataFrame
        One row an area, sorted by area_code: area_code; a column a methodology (its id) with the rating;
        agreeing (how many methodologies give the rating that most of them give), different_ratings (how
        many ratings are given), below (how many put it below "performing well"), lowest (how many give
        "greatest need for improvement"), methodologies (how many there are), basis ('published' if every
        value that any of them uses is, else 'estimated').
    """
    methods = [method for method in methods if method.aggregation != "not_rated"]
    ratings = [rate(indicators, method) for method in methods]
    by_method = {m.id: rated["rating"].to_numpy() for m, rated in zip(methods, ratings, strict=True)}
    every = np.stack(list(by_method.values()), axis=1)
    given = np.stack([(every == rating).sum(axis=1) for rating in RATINGS], axis=1)
    published = np.all([rated["basis"] == "published" for rated in ratings], axis=0)
    return pd.DataFrame(
        {
            "area_code": ratings[0]["area_code"],
            **by_method,
            "agreeing": given.max(axis=1),
            "different_ratings": (given > 0).sum(axis=1),
            "below": np.isin(every, BELOW).sum(axis=1),
            "lowest": given[:, RATINGS.index(LOWEST)],
            "methodologies": len(methods),
            "basis": np.where(published, "published", "estimated"),
        }
    )


def methodology_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns of an agreement table that are methodologies."""
    names = list(table.columns)
    return names[1 : names.index("agreeing")]


def agreement_sentences(table: pd.DataFrame) -> list[str]:
    """Say what an agreement table shows, a sentence a fact.

    Below par under every methodology and under none; the same rating by all; the lowest rating by all and
    by one only.
    """
    methods, areas = len(methodology_columns(table)), len(table)
    below, lowest = table["below"], table["lowest"]
    always = int((below == methods).sum())
    return [
        f"{always} of {areas} areas {'is' if always == 1 else 'are'} below “performing well” by every one of "
        f"{methods} methodologies.",
        f"{_number((below == 0).sum())} performing well or better by every one of them; for the other "
        f"{((below > 0) & (below < methods)).sum()} it depends on the choice of methodology.",
        f"All {methods} give the same rating to {(table['different_ratings'] == 1).sum()} areas.",
        f"{_number((lowest == methods).sum())} in greatest need for improvement by every methodology, "
        f"{(lowest > 0).sum()} by at least one, and {(lowest == 1).sum()} by one only.",
    ]


def _number(areas: int) -> str:
    """Return 'No area is', 'One area is' or 'So many areas are'."""
    return {0: "No area is", 1: "One area is"}.get(int(areas), f"{areas} areas are")
