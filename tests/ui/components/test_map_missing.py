"""Shapes that are missing or damaged cost the map alone: the page says which file, and everything else works."""

from pathlib import Path

import pytest

from geodata import boundaries
from tests.ui.components.test_pages import PAGES
from tests.ui.opening import open_app
from ui import paths
from ui.session import results as data

NAME = "ccg-april-2016.json"


@pytest.fixture(autouse=True)
def static_folder(tmp_path, monkeypatch):
    """A folder of the files that the browser sees, which a test may damage."""
    for path in Path(paths.STATIC_FOLDER).glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(paths, "STATIC_FOLDER", tmp_path)
    data._map_source.clear()
    yield tmp_path
    data._map_source.clear()


def warnings(app) -> str:
    return " ".join(warning.value.replace("\\", "") for warning in app.warning)


DAMAGE = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:100_000]),
    "another": lambda path: path.write_text('{"type": "Topology", "objects": {}, "arcs": []}'),
    "other areas": lambda path: path.write_bytes(path.with_name("ccg-april-2017.json").read_bytes()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_england_without_its_topology_names_the_file_and_keeps_table_and_breakdown(static_folder, damage):
    DAMAGE[damage](static_folder / NAME)
    app = open_app(area="E38000045")
    assert not app.exception
    assert f"The map cannot be drawn: {NAME}" in warnings(app)
    assert "python -m geodata build" in warnings(app)
    assert not app.get("vega_lite_chart")
    assert app.dataframe
    assert "E38000045" in [box.value for box in app.selectbox]
    assert "Dorset" in [heading.value for heading in app.header]


def test_the_map_is_back_as_soon_as_the_file_is(static_folder):
    content = (static_folder / NAME).read_bytes()
    (static_folder / NAME).unlink()
    app = open_app()
    assert not app.get("vega_lite_chart")
    (static_folder / NAME).write_bytes(content)
    assert app.run().get("vega_lite_chart")


def test_a_file_that_is_deleted_while_the_app_runs_is_noticed(static_folder):
    app = open_app()
    assert app.get("vega_lite_chart")
    (static_folder / NAME).unlink()
    assert f"{NAME}" in warnings(app.run())


@pytest.mark.parametrize("page", PAGES)
def test_no_page_stops_without_topology_and_boundaries(static_folder, tmp_path, monkeypatch, page):
    (static_folder / NAME).write_bytes(b"{")
    broken = tmp_path / "ccg_april_2016.zip"
    broken.write_bytes(b"PK damaged")
    monkeypatch.setattr(boundaries.Geography, "shapefile", broken)
    boundaries.embedded_boundaries.cache_clear()
    app = open_app(page, area="E38000045")
    boundaries.embedded_boundaries.cache_clear()
    assert not app.exception


def test_damaged_companions_of_the_map_are_made_anew(static_folder):
    for kind in ("inset", "hexagons"):
        (static_folder / f"ccg-april-2016-{kind}.json").write_bytes(b"{")
    app = open_app()
    assert app.get("vega_lite_chart")
    assert all(
        (static_folder / f"ccg-april-2016-{kind}.json").stat().st_size > 1000
        for kind in ("inset", "hexagons")
    )
