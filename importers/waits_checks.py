"""Checks of a table of waiting times: can a figure be, do the areas add up to England, does a row come twice?"""

import pandas as pd

from importers.report import MAXIMUM_LISTED, Refusal, Suspicion, Total
from importers.waits_areas import ENGLAND, REGION, UNKNOWN

PRINTED_TOLERANCE = 0.6
"""How far, in percentage points, a printed percentage may be from its counts: it may be rounded to a whole one."""
_SMALLER = {"sub-ICB": "ICB", "CCG": "STP"}
"""Larger areas that are left out of a sum in which the smaller ones are."""
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
        (no_percentage, False, "{printed:.10g} is no percentage from 0 to 100"),
        (
            over & ~impossible,
            True,
            "the percentage stands as {printed:.10g}; its counts give {value:.4g}, not over 100",
        ),
        (
            apart & ~impossible,
            True,
            "{numerator:,.10g} within and {after:,.10g} after are not {denominator:,.10g}",
        ),
        (
            misprinted & ~impossible,
            True,
            "the percentage stands as {printed:.4g}; its counts give {value:.4g}",
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


def drop_repeated(table: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, tuple[Refusal, ...]]:
    """Return the table with the first of each figure, and a refusal for each that comes again."""
    again = table.duplicated(key)
    if not again.any():
        return table, ()
    first = table[~again].set_index(key)[["sheet", "row", "numerator", "denominator"]]
    first.columns = ["first_sheet", "first_row", "first_numerator", "first_denominator"]
    listed = table[again].head(MAXIMUM_LISTED).join(first, on=key)
    refused = []
    for _, row in listed.iterrows():
        same = row["numerator"] == row["first_numerator"] and row["denominator"] == row["first_denominator"]
        where = f"row {row['first_row']} of sheet {row['first_sheet']}"
        reason = (
            f"repeats {where}" if same else f"is another figure for what stands in {where}, which is used"
        )
        refused.append(Refusal(reason, row["sheet"], int(row["row"]), value=row["area_name"]))
    return table[~again], tuple(refused)


def england_totals(table: pd.DataFrame) -> tuple[Total, ...]:
    """Return the sums over areas beside the England rows, for every measure, route and breakdown.

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
