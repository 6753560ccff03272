"""Checks of a table of waiting times: can a figure be, do the areas add up to England, does a row come twice?"""

import pandas as pd

from importers.report import MAXIMUM_LISTED, Refusal, Suspicion, Total
from importers.waits.areas import ENGLAND, REGION, UNKNOWN

PRINTED_TOLERANCE = 0.6
"""How far, in percentage points, a printed percentage may be from its counts: it may be rounded to a whole one."""
_SMALLER = {"sub-ICB": "ICB", "CCG": "STP"}
"""Larger areas that are left out of a sum in which the smaller ones are."""
_TOTAL = r"(?i)totals?\b"
_OF_ONE_TOTAL = ["measure", "route", "cancer_type", "treatment", "care_setting", "period_start"]


def doubts(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Suspicion, ...]]:
    """Return the table without figures that cannot be, and what was found, used or not.

    Parameters
    ----------
    table : DataFrame with the columns of `cancer_waits.COLUMNS`, `after` and `printed`
    """
    within, total, after = table["numerator"], table["denominator"], table["after"]
    printed, value = table["printed"], table["value"]
    too_many = within > total
    no_percentage = within.isna() & ~value.between(0, 100)
    over = (printed > 100 + PRINTED_TOLERANCE) & ~no_percentage
    apart = (total - within - after).abs() > 0.5
    misprinted = ((printed - value).abs() > PRINTED_TOLERANCE) & ~over
    impossible = too_many | no_percentage
    found = []
    for wrong, used, reason in (
        (too_many, False, "{numerator:,.10g} patients within the standard, of {denominator:,.10g}"),
        (no_percentage, False, "{printed:.10g} is not a percentage from 0 to 100"),
        (
            over & ~impossible,
            True,
            "the percentage is given as {printed:.10g}; its counts give {value:.4g}, not over 100",
        ),
        (
            apart & ~impossible,
            True,
            "{numerator:,.10g} within and {after:,.10g} after are not {denominator:,.10g}",
        ),
        (
            misprinted & ~impossible,
            True,
            "the percentage is given as {printed:.4g}; its counts give {value:.4g}",
        ),
    ):
        rows = table[wrong].head(MAXIMUM_LISTED)
        found += [_suspicion(row, reason.format(**row), used) for _, row in rows.iterrows()]
    return table[~impossible], tuple(found)


def _suspicion(row: pd.Series, reason: str, used: bool) -> Suspicion:
    code = row["area_code"] if isinstance(row["area_code"], str) else row["ods_code"]
    return Suspicion(
        reason[0].upper() + reason[1:],
        used,
        code if isinstance(code, str) else None,
        row["area_name"] if isinstance(row["area_name"], str) else None,
        row["measure"],
        row["sheet"],
        int(row["row"]),
    )


def with_values(table: pd.DataFrame) -> pd.DataFrame:
    """Add `value` in percent, from the counts, else as printed; and make `printed` a percentage everywhere.

    Whether a percentage is printed as a fraction is told by the counts beside it; without counts, by the
    largest of the sheet, which is then 1 at most.
    """
    counted = 100 * table["numerator"] / table["denominator"].where(table["denominator"] > 0)
    printed = table["printed"]
    alone = printed.where(counted.isna()).groupby(table["sheet"]).transform("max") <= 1
    as_fraction = ((100 * printed - counted).abs() < (printed - counted).abs()) | (counted.isna() & alone)
    printed = printed.mask(as_fraction, 100 * printed)
    return table.assign(printed=printed, value=counted.fillna(printed.where(table["numerator"].isna())))


def drop_subtotals(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Return the table without rows called 'Total' where England has a row by its name: they are of its parts."""
    total = (table["area_type"] == ENGLAND) & table["area_name"].fillna("").str.match(_TOTAL)
    if not total.any():
        return table, ()
    keys = pd.MultiIndex.from_frame(table[_OF_ONE_TOTAL].fillna({"route": ""}))
    named = keys[(table["area_type"] == ENGLAND) & ~total]
    wrong = total & keys.isin(named)
    return table[~wrong], tuple(
        Refusal("is the total of a part; England has a row of its own", row["sheet"], int(row["row"]))
        for _, row in table[wrong].head(MAXIMUM_LISTED).iterrows()
    )


def drop_repeated(table: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Return the table with each figure once, and a refusal for each that comes again.

    Of different figures for the same, nobody can say here which is right: none of them stays.
    """
    coded = table["area_code"].notna() | table["ods_code"].notna()
    table = table.assign(known_by=table["area_name"].mask(coded, ""))
    key = ["known_by" if column == "area_name" else column for column in key]
    counts = ["numerator", "denominator", "value"]
    again = table.duplicated(key)
    if not again.any():
        return table.drop(columns="known_by"), ()
    rows = table[table.duplicated(key, keep=False)]
    different = rows[~rows.duplicated([*key, *counts])]
    first = different[~different.duplicated(key)]
    second = different[different.duplicated(key)].drop_duplicates(key)
    unsure = again & False
    unsure[rows.index] = pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(second[key]))
    refused = []
    listed = table[again | unsure].head(MAXIMUM_LISTED)
    of_first, of_second = (
        listed[key].merge(other[[*key, "sheet", "row"]], on=key, how="left") for other in (first, second)
    )
    for i, (number, row) in enumerate(listed.iterrows()):
        other = of_second.iloc[i] if number in first.index else of_first.iloc[i]
        where = (
            f"row {int(other['row'])} of sheet {other['sheet']}" if unsure[number] or again[number] else ""
        )
        reason = (
            f"has another figure in {where}; none of them is used" if unsure[number] else f"repeats {where}"
        )
        refused.append(Refusal(reason, row["sheet"], int(row["row"]), value=row["area_name"]))
    return table[~again & ~unsure].drop(columns="known_by"), tuple(refused)


def england_totals(table: pd.DataFrame) -> tuple[Total, ...]:
    """Return the sums over areas compared with the England rows, for every measure, route and breakdown.

    Larger areas are not added to the smaller ones that they consist of. Some workbooks leave the patients of
    unknown commissioners out of England, others count them in: the sum that agrees is reported.
    """
    table = table.fillna({"route": ""})
    england = table[table["area_type"] == ENGLAND]
    areas = table[~table["area_type"].isin([ENGLAND, REGION])]
    kinds = areas.groupby(_OF_ONE_TOTAL)["area_type"].agg(set)
    sums = areas.groupby([*_OF_ONE_TOTAL, "area_type"])[["numerator", "denominator"]].sum(min_count=1)
    totals = []
    for key, rows in england.groupby(_OF_ONE_TOTAL, sort=False):
        if key not in kinds.index:
            continue
        own = sums.loc[key]
        own = own.drop(index=[large for small, large in _SMALLER.items() if {small, large} <= kinds[key]])
        row = rows.iloc[0]
        for column in ("numerator", "denominator"):
            known = own.drop(index=[UNKNOWN], errors="ignore")[column].sum()
            summed = own[column].sum()
            nearest = min((summed, known), key=lambda each: abs(each - row[column]))
            totals.append(Total(_words(key), column, float(nearest), float(row[column]), row["sheet"]))
    return tuple(totals)


def _words(key: tuple[object, ...]) -> str:
    """Return what a total is of: the measure and what it is broken down by."""
    measure, *breakdown, start = key
    more = [str(part) for part in breakdown if part not in ("", "all")]
    return ", ".join([str(measure), *more, f"{start:%B %Y}"])
