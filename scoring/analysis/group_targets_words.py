"""What would lift each area of a group, in words: a table, its first sentence, and a headline."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from scoring.analysis.group_targets import AreaTarget
from scoring.analysis.targets import Change, Target
from scoring.analysis.targets_words import more_patients, patients_words, targets_sentences
from scoring.assessment import Assessment
from scoring.editions.model import Edition, IndicatorMeta
from scoring.explain.words import counted, lower_first, lower_period, number_word
from scoring.methodology.parts import RATING_LABELS

AREA, NOW, PATIENTS, WHERE, REACHED = (
    "Area",
    "Rating now",
    "More patients",
    "In which indicator",
    "New rating",
)
"""The headings of the table."""
_DASH = "–"


def targets_in_words(assessment: Assessment, found: Sequence[AreaTarget]) -> pd.DataFrame:
    """Return targets as a table of texts, an area a row, under the headings above.

    Ratings and numbers that rest on estimates are marked "est.". Where no number of patients is enough, the column of
    indicators says what would be, or that nothing would.
    """
    metas = assessment.edition.meta.indicators
    basis = assessment.ratings.set_index("area_code")["basis"]
    rows = []
    for area in found:
        targets, way = area.targets, area.nearest
        mark = " est." if basis.get(targets.area_code, "published") != "published" else ""
        rated = targets.rating != "not_rated"
        rows.append(
            {
                AREA: targets.short_name,
                NOW: RATING_LABELS[targets.rating] + (mark if rated else ""),
                PATIENTS: _number(way.changes, way.patients) if way else _DASH,
                WHERE: _where(way.changes, metas) if way else _no_way(assessment.edition, area),
                REACHED: RATING_LABELS[way.rating] + mark if way else _DASH,
            }
        )
    return pd.DataFrame(rows, columns=[AREA, NOW, PATIENTS, WHERE, REACHED])


def _number(changes: Sequence[Change], patients: int | None) -> str:
    if patients is None:
        return _DASH
    return f"{patients:,}{' est.' if any(change.estimated for change in changes) else ''}"


def _where(changes: Sequence[Change], metas: dict[str, IndicatorMeta]) -> str:
    """Say in which indicator: '62-day waits'; of a pair how many in each, and of an index how far it is."""
    if len(changes) > 1:
        parts = [f"{_label(change, metas)} ({_number([change], change.patients)})" for change in changes]
        return f"{parts[0]} and {lower_first(parts[1])}"
    (change,) = changes
    meta = metas[change.indicator]
    if change.patients is not None:
        return meta.short_label
    way = "higher" if change.value > change.value_before else "lower"
    unit = "points" if meta.unit == "%" else meta.unit
    mark = " est." if change.estimated else ""
    return f"Not by patients: {lower_first(meta.short_label)} {change.points:,.{meta.decimals}f} {unit} {way}{mark}"


def _label(change: Change, metas: dict[str, IndicatorMeta]) -> str:
    return metas[change.indicator].short_label


def _no_way(edition: Edition, area: AreaTarget) -> str:
    """Say why there is no way: already the best, not rated, or no number of patients is enough."""
    targets = area.targets
    if not targets.singles:
        return targets_sentences(edition, targets)[0].rstrip(".")
    if targets.pairs_tried:
        return "No number of patients is enough, in one indicator or in two together"
    return "Not with one indicator alone"


def nearest_sentence(edition: Edition, found: Sequence[AreaTarget]) -> str:
    """Say which area is nearest to a better rating, and how many no number of patients lifts.

    For example: "South Eastern Hampshire is nearest: 1 more patient treated within 62 days (January to March 2016)
    would lift it to performing well." Empty if no area can be lifted by patients and none that cannot is to be named.
    """
    metas = edition.meta.indicators
    said = []
    lifted = [area for area in found if area.nearest and area.nearest.patients is not None]
    if lifted:
        first = lifted[0].nearest
        assert first is not None
        parts = " and ".join(patients_words(change, metas[change.indicator]) for change in first.changes)
        mark = _brackets(edition, first.changes)
        does = "make it" if first.rating == "top" else "lift it to"
        said.append(
            f"{lifted[0].targets.short_name} is nearest: {parts}{mark} would {does} "
            f"{lower_first(RATING_LABELS[first.rating])}."
        )
    unlifted = [area for area in found if area.targets.singles and area not in lifted]
    if unlifted:
        number = len(unlifted)
        them = f"{counted(number, 'area')} {'is' if number == 1 else 'are'}"
        said.append(f"{them} not lifted by any number of patients.")
    return " ".join(said)


def _brackets(edition: Edition, changes: Sequence[Change], *, estimated: bool = False) -> str:
    """Return the periods of figures that change, and the mark of an estimate: ' (January to March 2016, est.)'."""
    periods = dict.fromkeys(
        lower_period(edition.meta.indicators[change.indicator].period) for change in changes
    )
    mark = ["est."] if estimated or any(change.estimated for change in changes) else []
    return f" ({', '.join([*periods, *mark])})"


def lift_headline(assessment: Assessment, title: str, found: Sequence[AreaTarget]) -> str:
    """Return the message about a group: in which one indicator how many patients would lift how many of its areas.

    For example "Wessex: 38 more patients treated within 62 days would lift five of eight areas (January to March
    2016, est.)", where the indicator is the one that lifts most areas by itself. "est." where a rating or a
    figure of it is an estimate.
    """
    if all(area.targets.no_ratings for area in found):
        return f"{title}: this methodology gives no overall rating, so there is none to reach"
    indicator = _lifts_most(found)
    if indicator is None:
        which = "it" if len(found) == 1 else f"any of {counted(len(found), 'area')}"
        return f"{title}: no number of patients in one indicator would lift {which}"
    lifted = [(area, way) for area, way in _by_one_indicator(found) if way.changes[0].indicator == indicator]
    basis = assessment.ratings.set_index("area_code")["basis"]
    estimated = any(
        basis[area.targets.area_code] != "published" or way.changes[0].estimated for area, way in lifted
    )
    change = lifted[0][1].changes[0]
    patients = more_patients(
        sum(way.patients or 0 for _, way in lifted),
        assessment.edition.meta.indicators[indicator],
        fewer=(change.numerator or 0) < (change.numerator_before or 0),
    )
    which = "it" if len(found) == 1 else f"{number_word(len(lifted))} of {number_word(len(found))} areas"
    brackets = _brackets(assessment.edition, [change], estimated=estimated)
    return f"{title}: {patients} would lift {which}{brackets}"


def _by_one_indicator(found: Sequence[AreaTarget]) -> list[tuple[AreaTarget, Target]]:
    """Return the areas that patients in one indicator lift, with that way."""
    ways = [(area, area.nearest) for area in found if area.nearest is not None]
    return [(area, way) for area, way in ways if way.patients is not None and len(way.changes) == 1]


def _lifts_most(found: Sequence[AreaTarget]) -> str | None:
    """Return the indicator that by itself is the nearest way of most areas."""
    times = Counter(way.changes[0].indicator for _, way in _by_one_indicator(found))
    return times.most_common(1)[0][0] if times else None
