"""Small workbooks and text tables in the layouts that NHS England has published, written for the tests."""

from io import BytesIO

from openpyxl import Workbook

from importers.waits.read import COLUMNS, read_cancer_waits

AREAS = [
    ("E38000045", "11J", "NHS DORSET CCG", 100, 80),
    ("E38000042", "00C", "NHS DARLINGTON CCG", 25, 15),
    ("E38000007", "99E", "NHS BASILDON AND BRENTWOOD CCG", 40, 40),
]
BASIS = "BASIS: COMMISSIONER BASED (ENGLAND ONLY, EXCLUDING PATIENTS FROM UNKNOWN COMMISSIONERS)"
BOARDS = [
    ("QOX", "NHS BATH AND NORTH EAST SOMERSET, SWINDON AND WILTSHIRE INTEGRATED CARE BOARD", 544, 368),
    ("QHG", "NHS BEDFORDSHIRE, LUTON AND MILTON KEYNES INTEGRATED CARE BOARD", 385, 261),
]


def book(
    sheets: dict[str, list[list]], hidden: tuple[str, ...] = (), merged: dict[str, list[str]] | None = None
) -> bytes:
    """A workbook of these rows by sheet; None is an empty cell."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
        for cells in (merged or {}).get(name, []):
            sheet.merge_cells(cells)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def figures(total: int, within: int) -> list:
    return [total, within, total - within, within / total]


def january_2016(
    areas=AREAS,
    england: tuple[int, int] | None = None,
    period: str = "PERIOD: January 2016",
    basis: str = BASIS,
) -> list[list]:
    """The 62-day sheet as of 2016: header in row 8, the percentage named in two lines, a note that names 31 days."""
    total, within = england or (sum(a[3] for a in areas), sum(a[4] for a in areas))
    return [
        ["62-DAY (URGENT GP REFERRAL TO TREATMENT) WAIT FOR FIRST TREATMENT: ALL CANCERS"],
        [period],
        [basis],
        ["DEFINITIONS: DSCN 20/2008"],
        [
            "NOTE: THE 62-DAY STANDARD INCLUDES THOSE SEPARATELY IDENTIFIED IN THE 31-DAY STANDARD FOR RARER CANCERS."
        ],
        [],
        [
            "ALL CARE",
            *[None] * 4,
            "NUMBER OF PEOPLE RECEIVING FIRST TREATMENT FOR CANCER",
            None,
            None,
            "PERCENTAGE ",
        ],
        [
            *("CCG - ONS AREA ID (1)", "CCG CODE", "CLINICAL COMMISSIONING GROUP (CCG)", "CARE SETTING"),
            *("CANCER TYPE", "TOTAL TREATED", "WITHIN 62 DAYS", "AFTER 62 DAYS", "TREATED WITHIN 62 DAYS"),
        ],
        *[[ons, ods, name, "ALL CARE", "ALL CANCERS", *figures(t, w)] for ons, ods, name, t, w in areas],
        [],
        [None, None, "ENGLAND", "ALL CARE", "ALL CANCERS", *figures(total, within)],
    ]


def april_2025() -> list[list]:
    """The 62-day sheet as of 2025: parts under one another, an empty column to the left, waits in days beside."""
    head = [
        None,
        "ODS CODE (1)",
        "INTEGRATED CARE BOARD (ICB)/COMMISSIONING HUB",
        "REFERRAL ROUTE",
        "CANCER TYPE",
    ]
    head += ["TOTAL", "WITHIN 62 DAYS", "AFTER 62 DAYS", "TREATED WITHIN 62 DAYS", " ", "WITHIN 31 DAYS"]
    head += ["IN 32 TO 38 DAYS", "AFTER 104 DAYS"]
    beside = ["", 7, 5, 3]
    rows = [
        [
            "TWO MONTH (62-DAY) WAIT FROM AN URGENT SUSPECTED CANCER OR BREAST SYMPTOMATIC REFERRAL, OR URGENT "
            "SCREENING REFERRAL, OR CONSULTANT UPGRADE TO A FIRST DEFINITIVE TREATMENT FOR CANCER"
        ],
        ["Apr-25"],
        ["BASIS: COMMISSIONER BASED INCLUDING WELSH CROSS-BORDER PATIENTS AND 'UNKNOWNS'"],
        [],
    ]
    for part, route, size in (
        ("A: ALL ROUTES", "ALL ROUTES", 2),
        ("B: URGENT SUSPECTED CANCER", "Urgent Suspected Cancer", 1),
    ):
        hub = [
            "",
            "13Q",
            "NATIONAL COMMISSIONING HUB 1",
            route,
            "ALL CANCERS",
            *figures(10 * size, 5 * size),
            *beside,
        ]
        rows += [[f"PART {part}"]]
        rows += (
            [[*[None] * 5, "NUMBER OF PEOPLE RECEIVING TREATMENT", None, None, "PERCENTAGE"]]
            if size == 2
            else [[]]
        )
        rows += [head, hub]
        rows += [
            [None, c, n, route, "ALL CANCERS", *figures(t * size, w * size), *beside] for c, n, t, w in BOARDS
        ]
        rows += [[None, "UNKNOWN", "UNKNOWN", route, "ALL CANCERS", *figures(size, size), *beside], []]
        total, within = size * (10 + 544 + 385 + 1), size * (5 + 368 + 261 + 1)
        rows += [
            [None, "", "ALL ENGLISH COMMISSIONERS", route, "ALL CANCERS", *figures(total, within), *beside]
        ]
        rows += [[], [], []]
    return rows


def front_page(*lines: str) -> list[list]:
    return [[], [], *[[line] for line in lines]]


def csv_bytes(*rows: list, separator: str = ",", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join("" if c is None else str(c) for c in row) for row in rows).encode(
        encoding
    )


def read(content, name="waits.xlsx", edition=None):
    result = read_cancer_waits(content, name, edition)
    assert result.table is not None, result.report.sentences()
    assert list(result.table.columns) == COLUMNS
    assert result.report.rows_read == result.report.rows_used + result.report.rows_refused
    assert result.report.rows_used == len(result.table)
    return result
