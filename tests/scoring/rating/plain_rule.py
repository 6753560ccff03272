"""The rule of 2016 written again from its description, an area at a time: an oracle for `scoring.rate`.

Nothing here comes from `scoring` but the names of the constants. Each comment is a line of the
description of the rule.
"""

from decimal import ROUND_HALF_UP, Decimal
from math import isnan, nan, sqrt

Z = {"95": 1.959964, "99.8": 3.090232}


def wilson(numerator, denominator, z):
    """Wilson (1927), in percent: centre = (p + z²/2n) / (1 + z²/n), and so on."""
    p, n = numerator / denominator, denominator
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return 100 * (centre - half), 100 * (centre + half)


def written_to(number):
    """Half a unit of the last decimal that a number is written with, of at most six: 0.05 for 82.7."""
    return 0.5 * 10 ** -len(f"{number:.6f}".rstrip("0").partition(".")[2])


def interval(row, confidence):
    """The limits of a figure: as given, else from counts; wider ones from counts that give the limits, if there
    are any, and else in proportion, within 0 and 100."""
    has_counts = not isnan(row["numerator"]) and not isnan(row["denominator"])
    has_limits = not isnan(row["lower_ci"]) and not isnan(row["upper_ci"])
    if confidence == "95" and has_limits:
        return row["lower_ci"], row["upper_ci"]
    if has_counts:
        ends = wilson(row["numerator"], row["denominator"], Z["95"])
        given = (row["lower_ci"], row["upper_ci"])
        near = (ends[1] - ends[0]) / 1000
        if not has_limits or all(
            abs(one - other) <= written_to(one) + near for one, other in zip(given, ends, strict=True)
        ):
            return wilson(row["numerator"], row["denominator"], Z[confidence])
    if has_limits:
        ratio = Z[confidence] / Z["95"]
        below, above = row["value"] - row["lower_ci"], row["upper_ci"] - row["value"]
        return max(row["value"] - ratio * below, 0), min(row["value"] + ratio * above, 100)
    return nan, nan


def rounded(value, decimals):
    """Round half up, as a publication does; figures computed from counts carry dust in the 12th decimal."""
    return float(Decimal(str(round(value, 9))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def outcome(row, indicator, constants):
    """'low', 'similar', 'high' or 'missing' for one figure."""
    if isnan(row["value"]):
        return "missing"
    benchmark = constants[f"{indicator}.benchmark"]
    if benchmark in ("england", "standard"):
        benchmark = row[benchmark]
    value = rounded(row["value"], constants["value_decimals"])

    def compared(by):
        """Both ends of what is compared, and the benchmark for it, turned so that more is better."""
        lower, upper = (nan, nan) if by == "value" else interval(row, by)
        bar = benchmark
        if isnan(lower):
            lower = upper = value
            # a published figure is compared with the published figure of England
            if constants[f"{indicator}.benchmark"] == "england":
                bar = rounded(benchmark, constants["value_decimals"])
        return [row["direction"] * end for end in (lower, upper, bar)]

    # low if the value (rounded) < the benchmark, or if its upper limit (the better end) is
    *ends, bar = compared(constants[f"{indicator}.low_by"])
    if max(ends) < bar:
        return "low"
    # high if the lower limit (the worse end) > the benchmark, or by value if the value >= the benchmark
    high_by = constants[f"{indicator}.high_by"]
    *ends, bar = compared(high_by)
    worst = min(ends)
    if worst > bar or (high_by == "value" and worst == bar):
        return "high"
    return "similar"


def rating(outcomes, constants):
    """The rating for the outcomes of an area."""
    low, high = outcomes.count("low"), outcomes.count("high")
    if len(outcomes) - outcomes.count("missing") < constants["minimum_indicators"]:
        return "not_rated"
    # 3 or more low -> greatest need for improvement
    if low >= constants["greatest.low_at_least"]:
        return "greatest"
    # 1 or 2 low -> needs improvement
    if low >= constants["needs.low_at_least"]:
        return "needs"
    # none low and at least 3 high -> top performing
    if high >= constants["top.high_at_least"]:
        return "top"
    # none low otherwise -> performing well
    return "well"


def rate_plainly(table, constants, indicators):
    """Return {area code: (rating, low, high, present)} for a long table, row by row."""
    areas = {}
    for row in table.to_dict("records"):
        areas.setdefault(row["area_code"], {})[row["indicator"]] = row
    result = {}
    for code, rows in areas.items():
        outcomes = [outcome(rows[i], i, constants) if i in rows else "missing" for i in indicators]
        counts = outcomes.count("low"), outcomes.count("high"), 4 - outcomes.count("missing")
        result[code] = (rating(outcomes, constants), *counts)
    return result
