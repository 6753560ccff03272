"""Write indicators.csv of the October 2016 edition: published figures as published, the rest estimated.

    python sample_data/october-2016/estimate.py            write indicators.csv
    python sample_data/october-2016/estimate.py --check    say whether the file is what this script gives
    python sample_data/october-2016/estimate.py --report   print the figures of docs/estimates.md

Needs requirements-dev.txt. The seed is fixed: the same inputs give the same bytes.
"""

import argparse
import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

import choosing  # noqa: E402  (beside this file)
import drawing  # noqa: E402
import models  # noqa: E402
import report  # noqa: E402
from drawing import INDICATORS, SURVIVAL, WAITS, Draws, Facts  # noqa: E402
from models import Fit, FloatArray, Inputs  # noqa: E402

from scoring import Methodology, load_methodology  # noqa: E402
from scoring.rating.grid import Grid  # noqa: E402

SEED = 20161004
DRAWS = 4000
METHODOLOGY = "nhs-england-2016"
COLUMNS = [
    *("area_code", "indicator", "value", "numerator", "denominator", "lower_ci", "upper_ci"),
    *("basis", "interval_basis", "source", "note"),
]
WAITS_SOURCE = "NHS England, Cancer Waiting Times, commissioner workbooks January to March 2016 (final)"
ESTIMATE_SOURCE = "Estimated by this project; see docs/estimates.md"


@dataclass(frozen=True)
class Result:
    """Everything that the file and the report need."""

    inputs: Inputs
    facts: Facts
    method: Methodology
    fits: dict[str, Fit]
    draws: Draws
    chances: FloatArray
    kept: np.ndarray
    swapped: int
    grid: Grid


