"""Which tables every page offers to take away."""

import pytest

from tests.ui.components.test_pages import DORSET
from tests.ui.opening import open_app

OFFERED = {
    "pages/england.py": {"ratings"},
    "pages/what_if.py": {"movers", "transitions"},
    "pages/scenarios.py": {"side-by-side"},
    "pages/area.py": {
        "figures",
        "figures-of-the-area",
        f"similar-to-{DORSET}",
        f"beside-similar-{DORSET}",
        f"neighbours-of-{DORSET}",
    },
    "pages/alliance.py": {"ratings", "targets", "similar-areas", "groups", "figures-of-groups"},
    "pages/lottery.py": {
        "borders",
        "funnel-waits_62_day",
        "clusters-waits_62_day",
        "moran",
        "join-counts",
        "deprivation",
        "deprivation-waits_62_day",
        "spread",
        "people-by-rating",
    },
    "pages/how_sure.py": {"agreement", "probabilities", "what-moves-the-result"},
    "pages/data_and_methods.py": {
        "ratings",
        "figures",
        "areas",
        "constants",
        "library",
        "public-facts",
        "published-ratings",
    },
}


def offered(app) -> dict[str, set[str]]:
    """Return the labels of the downloads in a choice of formats, by what they hold."""
    labels: dict[str, set[str]] = {}
    for button in app.get("download_button"):
        start, _, what = (button.key or "").partition("-")
        if start == "download" and "-" in what:
            labels.setdefault(what.rpartition("-")[0], set()).add(button.proto.label)
    return labels


@pytest.mark.parametrize("page", OFFERED)
def test_every_table_of_a_page_can_be_taken_away_in_three_formats(page):
    # Where two scenarios stand side by side, they differ.
    moved = {"waits_62_day.benchmark": "82"} if page == "pages/scenarios.py" else {}
    app = open_app(page, area=DORSET, **moved)
    assert offered(app) == {what: {"CSV", "Excel (XLSX)", "Parquet"} for what in OFFERED[page]}


def test_the_numbers_of_a_sweep_can_be_taken_away():
    app = open_app("pages/what_if.py")
    app.selectbox(key="sweep-nhs-england-2016").select("waits_62_day.benchmark").run()
    assert not app.exception
    assert "sweep" in offered(app)
