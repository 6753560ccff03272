"""Tables of every shape are read as they are meant, with a report on all that is not used."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import FileRefused, Limits, open_file
from importers.tables.figures import COLUMNS
from importers.tables.read import for_rating, import_tidy, read_tidy, tidy_table
from scoring import DataError, load_edition, load_methodology, parse_indicators, rate
from tests.paths import OTHER_UNITS
from tests.scoring.random_tables import figures, law

EDITION = load_edition("october-2016")
CODES = EDITION.areas["area_code"].tolist()


def opened(text, name="mine.csv"):
    return open_file(text.encode() if isinstance(text, str) else text, name)


def imported(text, name="mine.csv", **changes):
    table, mapping = tidy_table(opened(text, name), EDITION)
    return read_tidy(table, replace(mapping, **changes), EDITION, name)


def values(result):
    return dict(
        zip(
            zip(result.table["area_code"], result.table["indicator"], strict=True),
            result.table["value"],
            strict=True,
        )
    )


def as_bytes(frame, ending):
    out = io.BytesIO()
    write = {".csv": frame.to_csv, ".xlsx": frame.to_excel, ".parquet": frame.to_parquet}[ending]
    write(out, index=False)
    return out.getvalue()


def wide(edition):
    columns = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
    table = edition.indicators.pivot(index="area_code", columns="indicator", values=columns)
    labels = {name: meta.label for name, meta in edition.meta.indicators.items()}
    words = {"value": "", "lower_ci": " (lower limit)", "upper_ci": " (upper limit)"}
    table.columns = [labels[name] + words.get(role, f", {role}") for role, name in table.columns]
    names = table.index.map(EDITION.areas.set_index("area_code")["area_name"])
    return table.reset_index(drop=True).assign(Organisation=names)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_the_edition_comes_back_with_the_same_ratings_from_every_kind_of_file(edition, method, ending):
    columns = [column for column in COLUMNS if column != "england"]
    result = imported(as_bytes(edition.indicators[columns], ending), f"out{ending}")
    again = rate(for_rating(result.table, edition), method)
    pd.testing.assert_frame_equal(again, rate(edition.indicators, method))
    assert result.report.rows_used == result.report.rows_read == 836
    assert not result.report.doubtful


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_wide_table_of_names_and_labels_gives_the_same_figures_as_a_long_one(edition, ending):
    result = imported(as_bytes(wide(edition), ending), f"wide{ending}")
    keys, numbers = ["area_code", "indicator"], ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
    found = result.table.sort_values(keys, ignore_index=True)
    expected = edition.indicators.sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(found[keys + numbers], expected[keys + numbers], check_dtype=False)


def test_headers_and_order_of_columns_do_not_matter():
    result = imported("Upper CI;Percentage;Measure;CCG;Lower CI\n85,8;82,7;62-day waits;11J;79,7\n")
    row = result.table.iloc[0]
    assert (row["area_code"], row["indicator"], row["value"]) == ("E38000045", "waits_62_day", 82.7)
    assert (row["lower_ci"], row["upper_ci"], row["basis"]) == (79.7, 85.8, "estimated")


def test_a_header_under_titles_is_found_in_a_workbook_with_other_sheets():
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        pd.DataFrame({"About": ["These are figures."]}).to_excel(book, sheet_name="Read me", index=False)
        table = pd.DataFrame({"area": ["Dorset", "Ashford"], "62-day waits": [0.827, 0.9]})
        table.to_excel(book, sheet_name="Figures", index=False, startrow=4)
        book.sheets["Figures"]["A1"] = "Waits in two areas"
    result = imported(out.getvalue(), "mine.xlsx")
    assert values(result) == {("E38000045", "waits_62_day"): 82.7, ("E38000002", "waits_62_day"): 90.0}
    assert "read as fractions" in " ".join(result.report.notes)


def test_counts_alone_give_the_value():
    assert values(imported("area,indicator,treated in time,patients\n11J,waits_62_day,526,635\n")) == {
        ("E38000045", "waits_62_day"): 100 * 526 / 635
    }


def test_rows_for_england_are_its_benchmark_and_check_the_totals():
    text = "area,indicator,numerator,denominator\nDorset,62-day waits,526,635\nAshford,62-day waits,80,100\n"
    result = imported(text + "England,62-day waits,606,740\n")
    assert result.table["england"].tolist() == [100 * 606 / 740] * 2
    assert for_rating(result.table, EDITION)["england"].tolist() == [100 * 606 / 740] * 2
    assert [(total.column, total.areas, total.england, total.agrees) for total in result.report.totals] == [
        ("numerator", 606, 606, True),
        ("denominator", 735, 740, False),
    ]


def test_an_area_unknown_to_the_edition_counts_in_the_totals_a_region_does_not():
    text = "code,indicator,numerator,denominator\n11J,waits_62_day,526,635\nE38999999,waits_62_day,4,5\n"
    result = imported(text + "E40000001,waits_62_day,530,640\nE92000001,waits_62_day,530,640\n")
    assert all(total.agrees for total in result.report.totals)
    assert result.report.unknown_areas == ("E38999999", "E40000001")


def test_a_name_that_is_nearly_an_area_is_suggested_never_used():
    text = "area,indicator,value\nDorst,waits_62_day,80\nWalsall,waits_62_day,81\n"
    result = imported(text)
    assert list(values(result)) == [("E38000191", "waits_62_day")]
    assert "'Dorst' may be Dorset (E38000045); it is used only if you say so." in result.report.notes
    accepted = imported(text, areas={"Dorst": "E38000045"})
    assert values(accepted)["E38000045", "waits_62_day"] == 80
    with pytest.raises(FileRefused, match="no area with the code E38999999"):
        imported(text, areas={"Dorst": "E38999999"})


def test_an_indicator_that_is_nearly_one_is_suggested_and_used_once_accepted():
    text = "area,indicator,value\nDorset,62 day wait,80\nDorset,Early diagnosis,50\n"
    table, mapping = tidy_table(opened(text), EDITION)
    assert mapping.suggestions == {"62 day wait": "waits_62_day"}
    assert len(read_tidy(table, mapping, EDITION).table) == 1
    both = replace(mapping, indicators=mapping.indicators | mapping.suggestions)
    assert len(read_tidy(table, both, EDITION).table) == 2


def test_percentages_in_a_wide_table_may_say_so_in_their_header():
    found = values(imported("ccg_code,one_year_survival_pct,Early diagnosis (%)\n11J,71.6,55.4\n"))
    assert found == {("E38000045", "one_year_survival"): 71.6, ("E38000045", "early_diagnosis"): 55.4}


def test_what_only_mentions_a_basis_is_no_basis():
    result = imported("area,indicator,value,period_basis\n11J,waits_62_day,82,assumed\n")
    assert result.table["basis"].tolist() == ["estimated"]
    refused = imported(
        "area,indicator,value,basis\n11J,waits_62_day,82,assumed\n07P,waits_62_day,82,published\n"
    )
    assert "'assumed' is not published or estimated" in "\n".join(refused.report.sentences())


def test_a_column_guessed_wrongly_can_be_corrected():
    text = "area,indicator,value,better value\nDorset,waits_62_day,80,82.7\n"
    table, mapping = tidy_table(opened(text), EDITION)
    corrected = replace(mapping, columns=mapping.columns | {"value": "better value"})
    assert values(read_tidy(table, corrected, EDITION)) == {("E38000045", "waits_62_day"): 82.7}


def test_the_latest_period_is_read_and_another_on_request():
    text = "area,indicator,period,value\n11J,waits_62_day,2015/16 Q4,82\n11J,waits_62_day,2016/17 Q1,83\n"
    assert list(values(imported(text)).values()) == [83]
    assert "Older, left out: 2015/16 Q4 (1 row)." in " ".join(imported(text).report.notes)
    assert list(values(imported(text, period="2015/16 Q4")).values()) == [82]
    with pytest.raises(FileRefused, match="There are no rows of 1999"):
        imported(text, period="1999")


def test_a_table_that_does_not_say_its_indicator_is_read_once_somebody_does():
    text = "area,value\n11J,82.7\n"
    with pytest.raises(FileRefused, match="Choose one: early_diagnosis, waits_62_day"):
        imported(text)
    assert list(values(imported(text, only_indicator="waits_62_day"))) == [("E38000045", "waits_62_day")]
    with pytest.raises(DataError, match="no indicator unheard_of"):
        imported(text, only_indicator="unheard_of")


REFUSED = [
    ("Atlantis,waits_62_day,80,,", "'Atlantis' is not an area of"),
    (",waits_62_day,80,,", "column area: is empty"),
    ("11J,unheard_of,80,,", "'unheard_of' is not an indicator of"),
    ("11J,waits_62_day,n=5,,", "column value: 'n=5' is not a number"),
    ("11J,waits_62_day,*,,", "'*' is suppressed"),
    ("11J,waits_62_day,,,", "has no figure"),
    ("07P,waits_62_day,81,,", "'07P' already has a row for waits_62_day, row 2"),
    ("11J,waits_62_day,180,,", "The value 180 is not a percentage between 0 and 100"),
    ("11J,waits_62_day,-1,,", "The value -1 is not a percentage between 0 and 100"),
    ("11J,waits_62_day,,12,10", "The numerator 12 is more than the denominator"),
    ("11J,waits_62_day,,-1,10", "The numerator -1 must not be negative"),
    ("11J,waits_62_day,,0,0", "The denominator 0 must be more than 0"),
    ("11J,waits_62_day,80,1,10", "The value 80 does not agree with its counts, which give 10.0"),
    ("11J,waits_62_day,,5e9,6e9", "more people than there can be"),
]


@pytest.mark.parametrize(("row", "words"), REFUSED)
def test_a_row_that_cannot_be_used_is_refused_alone_and_the_report_says_why(row, words):
    result = imported(f"area,indicator,value,numerator,denominator\n07P,waits_62_day,80,,\n{row}\n")
    assert list(values(result)) == [("E38000020", "waits_62_day")]
    assert words in "\n".join(result.report.sentences())
    assert "ow 3" in "\n".join(result.report.sentences())
    assert (result.report.rows_read, result.report.rows_used, result.report.rows_refused) == (2, 1, 1)


def test_a_figure_that_its_counts_do_not_give_is_read_with_its_limits_and_said_to_be():
    head = "area,indicator,value,numerator,denominator,lower_ci,upper_ci\n"
    result = imported(
        f"{head}11J,patient_experience,86.4,1170,1284,84.1,88.7\n07P,patient_experience,80,8,10,,\n"
    )
    assert result.report.rows_used == 2
    said = " ".join(found.reason for found in result.report.suspicious)
    assert said == "Its counts give 91.12, not 86.4; perhaps it is standardised or weighted"


def test_half_of_the_counts_is_left_out_and_a_limit_alone_is_used_and_both_are_said():
    result = imported("area,indicator,value,numerator,lower_ci\n11J,waits_62_day,80,8,70\n")
    assert result.table["numerator"].isna().all()
    assert result.table["lower_ci"].tolist() == [70]
    notes = " ".join(result.report.notes)
    assert "a numerator or a denominator alone" in notes
    assert "one confidence limit alone" in notes


def test_fractions_are_told_by_counts_or_by_england_not_by_being_small():
    head = "area,indicator,value,numerator,denominator\n"
    assert list(values(imported(head + "11J,waits_62_day,0.8,8,10\n")).values()) == [80]
    assert list(values(imported(head + "11J,waits_62_day,0.8,8,1000\n")).values()) == [0.8]
    assert list(values(imported(head + "11J,waits_62_day,0.8,,\n")).values()) == [80]
    assert list(values(imported(head + "11J,waits_62_day,0.8%,,\n")).values()) == [0.8]


@pytest.mark.parametrize(("fractions", "value"), [(None, 80.0), (True, 80.0), (False, 0.8)])
def test_somebody_may_say_whether_percentages_are_fractions(fractions, value):
    result = imported("area,indicator,value\n11J,waits_62_day,0.8\n", fractions=fractions)
    assert result.table["value"].tolist() == [value]


def test_a_fraction_among_percentages_is_pointed_out():
    result = imported(
        "area,indicator,value\n11J,waits_62_day,0.8\n07P,waits_62_day,80\n02P,waits_62_day,81\n"
    )
    assert "may be a fraction among percentages" in " ".join(s.reason for s in result.report.suspicious)
    assert all(suspicion.used for suspicion in result.report.suspicious)


@pytest.mark.parametrize(
    "row",
    [
        "0.827,827,1000,0.80,0.85",
        "0.83,827,1000,0.80,0.85",
        "0.827,82.7,100,,",
        "1,50,50,0.9,1",
        "0.5,1,2,,0.9",
    ],
)
def test_a_fraction_of_what_its_counts_give_is_refused_whatever_its_limits(row):
    head = "area,indicator,value,numerator,denominator,lower_ci,upper_ci\n"
    others = "07P,waits_62_day,83,83,100,74,89\n02P,waits_62_day,84,84,100,75,90\n"
    result = imported(f"{head}11J,waits_62_day,{row}\n{others}")
    assert sorted(values(result).values()) == [83, 84]
    (found,) = result.report.suspicious
    assert "is written as a fraction; in the unit of the indicator its counts give" in found.reason
    assert not found.used


def test_a_figure_that_is_refused_for_another_reason_is_not_said_to_be_used():
    text = "area,indicator,value\n07P,waits_62_day,80\n02P,waits_62_day,81\n07P,waits_62_day,0.8\n"
    assert "It is used" not in " ".join(imported(text).report.sentences())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("200000", "The value 200000 is more than all of those who are counted. It is not used."),
        ("-5", "The value -5 must not be negative. It is not used."),
        (
            "0.005,500,100000",
            "The value 0.005 is written as a fraction; in the unit of the indicator its counts",
        ),
        ("50,40,100000,60,70", "The value 50 is outside its limits, 60 to 70. It is not used."),
    ],
)
def test_a_rate_that_cannot_be_is_refused_as_in_an_edition(value, words):
    other = load_edition(OTHER_UNITS)
    head = "area,indicator,value,numerator,denominator,lower_ci,upper_ci\n"
    row = f"T00000001,early_deaths,{value}" + "," * (4 - value.count(","))
    table, mapping = tidy_table(opened(f"{head}{row}\nT00000002,early_deaths,55,,,,\n"), other)
    result = read_tidy(table, mapping, other)
    assert list(values(result)) == [("T00000002", "early_deaths")]
    assert words in "\n".join(result.report.sentences())


def test_a_table_without_one_usable_row_is_hopeless_and_gives_nothing():
    result = imported("area,indicator,value\n11J,waits_62_day,n/k\n")
    assert result.table is None
    assert "none of its rows can be used" in result.report.hopeless
    assert result.report.rows_used == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "has no column of areas"),
        ("area,colour\n11J,blue\n", "no column that can be recognised as figures. It has area and colour"),
        ("area,indicator,value\n", "no rows under it"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_a_sentence(text, words):
    with pytest.raises(FileRefused, match=words):
        import_tidy(opened(text), EDITION)


def test_sheets_after_the_one_that_is_read_are_named():
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        for name in ("March", "April"):
            table = pd.DataFrame({"area": ["Dorset"], "62-day waits": [82.7]})
            table.to_excel(book, sheet_name=name, index=False)
    assert "Sheets after March were not read: April." in imported(out.getvalue(), "mine.xlsx").report.notes


def test_a_hidden_sheet_is_not_read():
    out = io.BytesIO()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        pd.DataFrame({"area": ["Dorset"], "62-day waits": [1.0]}).to_excel(
            book, sheet_name="Old", index=False
        )
        pd.DataFrame({"area": ["Dorset"], "62-day waits": [82.7]}).to_excel(
            book, sheet_name="New", index=False
        )
        book.sheets["Old"].sheet_state = "hidden"
    assert list(values(imported(out.getvalue(), "mine.xlsx")).values()) == [82.7]


def test_no_table_is_read_beyond_its_limits():
    with pytest.raises(FileRefused, match="more than 5 rows"):
        import_tidy(open_file(b"area\n" + b"11J\n" * 9, "long.csv", Limits(rows=5)), EDITION)


@st.composite
def tables(draw):
    """A table of some areas with figures in every form that `rate` takes."""
    rows = []
    for code in draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True)):
        for name, meta in EDITION.meta.indicators.items():
            if draw(st.booleans()):
                figure = draw(figures(meta.england_value, ("counts", "limits", "value")))
                figure["lower_ci"], figure["upper_ci"] = (
                    max(figure["lower_ci"], 0),
                    min(figure["upper_ci"], 100),
                )
                basis = draw(st.sampled_from(["published", "estimated"]))
                rows.append({"area_code": code, "indicator": name, **figure, "basis": basis, "source": "s"})
    return pd.DataFrame(rows)


@law
@given(tables(), st.sampled_from([".csv", ".xlsx", ".parquet"]))
def test_what_the_command_line_takes_is_taken_and_rated_alike(table, ending):
    if table.empty or not (table["value"] > 1).all():
        return
    result = imported(as_bytes(table, ending), f"mine{ending}")
    expected = parse_indicators(table.to_csv(index=False), "mine.csv", EDITION)
    found = for_rating(result.table, EDITION)
    columns = ["area_code", "indicator", "value", "numerator", "denominator", "lower_ci", "upper_ci", "basis"]
    keys = ["area_code", "indicator"]
    pd.testing.assert_frame_equal(
        found[columns].sort_values(keys, ignore_index=True),
        expected[columns].sort_values(keys, ignore_index=True),
        check_dtype=False,
        rtol=1e-9,
    )


@law
@given(
    st.lists(
        st.lists(
            st.sampled_from(["11J", "Dorset", "E92000001", "waits_62_day", "80", "0,5", "", "x"]),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_rows_read_are_rows_used_and_rows_refused(rows):
    text = "area,indicator,value\n" + "\n".join(";".join(row) for row in rows).replace(";", ",")
    try:
        report = import_tidy(opened(text), EDITION).report
    except FileRefused:
        return
    assert report.rows_read == report.rows_used + report.rows_refused or report.hopeless


def test_the_table_passes_the_reader_of_the_command_line(edition):
    result = imported(as_bytes(edition.indicators[["area_code", "indicator", "value"]], ".csv"))
    again = parse_indicators(result.table.drop(columns="england").to_csv(index=False), "again.csv", edition)
    np.testing.assert_array_equal(again["value"], result.table["value"])


def test_rates_and_indices_come_back_with_the_same_ratings():
    other = load_edition(OTHER_UNITS)
    method = load_methodology(OTHER_UNITS / "other-units.yaml")
    columns = [column for column in COLUMNS if column in other.indicators and column != "england"]
    result = import_tidy(open_file(as_bytes(other.indicators[columns], ".csv"), "out.csv"), other)
    again, before = (rate(table, method) for table in (for_rating(result.table, other), other.indicators))
    # An area whose figure is missing has no row for it, and so no basis.
    pd.testing.assert_frame_equal(again.drop(columns="basis"), before.drop(columns="basis"))
