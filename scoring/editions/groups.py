"""Groups of areas: Cancer Alliances, STPs, regions, local offices, and groups that somebody puts together.

A group's own figure comes from the patients of its areas, added up; it is not the mean of their percentages.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from scoring.editions.model import Edition
from scoring.editions.table_checks import GROUP_KINDS
from scoring.errors import UnknownNameError, listed
from scoring.methodology.parts import RATINGS
from scoring.rating.intervals import known_figures, standard_error, wilson_interval, within_scale, z_value

_SHARE_DECIMALS = 6
"""Shares that add up to 1 are 1: what is left is the rounding of the computer."""

MEMBERS = ["area_code", "group_code", "group", "share", "counted"]


def group_kinds(edition: Edition) -> dict[str, str]:
    """Return the kinds of groups that the edition names, with their words: some of GROUP_KINDS."""
    return {kind: words for kind, words in GROUP_KINDS.items() if kind in edition.named_columns}


def members(edition: Edition, kind: str) -> pd.DataFrame:
    """Return which areas belong to which group.

    Parameters
    ----------
    kind : str
        One of GROUP_KINDS that the edition has.

    Returns
    -------
    DataFrame
        One row a group and area in it, sorted by the group's name and the area's: area_code, group_code, group
        (its name), share (the part of the area that lies in the group, 1 for almost all), counted (bool:
        whether the area is counted there when ratings are counted: an area in two groups where the
        larger part lies, so that the groups add up to England).

    Raises
    ------
    UnknownNameError
        If the edition has no such groups.
    """
    if kind not in group_kinds(edition):
        known = group_kinds(edition).values()
        raise UnknownNameError(
            f"{edition.meta.title} has no groups of the kind {kind!r}. It has: {listed(known) or 'none'}."
        )
    # Groups without codes go by their names.
    code = f"{kind}_code" if f"{kind}_code" in edition.areas else kind
    split = edition.split_areas[edition.split_areas["area_code"].isin(edition.areas["area_code"])]
    whole = edition.areas[~edition.areas["area_code"].isin(split["area_code"])].assign(share=1.0)
    columns = ["area_code", code, kind, "share"]
    parts = [whole[columns], split[columns]] if len(split) else [whole[columns]]
    every = pd.concat(parts, ignore_index=True).set_axis(
        ["area_code", "group_code", "group", "share"], axis=1
    )
    every = every.dropna(subset=["group"])
    # Two parts of an area may lie in the same group, as both parts of Cumbria lie in one region.
    every = every.groupby(["area_code", "group_code", "group"], as_index=False)["share"].sum()
    every["share"] = every["share"].round(_SHARE_DECIMALS)
    every["counted"] = every["share"] == every.groupby("area_code")["share"].transform("max")
    return _sorted(every, edition)


def own_members(edition: Edition, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the frame of `members` for groups that somebody put together: area codes by the group's name.

    Raises
    ------
    UnknownNameError
        If the edition has no area of a code.
    """
    rows = [(code, name, name, 1.0, True) for name, codes in groups.items() for code in dict.fromkeys(codes)]
    every = pd.DataFrame(rows, columns=MEMBERS).astype({"share": float, "counted": bool})
    if unknown := sorted(set(every["area_code"]) - edition.short_names.keys()):
        raise UnknownNameError(f"{edition.meta.title} has no area with the code {listed(unknown)}.")
    return _sorted(every, edition)


