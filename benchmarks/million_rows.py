"""Time and memory of reading a table of a million rows, by hand: `python -m benchmarks.million_rows [CASE …]`.

Beside it, what pandas alone takes to read the same bytes, without any check. Each case runs in a process of its
own, so that the peaks of memory do not mix.
"""

import io
import multiprocessing
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from importers.detect import import_file
from scoring import load_edition

ROWS = 999_999  # The header is the millionth row.
CASES = (
    "csv",
    "one period.csv",
    "decimal commas.csv",
    "wrong.csv",
    "xlsx",
    "parquet",
    "waits.csv",
    "fingertips.csv",
)
STANDARDS = ("62D", "31D", "28D", "2WW")


def table(rows: int) -> pd.DataFrame:
    """Return figures of the 209 areas and four indicators, in as many periods as there is room for."""
    edition = load_edition()
    random = np.random.default_rng(2016)
    number = np.arange(rows)
    codes = edition.areas["area_code"].to_numpy()
    indicators = list(edition.meta.indicators)
    denominator = random.integers(50, 150, rows)
    numerator = random.binomial(denominator, 0.8)
    return pd.DataFrame(
        {
            "area_code": codes[number % 209],
            "indicator": np.array(indicators)[number // 209 % 4],
            "period": np.datetime_as_string(np.datetime64("1950-01") + number // 836),
            "value": (100 * numerator / denominator).round(2),
            "numerator": numerator,
            "denominator": denominator,
        }
    )


def waits(rows: int) -> pd.DataFrame:
    """Return waiting times of the 209 areas by standard and month, no figure twice."""
    frame = table(rows)
    indicators = list(frame["indicator"].unique())
    month = pd.Series(frame.index // 836)
    # There are not so many months: kinds of cancer fill the table.
    return pd.DataFrame(
        {
            "Month": (2016 + month % 120 // 12).astype(str) + "-" + (1 + month % 12).astype(str).str.zfill(2),
            "ODS code": frame["area_code"].map(load_edition().areas.set_index("area_code")["ods_code"]),
            "Standard": frame["indicator"].map(dict(zip(indicators, STANDARDS, strict=True))),
            "Cancer type": "Kind " + (month // 120).astype(str),
            "Total": frame["denominator"],
            "Within": frame["numerator"],
        }
    )


def fingertips(rows: int) -> pd.DataFrame:
    """Return one indicator of the 209 areas in very many periods, as Fingertips has it."""
    frame = table(rows)
    period = np.datetime_as_string(np.datetime64("2010-01-01") + frame.index.to_numpy() // 209)
    return pd.DataFrame(
        {
            "Indicator ID": "90000",
            "Indicator Name": "X",
            "Area Code": frame["area_code"],
            "Area Type": "CCG",
            "Time period": period,
            "Value": frame["value"],
            "Count": frame["numerator"],
            "Denominator": frame["denominator"],
        }
    )


def content(case: str) -> bytes:
    """Return the bytes of a case; a spreadsheet only has a tenth of the rows, since it is so slow to write."""
    makers = {"waits.csv": waits, "fingertips.csv": fingertips}
    frame = makers.get(case, table)(ROWS // 10 if case == "xlsx" else ROWS)
    if case == "parquet":
        out = io.BytesIO()
        frame.to_parquet(out, index=False)
        return out.getvalue()
    if case == "xlsx":
        out = io.BytesIO()
        frame.to_excel(out, index=False)
        return out.getvalue()
    if case == "one period.csv":
        frame["period"] = 2016
    if case == "wrong.csv":
        frame["value"] = "n=" + frame["value"].astype(str)
        frame["period"] = 2016
    if case == "decimal commas.csv":
        frame["period"] = 2016
        return frame.to_csv(index=False, sep=";", decimal=",").encode()
    return frame.to_csv(index=False).encode()


def forget_peak() -> float:
    """Forget the peak of this process's memory and return what it has now, in MB (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> float:
    """Return the peak of this process's memory since it was last forgotten, in MB (Linux)."""
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1]) / 1_000


def measure(case: str, data: bytes, results: multiprocessing.Queue) -> None:
    edition = load_edition()
    before, start, busy = forget_peak(), time.perf_counter(), time.process_time()
    imported = import_file(case if "." in case else f"table.{case}", data, edition)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    results.put((seconds, busy, peak() - before, imported.report.sentences()[1]))


def plain(case: str, data: bytes, results: multiprocessing.Queue) -> None:
    before, start = forget_peak(), time.perf_counter()
    read = {"xlsx": pd.read_excel, "parquet": pd.read_parquet}.get(case, pd.read_csv)
    read(io.BytesIO(data))
    results.put((time.perf_counter() - start, peak() - before))


def main() -> int:
    context = multiprocessing.get_context("spawn")
    for case in sys.argv[1:] or CASES:
        maker = content(case)
        results = context.Queue()
        answers = []
        for target in (measure, plain):
            process = context.Process(target=target, args=(case, maker, results))
            process.start()
            answers.append(results.get())
            process.join()
        (seconds, busy, memory, words), (plain_seconds, plain_memory) = answers
        print(
            f"{case}: {len(maker) / 1e6:.0f} MB, {seconds:.1f} s ({busy:.1f} s of the processor), {memory:.0f} MB of "
            "memory; pandas alone "
            f"{plain_seconds:.1f} s, {plain_memory:.0f} MB. {words}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
