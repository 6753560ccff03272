"""What a pack is about: the areas that are chosen, and everything that its screens have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from reports.figures.map_shapes import MapShapes, embedded_shapes
from reports.screens.model import ESTIMATED_MARK, Screen
from reports.tables.provenance import Provenance, about, count_by_basis
from scoring import (
    Assessment,
    DataError,
    Edition,
    Methodology,
    compare,
    describe_changes,
    format_value,
    load_series,
    series_ids,
)
from scoring.analysis.group_history import History, group_histories, indicator_over_time
from scoring.analysis.group_newest import Newest, group_newest
from scoring.analysis.group_newest_words import furthest_on, newer_sentence
from scoring.analysis.group_targets import AreaTarget, group_targets
from scoring.analysis.probability import rating_probabilities
from scoring.assessment import Assessed
from scoring.editions.groups import find_group, members, own_members
from scoring.editions.model import IndicatorMeta
from scoring.editions.series import Series

PARTS: dict[str, str] = {
    "group": "Where we stand: the areas in one table",
    "changes": "What the scenario changes",
    "indicators": "What pulls us down: a chart for each indicator",
    "lift": "What would lift each area",
    "trend": "Are we getting better",
    "sure": "How sure the ratings are",
    "questions": "Questions for the board",
    "national": "The national picture",
    "method": "Method and caveats",
    "areas": "Annex: a screen for each area",
}
"""The parts of a pack, in its order, with their words, see also `reports.story.story.screens_of`."""

SURE = 0.9
"""A rating less probable than this is called unsure, as on the page How sure."""

_LONG_TITLE = 40
MANY_AREAS = 30
"""With more areas than this, a screen for each is made only if it is asked for."""


@dataclass(frozen=True)
class Choice:
    """The areas of a pack, and its parts.

    `title` names the areas: "Wessex", "3 areas". `kind` and `group` say of which group they are the areas, if they
    are: a kind of `scoring.editions.groups.GROUP_KINDS` and the group's code.
    """

    title: str
    areas: tuple[str, ...]
    parts: tuple[str, ...]
    kind: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        if not self.areas:
            raise DataError("A pack needs at least one area. Choose an area or a group.")
        if unknown := [part for part in self.parts if part not in PARTS]:
            raise DataError(f"A pack has no part {', '.join(unknown)}. The parts are: {', '.join(PARTS)}.")


def choose_all(edition: Edition, parts: Iterable[str] = ()) -> Choice:
    """Choose all areas of an edition; without `parts`, those that suit so many areas."""
    codes = tuple(sorted(edition.short_names, key=edition.short_names.__getitem__))
    return Choice(f"All {len(codes)} areas", codes, _parts(parts, len(codes)))


def choose_group(edition: Edition, kind: str, wanted: str, parts: Iterable[str] = ()) -> Choice:
    """Choose the areas of a group, such as a Cancer Alliance, by its code, its name or a part of the name.

    Raises
    ------
    UnknownNameError
        If the edition has no such groups, or not one that answers to it.
    """
    belonging = members(edition, kind)
    code = find_group(belonging, wanted)
    inside = belonging[belonging["group_code"] == code]
    codes = tuple(inside["area_code"])
    return Choice(str(inside["group"].iloc[0]), codes, _parts(parts, len(codes)), kind, code)


def choose_areas(
    edition: Edition, wanted: Iterable[str], parts: Iterable[str] = (), title: str = ""
) -> Choice:
    """Choose areas by codes or names, in that order; without a title they go by their names or their number.

    Raises
    ------
    UnknownNameError
        If the edition has no area that answers to one of them.
    """
    codes = tuple(dict.fromkeys(edition.find_area(name) for name in wanted))
    names = " and ".join(edition.short_names[code] for code in codes)
    title = title or (names if len(codes) < 3 and len(names) <= _LONG_TITLE else f"{len(codes)} areas")
    return Choice(title, codes, _parts(parts, len(codes)))


def _parts(wanted: Iterable[str], areas: int) -> tuple[str, ...]:
    chosen = tuple(wanted)
    return chosen or tuple(part for part in PARTS if part != "areas" or areas <= MANY_AREAS)


@dataclass(frozen=True)
class Case(Assessed):
    """An edition under a scenario and a baseline for the chosen areas; every result is worked out once.

    `shapes` are what its maps draw; without any it has no map.
    """

    baseline: Methodology
    choice: Choice
    about: Provenance
    shapes: MapShapes | None = None

    @property
    def ratings(self) -> pd.DataFrame:
        """The ratings of all areas, as `rate` gives them."""
        return self.assessment.ratings

    @cached_property
    def by_baseline(self) -> Assessment:
        """The edition as the baseline rates it."""
        return Assessment(self.edition, self.baseline)

    @property
    def before(self) -> pd.DataFrame:
        """The ratings of all areas by the baseline."""
        return self.by_baseline.ratings

    @cached_property
    def moves(self) -> pd.DataFrame:
        """The areas that move, as `compare` gives them."""
        return compare(self.before, self.ratings)

    @property
    def outcomes(self) -> pd.DataFrame:
        """What the methodology says of each indicator of each area, as `breakdown` gives it."""
        return self.assessment.breakdown

    @cached_property
    def chances(self) -> pd.DataFrame:
        """The probability of each rating, by area code, as `rating_probabilities` gives it."""
        return rating_probabilities(self.edition.indicators, self.method).set_index("area_code")

    @cached_property
    def targets(self) -> tuple[AreaTarget, ...]:
        """What would lift each chosen area, nearest first, as `group_targets` gives it."""
        return tuple(group_targets(self.assessment, self.choice.areas))

    @cached_property
    def followed(self) -> str:
        """The indicator that is followed over time."""
        return indicator_over_time(self.edition)

    @cached_property
    def series(self) -> list[Series]:
        """The series of which all figures of the indicator that is followed are published."""
        every = [load_series(name) for name in series_ids()]
        return [one for one in every if all(_is_published(each, self.followed) for each in one.editions)]

    @cached_property
    def history(self) -> History | None:
        """The chosen areas together over time; None if no series has them, all whole and published."""
        if (self.belonging["share"] < 1).any():
            return None
        groups = {self.choice.title: self.choice.areas}
        return group_histories(self.edition, groups, self.followed, self.series).get(self.choice.title)

    @cached_property
    def newest(self) -> Newest | None:
        """The newest published figures of the chosen areas, None if no series has them."""
        whole = self.belonging["share"] == 1
        return group_newest(
            self.edition,
            self.choice.title,
            self.belonging.loc[whole, "area_code"],
            self.followed,
            self.series,
            parts=self.belonging.loc[~whole, "area_code"],
        )

    @cached_property
    def newer(self) -> str:
        """What newer published figures say of the indicator that is followed, in a sentence; empty without any."""
        if self.followed not in self.method.indicators:
            return ""
        furthest = furthest_on(self.assessment, self.choice.areas, self.followed)
        own = {}
        if furthest is not None:
            groups = {self.edition.short_names[furthest]: (furthest,)}
            own = group_histories(self.edition, groups, self.followed, self.series)
        together = self.history if len(self.choice.areas) > 1 else None
        of_one = next(iter(own.values()), None)
        return newer_sentence(self.assessment, self.followed, of_one, self.newest, together)

    @cached_property
    def belonging(self) -> pd.DataFrame:
        """The chosen areas as a group: rows of `scoring.editions.groups.members`."""
        if self.choice.kind:
            every = members(self.edition, self.choice.kind)
            return every[every["group_code"] == self.choice.group]
        return own_members(self.edition, {self.choice.title: self.choice.areas})

    @property
    def is_scenario(self) -> bool:
        """Whether the pack compares: whether its methodology is another than its baseline."""
        return _differ(self.method, self.baseline)

    @property
    def has_ratings(self) -> bool:
        """Whether the methodology rates areas."""
        return self.method.aggregation != "not_rated"

    @property
    def estimated(self) -> bool:
        """Whether any rating of the edition is based on an estimate."""
        return bool((self.ratings["basis"] != "published").any())

    @cached_property
    def rated(self) -> pd.DataFrame:
        """The ratings of the chosen areas that are rated, in the order of `ratings`."""
        inside = self.ratings["area_code"].isin(self.choice.areas)
        return self.ratings[inside & (self.ratings["rating"] != "not_rated")]

    @property
    def chosen_estimated(self) -> bool:
        """Whether the rating of a chosen area is based on an estimate."""
        return bool((self.rated["basis"] != "published").any())

    def metas(self) -> dict[str, IndicatorMeta]:
        """Return the indicators of the edition."""
        return self.edition.meta.indicators

    def with_own_basis(self, screen: Screen) -> Screen:
        """Return a screen that counts the published and the estimated figures that it shows, and no others."""
        figures = self.edition.indicators
        if screen.area:
            figures = figures[figures["area_code"] == screen.area]
        elif screen.kind not in _NATIONAL:
            figures = figures[figures["area_code"].isin(self.choice.areas)]
        if screen.indicator:
            figures = figures[figures["indicator"] == screen.indicator]
        # Figures over time are those of a series, of which only published ones are told.
        basis = "all published" if screen.kind == "trend" else count_by_basis(figures)
        estimates = _ABOUT_ESTIMATES if screen.estimated else ""
        note = f"Figures shown: {basis}. {estimates}".strip()
        return replace(screen, about=replace(screen.about, basis=basis), notes=(*screen.notes, note))

    def method_notes(self) -> list[str]:
        """Return what a presenter should know of method, source and basis, on every screen."""
        changes = describe_changes(self.assessment)
        periods = "; ".join(f"{meta.short_label}: {meta.period}" for meta in self.metas().values())
        notes = [
            f"Methodology: {self.about.methodology}.",
            f"Changes to it: {'; '.join(changes) or 'none'}.",
            f"Periods: {periods}.",
            f"Source: {self.about.publisher}. {self.about.licence}. {self.about.attribution}",
        ]
        if self.is_scenario:
            notes.insert(2, f"Compared with: {self.about.compared_with}.")
        return notes


def _is_published(edition: Edition, indicator: str) -> bool:
    rows = edition.indicators[edition.indicators["indicator"] == indicator]
    return bool((rows["basis"] == "published").all())


def _differ(one: Methodology, other: Methodology) -> bool:
    return one.model_dump() != other.model_dump()


def case_of(
    assessment: Assessment,
    baseline: Methodology,
    choice: Choice,
    link: str,
    *,
    made_on: date | None = None,
    shapes: MapShapes | None = None,
) -> Case:
    """Return what every file of a pack is made of; parameters and errors as of `reports.story.story.story`.

    `shapes` are drawn in place of the boundaries of the edition.
    """
    edition, method = assessment.edition, assessment.method
    edition.check_indicators([*method.indicators, *baseline.indicators])
    for code in choice.areas:
        edition.find_area(code)
    compared = baseline if _differ(method, baseline) else None
    said = about(f"Board pack: {choice.title}", assessment, link, baseline=compared, made_on=made_on)
    return Case(assessment, baseline, choice, said, shapes or embedded_shapes(edition))


_NATIONAL = ("national", "changes", "method")
"""The parts that are about all areas."""
_ABOUT_ESTIMATES = (
    "Figures marked “est.” are this project's estimates, made to agree with every public fact; they are not "
    "official figures. Anything based on them is an estimate too."
)


def est_mark(estimated: bool) -> str:
    """Return the mark of an estimate with a space before it, or nothing."""
    return f" {ESTIMATED_MARK}" if estimated else ""


def figure(value: float, meta: IndicatorMeta, *, estimated: bool) -> str:
    """Write a figure with its unit and its mark; a dash where there is none."""
    return "–" if pd.isna(value) else format_value(value, meta) + est_mark(estimated)


def sentence(text: str) -> str:
    """End a text with one full stop, also after 'est.'."""
    return f"{text.rstrip('.')}."


def in_brackets(estimated: bool) -> str:
    """Return the mark of an estimate for the end of a title: ' (est.)', or nothing."""
    return f" ({ESTIMATED_MARK})" if estimated else ""


def plain_number(value: float) -> float | None:
    """Return a number for a chart, None where there is none."""
    return None if pd.isna(value) else float(value)
