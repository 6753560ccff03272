"""Every plausible combination of the choices of a methodology: how much of the ratings is the method?

A multiverse analysis (S. Steegen and others (2016), Increasing transparency through a multiverse analysis,
Perspectives on Psychological Science 11:702-712), drawn as a specification curve (U. Simonsohn, J. P. Simmons and
L. D. Nelson (2020), Specification curve analysis, Nature Human Behaviour 4:1208-1214).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from math import nan, prod

import numpy as np
import numpy.typing as npt
import pandas as pd

from scoring.assessment import Assessment
from scoring.errors import DataError
from scoring.methodology.model import Methodology
from scoring.methodology.parts import COMPARISONS, FIGURES, NAMED_BENCHMARKS, RATINGS, Constant, Plausible
from scoring.rating.grid import BoolArray, Grid, IntArray
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import NOT_RATED, judge

MOST_COMBINATIONS = 10_000_000
PAGE_COMBINATIONS = 50_000
"""Combinations that a page waits for; of more, so many are drawn."""
BLOCK = 128
"""Combinations judged at once: few enough for the cache of a processor, many enough to be worth a call."""
_THREADS = 2
_BELOW = (RATINGS.index("needs"), RATINGS.index("greatest"))
_DECIMALS = 9
_MOST_REFINED = 1_000
"""Values of one choice between which further ones are put."""

Digits = npt.NDArray[np.int16]
"""Combinations, a row each: of each choice the place of its value, shape (combinations, choices)."""


@dataclass(frozen=True)
class PlausibleChoice:
    """One choice: constants that go together, the values that are plausible, and why. `now` is the place in force."""

    paths: tuple[str, ...]
    values: tuple[Constant, ...]
    reason: str
    now: int


@dataclass(frozen=True)
class Multiverse:
    """All combinations of plausible choices, or a draw of them.

    Attributes
    ----------
    choices : tuple of PlausibleChoice
    digits : array of shape (combinations, choices)
        The combinations; the first is the one in force.
    total : int
        How many combinations there are; the same as of `digits`, or more.
    share : array of shape (combinations,)
        Percent of rated areas below "performing well"; NaN where none is rated.
    area_codes, area_share : arrays of shape (areas,)
        Of each area the share (0 to 1) of the combinations that rate it in which it is below "performing well".
    """

    choices: tuple[PlausibleChoice, ...]
    digits: Digits
    total: int
    share: FloatArray
    area_codes: npt.NDArray[np.object_]
    area_share: FloatArray


def plausible_choices(method: Methodology) -> tuple[PlausibleChoice, ...]:
    """Return the choices of a methodology, the value in force among the plausible ones of each.

    Constants that go together and are not alike now are left to vary each by itself.
    """
    now: dict[str, Constant] = {**method.values, FIGURES: method.figures}
    found: list[PlausibleChoice] = []
    for entry in method.plausible:
        alike = len({now[path] for path in entry.paths}) == 1
        for paths in [entry.paths] if alike else [(path,) for path in entry.paths]:
            found.append(_choice(paths, entry, now[paths[0]]))
    return tuple(found)


def _choice(paths: tuple[str, ...], entry: Plausible, now: Constant) -> PlausibleChoice:
    # 82 in a file is the threshold 82.0; only what is whole now stays whole.
    numbers = [
        float(value) if isinstance(value, int) and not isinstance(now, int) else value
        for value in entry.values
    ]
    values = list(dict.fromkeys(numbers))
    if now not in values:
        values.insert(0, now)
    return PlausibleChoice(paths, tuple(values), entry.reason, values.index(now))


def refined(
    choices: Sequence[PlausibleChoice], wanted: int, method: Methodology
) -> tuple[PlausibleChoice, ...]:
    """Return choices of at least so many combinations, as far as can be: with more numbers between the plausible ones.

    Half way between neighbouring numbers of every benchmark, weight, cut and share a further one is put, to the
    parameter's step, as often as it takes. Words and whole numbers stay as they are.
    """
    found = list(choices)
    while prod(len(choice.values) for choice in found) < wanted:
        finer = [_finer(choice, method) for choice in found]
        if finer == found:
            break
        found = finer
    return tuple(found)


def _finer(choice: PlausibleChoice, method: Methodology) -> PlausibleChoice:
    numbers = sorted(float(value) for value in choice.values if isinstance(value, float))
    if len(numbers) < 2 or len(numbers) > _MOST_REFINED:
        return choice
    step = method.parameters[choice.paths[0]].step
    between = [(low + high) / 2 for low, high in pairwise(numbers)]
    rounded = [round(round(value / step) * step, _DECIMALS) if step else value for value in between]
    values = tuple(dict.fromkeys([*choice.values, *rounded]))
    return replace(choice, values=values)


def combinations_of(choices: Sequence[PlausibleChoice], most: int, seed: int = 2016) -> Digits:
    """Return all combinations of choices, or so many drawn without repetition; the one in force comes first."""
    sizes = [len(choice.values) for choice in choices]
    total = prod(sizes)
    own = int(np.ravel_multi_index([choice.now for choice in choices], sizes)) if sizes else 0
    if total <= most:
        numbers = np.arange(total)
    else:
        draws = np.random.default_rng(seed)
        numbers = np.empty(0, np.int64)
        while len(numbers) < most:
            numbers = np.unique(np.r_[numbers, draws.integers(0, total, most)])
        numbers = np.sort(draws.permutation(numbers)[:most])
    numbers = np.r_[own, numbers[numbers != own]][:most]
    digits = np.stack(np.unravel_index(numbers, sizes), axis=-1) if sizes else np.zeros((1, 0))
    return digits.astype(np.int16)


@dataclass(frozen=True)
class Rule:
    """A methodology whose choices can be set: what a worker needs to judge a block of combinations.

    `fixed` are the places of the choices of which a rule has one value only; the rest stand side by side in one call.
    """

    grid: Grid
    method: Methodology
    choices: tuple[PlausibleChoice, ...]
    fixed: tuple[int, ...]

    @classmethod
    def of(cls, assessment: Assessment, choices: tuple[PlausibleChoice, ...]) -> "Rule":
        """Return the rule of an assessment, in which the choices are still to be made."""
        named: dict[str, str] = {}
        fixed: list[int] = []
        for place, choice in enumerate(choices):
            figure = _one_figure(choice)
            if not all(_stands_beside(path, choice) for path in choice.paths):
                fixed.append(place)
            elif figure is not None:
                named |= dict.fromkeys(choice.paths, figure)
        method = assessment.method.with_changes(named) if named else assessment.method
        return cls(assessment.grid, method, choices, tuple(fixed))

    def rated(self, digits: Digits) -> IntArray:
        """Return the ratings of all areas by each combination: (combinations, areas)."""
        rating = np.empty((len(digits), len(self.grid.area_codes)), np.int64)
        for state in np.unique(digits[:, self.fixed], axis=0):
            rows = (digits[:, self.fixed] == state).all(-1)
            chosen = digits[rows]
            sampled = {
                path: np.array([_as_sample(path, value) for value in choice.values])[chosen[:, place], None]
                for place, choice in enumerate(self.choices)
                if place not in self.fixed
                for path in choice.paths
            }
            rating[rows] = judge(self.grid, self._fixed_to(state), sampled).rating
        return rating

    def _fixed_to(self, state: Digits) -> Methodology:
        """Return the methodology with the fixed choices made."""
        changes: dict[str, Constant] = {}
        for place, digit in zip(self.fixed, state, strict=True):
            changes |= dict.fromkeys(self.choices[place].paths, self.choices[place].values[digit])
        figures = changes.pop(FIGURES, self.method.figures)
        method = self.method.with_changes(changes) if changes else self.method
        return method if figures == method.figures else method.model_copy(update={"figures": figures})


def _one_figure(choice: PlausibleChoice) -> str | None:
    """Return the figure of the edition that a benchmark may be, None if it may be none or several."""
    named = [str(value) for value in choice.values if value in NAMED_BENCHMARKS]
    return named[0] if len(named) == 1 and choice.paths[0].endswith(".benchmark") else None


def _stands_beside(path: str, choice: PlausibleChoice) -> bool:
    """Return whether all values of a choice can stand side by side in one call of `judge`."""
    owner, _, field = path.partition(".")
    if path == FIGURES or owner in ("scale", "over_dispersion"):
        return False
    if field == "benchmark":
        # Similar areas bring an error of their own, and of several figures a rule can name but one.
        words = [value for value in choice.values if isinstance(value, str)]
        return "peers" not in words and len(words) < 2
    return True


def _as_sample(path: str, value: Constant) -> float:
    if path.endswith("_by"):
        return COMPARISONS.index(str(value))
    if path.endswith(".caps_at"):
        return RATINGS.index(str(value))
    # A figure that the methodology names.
    return nan if isinstance(value, str) else float(value)


@dataclass(frozen=True)
class Counted:
    """What is kept of a block of combinations: shares (combinations,), and for each area in how many it is what."""

    share: FloatArray
    below: IntArray
    rated: IntArray


def counted_block(rule: Rule, digits: Digits) -> Counted:
    """Judge combinations, some at a time, and return what is kept of them."""
    parts = [_counted(rule.rated(digits[first : first + BLOCK])) for first in range(0, len(digits), BLOCK)]
    return Counted(
        np.concatenate([part.share for part in parts]),
        np.sum([part.below for part in parts], axis=0),
        np.sum([part.rated for part in parts], axis=0),
    )


def _counted(rating: IntArray) -> Counted:
    below: BoolArray = np.isin(rating, _BELOW)
    rated = rating != NOT_RATED
    with np.errstate(invalid="ignore"):
        share = 100 * below.sum(-1) / rated.sum(-1)
    return Counted(share, below.sum(0), rated.sum(0))


Workers = Callable[[Rule, Sequence[Digits]], Iterable[Counted]]
"""What judges blocks of combinations and gives back their counts in the same order."""


def multiverse(
    assessment: Assessment,
    most: int = PAGE_COMBINATIONS,
    *,
    refine: bool = False,
    workers: Workers | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Multiverse:
    """Rate an edition by every plausible combination of the choices of its methodology.

    Parameters
    ----------
    assessment : Assessment
        Its methodology has `plausible` choices; constants that are changed keep their value among them.
    most : int
        Combinations at most: of more, so many are drawn.
    refine : bool
        Whether further numbers are put between the plausible ones until there are so many combinations.
    workers : function, optional
        Judges the blocks (see `scoring.analysis.multiverse_workers`); two threads of this process if left out.
    progress : function, optional
        Called after each block, with how many combinations are done and how many there are in all.

    Raises
    ------
    DataError
        If the methodology has no plausible choices or gives no rating, or a number is asked for that is not allowed.
    """
    method = assessment.method
    if not 1 <= most <= MOST_COMBINATIONS:
        raise DataError(
            f"The number of combinations is {most:,}; it should be from 1 to {MOST_COMBINATIONS:,}."
        )
    if not method.plausible or not method.bands:
        raise DataError(f"{method.title} has no plausible choices to combine (plausible in its YAML file).")
    choices = plausible_choices(method)
    if refine:
        choices = refined(choices, most, method)
    digits = combinations_of(choices, most)
    rule = Rule.of(assessment, choices)
    # Combinations of one fixed state stand together, so that each is judged in few calls.
    order = (
        np.r_[0, 1 + np.lexsort([digits[1:, place] for place in rule.fixed])] if rule.fixed else slice(None)
    )
    digits = digits[order]
    blocks = list(_blocks(digits))
    found: list[Counted] = []
    done = 0
    for block, counted in zip(blocks, (workers or _in_threads)(rule, blocks), strict=True):
        found.append(counted)
        done += len(block)
        if progress is not None:
            progress(done, len(digits))
    rated = np.sum([part.rated for part in found], axis=0)
    with np.errstate(invalid="ignore"):
        area_share = np.sum([part.below for part in found], axis=0) / rated
    return Multiverse(
        choices,
        digits,
        prod(len(choice.values) for choice in choices),
        np.concatenate([part.share for part in found]),
        assessment.grid.area_codes,
        area_share,
    )


_IN_A_BLOCK = 8 * BLOCK


def _blocks(digits: Digits) -> Iterator[Digits]:
    return (digits[first : first + _IN_A_BLOCK] for first in range(0, len(digits), _IN_A_BLOCK))


def _in_threads(rule: Rule, blocks: Sequence[Digits]) -> Iterable[Counted]:
    # numpy computes outside Python's lock, so that two threads share the work of two processors.
    with ThreadPoolExecutor(_THREADS) as threads:
        yield from threads.map(lambda block: counted_block(rule, block), blocks)


def combinations_table(found: Multiverse) -> pd.DataFrame:
    """Return one row a combination: a column for each choice (its constants' paths), and share, percent."""
    columns = {
        ", ".join(choice.paths): np.array(choice.values, object)[found.digits[:, place]]
        for place, choice in enumerate(found.choices)
    }
    return pd.DataFrame({**columns, "share": found.share})


def areas_below(found: Multiverse) -> pd.DataFrame:
    """Return one row an area: area_code, share (0 to 1) of the combinations in which it is below par; NaN if none."""
    return pd.DataFrame({"area_code": found.area_codes, "share": found.area_share})


def specification_curve(found: Multiverse, points: int = 400) -> pd.DataFrame:
    """Return the shares of all combinations in their order, at so many places.

    Returns
    -------
    DataFrame
        place (percent of the combinations that rate any area, the lowest share first), share (percent of rated areas
        below "performing well").
    """
    share = np.sort(found.share[~np.isnan(found.share)])
    place = np.unique(np.linspace(0, len(share) - 1, min(points, len(share))).round().astype(np.int64))
    return pd.DataFrame({"place": 100 * place / max(len(share) - 1, 1), "share": share[place]})


def choices_along_curve(found: Multiverse, bins: int = 80) -> pd.DataFrame:
    """Return how often each value of each choice is made along the specification curve.

    Combinations of equal shares stand in an order by chance, so that no choice seems to go before another.

    Returns
    -------
    DataFrame
        One row a choice, value and part of the curve: choice, value (places), start, end (percent of combinations),
        portion (0 to 1: of the combinations of this part, how many have the value).
    """
    known = np.flatnonzero(~np.isnan(found.share))
    shuffled = np.random.default_rng(2016).permutation(known)
    order = shuffled[np.argsort(found.share[shuffled], kind="stable")]
    parts = np.array_split(order, min(bins, max(len(order), 1)))
    ends = np.cumsum([0, *map(len, parts)]) * 100 / max(len(order), 1)
    rows = [
        {"choice": place, "value": digit, "start": start, "end": end, "portion": float(portion)}
        for place, choice in enumerate(found.choices)
        for part, start, end in zip(parts, ends[:-1], ends[1:], strict=True)
        for digit, portion in enumerate(
            np.bincount(found.digits[part, place], minlength=len(choice.values)) / max(len(part), 1)
        )
    ]
    return pd.DataFrame(rows, columns=["choice", "value", "start", "end", "portion"])
