"""Whatever stands in an address, the app opens, says what it ignores in few words, and does little work for it."""

import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import Methodology, load_edition, load_methodology
from scoring.editions.model import Edition
from scoring.methodology.files import methodology_yaml
from tests.ui.opening import open_app
from ui.session import links
from ui.session import results as data
from ui.session.address import parse_address, to_address
from ui.session.saved_links import open_link
from ui.session.view import MOST_PERIODS, MOST_SCREENS, View

METHOD = load_methodology("nhs-england-2016")
OWN = methodology_yaml(METHOD).replace("id: nhs-england-2016", "id: mine")
NAMES = (
    *(
        "edition",
        "method",
        "baseline",
        "area",
        "colour",
        "outline",
        "shape",
        "true_rates",
        "followed",
        "since",
    ),
    *("periods", "missed_by", "scope", "screen", "parts", "groups", "by", "group", "own", "figures"),
    *("scenario", "a", "b", "moderation_applied", "moderation.E38000045", "moderation.nowhere", "baseline."),
    *METHOD.values,
    *(f"baseline.{path}" for path in METHOD.values),
)
ODD = (
    *("", " ", "\0", "nan", "inf", "-inf", "1e999", "-1e308", "9" * 4300, "0" * 5000 + "7", "٣", "²", "½"),
    *("1_0", "0x1F", "+5", "-0", "true", "None", "x" * 100_000, "é" * 3000, "\u202eabc", "\ud7ff", "😀" * 50),
    *("a:b,c|d:e", "|||", ":::", ",,,", "well | r | b | 2016-13-45", "well|||", "a|b|c|d|e", "none"),
    *("E38000045", "11J", "october-2016", "own", "_baseline", "_scenario", "..", "../../etc/passwd", "%00"),
    links.encode_text(OWN),
    links.encode_text("a: " + "[" * 5000),
)
values = st.one_of(st.sampled_from(ODD), st.text(max_size=30), st.integers().map(str), st.floats().map(str))
addresses = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), values, max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=addresses)
def test_every_address_opens_and_what_it_says_in_the_end_is_understood(address):
    view = open_link(address)
    assert len(view.ignored) <= 14
    assert all(len(part) <= 320 and part.isprintable() for part in view.ignored)
    again = parse_address(to_address(view))
    assert again.ignored == []
    assert replace(again, own="", opened=None, a="", b="") == replace(
        view, own="", opened=None, a="", b="", ignored=[]
    )


@pytest.mark.parametrize(("name", "most"), [("periods", MOST_PERIODS), ("screen", MOST_SCREENS)])
@pytest.mark.parametrize(
    "given", ["9" * 4300, "9" * 9, "0", "-1", "1.5", "1e1", "٣", "²", "1_0", " 3", "", "3 ", "0" * 9000]
)
def test_a_number_of_any_length_or_script_that_is_none_here_is_ignored(name, most, given):
    view = parse_address({name: given})
    assert getattr(view, name) == getattr(View(), name)
    [said] = view.ignored
    assert said.startswith(name)
    assert len(said) < 80
    assert getattr(parse_address({name: str(most)}), name) == most
    assert getattr(parse_address({name: "0" * 5000 + str(most)}), name) == most
    assert parse_address({name: str(most + 1)}).ignored == [f"{name} {most + 1}"]


@pytest.fixture
def look_ups(monkeypatch):
    """How often an area was looked up."""
    counted = []
    find = Edition.find_area
    monkeypatch.setattr(
        Edition, "find_area", lambda self, wanted: counted.append(wanted) or find(self, wanted)
    )
    return counted


@pytest.fixture
def validations(monkeypatch):
    """How often a methodology was checked as a whole."""
    counted = []
    change = Methodology.with_changes
    monkeypatch.setattr(
        Methodology, "with_changes", lambda self, wanted: counted.append(1) or change(self, wanted)
    )
    return counted


def test_a_group_of_thousands_is_looked_up_a_bounded_number_of_times(look_ups):
    many = ",".join(f"X{number}" for number in range(5000))
    view = parse_address({"groups": "|".join(f"Group {number}:11J,{many}" for number in range(40))})
    assert len(look_ups) <= links.MOST_AREAS
    assert view.own_groups == {f"Group {number}": ("E38000045",) for number in range(links.MOST_GROUPS)}
    assert len(view.ignored) < 10


def test_an_area_named_again_and_again_is_looked_up_once(look_ups):
    parse_address({"groups": "|".join(f"Group {number}:{'11J,' * 2000}" for number in range(12))})
    assert look_ups == ["11J"]


