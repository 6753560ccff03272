"""What a file says of itself: edition, methodology, thresholds, limits, periods, sources, licence, link."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

import pandas as pd

from scoring import RATING_LABELS, Assessment, Methodology, describe_changes, format_value
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import describe_parameter, parameter_label, unit_of

NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class IndicatorProvenance:
    """What a file says of one indicator, all in words."""

    label: str
    definition: str
    unit: str
    period: str
    last_update: str
    source: str
    methodology_link: str
    threshold: str
    england: str
    standard: str
    limits: str
    basis: str
    licence: str
    files: str


INDICATOR_TITLES = {
    "label": "Indicator",
    "definition": "Definition",
    "unit": "Unit",
    "period": "Period",
    "last_update": "Last update",
    "source": "Source",
    "methodology_link": "Methodology link",
    "threshold": "Threshold",
    "england": "England",
    "standard": "National standard",
    "limits": "Confidence limits",
    "basis": "Basis of the figures",
    "licence": "Licence",
    "files": "Source files",
}

_JOINED = {
    "threshold": "Thresholds of the indicators",
    "limits": "Confidence limits",
    "period": "Period of the figures",
    "last_update": "Last update of the figures",
    "source": "Source of the figures",
    "methodology_link": "Methodology link of the source",
    "basis": "Basis of the figures",
}

LINK_TITLES = ("Link to this view", "Made by the command")


def link_title(link: str) -> str:
    """Return what stands before an address or a command that gives the same file or view."""
    return LINK_TITLES[link.startswith("python -m ")]


def link_line(link: str) -> str:
    """Return an address or a command with what it is; nothing where no address leads here from outside."""
    return f"{link_title(link)}: {link}" if link else ""


IDENTIFYING = (
    "Edition",
    "Methodology",
    "Changes to the methodology",
    "Compared with",
    "Licence",
    *LINK_TITLES,
)
"""The titles of the short notes without which a row means little."""

_LONGEST_CHANGES = 90


@dataclass(frozen=True)
class Provenance:
    """What every file carries.

    Attributes
    ----------
    title : str
        What the file holds, such as "Ratings of all areas".
    edition, published, publisher, areas : str
        Title of the edition, its date in words, who published it, and which areas it has.
    methodology, changes, constants : str
        Title and status of the methodology, what is changed in it, every constant of it with its value.
    compared_with : str
        Title and changes of the baseline, where the file compares two methodologies.
    licence, attribution : str
    made_on : date
        When the file was made.
    link : str
        What shows or makes this: an address, or a command.
    indicators : dict of str to IndicatorProvenance
        By the id of the indicator.
    basis : str
        How many figures there are of each basis: "229 published, 607 estimated".
    """

    title: str
    edition: str
    published: str
    publisher: str
    areas: str
    methodology: str
    changes: str
    constants: str
    licence: str
    attribution: str
    made_on: date
    link: str
    indicators: dict[str, IndicatorProvenance]
    compared_with: str = ""
    basis: str = ""

    def footer(self) -> tuple[str, ...]:
        """Return what every page of a document carries, in short parts; the link stands beside it.

        Changes that are too long for a footer are counted there, and are in full in the notes.
        """
        changes = self.changes
        if len(changes) > _LONGEST_CHANGES:
            changes = f"{changes.count('; ') + 1} changes, in full in the notes"
        return (
            self.edition,
            f"Methodology: {self.methodology}; changes: {changes}",
            f"Figures: {self.basis}" if self.basis else "",
            f"Source: {self.publisher}",
            self.licence,
            f"Made on {self.made_on.day} {self.made_on:%B %Y}",
        )

    def notes(self) -> dict[str, str]:
        """Return the notes by title; those on indicators name each of them."""
        joined = {
            title: "; ".join(f"{one.label}: {getattr(one, field)}" for one in self.indicators.values())
            for field, title in _JOINED.items()
        }
        notes = {
            "Content": self.title,
            "Edition": self.edition,
            "Published on": self.published,
            "Published by": self.publisher,
            "Areas covered": self.areas,
            "Methodology": self.methodology,
            "Changes to the methodology": self.changes,
            "Compared with": self.compared_with,
            "Constants of the methodology": self.constants,
            **joined,
            "Licence": self.licence,
            "Attribution": self.attribution,
            "File made on": self.made_on.isoformat(),
            link_title(self.link): self.link,
        }
        return {title: text for title, text in notes.items() if text}

    def indicator_table(self) -> pd.DataFrame:
        """Return one row an indicator with what the file says of it, under full words."""
        rows = [
            [identity, *(getattr(one, field.name) for field in fields(one))]
            for identity, one in self.indicators.items()
        ]
        return pd.DataFrame(rows, columns=["Indicator ID", *INDICATOR_TITLES.values()])


def described_method(method: Methodology) -> str:
    """Return the title of a methodology with its status, which is not said twice: 'Funnel plot (alternative)'."""
    # What is called reconstructed is not called so again.
    said = "reconstruct" in method.title.lower() and method.status == "reconstruction"
    return method.title if said else f"{method.title} ({method.status})"


def about(
    title: str,
    assessment: Assessment,
    link: str,
    *,
    baseline: Methodology | None = None,
    made_on: date | None = None,
) -> Provenance:
    """Return what a file of an edition and a methodology says of itself.

    Parameters
    ----------
    title : str
        What the file holds.
    assessment : Assessment
        The edition, rated by the methodology with the changes of the scenario.
    link : str
        The address or the command that gives this.
    baseline : Methodology, optional
        What the scenario is compared with, if the file compares.
    made_on : date, optional
        Today if left out.
    """
    edition, method = assessment.edition, assessment.method
    meta = edition.meta
    day = f"{meta.date.day} {meta.date:%B %Y}"
    used = {
        name: _indicator_about(name, indicator, assessment)
        for name, indicator in meta.indicators.items()
        if name in method.indicators or name in set(edition.indicators["indicator"])
    }
    return Provenance(
        title,
        meta.title,
        f"figures to {day}" if meta.period else day,
        meta.publisher,
        meta.geography,
        described_method(method),
        _changes(assessment),
        _constants(assessment),
        meta.licence,
        meta.attribution,
        made_on or date.today(),
        link,
        used,
        f"{baseline.title} (changes: {_changes(Assessment(edition, baseline))})" if baseline else "",
        count_by_basis(edition.indicators),
    )


def _changes(assessment: Assessment) -> str:
    return "; ".join(describe_changes(assessment)) or "none"


def _constants(assessment: Assessment) -> str:
    """Name every constant that is no threshold of an indicator: how low and high are found, bands, limits."""
    return "; ".join(
        f"{parameter_label(path, assessment)}: {setting_in_words(path, value, assessment)}"
        for path, value in assessment.method.values.items()
        if not (path.endswith(".benchmark") and path.partition(".")[0] in assessment.method.indicators)
    )


def setting_in_words(
    path: str,
    value: object,
    assessment: Assessment,
) -> str:
    """Write the value of a constant in its unit: 'England's 50.7%', '95% interval'."""
    return describe_parameter(value, unit_of(path, assessment))


