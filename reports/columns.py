"""What the columns of every file are called: the one dictionary of their names in full words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from scoring import RATING_LABELS

Kind = Literal["text", "count", "number", "figure", "percent"]


@dataclass(frozen=True)
class Column:
    """A column of a file.

    `kind` is text, a count (with thousands), a number (two decimals), a figure of an indicator (in its unit) or a
    percentage from 0 to 100. `unit` is the unit of a figure; if it is empty, the column "unit" of the table has that
    of each row. `basis` names the column that says whether a figure is published or estimated.
    """

    title: str
    kind: Kind = "text"
    about: str = ""
    unit: str = ""
    basis: str = ""


def _figure(title: str, about: str = "", basis: str = "") -> Column:
    return Column(title, "figure", about, basis=basis)


COLUMNS: dict[str, Column] = {
    # Areas
    "area_code": Column("Area code", about="Code of the Office for National Statistics"),
    "ods_code": Column("ODS code", about="Code of the NHS Organisation Data Service"),
    "area_name": Column("Area", about="Name in full"),
    "short_name": Column("Short name"),
    "alliance_code": Column("Cancer Alliance code"),
    "alliance": Column("Cancer Alliance"),
    "stp_code": Column("STP code"),
    "stp": Column("STP", about="Sustainability and Transformation Partnership"),
    "region_code": Column("Region code"),
    "region": Column("Region"),
    "local_office_code": Column("Local office code"),
    "local_office": Column("Local office"),
    "population": Column("Population", "count"),
    "age_0_17": Column("Population aged 0 to 17", "count"),
    "age_18_64": Column("Population aged 18 to 64", "count"),
    "age_65_plus": Column("Population aged 65 and over", "count"),
    "age_75_plus": Column("Population aged 75 and over", "count"),
    "age_85_plus": Column("Population aged 85 and over", "count"),
    "registered_patients": Column("Registered patients", "count"),
    "practices": Column("GP practices", "count"),
    "imd_2015_score": Column("Index of Multiple Deprivation 2015, average score", "number"),
    "area_km2": Column("Area of land, square kilometres", "number"),
    "neighbour_code": Column("Area code of the neighbour"),
    "shared_border_km": Column("Shared border, kilometres", "number"),
    "share": Column("Share of the area, 0 to 1", "number"),
    # Groups of areas
    "group_code": Column("Group code"),
    "group": Column("Group"),
    "areas": Column("Areas with a figure", "count"),
    "of_areas": Column("Areas of the group", "count"),
    "how": Column("How the figure of the group is made", about="From counts added up, or a weighted mean"),
    # Figures
    "indicator": Column("Indicator ID"),
    "indicator_label": Column("Indicator"),
    "period": Column("Period"),
    "value": _figure("Value", "In the unit of the row", "basis"),
    "unit": Column("Unit"),
    "numerator": Column("Numerator", "count", basis="interval_basis"),
    "denominator": Column("Denominator", "count", basis="interval_basis"),
    "lower_ci": _figure("Lower 95% limit", "Of the confidence interval of the value", "interval_basis"),
    "upper_ci": _figure("Upper 95% limit", "Of the confidence interval of the value", "interval_basis"),
    "compared_value": _figure("Value that was compared", "After any shrinkage towards all areas", "basis"),
    "benchmark": _figure("Threshold", "What the value is compared with"),
    "outcome": Column("Outcome", about="low, very low, similar, high, missing, or scored"),
    "reason": Column("Reason"),
    "england": _figure("England"),
    "standard": _figure("National standard"),
    "basis": Column("Basis", about="Published, or estimated by this project"),
    "interval_basis": Column(
        "Basis of the limits", about="Published, derived from published counts, or estimated"
    ),
    "source": Column("Source"),
    "note": Column("Note"),
    "last_update": Column("Last update"),
    "publisher": Column("Publisher"),
    "licence": Column("Licence"),
    # Ratings
    "rating": Column("Rating", about="By the methodology, with its limits and moderation"),
    "low_count": Column("Low indicators", "count"),
    "high_count": Column("High indicators", "count"),
    "rated_indicators": Column("Indicators with a value", "count"),
    "score": Column("Score", "number"),
    "rule_rating": Column("Rating before moderation"),
    "limited_by": Column("Capped by"),
    "moderation": Column("Moderated"),
    "certainty": Column("Certainty", about="Stated in print, or inferred"),
    "url": Column("Link to the source"),
    "rating_before": Column("Rating by the baseline"),
    "rating_after": Column("Rating by the scenario"),
    "direction": Column("Direction of the move"),
    # How sure
    "probability_of_rating": Column("Probability of the rating, %", "percent"),
    "true_rates": Column("What is taken for the true rate"),
    **{rating: Column(f"{label}, probability, %", "percent") for rating, label in RATING_LABELS.items()},
    "agreeing": Column("Methodologies that give the most frequent rating", "count"),
    "different_ratings": Column("Different ratings", "count"),
    "below": Column("Methodologies that put it below performing well", "count"),
    "lowest": Column("Methodologies that put it in greatest need", "count"),
    "methodologies": Column("Methodologies", "count"),
    # What moves the result
    "path": Column("Choice ID"),
    "choice": Column("Choice"),
    "kind": Column("Kind of choice"),
    "now": Column("Now"),
    "low": Column("Low end of its range"),
    "high": Column("High end of its range"),
    "share_now": Column("Share of areas below performing well, now, %", "percent"),
    "share_at_low": Column("Share of areas below performing well, at the low end, %", "percent"),
    "share_at_high": Column("Share of areas below performing well, at the high end, %", "percent"),
    "swing": Column("Difference of the shares, percentage points", "number"),
    "below_now": Column("Areas below performing well, now", "count"),
    "below_at_low": Column("Areas below performing well, at the low end", "count"),
    "below_at_high": Column("Areas below performing well, at the high end", "count"),
    "moved_at_low": Column("Areas with another rating, at the low end", "count"),
    "moved_at_high": Column("Areas with another rating, at the high end", "count"),
    "first_order": Column("Part of all variation, alone, 0 to 1", "number"),
    "first_order_interval": Column("Half-width of its 95% interval", "number"),
    "total": Column("Part of all variation, with interactions, 0 to 1", "number"),
    "total_interval": Column("Half-width of its 95% interval, with interactions", "number"),
    "share_from": Column("Share below performing well, nine in ten combinations: from, %", "percent"),
    "share_to": Column("Share below performing well, nine in ten combinations: to, %", "percent"),
    "because": Column("Why this range"),
    # The library and the rule
    "methodology": Column("Methodology ID"),
    "title": Column("Methodology"),
    "status": Column("Status"),
    "below_well": Column("Areas below performing well", "count"),
    "moved": Column("Areas with another rating than by the rule of 2016", "count"),
    "constant": Column("Constant"),
    "meaning": Column("Meaning"),
    "setting": Column("Setting"),
    "original_setting": Column("Setting without the changes"),
}


def columns_of(table: pd.DataFrame, more: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns of a frame by their names in code.

    Names in `more` count before those in COLUMNS. A column that neither has, such as one that somebody added to the
    areas of an edition, is called by its name with blanks.
    """
    known = {**COLUMNS, **more}
    return {name: known.get(name) or _unknown(name, table[name]) for name in table}


def _unknown(name: str, column: pd.Series) -> Column:
    title = name.replace("_", " ")
    return Column(
        title[:1].upper() + title[1:], "number" if pd.api.types.is_numeric_dtype(column) else "text"
    )


def names_by_title() -> dict[str, str]:
    """Return the name in code of every title."""
    return {column.title: name for name, column in COLUMNS.items()}
