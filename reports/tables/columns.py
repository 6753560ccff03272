"""What the columns of every file are called: the one dictionary of their names in full words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from scoring import RATING_LABELS

Kind = Literal["text", "count", "number", "small", "figure", "percent"]


@dataclass(frozen=True)
class Column:
    """A column of a file.

    `kind` is text, a count (with thousands), a number (two decimals), a small number (four), a figure of an indicator
    (in its unit) or a percentage from 0 to 100. `unit` is the unit of a figure; if it is empty, the column "unit" of
    the table has that of each row. `basis` names the column that says whether a figure is published or estimated.
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
    "share": Column("Share, 0 to 1", "number"),
    # Groups of areas
    "group_code": Column("Group code"),
    "group": Column("Group"),
    "areas": Column("Areas", "count"),
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
    "steps": Column("Ratings moved", "count"),
    "because_of": Column("Because of", about="The smallest set of changes that moves the area by itself"),
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
    # Similar areas and neighbours
    "rank": Column("Rank, the most similar first", "count"),
    "distance": Column("Distance, in standard deviations", "number"),
    "similar_to": Column("Similar to area code"),
    "why": Column("Why it is similar"),
    "how_found": Column("How similar areas are found"),
    "similar_areas": Column("How the similar areas are found"),
    "peers": _figure("Mean of the similar areas", basis="peers_basis"),
    "peers_lower": _figure("Mean of the similar areas, lower 95% limit", basis="peers_basis"),
    "peers_upper": _figure("Mean of the similar areas, upper 95% limit", basis="peers_basis"),
    "peers_basis": Column("Basis of the mean of the similar areas"),
    "difference": Column("Difference", "number", "In the unit of the indicator"),
    "difference_lower": Column("Lower 95% limit of the difference", "number"),
    "difference_upper": Column("Upper 95% limit of the difference", "number"),
    "verdict": Column("Verdict", about="Better, worse, or unclear where chance could explain the difference"),
    "neighbour_of": Column("Neighbour of area code"),
    "neighbour_name": Column("Neighbour"),
    "beside": Column("Value of the area beside it", "number", basis="beside_basis"),
    "beside_basis": Column("Basis of the value of the area beside it"),
    "side": Column("Side on which the neighbour stands"),
    "rating_side": Column("Side on which the neighbour's rating stands"),
    "rating_probability": Column("Probability that the order of the ratings is real, 0 to 1", "number"),
    "probability": Column("Probability that the order is real, 0 to 1", "number"),
    "probability_equal": Column("Probability that both are equal, 0 to 1", "number"),
    "probability_estimated": Column("Probability rests on estimates"),
    # The lottery
    "measure": Column("Measure ID"),
    "label": Column("TextMeasure"),
    "sentence": Column("In words"),
    "estimated": Column("Estimated"),
    "neighbour_rating": Column("Rating of the neighbour"),
    "neighbour_value": Column("Value of the neighbour", "number"),
    "gap": Column("Gap", "number", "In the unit of the measure; of ratings in steps"),
    "area_estimated": Column("Value of the area is estimated"),
    "neighbour_estimated": Column("Value of the neighbour is estimated"),
    "size": Column("Size, in patients", "count"),
    "size_estimated": Column("Size is estimated"),
    "error": Column("Standard error", "number"),
    "z": Column("Standard errors from England", "number"),
    "z_dispersed": Column("Standard errors from England, over-dispersion allowed for", "number"),
    "place": Column("Place in the funnel"),
    "place_dispersed": Column("Place in the funnel, over-dispersion allowed for"),
    "neighbours": Column("Neighbours", "count"),
    "neighbours_mean": Column("Mean of the neighbours", "number"),
    "local_moran": Column("Local Moran's I", "number"),
    "moran": Column("Moran's I", "number"),
    "p_value": Column("P-value", "small"),
    "adjusted_p_value": Column("P-value, adjusted for the number of areas", "small"),
    "cluster": Column("Cluster"),
    "cluster_adjusted": Column("Cluster by the adjusted p-value"),
    "expected": Column("Expected by chance", "number"),
    "shuffled_low": Column("Lower end of 95 in 100 random shuffles", "number"),
    "shuffled_high": Column("Upper end of 95 in 100 random shuffles", "number"),
    "left_out": Column("Areas left out", "count"),
    "borders": Column("Borders between two areas of the same rating", "count"),
    "all_borders": Column("All borders", "count"),
    "deprivation": Column("Deprivation score", "number"),
    "position": Column("Position by deprivation, 0 the most deprived, 1 the least", "number"),
    "fitted": Column("Value on the straight line", "number"),
    "most_deprived": Column("Value at the most deprived end", "number"),
    "least_deprived": Column("Value at the least deprived end", "number"),
    "slope_index": Column("Slope index of inequality", "number"),
    "slope_low": Column("Lower 95% limit of the slope index", "number"),
    "slope_high": Column("Upper 95% limit of the slope index", "number"),
    "relative_index": Column("Relative index of inequality", "number"),
    "relative_low": Column("Lower 95% limit of the relative index", "number"),
    "relative_high": Column("Upper 95% limit of the relative index", "number"),
    "best_areas": Column("Area codes of the best"),
    "worst_areas": Column("Area codes of the worst"),
    "percentile_10": Column("Value that one in ten areas is under", "number"),
    "percentile_90": Column("Value that nine in ten areas are under", "number"),
    "interdecile_range": Column("Range of the middle eight of ten areas", "number"),
    "interdecile_ratio": Column("Ratio of the ends of the middle eight of ten areas", "number"),
    "unknown_population": Column("Areas whose population is not known", "count"),
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
    areas of an edition, is called by its name with blanks; no two are called the same.
    """
    known = {**COLUMNS, **more}
    found: dict[str, Column] = {}
    for name in table:
        column = known.get(name) or _unknown(name, table[name])
        if column.title in {other.title for other in found.values()}:
            column = replace(column, title=f"{column.title} ({name})")
        found[name] = column
    return found


def _unknown(name: str, column: pd.Series) -> Column:
    title = name.replace("_", " ")
    kinds: dict[str, Kind] = {"i": "count", "f": "number"}
    return Column(title[:1].upper() + title[1:], kinds.get(column.dtype.kind, "text"))


def names_by_title() -> dict[str, str]:
    """Return the name in code of every title."""
    return {column.title: name for name, column in COLUMNS.items()}
