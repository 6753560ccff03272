"""The map of ratings of an edition, with its London inset, for pictures and documents."""

from collections.abc import Collection
from typing import Any

import pandas as pd
import pyarrow as pa

from charts import FIGURES, area_map, by_rating, map_frame, rating_codes, rating_entries
from reports.figures.map_shapes import MapShapes, embedded_shapes
from reports.figures.pictures import with_legend
from scoring import DataError, Edition, count_ratings

PALER = "Paler: at least one figure is an estimate"


def rating_map(
    edition: Edition,
    ratings: pd.DataFrame,
    *,
    highlighted: Collection[str] = (),
    shapes: MapShapes | None = None,
) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """Return the map of ratings as `picture_bytes` takes it: spec and data.

    Parameters
    ----------
    edition : Edition
        Whose boundaries are drawn, those of its `geography_id`, if no others are given.
    ratings : DataFrame
        From `rate`. Where some rest on estimates, they are paler, and the others have a dark outline.
    highlighted : collection of str
        Codes of areas to outline.
    shapes : MapShapes, optional
        What to draw in place of the boundaries of the edition.

    Raises
    ------
    DataError
        If there are no boundaries of this edition.
    """
    shapes = shapes or embedded_shapes(edition)
    if shapes is None:
        raise DataError(
            f"There is no map of {edition.meta.title}: the boundaries of its areas are not known."
        )
    table = pd.DataFrame({"area_code": ratings["area_code"], "rating": rating_codes(ratings["rating"])})
    entries = rating_entries(count_ratings(ratings))
    if (estimated := ratings["basis"] != "published").any():
        table["faint"] = estimated
        entries.append(("", PALER))
    drawn = map_frame(table, shapes.area_codes, chosen=highlighted)
    spec = area_map(shapes.url, tuple(drawn.column_names), by_rating(), (), inset_url=shapes.inset_url)
    return with_legend(spec, entries, faded="faint" in table), {FIGURES: drawn}
