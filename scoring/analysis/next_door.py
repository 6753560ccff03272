"""The areas next door: those that share a border with an area, and their ratings."""

import pandas as pd

from scoring.assessment import Assessment


def next_door(assessment: Assessment, area_code: str) -> pd.DataFrame:
    """Return the neighbours of an area, longest shared border first.

    Returns
    -------
    DataFrame
        One row a neighbour: area_code, short_name, rating (id), estimated (whether the rating is based on estimates).
        Empty if the area has none, or nothing is known of borders.
    """
    edition = assessment.edition
    mine = edition.neighbours[edition.neighbours["area_code"] == area_code]
    mine = mine.sort_values("shared_border_km", ascending=False, kind="stable")
    codes = mine["neighbour_code"].tolist()
    rated = assessment.ratings.set_index("area_code").reindex(codes)
    return pd.DataFrame(
        {
            "area_code": codes,
            "short_name": [edition.short_names[code] for code in codes],
            "rating": rated["rating"].fillna("not_rated").to_numpy(),
            "estimated": (rated["basis"].notna() & (rated["basis"] != "published")).to_numpy(),
        }
    )
