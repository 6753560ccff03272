"""The small frame that a map draws, and the colours of ratings on it."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from charts.maps import Colouring, by_category, words_for
from charts.palette import RATING_COLOURS
from scoring import RATING_LABELS, RATINGS

RATING_WORDS = [RATING_LABELS[rating] for rating in RATINGS]
RATINGS_FIELD = "rating"


def map_frame(
    table: pd.DataFrame, area_codes: Sequence[str], *, chosen: Collection[str] = (), turn: int = 0
) -> pa.Table:
    """Return what a map draws of a table of areas.

    Parameters
    ----------
    table : DataFrame
        One row an area: area_code and the columns of `area_map` besides those that are added here.
    area_codes : sequence of str
        The areas of the topology, in the order of their ids; others are left out.
    chosen : collection of str
        Codes of the areas to outline.
    turn : int
        Which comes back with a click.

    Returns
    -------
    Table
        With the table's columns, without area_code and with id, chosen and turn. It is a bare Arrow table: a third
        smaller than a data frame, which carries a description of itself.
    """
    position = {code: i for i, code in enumerate(area_codes)}
    shown = table[table["area_code"].isin(position.keys())]
    sent = shown.drop(columns="area_code").assign(
        id=shown["area_code"].map(position).astype("int16"),
        chosen=shown["area_code"].isin(chosen),
        # One byte is enough to tell one turn from the next.
        turn=np.int8(turn % 128),
    )
    return pa.Table.from_pandas(sent, preserve_index=False).replace_schema_metadata(None)


def rating_codes(ratings: pd.Series) -> np.ndarray:
    """Return ratings as positions in RATINGS, one byte each, as maps send them."""
    return pd.Categorical(ratings, categories=list(RATINGS)).codes


def by_rating() -> Colouring:
    """Colour by the rating at the position that the field RATINGS_FIELD holds."""
    palette = {RATING_LABELS[rating]: RATING_COLOURS[rating] for rating in RATINGS}
    return by_category(words_for(RATINGS_FIELD, RATING_WORDS), palette)


def rating_entries(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return colour and words of each rating in a legend, with the number of its areas."""
    return [
        (RATING_COLOURS[rating], f"{RATING_LABELS[rating]}: {number}")
        for rating, number in counts.items()
        if number or rating != "not_rated"
    ]
