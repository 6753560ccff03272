"""The areas of a group beside their similar areas: how many are worse by more than chance, and on what."""

from collections.abc import Sequence

import pandas as pd

from scoring.analysis.differences import peer_differences
from scoring.editions.model import Edition


def group_beside_similar(edition: Edition, area_codes: Sequence[str]) -> pd.DataFrame:
    """Return how each area of a group differs from the mean of its similar areas, indicator by indicator.

    Parameters
    ----------
    area_codes : sequence of str
        ONS codes, in the order of the rows.

    Returns
    -------
    DataFrame
        The rows and columns of `peer_differences` (values and differences in the indicator's unit, 95% intervals,
        verdict) of these areas, indicators in the edition's order. Empty where the edition has no similar areas.
    """
    places = {code: place for place, code in enumerate(dict.fromkeys(area_codes))}
    order = {name: place for place, name in enumerate(edition.meta.indicators)}
    if edition.similar.empty:
        return pd.DataFrame(columns=["area_code", "indicator", "verdict"])
    every = peer_differences(edition.indicators, edition.similar)
    known = set(edition.similar["area_code"])
    there = every["area_code"].isin(places.keys() & known) & every["indicator"].isin(order)
    rows = every[there]
    rows = rows.assign(place=rows["area_code"].map(places), column=rows["indicator"].map(order))
    return rows.sort_values(["place", "column"], ignore_index=True).drop(columns=["place", "column"])
