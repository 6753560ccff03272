"""The cancer waiting times standards, known by the words that NHS England has used for them since 2016."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from importers.cells.values import remembering

MEASURES = {
    "two_week_wait": "Two-week wait, all cancers",
    "two_week_wait_breast_symptoms": "Two-week wait, breast symptoms",
    "28_day_faster_diagnosis": "28-day faster diagnosis",
    "31_day_first_treatment": "31-day wait, first treatment",
    "31_day_subsequent_treatment": "31-day wait, subsequent treatment",
    "31_day_subsequent_surgery": "31-day wait, subsequent treatment: surgery",
    "31_day_subsequent_drugs": "31-day wait, subsequent treatment: anti-cancer drugs",
    "31_day_subsequent_radiotherapy": "31-day wait, subsequent treatment: radiotherapy",
    "31_day_subsequent_other": "31-day wait, subsequent treatment: other",
    "31_day_rare_cancers": "31-day wait, rare cancers",
    "31_day_combined": "31-day wait, all treatments",
    "62_day_urgent_referral": "62-day wait, urgent suspected cancer (until September 2023: urgent GP referral)",
    "62_day_breast_symptomatic": "62-day wait, breast symptomatic",
    "62_day_screening": "62-day wait, screening",
    "62_day_consultant_upgrade": "62-day wait, consultant upgrade",
    "62_day_combined": "62-day wait, all routes",
}
"""Every measure and its words on screen. A measure goes by its name in any year in which it is like for like."""

NEW_STANDARDS = date(2023, 10, 1)
"""From this month the 62-day standard covers all routes together (NHS England, cancer waiting times review:
consultation response, August 2023)."""

_DAYS = (
    (28, re.compile(r"\b28[\s-]?d|\bfds\b|faster diagnosis|four[\s-]?week")),
    (62, re.compile(r"\b62[\s-]?d|two[\s-]?month")),
    (31, re.compile(r"\b31[\s-]?d|one[\s-]?month")),
    (
        14,
        re.compile(
            r"two[\s-]?week|\b2[\s-]?week|\b2ww|\b14[\s-]?day|first outpatient|first hospital assess|\bfoa\b|\bfha\b"
        ),
    ),
)
_ROUTES = {
    "urgent_referral": re.compile(r"gp referral|urgent gp|urgent suspected|\busc\b|\bgp\b"),
    "breast_symptomatic": re.compile(r"breast symptom"),
    "screening": re.compile(r"screening"),
    "consultant_upgrade": re.compile(r"upgrade"),
}
_DIAGNOSIS_ROUTES = {
    "breast symptomatic": re.compile(r"breast symptom"),
    "national screening programme": re.compile(r"screening"),
    "urgent suspected cancer": re.compile(
        r"(?:two[\s-]?week|2[\s-]?week) wait(?!.*breast)|suspected cancer|2ww\b"
    ),
}
_TREATMENTS = {
    "surgery": re.compile(r"surg"),
    "drugs": re.compile(r"drug|chemo"),
    "radiotherapy": re.compile(r"radioth"),
    "other": re.compile(r"\bother\b"),
}
_ALL = re.compile(r"\ball (?:routes|stages|treatments)\b|combined")
_BREAST = re.compile(r"breast(?! cancer)|\bubs\b")
_WITHOUT_BREAST = re.compile(r"\b(?:exclud|includ)\w*[\w\s(-]{0,30}breast")
_SUBSEQUENT = re.compile(r"subsequent|second|\bsub\b")


def days_of(text: str) -> int | None:
    """Return how many days the standard named in a text in lower case has: 14, 28, 31 or 62; else None.

    >>> days_of("two month (62-day) wait"), days_of("28-day fds (two week wait)"), days_of("notes")
    (62, 28, None)
    """
    return _days(text)[0]


def days_named(text: str) -> frozenset[int]:
    """Return the days of all standards that a text in lower case names."""
    return _days(text)[1]


@remembering
def _days(text: str) -> tuple[int | None, frozenset[int]]:
    found = {days: match.start() for days, pattern in _DAYS if (match := pattern.search(text))}
    # The 28 days run from a two-week or other referral; treatment may, too. Of the two others the first counts.
    ranks = sorted(found, key=lambda days: (days != 28, days == 14, found[days]))
    return next(iter(ranks), None), frozenset(found)


@lru_cache(maxsize=1_000)
def measure_of_row(days: int, texts: tuple[str, ...], treatment: str, start: date) -> str:
    """Return the measure of a row.

    Parameters
    ----------
    days : days of the standard
    texts : what is said of the row in lower case, from the nearest (its own cells) to the furthest (the sheet)
    treatment : the treatment in the row's own cell in lower case, '' if there is none
    start : first day of the period
    """
    if days == 14:
        breast = any(_BREAST.search(_WITHOUT_BREAST.sub("", text)) for text in texts)
        return "two_week_wait_breast_symptoms" if breast else "two_week_wait"
    if days == 28:
        return "28_day_faster_diagnosis"
    if days == 31:
        return _measure_of_31_days([treatment, *texts])
    return f"62_day_{route_of(texts) or ('combined' if start >= NEW_STANDARDS else 'urgent_referral')}"


def route_of(texts: Sequence[str]) -> str | None:
    """Return the route that the nearest text names, 'combined' if it names all or several, else None."""
    for text in texts:
        routes = [route for route, pattern in _ROUTES.items() if pattern.search(text)]
        if _ALL.search(text) or len(routes) > 1:
            return "combined"
        if routes:
            return routes[0]
    return None


def route_in_title(texts: Sequence[str]) -> str | None:
    """Return the route of a 28-day table that has one of its own, named in its title; None if it has all."""
    for text in texts:
        # What the 28 days run from is in every title; the route stands behind the last colon or bracket.
        end = re.split(r"[:(]", text)[-1]
        named = [route for route, pattern in _DIAGNOSIS_ROUTES.items() if pattern.search(end)]
        if len(named) == 1 and not _ALL.search(end):
            return named[0]
    return None


def _measure_of_31_days(texts: Sequence[str]) -> str:
    for text in texts:
        if re.search(r"\brare", text):
            return "31_day_rare_cancers"
        first, subsequent = "first" in text, bool(_SUBSEQUENT.search(text))
        if _ALL.search(text) and not (first or subsequent):
            return "31_day_combined"
        if first and subsequent:
            return "31_day_combined"
        if first:
            return "31_day_first_treatment"
        if subsequent:
            return f"31_day_subsequent_{_treatment_of(texts)}"
    return "31_day_combined"


def _treatment_of(texts: Sequence[str]) -> str:
    for text in texts:
        found = [name for name, pattern in _TREATMENTS.items() if pattern.search(text)]
        if len(found) == 1:
            return found[0]
    return "treatment"
