"""The figures of docs/estimates.md, worked out anew: how far off estimates may be, and how they were fitted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import choosing
import drawing
import models
import numpy as np
import pandas as pd
from models import FloatArray

from scoring.methodology.parts import RATING_LABELS, RATINGS

if TYPE_CHECKING:
    from estimate import Result

LABELS = {
    "early_diagnosis": "Early diagnosis",
    "one_year_survival": "One-year survival",
    "patient_experience": "Patient experience",
}
PUBLIC_RATINGS = RATINGS[:4]
SPREAD_DRAWS = 2000


def as_markdown(result: "Result") -> str:
    """Return all tables of the report as one Markdown text."""
    parts = [
        coefficients,
        errors,
        printed_values,
        plain_split,
        experience_spread,
        residuals,
        dependence,
        unlikely,
        agreement,
    ]
    return "\n\n".join(part(result) for part in parts) + "\n"


def markdown_table(rows: Sequence[Sequence[object]], header: Sequence[str]) -> str:
    """Return rows as a Markdown table."""
    lines: list[Sequence[object]] = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def section(title: str, body: str) -> str:
    """Return a titled part of the report."""
    return f"### {title}\n\n{body}"


def coefficients(result: "Result") -> str:
    """What the models found."""
    rows = [
        [LABELS[name], key, f"{value:.2f}"]
        for name, fit in result.fits.items()
        for key, value in fit.coefficients.items()
    ]
    return section("What the models found", markdown_table(rows, ["indicator", "quantity", "value"]))


def errors(result: "Result") -> str:
    """Leave-one-out errors, and what a single stored estimate may be off."""
    rows = []
    for name, fit in result.fits.items():
        rmse = float(np.sqrt((fit.errors**2).mean()))
        stored = float(np.sqrt(rmse**2 + (fit.spread**2).mean()))
        cells = [rmse, fit.errors.mean(), fit.errors.abs().max(), fit.spread.mean(), stored]
        rows.append([LABELS[name], len(fit.errors), *(f"{cell:.1f}" for cell in cells)])
    header = [
        "indicator",
        "printed values",
        "RMSE",
        "mean error",
        "largest",
        "spread added",
        "a stored estimate",
    ]
    return section(
        "Errors on the printed values, each predicted without itself (points)", markdown_table(rows, header)
    )


def printed_values(result: "Result") -> str:
    """Each printed value beside its prediction."""
    names = result.inputs.areas["short_name"]
    rows = []
    for name, fit in result.fits.items():
        printed = result.inputs.exact(name)
        rows += [
            [
                LABELS[name],
                names[area],
                f"{printed[area]:.1f}",
                f"{printed[area] - error:.1f}",
                f"{round(error, 1) + 0.0:+.1f}",
            ]
            for area, error in fit.errors.sort_index().items()
        ]
    header = ["indicator", "area", "printed", "predicted", "error"]
    return section("The printed values and their predictions", markdown_table(rows, header))


def plain_split(result: "Result") -> str:
    """How many areas each rating gets before anything is chosen."""
    draws = result.draws
    counts = np.stack([(draws.rating == r).sum(-1) for r in range(4)], axis=-1)
    low, middle, high = np.percentile(counts, [2.5, 50, 97.5], axis=0)
    rows = [
        [RATING_LABELS[r], f"{middle[k]:.0f}", f"{low[k]:.0f} to {high[k]:.0f}", result.facts.split[r]]
        for k, r in enumerate(PUBLIC_RATINGS)
    ]
    header = ["rating", "plain draws, median", "95% of draws", "published, and here"]
    return section("The split before and after choosing", markdown_table(rows, header))


def experience_spread(result: "Result") -> str:
    """Return what the published ratings say about the spread of patient experience between areas."""
    known, rows = choosing.known_ratings(result.inputs), []
    for between in (1.0, 2.0, 3.0):
        fit = models.fit_experience(result.inputs, result.facts.england[drawing.EXPERIENCE], between)
        fits = {**result.fits, "patient_experience": fit}
        rng = np.random.default_rng(0)
        draws = drawing.draw(result.inputs, result.facts, fits, result.method, rng=rng, size=SPREAD_DRAWS)
        chances = choosing.rating_chances(draws)
        fitting = sum(np.log(max(chances[i, r], 1 / SPREAD_DRAWS)) for i, r in known.items())
        rows.append([f"{between:.1f}", *(f"{n:.0f}" for n in chances.sum(0)), f"{fitting:.0f}"])
    header = ["spread between areas", *(RATING_LABELS[r] for r in PUBLIC_RATINGS), "log-likelihood"]
    return section(
        "Spread of patient experience: plain split and fit to the 41 published ratings",
        markdown_table(rows, header),
    )


def residuals(result: "Result") -> str:
    """How far estimates lie from what their model expects, before and after choosing."""
    draws, names = result.draws, result.grid.indicators
    area = np.arange(len(result.kept))
    rows = []
    for when, residual in (("before", draws.residual), ("after", draws.residual[result.kept, area])):
        table = choosing.residual_table(residual, draws.grid.published, names)
        rows += [
            [
                LABELS[name],
                when,
                f"{round(r['mean'], 2) + 0.0:+.2f}",
                f"{r['sd']:.2f}",
                f"{r['beyond_2']:.1%}",
                f"{r['largest']:.1f}",
            ]
            for name, r in table.iterrows()
        ]
    rows.sort(key=lambda row: (list(LABELS.values()).index(row[0]), row[1] == "after"))
    header = ["indicator", "choosing", "mean", "standard deviation", "beyond 2", "largest"]
    body = markdown_table(rows, header)
    body += (
        f"\n\nTo meet the national facts, {result.swapped} of {len(area)} areas exchanged their first draw "
        "for another of the same rating."
    )
    return section("Distance of estimates from their models, in spreads", body)


def assigned_chances(result: "Result") -> pd.Series:
    """Return the share of plain draws in which each area had the rating that it has now, by area code."""
    area = np.arange(len(result.kept))
    chance: FloatArray = result.chances[area, result.draws.rating[result.kept, area]]
    return pd.Series(chance, result.grid.area_codes)


def dependence(result: "Result") -> str:
    """How many ratings rest on estimates."""
    chance = assigned_chances(result)
    all_published = int(result.grid.published.all(-1).sum())
    certain = int((chance == 1).sum()) - all_published
    rows = [
        ["all four values are published", all_published],
        ["an estimate is needed, but no draw gave another rating", certain],
        [
            "the rating came up in at least 90% of draws, not in all",
            int(((chance >= 0.9) & (chance < 1)).sum()),
        ],
        ["in 50% to 90%", int(((chance >= 0.5) & (chance < 0.9)).sum())],
        ["in fewer than 50%", int((chance < 0.5).sum())],
    ]
    body = markdown_table(rows, ["areas where", "number"])
    mean = f"{chance.mean():.2f}"
    body += f"\n\nA plain draw gives an area the rating that it has here with probability {mean} on average."
    return section("How far the computed ratings depend on estimates", body)


def unlikely(result: "Result") -> str:
    """Published ratings that the models did not expect."""
    chance = assigned_chances(result)
    ratings, names = result.inputs.ratings, result.inputs.areas["short_name"]
    known = chance[ratings.index].sort_values()
    rows = [
        [
            names[area],
            RATING_LABELS[ratings.loc[area, "rating"]],
            ratings.loc[area, "certainty"],
            f"{share:.1%}",
        ]
        for area, share in known[known < 0.1].items()
    ]
    header = ["area", "published rating", "certainty", "share of plain draws"]
    return section(
        "Published ratings that came up in fewer than 10% of plain draws", markdown_table(rows, header)
    )


def agreement(result: "Result") -> str:
    """England's values as weighted means of the areas."""
    means = choosing.england_means(result.grid.value, result.grid.denominator)
    rows = [
        [name.replace("_", " "), f"{mean:.2f}", f"{england:.1f}"]
        for name, mean, england in zip(result.grid.indicators, means, result.facts.england, strict=True)
    ]
    return section("England", markdown_table(rows, ["indicator", "weighted mean here", "published"]))
