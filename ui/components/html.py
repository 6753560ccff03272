"""Small pieces of HTML that Streamlit has no element for. Every text is escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd

from charts.palette import (
    ESTIMATED_OPACITY,
    OUTCOME_COLOURS,
)
from scoring import PRESS_LABELS, RATING_LABELS, Edition, format_value
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.editions.model import IndicatorMeta
from scoring.explain.words import format_threshold


def badge(rating: str) -> str:
    """Return a rating as a coloured label, with the word that the press used."""
    press = "" if rating == "not_rated" else f" ({PRESS_LABELS[rating].lower()})"
    label = f'<span class="badge {rating}">{escape(RATING_LABELS[rating])}</span>'
    return f'{label}<span class="quiet">{press}</span>'


def legend(entries: list[tuple[str, str]], *, faded: bool = False) -> str:
    """Return a legend of (colour, text) pairs.

    `faded` shows each colour beside its paler form, as on a map where estimates are paler.
    """
    keys = "".join(
        f'<span class="key"><span class="swatch" style="background:{halves(colour) if faded else colour}"></span>'
        f"{escape(text)}</span>"
        for colour, text in entries
    )
    return f'<div class="legend">{keys}</div>'


def rating_bars(counts: dict[str, dict[str, int]]) -> str:
    """Return a bar of the number of areas in each rating for every rule, and a legend with all numbers."""
    rows = "".join(
        f"<span>{escape(rule)}</span><div>"
        + "".join(
            f'<b class="{rating}" style="flex:{number}">{number if number > 3 else ""}</b>'
            for rating, number in numbers.items()
            if number
        )
        + "</div>"
        for rule, numbers in counts.items()
    )
    used = [rating for rating in RATING_LABELS if any(numbers[rating] for numbers in counts.values())]
    keys = "".join(
        f'<span class="key"><span class="swatch {rating}"></span>{escape(RATING_LABELS[rating])}: '
        f"{' → '.join(str(numbers[rating]) for numbers in counts.values())}</span>"
        for rating in used
    )
    return f'<div class="bars" aria-hidden="true">{rows}</div><div class="legend">{keys}</div>'


def rating_rows(groups: pd.DataFrame) -> str:
    """Return a bar of the number of areas in each rating for every group, with the numbers in it.

    `groups` has group, areas, chosen (bool; its name is bold) and a column a rating; bars are as long as groups have
    areas.
    """
    most = max(int(groups["areas"].max()), 1) if len(groups) else 1
    rows = []
    for row in groups.to_dict("records"):
        numbers = {rating: int(row[rating]) for rating in RATING_LABELS if row[rating]}
        said = ", ".join(f"{RATING_LABELS[rating]}: {number}" for rating, number in numbers.items())
        parts = "".join(
            f'<b class="{rating}" style="flex:{number}">{number}</b>' for rating, number in numbers.items()
        )
        name = escape(str(row["group"]))
        name = f"<strong>{name}</strong>" if row["chosen"] else name
        width = 100 * int(row["areas"]) / most
        rows.append(
            f'<span>{name}</span><div role="img" aria-label="{escape(said)}">'
            f'<div style="width:{width:.1f}%">{parts}</div></div>'
        )
    used = [rating for rating in RATING_LABELS if groups[rating].any()]
    keys = "".join(
        f'<span class="key"><span class="swatch {rating}"></span>{escape(RATING_LABELS[rating])}</span>'
        for rating in used
    )
    return f'<div class="legend">{keys}</div><div class="bars groups">{"".join(rows)}</div>'


def probability_bars(probabilities: dict[str, float]) -> str:
    """Return a bar for the probability of each rating, best first; "not rated" only where it is possible."""
    rows = "".join(
        f'<span>{escape(RATING_LABELS[rating])}</span><div class="track"><b class="{rating}" '
        f'style="width:{100 * p:.2f}%"></b><i>{_percent(p)}</i></div>'
        for rating, p in probabilities.items()
        if rating != "not_rated" or p > 0
    )
    return f'<div class="bars thin">{rows}</div>'


def _percent(probability: float) -> str:
    return "under 1%" if 0 < probability < 0.005 else f"{probability:.0%}"


def halves(colour: str) -> str:
    """Return a CSS background that is half the colour and half its paler form for estimates."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    pale = ",".join(str(round(255 - ESTIMATED_OPACITY * (255 - part))) for part in parts)
    return f"linear-gradient(135deg, {colour} 50%, rgb({pale}) 50%)"


def value_with_basis(value: float, basis: str, meta: IndicatorMeta) -> str:
    """Return a figure with its unit, marked when it is an estimate."""
    if pd.isna(value):
        return "–"
    text = escape(format_value(value, meta))
    return text if basis == "published" else f'<span class="est">{text} est.</span>'


