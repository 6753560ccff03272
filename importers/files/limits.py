"""How large a file may be before it is refused: whoever brings one must not be able to exhaust the memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits of one file.

    Attributes
    ----------
    file_bytes : bytes as it comes
    unpacked_bytes : bytes of all its parts together once unpacked
    rows : rows with anything in them, in all sheets together
    columns : columns of a sheet that hold a value
    cells : cells that are looked at in all sheets together, empty ones too
    workbook_cells : cells of a workbook; as many filled ones as there is room for in the unpacked bytes
    text : characters in one cell (a spreadsheet allows 32,767)
    part_tags : XML tags of a part of a workbook that is held whole (styles, names of sheets), and between two
        rows of one that is read row by row. What is read from a tag takes about 1 kB at the worst.
    part_bytes : bytes of such a part that is held whole
    parts : files in an archive
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 200_000_000
    rows: int = 1_000_000
    columns: int = 1_000
    cells: int = 50_000_000
    workbook_cells: int = 10_000_000
    text: int = 32_767
    part_tags: int = 300_000
    part_bytes: int = 20_000_000
    parts: int = 2_000


LIMITS = Limits()


def megabytes(count: int) -> str:
    """Return a number of bytes as '50 MB', with a digit behind the point below 10 MB."""
    return f"{count / 1e6:,.0f} MB" if count >= 1e7 else f"{count / 1e6:,.1f} MB"
