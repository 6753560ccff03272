"""Whether methodologies agree: the same figures, rated by each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.methodology import RATINGS, Methodology
from scoring.rating import rate

LOWEST = "greatest"


def agreement(indicators: pd.DataFrame, methods: Sequence[Methodology]) -> pd.DataFrame:
    """Rate every area by every methodology.

    Parameters
    ----------
    indicators : DataFrame
        A long table as `rate` takes it.
    methods : sequence of Methodology
        With different ids.

    Returns
    -------
    DataFrame
        One row an area, sorted by area_code: area_code; a column a methodology (its id) with the rating;
        agreeing (how many methodologies give the rating that most of them give), different_ratings (how
        many ratings are given), lowest (how many methodologies give "greatest need for improvement"), basis
        ('published' if every value that any of them uses is, else 'estimated').
    """
    ratings = [rate(indicators, method) for method in methods]
    table = pd.DataFrame({"area_code": ratings[0]["area_code"]})
    for method, rated in zip(methods, ratings, strict=True):
        table[method.id] = rated["rating"].to_numpy()
    given = np.stack([(table[[m.id for m in methods]] == rating).sum(axis=1) for rating in RATINGS], axis=1)
    return table.assign(
        agreeing=given.max(axis=1),
        different_ratings=(given > 0).sum(axis=1),
        lowest=given[:, RATINGS.index(LOWEST)],
        basis=np.where(
            np.all([rated["basis"] == "published" for rated in ratings], axis=0), "published", "estimated"
        ),
    )


def agreement_sentences(table: pd.DataFrame, methods: int) -> list[str]:
    """Say what an agreement table shows; `methods` is how many methodologies it compares."""
    same = int((table["different_ratings"] == 1).sum())
    always = int((table["lowest"] == methods).sum())
    ever = int((table["lowest"] > 0).sum())
    once = int((table["lowest"] == 1).sum())
    return [
        f"All {methods} methodologies give {same} of {len(table)} areas the same rating.",
        f"{always} areas are in greatest need for improvement by every methodology, {ever} by at least one, "
        f"and {once} by one only.",
    ]
