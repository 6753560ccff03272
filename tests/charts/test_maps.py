"""Both maps are drawn, alike in what they say and do, and only data change from run to run."""

import io
import json

import numpy as np
import pandas as pd
import pytest
import vl_convert
from PIL import Image

from charts import FIGURES, MAP_SELECTION, Text, area_map, by_category, by_change, by_value
from charts.palette import CHANGE_COLOURS, NO_VALUE
from tests.paths import STATIC

TRUE_MAP, INSET, HEXAGONS = (f"ccg-april-2016{kind}.json" for kind in ("", "-inset", "-hexagons"))
LONDON = [
    feature["id"] for feature in json.loads((STATIC / INSET).read_bytes())["objects"]["areas"]["geometries"]
]
COLOURS = {"marked": "#ff0000", "other": "#0000ff"}
PLANES = {TRUE_MAP: "mercator", HEXAGONS: "identity"}


def frame_of(marked: list[int], chosen: int = 0) -> pd.DataFrame:
    ids = np.arange(209)
    return pd.DataFrame({"id": ids, "turn": 0, "chosen": ids == chosen, "marked": np.isin(ids, marked)})


def chart_of(topology: str, marked: list[int], **options):
    colouring = by_category("datum.marked ? 'marked' : 'other'", COLOURS)
    tooltip = [Text("Marked", "datum.marked")]
    figures = frame_of(marked)
    spec = area_map(
        topology, tuple(figures.columns), colouring, tooltip, projection=PLANES[topology], **options
    )
    return spec | {"datasets": {FIGURES: figures.to_dict("records")}}


def pixels(spec, width: int = 600) -> np.ndarray:
    """Draw a chart with its geometry inline, for a chart by address would be empty, and return its picture."""

    def inline(part):
        if isinstance(part, list):
            return [inline(item) for item in part]
        if not isinstance(part, dict):
            return part
        inlined = {key: inline(value) for key, value in part.items() if key != "url"}
        return inlined | (
            {"values": json.loads((STATIC / part["url"]).read_bytes())} if "url" in part else {}
        )

    spec = inline(spec | {"width": width})
    picture = vl_convert.vegalite_to_png(spec | {"background": "white"})
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def count(picture: np.ndarray, colour: str) -> int:
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return int((picture == wanted).all(axis=-1).sum())


@pytest.mark.parametrize("topology", [TRUE_MAP, HEXAGONS])
@pytest.mark.parametrize("outlines", [None, "alliances", "stps", "regions"])
def test_the_map_is_drawn(topology, outlines):
    inset_url = INSET if topology == TRUE_MAP else None
    picture = pixels(chart_of(topology, LONDON, outlines=outlines, inset_url=inset_url))
    assert count(picture, COLOURS["marked"]) > 1000
    assert count(picture, COLOURS["other"]) > 20_000


def test_every_area_is_as_large_as_any_other_on_the_hexagon_map():
    share_of_london = {}
    for topology in (TRUE_MAP, HEXAGONS):
        picture = pixels(chart_of(topology, LONDON))
        marked, other = (count(picture, colour) for colour in COLOURS.values())
        share_of_london[topology] = marked / (marked + other)
    assert share_of_london[HEXAGONS] == pytest.approx(32 / 209, abs=0.01)
    assert share_of_london[TRUE_MAP] < 0.02


@pytest.mark.parametrize("width", [340, 900])
def test_the_inset_shows_london_larger_and_covers_nothing(width):
    without, within = (pixels(chart_of(TRUE_MAP, LONDON, inset_url=url), width) for url in (None, INSET))
    assert count(within, COLOURS["marked"]) > 8 * count(without, COLOURS["marked"])
    assert count(within, COLOURS["other"]) == count(without, COLOURS["other"])
    # England stays where it is and as large as it is.
    blue = (without == [0, 0, 255]).all(axis=-1)
    assert (within[blue] == [0, 0, 255]).all()


@pytest.mark.parametrize("topology", [TRUE_MAP, HEXAGONS])
def test_a_click_gives_area_code_and_turn(topology):
    [selection] = chart_of(topology, LONDON, inset_url=INSET)["params"]
    assert selection["name"] == MAP_SELECTION
    assert selection["select"] == {"type": "point", "fields": ["area_code", "turn"]}


def test_only_the_data_change_and_they_are_named_once():
    specs = [chart_of(TRUE_MAP, marked, inset_url=INSET, outlines="stps") for marked in ([], LONDON)]
    data = [spec.pop("datasets") for spec in specs]
    assert data[0] != data[1]
    assert list(data[0]) == list(data[1]) == [FIGURES]
    assert specs[0] == specs[1]


def map_of_one_value(value: float, colouring) -> np.ndarray:
    frame = frame_of([], chosen=-1).drop(columns="marked").assign(size=value)
    spec = area_map(TRUE_MAP, tuple(frame.columns), colouring, [])
    rows = frame.replace({np.nan: None}).to_dict("records")
    return pixels(spec | {"datasets": {FIGURES: rows}})


@pytest.mark.parametrize(
    "colouring", [by_value("size", (0, 10), "Size"), by_change("size", 10, "Change", better=1)]
)
def test_areas_without_a_value_are_drawn_in_grey_and_not_as_if_they_had_one(colouring):
    assert count(map_of_one_value(float("nan"), colouring), NO_VALUE) > 20_000
    assert count(map_of_one_value(1.0, colouring), NO_VALUE) == 0


@pytest.mark.parametrize(
    ("value", "better", "colour"), [(-10, 1, 0), (10, -1, 0), (0, 1, 2), (10, 1, 4), (-10, -1, 4)]
)
def test_changes_for_the_better_and_the_worse_have_their_colours_whichever_way_is_better(
    value, better, colour
):
    picture = map_of_one_value(value, by_change("size", 10, "Change", better=better))
    assert count(picture, CHANGE_COLOURS[colour]) > 20_000
