"""What it would take, in words."""

import numpy as np

from scoring.analysis.targets import Change, Target, Targets
from scoring.editions.model import Edition, IndicatorMeta
from scoring.errors import listed
from scoring.explain.words import format_value, lower_first, number_word
from scoring.rating.grid import round_half_up

_REACHED = {
    "top": "make {} top performing",
    "well": "lift {} to performing well",
    "needs": "lift {} to needs improvement",
}
_ONE_OF = {"people": "person", "children": "child", "women": "woman", "men": "man"}


def targets_sentences(edition: Edition, targets: Targets) -> list[str]:
    """Say what it would take, one sentence an indicator, and one for the cheapest pair.

    For example "62-day waits: 14 more patients treated within 62 days (540 of 635 instead of 526, 85.0%)
    would make Dorset top performing." Figures that rest on estimates are marked "est.".
    """
    metas, name = edition.meta.indicators, targets.short_name
    if targets.no_ratings:
        return ["This methodology gives no overall rating, so there is none to reach."]
    if targets.rating == "not_rated":
        return [_not_rated_sentence(targets, metas)]
    if targets.already_best:
        return ["Already the best rating."]
    said = []
    for key, target in targets.singles.items():
        label = metas[key].short_label
        if target is None:
            said.append(f"{label}: not with this indicator alone.")
        else:
            (change,) = target.changes
            said.append(f"{label}: {_describe(change, metas[key])} would {_reached(target, name)}.")
        said[-1] += _difference(target, metas)
    said += [f"{metas[key].short_label}: no value." for key in targets.missing]
    if targets.pair is not None:
        said.append(_pair_sentence(targets.pair, metas, name))
    elif targets.pairs_tried and not any(targets.singles.values()):
        said.append("No two indicators with counts are enough together.")
    return said


def _not_rated_sentence(targets: Targets, metas: dict[str, IndicatorMeta]) -> str:
    name = targets.short_name
    if targets.no_score:
        return f"{name} is not rated: its indicators with a value give no score."
    lacking = listed([lower_first(metas[key].short_label) for key in targets.missing])
    needed = number_word(targets.needed)
    indicators = "indicator" if targets.needed == 1 else "indicators"
    return f"{name} is not rated: {needed} {indicators} must have a value, and there is none for {lacking}."


def _describe(change: Change, meta: IndicatorMeta) -> str:
    """Say a change: '14 more patients treated within 62 days (540 of 635 instead of 526, 85.0%)'."""
    mark = " est." if change.estimated else ""
    value = format_value(change.value, meta) + mark
    if change.patients is None:
        more = "higher" if change.value > change.value_before else "lower"
        points = f"{change.points:,.{meta.decimals}f}"
        unit = f" {meta.unit}" if meta.unit != "%" else " points"
        return f"{points}{unit} {more} ({value})"
    return (
        f"{patients_words(change, meta)} ({change.numerator:,} of "
        f"{change.denominator:,} instead of {change.numerator_before:,}, {value})"
    )


def patients_words(change: Change, meta: IndicatorMeta) -> str:
    """Say a change that is counted in patients: '14 more patients treated within 62 days'."""
    assert change.patients is not None
    assert change.numerator is not None and change.numerator_before is not None
    return more_patients(change.patients, meta, fewer=change.numerator < change.numerator_before)


def more_patients(number: int, meta: IndicatorMeta, *, fewer: bool = False) -> str:
    """Say so many patients of an indicator more, or fewer: '1 more patient treated within 62 days'."""
    return f"{number:,} {'fewer' if fewer else 'more'} {_counted_noun(meta, number)}"


def _counted_noun(meta: IndicatorMeta, count: int) -> str:
    """Return what a numerator counts: 'patients treated within 62 days', or for one 'patient treated …'."""
    label = meta.numerator_label or "patients"
    # 'cases found early' and 'people seen' have their noun; 'treated within 62 days' has not.
    if not label.split()[0].endswith("s") and label.split()[0] not in _ONE_OF:
        label = f"patients {label}"
    noun, *rest = label.split(" ")
    return " ".join([_ONE_OF.get(noun, noun.removesuffix("s")) if count == 1 else noun, *rest])


def _reached(target: Target, name: str) -> str:
    return _REACHED[target.rating].format(name)


def _pair_sentence(pair: Target, metas: dict[str, IndicatorMeta], name: str) -> str:
    """Say the cheapest pair, and the patients in all."""
    labels = [metas[change.indicator].short_label for change in pair.changes]
    parts = [_describe(change, metas[change.indicator]) for change in pair.changes]
    mark = " est." if any(change.estimated for change in pair.changes) else ""
    return (
        f"{labels[0]} and {lower_first(labels[1])} together: {listed(parts)}, {pair.patients:,}{mark} in all, "
        f"would {_reached(pair, name)}.{_difference(pair, metas)}"
    )


def _difference(target: Target | None, metas: dict[str, IndicatorMeta]) -> str:
    """Say for which indicators the value given differs, as it is shown, from what its counts give."""
    notes = []
    for change in target.changes if target else ():
        meta = metas[change.indicator]
        if change.counts_left_aside is not None:
            numerator, denominator = change.counts_left_aside
            given_by_counts = format_value(meta.per * numerator / denominator, meta)
            notes.append(
                f" Its counts, {numerator:,} of {denominator:,}, give {given_by_counts} and not the value given, "
                "so it is not counted in people."
            )
        if change.numerator_before is None or change.denominator is None:
            continue
        counted = meta.per * change.numerator_before / change.denominator
        if np.diff(round_half_up(np.array([change.value_before, counted]), meta.decimals))[0]:
            notes.append(
                f" The value given for {lower_first(meta.short_label)} is "
                f"{format_value(change.value_before, meta)}; its counts, "
                f"{change.numerator_before:,} of {change.denominator:,}, give {format_value(counted, meta)}."
            )
    return "".join(notes)
