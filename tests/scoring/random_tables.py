"""Random tables of indicators and random scenarios for the laws of the rule."""

import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st

INDICATORS = ("early_diagnosis", "waits_62_day", "one_year_survival", "patient_experience")
ENGLAND = dict(zip(INDICATORS, (50.7, 81.9, 70.2, 89.0), strict=True))
COLUMNS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")

# Without the phase that explains a failure, which takes minutes and gigabytes on tables.
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)

THOROUGH = settings.get_current_profile_name() == "thorough"


def examples(number: int) -> int:
    """Return how many examples to look at: so many in every run, ten times as many in a thorough one."""
    return 10 * number if THOROUGH else number


law = settings(max_examples=examples(20), deadline=None, derandomize=not THOROUGH, phases=PHASES)
"""The same examples on every run, so that a change of code is the only reason for a law to fail; in a thorough run,
which looks for what nobody has thought of, others every time."""

fuzz = settings(law, max_examples=examples(50))


@st.composite
def figures(draw, england, forms=("counts", "limits", "both", "value", "missing")):
    """One figure in one of the forms that a table may bring it: counts, limits, both, alone or missing."""
    form = draw(st.sampled_from(forms))
    row = dict.fromkeys(COLUMNS, float("nan"))
    if form in ("counts", "both"):
        row["denominator"] = draw(st.integers(1, 3000))
        near = round(row["denominator"] * england / 100)
        numerator = draw(st.integers(0, row["denominator"]) | st.integers(near - 40, near + 40))
        row["numerator"] = min(max(numerator, 0), row["denominator"])
        row["value"] = 100 * row["numerator"] / row["denominator"]
    elif form != "missing":
        row["value"] = draw(st.floats(0, 100) | st.integers(-80, 80).map(lambda d: england + d / 20))
    if form == "both":
        # A printed value may differ a little from its counts.
        row["value"] += draw(st.sampled_from([0, 0, 0.6, -0.6]))
    if form in ("limits", "both"):
        row["lower_ci"] = row["value"] - draw(st.floats(0, 10))
        row["upper_ci"] = row["value"] + draw(st.floats(0, 10))
    return row


@st.composite
def tables(draw, directions=(1, -1), most_areas=4):
    """A long table as `rate` takes it; rows may be absent, and areas are in no order."""
    rows = []
    for area in draw(st.permutations(range(draw(st.integers(1, most_areas))))):
        for indicator in INDICATORS:
            if not draw(st.integers(0, 9)):
                continue
            known = {"england": ENGLAND[indicator], "standard": 85.0 if indicator == "waits_62_day" else None}
            row = {"area_code": f"A{area}", "indicator": indicator, **known}
            rows.append(row | draw(figures(ENGLAND[indicator])) | {"basis": "published"})
    table = pd.DataFrame(rows, columns=["area_code", "indicator", "england", "standard", *COLUMNS, "basis"])
    direction = {indicator: draw(st.sampled_from(directions)) for indicator in INDICATORS}
    table["direction"] = table["indicator"].map(direction).astype(float)
    numbers = [*COLUMNS, "england", "standard"]
    return table.astype(dict.fromkeys(numbers, float))


@st.composite
def scenarios(draw):
    """Changes to the rule of 2016, few or many."""
    comparison = st.sampled_from(["value", "95", "99.8"])
    count = st.integers(1, 4)
    choices = {
        "greatest.low_at_least": count,
        "needs.low_at_least": count,
        "top.high_at_least": st.integers(0, 4),
        "minimum_indicators": count,
        "value_decimals": st.integers(0, 3),
        "waits_62_day.benchmark": st.sampled_from([82, 85, 85.25, "standard", "england"]),
    }
    for indicator in INDICATORS:
        choices |= {f"{indicator}.low_by": comparison, f"{indicator}.high_by": comparison}
        choices.setdefault(
            f"{indicator}.benchmark", st.just("england") | st.integers(300, 950).map(lambda n: n / 10)
        )
    paths = draw(st.lists(st.sampled_from(sorted(choices)), unique=True, max_size=len(choices)))
    return {path: draw(choices[path]) for path in paths}


