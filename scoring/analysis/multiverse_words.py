"""The multiverse of a methodology in words."""

import numpy as np

from scoring.analysis.multiverse import Multiverse, PlausibleChoice
from scoring.assessment import Assessment
from scoring.explain.words import (
    counted,
    describe_parameter,
    lower_first,
    parameter_label,
    unit_of,
    whole_percent,
)
from scoring.methodology.parts import FIGURES, Constant

NEARLY_ALL, HARDLY_ANY = 0.95, 0.05
"""The share of combinations above, or below, which an area's side does not depend on the choices."""
_FIGURES_WORDS = {"as_given": "as published", "shrunken": "shrunken"}


def multiverse_sentence(assessment: Assessment, found: Multiverse) -> str:
    """Say between which shares the combinations lie, where the rule in force is among them, and for whom it matters."""
    share = found.share[~np.isnan(found.share)]
    if not len(share):
        return "No combination rates any area."
    number = len(found.share)
    drawn = f"{number:,} of {found.total:,}" if number < found.total else f"{number:,}"
    low, first, third, high = np.percentile(share, [0, 25, 75, 100])
    said = (
        f"Over {drawn} plausible combinations of choices, between {whole_percent(low)} and {whole_percent(high)} "
        "of areas are below “performing well”; over the middle half, "
        f"between {whole_percent(first)} and {whole_percent(third)}."
    )
    own = found.share[0]
    if np.isnan(own):
        return said
    lower = 100 * (share < own - 1e-9).mean()
    where = (
        f"more than {whole_percent(lower)} of the combinations do"
        if lower >= 0.5
        else "as few as any combination does"
    )
    return (
        f"{said} {assessment.method.short_title} gives {whole_percent(own)}, {where}. {areas_sentence(found)}"
    )


def areas_sentence(found: Multiverse) -> str:
    """Say how many areas are below par whatever is chosen, how many never, and for how many it depends."""
    known = found.area_share[~np.isnan(found.area_share)]
    nearly, hardly = int((known >= NEARLY_ALL).sum()), int((known <= HARDLY_ANY).sum())
    rest = len(known) - nearly - hardly
    first = f"{counted(nearly, 'area')} {_is(nearly)}" if nearly else "No area is"
    return (
        f"{first} below in at least 95% of combinations, {hardly or 'none'} in at most 5%; for the other {rest} it "
        "depends on the choices."
    )


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def choice_label(choice: PlausibleChoice, assessment: Assessment) -> str:
    """Name a choice: '62-day waits: threshold', 'Early diagnosis: counts as low and high by', 'Figures'."""
    if choice.paths == (FIGURES,):
        return "Figures"
    labels = [parameter_label(path, assessment) for path in choice.paths]
    owners = {path.partition(".")[0] for path in choice.paths}
    if len(labels) > 1 and len(owners) == 1 and all(path.endswith("_by") for path in choice.paths):
        return f"{labels[0].partition(':')[0]}: compared by"
    return "; ".join([labels[0], *(lower_first(label) for label in labels[1:])])


def choice_value_label(choice: PlausibleChoice, value: Constant, assessment: Assessment) -> str:
    """Write a value of a choice: '82%', "England's 50.7%", 'value', 'as published'."""
    if choice.paths == (FIGURES,):
        return _FIGURES_WORDS[str(value)]
    return describe_parameter(value, unit_of(choice.paths[0], assessment))
