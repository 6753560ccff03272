"""The sizes of areas in areas.csv are those of the embedded boundaries, and near the published ones."""

import area_sizes
import pytest

from tests.sample_data.conftest import FOLDER


def test_the_column_of_sizes_is_what_the_script_measures():
    table = (FOLDER / "areas.csv").read_bytes()
    assert area_sizes.with_sizes(table) == table


@pytest.mark.parametrize(
    ("area", "published_km2"),
    [("Northumberland", 5020), ("Wiltshire", 3255), ("Shropshire", 3197), ("Herefordshire", 2180)],
)
def test_counties_are_within_one_percent_of_their_published_size(areas, area, published_km2):
    # Office for National Statistics, Standard Area Measurements 2022: land without inland water.
    assert areas.loc[area, "area_km2"] == pytest.approx(published_km2, rel=0.01)


def test_england_is_130450_square_kilometres(areas):
    assert areas["area_km2"].sum() == pytest.approx(130_450, abs=100)