def breakdown_table(rows: pd.DataFrame, edition: Edition) -> str:
    """Return the breakdown of one area: a row an indicator beside England and the standard.

    `rows` are rows of `scoring.breakdown`.
    """
    body = "".join(_breakdown_row(row, edition.meta.indicators[row.indicator]) for row in rows.itertuples())
    head = "".join(f'<th class="number">{name}</th>' for name in ("Area", "England", "Standard"))
    scored = bool((rows["outcome"] == "scored").any())
    note = "Low or high: worse or better than what it is compared with, as surely as the rule asks."
    if scored:
        note = "Score: what each indicator contributes; the sentence above says how they are put together."
    inner = (
        '<table class="facts"><thead><tr><th>Indicator</th>'
        f"{head}<th>{'Score' if scored else 'Judged'}</th></tr></thead><tbody>{body}</tbody></table>"
    )
    return f'{_scrolling(inner, "Table: Indicator")}<p class="quiet">{note}</p>'


def _breakdown_row(row: Any, meta: IndicatorMeta) -> str:
    outcome = row.outcome
    verdict = OUTCOME_WORDS[outcome] if outcome != "scored" else f"{row.score:.2f}".replace("-", "−")
    cells = [
        value_with_basis(row.value, row.basis, meta),
        "–" if meta.england_value is None else escape(format_value(meta.england_value, meta)),
        "–" if meta.standard is None else escape(format_threshold(meta.standard, meta, trim=False)),
    ]
    numbers = "".join(f'<td class="number">{cell}</td>' for cell in cells)
    weight = "font-weight:600" if outcome in ("low", "very low", "high") else ""
    style = f"color:{OUTCOME_COLOURS[outcome]};{weight}"
    return f'<tr><td>{escape(meta.short_label)}</td>{numbers}<td style="{style}">{verdict}</td></tr>'


def table(frame: pd.DataFrame, numbers: tuple[str, ...] = (), *, wide: bool = True) -> str:
    """Return a frame of texts as a table, as `rows_table` does with rows."""
    return rows_table(list(frame.columns), frame.itertuples(index=False), numbers, wide=wide)


def rows_table(
    columns: Sequence[str],
    rows: Iterable[Iterable[object]],
    numbers: tuple[str, ...] = (),
    *,
    wide: bool = True,
) -> str:
    """Return rows of texts as a table; the columns in `numbers` stand to the right.

    A wide table keeps its columns readable on a phone and scrolls sideways there.
    """
    # Said once for the whole table where it can be: a moved threshold sends it again.
    all_but_first = numbers == tuple(columns[1:])
    kinds = [' class="number"' if name in numbers and not all_but_first else "" for name in columns]
    head = "".join(f"<th{kind}>{escape(str(name))}</th>" for name, kind in zip(columns, kinds, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{escape(str(cell))}</td>" for cell, kind in zip(row, kinds, strict=True))
        + "</tr>"
        for row in rows
    )
    inner = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    kind = f"facts{' wide' if wide else ''}{' numbers' if all_but_first else ''}"
    return _scrolling(f'<table class="{kind}">{inner}</table>', f"Table: {columns[0]}")


def _scrolling(table: str, name: str) -> str:
    """Return a table that scrolls sideways, with the arrow keys too: it has a place in the order of Tab."""
    return f'<div class="scroll" role="group" aria-label="{escape(name)}" tabindex="0">{table}</div>'


_SIGNS = re.compile(r"[\\`*_\[\]<>#$~&|]|:(?=[:\w+-])|^[-+=]|(?<=^\s)[-+=]")
"""A colon before a blank begins nothing, and the names of most widgets have one, which screen readers read out."""
_NUMBER_OF_A_LIST = re.compile(r"^(\s?\d+)([.)])")
_SEEN_LATER = re.compile(
    r"(?<=:)(?=//|material[/_]|streamlit:)|(?<=www)(?=\.)|(?<=@)"
    r"|(?:(?<=\s[-<>~])|(?<=^[-<>~]))(?=(?:->|[->=])(?:\s|$))",
    re.IGNORECASE,
)
"""Places in addresses, icons and arrows that Streamlit looks for once more after Markdown was read, escaped or not."""
_JOINER = "\u2060"
"""A character that is not seen, and at which no line is broken."""


def plain(text: str) -> str:
    """Return text that Markdown shows as it is written, in one line: for all that was typed, loaded or in a link.

    Nothing in it becomes a link, a picture, an icon, a formula, a colour, a heading or a list, wherever Streamlit
    reads Markdown: also in labels, help and notices. Options of boxes to choose from, placeholders, cells of tables,
    charts and `st.text` read none; there text is given as it is.
    """
    line = re.sub(r"\s+", " ", text)
    line = _SIGNS.sub(r"\\\g<0>", _SEEN_LATER.sub(_JOINER, line))
    return _NUMBER_OF_A_LIST.sub(r"\1\\\2", line)
