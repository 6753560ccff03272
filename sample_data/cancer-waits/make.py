"""Make the editions of cancer waits by quarter: metadata.yaml and indicators.csv of each, from its counts.csv.

    python sample_data/cancer-waits/make.py                          make all editions of both series
    python sample_data/cancer-waits/make.py cancer-waits-2016-q1     make one
    python sample_data/cancer-waits/make.py --check                  say whether the files are what this makes

What the series have in common is in cancer-waits.yaml and icb-waits.yaml; README.md describes the tables.
docs/adding-an-edition.md adds a quarter step by step.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

HERE = Path(__file__).resolve().parent
SAMPLE_DATA = HERE.parent
sys.path.insert(0, str(SAMPLE_DATA.parent))

from scoring import DataError, wilson_interval  # noqa: E402

SERIES = ("cancer-waits", "icb-waits")
ENGLAND = "England"
MONTHS_IN_A_QUARTER = 3
COUNTS = ("patients", "in_time")


def main() -> int:
    """Make or check what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, help="folders of editions; all if none is named")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    options = parser.parse_args()
    folders = [f if f.is_dir() else SAMPLE_DATA / f for f in options.folders] or all_folders()
    try:
        stale = [path for folder in folders for path in make(folder, write=not options.check)]
    except DataError as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.check and stale:
        print(
            f"Not what the script makes: {', '.join(map(str, stale))}. Run it without --check.",
            file=sys.stderr,
        )
        return 1
    return 0


def all_folders() -> list[Path]:
    """Return the folders of all editions of both series."""
    return sorted(path.parent for name in SERIES for path in SAMPLE_DATA.glob(f"{name}-*/counts.csv"))


def make(folder: Path, *, write: bool = True) -> list[Path]:
    """Make the two files of an edition, and return those that are not yet as they should be.

    Raises
    ------
    DataError
        If its counts cannot be used.
    """
    counts = read_counts(folder / "counts.csv")
    series = yaml.safe_load((HERE / f"{folder.name.rsplit('-', 2)[0]}.yaml").read_text(encoding="utf-8"))
    about = quarter_of(folder, counts, series)
    areas = pd.read_csv(folder / about["areas_folder"] / "areas.csv", dtype=str)
    figures = area_figures(counts, areas, about, list(series["indicators"]))
    metadata = {
        "edition": about,
        "indicators": {
            name: indicator_metadata(name, meta, counts, figures, about)
            for name, meta in series["indicators"].items()
            if f"{name}_patients" in counts
        },
    }
    heading = f"# Made by sample_data/cancer-waits/make.py from {folder.name}/counts.csv; not to be edited by hand.\n\n"
    texts = {
        "indicators.csv": figures.to_csv(index=False, lineterminator="\n"),
        "metadata.yaml": heading + yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=100),
    }
    stale = []
    for name, text in texts.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            stale.append(path)
            if write:
                path.write_bytes(text.encode())
    return stale


def read_counts(path: Path) -> pd.DataFrame:
    """Read the counts of a quarter: month, status, ods_code, and two columns an indicator.

    Raises
    ------
    DataError
        If they are not three months, if more are in time than there are patients, or if the rows of a month
        do not add up to its row for England.
    """
    counts = pd.read_csv(path, dtype={"month": str, "ods_code": str, "status": str})
    months = sorted(counts["month"].unique())
    if len(months) != MONTHS_IN_A_QUARTER or len(set(pd.PeriodIndex(months, freq="Q"))) > 1:
        raise DataError(f"{path} has the months {', '.join(months)}; an edition is one whole quarter.")
    if counts.duplicated(["month", "ods_code"]).any():
        row = counts[counts.duplicated(["month", "ods_code"])].iloc[0]
        raise DataError(f"{path} has {row['ods_code']} twice in {row['month']}.")
    numbers = [name for name in counts if name.endswith(COUNTS)]
    for name in (n.removesuffix("_patients") for n in numbers if n.endswith("_patients")):
        wrong = counts[counts[f"{name}_in_time"] > counts[f"{name}_patients"]]
        if len(wrong):
            row = wrong.iloc[0]
            raise DataError(
                f"{path}, {row['ods_code']} in {row['month']}: more patients of {name} in time than patients."
            )
    rows = counts[counts["ods_code"] != ENGLAND].groupby("month")[numbers].sum()
    stated = counts[counts["ods_code"] == ENGLAND].set_index("month")[numbers]
    for month, row in stated.iterrows():
        if differs := [n for n in numbers if rows.loc[month, n] != row[n]]:
            n = differs[0]
            raise DataError(
                f"{path}, {month}: the rows of {n} add up to {rows.loc[month, n]:g}, but England has {row[n]:g}."
            )
    return counts


