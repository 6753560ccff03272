"""What moves the result: one choice at a time, and all together.

The name of a choice stands over its bars, not beside them, so that both have the whole width of a phone.
"""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from charts.look import with_look
from charts.palette import CHOSEN, GRID, INK, MUTED, RANGE_END_COLOURS, VARIATION_COLOURS
from scoring.explain.words import whole_percent

_ROW = 58
"""Height of a choice in pixels: two lines of text and its bars."""
_ROOM = 34
"""Pixels beside the longest bar, for its number."""
_NAME, _RANGE, _BAR = -20, -7, 9
"""Pixels below the middle of its row at which each stands."""
_LONGER = 1.12
"""How much longer than the longest interval the axis is, for the number beside it."""


def tornado_chart(
    choices: pd.DataFrame, *, title: list[str], subtitle: list[str], axis_title: str
) -> alt.LayerChart:
    """Return bars from the present share to the share at either end of the range of each choice.

    Parameters
    ----------
    choices : DataFrame
        One row a choice, in the order to be drawn: label, range (text: from what to what); share_now,
        share_at_low, share_at_high (percent), swing (points).
    """
    bars = _ends(choices)
    y = _rows(choices)
    ends = {"low": "At the low end of its range", "high": "At the high end"}
    scale = alt.Scale(nice=False, zero=False, padding=_ROOM)
    span = float(choices["swing"].max())
    step = next((step for step, least in ((10, 30), (5, 12)) if span >= least), 2)
    # Said outright, since the axis goes a little beyond 100% to have room for numbers.
    axis = alt.Axis(grid=True, labelExpr="datum.value + '%'", values=list(range(0, 101, step)))
    tooltip = [
        alt.Tooltip("label:N", title="Choice"),
        alt.Tooltip("range:N", title="Range"),
        alt.Tooltip("end:N", title="End"),
        alt.Tooltip("shown:N", title="Share"),
    ]
    bar = (
        alt.Chart(bars)
        .mark_bar(size=13, yOffset=_BAR)
        .encode(
            x=alt.X("share:Q", title=axis_title, scale=scale, axis=axis),
            x2="share_now:Q",
            y=y,
            color=_colour("end", ends, RANGE_END_COLOURS),
            tooltip=tooltip,
        )
    )
    numbers = [
        alt.Chart(bars)
        .transform_filter(f"datum.side === '{side}'")
        .mark_text(align=align, dx=dx, dy=_BAR, color=INK, fontSize=11.5)
        .encode(x="share:Q", y=y, text="shown:N")
        for side, align, dx in _SIDES
    ]
    now = alt.Chart(choices.head(1)).mark_rule(color=CHOSEN, strokeWidth=1.5).encode(x="share_now:Q")
    return _finished([bar, *numbers, now, *_names(choices)], len(choices), title, subtitle)


_SIDES: tuple[tuple[str, Any, int], ...] = (("left", "right", -4), ("right", "left", 4))
"""The number of a bar that goes to the left ends at the bar, that of one to the right begins there."""


def variation_chart(
    choices: pd.DataFrame, *, title: list[str], subtitle: list[str], axis_title: str
) -> alt.LayerChart:
    """Return two bars a choice: how much of all variation it accounts for alone, and with interactions.

    Parameters
    ----------
    choices : DataFrame
        One row a choice, in the order to be drawn: label, range (text), first_order, total (parts of 1),
        and the half-widths of their 95% intervals in first_order_interval, total_interval.
    """
    parts = {"alone": "Alone", "with_interactions": "With its interactions"}
    bars = _parts(choices, {"alone": "first_order", "with_interactions": "total"})
    y = _rows(choices)
    axis = alt.Axis(grid=True, tickCount=5, labelExpr="datum.value + '%'")
    scale = alt.Scale(domain=[0, _LONGER * float(bars["upper"].max())], nice=False)
    tooltip = [
        alt.Tooltip("label:N", title="Choice"),
        alt.Tooltip("range:N", title="Range"),
        alt.Tooltip("shown:N", title="Part of all variation"),
    ]
    layers: list[alt.Chart] = []
    for part, down in (("alone", _BAR - 4), ("with_interactions", _BAR + 6)):
        base = alt.Chart(bars).transform_filter(f"datum.part === '{part}'").encode(y=y)
        layers += [
            base.mark_bar(size=9, yOffset=down).encode(
                x=alt.X("percent:Q", title=axis_title, axis=axis, scale=scale),
                color=_colour("part", parts, VARIATION_COLOURS),
                tooltip=tooltip,
            ),
            base.mark_rule(color=CHOSEN, strokeWidth=1.2, yOffset=down).encode(x="lower:Q", x2="upper:Q"),
            base.mark_text(align="left", dx=4, dy=down, color=INK, fontSize=10.5).encode(
                x="upper:Q", text="number:N"
            ),
        ]
    return _finished([*layers, *_names(choices)], len(choices), title, subtitle)