def test_all_areas_in_every_group_still_come_through_a_link():
    edition = load_edition("october-2016")
    groups = {f"Group {number}": tuple(sorted(edition.short_names)) for number in range(links.MOST_GROUPS)}
    view = parse_address({"groups": links.write_groups(groups, edition.ods_codes)})
    assert view.own_groups == groups
    assert view.ignored == []


def test_unknown_parameters_cost_no_check_of_the_methodology(validations):
    view = parse_address({f"made.up_{number}": "1" for number in range(990)})
    assert len(validations) <= 4
    assert view.ignored[-1] == "982 more"


def test_many_changes_that_go_together_are_checked_at_once(validations):
    edition = load_edition("october-2016")
    address = {
        f"moderation.{code}": "well | Peer review | Panel | 2016-07-04" for code in edition.short_names
    }
    view = parse_address(address)
    assert len(view.changes) == len(edition.short_names)
    assert len(validations) <= 6


@pytest.mark.parametrize("prefix", ["", "baseline."])
def test_many_changes_of_which_none_is_allowed_are_tried_a_bounded_number_of_times(validations, prefix):
    codes = load_edition("october-2016").short_names
    view = parse_address({f"{prefix}moderation.{code}": "excellent | a | b | 2016-07-04" for code in codes})
    assert view.changes == view.baseline_changes == {}
    assert len(validations) <= data.MOST_TRIED + 8


def test_one_bad_change_among_many_leaves_the_others():
    codes = sorted(load_edition("october-2016").short_names)
    good = {f"moderation.{code}": "well | Peer review | Panel | 2016-07-04" for code in codes}
    view = parse_address(
        {**good, f"moderation.{codes[77]}": "well | no date", "waits_62_day.benchmark": "81"}
    )
    assert len(view.changes) == len(codes)
    assert view.changes["waits_62_day.benchmark"] == 81
    assert view.ignored == [f"moderation.{codes[77]} well | no date"]


def test_two_changes_that_are_allowed_only_together_are_taken_in_either_order():
    address = {"method": "composite-arithmetic", "edition": "october-2016"}
    both = {"scale.lowest": "150", "scale.highest": "200"}
    method = load_methodology("composite-arithmetic")
    assert method.scale.highest < 150
    for order in (both, dict(reversed(both.items()))):
        assert parse_address({**address, **order}).changes == {"scale.lowest": 150, "scale.highest": 200}


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "9" * 400, "x" * 300_000])
def test_a_threshold_that_is_no_number_is_ignored(value):
    view = parse_address({"waits_62_day.benchmark": value})
    assert view.changes == {}
    [said] = view.ignored
    assert said.startswith("waits_62_day.benchmark ")
    assert len(said) < 150


def packed(raw: bytes) -> str:
    return urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "own",
    [
        packed(b"a" * 4_000_000),
        packed(b"\xff\xfe" * 40),
        packed(("é" * (links.LONGEST_TEXT + 1)).encode()),
        "A" * (links.LONGEST + 1),
        links.encode_text("a: [" + "1," * 20_000 + "]"),
        links.encode_text("[" * 20_000),
        links.encode_text("&a [" + "*a," * 3000 + "]"),
        links.encode_text(OWN.replace("title: ", 'title: "\\ud83d" #', 1)),
        links.encode_text("id: " + "9" * 5000),
    ],
)
def test_a_packed_methodology_of_any_kind_is_refused_in_a_sentence(own):
    first, *rest = parse_address({"own": own, "method": "own"}).ignored
    assert first.startswith("own methodology (")
    assert len(first) < 320
    assert rest == ["method own"]


def test_what_fits_a_link_is_read_from_it():
    text = OWN + "# " + "x" * (links.LONGEST_TEXT - len(OWN) - 2)
    assert links.fits_address(text)
    assert links.decode_text(links.encode_text(text)) == text
    assert not links.fits_address(f"{text}y")


@pytest.mark.parametrize("page", ["england", "what_if"])
@pytest.mark.parametrize(
    "address",
    [
        {"waits_62_day.benchmark": "1e300", "patient_experience.benchmark": "-1e300", "area": "11J"},
        {
            "area": "\0",
            "colour": "x" * 50_000,
            "own": "A" * 7000,
            "periods": "9" * 4300,
            "a": "\0",
            "scenario": "\0",
        },
        {"method": "own", "own": links.encode_text(OWN.replace("waits_62_day", "waits\\u202e"))},
        {"groups": "\0:11J|\u202e:11J", "by": "own", "outline": "own"},
    ],
)
def test_a_page_opens_without_a_fault_whatever_the_address(page, address):
    open_app(f"pages/{page}.py", timeout=90, **address)
