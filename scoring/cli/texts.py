"""The commands that print text for people."""

import argparse

from scoring import (
    DataError,
    Edition,
    Explanation,
    catalogue,
    explain,
    format_value,
)
from scoring.analysis.probability import probability_sentence, rating_probabilities
from scoring.analysis.targets import what_would_it_take
from scoring.analysis.targets_words import targets_sentences
from scoring.cli.inputs import assessment_of
from scoring.cli.output import note
from scoring.methodology.parts import PRESS_LABELS, RATING_LABELS


def explain_area(options: argparse.Namespace) -> None:
    """Print why an area has its rating, how sure that is and what it would take to reach a better one."""
    assessment = assessment_of(options)
    edition, method = assessment.edition, assessment.method
    code = edition.find_area(options.area)
    if code not in set(edition.indicators["area_code"]):
        raise DataError(
            f"{options.data or edition.meta.title} has no figures for {edition.short_names[code]}."
        )
    result = explain(assessment, code)
    label, press = RATING_LABELS[result.rating], PRESS_LABELS[result.rating]
    print(f"{result.short_name} ({code}), {edition.meta.title}")
    print(f"Method: {method.title}")
    print(f"Rating: {label}{'' if press == label else f' ({press.lower()})'}, {result.basis}")
    print(f"\n{result.sentence}\n")
    for line in _indicator_lines(result, edition):
        print(line)
    if method.aggregation == "not_rated":
        return
    by_rule = " by the rule, before moderation" if result.moderation else ""
    sure = rating_probabilities(edition.indicators, method).set_index("area_code").loc[code]
    print(f"\nHow sure{by_rule}: {probability_sentence(sure, result.short_name)}")
    alone = ", if all other areas stay as they are" if method.is_relative else ""
    print(f"What it would take{by_rule}{alone}:")
    for sentence in targets_sentences(edition, what_would_it_take(assessment, code)):
        print(f"  {sentence}")


def _indicator_lines(result: Explanation, edition: Edition) -> list[str]:
    """Return a line for each indicator: outcome, reason, interval, basis and period."""
    lines = []
    for row in result.indicators.itertuples():
        meta = edition.meta.indicators[str(row.indicator)]
        line = f"  {meta.short_label:<22} {row.outcome:<8} {row.reason}"
        if row.lower_ci == row.lower_ci:
            interval = f"{format_value(row.lower_ci, meta)} to {format_value(row.upper_ci, meta)}"
            mark = " est." if row.interval_basis == "estimated" else ""
            line += f" [95% interval {interval}{mark}]"
        lines.append(f"{line} – {row.basis}, {meta.period}")
    return lines


def list_everything(_: argparse.Namespace) -> None:
    """Print editions, methodologies, and every parameter that --set can change; say what is left out."""
    there = catalogue()
    print("Editions")
    for name, edition in there.editions.items():
        print(f"  {name}: {edition.meta.title}")
    print("Methodologies")
    for name, method in there.methodologies.items():
        print(f"  {name}: {method.title}")
        for path, value in method.values.items():
            print(f"    {path}={value}")
    for sentence in there.sentences():
        note(sentence)
