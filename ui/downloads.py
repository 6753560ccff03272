"""Tables to take away: each says of itself which edition, rule and changes it shows."""

import pandas as pd
import streamlit as st

from scoring import Edition, Methodology, describe_changes


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as CSV that spreadsheet programs read as UTF-8."""
    return b"\xef\xbb\xbf" + table.to_csv(index=False).encode()


def with_source(table: pd.DataFrame, edition: Edition, method: Methodology) -> pd.DataFrame:
    """Return a table with codes and names of areas in front, and edition, methodology and licence behind."""
    names = edition.areas[["area_code", "ods_code", "area_name"]]
    shown = names.merge(table, on="area_code", how="right") if "area_code" in table else table
    return shown.assign(
        edition=edition.meta.title,
        methodology=method.title,
        changes="; ".join(describe_changes(method, edition)) or "none",
        licence=edition.meta.licence,
    )


def table_button(label: str, table: pd.DataFrame, what: str, edition: Edition, method: Methodology) -> None:
    """Draw the download of a table; its file name says edition, content and methodology."""
    name = f"{edition.meta.id}-{what}-{method.id}.csv"
    content = csv_bytes(with_source(table, edition, method))
    st.download_button(label, content, file_name=name, mime="text/csv", on_click="ignore", key=name)
