"""Tables and files of the page Methods."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from geodata.postcodes import PostcodeError, postcode_table
from geodata.towns import ATTRIBUTION as TOWNS
from reports.tables.contents import rating_counts
from reports.tables.table import Table
from scoring import RATING_LABELS, Assessment, Edition, Methodology, edition_ids, format_value
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import counted, describe_parameter, format_threshold, parameter_label
from scoring.methodology.files import methodology_yaml
from ui.components import downloads, markdown
from ui.components.tables import ratings_in_order
from ui.session import results as data
from ui.session import state
from ui.session.map_source import MapSource

LINK_COLUMN = {"Source": st.column_config.LinkColumn("Source")}


def indicator_overview(edition: Edition) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return one row an indicator, as text, and which columns are numbers."""
    records = []
    for meta in edition.meta.indicators.values():
        extra = meta.model_extra or {}
        records.append(
            {
                "Indicator": meta.short_label,
                "Period": meta.period,
                "England": "–" if meta.england_value is None else format_value(meta.england_value, meta),
                "Standard": "none"
                if meta.standard is None
                else format_threshold(meta.standard, meta, trim=False),
                "Figures": extra.get("basis_summary", ""),
                "Publisher": meta.publisher,
            }
        )
    return pd.DataFrame(records), ("England", "Standard")


def indicator_facts(meta: IndicatorMeta) -> pd.DataFrame:
    """Return everything the edition says of an indicator: a row a fact."""
    extra = meta.model_extra or {}
    published = meta.published or "Not known"
    facts = {
        "Definition": meta.definition,
        "Unit": meta.unit,
        "Direction": meta.direction.replace("_", " "),
        "Numerator": meta.numerator_label,
        "Denominator": meta.denominator_label,
        "Period": f"{meta.period} ({extra.get('period_basis', 'stated')})",
        "Publisher": meta.publisher,
        "Published": str(published),
        "Last update": extra.get("last_update"),
        "England": None if meta.england_value is None else format_value(meta.england_value, meta),
        "England, note": extra.get("england_note"),
        "National standard": "none"
        if meta.standard is None
        else format_threshold(meta.standard, meta, trim=False),
        "Source of the standard": meta.standard_source,
        "Figures": extra.get("basis_summary"),
        "How estimates are made": meta.estimation,
        "Licence": extra.get("licence"),
        "Sources": "; ".join(extra.get("sources", [])),
    }
    return pd.DataFrame([(name, text) for name, text in facts.items() if text], columns=["Item", "Detail"])


def parameter_table(assessment: Assessment, original: Methodology) -> pd.DataFrame:
    """Return every constant of the rule: what it is, its value now and in the rule, its source."""
    edition, method = assessment.edition, assessment.method
    records = []
    for path, value in method.values.items():
        owner, _, field = path.partition(".")
        about = method.parameters[path]
        owner = method.limits[owner].indicator if owner in method.limits else owner
        meta = edition.meta.indicators.get(owner) if field == "benchmark" else None
        text = describe_parameter(value, meta)
        if value != original.values[path]:
            text += f" (rule: {describe_parameter(original.values[path], meta)})"
        records.append(
            {
                "Applies to": parameter_label(path, assessment).partition(":")[0],
                "Meaning": about.meaning,
                "Value": text,
                "Source": about.source,
            }
        )
    return pd.DataFrame(records)


_LIBRARY_TEXT = (
    "How many areas each methodology gives each rating, by the same figures{basis}. Any of them can be chosen on the "
    "page “What if”, and any can be downloaded in full, edited, and loaded again there."
)
_number = st.column_config.NumberColumn
LIBRARY_COLUMNS: dict[str, Any] = {
    "title": st.column_config.TextColumn("Methodology", pinned=True),
    **{rating: _number(label) for rating, label in RATING_LABELS.items()},
    "below_well": _number("Below performing well"),
    "moved": _number("Rated differently from the 2016 rule"),
    "source": "Source",
}


def library_text(edition: Edition) -> str:
    """Say what the table of the library shows, and if it is based on estimates."""
    estimated = (edition.indicators["basis"] != "published").any()
    basis = "; most of them are estimates, so every number here is based on estimates"
    return _LIBRARY_TEXT.format(basis=basis if estimated else "")


