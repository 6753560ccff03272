"""What the box for a postcode, town, area or alliance finds, without a browser."""

import pytest

from scoring import load_edition
from tests.ui.opening import open_app

EDITION = load_edition("october-2016")
NAMES = EDITION.short_names


def searched(text: str, **address: str):
    app = open_app("pages/england.py", **address)
    [box] = [box for box in app.text_input if box.key == "place"]
    box.set_value(text).run()
    assert not app.exception
    return app


def offered(app) -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith("place-")]


@pytest.mark.parametrize("town", ["Bournemouth", "poole", "Weymouth", "Wimborne"])
def test_a_town_leads_to_its_area_at_once(town):
    app = searched(town)
    assert NAMES[app.session_state["view"].area] == "Dorset"


def test_a_town_in_several_areas_offers_each_and_says_of_what_it_has_a_part():
    assert sorted(offered(searched("Leeds"))) == ["Leeds North", "Leeds South and East", "Leeds West"]
    assert offered(searched("Ilford")) == [
        "Redbridge (part of Ilford)",
        "Newham (part of Ilford)",
        "Barking and Dagenham (part of Ilford)",
    ]


def test_areas_with_the_name_of_a_town_are_not_offered_beside_a_neighbour_that_has_a_part_of_it():
    found = offered(searched("Manchester"))
    assert {"North Manchester", "Central Manchester", "South Manchester"} <= set(found)
    assert not [label for label in found if "part of" in label]


def test_two_towns_of_one_name_are_told_apart_by_their_areas():
    found = offered(searched("Ashford"))
    assert found == ["Ashford", "North West Surrey (Ashford)"]


def test_a_district_of_which_only_longer_ones_are_in_use_is_found():
    found = offered(searched("W1"))
    assert found[0] == "Central London (Westminster) (90% of W1)" and len(found) == 3


def test_lists_have_no_words_of_the_machine():
    said = [text.value for text in searched("Newcastle").caption]
    assert [text for text in said if "Newcastle" in text] == ["Newcastle Gateshead"]
    found = offered(searched("London"))
    assert "West London" in found
    assert not [label for label in found if "name" in label]


def test_where_nothing_is_found_the_box_says_what_it_knows():
    [warning] = [warning.value for warning in searched("Xyzzyville").warning]
    assert "towns and villages of about 500 people or more" in warning


def test_a_town_is_followed_to_a_later_area():
    app = searched("Bournemouth", edition="icb-waits-2025-q3")
    edition = load_edition("icb-waits-2025-q3")
    assert edition.short_names[app.session_state["view"].area] == "Dorset"
