"""The page Your own data: what was found in the files, and using it, all or nothing."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from geodata.reading.formats import ACCEPTED
from importers.fingertips.read import IndicatorsImported
from importers.into_edition import Part, fingertips_part, own_part, stated_periods, with_parts
from importers.waits.geography import fitting_edition
from importers.waits.into_edition import USUAL_MONTHS, months_of, waits_part
from scoring import DataError, Edition
from scoring.errors import listed
from scoring.explain.words import counted
from ui.components import edition_picker as editions
from ui.components import html, markdown
from ui.load_data.boundaries import use_boundaries
from ui.load_data.column_mapping import correct
from ui.load_data.files import FileReading
from ui.load_data.report import draw_report
from ui.session import loaded, state
from ui.session import results as data

_USED = "load_used"
_LONGEST_PERIOD = 60
_EXAMPLE = pd.DataFrame(
    [
        ("E38000045", "62-day waits", "90", "100"),
        ("11X", "62-day waits", "130", "160"),
        ("England", "62-day waits", "220", "260"),
    ],
    columns=["area", "indicator", "numerator", "denominator"],
)
_KEEP = {
    True: "keep the figure they have now",
    False: "have no figure (and may then be “not rated”)",
}


def what_can_be_loaded() -> None:
    """Say what can be loaded."""
    st.markdown(
        "Cancer waiting times by commissioner from NHS England (.xlsx, .csv), indicators from Fingertips (.csv), a "
        "table of your own (.csv, .xlsx, .parquet) with a column of areas and columns of figures. Or boundaries: "
        f"{ACCEPTED}; each also in a ZIP. At most 50 MB a file."
    )


def example() -> None:
    """Show what a table of a person's own looks like."""
    with st.expander("What a table of your own looks like"):
        st.markdown(
            "A row for each area (ONS code, ODS code or name) and indicator, with counts, a value in the unit of the "
            "indicator, or both. A row for England is compared with the sum of the areas. Or one row for each "
            "area, with a column of values under the name of each indicator."
        )
        html.draw(html.table(_EXAMPLE, ("numerator", "denominator")))


def reports(readings: Sequence[FileReading], edition: Edition) -> None:
    """Draw the report of every file, and under it how its columns were understood."""
    for reading in readings:
        with st.container(border=True, key=f"report-{readings.index(reading)}"):
            draw_report(reading)
            correct(reading, edition)


def use_section(readings: Sequence[FileReading], base: str) -> None:
    """Draw the choices that remain, and the buttons that use the loaded files."""
    if bad := [reading.name for reading in readings if not reading.usable]:
        if len(bad) == len(readings):
            st.markdown("There is nothing to use. Nothing has been changed.")
        else:
            st.markdown(
                f"Nothing can be used while {markdown.escape(listed(bad))} cannot be read: remove it above (✕), "
                "or load it in another format."
            )
        return
    shapes = [reading for reading in readings if reading.kind == "boundaries"]
    figures = [reading for reading in readings if reading.kind != "boundaries"]
    if figures:
        _use_figures(figures, base)
    for reading in shapes:
        use_boundaries(reading, base)


def _use_figures(readings: Sequence[FileReading], base: str) -> None:
    current = data.edition(state.view().edition)
    ids = tuple(reading.id for reading in readings)
    if st.session_state.get(_USED) == (ids, state.view().edition):
        st.success(
            "These figures are now used on every page. Only you can see them.", icon=":material/check_circle:"
        )
        with st.container(horizontal=True):
            st.page_link("pages/england.py", label="See the map", icon=":material/arrow_forward:")
            st.page_link("pages/area.py", label="See one area", icon=":material/arrow_forward:")
    _offer_fitting(readings, current)
    try:
        parts = _parts(readings, current)
    except DataError as problem:
        st.error(markdown.escape(str(problem)), icon=":material/block:")
        return
    for part in parts:
        for note in part.notes:
            st.caption(markdown.escape(note))
    changes = "\n".join(f"- {markdown.escape(line)}" for line in _what_changes(parts, current))
    st.markdown(f"These figures replace those in {markdown.escape(current.meta.title)}:\n\n{changes}")
    keep = _keep(parts, current, official=any(reading.kind == "waits" for reading in readings))
    if st.button("Use these figures", type="primary", key="use_figures"):
        _use(parts, keep, base, ids)


def _offer_fitting(readings: Sequence[FileReading], edition: Edition) -> None:
    """Offer the edition that has the areas of a file of waiting times, if this one has not; files stay chosen."""
    tables = [r.result.table for r in readings if r.kind == "waits" and r.result.table is not None]
    fitting = fitting_edition(pd.concat(tables), edition) if tables else None
    if fitting:
        st.info(
            f"The areas of this file are those of {markdown.escape(fitting.title)}.", icon=":material/map:"
        )
        st.button(
            "Go to that edition and use the file there",
            on_click=editions.choose,
            args=(fitting.id,),
            key="load_fitting_edition",
        )