@st.composite
def whole_tables(
    draw, directions=(1, -1), most_areas=6, forms=("counts", "counts", "limits", "value", "missing")
):
    """A table in which most areas have all four indicators, with means of similar areas: for rules of ranks."""
    rows = []
    direction = {indicator: draw(st.sampled_from(directions)) for indicator in INDICATORS}
    for area in range(draw(st.integers(1, most_areas))):
        for indicator in INDICATORS:
            england = ENGLAND[indicator]
            known = {"england": england, "standard": 85.0, "direction": direction[indicator]}
            known |= {
                "peers": england + draw(st.integers(-3, 3)),
                "peers_error": draw(st.sampled_from([0, 0.5, 2])),
            }
            row = {"area_code": f"A{area}", "indicator": indicator, **known, "basis": "published"}
            rows.append(row | draw(figures(england, forms)))
    return pd.DataFrame(rows).astype(dict.fromkeys(COLUMNS, float))


_COMPARISONS = st.sampled_from(["value", "95", "99.8"])
_FIELDS = {
    "benchmark": st.sampled_from(["england", "standard", "peers"])
    | st.integers(300, 950).map(lambda n: n / 10),
    "low_by": _COMPARISONS,
    "very_low_by": _COMPARISONS,
    "high_by": _COMPARISONS,
    "breached_by": _COMPARISONS,
    "caps_at": st.sampled_from(["top", "well", "needs", "greatest"]),
    "weight": st.integers(1, 40).map(lambda n: n / 4),
    "percent_of_areas": st.integers(0, 400).map(lambda n: n / 10),
    "lowest": st.integers(1, 50),
    "highest": st.integers(60, 200),
    "centre": st.integers(50, 200),
    "spread": st.integers(1, 10),
    "kind": st.sampled_from(["additive", "none"]),
    "winsorised_percent": st.integers(0, 40),
    "minimum_indicators": st.integers(1, 4),
    "value_decimals": st.integers(0, 3),
    "low": st.integers(0, 2).map(lambda n: n / 2),
    "similar": st.integers(2, 4).map(lambda n: n / 2),
    "high": st.integers(4, 8).map(lambda n: n / 2),
}


@st.composite
def changes_of(draw, method, moderated=True):
    """Changes to any methodology, few or many, of every kind that it has; moderation too."""
    funnel = {"low_by", "very_low_by", "high_by"} if method.id == "funnel" else set()
    fields = _FIELDS | dict.fromkeys(funnel, st.sampled_from(["95", "funnel_95", "funnel_99.8"]))
    paths = draw(st.lists(st.sampled_from(sorted(method.values)), unique=True, max_size=8))
    changes = {}
    for path in paths:
        field = path.rpartition(".")[2]
        bounds = method.parameters[path]
        if field == "score_at_least":
            steps = round((bounds.maximum - bounds.minimum) * 4)
            changes[path] = bounds.minimum + draw(st.integers(0, steps)) / 4
        elif field.endswith("_at_least"):
            changes[path] = draw(st.integers(int(bounds.minimum), int(bounds.maximum)))
        else:
            changes[path] = draw(fields[field])
    if moderated:
        for area in draw(st.sets(st.integers(0, 3), max_size=2)):
            rating = draw(st.sampled_from(["top", "well", "needs", "greatest", "none"]))
            reason = draw(st.sampled_from(["Peer review", 'Said: "no"; ½ – yes', "# 1: yes"]))
            what = "none" if rating == "none" else f"{rating} | {reason} | Panel | 2016-09-30"
            changes[f"moderation.A{area}"] = what
        if draw(st.booleans()):
            changes["moderation_applied"] = draw(st.sampled_from(["yes", "no"]))
    return changes