def library_split(edition_name: str) -> pd.DataFrame:
    """Return the split of every methodology of the library, a row each."""
    table = data.library_counts(edition_name)
    return table[list(LIBRARY_COLUMNS)].dropna(axis=1, how="all")


DOWNLOADS_TEXT = (
    "Every file says which edition, methodology and changes it shows, with thresholds, confidence limits, periods, "
    "last updates, sources, licence and the link to this view: a workbook on its sheet Notes, a CSV file in columns at "
    "the right, Parquet in its metadata. Estimated figures are marked."
)


def library_downloads(assessment: Assessment) -> None:
    """Draw the download of the table of the library, the choice of a methodology and the download of its file."""
    downloads.table_download(
        "Download this table",
        "library",
        "The library of methodologies",
        partial(Table.of, data.library_counts(state.view().edition), more=rating_counts()),
        of=assessment,
    )
    methods = data.methodologies(edition_name=state.view().edition)
    name = st.selectbox("A methodology in full", list(methods), format_func=lambda name: methods[name].title)
    st.markdown(markdown.escape(methods[name].description))
    st.download_button(
        "Download it (YAML)",
        methodology_yaml(methods[name]),
        file_name=f"{name}.yaml",
        mime="application/yaml",
        on_click="ignore",
    )


def postcodes_text() -> str:
    """Say where the postcodes come from."""
    try:
        table = postcode_table()
    except PostcodeError as problem:
        return markdown.escape(str(problem))
    return markdown.escape(f"Used to find an area. {table.source} {table.attribution} {TOWNS}")


def agreement_sentence(assessment: Assessment, ratings: pd.DataFrame) -> str:
    """Say how many of the published ratings a methodology gives."""
    edition, method = assessment.edition, assessment.method
    if edition.published_ratings.empty:
        return "No ratings were published with these figures, so there are none to check against."
    both = edition.published_ratings.merge(ratings, on="area_code", suffixes=("_published", ""))
    told = []
    for certainty, words in (("stated", "stated in print"), ("inferred", "inferred by elimination")):
        known = both[both["certainty"] == certainty]
        if len(known):
            same = int((known["rating"] == known["rating_published"]).sum())
            told.append(f"{same} of {len(known)} ratings {words}")
    gives = f"{markdown.escape(method.title)} gives {' and '.join(told)}."
    if edition.meta.id not in edition_ids():
        return f"{gives} They were published for other figures than those loaded."
    return (
        f"{gives} The estimates were chosen so that the reconstructed rule "
        "gives them all: that shows that rule and figures are consistent, not that every estimate is right."
    )


def public_facts(edition: Edition) -> pd.DataFrame:
    """Return the public facts about the edition: fact, value, source."""
    facts = (edition.meta.model_extra or {}).get("facts", [])
    return pd.DataFrame(
        [(f["fact"], _fact_value(f["value"]), f["source"]) for f in facts],
        columns=["Fact", "Value", "Source"],
    )


def _fact_value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{RATING_LABELS.get(k, k)} {v}" for k, v in value.items())
    return str(value)


def published_ratings(edition: Edition) -> pd.DataFrame:
    """Return the published ratings that are known: area, rating, certainty, source."""
    known = edition.published_ratings
    return pd.DataFrame(
        {
            "Area": known["area_code"].map(edition.short_names),
            **ratings_in_order(known["rating"], "Rating"),
            "Certainty": known["certainty"],
            "Published by": known["publisher"],
            "Source": known["url"],
        }
    )


def boundaries_text(edition: Edition, source: MapSource) -> str:
    """Say which boundaries the map shows, and what does not fit the figures."""
    if source.url is None:
        return f"{edition.meta.geography}. {source.problem}"
    codes = set(edition.areas["area_code"])
    lines = [f"- {markdown.escape(note)}" for note in source.notes]
    if missing := sorted(codes.difference(source.area_codes)):
        lines.append(
            f"- Figures without a shape on the map: {markdown.escape(', '.join(missing[:10]))} "
            f"({counted(len(missing), 'area')})."
        )
    if extra := sorted(set(source.area_codes) - codes):
        lines.append(
            f"- Shapes without figures: {markdown.escape(', '.join(extra[:10]))} ({counted(len(extra), 'area')})."
        )
    return (
        f"{markdown.escape(edition.meta.geography)}. The map shows {counted(len(source.area_codes), 'area')}.\n\n"
        + "\n".join(lines)
    )
