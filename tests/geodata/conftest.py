"""Boundaries small enough to write in every format, and the embedded ones."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geodata import Boundaries, embedded_boundaries
from tests.paths import ROOT as REPOSITORY

# Six that lie together on the south coast: Dorset, West Hampshire, Southampton, Fareham and Gosport,
# Portsmouth, and the Isle of Wight, which borders on nobody.
SOUTH_COAST = ["E38000045", "E38000198", "E38000167", "E38000059", "E38000137", "E38000087"]


@pytest.fixture(scope="session")
def embedded() -> Boundaries:
    return embedded_boundaries()


@pytest.fixture(scope="session")
def groups() -> pd.DataFrame:
    return pd.read_csv(REPOSITORY / "sample_data" / "october-2016" / "areas.csv", dtype=str)


@pytest.fixture(scope="session")
def static_folder() -> Path:
    return REPOSITORY / "static"


@pytest.fixture
def few(embedded) -> gpd.GeoDataFrame:
    """Six areas of the south coast, sorted by code, free to be changed."""
    areas = embedded.areas
    return areas[areas["area_code"].isin(SOUTH_COAST)].reset_index(drop=True).copy()
