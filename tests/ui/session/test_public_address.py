"""Links in files: where others reach the app, and none where nobody else can."""

import pytest

from ui.session.public_address import ADDRESS_VARIABLE, public_address

PAGE = "/board-pack?group=E56000016"


@pytest.fixture(autouse=True)
def no_setting(monkeypatch):
    monkeypatch.delenv(ADDRESS_VARIABLE, raising=False)


@pytest.mark.parametrize(
    "host", ["localhost:8501", "127.0.0.1:8501", "127.8.9.10", "[::1]:8501", "0.0.0.0", "a.localhost"]
)
def test_an_address_of_ones_own_machine_is_left_out(host):
    assert public_address(f"http://{host}{PAGE}") == ""


@pytest.mark.parametrize(
    "host", ["ratings.example.org", "10.1.2.3:8501", "[2001:db8::1]", "localhost.example.org"]
)
def test_an_address_that_others_can_open_stays(host):
    assert public_address(f"https://{host}{PAGE}") == f"https://{host}{PAGE}"


@pytest.mark.parametrize("setting", ["https://ratings.example.org/app", "https://ratings.example.org/app/"])
def test_the_setting_goes_before_what_one_visitor_uses(monkeypatch, setting):
    monkeypatch.setenv(ADDRESS_VARIABLE, setting)
    for host in ("localhost:8501", "10.1.2.3/inner"):
        assert public_address(f"http://{host}{PAGE}") == f"https://ratings.example.org/app{PAGE}"
    assert public_address("http://localhost:8501/") == "https://ratings.example.org/app/"


def test_what_is_no_address_stays_as_it_is():
    for text in (
        "python -m reports slides --alliance Wessex",
        "",
        "Your own methodology is too long for a link",
    ):
        assert public_address(text) == text
