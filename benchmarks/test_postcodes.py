"""How long it takes to find a postcode, beside a plain pandas table of all postcodes, and an area by name.

Run from the top folder:

    python -m pytest benchmarks/test_postcodes.py --benchmark-columns=min,median,rounds

No test looks at a time.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from geodata import find_postcode
from geodata.postcodes import POSTCODE_TABLE, UNIT_LETTERS, postcode_table, read_postcode_table
from scoring import load_edition, search_areas

AREAS = load_edition("october-2016").areas


@pytest.fixture(scope="module")
def plain() -> pd.DataFrame:
    """All postcodes of Great Britain as a plain table: postcode, outward, place."""
    table = postcode_table()
    outward = np.array(list(table.outward))
    letters = np.array(list(UNIT_LETTERS))
    row, digit, first, second = np.nonzero(table.units)
    place = np.array(table.places)[table.units[row, digit, first, second]]
    frame = pd.DataFrame({"outward": outward[row], "place": place})
    inward = pd.Series(digit.astype(str)) + letters[first] + letters[second]
    return frame.assign(postcode=frame["outward"] + " " + inward)


def find_plainly(table: pd.DataFrame, text: str) -> dict[str, float]:
    """Return the share of each place among the rows of a postcode or outward code."""
    column = "postcode" if " " in text else "outward"
    return table.loc[table[column] == text, "place"].value_counts(normalize=True).to_dict()


def test_first_use_reads_the_table(benchmark):
    table = benchmark(read_postcode_table, POSTCODE_TABLE)
    assert np.count_nonzero(table.units) == 1_739_998


@pytest.mark.parametrize("text", ["DT1 1XJ", "SE1"])
def test_find_postcode(benchmark, text):
    answer = benchmark(find_postcode, text)
    assert answer.areas["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("text", ["DT1 1XJ", "SE1"])
def test_the_same_in_a_plain_table(benchmark, plain, text):
    found = benchmark.pedantic(find_plainly, args=(plain, text), rounds=5, warmup_rounds=1)
    assert found == find_postcode(text).areas.set_index("area_code")["share"].to_dict()


@pytest.mark.parametrize("text", ["dorset", "dorest"])
def test_search_areas(benchmark, text):
    assert benchmark(search_areas, AREAS, text)["short_name"].iloc[0] == "Dorset"
