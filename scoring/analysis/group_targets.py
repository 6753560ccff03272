"""What would lift each area of a group: for every area the nearest way to a better rating, nearest first."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from scoring.analysis.targets import Target, Targets, what_would_it_take
from scoring.assessment import Assessment


@dataclass(frozen=True)
class AreaTarget:
    """What one area would take for a better rating, and the nearest way to it.

    Attributes
    ----------
    targets : Targets
        As `what_would_it_take` gives it.
    nearest : Target or None
        The way with the fewest patients in all, in one indicator or a pair; where no number of patients is enough, the
        smallest step of an indicator without counts; None if there is no way at all.
    """

    targets: Targets
    nearest: Target | None


def group_targets(assessment: Assessment, area_codes: Iterable[str]) -> list[AreaTarget]:
    """Return what would lift each of some areas, nearest first.

    First the areas that patients lift, fewest patients first; then those that only an indicator without counts lifts;
    then those that nothing lifts; equals by name. Areas without figures are left out.

    Parameters
    ----------
    area_codes : iterable of str
        ONS codes.
    """
    there = set(assessment.edition.indicators["area_code"])
    found = [what_would_it_take(assessment, code) for code in dict.fromkeys(area_codes) if code in there]
    return sorted((AreaTarget(targets, nearest_target(targets)) for targets in found), key=_distance)


def nearest_target(targets: Targets) -> Target | None:
    """Return the nearest way of one area to a better rating, see `AreaTarget`."""
    ways = [way for way in (*targets.singles.values(), targets.pair) if way is not None]
    by_patients = [way for way in ways if way.patients is not None]
    if by_patients:
        return min(by_patients, key=lambda way: way.patients or 0)
    return min(ways, key=lambda way: way.changes[0].points or 0.0, default=None)


def _distance(area: AreaTarget) -> tuple[int, float, str]:
    name, way = area.targets.short_name, area.nearest
    if way is None:
        return 2, 0.0, name
    if way.patients is None:
        return 1, way.changes[0].points or 0.0, name
    return 0, float(way.patients), name


def group_targets_frame(found: Iterable[AreaTarget]) -> pd.DataFrame:
    """Return targets of `group_targets` as a frame: one row an area, two where a pair is nearest.

    Returns
    -------
    DataFrame
        area_code, rating, rating_reached (ids; empty where nothing lifts the area), indicator, patients (how many
        more in this indicator), points (in the indicator's unit, where it has no counts), patients_in_all (of both
        indicators of a pair), numerator, denominator, value (after the change, in the indicator's unit), estimated
        (whether the figure that changes is an estimate).
    """
    rows = [
        {
            "area_code": area.targets.area_code,
            "rating": area.targets.rating,
            "rating_reached": area.nearest.rating if area.nearest else None,
            "indicator": change.indicator if change else None,
            "patients": change.patients if change else None,
            "points": change.points if change else None,
            "patients_in_all": area.nearest.patients if area.nearest else None,
            "numerator": change.numerator if change else None,
            "denominator": change.denominator if change else None,
            "value": change.value if change else None,
            "estimated": change.estimated if change else None,
        }
        for area in found
        for change in (area.nearest.changes if area.nearest else (None,))
    ]
    columns = ["area_code", "rating", "rating_reached", "indicator", "patients", "points", "patients_in_all"]
    columns += ["numerator", "denominator", "value", "estimated"]
    # Counts stay whole numbers beside empty cells.
    return pd.DataFrame(rows, columns=columns).convert_dtypes()
