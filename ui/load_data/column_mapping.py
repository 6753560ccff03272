"""How the columns of a file, or of which part of it, were understood, for people to see and correct."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from importers.areas import match_areas
from importers.fingertips.choice import OFFERED, FingertipsFile, IndicatorSeries, Selection
from importers.tables.frames import TextFrame
from importers.tables.mapping import WORDS, Mapping
from importers.tables.newest import period_texts
from scoring import DataError, Edition
from scoring.editions.figure_checks import NUMBERS
from ui.components import markdown
from ui.components.tables import numbers_as_such, worded
from ui.load_data.files import FileReading, read_again

_NONE = "–"
_SHOWN_ROWS = 5
_OF_SERIES = [column for column in OFFERED if column != "area_type"]
_MOST_WORDS, _MOST_PERIODS = 40, 200
_ROLES = {
    "indicator": "Which indicator",
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "lower_ci": "Lower limit (95%)",
    "upper_ci": "Upper limit (95%)",
    "period": "Period",
    "year": "Year of the period, if in a column of its own",
    "period_start": "First day of the period, if in a column of its own",
    "source": "Source",
    "note": "Note",
}
_SCALES: dict[bool | None, str] = {
    None: "as the figures suggest",
    False: "as percentages, 82.7",
    True: "as fractions, 0.827",
}
_LAYOUTS = {
    "long": "one column of values; each row is an area and an indicator",
    "wide": "a column of values for each indicator; each row is an area",
}


def correct(reading: FileReading, edition: Edition) -> None:
    """Draw what can be corrected of how a file was read, and read it again when somebody does."""
    if isinstance(reading.source, TextFrame) and isinstance(reading.choice, Mapping):
        with st.expander("Column mapping and first rows", expanded=not reading.usable):
            _first_rows(reading.source.frame, reading.id)
            choice: Mapping | Selection = _mapping(reading.source, reading.choice, edition, reading.id)
    elif isinstance(reading.source, FingertipsFile) and isinstance(reading.choice, Selection):
        with st.expander("Which part of the file is read, and the first rows", expanded=not reading.usable):
            _first_rows(reading.source.frame, reading.id)
            choice = _selection(reading.source, reading.choice, reading.id)
    else:
        return
    if choice != reading.choice:
        read_again(reading, choice, edition)
        st.rerun()


def _first_rows(frame: pd.DataFrame, key: str) -> None:
    shown = numbers_as_such(frame.head(_SHOWN_ROWS).reset_index())
    st.dataframe(worded(shown), hide_index=True, placeholder="", key=f"first-{key}")


def _mapping(table: TextFrame, now: Mapping, edition: Edition, key: str) -> Mapping:
    """Draw a box for each meaning, and return what they say."""
    columns = [str(column) for column in table.frame.columns]
    area = st.selectbox("Areas (codes or names)", columns, index=columns.index(now.area), key=f"area-{key}")
    layout = st.radio(
        "How the table is laid out",
        list(_LAYOUTS),
        index=int(bool(now.wide)),
        format_func=_LAYOUTS.__getitem__,
        key=f"layout-{key}",
    )
    fractions = st.radio(
        "How percentages are written",
        list(_SCALES),
        index=list(_SCALES).index(now.fractions),
        format_func=_SCALES.__getitem__,
        horizontal=True,
        key=f"fractions-{key}",
    )
    now = replace(now, fractions=fractions, areas=_areas(table.frame[area], now, edition, key))
    if layout == "wide":
        return _wide(table, now, str(area), edition, key)
    return _long(table, now, str(area), edition, key)


def _areas(cells: pd.Series, now: Mapping, edition: Edition, key: str) -> dict[str, str]:
    """Draw the names that are nearly those of areas, to be used by whoever knows that they are."""
    suggested = match_areas(cells, edition).suggestions
    if not suggested:
        return {}
    chosen = st.multiselect(
        "Names that nearly match an area: use",
        list(suggested),
        default=[text for text in now.areas if text in suggested],
        format_func=lambda text: f"{text} as {edition.short_names[suggested[text]]}",
        placeholder="None of them",
        key=f"areas-{key}",
    )
    return {text: suggested[text] for text in chosen}


def _column(label: str, columns: list[str], now: str | None, key: str) -> str | None:
    options = [_NONE, *columns]
    chosen = st.selectbox(
        markdown.escape(label), options, index=options.index(now) if now in options else 0, key=key
    )
    return None if chosen in (None, _NONE) else str(chosen)


def _wide(table: TextFrame, now: Mapping, area: str, edition: Edition, key: str) -> Mapping:
    columns = [str(column) for column in table.frame.columns]
    placed = {place: column for column, place in now.wide.items()}
    wide: dict[str, tuple[str, str]] = {}
    sides = st.columns(2)
    for i, (name, meta) in enumerate(edition.meta.indicators.items()):
        with sides[i % 2]:
            chosen = _column(meta.short_label, columns, placed.get((name, "value")), f"wide-{name}-{key}")
        if chosen:
            wide[chosen] = (name, "value")
    # Columns of counts and limits stay as guessed, if they are not used for another thing now.
    wide |= {
        column: place
        for column, place in now.wide.items()
        if place[1] != "value" and column not in wide and column != area
    }
    others = {role: column for role, column in now.columns.items() if role not in (*NUMBERS, "indicator")}
    now = replace(now, area=area, wide=wide, columns=others, only_indicator=None)
    return replace(now, period=_period(table.frame, now, key))


def _long(table: TextFrame, now: Mapping, area: str, edition: Edition, key: str) -> Mapping:
    columns = [str(column) for column in table.frame.columns]
    found: dict[str, str] = {}
    sides = st.columns(3)
    for i, (role, label) in enumerate(_ROLES.items()):
        with sides[i % 3]:
            chosen = _column(label, columns, now.columns.get(role), f"{role}-{key}")
        if chosen:
            found[role] = chosen
    found |= {role: column for role, column in now.columns.items() if role in WORDS and role not in _ROLES}
    choice = replace(now, area=area, columns=found, wide={})
    choice = replace(choice, period=_period(table.frame, choice, key))
    if "indicator" not in found:
        return replace(
            choice, only_indicator=_indicator("All figures are for", now.only_indicator, edition, key)
        )
    return replace(
        choice, only_indicator=None, indicators=_words(table.frame[found["indicator"]], now, edition, key)
    )


def _period(frame: pd.DataFrame, now: Mapping, key: str) -> str | None:
    """Draw the choice of a period, if a column has any."""
    try:
        cells = period_texts(frame, now.columns)
    except DataError:
        return None  # The column has none; the report says so.
    if cells is None:
        return None
    options = ["", *(str(text) for text in cells.dropna().unique()[:_MOST_PERIODS])]
    chosen = st.selectbox(
        "Which period",
        options,
        index=options.index(now.period) if now.period in options else 0,
        format_func=lambda text: text or "the newest of each indicator",
        key=f"period-chosen-{key}",
    )
    return chosen or None


def _indicator(label: str, now: str | None, edition: Edition, key: str) -> str | None:
    options = [_NONE, *edition.meta.indicators]
    names = {name: meta.short_label for name, meta in edition.meta.indicators.items()} | {_NONE: _NONE}
    chosen = st.selectbox(
        markdown.escape(label),
        options,
        index=options.index(now) if now in options else 0,
        format_func=names.__getitem__,
        key=f"{label}-{key}",
    )
    return None if chosen in (None, _NONE) else str(chosen)


def _words(cells: pd.Series, now: Mapping, edition: Edition, key: str) -> dict[str, str]:
    """Draw a box for each word of the column of indicators that means none here for sure."""
    found = dict(now.indicators)
    for word in [str(text) for text in cells.dropna().unique()[:_MOST_WORDS]]:
        guess = found.get(word)
        hint = now.suggestions.get(word)
        label = f"“{word}” is"
        if hint and not guess:
            label += f" (perhaps {edition.meta.indicators[hint].short_label})"
        chosen = _indicator(label, guess, edition, key)
        found.pop(word, None)
        if chosen:
            found[word] = chosen
    return found


def _selection(file: FingertipsFile, now: Selection, key: str) -> Selection:
    choices = file.choices()
    types = sorted(choices["area_type"].unique())
    area_type = st.selectbox(
        "Areas",
        types,
        index=types.index(now.area_type),
        format_func=lambda text: text or _NONE,
        key=f"type-{key}",
    )
    own = choices[choices["area_type"] == area_type]
    series = []
    for before in now.series:
        rows = own[own["indicator_id"] == before.indicator_id]
        options = [
            IndicatorSeries(**{str(column): str(row[column]) for column in _OF_SERIES}, name=before.name)
            for row in rows.to_dict("records")
        ]
        if not options:
            continue
        chosen = st.selectbox(
            markdown.escape(before.indicator_name),
            options,
            # A period that nobody can tell to be the newest is chosen by people, not by its place in the list.
            index=options.index(before) if before in options else None if not before.period else 0,
            format_func=IndicatorSeries.in_words,
            placeholder="Choose the period",
            key=f"series-{before.indicator_id}-{area_type}-{key}",
        )
        series.append(chosen or before)
    return Selection(str(area_type), tuple(series))
