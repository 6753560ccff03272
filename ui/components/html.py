"""Small pieces of HTML that Streamlit has no element for.

HTML is `Markup`: what is put into it is escaped unless it is HTML itself, so that no text need be escaped by hand.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st
from markupsafe import Markup

from charts.palette import (
    ESTIMATED_OPACITY,
    OUTCOME_COLOURS,
    OUTCOME_COLOURS_IN_THE_DARK,
)
from scoring import PRESS_LABELS, RATING_LABELS, Edition, format_value
from scoring.analysis.ratings_words import OUTCOME_WORDS
from scoring.editions.model import IndicatorMeta
from scoring.explain.meanings import ESTIMATE_MEANS, outcome_means, press_word_means
from scoring.explain.words import describe_probability, format_threshold

_EST = "est_means"
_NOTHING = Markup("")
_BAR = Markup('<b class="{}" style="flex:{}">{}</b>')
_KEY = Markup('<span class="key"><span class="swatch {}"></span>{}{}</span>')
_LEGEND = Markup('<div class="legend">{}</div>')


def draw(body: Markup, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw HTML. Nothing else draws any, so that no text can become HTML by mistake."""
    st.html(body, width=width)


def explained(word: str | Markup, sentence: str, name: str) -> Markup:
    """Return a word that says a sentence about itself when it is tapped, or Enter is pressed on it.

    `name` is the sentence's own on its page; the word may stand there several times, but see `explained_again`.
    """
    if not sentence:
        return Markup.escape(word)
    meaning = Markup('<span class="meaning" role="note" popover id="{}">{}</span>').format(name, sentence)
    return explained_again(word, name) + meaning


def explained_again(word: str | Markup, name: str) -> Markup:
    """Return a word that says the sentence of this name, which stands elsewhere on the page."""
    return Markup('<button type="button" class="word" popovertarget="{}">{}</button>').format(name, word)


def estimate_asked(word: str = "est.") -> Markup:
    """Return a word that says what an estimate is; a `breakdown_table` on the page has the sentence."""
    return explained_again(word, _EST)


def badge(rating: str) -> Markup:
    """Return a rating as a coloured label, with the word that the press used, which can be asked for."""
    label = Markup('<span class="badge {}">{}</span>').format(rating, RATING_LABELS[rating])
    if rating == "not_rated":
        return label
    word = explained(PRESS_LABELS[rating].lower(), press_word_means(rating), f"press_{rating}")
    return label + Markup(' <span class="quiet">({})</span>').format(word)


def legend(entries: Sequence[tuple[str, str]], *, faded: bool = False) -> Markup:
    """Return a legend of (colour, text) pairs.

    `faded` shows each colour beside its paler form, as on a map where estimates are paler.
    """
    key = Markup('<span class="key"><span class="swatch" style="background:{}"></span>{}</span>')
    return _LEGEND.format(
        _NOTHING.join(key.format(halves(colour) if faded else colour, text) for colour, text in entries)
    )


def rating_bars(counts: dict[str, dict[str, int]]) -> Markup:
    """Return a bar of the number of areas in each rating for every rule, and a legend with all numbers."""
    rows = _NOTHING.join(
        Markup("<span>{}</span><div>{}</div>").format(
            rule,
            _NOTHING.join(
                _BAR.format(rating, number, number if number > 3 else "")
                for rating, number in numbers.items()
                if number
            ),
        )
        for rule, numbers in counts.items()
    )
    used = [rating for rating in RATING_LABELS if any(numbers[rating] for numbers in counts.values())]
    keys = _NOTHING.join(
        _KEY.format(
            rating,
            RATING_LABELS[rating],
            f": {' → '.join(str(numbers[rating]) for numbers in counts.values())}",
        )
        for rating in used
    )
    return Markup('<div class="bars" aria-hidden="true">{}</div>{}').format(rows, _LEGEND.format(keys))


def rating_rows(groups: pd.DataFrame, *, legend: bool = True) -> Markup:
    """Return a bar of the number of areas in each rating for every group, with the numbers in it.

    `groups` has group, areas, chosen (bool; its name is bold) and a column a rating; bars are as long as groups have
    areas. Without `legend` the colours are explained elsewhere on the page.
    """
    most = max(int(groups["areas"].max()), 1) if len(groups) else 1
    line = Markup('<span>{}</span><div role="img" aria-label="{}"><div style="width:{:.1f}%">{}</div></div>')
    rows = []
    for row in groups.to_dict("records"):
        numbers = {rating: int(row[rating]) for rating in RATING_LABELS if row[rating]}
        said = ", ".join(f"{RATING_LABELS[rating]}: {number}" for rating, number in numbers.items())
        # A part of less than 4% of the widest bar has no room for its number.
        parts = _NOTHING.join(
            _BAR.format(rating, number, number if 25 * number >= most else "")
            for rating, number in numbers.items()
        )
        name = Markup("<strong>{}</strong>").format(row["group"]) if row["chosen"] else row["group"]
        rows.append(line.format(name, said, 100 * int(row["areas"]) / most, parts))
    used = [rating for rating in RATING_LABELS if groups[rating].any()]
    keys = _NOTHING.join(_KEY.format(rating, RATING_LABELS[rating], "") for rating in used)
    above = _LEGEND.format(keys) if legend else _NOTHING
    return Markup('{}<div class="bars groups">{}</div>').format(above, _NOTHING.join(rows))


