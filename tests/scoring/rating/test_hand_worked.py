"""Every building block of a rule, worked by hand: the working is beside each case in the hand_worked files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from scoring import breakdown, rate
from tests.scoring.small_rules import counts, figures, index, small_rule

FOLDER = Path(__file__).parent
NO_VALUE = {"value": np.nan}
OVER_DISPERSION = {"kind": "none", "winsorised_percent": 0}
WORDS = {"needs", "well", "top", "greatest"}


def cases(name):
    rows = pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False).to_dict("records")
    return pytest.mark.parametrize("row", rows, ids=[row["case"] for row in rows])


def numbers(text):
    return [np.nan if part == "-" else float(part) for part in text.split()]


def figure(text):
    """'60/100' are counts, '72~1.5' is an index with its standard error, '72' a value alone, '-' none."""
    if text == "-":
        return NO_VALUE
    if "/" in text:
        return counts(*map(float, text.split("/")))
    value, _, error = text.partition("~")
    return index(float(value), float(error)) if error else {"value": float(value)}


def table(rows, direction=1):
    return figures("a", [(f"A{place}", row) for place, row in enumerate(rows)], direction)


def one_indicator(row):
    """The rule of a case of one indicator: a mean of one score."""
    rule, parts = {"weight": 1}, {"aggregation": "mean", "score": row["score"]}
    if row["score"] in ("z", "points"):
        rule["benchmark"] = float(row["benchmark"])
    if row["score"] == "z":
        kind, _, percent = row["over_dispersion"].partition(" ")
        parts["over_dispersion"] = {"kind": kind, "winsorised_percent": float(percent or 0)}
    elif row["score"] == "points":
        rule |= {"low_by": "95", "high_by": "95"}
        points = dict(zip(("low", "similar", "high"), numbers(row["scale"]), strict=True))
        parts |= {"points": points, "value_decimals": 1}
    elif row["score"] != "quartile":
        ends = ("centre", "spread") if row["score"] == "standardised" else ("lowest", "highest")
        parts["scale"] = dict(zip(ends, numbers(row["scale"]), strict=True))
    return small_rule({"a": rule}, **parts)


@cases("hand_worked_indicator_scores.csv")
def test_scores_of_indicators_are_as_worked_by_hand(row):
    rows = [figure(text) for text in row["figures"].split()]
    direction = {"higher": 1, "lower": -1}[row["better"]]
    found = breakdown(table(rows, direction), one_indicator(row))["score"].tolist()
    assert found == pytest.approx(numbers(row["expected"]), abs=1e-6, nan_ok=True), row["working"]


def several(areas, weights, aggregation):
    """A rule and a table in which the scores of indicators are the numbers of a case (for
    mazziotta_pareto, its values)."""
    names = [f"indicator_{j}" for j in range(len(areas[0]))]
    weight = {name: {"weight": w} for name, w in zip(names, weights or [], strict=False)}
    rules = {name: weight.get(name, {}) for name in names}
    parts = {"aggregation": aggregation}
    if aggregation == "geometric_mean":
        # An area of all 1 and one of all 100 make the scale that of the numbers.
        areas = [*areas, [1.0] * len(names), [100.0] * len(names)]
        parts |= {"score": "min_max", "scale": {"lowest": 1, "highest": 100}}
    elif aggregation == "mazziotta_pareto":
        parts |= {"score": "standardised", "scale": {"centre": 100, "spread": 10}}
    else:
        rules = {name: rule | {"benchmark": 0} for name, rule in rules.items()}
        parts |= {"score": "z", "over_dispersion": OVER_DISPERSION}
    tables = [
        figures(name, [(f"A{i}", NO_VALUE if np.isnan(x) else index(x)) for i, x in enumerate(column)])
        for name, column in zip(names, zip(*areas, strict=True), strict=True)
    ]
    return pd.concat(tables), small_rule(rules, **parts)


@cases("hand_worked_scores.csv")
def test_scores_of_areas_are_as_worked_by_hand(row):
    areas = [numbers(area) for area in row["areas"].split(";")]
    figures_, rule = several(areas, numbers(row["weights"]), row["aggregation"])
    found = rate(figures_, rule)["score"].tolist()[: len(areas)]
    assert found == pytest.approx(numbers(row["expected"]), abs=1e-6, nan_ok=True), row["working"]


def banded(row):
    """A table and a rule: the score of an area is the mean of its numbers."""
    areas = [["-" if part == "-" else part for part in area.split("/")] for area in row["values"].split()]
    names = ["a", "b"][: len(areas[0])]
    tables = [
        figures(
            name,
            [
                (f"A{i}", NO_VALUE if area[j] == "-" else index(float(area[j])))
                for i, area in enumerate(areas)
            ],
            {"higher": 1, "lower": -1}[row["better"]],
        )
        for j, name in enumerate(names)
    ]
    parts = {"minimum_indicators": int(row["minimum"]), "value_decimals": 1}
    if row["limit"]:
        limit = {"label": "Worse than the limit", "indicator": "a"} | yaml.safe_load(row["limit"])
        parts["limits"] = {"cap": limit}
    for code, decided in yaml.safe_load(row["moderation"] or "{}").items():
        why = {"reason": "Peer review", "by": "Panel", "date": "2016-09-30"}
        parts["moderation"] = {code: {"rating": decided} | why}
    rules = {name: {"benchmark": 0, "weight": 1} for name in names}
    bands = yaml.safe_load(row["bands"])
    rule = small_rule(rules, bands, aggregation="mean", score="z", over_dispersion=OVER_DISPERSION, **parts)
    return pd.concat(tables), rule


@cases("hand_worked_bands.csv")
def test_ratings_are_as_worked_by_hand(row):
    figures_, rule = banded(row)
    rated = rate(figures_, rule)
    assert rated["rating"].tolist() == row["expected"].split(), row["working"]
    unmoderated = rate(figures_, rule.unmoderated())
    assert unmoderated["rating"].tolist() == rated["rule_rating"].tolist()
    decided = rated["moderation"] != ""
    assert (rated["rating"] == rated["rule_rating"])[~decided].all()
    assert set(rated.loc[decided, "moderation"]) <= {"Peer review (Panel, 30 September 2016)"}
    capped = rated["limited_by"] != ""
    assert set(rated.loc[capped, "rule_rating"]) <= ({rule.limits["cap"].caps_at} if rule.limits else set())


FIVE = [counts(60, 100), counts(180, 400), counts(325, 625), counts(1325, 2500), counts(5150, 10000)]
BY_FUNNEL = {"benchmark": 50, "low_by": "funnel_95", "very_low_by": "funnel_99.8", "high_by": "funnel_95"}


def in_funnel(rows, kind, direction=1):
    rule = small_rule(
        {"a": BY_FUNNEL},
        aggregation="counts",
        value_decimals=1,
        over_dispersion={"kind": kind, "winsorised_percent": 10},
    )
    return breakdown(table(rows, direction), rule)


def test_the_limits_of_a_funnel_are_as_worked_by_hand():
    """Errors at 50% are 5, 2.5, 2, 1 and 0.5 points; limits at 95% are 1.959964 of them round 50.

    40.200 to 59.800, 45.100 to 54.900, 46.080 to 53.920, 48.040 to 51.960, 49.020 to 50.980.
    """
    found = in_funnel(FIVE, "none")
    assert found["outcome"].tolist() == ["high", "low", "similar", "high", "high"]
    half = found["low_edge"] - found["value"]
    assert half.tolist() == pytest.approx([9.799820, 4.899910, 3.919928, 1.959964, 0.979982], abs=1e-6)
    assert (found["value"] - found["high_edge"]).tolist() == pytest.approx(half.tolist())


def test_over_dispersion_widens_the_limits_of_a_funnel_as_worked_by_hand():
    """Variance between areas 8.486458 (see hand_worked_indicator_scores.csv).

    1.959964 · sqrt(25 + 8.486458) = 1.959964 · 5.786749 = 11.341820, and so on; nobody is outside.
    """
    found = in_funnel(FIVE, "additive")
    assert found["outcome"].tolist() == ["similar"] * 5
    half = (found["low_edge"] - found["value"]).tolist()
    assert half == pytest.approx([11.341820, 7.523930, 6.925766, 6.036709, 5.793163], abs=1e-5)


def test_99_8_limits_make_very_low_as_worked_by_hand():
    """With an error of 5: 3.090232 · 5 = 15.451: 34 is 16 below 50, and 35 is not beyond."""
    found = in_funnel([counts(34, 100), counts(35, 100), counts(40, 100), counts(41, 100)], "none")
    assert found["outcome"].tolist() == ["very low", "low", "low", "similar"]
    turned = in_funnel([counts(66, 100), counts(65, 100), counts(60, 100), counts(59, 100)], "none", -1)
    assert turned["outcome"].tolist() == ["very low", "low", "low", "similar"]


@pytest.mark.parametrize(
    ("peers", "error", "outcome"),
    [(59.6, 0, "similar"), (59.7, 0, "low"), (59.7, 1, "similar"), (59.8, 1, "similar"), (59.9, 1, "low")],
)
def test_the_error_of_similar_areas_adds_by_squares_as_worked_by_hand(peers, error, outcome):
    """Wilson 50 of 100 ends at 59.617, 9.617 from 50 (Newcombe 1998).

    With a standard error of 1: sqrt(9.617² + 1.960²) = sqrt(92.487 + 3.841) = 9.8147: 59.815.
    """
    rule = small_rule(
        {"a": {"benchmark": "peers", "low_by": "95", "high_by": "95"}}, aggregation="counts", value_decimals=1
    )
    rows = figures("a", [("A", counts(50, 100))], peers=peers, peers_error=error)
    assert breakdown(rows, rule)["outcome"].tolist() == [outcome]


def test_shares_are_shrunken_as_worked_by_hand():
    """2 of 10 and 8 of 10 (Kleinman 1973): m = 0.5, S = 0.09, weights 0.5 each.

    0.09 = 0.25 · (0.05 + 0.45 ρ), so ρ = 0.688889; B = 6.888889 / 7.2 = 0.956790; 50 ± 30 · 0.956790.
    """
    found = breakdown(table([counts(2, 10), counts(8, 10)]), shrunken_rule(22))
    assert found["compared_value"].tolist() == pytest.approx([21.296296, 78.703704], abs=1e-6)
    assert found["outcome"].tolist() == ["low", "high"]
    assert breakdown(table([counts(2, 10), counts(8, 10)]), shrunken_rule(21.3))["outcome"][0] == "high"


def test_an_index_is_shrunken_as_worked_by_hand():
    """69 and 71 with errors 0.5 (Morris 1983, DerSimonian and Laird 1986): mean 70, Q = 4 + 4 = 8.

    τ² = (8 - 1) / (8 - 32 / 8) = 1.75; B = 0.25 / 2 = 0.125: 69.125 and 70.875.
    """
    found = breakdown(table([index(69, 0.5), index(71, 0.5)]), shrunken_rule(70.9))
    assert found["compared_value"].tolist() == pytest.approx([69.125, 70.875])
    # 70.875 rounds to 70.9.
    assert found["outcome"].tolist() == ["low", "high"]


def shrunken_rule(benchmark):
    by_value = {"benchmark": benchmark, "low_by": "value", "high_by": "value"}
    return small_rule({"a": by_value}, aggregation="counts", value_decimals=1, figures="shrunken")
