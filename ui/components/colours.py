"""What the England map is coloured by, with its legend."""

import pandas as pd
from markupsafe import Markup

from charts import (
    RATING_WORDS,
    Colouring,
    Text,
    by_category,
    by_rating,
    by_value,
    rating_codes,
    rating_entries,
    words_for,
)
from charts.palette import BASIS_COLOURS
from scoring import Assessment, Edition, count_ratings
from scoring.analysis.probability_words import time_word
from scoring.analysis.ratings_words import below_sentence
from scoring.explain.words import number_word
from ui.components import change, html
from ui.components import probabilities as how_sure
from ui.components.pictures import Picture
from ui.components.widgets import choice
from ui.session import results as data
from ui.session import state
from ui.session.view import CHANGE, colours


def colour_picker(edition: Edition) -> None:
    """Draw the choice of what the map shows."""
    choice("Colour by", labels(edition), "colour_picker", state.view().colour, state.colour_by)


def labels(edition: Edition) -> dict[str, str]:
    """Return what the map can be coloured by, in words."""
    words = {
        "rating": "Rating",
        "probability": "Probability of the rating",
        "agreement": "Agreement of methodologies",
        "basis": "Published or estimated",
        CHANGE: "Change between two periods",
    }
    known = {name: label for name, label in words.items() if name in colours(state.view().edition)}
    return known | {indicator: meta.short_label for indicator, meta in edition.meta.indicators.items()}


def colouring(edition: Edition, ratings: pd.DataFrame) -> tuple[Colouring, pd.DataFrame, list[Text]]:
    """Return how to colour the map, its frame (area_code, faint, the coloured field), and lines for the tooltip."""
    if state.view().colour == CHANGE:
        return change.colouring_of_change(edition, ratings["area_code"])
    how, shown = _colouring(edition, ratings)
    # What the rating rests on is not always what the colour does.
    rests = {"rests_on_estimates": (ratings["basis"] != "published").to_numpy()}
    rated = shown.assign(rating=rating_codes(ratings["rating"]), **rests)
    word = f"{words_for('rating', RATING_WORDS)} + (datum.rests_on_estimates ? ' est.' : '')"
    return how, rated, [Text("Rating", word)]


def _colouring(edition: Edition, ratings: pd.DataFrame) -> tuple[Colouring, pd.DataFrame]:
    colour = state.view().colour
    if colour == "rating":
        return rating_colouring(ratings)
    shown = _faint(ratings)
    if colour == "probability":
        sure = how_sure.chances().set_index("area_code")
        percent = (100 * shown["area_code"].map(sure["shown"])).astype("float32")
        title = "Probability of the rating shown, in %"
        return by_value("sure", (0, 100), title), shown.assign(sure=percent)
    if colour == "agreement":
        agreed = how_sure.agreed().set_index("area_code")
        shown = shown.assign(below=shown["area_code"].map(agreed["below"]).astype("float32"))
        title = f"How many of {agreed['methodologies'].iloc[0]} methodologies put it below “performing well”"
        return by_value("below", (0, int(agreed["methodologies"].iloc[0])), title), shown
    if colour == "basis":
        return by_category("datum.faint === true ? 'estimated' : 'published'", BASIS_COLOURS), shown
    meta = edition.meta.indicators[colour]
    figures = edition.indicators[edition.indicators["indicator"] == colour].set_index("area_code")
    low, high = data.scale_of(edition.meta.id, colour)
    # In a series the scale is that of all periods, so that colours can be compared while time goes on.
    when = "one scale for all periods" if edition.meta.series else meta.period
    title = f"{meta.short_label}, {meta.unit} ({when})"
    faint = shown["area_code"].map(figures["basis"]) != "published"
    shown = shown.assign(faint=faint) if faint.any() else shown.drop(columns="faint", errors="ignore")
    return by_value(colour, (round(low), round(high)), title), shown


def rating_colouring(ratings: pd.DataFrame) -> tuple[Colouring, pd.DataFrame]:
    """Return how to colour a map by rating, and its frame: area_code, rating (its position), and faint."""
    return by_rating(), _faint(ratings).assign(rating=rating_codes(ratings["rating"]))


def _faint(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return area_code, and where something is estimated faint, which says of which areas it is."""
    shown = pd.DataFrame({"area_code": ratings["area_code"]})
    if (ratings["basis"] != "published").any():
        # Where nothing is estimated there is nothing to tell apart, and outlines would only be in the way.
        shown["faint"] = ratings["basis"] != "published"
    return shown


def legend_for(
    edition: Edition, ratings: pd.DataFrame, shown: pd.DataFrame
) -> tuple[list[tuple[str, str]], str]:
    """Draw the legend of what the map is coloured by, with counts, and of the outline.

    Returns colours with their words, if the chart has no legend of its own, and the words under them.
    """
    colour = state.view().colour
    entries: list[tuple[str, str]] = []
    figures = f"all {number_word(len(edition.meta.indicators))} figures"
    if colour == CHANGE:
        what = change.change_legend(edition)
    elif colour == "rating":
        entries = rating_entries(count_ratings(ratings))
        html.draw(html.legend(entries, faded="faint" in shown))
        what = f"Full colour, dark outline: {figures} published. Paler: at least one is an estimate."
        if "faint" not in shown:
            what = "All figures are published."
    elif colour == "basis":
        published = int((ratings["basis"] == "published").sum())
        estimated = len(ratings) - published
        counts = {"published": published} | ({"estimated": estimated} if estimated else {})
        texts = {
            "published": f"{figures.capitalize()} published",
            "estimated": "At least one figure estimated",
        }
        entries = [(BASIS_COLOURS[b], f"{texts[b]}: {n}") for b, n in counts.items()]
        html.draw(html.legend(entries))
        what = f"Dark outline: {figures} published." if estimated else ""
    elif colour == "agreement":
        what = how_sure.agreed_in_one_sentence(edition)
    elif colour == "probability":
        again = f"if the {time_word(edition)} were repeated and only chance differed."
        what = (
            f"How likely the same rating would be {again}{' Paler: estimated.' if 'faint' in shown else ''}"
        )
    elif (edition.indicators.loc[edition.indicators["indicator"] == colour, "basis"] == "published").all():
        what = "All figures are published."
    else:
        what = "Full colour, dark outline: published figure. Paler: estimated."
    # Over a map with a scale of colours of its own there must be room for it on a phone.
    room = "" if colour in ("rating", "basis") else " over-scale"
    html.draw(Markup('<p class="quiet{}">{}</p>').format(room, what))
    return entries, what


def map_picture(of: Assessment, ratings: pd.DataFrame, legend: tuple[list[tuple[str, str]], str]) -> Picture:
    """Return what the map says as a picture, from what `legend_for` returned."""
    edition = of.edition
    colour, (entries, what) = state.view().colour, legend
    title = below_sentence(ratings) if colour == "rating" else f"{labels(edition)[colour]}, area by area"
    return Picture(
        of, "", title, (what,), entries, faded=colour == "rating" and "Paler" in what, shows="the map"
    )
