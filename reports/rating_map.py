"""The map of ratings of an edition, with its London inset, for pictures and documents."""

from collections.abc import Collection
from typing import Any

import pandas as pd
import pyarrow as pa

import geodata
from charts import FIGURES, area_map, by_rating, map_frame, rating_codes, rating_entries
from reports.pictures import ADDRESS, STATIC, with_legend
from scoring import Edition, count_ratings

PALER = "Paler: at least one figure is an estimate"


def rating_map(
    edition: Edition, ratings: pd.DataFrame, *, highlighted: Collection[str] = ()
) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    """Return the map of ratings as `picture_bytes` takes it: spec and data.

    Parameters
    ----------
    edition : Edition
        Whose boundaries are drawn: those of its `geography_id`.
    ratings : DataFrame
        From `rate`. Where some rest on estimates, they are paler, and the others have a dark outline.
    highlighted : collection of str
        Codes of areas to outline.

    Raises
    ------
    BoundaryError
        If there are no boundaries of this edition.
    """
    kind = edition.meta.geography_id or geodata.DEFAULT_GEOGRAPHY
    shapes = geodata.publish_topology(None, edition.areas, STATIC, kind)
    inset = geodata.publish_inset(shapes, edition.areas)
    table = pd.DataFrame({"area_code": ratings["area_code"], "rating": rating_codes(ratings["rating"])})
    entries = rating_entries(count_ratings(ratings))
    if (estimated := ratings["basis"] != "published").any():
        table["faint"] = estimated
        entries.append(("", PALER))
    drawn = map_frame(table, shapes.areas["area_code"].tolist(), chosen=highlighted)
    spec = area_map(
        ADDRESS + shapes.name,
        tuple(drawn.column_names),
        by_rating(),
        (),
        inset_url=ADDRESS + inset.name if inset else None,
    )
    return with_legend(spec, entries, faded="faint" in table), {FIGURES: drawn}
