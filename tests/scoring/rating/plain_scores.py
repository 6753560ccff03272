"""Rules of every kind written again from their published formulas, an area at a time: an oracle for `rate`.

What there is a well-known function for is asked of numpy and scipy; the rest is in plain loops.
"""

from math import isnan, nan, sqrt

import numpy as np
from scipy.stats import gmean, zscore

from tests.scoring.rating.plain_rule import Z, interval, rounded

RATINGS = ("top", "well", "needs", "greatest")


def rate_every_kind(table, method):
    """Return {area code: (rating, score)} for a long table, score nan for a rule without."""
    rows = {}
    for row in table.to_dict("records"):
        rows.setdefault(row["area_code"], {})[row["indicator"]] = dict(row)
    codes = sorted(rows)
    if method.figures == "shrunken":
        for name in method.indicators:
            _shrink([rows[code][name] for code in codes if name in rows[code]])
    outcomes = {code: {} for code in codes}
    scores = {code: {} for code in codes}
    for name, rule in method.indicators.items():
        of_indicator = {
            c: rows[c][name] for c in codes if name in rows[c] and not isnan(rows[c][name]["value"])
        }
        errors = _errors(of_indicator, rule, method)
        for code, row in of_indicator.items():
            if rule.low_by is not None:
                outcomes[code][name] = _outcome(row, rule, method, errors)
        for code, score in _scores(of_indicator, name, method, errors, outcomes).items():
            scores[code][name] = score
    return _rated(codes, rows, outcomes, scores, method)


def _benchmark(row, given):
    return row[given] if isinstance(given, str) else given


def _errors(rows, rule, method):
    """The standard error of each value at its benchmark, widened for over-dispersion."""
    errors, z = {}, {}
    if rule.benchmark is None or method.over_dispersion is None:
        return errors
    for code, row in rows.items():
        bar, per = _benchmark(row, rule.benchmark), row.get("per", 100)
        if not isnan(row["numerator"]) and not isnan(per):
            n = row["denominator"]
            share = min(max(bar / per, 0.5 / n), 1 - 0.5 / n)
            error = per * sqrt(share * (1 - share) / n)
        else:
            error = (row["upper_ci"] - row["lower_ci"]) / 2 / Z["95"]
        if error > 1e-6:
            errors[code] = sqrt(error**2 + (row["peers_error"] ** 2 if rule.benchmark == "peers" else 0))
            z[code] = (row["value"] - bar) / errors[code]
    if method.over_dispersion.kind == "none" or len(errors) < 2:
        return errors
    # Spiegelhalter 2005: winsorise, then tau² = (I phi - (I - 1)) / (sum w - sum w² / sum w), at least 0.
    tail = method.over_dispersion.winsorised_percent
    low, high = np.percentile(list(z.values()), [tail, 100 - tail])
    phi = sum(min(max(one, low), high) ** 2 for one in z.values()) / len(z)
    weights = [1 / error**2 for error in errors.values()]
    total = sum(weights)
    spread = (len(z) * phi - (len(z) - 1)) / (total - sum(w**2 for w in weights) / total)
    return {code: sqrt(error**2 + max(spread, 0)) for code, error in errors.items()}


def _outcome(row, rule, method, errors):
    """'very low', 'low', 'similar' or 'high'."""
    bar, way = _benchmark(row, rule.benchmark), row["direction"]
    value, error = row["value"], errors.get(row["area_code"], nan)
    own = row["peers_error"] if rule.benchmark == "peers" else 0

    def compared(by, better):
        """The better or the worse end of what is compared, and the benchmark for it."""
        plain = rounded(value, method.value_decimals), _as_published(bar, rule.benchmark, method)
        if by == "value":
            return plain
        up = 1 if better == (way > 0) else -1
        if by.startswith("funnel_"):
            half = Z[by.removeprefix("funnel_")] * error
            return plain if isnan(half) else (value + up * half, bar)
        limit = interval(row, by)[0 if up < 0 else 1]
        if isnan(limit):
            return plain
        return limit + up * (sqrt((limit - value) ** 2 + (Z[by] * own) ** 2) - abs(limit - value)), bar

    def worse(by, better):
        edge, against = compared(by, better)
        return way * edge < way * against

    if worse(rule.low_by, True):
        very = rule.very_low_by is not None and worse(rule.very_low_by, True)
        return "very low" if very else "low"
    edge, bar = compared(rule.high_by, False)
    return "high" if way * edge > way * bar or (rule.high_by == "value" and edge == bar) else "similar"


def _as_published(bar, benchmark, method):
    """A figure is compared with a rounded value as it is rounded; a number that was set is what it says."""
    return rounded(bar, method.value_decimals) if benchmark in ("england", "peers") else bar


def _scores(rows, name, method, errors, outcomes):
    """{area code: score} of one indicator, better always higher."""
    rule = method.indicators[name]
    better = {code: row["direction"] * row["value"] for code, row in rows.items()}
    given, scale = list(better.values()), method.scale
    if not rows or method.score is None:
        return {}
    if method.score == "points":
        points = method.points
        worth = {"very low": points.low, "low": points.low, "similar": points.similar, "high": points.high}
        return {code: worth[outcomes[code][name]] for code in rows}
    if method.score == "z":
        return {
            code: rows[code]["direction"]
            * (rows[code]["value"] - _benchmark(rows[code], rule.benchmark))
            / error
            for code, error in errors.items()
        }
    if method.score == "quartile":
        cuts = np.percentile(given, [25, 50, 75])
        return {code: 1 + sum(value > cut for cut in cuts) for code, value in better.items()}
    if method.score == "standardised":
        alike = max(given) - min(given) < 1e-9
        z = [0.0] * len(given) if alike else zscore(given)
        return {code: scale.centre + scale.spread * one for code, one in zip(better, z, strict=True)}
    worst, span = min(given), max(given) - min(given)
    width = scale.highest - scale.lowest
    return {
        code: scale.lowest + width * ((value - worst) / span if span else 0.5)
        for code, value in better.items()
    }


