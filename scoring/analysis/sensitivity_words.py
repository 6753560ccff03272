"""What moves the result, in words."""

import pandas as pd

from scoring.assessment import Assessment
from scoring.explain.words import describe_parameter, lower_first, parameter_label, unit_of, whole_percent
from scoring.methodology.parts import RATING_LABELS, Constant

_SUBJECTS = {
    "benchmark": "the threshold of {}",
    "weight": "the weight of {}",
    "low_by": "the evidence needed to call {} low",
    "very_low_by": "the evidence needed to call {} very low",
    "high_by": "the evidence needed to call {} high",
    "low_at_least": "the number of low indicators needed for {}",
    "very_low_at_least": "the number of very low indicators needed for {}",
    "high_at_least": "the number of high indicators needed for {}",
    "score_at_least": "the score needed for {}",
    "percent_of_areas": "the quota of {}",
    "low": "how many points a low indicator earns",
    "similar": "how many points an indicator earns that is neither low nor high",
    "high": "how many points a high indicator earns",
    "breached_by": "the evidence needed for {}",
    "caps_at": "the rating at which {} caps",
}
_SHARE = "the share of areas below “performing well”"


def alone_sentence(assessment: Assessment, alone: pd.DataFrame) -> str:
    """Say what moves the share of areas below "performing well" most, by itself.

    For example "By these figures, most of them estimates, the threshold of 62-day waits matters most. Moved
    alone, from 78.5% to 91.5%, it takes the share of areas below “performing well” from 57% to 90% (now 68%)."

    Parameters
    ----------
    edition, method
        What the frame was made of.
    alone : DataFrame
        As `scoring.analysis.sensitivity.tornado` gives it.
    """
    if alone.empty:
        return f"“{assessment.method.title}” has no choice that could be moved."
    most = alone.iloc[0]
    if pd.isna(most["share_now"]):
        return f"“{assessment.method.title}” rates no area here, so there is no share below “performing well” to move."
    now = _percent(most["share_now"])
    if most["swing"] == 0:
        return _opened(
            assessment, f"none of the {len(alone)} choices, moved alone, changes {_SHARE}, now {now}."
        )
    low, high = (choice_value(most["path"], most[end], assessment) for end in ("low", "high"))
    ends = [_percent(most[f"share_at_{end}"]) for end in ("low", "high")]
    said = (
        f"{_subject(most['path'], assessment)} matters most. Moved alone, from {low} to {high}, it takes {_SHARE} "
        f"from {ends[0]} to {ends[1]}{'' if now in ends else f' (now {now})'}."
    )
    return _opened(assessment, said)


def together_sentence(assessment: Assessment, together: pd.DataFrame) -> str:
    """Say what accounts for most when all choices vary, how much interactions do, and how far the share goes.

    For example "By these figures, most of them estimates, with all 7 choices moved together, the threshold of
    62-day waits accounts for 35% of the variation by itself (give or take 5 points), and interactions of choices
    for about 10%; in nine of ten combinations the share lies between 45% and 92%."

    Parameters
    ----------
    edition, method
        What the frame was made of.
    together : DataFrame
        As `scoring.analysis.sensitivity.sobol` gives it, with a row or more.
    """
    opening = f"with all {len(together)} choices moved together, "
    if (together["total"] == 0).all():
        return _opened(assessment, f"{opening}{_SHARE} never changes.")
    chief = together.loc[together["first_order"].idxmax()]
    between = max(1 - together["first_order"].sum(), 0)
    said = (
        f"{opening}{_subject(chief['path'], assessment)} accounts for "
        f"{whole_percent(100 * max(chief['first_order'], 0))} of the variation by itself (give or take "
        f"{100 * chief['first_order_interval']:.0f} points). Interactions of choices account for about "
        f"{whole_percent(100 * between)}. In nine of ten combinations the share lies between "
        f"{_percent(chief['share_from'])} and {_percent(chief['share_to'])}."
    )
    return _opened(assessment, said)


def _opened(assessment: Assessment, said: str) -> str:
    """Return a sentence that begins with what its figures rest on, if any is an estimate."""
    estimated = how_many_estimated(assessment)
    return (
        f"By these figures, {estimated} of them estimates, {said}"
        if estimated
        else said[0].upper() + said[1:]
    )


def how_many_estimated(assessment: Assessment) -> str:
    """Return how many of the figures that a methodology uses are estimates: 'most', 'some', or '' for none."""
    edition, method = assessment.edition, assessment.method
    used = edition.indicators[edition.indicators["indicator"].isin(list(method.indicators))]
    estimated = (used["basis"] != "published").mean()
    return "most" if estimated > 0.5 else "some" if estimated > 0 else ""


def _subject(
    path: str,
    assessment: Assessment,
) -> str:
    """Name a constant within a sentence: 'the threshold of 62-day waits'."""
    edition, method = assessment.edition, assessment.method
    owner, _, field = path.partition(".")
    if owner in method.limits:
        name = f"the limit “{method.limits[owner].label}”"
    elif owner in RATING_LABELS:
        name = f"“{lower_first(RATING_LABELS[owner])}”"
    else:
        meta = edition.meta.indicators.get(owner)
        name = lower_first(meta.short_label) if meta else owner
    return _SUBJECTS[field].format(name)


def choice_value(
    path: str,
    value: Constant,
    assessment: Assessment,
) -> str:
    """Write the value of a constant for people: '78.5%', '99.8% interval', '3'."""
    text = describe_parameter(value, unit_of(path, assessment))
    return f"{text}%" if path.endswith(".percent_of_areas") else text


def choices_in_words(
    assessment: Assessment, alone: pd.DataFrame, together: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the tables of `tornado` and, if there is one, `sobol` in words, one row a choice.

    Returns
    -------
    DataFrame
        Choice, Now, From, To, Below at from, Below at to (percent of areas), Moved at from, Moved at to
        (numbers of areas), with `together` also Alone and With interactions (percent of all variation and
        95% interval), and How the range was chosen; all texts.
    """
    paths = alone["path"]

    def words(end: str) -> list[str]:
        return [choice_value(p, v, assessment) for p, v in zip(paths, alone[end], strict=True)]

    table = pd.DataFrame(
        {
            "Choice": [parameter_label(path, assessment) for path in paths],
            "Now": words("now"),
            "From": words("low"),
            "To": words("high"),
            "Below at from": alone["share_at_low"].map(_percent),
            "Below at to": alone["share_at_high"].map(_percent),
            "Moved at from": alone["moved_at_low"].astype(str),
            "Moved at to": alone["moved_at_high"].astype(str),
        }
    )
    if together is not None:
        found = together.set_index("path").loc[paths]
        for heading, column in (("Alone", "first_order"), ("With interactions", "total")):
            table[heading] = [
                f"{whole_percent(100 * max(part, 0))} ± {100 * error:.0f}"
                for part, error in zip(found[column], found[f"{column}_interval"], strict=True)
            ]
    return table.assign(**{"How the range was chosen": alone["because"]})


def _percent(share: float) -> str:
    return "–" if pd.isna(share) else whole_percent(share)
