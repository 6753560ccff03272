"""What each figure that was not published could have been: an expected value and a spread for every area.

All values are in percent, one per area, in the order of the area codes. A spread is the standard
deviation of the part that the model does not explain.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]

ENGLAND = "E92000001"

ANSWERS = 67_050
"""Answers to the question on overall care in the 2014 survey, England: 59,677 patients answered
"excellent" or "very good", which was 89.0% (national report, September 2014, as quoted in BMJ Open)."""

LONDON_GAP = -2.5
"""London less the rest of England, in points of patient experience. Of the survey's questions that
showed a difference in 2011/12, the median gap was 3.7 points and the middle half ran from 2.5 to 5.4
(same paper). The question on overall care has most answers at the top, so the smaller end is taken."""

EXPERIENCE_SPREAD = 2.0
"""Standard deviation of patient experience between areas beyond chance and London, in points: an
assumption. The four printed values suggest about 1, the published ratings more (see the report)."""

INDEX_TO_SITE_ERROR = 0.75
"""Standard error of the all-cancer index as a share of the mean of those of bowel and lung cancer:
an assumption, since the index pools more patients than either."""

NORMAL_95 = 1.959964

RANGE_IN_SPREADS = 5.52
"""Expected range of 209 independent normal values, in standard deviations."""


@dataclass(frozen=True)
class Inputs:
    """The project's own input tables, one row an area, sorted by area code."""

    areas: pd.DataFrame
    cases: pd.DataFrame
    sites: pd.DataFrame
    older_index: pd.Series
    waits: pd.DataFrame
    printed: pd.DataFrame
    ratings: pd.DataFrame

    def exact(self, indicator: str) -> pd.Series:
        """Return the values of an indicator that were printed exactly, by area code."""
        rows = self.printed[(self.printed["indicator"] == indicator) & (self.printed["operator"] == "=")]
        return rows.set_index("area_code")["value"]

    def bounds(self, indicator: str) -> pd.Series:
        """Return the values that were printed only as 'or above', by area code."""
        rows = self.printed[(self.printed["indicator"] == indicator) & (self.printed["operator"] == ">=")]
        return rows.set_index("area_code")["value"]


@dataclass(frozen=True)
class Fit:
    """A model's result: expected value and spread of each area, and its errors on printed values.

    `errors` are printed less predicted, in points, each predicted without the area itself.
    """

    expected: FloatArray
    spread: FloatArray
    errors: pd.Series
    coefficients: dict[str, float]


def read_inputs(folder: Path) -> Inputs:
    """Read the tables of an edition's folder."""
    tables = folder / "inputs"

    def table(name: str) -> pd.DataFrame:
        return pd.read_csv(tables / name, index_col="area_code").sort_index()

    areas = pd.read_csv(folder / "areas.csv", index_col="area_code").sort_index()
    return Inputs(
        areas=areas,
        cases=table("early_diagnosis_counts.csv"),
        sites=table("survival_by_site_2013.csv"),
        older_index=table("survival_older_index.csv")["older_index_percent"],
        waits=table("waits_62_day_counts.csv").loc[areas.index],
        printed=pd.read_csv(folder / "published_values.csv"),
        ratings=pd.read_csv(folder / "published_ratings.csv").set_index("area_code"),
    )


def case_counts(inputs: Inputs) -> FloatArray:
    """Return the new cases of cancer in 2014, estimated: 2013 and England's growth from 2012 to 2013."""
    england = inputs.cases.loc[ENGLAND]
    growth = england["cases_2013"] / england["cases_2012"]
    return np.round(inputs.cases["cases_2013"].drop(ENGLAND).to_numpy(float) * growth)


def respondent_counts(inputs: Inputs) -> FloatArray:
    """Return how many patients answered, estimated: England's answers in proportion to cases of cancer."""
    cases = case_counts(inputs)
    return np.round(ANSWERS * cases / cases.sum())


def fit_early_diagnosis(inputs: Inputs, england: float) -> Fit:
    """Move each area's distance from England in 2013 towards England, then to England's value of 2014.

    How much of a distance lasts for a year is measured on all areas between 2012 and 2013 (weighted
    least squares through England). The spread is what the values printed for 2014 show around that.
    """
    counts, nation = inputs.cases.drop(ENGLAND), inputs.cases.loc[ENGLAND]
    before = _percent(counts, 2012) - _percent(nation, 2012)
    latest = _percent(counts, 2013) - _percent(nation, 2013)
    weight = counts["cases_2013"]
    lasting = float((weight * before * latest).sum() / (weight * before**2).sum())
    expected = england + lasting * latest
    # The printed values play no part in the prediction, so that these errors are out of sample.
    errors = inputs.exact("early_diagnosis") - expected
    spread = _root_mean_square(errors)
    return Fit(
        centred(expected, inputs.exact("early_diagnosis"), case_counts(inputs), england),
        np.full(len(expected), spread),
        errors.dropna(),
        {"share of a distance that lasts": lasting, "spread": spread},
    )


