"""How unequal areas are: best to worst and the middle eight tenths of each indicator; people in each rating."""

import numpy as np
import pandas as pd

from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError
from scoring.methodology.parts import RATINGS
from scoring.rating.grid import Grid, to_grid
from scoring.rating.intervals import FloatArray
from scoring.rating.judge import rate
from scoring.rating.shrinkage import chance_of

PERCENTILES = (10, 90)


def spread(assessment: Assessment) -> pd.DataFrame:
    """Return how far apart the areas are in each indicator of a methodology.

    Returns
    -------
    DataFrame
        One row an indicator, in the methodology's order; figures in the indicator's unit, NaN where no area
        has one; every area counts the same, whatever its size:

        - indicator: id
        - areas: how many have a figure
        - best, worst: the figures
        - range: their distance
        - percentile_10, percentile_90: of the figures, low to high
        - interdecile_range: percentile_90 - percentile_10
        - interdecile_ratio: percentile_90 / percentile_10, NaN where the latter is not above 0. That of a share
          depends on which part is counted: those treated in time differ by less than those who were not
        - best_areas, worst_areas: codes of all areas that have the best or the worst figure, joined by a blank
        - shrunken_best and so on to shrunken_interdecile_ratio: the same of figures drawn towards the mean of all as
          far as they may be chance; NaN where nothing is known of chance in any figure
        - best_estimated, worst_estimated: whether the figure of any of these areas is an estimate
        - estimated: how many of the figures are estimates
        - shrinkage_estimated: whether a figure, number of patients or limit that shrinkage goes by is an estimate

    Raises
    ------
    DataError
        As `rate` does.

    Notes
    -----
    Percentiles interpolate linearly between the sorted figures, the percentile p at 1 + (n - 1) p / 100: definition
    7 of R. J. Hyndman and Y. Fan (1996), Sample quantiles in statistical packages, The American Statistician
    50:361-365. Shrunken figures are those of `scoring.rating.shrinkage`. Figures as they stand spread wider than the
    truth, and shrunken ones narrower (T. A. Louis (1984), Estimating a population of parameter values using Bayes and
    empirical Bayes methods, Journal of the American Statistical Association 79:393-398), so that the two hold the truth
    between them.
    """
    grid = to_grid(assessment.edition.indicators, assessment.method)
    chance = chance_of(grid)
    shrunken = np.where(
        chance.counted, grid.per * chance.rate, np.where(chance.normal, chance.centre, grid.value)
    )
    varies = chance.counted | chance.normal
    return pd.DataFrame(
        [
            _spread_of(grid, shrunken[:, j] if varies[:, j].any() else np.full(len(shrunken), np.nan), j)
            for j in range(len(grid.indicators))
        ]
    )


def _spread_of(grid: Grid, shrunken: FloatArray, j: int) -> dict[str, object]:
    value = grid.value[:, j]
    unsure = np.asarray(~grid.published | grid.interval_estimated)
    known, guessed = ~np.isnan(value), ~grid.published[:, j]
    upwards = not (grid.direction[known, j] < 0).any()
    figures, drawn = _measures(value[known], upwards=upwards), _measures(shrunken[known], upwards=upwards)
    codes = grid.area_codes
    best, worst = value == figures["best"], value == figures["worst"]
    return {
        "indicator": grid.indicators[j],
        "areas": int(known.sum()),
        **figures,
        "best_areas": " ".join(codes[best]),
        "worst_areas": " ".join(codes[worst]),
        **{f"shrunken_{name}": figure for name, figure in drawn.items()},
        "best_estimated": bool(guessed[best].any()),
        "worst_estimated": bool(guessed[worst].any()),
        "estimated": int((known & guessed).sum()),
        "shrinkage_estimated": bool(unsure[known, j].any()),
    }


def _measures(figures: FloatArray, *, upwards: bool) -> dict[str, float]:
    """Return best, worst and percentiles of the figures of one indicator, all NaN if there are none."""
    if not len(figures):
        figures = np.array([np.nan])
    low, high = np.percentile(figures, PERCENTILES)
    best, worst = (figures.max(), figures.min()) if upwards else (figures.min(), figures.max())
    return {
        "best": float(best),
        "worst": float(worst),
        "range": float(abs(best - worst)),
        "percentile_10": float(low),
        "percentile_90": float(high),
        "interdecile_range": float(high - low),
        "interdecile_ratio": float(high / low) if low > 0 else np.nan,
    }


def population_by_rating(assessment: Assessment) -> pd.DataFrame:
    """Return how many people live in the areas of each rating.

    Returns
    -------
    DataFrame
        One row a rating, best first, not rated last: rating (id), areas, population (people, of the areas
        whose population is known), share (of all these people, 0 to 1), unknown_population (how many areas
        have none), estimated (how many of the areas have a rating that rests on an estimate).

    Raises
    ------
    DataError
        If the edition has no population of any rated area, or as `rate` does.
    """
    edition, method = assessment.edition, assessment.method
    rated = rate(edition.indicators, method)
    people = _population(edition, rated["area_code"])
    counted = rated.assign(
        population=people.fillna(0), unknown=people.isna(), estimated=rated["basis"] != "published"
    )
    table = counted.groupby("rating").agg(
        areas=("rating", "size"),
        population=("population", "sum"),
        unknown_population=("unknown", "sum"),
        estimated=("estimated", "sum"),
    )
    table = table.reindex(list(RATINGS), fill_value=0).astype("int64")
    table.insert(2, "share", table["population"] / table["population"].sum())
    return table.rename_axis("rating").reset_index()


def _population(edition: Edition, codes: pd.Series) -> pd.Series:
    """Return the population of areas, NaN where it is not known.

    Raises
    ------
    DataError
        If it is known of none.
    """
    areas = edition.areas
    column = areas["population"] if "population" in areas else pd.Series(np.nan, areas.index)
    people = codes.map(dict(zip(areas["area_code"], pd.to_numeric(column, errors="coerce"), strict=True)))
    if people.isna().all():
        raise DataError(
            f"{edition.meta.title} does not say how many people live in its areas: areas.csv has no population."
        )
    return people
