"""Reading files back as a user of pandas does."""

from io import BytesIO

import pandas as pd

from reports.tables.table import csv_bytes, parquet_bytes
from reports.tables.workbook import workbook_bytes


def from_csv(content: bytes) -> pd.DataFrame:
    return pd.read_csv(BytesIO(content), keep_default_na=False, na_values=[""])


def from_xlsx(content: bytes) -> pd.DataFrame:
    return pd.read_excel(BytesIO(content), keep_default_na=False, na_values=[""])


def from_parquet(content: bytes) -> pd.DataFrame:
    return pd.read_parquet(BytesIO(content))


FORMATS = {
    "csv": (csv_bytes, from_csv),
    "xlsx": (workbook_bytes, from_xlsx),
    "parquet": (parquet_bytes, from_parquet),
}