def _use(parts: Sequence[Part], keep: bool, base: str, ids: tuple[str, ...]) -> None:
    """Make the edition of this session, and only when it is whole show it."""
    shown = state.view().edition
    before = loaded.figures(shown)
    new = [file for part in parts for file in part.files]
    files = tuple(dict.fromkeys([*(f for f in (before.files if before else ()) if f not in new), *new]))
    try:
        made = with_parts(data.edition(shown), parts, keep=keep, base=data.edition(base).meta, files=files)
    except DataError as problem:
        st.error(markdown.escape(str(problem)), icon=":material/block:")
        return
    words = "; ".join(_what_changes(parts, made))
    name = loaded.keep_figures(base, made, files, f"{words}, put into {data.edition(base).meta.title}")
    state.show_edition(name)
    st.session_state[_USED] = (ids, name)
    st.rerun()


def _parts(readings: Sequence[FileReading], edition: Edition) -> list[Part]:
    """Return the figures of all files; waiting times of several months are one part."""
    parts = []
    waits = {reading.name: reading.result for reading in readings if reading.kind == "waits"}
    if len(waits) < sum(reading.kind == "waits" for reading in readings):
        raise DataError("Two files have the same name. Remove one of them.")
    if waits:
        months = months_of([result.table for result in waits.values() if result.table is not None])
        chosen = months
        if len(months) > 1:
            chosen = st.multiselect(
                "Months to add together",
                months,
                default=months[-USUAL_MONTHS:],
                key=f"months-{' '.join(reading.id for reading in readings)}",
            )
        if not chosen:
            raise DataError("Choose at least one month.")
        parts.append(waits_part(waits, chosen, edition))
    for reading in readings:
        if reading.kind == "table":
            parts.append(own_part(reading.result, _periods_of(reading, edition)))
        elif isinstance(reading.result, IndicatorsImported):
            parts.append(fingertips_part(reading.result, _uses(reading.result, reading.id, edition), edition))
    return parts


def _periods_of(reading: FileReading, edition: Edition) -> dict[str, str]:
    """Draw the question of which period the figures of a table are: one for all indicators, if the file has one."""
    stated = stated_periods(reading.result)
    file = markdown.escape(reading.name)
    if len(set(stated.values())) == 1:
        period = next(iter(stated.values()))
        said = _period(f"Period of the figures in {file}, as it should be shown", period, reading.id)
        return dict.fromkeys(stated, said)
    labels = {name: markdown.escape(edition.meta.indicators[name].short_label) for name in stated}
    return {
        name: _period(
            f"Period of {labels[name]} in {file}, as it should be shown", period, f"{name}-{reading.id}"
        )
        for name, period in stated.items()
    }


def _period(label: str, stated: str, key: str) -> str:
    return st.text_input(
        label,
        value=stated[:_LONGEST_PERIOD],
        max_chars=_LONGEST_PERIOD,
        placeholder="April to June 2016",
        # Read again for another period, the figures are asked about anew.
        key=f"stated-period-{stated}-{key}",
    ).strip()


def _uses(imported: IndicatorsImported, key: str, edition: Edition) -> dict[str, str]:
    """Draw, for each indicator of a Fingertips file, which indicator here it is used as."""
    options = ["", *edition.meta.indicators]
    labels = {"": "Not used"} | {name: meta.short_label for name, meta in edition.meta.indicators.items()}
    found = {}
    for name, draft in imported.drafts.items():
        chosen = st.selectbox(
            markdown.escape(f"Use {draft.label} ({draft.period}) as"),
            options,
            index=options.index(name) if name in options else 0,
            format_func=labels.__getitem__,
            key=f"use-{name}-{key}",
        )
        if chosen:
            found[name] = chosen
    return found


def _what_changes(parts: Sequence[Part], edition: Edition) -> list[str]:
    lines = []
    for part in parts:
        for name, rows in part.table.groupby("indicator", sort=False):
            meta = edition.meta.indicators[str(name)]
            period = part.about.get(str(name), {}).get("period", "")
            basis = "published" if (rows["basis"] == "published").all() else "supplied by you, marked “est.”"
            areas = counted(len(rows), "area")
            said = f"{period}; {basis}" if period else basis
            lines.append(f"{meta.short_label}: {areas}, from {listed(part.files, 12)} ({said})")
    return lines


def _keep(parts: Sequence[Part], edition: Edition, *, official: bool) -> bool:
    """Draw what happens to areas that a file does not have, if there are any."""
    areas = len(edition.areas)
    if all(len(rows) == areas for part in parts for _, rows in part.table.groupby("indicator")):
        return False
    return bool(
        st.radio(
            "Areas that are not in the file",
            list(_KEEP),
            index=1 if official else 0,
            format_func=_KEEP.__getitem__,
            key="load_keep",
        )
    )
