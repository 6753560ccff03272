"""The tables of neighbours and of split areas agree with the boundaries and with the table of areas."""

import pandas as pd
import pytest

from geodata import embedded_boundaries, neighbours
from scoring import load_edition
from tests.sample_data.conftest import FOLDER

CUMBRIA = "E38000041"


@pytest.fixture(scope="module")
def october():
    return load_edition()


def test_the_table_of_neighbours_is_what_the_boundaries_give(october):
    measured = neighbours(embedded_boundaries().areas).round({"shared_border_km": 2})
    pd.testing.assert_frame_equal(measured, october.neighbours, check_dtype=False)


def test_every_pair_is_there_from_both_sides_and_only_the_isle_of_wight_has_none(october):
    pairs = set(zip(october.neighbours["area_code"], october.neighbours["neighbour_code"], strict=True))
    assert len(pairs) == 2 * 524
    assert {(there, here) for here, there in pairs} == pairs
    alone = set(october.short_names) - {here for here, _ in pairs}
    assert [october.short_names[code] for code in alone] == ["Isle of Wight"]


def test_cumbria_is_split_64_to_36_and_the_larger_part_is_that_of_the_table_of_areas(october):
    parts = october.split_areas
    assert parts["area_code"].tolist() == [CUMBRIA, CUMBRIA]
    assert parts["share"].tolist() == pytest.approx([207 / 324, 117 / 324], abs=5e-5)
    larger, area = parts.iloc[0], october.areas.set_index("area_code").loc[CUMBRIA]
    for kind in ("alliance", "stp", "local_office", "region"):
        assert larger[[f"{kind}_code", kind]].tolist() == area[[f"{kind}_code", kind]].tolist()


def test_the_groups_of_split_areas_are_groups_of_the_table_of_areas(october):
    for kind in ("alliance", "stp", "local_office", "region"):
        known = set(zip(october.areas[f"{kind}_code"], october.areas[kind], strict=True))
        assert set(zip(october.split_areas[f"{kind}_code"], october.split_areas[kind], strict=True)) <= known


def test_an_edition_without_these_files_has_empty_tables(tmp_path):
    for name in ("metadata.yaml", "areas.csv", "indicators.csv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    bare = load_edition(tmp_path)
    assert bare.neighbours.empty and list(bare.neighbours) == [
        "area_code",
        "neighbour_code",
        "shared_border_km",
    ]
    assert bare.split_areas.empty