def probability_bars(probabilities: dict[str, float]) -> Markup:
    """Return a bar for the probability of each rating, best first; "not rated" only where it is possible."""
    row = Markup('<span>{}</span><div class="track"><b class="{}" style="width:{:.2f}%"></b><i>{}</i></div>')
    rows = _NOTHING.join(
        row.format(RATING_LABELS[rating], rating, 100 * p, describe_probability(p) if p else "0%")
        for rating, p in probabilities.items()
        if rating != "not_rated" or p > 0
    )
    return Markup('<div class="bars thin">{}</div>').format(rows)


def halves(colour: str) -> str:
    """Return a CSS background that is half the colour and half its paler form for estimates."""
    return f"linear-gradient(135deg, {colour} 50%, {pale(colour)} 50%)"


def outcome_colour(outcome: str) -> str:
    """Return the CSS colour of the word for an outcome, on a light and on a dark page."""
    return f"light-dark({OUTCOME_COLOURS[outcome]}, {OUTCOME_COLOURS_IN_THE_DARK[outcome]})"


def pale(colour: str) -> str:
    """Return the paler form of a colour for estimates: as a map has it, on white."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return f"rgb({','.join(str(round(255 - ESTIMATED_OPACITY * (255 - part))) for part in parts)})"


def value_with_basis(value: float, basis: str, meta: IndicatorMeta, est: str | Markup = "est.") -> Markup:
    """Return a figure with its unit, marked with `est` when it is an estimate."""
    if pd.isna(value):
        return Markup("–")
    text = Markup.escape(format_value(value, meta))
    return text if basis == "published" else Markup('<span class="est">{} {}</span>').format(text, est)


def breakdown_table(rows: pd.DataFrame, edition: Edition) -> Markup:
    """Return the breakdown of one area: one row for each indicator, with England and the standard.

    `rows` are rows of `scoring.breakdown` with `reason`, as `explain` gives them. What low, high and est. mean can be
    asked for where they stand.
    """
    body = _NOTHING.join(
        _breakdown_row(row, edition.meta.indicators[row.indicator]) for row in rows.itertuples()
    )
    head = _NOTHING.join(
        Markup('<th class="number">{}</th>').format(name) for name in ("Area", "England", "Standard")
    )
    scored = bool((rows["outcome"] == "scored").any())
    note = ""
    if scored:
        note = "Score: what each indicator contributes; the sentence above says how the scores are combined."
    meaning = Markup('<span class="meaning" role="note" popover id="{}">{}</span>').format(
        _EST, ESTIMATE_MEANS
    )
    inner = Markup(
        '<table class="facts"><thead><tr><th>Indicator</th>{}<th>{}</th></tr></thead><tbody>{}</tbody></table>'
    ).format(head, "Score" if scored else "Judged", body)
    below = Markup('<p class="quiet">{}</p>').format(note) if note else _NOTHING
    return _scrolling(inner, "Table: Indicator") + meaning + below


def _breakdown_row(row: Any, meta: IndicatorMeta) -> Markup:
    outcome = row.outcome
    verdict = Markup.escape(f"{row.score:.2f}".replace("-", "−"))
    if outcome != "scored":
        means = outcome_means(outcome, row.reason)
        verdict = explained(OUTCOME_WORDS[outcome], means, f"judged_{row.indicator}")
    cells = [
        value_with_basis(row.value, row.basis, meta, estimate_asked()),
        "–" if meta.england_value is None else format_value(meta.england_value, meta),
        "–" if meta.standard is None else format_threshold(meta.standard, meta, trim=False),
    ]
    numbers = _NOTHING.join(Markup('<td class="number">{}</td>').format(cell) for cell in cells)
    weight = "font-weight:600" if outcome in ("low", "very low", "high") else ""
    return Markup('<tr><td>{}</td>{}<td style="color:{};{}">{}</td></tr>').format(
        meta.short_label, numbers, outcome_colour(outcome), weight, verdict
    )


def table(frame: pd.DataFrame, numbers: tuple[str, ...] = (), *, wide: bool = True) -> Markup:
    """Return a frame of texts as a table, as `rows_table` does with rows."""
    return rows_table(list(frame.columns), frame.itertuples(index=False), numbers, wide=wide)


def rows_table(
    columns: Sequence[str],
    rows: Iterable[Iterable[object]],
    numbers: tuple[str, ...] = (),
    *,
    wide: bool = True,
) -> Markup:
    """Return rows of texts as a table; the columns in `numbers` stand to the right.

    A wide table keeps its columns readable on a phone and scrolls sideways there.
    """
    # Said once for the whole table where it can be: a moved threshold sends it again.
    all_but_first = numbers == tuple(columns[1:])
    kinds = [
        Markup(' class="number"') if name in numbers and not all_but_first else _NOTHING for name in columns
    ]
    head, cells = Markup("<th{}>{}</th>"), Markup("<td{}>{}</td>")
    body = _NOTHING.join(Markup("<tr>{}</tr>").format(_cells(cells, kinds, row)) for row in rows)
    kind = f"facts{' wide' if wide else ''}{' numbers' if all_but_first else ''}"
    whole = Markup('<table class="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>')
    return _scrolling(whole.format(kind, _cells(head, kinds, columns), body), f"Table: {columns[0]}")


def _cells(cell: Markup, kinds: Iterable[Markup], texts: Iterable[object]) -> Markup:
    return _NOTHING.join(cell.format(kind, text) for kind, text in zip(kinds, texts, strict=True))


def _scrolling(table: Markup, name: str) -> Markup:
    """Return a table that scrolls sideways, with the arrow keys too: it has a place in the order of Tab."""
    return Markup('<div class="scroll" role="group" aria-label="{}" tabindex="0">{}</div>').format(
        name, table
    )
