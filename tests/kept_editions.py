"""The product's own editions, which do not change while tests run, read once a process."""

from copy import copy
from functools import cache
from pathlib import Path

import pandas as pd

from scoring.editions import catalogue, model
from scoring.editions.model import Edition
from scoring.paths import EDITION_FOLDER

_read = model.read_edition
_read_once = cache(_read)


def read_edition(folder: Path) -> Edition:
    """Read an edition; one of the product's own once, of which everybody gets tables that are theirs to change."""
    if folder.parent != EDITION_FOLDER:
        return _read(folder)
    edition = copy(_read_once(folder))
    for name, value in vars(edition).items():
        if isinstance(value, pd.DataFrame):
            # Pandas copies what is changed, once it is.
            object.__setattr__(edition, name, value.copy(deep=False))
    return edition


def keep() -> None:
    """Have the product read its own editions that way in this process."""
    model.read_edition = catalogue.read_edition = read_edition
