"""The view in the address bar: what is written there is what is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import load_edition, load_methodology, methodology_ids
from ui.state import OUTLINES, View, parse_address, to_address

EDITION = load_edition("october-2016")
METHOD = load_methodology("nhs-england-2016")
COMPARISONS = [path for path in METHOD.values if path.endswith("_by")]


def test_the_view_at_the_start_needs_no_address():
    assert to_address(View()) == {}
    assert parse_address({}) == View()


@pytest.mark.parametrize("area", ["E38000045", "11J", "11j", "Dorset", "NHS Dorset CCG", "dorset"])
def test_an_area_may_be_named_by_any_of_its_names(area):
    assert parse_address({"area": area}).area == "E38000045"


changes = st.fixed_dictionaries(
    {},
    optional={
        "waits_62_day.benchmark": st.integers(0, 1000).map(lambda n: n / 10).filter(lambda v: v != 85),
        "early_diagnosis.benchmark": st.integers(0, 1000).map(lambda n: n / 10),
        "greatest.low_at_least": st.sampled_from([1, 2, 4]),
        "top.high_at_least": st.sampled_from([0, 1, 2, 4]),
        "waits_62_day.low_by": st.sampled_from(["95", "99.8"]),
        "patient_experience.high_by": st.sampled_from(["value", "99.8"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(
    area=st.sampled_from([None, *EDITION.areas["area_code"]]),
    colour=st.sampled_from(["rating", "basis", *EDITION.meta.indicators]),
    outline=st.sampled_from(OUTLINES),
    baseline=st.sampled_from(methodology_ids()),
    changed=changes,
)
def test_reading_what_was_written_gives_the_same_view(area, colour, outline, baseline, changed):
    view = View(area=area, colour=colour, outline=outline, baseline=baseline, changes=changed)
    again = parse_address(to_address(view))
    assert again == view