def _ends(choices: pd.DataFrame) -> pd.DataFrame:
    """Return one row a choice and end that differs from now, with the side its number stands on, if any."""
    columns = ["label", "range", "share_now"]
    ends = [
        choices[columns].assign(end=end, share=choices[f"share_at_{end}"], other=choices[f"share_at_{other}"])
        for end, other in (("low", "high"), ("high", "low"))
    ]
    bars = pd.concat(ends, ignore_index=True)
    reach, other = bars["share"] - bars["share_now"], bars["other"] - bars["share_now"]
    bars["shown"] = bars["share"].map(whole_percent)
    bars["side"] = reach.map(lambda points: "left" if points < 0 else "right")
    # Where both ends are on one side, the shorter bar lies on the longer one, and only that has a number.
    bars.loc[(reach * other > 0) & (reach.abs() < other.abs()), "side"] = "none"
    bars = bars.assign(reach=reach.abs())[reach != 0]
    return bars.sort_values("reach", ascending=False, kind="stable").drop(columns=["other", "reach"])


def _parts(choices: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return one row a choice and part, in percent, with its interval; an estimate under 0 is drawn at 0."""
    rows = []
    for part, column in columns.items():
        percent, half = 100 * choices[column], 100 * choices[f"{column}_interval"]
        shown = [f"{whole_percent(max(p, 0))} ± {h:.0f}" for p, h in zip(percent, half, strict=True)]
        numbers = {"percent": percent, "lower": percent - half, "upper": percent + half}
        rows.append(
            choices[["label", "range"]].assign(
                part=part,
                shown=shown,
                number=[whole_percent(max(p, 0)) for p in percent],
                **{name: value.clip(lower=0) for name, value in numbers.items()},
            )
        )
    return pd.concat(rows, ignore_index=True)


def _rows(choices: pd.DataFrame) -> alt.Y:
    return alt.Y("label:N", sort=list(choices["label"]), axis=None, scale=alt.Scale(paddingInner=0))


def _colour(field: str, words: Mapping[str, str], colours: Mapping[str, str]) -> alt.Color:
    """Return the colour of a field's keys, with a legend that says what they are in words."""
    legend = alt.Legend(
        title=None, orient="top", labelExpr=f"{dict(words)}[datum.label]", labelLimit=220, symbolType="square"
    )
    scale = alt.Scale(domain=list(words), range=[colours[key] for key in words])
    return alt.Color(f"{field}:N", scale=scale, legend=legend)


def _names(choices: pd.DataFrame) -> list[alt.Chart]:
    """Return the name of each choice and its range, at the left over its bars, under a line across."""
    base = alt.Chart(choices).encode(y=_rows(choices))
    words = [
        base.mark_text(align="left", dy=dy, color=colour, fontSize=size, limit=alt.ExprRef("width")).encode(
            x=alt.value(0), text=f"{field}:N"
        )
        for field, dy, colour, size in (("label", _NAME, INK, 12.5), ("range", _RANGE, MUTED, 11))
    ]
    return [base.mark_rule(color=GRID, yOffset=-_ROW / 2 - 1), *words]


def _finished(layers: list[alt.Chart], rows: int, title: list[str], subtitle: list[str]) -> alt.LayerChart:
    heading = alt.TitleParams(
        title, subtitle=subtitle, anchor="start", color=INK, subtitleColor=MUTED, fontSize=14, offset=8
    )
    return with_look(
        alt.LayerChart(layer=layers),
        # The height holds title, legend and axis too, since the page fits the whole chart into it.
        properties={"height": _ROW * rows + 165, "title": heading},
        axis=alt.AxisConfig(labelColor=MUTED, titleColor=MUTED, titleFontWeight="normal", gridColor=GRID),
        legend=alt.LegendConfig(labelColor=INK, labelFontSize=12, offset=4),
    )
