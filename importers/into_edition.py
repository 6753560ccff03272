"""Imported figures in place of those of an edition: a new edition, the old one stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from importers.fingertips.meta import PUBLISHER
from importers.fingertips.read import IndicatorsImported
from importers.report import Imported
from importers.tables.figures import COLUMNS
from importers.web.fetch import safe_name
from scoring.clean_text import cleaned
from scoring.editions.figure_checks import NUMBERS
from scoring.editions.model import Edition, EditionMeta, IndicatorMeta, with_benchmarks
from scoring.errors import DataError, listed

BROUGHT = "Supplied by you"
"""How the source of a figure begins that no publisher's file gives."""


@dataclass(frozen=True)
class Part:
    """Figures for some indicators of an edition, and what people are told about them.

    Attributes
    ----------
    table : DataFrame with `importers.tables.figures.COLUMNS`, every indicator one of the edition's
    about : by indicator, what replaces the edition's metadata (fields of `IndicatorMeta`)
    files : names of the files that they come from
    notes : sentences
    """

    table: pd.DataFrame
    about: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def own_part(imported: Imported, periods: Mapping[str, str] | None = None) -> Part:
    """Return the figures of somebody's own table.

    They are 'estimated' whatever the file says: nobody can check here that they were published. Their source
    begins with `BROUGHT` and ends with the file's own words.

    Parameters
    ----------
    periods : by indicator, the period in words as somebody stated it; else that of the table

    Raises
    ------
    DataError
        If the file gave no table.
    """
    table, file = _table(imported), imported.report.file
    said = table["source"].where(table["source"] == "", ": " + table["source"])
    claim = table["basis"].map({"published": "; the file calls it published"}).fillna("")
    marked = table.assign(
        basis="estimated", interval_basis="estimated", source=f"{BROUGHT} ({file})" + said + claim
    )
    stated = stated_periods(imported)
    about: dict[str, Mapping[str, object]] = {}
    for name, rows in marked.groupby("indicator", sort=False):
        period = (periods or {}).get(str(name), stated[str(name)])
        own = {
            "period": period or "Period not stated",
            "period_basis": "stated in the file" if period and period == stated[str(name)] else "as you said",
            "publisher": f"{BROUGHT} ({file})",
            "estimation": (
                "Figures that you brought are marked as estimates, since it cannot be checked here that they "
                "were published."
            ),
        }
        about |= _with_england(rows, own, file)
    return Part(marked, about, (file,))


def stated_periods(imported: Imported) -> dict[str, str]:
    """Return the period of each indicator in words, as an imported table says it; '' where it does not."""
    periods = _table(imported).groupby("indicator", sort=False)["period"]
    return {str(name): str(texts.iloc[0]) for name, texts in periods}


def fingertips_part(imported: IndicatorsImported, uses: Mapping[str, str], edition: Edition) -> Part:
    """Return the figures of a Fingertips file.

    Parameters
    ----------
    uses : indicator of the edition by the indicator's name in the imported table; others are left out

    Raises
    ------
    DataError
        If none is used, two are used as the same indicator, or one is in another unit.
    """
    table, file = _table(imported), imported.report.file
    wanted = {name: use for name, use in uses.items() if name in imported.drafts}
    if not wanted:
        raise DataError(f"Choose which indicator of {file} to use, and which indicator here it stands for.")
    if len(set(wanted.values())) < len(wanted):
        raise DataError(
            "Two indicators of the file cannot be used as one. Choose another use for one of them."
        )
    table = table[table["indicator"].isin(list(wanted))]
    table = table.assign(indicator=table["indicator"].map(wanted)).reset_index(drop=True)
    about: dict[str, Mapping[str, object]] = {}
    for name, use in wanted.items():
        draft, own_unit = imported.drafts[name], edition.meta.indicators[use].unit
        if draft.unit and draft.unit != own_unit:
            label = edition.meta.indicators[use].short_label
            raise DataError(
                f"{draft.label} is in {draft.unit}, {label} in {own_unit}: the one cannot be used as the other."
            )
        own = {
            "period": draft.period,
            "period_basis": "stated in the file",
            "publisher": PUBLISHER,
            "estimation": None,
            "definition": f"{draft.label}, as in Fingertips.",
        }
        about |= _with_england(table[table["indicator"] == use], own, file)
    return Part(table, about, (file,))


