"""Parquet files as one sheet: the names of the columns, then the rows."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from importers.files.limits import megabytes
from importers.files.refusal import FileRefused
from importers.files.row_limiter import Counter
from importers.files.sheets import Sheet, Value

_BATCH = 5_000
_DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, LookupError, OverflowError, NotImplementedError)


def parquet_sheet(content: bytes, counter: Counter) -> Sheet:
    """Return a Parquet file as a sheet whose first row has the names of the columns.

    Raises
    ------
    FileRefused
        If it is damaged, holds lists or records in its cells, or declares too many rows, columns or bytes.
    """
    name, limits = counter.file, counter.limits
    try:
        described = pq.ParquetFile(pa.BufferReader(content))
        schema, metadata = described.schema_arrow, described.metadata
        texts = [field.name for field in schema if _is_text(field.type)]
        nested = [field.name for field in schema if pa.types.is_nested(field.type)]
        unpacked = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
        # Text comes out as numbers into a list of the different ones: a long text is not repeated in memory.
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
    except _DAMAGE:
        raise FileRefused(f"{name} is damaged or cut short. Copy or download it again.") from None
    if nested:
        raise FileRefused(f"{name} has lists or records in column {nested[0]!r}. Give a plain table.")
    if metadata.num_rows > limits.rows:
        raise FileRefused(f"{name} has more than {limits.rows:,} rows. Give it in several files.")
    if len(schema) > limits.columns:
        raise FileRefused(f"{name} has {len(schema):,} columns; at most {limits.columns:,} are read.")
    if unpacked > limits.unpacked_bytes:
        limit = megabytes(limits.unpacked_bytes)
        raise FileRefused(f"{name} would unpack to {megabytes(unpacked)}; the limit is {limit}.")
    return Sheet(name, counter.filled(_rows(file, schema.names, counter), name))


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _rows(file: pq.ParquetFile, names: list[str], counter: Counter) -> Iterator[tuple[int, list[Value]]]:
    yield 1, list(names)
    number = 1
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [_values(column, counter) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, list(cells)
    except FileRefused:
        raise
    except _DAMAGE:
        raise FileRefused(f"{counter.file} is damaged near row {number + 1}. Download it again.") from None


def _values(column: pa.Array, counter: Counter) -> list[Value]:
    if pa.types.is_dictionary(column.type):
        words = column.dictionary
        longest = pc.max(pc.utf8_length(words)).as_py() if _is_text(words.type) and len(words) else 0
        if longest and longest > counter.limits.text:
            raise FileRefused(
                f"{counter.file} has a cell of {longest:,} characters; {counter.limits.text:,} are allowed."
            )
        plain = words.to_pylist()
        return [None if i is None else plain[i] for i in column.indices.to_pylist()]
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        raise FileRefused(f"{counter.file} has bytes in a column where a table has text or numbers.")
    return column.to_pylist()
