"""An edition rated by a methodology: one object, in which what follows is worked out once, when it is asked for."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scoring.editions.model import Edition
from scoring.methodology.model import Methodology
from scoring.rating.compiled import CompiledRule, compile_rule
from scoring.rating.grid import Grid
from scoring.rating.judge import Judgement, breakdown_frame, judge, ratings_frame


@dataclass(frozen=True, eq=False)
class Assessment:
    """An edition rated by a methodology.

    The rule is applied once, at the first question. Nobody may change the frames and arrays, which all share.

    Raises
    ------
    DataError
        On asking, if the edition lacks a figure that the methodology needs.
    """

    edition: Edition
    method: Methodology

    @cached_property
    def rule(self) -> CompiledRule:
        """The methodology as arrays."""
        return compile_rule(self.method)

    @cached_property
    def grid(self) -> Grid:
        """The figures of the methodology's indicators, as arrays of shape (areas, indicators)."""
        return self.edition.grid(tuple(self.method.indicators))

    @cached_property
    def judgement(self) -> Judgement:
        """What the rule says of every area and indicator."""
        return judge(self.grid, self.method)

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """One row an area, sorted by area_code; the columns of `rate`."""
        return ratings_frame(self.grid, self.judgement, self.method)

    @cached_property
    def breakdown(self) -> pd.DataFrame:
        """One row an area and indicator, areas sorted by code; the columns of `breakdown`."""
        return breakdown_frame(self.grid, self.judgement, self.method)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each area in the arrays, by area code."""
        return {code: place for place, code in enumerate(self.grid.area_codes)}

    def rows_of(self, area_code: str) -> pd.DataFrame:
        """Return the rows of the breakdown of one area, in the methodology's order."""
        return breakdown_frame(self.grid, self.judgement, self.method, [self.places[area_code]])


@dataclass(frozen=True)
class Assessed:
    """An assessment with what else belongs to a case; edition and methodology can be asked of it directly."""

    assessment: Assessment

    @property
    def edition(self) -> Edition:
        """The edition that is rated."""
        return self.assessment.edition

    @property
    def method(self) -> Methodology:
        """The methodology in force, with its changes."""
        return self.assessment.method