def _sorted(every: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    names = every["area_code"].map(edition.short_names)
    return every.assign(name=names).sort_values(["group", "name"], ignore_index=True)[MEMBERS]


def group_figures(edition: Edition, belonging: pd.DataFrame) -> pd.DataFrame:
    """Return each group's own figure for each indicator.

    Parameters
    ----------
    belonging : DataFrame
        Rows of `members` or `own_members`.

    Returns
    -------
    DataFrame
        One row a group and indicator, in the edition's order of indicators: group_code, group, indicator,
        value, numerator, denominator, lower_ci, upper_ci (95%; value and limits in the indicator's unit),
        areas (how many gave a figure), of_areas (how many belong), basis ('published' only if each figure
        is), interval_basis, how ('counts' or 'mean'), england, standard, direction, per.

    Notes
    -----
    Numerators and denominators are added up, each times the area's share in the group, and the interval is
    Wilson's (see `scoring.rating.intervals.wilson_interval`). A figure without counts, such as an index of
    survival or a standardised rate, cannot be added up: it is the mean weighted by population, Σ w v / Σ w,
    whose standard error is sqrt(Σ w² se²) / Σ w, and it is always an estimate, as is any figure with part of a
    split area: who of its patients lives in which part is not published. An edition without population weights
    all areas alike.
    """
    figures = belonging.merge(edition.indicators, on="area_code")
    known = known_figures(figures)
    figures["is_counted"] = known.counted
    figures["lower_ci"], figures["upper_ci"] = known.lower, known.upper
    if "population" in edition.areas:
        figures["population"] = figures["area_code"].map(edition.areas.set_index("area_code")["population"])
    else:
        figures["population"] = 1.0
    rows = [
        _figure(group, code, name, str(indicator))
        for (code, name, indicator), group in figures.groupby(
            ["group_code", "group", "indicator"], sort=False, dropna=False
        )
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    order = list(edition.meta.indicators)
    place = table["indicator"].map({name: i for i, name in enumerate(order)})
    table = table.assign(place=place).dropna(subset=["place"])
    return table.sort_values(["group", "place"], ignore_index=True).drop(columns="place")


_COLUMNS = (
    "group_code",
    "group",
    "indicator",
    "value",
    "numerator",
    "denominator",
    "lower_ci",
    "upper_ci",
    "areas",
    "of_areas",
    "basis",
    "interval_basis",
    "how",
    "england",
    "standard",
    "direction",
    "per",
)


def _figure(rows: pd.DataFrame, code: str, name: str, indicator: str) -> dict[str, object]:
    """Return one row of `group_figures` from the areas' rows of one group and indicator."""
    there = rows[rows["value"].notna()]
    per, share = float(rows["per"].iloc[0]), there["share"]
    counted = len(there) > 0 and bool(there["is_counted"].all())
    found = _from_counts(there, share, per) if counted else _mean(there, share, per)
    whole = bool((share == 1).all())
    published = bool((there["basis"] == "published").all()) and counted and whole and len(there) > 0
    limits_published = bool((there.get("interval_basis", there["basis"]) != "estimated").all())
    return {
        "group_code": code,
        "group": name,
        "indicator": indicator,
        **found,
        "areas": len(there),
        "of_areas": len(rows),
        "basis": "published" if published else "estimated",
        "interval_basis": "derived" if published and limits_published else "estimated",
        "how": "counts" if counted else "mean",
        "england": rows["england"].iloc[0],
        "standard": rows["standard"].iloc[0],
        "direction": rows["direction"].iloc[0],
        "per": per,
    }


def _from_counts(rows: pd.DataFrame, share: pd.Series, per: float) -> dict[str, float]:
    numerator = float((share * rows["numerator"]).sum())
    denominator = float((share * rows["denominator"]).sum())
    lower, upper = wilson_interval(numerator, denominator)
    value = per * numerator / denominator if denominator else np.nan
    return {
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "lower_ci": float(lower) * per / 100,
        "upper_ci": float(upper) * per / 100,
    }


def _mean(rows: pd.DataFrame, share: pd.Series, per: float) -> dict[str, float]:
    weight = (share * rows["population"]).to_numpy(float)
    value = lower = upper = np.nan
    if weight.sum() > 0:
        counts = rows["numerator"].where(rows["is_counted"])
        error = standard_error(counts, rows["denominator"], rows["lower_ci"], rows["upper_ci"], per)
        value = float((weight * rows["value"]).sum() / weight.sum())
        half = z_value(95) * float(np.sqrt((weight**2 * error**2).sum())) / weight.sum()
        lower, upper = (
            float(end) for end in within_scale(np.asarray(value - half), np.asarray(value + half), per)
        )
    return {
        "value": value,
        "numerator": np.nan,
        "denominator": np.nan,
        "lower_ci": lower,
        "upper_ci": upper,
    }


def group_ratings(
    ratings: pd.DataFrame, belonging: pd.DataFrame, population: pd.Series | None
) -> pd.DataFrame:
    """Return how many areas of each group have each rating, and how many people live in each group.

    Parameters
    ----------
    ratings : DataFrame
        As `rate` gives them.
    belonging : DataFrame
        Rows of `members` or `own_members`. An area counts only where it is `counted`.
    population : Series or None
        People by area code; a group has its share of each. None where not known.

    Returns
    -------
    DataFrame
        One row a group, by name: group_code, group, areas, one column a rating (number of areas), below (the share
        of rated areas below "performing well", 0 to 1, NaN if none is rated), population (NaN if not known).
    """
    known = belonging.merge(ratings[["area_code", "rating"]], on="area_code", how="left")
    groups = belonging[["group_code", "group"]].drop_duplicates().sort_values("group", ignore_index=True)
    counted = known[known["counted"].astype(bool)]
    counts = pd.crosstab(counted["group_code"], counted["rating"])
    counts = counts.reindex(index=groups["group_code"], columns=list(RATINGS), fill_value=0)
    table = groups.assign(
        areas=groups["group_code"].map(counted.groupby("group_code").size()).fillna(0).astype(int),
        **{rating: counts[rating].to_numpy() for rating in RATINGS},
    )
    rated = table["areas"] - table["not_rated"]
    with np.errstate(invalid="ignore"):
        table["below"] = (table["needs"] + table["greatest"]) / rated.where(rated > 0)
    if population is None:
        return table.assign(population=np.nan)
    people = known["share"] * known["area_code"].map(population)
    return table.assign(
        population=groups["group_code"].map(
            people.groupby(known["group_code"]).agg(lambda parts: parts.sum(skipna=False))
        )
    )


def find_group(belonging: pd.DataFrame, wanted: str) -> str:
    """Return the code of the group that a code or name means, whatever its case; a part of the name will do.

    Of two names that differ in case alone, the one that is written so is meant.

    Raises
    ------
    UnknownNameError
        If no group, or more than one, answers to it.
    """
    groups = belonging[["group_code", "group"]].drop_duplicates()
    text = wanted.strip().casefold()
    for column in ("group_code", "group"):
        hits = groups[groups[column].str.casefold() == text]
        if len(hits):
            as_written = hits[hits[column] == wanted.strip()]
            return str([*as_written["group_code"], *hits["group_code"]][0])
    hits = groups[groups["group"].str.casefold().str.contains(text, regex=False)]
    if len(hits) == 1 and text:
        return str(hits["group_code"].iloc[0])
    which = hits["group"] if len(hits) and text else groups["group"]
    raise UnknownNameError(f"{wanted!r} is not the name of one group. There are: {listed(which, 30)}.")
