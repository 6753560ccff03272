"""Good files for each importer, and ways to damage them."""

import csv
import io
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import geopandas as gpd
import pandas as pd
import shapely

from geodata import Boundaries, embedded_boundaries, prepare_topology
from importers import FileRefused, open_sheets
from scoring import Edition
from tests.importers.small_files import AREAS, april_2025, book, csv_bytes, front_page, january_2016

NASTY = [
    *(
        "",
        " ",
        "-",
        "*",
        "nan",
        "inf",
        "-1",
        "0",
        "1e308",
        "1e999",
        "9" * 400,
        "0.5",
        "101%",
        "1,234",
        "1.234,5",
    ),
    *(
        "\u0661",
        "\x00",
        "\ufeff",
        "=1+1",
        '"',
        "'",
        ",",
        ";",
        "\t",
        "\r\n",
        "E92000001",
        "E38000045",
        "E99999999",
    ),
    *(
        "England",
        "Dorset",
        "x" * 40_000,
        "\U0001f600",
        "{value}",
        "2016-02-30",
        "<script>",
        "None",
        "published",
    ),
    *(
        "Dec-15",
        "2015-16",
        "99/99/99",
        "12/31/15",
        "201516",
        "Q9 2015/16",
        "42339",
        "nE38000045",
        "Dorset - 02N",
    ),
]
BOUNDARY_DRIVERS = {
    "GeoJSON": ("geojson",),
    "GeoJSONSeq": ("geojsonl",),
    "GPKG": ("gpkg",),
    "ESRI Shapefile": ("shp",),
    "OpenFileGDB": ("gdb",),
    "MapInfo File": ("mif", "tab"),
    "LIBKML": ("kml", "kmz"),
    "GML": ("gml",),
    "FlatGeobuf": ("fgb",),
}
FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,Time period Sortable"
)


def good_files(importer: str, edition: Edition) -> list[tuple[str, bytes]]:
    """Return names and contents of small good files that an importer reads."""
    makers = {
        "waits": waits_files,
        "tidy": tidy_files,
        "fingertips": fingertips_files,
        "boundaries": boundary_files,
    }
    return makers[importer](edition)


def waits_files(_edition: Edition) -> list[tuple[str, bytes]]:
    """Workbooks of cancer waits as of 2016 and 2025, and an extract with the months in a column."""
    front = front_page("Status: Final Official Statistics", "January 2016")
    extract = [["Month", "ODS code", "CCG", "Standard", "Route", "Total", "Within"]]
    extract += [
        [f"2019-{month:02}", ods, name, standard, route, total + month, within]
        for month in range(1, 7)
        for _, ods, name, total, within in AREAS
        for standard, route in (("2WW", ""), ("62D", "Screening"))
    ]
    return [
        ("2016.xlsx", book({"FRONTPAGE": front, "62-DAY (ALL CANCER)": january_2016()})),
        ("2025.xlsx", book({"62-DAY (ALL CANCER)": april_2025()})),
        ("extract.csv", csv_bytes(*extract)),
        ("utf16.csv", csv_bytes(*extract, separator=";", encoding="utf-16")),
    ]


def tidy_files(edition: Edition) -> list[tuple[str, bytes]]:
    columns = ["area_code", "indicator", "value", "numerator", "denominator", "lower_ci", "upper_ci", "basis"]
    figures = edition.indicators[columns].head(40)
    named = figures.assign(area=figures["area_code"].map(edition.short_names)).drop(columns="area_code")
    wide = figures.pivot(index="area_code", columns="indicator", values="value").reset_index()
    text = figures.to_csv(index=False)
    months = [(year, month) for year in ("2014-15", "2015-16") for month in ("December", "MARCH")]
    dated = pd.concat([figures.head(8).assign(Year=year, Month=month) for year, month in months])
    workbook, parquet, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    wide.to_excel(workbook, index=False, startrow=3)
    figures.to_parquet(parquet, index=False)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("figures.csv", text)
    return [
        ("long.csv", text.encode()),
        ("wide.csv", wide.to_csv(index=False, sep=";", decimal=",").encode("cp1252")),
        ("named.csv", named.to_csv(index=False).encode("utf-16")),
        ("wide.xlsx", workbook.getvalue()),
        ("long.parquet", parquet.getvalue()),
        ("long.zip", packed.getvalue()),
        ("dated.csv", dated.to_csv(index=False).encode()),
    ]


def fingertips_files(edition: Edition) -> list[tuple[str, bytes]]:
    random = Random(2016)
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(FINGERTIPS.split(","))
    areas = [*edition.areas[["area_code", "area_name"]].head(5).to_numpy(), ("E92000001", "England")]
    for period in ("2014/15", "2015/16"):
        for sex in ("Persons", "Female"):
            for code, name in areas:
                denominator = random.randint(500, 9000)
                count = random.randint(300, denominator)
                value = 100 * count / denominator
                kind = "England" if code == "E92000001" else "CCGs (2016/17)"
                limits = [value - 2, min(value + 2, 100), value - 3, min(value + 3, 100)]
                start = [91845, "Breast screening coverage", "E92000001", "England", code, name, kind, sex]
                figures = [value, *limits, count, denominator, "", "", "Similar", f"{period[:4]}0000"]
                out.writerow([*start, "53-70 yrs", "", "", period, *figures])
    content = text.getvalue()
    return [
        ("indicators.data.csv", content.encode()),
        ("utf16.csv", content.encode("utf-16")),
        ("unsorted.csv", content.replace(",Time period Sortable", ",Other").encode()),
    ]


