"""The October 2016 edition as the app reads it, and the repository on the path."""

import sys

import pandas as pd
import pytest

from tests.paths import ROOT

FOLDER = ROOT / "sample_data" / "october-2016"
for folder in (ROOT, FOLDER):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


@pytest.fixture(scope="session")
def edition():
    from scoring import load_edition

    return load_edition("october-2016")


@pytest.fixture(scope="session")
def figures() -> pd.DataFrame:
    """indicators.csv as it is on disk; empty notes are empty text."""
    return pd.read_csv(FOLDER / "indicators.csv").fillna({"note": ""})


@pytest.fixture(scope="session")
def values(figures) -> pd.DataFrame:
    """One row an area, one column an indicator, percent."""
    return figures.pivot(index="area_code", columns="indicator", values="value")


@pytest.fixture(scope="session")
def printed() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "published_values.csv").fillna({"note": "", "url": ""})


@pytest.fixture(scope="session")
def areas() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "areas.csv").set_index("short_name")


@pytest.fixture(scope="session")
def ratings(edition) -> pd.Series:
    """The ratings that the reconstructed rule gives, by area code."""
    from scoring import load_methodology, rate

    method = load_methodology("nhs-england-2016")
    return rate(edition.indicators, method).set_index("area_code")["rating"]


@pytest.fixture(scope="session")
def outcomes(edition) -> pd.DataFrame:
    """low, similar or high: one row an area, one column an indicator."""
    from scoring import breakdown, load_methodology

    table = breakdown(edition.indicators, load_methodology("nhs-england-2016"))
    return table.pivot(index="area_code", columns="indicator", values="outcome")
