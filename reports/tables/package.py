"""A whole edition with a scenario as a Frictionless Data Package: a zip that describes itself.

The folder `edition` in it is an edition as `scoring.load_edition` reads it, and `scenario.yaml` a scenario as
`--scenario` and the page What if take it: together they give the same ratings again. The tables beside it are for
people. Specification: Frictionless Data, Data Package and Table Schema, version 1 (specs.frictionlessdata.io).
"""

import datetime as dt
import hashlib
import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd
import yaml

from reports.tables.columns import Column, columns_of
from reports.tables.contents import ADDED_BY_READING, constants_table, figures_table, ratings_table
from reports.tables.provenance import Provenance
from reports.tables.table import Table, as_csv, slug
from scoring import Assessment, Edition, scenario_yaml
from scoring.methodology.files import methodology_yaml

DESCRIPTION = "datapackage.json"
_LICENCES = {
    "Open Government Licence v3.0": {
        "name": "OGL-UK-3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    }
}
_TYPES = {"b": "boolean", "i": "integer", "u": "integer", "f": "number"}


@dataclass(frozen=True)
class _File:
    """A file of the package: its content and what datapackage.json says of it."""

    path: str
    title: str
    content: bytes
    schema: dict[str, Any] | None = None

    @property
    def resource(self) -> dict[str, Any]:
        name = slug(self.path.rpartition(".")[0])
        ending = self.path.rpartition(".")[2]
        found: dict[str, Any] = {"name": name, "path": self.path, "title": self.title, "format": ending}
        if self.schema is not None:
            found |= {"profile": "tabular-data-resource", "mediatype": "text/csv", "schema": self.schema}
        return found | {
            "encoding": "utf-8",
            "bytes": len(self.content),
            "hash": f"sha256:{hashlib.sha256(self.content).hexdigest()}",
        }


def package_bytes(assessment: Assessment, about: Provenance) -> bytes:
    """Return the data package of an edition with a methodology, as a zip.

    Parameters
    ----------
    assessment : Assessment
        The edition, rated by the methodology with the changes of the scenario.
    about : Provenance
        What the package says of itself; see `reports.tables.provenance.about`.

    Raises
    ------
    DataError
        If the edition lacks an indicator that the methodology uses.
    """
    edition, method = assessment.edition, assessment.method
    edition.check_indicators(method.indicators)
    files = [
        *_tables(assessment, about),
        *_edition_files(edition, about),
        *_texts(assessment, about),
    ]
    description = json.dumps(_description(assessment, about, files), indent=2, ensure_ascii=False)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in [(DESCRIPTION, description.encode()), *((f.path, f.content) for f in files)]:
            # The same content makes the same file, whatever the time of day.
            entry = zipfile.ZipInfo(path, about.made_on.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _tables(assessment: Assessment, about: Provenance) -> list[_File]:
    """Return the tables for people, under full words."""
    area = _foreign_key("Area code", "edition-areas", "area_code")
    indicator = _foreign_key("Indicator ID", "indicators", "Indicator ID")
    notes = about.indicator_table()
    titled = Table(notes, {name: Column(name) for name in notes}, about)
    return [
        _table_file(
            "ratings.csv",
            "Ratings of all areas",
            ratings_table(assessment, about),
            ["area_code"],
            [area],
        ),
        _table_file(
            "breakdown.csv",
            "Every figure, and how the methodology judges it",
            figures_table(assessment, about),
            ["area_code", "indicator"],
            [area, indicator],
        ),
        _table_file("indicators.csv", "What each indicator is", titled, ["Indicator ID"]),
        _table_file(
            "constants.csv",
            "Every constant of the methodology",
            constants_table(assessment, about),
            ["path"],
        ),
    ]


def _edition_files(edition: Edition, about: Provenance) -> list[_File]:
    """Return the edition as a folder that `load_edition` reads, its columns under the names of code."""
    # England's values are kept: figures that somebody brought may have their own.
    figures = edition.indicators.drop(columns=[*ADDED_BY_READING, "standard"], errors="ignore")
    area = _foreign_key("area_code", "edition-areas", "area_code")
    parts: list[tuple[str, str, pd.DataFrame, list[str]]] = [
        ("areas", "Areas", edition.areas, ["area_code"]),
        ("indicators", "Figures of the indicators", figures, ["area_code", "indicator"]),
        ("published_ratings", "Ratings that were published", edition.published_ratings, []),
        ("neighbours", "Areas that share a border", edition.neighbours, ["area_code", "neighbour_code"]),
        ("split_areas", "Areas in more than one alliance", edition.split_areas, []),
    ]
    files = [
        _File(
            f"edition/{name}.csv",
            title,
            as_csv(frame),
            _schema(frame, {}, key, [] if name == "areas" else [area]),
        )
        for name, title, frame, key in parts
        if len(frame)
    ]
    meta = edition.meta.model_dump(exclude_unset=True)
    indicators = meta.pop("indicators")
    # Blocks that are not of the edition itself stand beside it; reading puts them together again.
    document = {"edition": meta, "indicators": indicators}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return [*files, _File("edition/metadata.yaml", "The edition and its indicators", text.encode())]


def _texts(assessment: Assessment, about: Provenance) -> list[_File]:
    """Return the methodology, the scenario and the notes."""
    edition, method = assessment.edition, assessment.method
    notes = "\n".join(f"- **{title}:** {text}" for title, text in about.notes().items())
    readme = (
        f"# {edition.meta.title}: {about.title}\n\n{notes}\n\n"
        "The folder `edition` and the file `scenario.yaml` give the same ratings again:\n\n"
        "    python -m scoring rate --edition edition --scenario scenario.yaml\n\n"
        f"Text that a spreadsheet would run as a formula has an apostrophe before it. `{DESCRIPTION}` describes "
        "every file and column.\n"
    )
    return [
        _File(
            "scenario.yaml", "The scenario: a methodology with its changes", scenario_yaml(method).encode()
        ),
        _File(
            "methodology.yaml",
            "The methodology in full, with the changes applied",
            methodology_yaml(method).encode(),
        ),
        _File("README.md", "Notes", readme.encode()),
    ]


def _description(assessment: Assessment, about: Provenance, files: list[_File]) -> dict[str, Any]:
    """Return the content of datapackage.json."""
    meta = assessment.edition.meta
    licence = _LICENCES.get(meta.licence, {"name": slug(meta.licence)})
    sources = [
        {"title": f"{one.label}: {one.source}"}
        | ({"path": one.methodology_link} if one.methodology_link.startswith("http") else {})
        for one in about.indicators.values()
    ]
    return {
        "profile": "data-package",
        "name": slug(f"{meta.id} {assessment.method.id}"),
        "title": f"{meta.title}: {about.title}",
        "description": str((meta.model_extra or {}).get("description", meta.geography)),
        "created": dt.datetime.combine(about.made_on, dt.time(), dt.UTC).isoformat().replace("+00:00", "Z"),
        "licenses": [{**licence, "title": meta.licence}],
        "sources": sources,
        "contributors": [{"title": meta.publisher, "role": "publisher"}],
        "notes": about.notes(),
        "link": about.link,
        "resources": [file.resource for file in files],
    }


def _table_file(
    path: str, title: str, table: Table, key: list[str], foreign: list[dict[str, Any]] | None = None
) -> _File:
    titles = {name: column.title for name, column in table.columns.items()}
    schema = _schema(table.titled, table.columns, [titles[name] for name in key], foreign or [])
    return _File(path, title, as_csv(table.titled), schema)


def _schema(
    shown: pd.DataFrame, columns: dict[str, Column], key: list[str], foreign: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the Table Schema of a frame as it stands in its file."""
    columns = columns or columns_of(shown, {})
    fields = []
    for (name, values), column in zip(shown.items(), columns.values(), strict=True):
        field = {"name": name, "title": column.title, "type": _TYPES.get(values.dtype.kind, "string")}
        about = column.about or (f"Unit: {column.unit}" if column.unit else "")
        fields.append(field | ({"description": about} if about else {}))
    found: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key:
        found["primaryKey"] = key
    if foreign:
        found["foreignKeys"] = foreign
    return found


def _foreign_key(field: str, resource: str, there: str) -> dict[str, Any]:
    return {"fields": [field], "reference": {"resource": resource, "fields": [there]}}