def boundary_files(_edition: Edition) -> list[tuple[str, bytes]]:
    areas = embedded_boundaries().areas
    few = areas[areas["area_code"].isin(["E38000045", "E38000198", "E38000087"])].copy()
    few.geometry = few.geometry.simplify(500)
    degrees = few.to_crs(4326)
    files = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for driver, endings in BOUNDARY_DRIVERS.items():
            for ending in endings:
                path = folder / ending / f"few.{ending}"
                path.parent.mkdir()
                frame = degrees if driver in ("LIBKML", "GeoJSONSeq") else few
                frame.to_file(path, driver=driver, promote_to_multi=True)
                if ending in ("shp", "gdb", "mif", "tab"):
                    files.append((f"few-{ending}.zip", packed_folder(path.parent)))
                else:
                    files.append((path.name, path.read_bytes()))
        few.to_parquet(folder / "few.parquet")
        files.append(("few.parquet", (folder / "few.parquet").read_bytes()))
    files.append(("esri.json", esri_json(few)))
    files.append(("topology.json", prepare_topology(Boundaries(few.reset_index(drop=True)))))
    return files


def packed_folder(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.rglob("*")):
            if part.is_file():
                archive.write(part, part.relative_to(folder))
    return packed.getvalue()


def esri_json(areas: gpd.GeoDataFrame) -> bytes:
    """Return areas as the answer of an ArcGIS REST service to a query."""
    features = [
        {
            "attributes": {"FID": number, "CCG16CD": code},
            "geometry": {"rings": [list(part.exterior.coords) for part in shapely.get_parts(shape)]},
        }
        for number, (code, shape) in enumerate(zip(areas["area_code"], areas.geometry, strict=True), 1)
    ]
    kinds = {"FID": "esriFieldTypeOID", "CCG16CD": "esriFieldTypeString"}
    answer = {
        "objectIdFieldName": "FID",
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 27700},
        "fields": [{"name": name, "type": kind} for name, kind in kinds.items()],
        "features": features,
    }
    return json.dumps(answer).encode()


def damaged(files: list[tuple[str, bytes]], random: Random) -> tuple[str, bytes]:
    """Return one of some files, damaged in one to four ways."""
    name, content = random.choice(files)
    for _ in range(random.randint(1, 4)):
        ways = [flip, cut, repeat, drop, insert]
        if name.endswith(".csv"):
            ways += [change_cells] * 6
        elif name.endswith((".xlsx", ".zip", ".kmz")):
            ways += [damage_inside] * 8
        if name.endswith(".xlsx"):
            ways += [change_sheets] * 8
        content = random.choice(ways)(content, random)
    if random.random() < 0.02:
        name = Path(name).stem + random.choice(
            [
                ".csv",
                ".xlsx",
                ".parquet",
                ".geojson",
                ".zip",
                ".gpkg",
                ".json",
                ".kml",
                ".gml",
                ".fgb",
                ".xml",
                "",
            ]
        )
    return name, content


def flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def drop(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + content[start + random.randint(1, 300) :]


def repeat(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    part = content[start : start + random.randint(1, 300)]
    return content[:start] + part * random.randint(2, 50) + content[start:]


def insert(content: bytes, random: Random) -> bytes:
    start = random.randrange(len(content) + 1)
    return content[:start] + random.choice(NASTY).encode() + content[start:]


def change_cells(content: bytes, random: Random) -> bytes:
    """Change cells of a text table, or its columns or rows, leaving a table."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"
    try:
        text = content.decode(encoding)
        rows = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ","))
    except (UnicodeError, csv.Error):
        return flip(content, random)
    for _ in range(random.randint(1, 6)):
        row = random.choice(rows) if rows else []
        if row:
            other = random.choice(rows)
            choice = random.choice([*NASTY, *other, *other, *other])
            row[random.randrange(len(row))] = choice
        if random.random() < 0.1:
            random.shuffle(rows)
        if random.random() < 0.1 and rows and rows[0]:
            place = random.randrange(len(rows[0]))
            rows = [cells[:place] + cells[place + 1 :] for cells in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=random.choice(",,,;\t")).writerows(rows)
    return out.getvalue().encode(encoding, errors="replace")


def change_sheets(content: bytes, random: Random) -> bytes:
    """Change cells of a workbook, or its columns or rows, leaving a workbook."""
    try:
        sheets = {s.name: [list(row.cells) for row in s.rows] for s in open_sheets(content, "a.xlsx")}
    except FileRefused:
        return flip(content, random)
    rows = random.choice(list(sheets.values())) if sheets else []
    for _ in range(random.randint(1, 6) if any(rows) else 0):
        row = random.choice([row for row in rows if row])
        other = random.choice([row for row in rows if row])
        nasty = random.choice(NASTY).replace("\x00", "")
        row[random.randrange(len(row))] = random.choice(
            [nasty, None, -1, 0, 1e300, True, date(2016, 1, 1), *other]
        )
        if random.random() < 0.2:
            rows.insert(random.randrange(len(rows)), list(other))
        if random.random() < 0.05:
            random.shuffle(rows)
    # A sheet that damage has named has a name that a workbook may have.
    titles = {re.sub(r"[\\\\*?:/\[\]]", "-", name[:31]) or "a": rows for name, rows in sheets.items()}
    return book(titles or {"a": []})


def damage_inside(content: bytes, random: Random) -> bytes:
    """Damage one file of an archive and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return flip(content, random)
    if not parts:
        return content
    ways: list[Callable[[bytes, Random], bytes]] = [flip, drop, repeat, insert, cut]
    victim = random.choice(sorted(parts))
    if random.random() < 0.1:
        del parts[victim]
    else:
        parts[victim] = random.choice(ways)(parts[victim], random)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()
