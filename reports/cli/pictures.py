"""The command of pictures: the map of ratings, or one indicator of one area among all others."""

import argparse
from pathlib import Path
from typing import Any, get_args

from charts.spec_and_data import spec_and_data
from reports.cli.output import write_file
from reports.figures.pictures import Form, picture_bytes
from reports.figures.rating_map import rating_map
from reports.figures.strip_chart import strip_chart, strip_title
from reports.tables.source_text import source_text
from reports.tables.table import file_name
from scoring import Assessment, UnknownNameError, explain, rate
from scoring.analysis.ratings_words import below_sentence
from scoring.cli.inputs import WrongUseError, assessment_of
from scoring.cli.parser import add_scenario

FORMS: tuple[Form, ...] = get_args(Form)


def add_picture(command: argparse.ArgumentParser) -> None:
    """Add the options of `picture`."""
    command.add_argument("content", choices=("map", "strip"))
    command.add_argument("--area", metavar="AREA", help="the area of a strip, or one to outline on the map")
    command.add_argument("--indicator", metavar="ID", help="the indicator of a strip, e.g. waits_62_day")
    add_scenario(command)
    command.add_argument(
        "--out", metavar="FILE", help=f"a file that ends in .{', .'.join(FORMS)}; default: a PNG"
    )
    command.set_defaults(run=_picture)


def _picture(options: argparse.Namespace, command: str) -> None:
    """Write a picture in the form that the name of the file asks for."""
    assessment = assessment_of(options)
    path = Path(options.out or file_name(options.content, "png", assessment))
    form = next((form for form in FORMS if path.suffix.lower() == f".{form}"), None)
    if form is None:
        raise WrongUseError(f"{path.name} should end in .{', .'.join(FORMS)}, to say which format is meant.")
    area = assessment.edition.find_area(options.area) if options.area else None
    if options.content == "map" and options.indicator is not None:
        raise WrongUseError("--indicator is for a strip; a map shows ratings.")
    if options.content == "map":
        (spec, datasets), title = _map(assessment, area)
    else:
        (spec, datasets), title = _strip(assessment, area, options.indicator)
    source = source_text(assessment, command)
    write_file(picture_bytes(spec, datasets, form, title=title, source=source), path)


def _map(assessment: Assessment, area: str | None) -> tuple[Any, str]:
    edition, method = assessment.edition, assessment.method
    ratings = rate(edition.indicators, method)
    return rating_map(edition, ratings, highlighted=[area] if area else []), below_sentence(ratings)


def _strip(assessment: Assessment, area: str | None, indicator: str | None) -> tuple[Any, str]:
    if area is None or indicator is None:
        raise WrongUseError("A strip needs --area and --indicator.")
    rows = explain(assessment, area).indicators
    found = rows[rows["indicator"] == indicator]
    if found.empty:
        raise UnknownNameError(
            f"There is no indicator {indicator!r}. The indicators are: {', '.join(rows['indicator'])}."
        )
    (row,) = found.itertuples()
    return spec_and_data(strip_chart(assessment, row)), strip_title(assessment.edition, row)
