"""What the strip of an indicator says above itself."""

from reports.figures.strip_chart import strip_parts
from scoring import Assessment, explain, load_edition, load_methodology

DORSET = "E38000045"


def test_an_interval_that_is_estimated_is_called_so_beside_a_published_figure():
    edition = load_edition("october-2016")
    assessment = Assessment(edition, load_methodology("nhs-england-2016"))
    rows = {row.indicator: row for row in explain(assessment, DORSET).indicators.itertuples()}
    said = {name: strip_parts(assessment, row)["subtitle"] for name, row in rows.items()}
    assert said["early_diagnosis"] == [
        "Diagnosed in 2014 · published",
        "Bar: 95% interval (est.) · ticks: all areas",
    ]
    assert said["waits_62_day"][1] == "Bar: 95% interval · ticks: all areas"