def main() -> int:
    """Write, check or report; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    what.add_argument("--report", action="store_true", help="print the figures of docs/estimates.md")
    options = parser.parse_args()
    result = build()
    if options.report:
        print(report.as_markdown(result))
        return 0
    text, file = as_csv(result), HERE / "indicators.csv"
    if not options.check:
        file.write_bytes(text)
        return 0
    if file.read_bytes() == text:
        print(f"{file.name} is what the script gives.")
        return 0
    print(f"{file.name} is not what the script gives. Run it without --check.", file=sys.stderr)
    return 1


def build() -> Result:
    """Fit the models, draw, and choose."""
    inputs, metadata = models.read_inputs(HERE), read_metadata()
    facts = read_facts(metadata)
    england = dict(zip(INDICATORS, facts.england, strict=True))
    low, high = facts.survival_range
    fits = {
        "early_diagnosis": models.fit_early_diagnosis(inputs, england["early_diagnosis"]),
        "one_year_survival": models.fit_survival(inputs, england["one_year_survival"], high - low),
        "patient_experience": models.fit_experience(inputs, england["patient_experience"]),
    }
    method, rng = load_methodology(METHODOLOGY), np.random.default_rng(SEED)
    draws = drawing.draw(inputs, facts, fits, method, rng=rng, size=DRAWS)
    chances = choosing.rating_chances(draws)
    ratings = choosing.likeliest_ratings(chances, choosing.known_ratings(inputs), facts.split)
    kept, swapped = choosing.keep_draws(draws, ratings, facts, inputs, rng)
    return Result(inputs, facts, method, fits, draws, chances, kept, swapped, _kept_grid(draws, kept))


def _kept_grid(draws: Draws, kept: np.ndarray) -> Grid:
    """Return the grid of the kept draws, arrays of shape (areas, 4)."""
    grid, area = draws.grid, np.arange(len(kept))
    arrays = {n: getattr(grid, n)[kept, area] for n in ("value", "numerator", "lower_ci", "upper_ci")}
    return replace(grid, **arrays)


def read_metadata() -> dict:
    """Return metadata.yaml as it is."""
    return yaml.safe_load((HERE / "metadata.yaml").read_text(encoding="utf-8"))


def read_facts(metadata: dict) -> Facts:
    """Return the public facts in the form that the choice of draws needs."""
    fact = {entry["id"]: entry["value"] for entry in metadata["facts"]}
    england = [metadata["indicators"][name]["england_value"] for name in INDICATORS]
    return Facts(
        england=np.array(england, float),
        split=fact["rating_split"],
        early_range=(fact["early_lowest"]["from"], fact["early_lowest"]["to"]),
        early_highest=fact["early_highest"],
        survival_range=(fact["survival_lowest"], fact["survival_highest"]),
        survival_below=fact["survival_below_70"],
        ipswich=("E38000086", fact["survival_rank_ipswich"]),
    )


def as_csv(result: Result) -> bytes:
    """Return indicators.csv: one row an area and indicator, areas by code."""
    rows = [row(result, i, j) for i in range(len(result.grid.area_codes)) for j in range(4)]
    buffer = io.StringIO()
    pd.DataFrame(rows, columns=COLUMNS).to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue().encode()


def row(result: Result, i: int, j: int) -> list[str]:
    """Return one row of indicators.csv for area i and indicator j."""
    grid = result.grid
    counts = ["" if np.isnan(n) else f"{n:.0f}" for n in (grid.numerator[i, j], grid.denominator[i, j])]
    published = bool(grid.published[i, j])
    source, note = source_and_note(result.inputs, grid, i, j)
    return [
        grid.area_codes[i],
        INDICATORS[j],
        as_text(grid.value[i, j]),
        *counts,
        f"{grid.lower_ci[i, j]:.4f}",
        f"{grid.upper_ci[i, j]:.4f}",
        "published" if published else "estimated",
        "derived" if j == WAITS else "estimated",
        source,
        note,
    ]


def as_text(value: float) -> str:
    """Return a value with one to four decimals, as many as it has."""
    text = f"{value:.4f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def source_and_note(inputs: Inputs, grid: Grid, i: int, j: int) -> tuple[str, str]:
    """Return where a figure comes from, and what a reader should know about it."""
    area, name = grid.area_codes[i], INDICATORS[j]
    printed = inputs.printed[(inputs.printed["area_code"] == area) & (inputs.printed["indicator"] == name)]
    exact = printed[printed["operator"] == "="]
    if j == WAITS:
        return waits_source_and_note(inputs, grid, i, exact)
    if len(exact):
        what = "standard error" if j == SURVIVAL else "number of patients"
        return (
            f"As printed: {exact['publisher'].iloc[0]}",
            f"The value is as printed; its interval rests on an estimated {what}.",
        )
    if len(printed):
        paper = printed["publisher"].iloc[0]
        return ESTIMATE_SOURCE, f"{paper} printed only that it is {printed['value'].iloc[0]:g} or above."
    return ESTIMATE_SOURCE, ""


def waits_source_and_note(inputs: Inputs, grid: Grid, i: int, exact: pd.DataFrame) -> tuple[str, str]:
    """Return source and note of a 62-day figure."""
    notes, source = [], WAITS_SOURCE
    if len(exact):
        paper = exact["publisher"].iloc[0]
        source = f"As printed: {paper}; interval from {WAITS_SOURCE}"
        within, treated = grid.numerator[i, WAITS], grid.denominator[i, WAITS]
        share = 100 * within / treated
        if f"{share:.1f}" != f"{grid.value[i, WAITS]:.1f}":
            notes.append(
                f"Value as printed; the published counts ({within:.0f} of {treated:.0f}) give {share:.1f}%."
            )
    month = inputs.waits["incomplete_month"].iloc[i]
    if isinstance(month, str):
        others = " and ".join(m for m in ("January", "February", "March") if m != month)
        notes.append(
            f"A hospital seems not to have sent its figures for {month} 2016, so this quarter rests mostly "
            f"on {others}. Treat it with care."
        )
    return source, " ".join(notes)


if __name__ == "__main__":
    sys.exit(main())