def _indicator_about(
    name: str,
    meta: IndicatorMeta,
    assessment: Assessment,
) -> IndicatorProvenance:
    edition, method = assessment.edition, assessment.method
    extra = meta.model_extra or {}
    figures = edition.indicators[edition.indicators["indicator"] == name]
    threshold = f"{name}.benchmark"
    update = extra.get("last_update") or (meta.published and f"published {meta.published}")
    return IndicatorProvenance(
        label=meta.short_label,
        definition=meta.definition,
        unit=meta.unit,
        period=meta.period,
        last_update=str(update or NOT_KNOWN),
        source=meta.publisher,
        methodology_link=meta.methodology_link or NOT_KNOWN,
        threshold=setting_in_words(threshold, method.values[threshold], assessment)
        if threshold in method.values
        else "none",
        england=_or_none(meta.england_value, meta, NOT_KNOWN),
        standard=_or_none(meta.standard, meta, "none"),
        limits=f"95%, {_how_many(figures, 'interval_basis')}",
        basis=_how_many(figures, "basis"),
        licence=str(extra.get("licence") or edition.meta.licence),
        files="; ".join(extra.get("sources", [])) or NOT_KNOWN,
    )


def _or_none(value: float | None, meta: IndicatorMeta, none: str) -> str:
    return none if value is None else format_value(value, meta)


def count_by_basis(figures: pd.DataFrame) -> str:
    """Count the figures that have a value by their basis: '229 published, 607 estimated'."""
    return _how_many(figures[figures["value"].notna()], "basis")


def _how_many(figures: pd.DataFrame, column: str) -> str:
    """Count figures by their basis: '10 published, 199 estimated'."""
    if column not in figures:
        return "basis not stated"
    counts = figures[column].fillna("basis not stated").value_counts()
    return ", ".join(f"{count} {basis}" for basis, count in counts.items()) or "no figures"


def rating_words(ratings: Iterable[str]) -> list[str]:
    """Return ratings as words for people."""
    return [RATING_LABELS.get(rating, rating) for rating in ratings]
