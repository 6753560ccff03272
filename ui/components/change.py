"""Change between two periods, as a colouring of the map of England, and the indicator that is followed."""

import math

import numpy as np
import pandas as pd
import streamlit as st

from charts import Colouring, Text, by_change
from scoring import Assessment, Edition, change_between, edition_metadata
from ui.components import downloads, markdown
from ui.components.area_picker import area_choice_table
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state

_LEAST_LIMIT, _LIMIT_STEP = 10.0, 10.0
"""The colours end at a multiple of ten points: a rounder scale changes less from period to period."""


def followed(edition: Edition) -> str:
    """Return the indicator that is followed over time: the chosen one, or else the last of the edition."""
    return state.view().followed or list(edition.meta.indicators)[-1]


def follow_picker(edition: Edition) -> None:
    """Draw the choice of the indicator that is followed."""
    labels = {name: meta.short_label for name, meta in edition.meta.indicators.items()}
    choice("Indicator", labels, "followed", followed(edition), lambda name: state.follow(followed=name))


def since_picker(edition: Edition) -> None:
    """Draw the choice of the period with which the one in view is compared."""
    names = _earlier(edition)
    if names:
        periods = data.periods(edition.meta.id)
        words = {name: periods[name] for name in reversed(names)}
        choice("Change since", words, "since", _since(edition), lambda name: state.follow(since=name))


def _earlier(edition: Edition) -> list[str]:
    """Return the earlier periods that have the indicator that is followed."""
    metas = edition_metadata()
    wanted = followed(edition)
    return [name for name in data.earlier_periods(edition.meta.id) if wanted in metas[name].indicators]


def _since(edition: Edition) -> str:
    """Return the period chosen, or that of a year before, or the first there is."""
    names, metas, now = _earlier(edition), edition_metadata(), edition.meta.date
    if (chosen := state.view().since) in names:
        return str(chosen)
    year_before = [name for name in names if metas[name].date <= now.replace(year=now.year - 1)]
    return [names[0], *year_before][-1]


def changes_in_view(edition: Edition) -> pd.DataFrame | None:
    """Return the rows of `change_between` for the periods in view; None if there is no earlier one."""
    if not _earlier(edition):
        return None
    linked = data.linked(str(edition.meta.series), data.geography_of(edition))
    return change_between(linked, followed(edition), _since(edition), edition.meta.id)


def colouring_of_change(
    edition: Edition, area_codes: pd.Series
) -> tuple[Colouring, pd.DataFrame, list[Text]]:
    """Return how to colour the map, its frame with area_code, faint and the change, and lines of the tooltip."""
    meta = edition.meta.indicators[followed(edition)]
    table = changes_in_view(edition)
    shown = pd.DataFrame({"area_code": area_codes.to_numpy()})
    if table is None:
        empty = shown.assign(change=np.nan)
        return by_change("change", _LEAST_LIMIT, meta.short_label, better=1), empty, []
    table = table.set_index("area_code").reindex(area_codes)
    columns = {"change": "change", "change_low": "lower_ci", "change_high": "upper_ci"}
    shown = shown.assign(
        **{name: table[column].to_numpy(dtype="float32") for name, column in columns.items()},
        change_note=table["note"].fillna("").to_numpy(),
        # Clear changes have a dark outline, others are paler, areas without one are neither.
        faint=table["direction"]
        .map({"up": False, "down": False, "no clear change": True})
        .astype(object)
        .to_numpy(),
    )
    limit = table["change"].abs().quantile(0.98)
    limit = (
        _LEAST_LIMIT if math.isnan(limit) else max(_LEAST_LIMIT, _LIMIT_STEP * math.ceil(limit / _LIMIT_STEP))
    )
    unit = _unit(edition)
    number = f"'+,.{meta.decimals}f'"
    said = (
        f"isValid(datum.change) ? format(datum.change, {number}) + ' {unit} (95% interval ' + "
        f"format(datum.change_low, {number}) + ' to ' + format(datum.change_high, {number}) + ')' : 'not known'"
    )
    lines = [Text(f"Change in {meta.short_label}", said)]
    if shown["change_note"].any():
        lines.append(Text("Note", "datum.change_note || '–'"))
    title = f"{meta.short_label}: change in {unit}"
    return by_change("change", limit, title, better=_better(edition)), shown, lines


def _better(edition: Edition) -> int:
    return -1 if edition.meta.indicators[followed(edition)].direction == "lower_is_better" else 1


def _unit(edition: Edition) -> str:
    unit = edition.meta.indicators[followed(edition)].unit
    return "points" if unit == "%" else unit


def change_legend(edition: Edition) -> str:
    """Say how many areas changed clearly, in which direction, and how to read the map."""
    meta, table = edition.meta.indicators[followed(edition)], changes_in_view(edition)
    if table is None:
        return f"No earlier period has figures for {meta.short_label}: move the slider to a later period."
    counts = table["direction"].value_counts()
    up, down = (int(counts.get(name, 0)) for name in ("up", "down"))
    better, worse = (up, down) if _better(edition) == 1 else (down, up)
    unknown = int(counts.get("no value", 0))
    periods = data.periods(edition.meta.id)
    grey = f" Grey: {unknown} without an exact predecessor or without a figure." if unknown else ""
    return (
        f"{meta.short_label}, from {periods[_since(edition)]} to {periods[edition.meta.id]}: {better} areas clearly "
        f"better, {worse} clearly worse, {int(counts.get('no clear change', 0))} without a clear change. Dark outline: "
        "the 95% interval of the change excludes 0; even without any true change, one area in twenty would. "
        f"Paler: may be chance.{grey}"
    )


def change_section(assessment: Assessment) -> None:
    """Draw the changes on the map once more, as a table in which a row chooses the area, with its download."""
    edition = assessment.edition
    table = changes_in_view(edition)
    if table is None:
        return
    meta, unit, periods = (
        edition.meta.indicators[followed(edition)],
        _unit(edition),
        data.periods(edition.meta.id),
    )
    st.header("The changes as a table", anchor=False)
    st.caption(
        markdown.escape(
            f"{meta.short_label}, largest fall first. A merged area is compared with its former areas added "
            "together, where that is exact; otherwise the note says why."
        )
    )
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    decimals = f"%.{meta.decimals}f"
    shown = table.assign(short_name=table["area_code"].map(edition.short_names)).sort_values(
        "change", ignore_index=True
    )
    area_choice_table(
        shown,
        key="changes",
        columns={
            "short_name": text("Area", pinned=True),
            "earlier_value": number(periods[_since(edition)], format=decimals),
            "later_value": number(periods[edition.meta.id], format=decimals),
            "change": number(f"Change, {unit}", format=f"%+.{meta.decimals}f"),
            "lower_ci": number("95% from", format=f"%+.{meta.decimals}f"),
            "upper_ci": number("95% to", format=f"%+.{meta.decimals}f"),
            "direction": "Direction",
            "note": text("Note", width="large"),
        },
        alt="Table of the change of every area between the two periods, with its 95% interval.",
    )
    about = table.assign(indicator=followed(edition), earlier=_since(edition), later=edition.meta.id)
    downloads.table_button("Download the changes (CSV)", about, f"changes-{followed(edition)}", assessment)
