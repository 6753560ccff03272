"""Reading editions and linking a series of 23 quarters, beside the plain way.

.venv/bin/python -m pytest benchmarks/test_trend.py
"""

import pytest

from scoring import edition_ids, linked_figures, load_edition, load_series
from scoring.editions.series import link_areas


@pytest.fixture(scope="module")
def series():
    return load_series("cancer-waits-ccg")


@pytest.mark.parametrize("name", ["october-2016", "cancer-waits-2016-q1", "icb-waits-2025-q3"])
def test_load_an_edition(benchmark, name):
    assert len(benchmark(load_edition, name).areas) > 40


def test_list_the_editions(benchmark):
    assert len(benchmark(edition_ids)) == 32


def test_link_a_series(benchmark, series):
    assert len(benchmark(linked_figures, series)) > 7_000


def test_link_one_indicator_area_by_area(benchmark, series):
    """The plain way, for one of the indicators: look up and add up the parts of each area in each quarter."""

    def plainly():
        sums = {}
        for edition in series.editions:
            links = link_areas(series, edition.meta.geography_id, "ccg-april-2021")
            own = edition.indicators[edition.indicators["indicator"] == "waits_62_day"].set_index("area_code")
            for area, parts in links[links["exact"]].groupby("area_code")["then_code"]:
                counts = own.loc[parts, ["numerator", "denominator"]].sum()
                sums[edition.meta.id, area] = tuple(counts)
        return sums

    sums = benchmark.pedantic(plainly, rounds=1)
    linked = linked_figures(series)
    waits = linked[(linked["indicator"] == "waits_62_day") & linked["value"].notna()]
    assert all(
        sums[row.edition, row.area_code] == (row.numerator, row.denominator) for row in waits.itertuples()
    )
