"""The view in the address bar: what is written there is what is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import load_edition, load_methodology
from scoring.methodology.files import methodology_yaml
from tests.october import METHODOLOGIES
from ui.session import links
from ui.session.address import parse_address, to_address
from ui.session.view import OUTLINES, SHAPES, TRUE_RATES, View

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
        "moderation.E38000045": st.just("well | Why & how? | A. Panel | 2016-09-30"),
        "moderation_applied": st.just("no"),
    },
)


@settings(max_examples=60, deadline=None)
@given(
    looks=st.fixed_dictionaries(
        {
            "area": st.sampled_from([None, *EDITION.areas["area_code"]]),
            "colour": st.sampled_from(["rating", "basis", *EDITION.meta.indicators]),
            "outline": st.sampled_from([name for name in OUTLINES if name != "own"]),
            "true_rates": st.sampled_from(TRUE_RATES),
            "shape": st.sampled_from(SHAPES),
        }
    ),
    baseline=st.sampled_from(METHODOLOGIES),
    changed=changes,
    of_baseline=st.booleans(),
)
def test_reading_what_was_written_gives_the_same_view(looks, baseline, changed, of_baseline):
    view = View(**looks)
    if of_baseline:
        view.baseline_changes = changed
    else:
        view.baseline, view.changes = baseline, changed
    again = parse_address(to_address(view))
    assert again == view


CODES = sorted(EDITION.short_names)
NAMES = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).map(links.group_name).filter(bool)
own_groups = st.dictionaries(
    NAMES,
    st.lists(st.sampled_from(CODES), min_size=1, max_size=20, unique=True).map(lambda c: tuple(sorted(c))),
    min_size=1,
    max_size=links.MOST_GROUPS,
)


@settings(max_examples=60, deadline=None)
@given(own=own_groups, outline=st.sampled_from(OUTLINES))
def test_groups_of_ones_own_are_in_the_link(own, outline):
    view = View(group_kind="own", group=next(iter(own)), own_groups=own, outline=outline)
    again = parse_address(to_address(view))
    assert again.own_groups == own
    assert again == view


def test_a_link_to_a_group_says_it_in_short():
    address = {"by": "stp", "group": "E54000041"}
    assert to_address(parse_address(address)) == address
    own = {"by": "own", "group": "South coast", "groups": "South coast:11J,11A"}
    view = parse_address(own)
    assert view.own_groups == {"South coast": ("E38000045", "E38000198")}
    assert view.ignored == []


@pytest.mark.parametrize(
    ("address", "ignored"),
    [
        ({"group": "Atlantis"}, ["group Atlantis"]),
        ({"by": "parish"}, ["by parish"]),
        ({"by": "own"}, ["by own"]),
        ({"groups": "Mine:11J,99Z9"}, ["area 99Z9 of the group Mine"]),
        ({"groups": "Mine:"}, ["group Mine"]),
        ({"groups": ":11J"}, ["group "]),
    ],
)
def test_a_link_with_an_unknown_group_says_so(address, ignored):
    assert parse_address(address).ignored == ignored


@pytest.mark.parametrize("prefix", ["", "baseline."])
def test_a_link_by_which_the_figures_cannot_be_rated_says_why_and_shows_the_rest(prefix):
    address = {"edition": "cancer-waits-2019-q2", "area": "11J", f"{prefix}waits_62_day.benchmark": "peers"}
    view = parse_address(address)
    assert view.changes == view.baseline_changes == {}
    assert view.area == "E38000045"
    [why] = view.ignored
    assert "mean of similar areas, and the figures have none" in why


def test_a_methodology_of_ones_own_by_which_the_figures_cannot_be_rated_gives_way_to_the_editions():
    own = methodology_yaml(load_methodology("waiting-standards")).replace("id: waiting-standards", "id: mine")
    own = own.replace("benchmark: 85.0", "benchmark: peers")
    assert "peers" in own
    view = parse_address({"edition": "cancer-waits-2019-q2", "own": links.encode_text(own), "method": "own"})
    assert view.method == "waiting-standards"
    assert "similar areas" in view.ignored[0]


def test_a_methodology_of_ones_own_is_in_the_link():
    own = methodology_yaml(METHOD).replace("id: nhs-england-2016", "id: mine")
    view = View(method="own", own=own, changes={"waits_62_day.benchmark": 82})
    address = to_address(view)
    assert len(address["own"]) < 4000
    assert parse_address(address) == view


@pytest.mark.parametrize(
    "packed", ["", "x", "AAAA", "eJz", links.encode_text("title: ["), links.encode_text("- a"), "é"]
)
def test_a_link_with_a_broken_methodology_is_ignored_in_words(packed):
    view = parse_address({"own": packed, "method": "own"})
    assert view.method == "nhs-england-2016"
    assert view.own == ""
    assert len(view.ignored) == 2


def test_a_link_never_unpacks_into_more_than_a_methodology_may_have():
    bomb = links.encode_text("a" * 50_000_000)
    assert len(bomb) < 100_000
    [first, _] = parse_address({"own": bomb, "method": "own"}).ignored
    assert "cut off or too long" in first
