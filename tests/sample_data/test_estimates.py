"""The estimates are what the script gives, plausible under their models, and described as they are."""

import subprocess
import sys

import numpy as np
import pytest

from tests.sample_data.conftest import FOLDER, ROOT


@pytest.fixture(scope="module")
def result():
    import estimate

    return estimate.build()


def test_the_file_is_what_the_script_gives(result):
    import estimate

    assert estimate.as_csv(result) == (FOLDER / "indicators.csv").read_bytes()


def test_check_passes_from_any_directory(tmp_path):
    done = subprocess.run(
        [sys.executable, FOLDER / "estimate.py", "--check"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_document_quotes_the_report(result):
    import report

    document = (ROOT / "docs" / "estimates.md").read_text(encoding="utf-8")
    quoted = document.split("<!-- report -->")[1].split("<!-- end of report -->")[0]
    assert quoted.strip() == report.as_markdown(result).strip()


def test_no_estimate_is_further_than_three_spreads_from_its_model(result):
    residual = result.draws.residual[result.kept, np.arange(209)]
    assert np.abs(residual).max() <= 3
    free = ~result.grid.published
    for j in (0, 2, 3):
        assert 0.85 < residual[free[:, j], j].std() < 1.15
        assert abs(residual[free[:, j], j].mean()) < 0.15


def test_nothing_published_moved(result):
    from drawing import published_grid

    base = published_grid(result.inputs, result.facts)
    np.testing.assert_array_equal(result.grid.value[base.published], base.value[base.published])


def test_survival_follows_its_predictors(result):
    free = ~result.grid.published[:, 2]
    expected = result.fits["one_year_survival"].expected
    assert np.corrcoef(expected[free], result.grid.value[free, 2])[0, 1] > 0.7


def test_a_rating_that_never_came_up_is_a_sentence():
    from choosing import likeliest_ratings

    chances = np.array([[0.0, 1.0, 0.0, 0.0]])
    with pytest.raises(RuntimeError, match="never drew its published rating 'top'"):
        likeliest_ratings(chances, {0: 0}, {"top": 1})


def test_a_split_that_cannot_be_met_is_a_sentence():
    from choosing import likeliest_ratings

    with pytest.raises(RuntimeError, match="cannot be met"):
        likeliest_ratings(np.array([[1.0, 0.0, 0.0, 0.0]]), {}, {"greatest": 1})


def test_likeliest_ratings_keep_known_ones_and_the_split():
    from choosing import likeliest_ratings

    chances = np.array([[0.1, 0.9, 0, 0], [0.6, 0.4, 0, 0], [0.5, 0.5, 0, 0]])
    assert list(likeliest_ratings(chances, {0: 0}, {"top": 2, "well": 1})) == [0, 0, 1]
