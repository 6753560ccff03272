"""What the Postcode lottery page shows, worked out once for every edition, methodology and measure."""

import pandas as pd
import streamlit as st

from scoring import Assessment, Methodology
from scoring.lottery.borders import border_gaps, border_summary
from scoring.lottery.clustering import LocalClusters, join_counts, local_clusters, moran
from scoring.lottery.deprivation import Gradient, gradient, gradients
from scoring.lottery.funnel import Funnel, funnel
from scoring.lottery.measures import RATING
from scoring.lottery.spread import population_by_rating, spread
from ui.session import results as data
from ui.session.results import BY_CONTENT

_KEPT = 100


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def gaps(edition_name: str, method: Methodology, true_rates: str) -> pd.DataFrame:
    """Return the gap across every border in the rating and in each indicator."""
    rates = method.aggregation != "not_rated"
    chances = data.probabilities(edition_name, method, true_rates) if rates else None
    shrink = true_rates == "shrunken"
    return border_gaps(Assessment(data.edition(edition_name), method), shrink=shrink, probabilities=chances)


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def border_counts(edition_name: str, method: Methodology, true_rates: str) -> pd.DataFrame:
    """Return how many borders differ in each measure, and how many of these orders are sure, by measure."""
    counts = border_summary(gaps(edition_name, method, true_rates))
    return counts.set_index("measure", drop=False)


@st.cache_data(show_spinner=False, max_entries=_KEPT)
def funnel_of(edition_name: str, indicator: str) -> Funnel:
    """Return the funnel of an indicator, which no methodology changes."""
    return funnel(data.edition(edition_name), indicator)


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def morans(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return how alike neighbours are in every measure."""
    return moran(Assessment(data.edition(edition_name), method))


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def joins(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return how many borders join areas of the same rating."""
    return join_counts(Assessment(data.edition(edition_name), method))


def _same_for_all(edition_name: str) -> Methodology:
    """Return the methodology that stands for all where they do not differ."""
    return data.methodology(data.edition(edition_name).meta.default_methodology, "", edition_name)


def clusters(edition_name: str, method: Methodology, measure: str) -> LocalClusters:
    """Return the local clusters of a measure; only those of ratings differ from methodology to methodology."""
    same_for_all = _same_for_all(edition_name)
    return _clusters(edition_name, method if measure == RATING else same_for_all, measure)


@st.cache_data(show_spinner="Looking for clusters …", max_entries=_KEPT, hash_funcs=BY_CONTENT)
def _clusters(edition_name: str, method: Methodology, measure: str) -> LocalClusters:
    return local_clusters(Assessment(data.edition(edition_name), method), measure)


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def spreads(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return how far apart areas are in each indicator."""
    return spread(Assessment(data.edition(edition_name), method))


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def populations(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return how many people live in the areas of each rating."""
    return population_by_rating(Assessment(data.edition(edition_name), method))


def gradient_of(edition_name: str, method: Methodology, measure: str) -> Gradient:
    """Return the gradient of a measure over deprivation; only that of ratings differs between methodologies."""
    same_for_all = _same_for_all(edition_name)
    return _gradient(edition_name, method if measure == RATING else same_for_all, measure)


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def _gradient(edition_name: str, method: Methodology, measure: str) -> Gradient:
    return gradient(Assessment(data.edition(edition_name), method), measure)


@st.cache_data(show_spinner=False, max_entries=_KEPT, hash_funcs=BY_CONTENT)
def gradients_of(edition_name: str, method: Methodology) -> pd.DataFrame:
    """Return the indices of inequality of every measure."""
    return gradients(Assessment(data.edition(edition_name), method))
