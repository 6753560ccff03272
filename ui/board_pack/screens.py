"""One screen of the board pack on a page: its message, what shows it, and what every page of a document carries."""

import streamlit as st
from markupsafe import Markup

from charts import FIGURES, area_map, by_rating, map_frame, rating_codes, rating_entries
from charts.map_frames import RATINGS_FIELD
from charts.reading import readable
from reports.figures.screen_charts import screen_chart
from reports.screens.model import ESTIMATED_MARK, RatingMap, Screen, TextTable
from scoring import RATING_LABELS, count_ratings
from ui.board_pack.slide_size import LINE, TABLE, TITLE, room_for
from ui.components import html
from ui.components.drawing import render_chart
from ui.components.maps import no_map
from ui.components.styles import style
from ui.session import results as data
from ui.session import state

_RATINGS = {label: rating for rating, label in RATING_LABELS.items()}
_PHONE = 640
"""Pixels of a window in which columns stand below each other."""
_LETTERS = 16
"""Pixels of a letter on a page; everything on a screen grows with its letters."""


def draw_screen(screen: Screen, width: float, height: float, *, heading: str = "h1") -> None:
    """Draw a screen in a window of so many pixels, its foot included; `heading` is the level of its message."""
    room = room_for(screen, width, height)
    with st.container(key="screen_shown"):
        html.draw(_style(room.size))
        html.draw(Markup('<{0} class="message">{1}</{0}>').format(heading, screen.title))
        lines = Markup("").join(Markup("<li>{}</li>").format(line) for line in screen.lines)
        if screen.map is not None:
            left, right = st.columns([1, 1], gap="large")
        elif screen.chart is not None and screen.lines:
            left, right = st.columns([2, 3], gap="large")
        else:
            left = right = st.container()
        if lines:
            with left:
                html.draw(Markup("<ul>{}</ul>").format(lines))
        under = right if screen.map is None else left
        if screen.chart is not None:
            with under:
                spec, datasets = screen_chart(
                    screen.chart, size=room.size, height=room.chart, narrow=width < _PHONE
                )
                st.vega_lite_chart(
                    {**readable(spec), "datasets": datasets},
                    key="screen_chart",
                    theme=None,
                    alt=screen.chart.alt,
                )
        if screen.table is not None:
            with under:
                html.draw(_table(screen.table))
        if screen.map is not None:
            with right:
                _draw_map(screen.map, room.map)


def screen_footer(screen: Screen, place: str, help_words: str = "") -> None:
    """Draw what every page of a document carries, which screen of how many it is, and how to go on."""
    said = Markup(" · ").join(part for part in screen.about.footer() if part)
    again = screen.about.link
    if again.startswith(("http://", "https://")):
        said += Markup(' · <a href="{}">Link to this view</a>').format(again)
    if help_words:
        said = Markup("<b>{}</b><br>{}").format(help_words, said)
    html.draw(Markup('<footer class="screen"><span>{}</span><b>{}</b></footer>').format(said, place))


def _draw_map(shown: RatingMap, height: int) -> None:
    source = data.map_source(state.view().edition)
    if source.url is None:
        no_map(source)
        return
    ratings = data.ratings(state.view().edition, state.method())
    table = ratings[["area_code"]].assign(**{RATINGS_FIELD: rating_codes(ratings["rating"])})
    if (estimated := ratings["basis"] != "published").any():
        table["faint"] = estimated
    sent = map_frame(table, source.area_codes, chosen=shown.highlighted)
    html.draw(html.legend(rating_entries(count_ratings(ratings))))
    render_chart(
        area_map,
        {FIGURES: sent},
        key="screen_map",
        alt_text=shown.alt,
        columns=tuple(sent.column_names),
        colouring=by_rating(),
        tooltip=(),
        topology_url=source.url,
        inset_url=source.inset_url,
        height=height,
    )


def _table(grid: TextTable) -> Markup:
    """Return a table as slides have it: ratings on their colour, low and high in theirs."""
    # Row by row: a column of a frame would make plain text of the cells that are HTML.
    rows = [[_cell(text) for text in row] for row in grid.frame.itertuples(index=False)]
    return html.rows_table(list(grid.frame.columns), rows, grid.numbers)


def _cell(text: object) -> str | Markup:
    said = str(text)
    rating = _RATINGS.get(said.removesuffix(f" {ESTIMATED_MARK}"))
    if rating is not None:
        return Markup('<span class="badge {}">{}</span>').format(rating, said)
    outcome = said.rpartition(", ")[2].lower()
    if outcome in ("low", "very low", "high"):
        return Markup('<b style="color:{}">{}</b>').format(html.outcome_colour(outcome), said)
    return said


def _style(size: float) -> Markup:
    letters = size / _LETTERS
    sizes = {"title": TITLE, "line": LINE, "table": TABLE}
    variables = "".join(f"--{name}:{factor * letters:.2f}rem;" for name, factor in sizes.items())
    return style("screen") + Markup("<style>.st-key-screen_shown{{{}}}</style>").format(variables)
