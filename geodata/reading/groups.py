"""Reading the table that says which group each area belongs to."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geodata.boundaries import BoundaryError
from geodata.topology.layers import GROUP_LAYERS

MAX_TABLE_BYTES = 50_000_000


def read_group_table(path: Path) -> pd.DataFrame:
    """Read a table of groups from a CSV file: `area_code`, and the name of the group in one column or more.

    Raises
    ------
    BoundaryError
        If it is no such table.
    """
    if path.exists() and not path.is_file():
        # A pipe or a device may be waited for, or read, without end.
        raise BoundaryError(f"{path} is not a file. Give a CSV table with area_code and groups.")
    if path.exists() and path.stat().st_size > MAX_TABLE_BYTES:
        raise BoundaryError(
            f"{path} is larger than {MAX_TABLE_BYTES // 1_000_000} MB, too large for a table of groups."
        )
    try:
        table = pd.read_csv(path, dtype=str, compression=None)
    except FileNotFoundError:
        raise BoundaryError(f"There is no file {path}.") from None
    except OSError as problem:
        raise BoundaryError(f"{path} cannot be read: {problem.strerror}.") from None
    except ValueError:
        # Of pandas: nothing in it, no table, or not text in UTF-8.
        raise BoundaryError(
            f"{path} cannot be read as a table. Give a CSV file in UTF-8 with area_code and groups."
        ) from None
    if "area_code" not in table or not set(GROUP_LAYERS) & set(table):
        kinds = ", ".join(GROUP_LAYERS)
        has = ", ".join(str(name)[:40] for name in table.columns[:8])
        raise BoundaryError(
            f"{path} is no table of groups: it needs a column area_code and one or more of {kinds}. It has {has}."
        )
    return table