def with_parts(
    edition: Edition, parts: Sequence[Part], *, keep: bool, base: EditionMeta, files: Sequence[str]
) -> Edition:
    """Return an edition with other figures for some indicators.

    Parameters
    ----------
    edition : Edition, whose other indicators stay
    parts : of different indicators
    keep : bool
        Whether areas that a part does not have keep the figure of the edition. Else they have none.
    base : metadata of the edition that came with the app: its title and id are built on
    files : all files that figures were loaded from, those loaded before included

    Raises
    ------
    DataError
        If two parts have the same indicator, or an indicator is not one of the edition's.
    """
    given = [name for part in parts for name in part.table["indicator"].unique()]
    if twice := sorted({name for name in given if given.count(name) > 1}):
        labels = listed(edition.meta.indicators[name].short_label for name in twice)
        raise DataError(f"Two files have figures for {labels}. Remove one of them.")
    if unknown := sorted(set(given) - edition.meta.indicators.keys()):
        raise DataError(f"{edition.meta.title} has no indicator {listed(unknown)}.")
    new = pd.concat([part.table for part in parts], ignore_index=True)[COLUMNS]
    old = edition.indicators
    pairs = ["area_code", "indicator"]
    gone = old["indicator"].isin(given)
    if keep:
        gone &= pd.MultiIndex.from_frame(old[pairs]).isin(pd.MultiIndex.from_frame(new[pairs]))
    shared = [column for column in COLUMNS if column in old and column != "england"]
    figures = pd.concat([old.loc[~gone, shared], new[shared]], ignore_index=True)
    figures = figures.astype(dict.fromkeys(NUMBERS, float))
    order = {name: i for i, name in enumerate(edition.meta.indicators)}
    figures = figures.sort_values(
        pairs, key=lambda c: c.map(order) if c.name == "indicator" else c, kind="stable"
    ).reset_index(drop=True)
    indicators = dict(edition.meta.indicators)
    for part in parts:
        for name, rows in figures[figures["indicator"].isin(part.about)].groupby("indicator", sort=False):
            given_areas = int((part.table["indicator"] == name).sum())
            indicators[name] = _described(indicators[name], part.about[name], rows, given_areas)
    meta = _meta(edition, base, figures, indicators, files)
    return replace(edition, meta=meta, indicators=with_benchmarks(figures, meta, edition.similar))


def _table(imported: Imported) -> pd.DataFrame:
    if imported.table is None:
        raise DataError(imported.report.hopeless or f"{imported.report.file} gives no figures.")
    return imported.table


def _with_england(
    table: pd.DataFrame, about: Mapping[str, object], file: str
) -> dict[str, Mapping[str, object]]:
    """Return what is said of every indicator of a table, with England's value where the file has one."""
    found: dict[str, Mapping[str, object]] = {}
    for name, rows in table.groupby("indicator", sort=False):
        own = dict(about) | {
            "published": None,
            "last_update": f"Loaded by you from {file}",
            "sources": [file],
            "england_numerator": None,
            "england_denominator": None,
        }
        if not (england := rows["england"].dropna()).empty:
            own |= {"england_value": float(england.iloc[0]), "england_note": f"The England row of {file}"}
        found[str(name)] = own
    return found


def _described(
    meta: IndicatorMeta, about: Mapping[str, object], rows: pd.DataFrame, areas_given: int
) -> IndicatorMeta:
    """Return what is said of an indicator whose figures are in `rows`, some of them perhaps from before."""
    published = int((rows["basis"] == "published").sum())
    update = dict(about) | {
        "basis_summary": f"{published} published, {len(rows) - published} estimated or supplied by you"
    }
    if areas_given < len(rows):
        of = "1 area" if areas_given == 1 else f"{areas_given} areas"
        update["period"] = f"{about['period']} ({of}); the others: {meta.period}"
        kept = (meta.estimation,) if meta.estimation else ()
        update["estimation"] = " ".join([*kept, str(about["estimation"] or "")]).strip() or None
    return meta.model_copy(update={name: cleaned(value) for name, value in update.items()})


def _meta(
    edition: Edition,
    base: EditionMeta,
    figures: pd.DataFrame,
    indicators: Mapping[str, IndicatorMeta],
    files: Sequence[str],
) -> EditionMeta:
    marked = int((figures["basis"] != "published").sum())
    # A title stands in many places, some of which take marks in a text for layout.
    names = listed(safe_name(file) for file in files)
    return edition.meta.model_copy(
        update={
            "id": f"{base.id}-with-loaded-figures",
            "title": f"{base.title}, with figures from {names}",
            "indicators": indicators,
            "description": (
                f"With figures that you loaded from {names}; only you can see them. Of all {len(figures)} figures "
                f'{marked} are estimates or were supplied by you, marked "est."; these are not official figures.'
            ),
        }
    )