def fit_survival(inputs: Inputs, england: float, known_range: float) -> Fit:
    """Regress the printed values on the older index and on survival from bowel and lung cancer.

    Ten printed values include the highest two and the lowest of all 209, so that slopes are too steep
    for the rest. They are damped until expected values and spread together have the standard deviation
    that the published range of the 209 areas (`known_range`, in points) implies.
    """
    predictors = _survival_predictors(inputs)
    printed = inputs.exact("one_year_survival") - england
    design = predictors.loc[printed.index]
    slopes = _least_squares(design, printed)
    spread = float(np.sqrt(((printed - design @ slopes) ** 2).sum() / (len(printed) - len(slopes))))
    total = known_range / RANGE_IN_SPREADS
    damping = min(1.0, np.sqrt(total**2 - spread**2) / float((predictors @ slopes).std()))

    def predict(coefficients: FloatArray) -> pd.Series:
        raw = predictors @ coefficients
        return england + damping * (raw - np.average(raw, weights=case_counts(inputs)))

    errors = {
        area: printed[area] + england - predict(_least_squares(design.drop(area), printed.drop(area)))[area]
        for area in printed.index
    }
    coefficients = dict(zip(predictors.columns, map(float, slopes), strict=True))
    return Fit(
        centred(predict(slopes), inputs.exact("one_year_survival"), case_counts(inputs), england),
        np.full(len(predictors), spread),
        pd.Series(errors),
        {**coefficients, "damping": float(damping), "spread": spread},
    )


def fit_experience(inputs: Inputs, england: float, between: float = EXPERIENCE_SPREAD) -> Fit:
    """Put every area at England's value, London lower, with variation between areas and by chance.

    `between` is the standard deviation between areas beyond chance, in points. What the printed values
    alone suggest for it (method of moments) is among the coefficients.
    """
    respondents = respondent_counts(inputs)
    gap = np.where(inputs.areas["region"] == "London", LONDON_GAP, 0.0)
    expected = pd.Series(england + gap - np.average(gap, weights=respondents), inputs.areas.index)
    chance = pd.Series(expected * (100 - expected) / respondents, inputs.areas.index)
    errors = (inputs.exact("patient_experience") - expected).dropna()
    suggested = float(np.sqrt(max(0.0, (errors**2).mean() - chance[errors.index].mean())))
    return Fit(
        centred(expected, inputs.exact("patient_experience"), respondents, england),
        np.sqrt(between**2 + chance).to_numpy(float),
        errors,
        {
            "spread between areas, as the printed values suggest": suggested,
            "spread between areas, used": between,
        },
    )


def centred(expected: pd.Series, printed: pd.Series, weights: FloatArray, england: float) -> FloatArray:
    """Shift expected values so that, beside the printed ones, their weighted mean is England's value."""
    free = ~expected.index.isin(printed.index)
    given = expected.copy()
    given[printed.index] = printed
    shift = (england - np.average(given, weights=weights)) * weights.sum() / weights[free].sum()
    return (expected + shift).to_numpy(float)


def survival_standard_errors(inputs: Inputs) -> FloatArray:
    """Return the assumed standard error of the survival index, in points.

    Where the intervals at hand are those of a larger, later area, they are widened by the square root
    of the ratio of cases.
    """
    sites = inputs.sites.drop(ENGLAND).loc[inputs.areas.index]
    half_width = sum(
        (sites[f"{site}_upper_95"] - sites[f"{site}_lower_95"]) / 2 for site in ("colorectal", "lung")
    )
    cases = pd.Series(case_counts(inputs), inputs.areas.index)
    later_area = cases.groupby(sites["survival_area_code"]).transform("sum")
    error = INDEX_TO_SITE_ERROR * half_width / 2 / NORMAL_95 * np.sqrt(later_area / cases)
    return error.to_numpy(float)


def _percent(counts: pd.DataFrame | pd.Series, year: int) -> pd.Series:
    return 100 * counts[f"early_{year}"] / counts[f"cases_{year}"]


def _survival_predictors(inputs: Inputs) -> pd.DataFrame:
    """Return the older index, and bowel and lung survival in standard deviations, as distances."""
    areas = inputs.areas.index
    older = inputs.older_index.loc[areas]
    older = older - np.average(older, weights=case_counts(inputs))
    columns = ["colorectal_percent", "lung_percent"]
    sites, nation = inputs.sites.loc[areas, columns], inputs.sites.loc[ENGLAND, columns].astype(float)
    by_site = ((sites - nation) / sites.std()).mean(axis=1)
    return pd.DataFrame({"older index": older, "bowel and lung": by_site})


def _least_squares(design: pd.DataFrame, target: pd.Series) -> FloatArray:
    return np.linalg.lstsq(design.to_numpy(float), target.to_numpy(float), rcond=None)[0]


def _root_mean_square(errors: pd.Series) -> float:
    return float(np.sqrt((errors.dropna() ** 2).mean()))