def quarter_of(folder: Path, counts: pd.DataFrame, series: dict[str, Any]) -> dict[str, Any]:
    """Return the block `edition` of the metadata."""
    months = pd.PeriodIndex(sorted(counts["month"].unique()), freq="M")
    first, last = months[0].start_time, months[-1].end_time
    period = f"{first:%B} to {last:%B} {last:%Y}"
    areas = [kind for since, kind in series["areas"].items() if since <= str(months[0])][-1]
    statuses = sorted(counts["status"].unique())
    remark = series.get("remarks", {}).get(folder.name)
    return {
        "id": folder.name,
        "title": f"{series['title']}, {period}",
        "date": last.date(),
        "period": period,
        "status": " and ".join(statuses),
        **series["edition"],
        "geography": areas["geography"],
        "geography_id": areas["geography_id"],
        "areas_folder": areas["areas_folder"],
        "description": " ".join([series["description"], *([remark] if remark else [])]),
    }


def area_figures(
    counts: pd.DataFrame, areas: pd.DataFrame, about: dict[str, Any], indicators: list[str]
) -> pd.DataFrame:
    """Return one row an area and indicator; figures only where all three months are there."""
    suspect = pd.read_csv(HERE / "suspect_months.csv", dtype={"month": str, "ods_code": str})
    months = sorted(counts["month"].unique())
    suspect = suspect[suspect["month"].isin(months)].groupby("ods_code")
    suspected = {str(code): [_suspicion(r) for r in rows.itertuples()] for code, rows in suspect}
    source = f"{about['publisher']}, Cancer Waiting Times ({about['status']})"
    rows = []
    for name in indicators:
        if f"{name}_patients" not in counts:
            continue
        given = counts.dropna(subset=f"{name}_patients").groupby("ods_code")
        sums = given[[f"{name}_{kind}" for kind in COUNTS]].sum()
        there = given["month"].agg(set)
        for area_code, code in zip(areas["area_code"], areas["ods_code"], strict=True):
            missing = [m for m in months if m not in there.get(code, set())]
            notes = [f"No figures for {_in_words(missing)}"] if missing else suspected.get(code, [])
            patients, in_time = (np.nan, np.nan) if missing else sums.loc[code]
            rows.append((area_code, name, in_time, patients, source, "; ".join(notes)))
    table = pd.DataFrame(
        rows, columns=["area_code", "indicator", "numerator", "denominator", "source", "note"]
    )
    lower, upper = wilson_interval(table["numerator"], table["denominator"])
    value = 100 * table["numerator"] / table["denominator"]
    table = table.assign(value=value, lower_ci=lower, upper_ci=upper)
    for column in ("value", "lower_ci", "upper_ci"):
        table[column] = table[column].map("{:.4f}".format, na_action="ignore")
    table = table.assign(basis="published", interval_basis="derived")
    table[["numerator", "denominator"]] = table[["numerator", "denominator"]].astype("Int64")
    order = ["area_code", "indicator", "value", "numerator", "denominator", "lower_ci", "upper_ci"]
    return table[[*order, "basis", "interval_basis", "source", "note"]].sort_values(
        ["area_code", "indicator"], ignore_index=True
    )


def indicator_metadata(
    name: str, meta: dict[str, Any], counts: pd.DataFrame, figures: pd.DataFrame, about: dict[str, Any]
) -> dict[str, Any]:
    """Return the block of an indicator, with England's value from all rows of the quarter."""
    rows = counts[counts["ods_code"] != ENGLAND]
    patients, in_time = (float(rows[f"{name}_{kind}"].sum()) for kind in COUNTS)
    own = figures[figures["indicator"] == name]
    complete = int(own["denominator"].notna().sum())
    elsewhere = float(counts.loc[counts["ods_code"].eq(ENGLAND), f"{name}_patients"].sum())
    how = "As published" if elsewhere else "The sum of all rows, since the workbooks have none for England"
    published = f"{complete} published"
    lacking = len(own) - complete
    return {
        **meta,
        "period": about["period"],
        "publisher": f"{about['publisher']}, Cancer Waiting Times",
        "last_update": f"Commissioner workbooks of the three months, {about['status']}",
        "england_value": round(100 * in_time / patients, 4),
        "england_numerator": _whole(in_time),
        "england_denominator": _whole(patients),
        "england_note": f"{how}; with patients of commissioning hubs and of no known commissioner",
        "basis_summary": f"{published}, {lacking} without figures for a whole quarter"
        if lacking
        else published,
        "licence": about["licence"],
    }


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def _in_words(months: list[str]) -> str:
    return " and ".join(f"{pd.Period(month):%B %Y}" for month in months)


def _suspicion(row: Any) -> str:
    share = f"{100 * row.share_of_usual:.0f}%" if row.share_of_usual >= 0.01 else "less than 1%"
    month = _in_words([row.month])
    return (
        f"A hospital seems not to have reported for {month}: two-week waits are {share} of their usual number"
    )


if __name__ == "__main__":
    sys.exit(main())