def _rated(codes, rows, outcomes, scores, method):
    together = {code: _combined(scores[code], scores, method) for code in codes}
    has_value = {
        code: sum(not isnan(rows[code][name]["value"]) for name in method.indicators if name in rows[code])
        for code in codes
    }
    present = has_value if method.score is None else {code: len(scores[code]) for code in codes}
    rated = [
        code
        for code in codes
        if present[code] >= method.minimum_indicators and (method.score is None or not isnan(together[code]))
    ]
    result = {code: ("not_rated", together[code]) for code in codes}
    ordered = sorted((together[code] for code in rated), reverse=True)
    for code in rated:
        rating = _band(code, outcomes, together, ordered, method)
        for limit in method.limits.values():
            row = rows[code].get(limit.indicator)
            if row is not None and not isnan(row["value"]) and _breaches(row, limit, method):
                rating = max(rating, limit.caps_at, key=RATINGS.index)
        result[code] = (rating, together[code])
    return result


def _combined(mine, scores, method):
    """One score of an area's scores by indicator."""
    weights = {name: method.indicators[name].weight for name in mine}
    if not mine or method.score is None:
        return nan
    given = list(mine.values())
    if method.aggregation == "worst":
        return min(given)
    if method.aggregation == "mazziotta_pareto":
        return np.mean(given) - np.var(given) / np.mean(given)
    if not sum(weights.values()):
        return nan
    if method.aggregation in ("mean", "geometric_mean"):
        mean = np.average if method.aggregation == "mean" else gmean
        return mean(given, weights=list(weights.values()))
    return _over_its_variance(mine, scores, weights, list(method.indicators))


def _over_its_variance(mine, scores, weights, names):
    """The weighted sum of z over its standard deviation, from the correlation over areas with all of them."""
    whole = [[own[name] for name in names] for own in scores.values() if len(own) == len(names)]
    variance = 0.0
    for one in mine:
        for other in mine:
            at = [names.index(one), names.index(other)]
            pair = np.array(whole).reshape(-1, len(names))[:, at]
            varies = len(pair) > 1 and (np.ptp(pair, axis=0) > 1e-9).all()
            r = 1.0 if one == other else np.corrcoef(pair.T)[0, 1] if varies else 0.0
            variance += weights[one] * weights[other] * r
    if variance < 1e-9 * sum(weight**2 for weight in weights.values()):
        return nan
    return sum(weights[name] * mine[name] for name in mine) / sqrt(variance)


def _band(code, outcomes, scores, ordered, method):
    found = list(outcomes[code].values())
    very_low, high = found.count("very low"), found.count("high")
    low, taken = found.count("low") + very_low, 0.0
    for rating, band in method.bands.items():
        fits = low >= (band.low_at_least or 0) and very_low >= (band.very_low_at_least or 0)
        fits = fits and high >= (band.high_at_least or 0)
        if band.score_at_least is not None:
            fits = fits and scores[code] >= band.score_at_least - 1e-9
        if band.percent_of_areas is not None:
            taken += band.percent_of_areas
            number = int(rounded(len(ordered) * taken / 100, 0))
            fits = fits and number > 0 and scores[code] >= ordered[min(number, len(ordered)) - 1] - 1e-9
        if fits:
            return rating
    return "not_rated"


def _breaches(row, limit, method):
    bar, way = _benchmark(row, limit.benchmark), row["direction"]
    given = nan if limit.breached_by == "value" else interval(row, limit.breached_by)[1 if way > 0 else 0]
    if isnan(given):
        given, bar = rounded(row["value"], method.value_decimals), _as_published(bar, limit.benchmark, method)
    return way * given < way * bar


def _shrink(rows):
    """Empirical Bayes by moments: Kleinman 1973 for counts, Morris 1983 for values with limits."""
    known = [row for row in rows if not isnan(row["value"])]
    counted = [row for row in known if not isnan(row["numerator"])]
    if counted:
        n = [row["denominator"] for row in counted]
        p = [row["numerator"] / row["denominator"] for row in counted]
        w = [one / sum(n) for one in n]
        m = sum(a * b for a, b in zip(w, p, strict=True))
        s = sum(a * (b - m) ** 2 for a, b in zip(w, p, strict=True))
        chance = sum(a * (1 - a) / b for a, b in zip(w, n, strict=True))
        rest = m * (1 - m) * (sum(a * (1 - a) for a in w) - chance)
        rho = min(max((s - m * (1 - m) * chance) / rest, 0), 1) if rest > 0 else 0.0
        for row, share, size in zip(counted, p, n, strict=True):
            own = size * rho / (1 + (size - 1) * rho)
            row["value"] = 100 * min(own * share + (1 - own) * m, 1)
    normal = [row for row in known if isnan(row["numerator"]) and row["upper_ci"] - row["lower_ci"] > 1e-5]
    if normal:
        x = np.array([row["value"] for row in normal])
        v = np.array([((row["upper_ci"] - row["lower_ci"]) / 2 / Z["95"]) ** 2 for row in normal])
        w = 1 / v
        q = (w * (x - np.average(x, weights=w)) ** 2).sum()
        spread = w.sum() - (w**2).sum() / w.sum()
        tau2 = max((q - (len(x) - 1)) / spread, 0) if len(x) > 1 else 0.0
        centre = np.average(x, weights=1 / (v + tau2))
        for row, value, variance in zip(normal, x, v, strict=True):
            row["value"] = value + variance / (variance + tau2) * (centre - value)
