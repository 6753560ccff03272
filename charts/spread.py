"""From the worst to the best area, as distances from England."""

from typing import Any

import altair as alt

from charts.chrome import Words, finished, named, over_the_row, rows
from charts.palette import CHANCE_RANGE, INK, OBSERVED

_ROW = 62
_NAME, _NOTE, _BAR = -20, -6, 13
"""Pixels below the middle of its row at which each stands."""


def spread_chart(words: Words, number: int) -> dict[str, Any]:
    """Return the spec of a bar from the worst to the best area for each indicator, and the middle eight tenths.

    Parameters
    ----------
    words : Words
    number : int
        Of indicators.

    Notes
    -----
    The data it draws, rows: row (0 at the top), label, note (text); lowest, percentile_10, percentile_90, highest
    (all as distances from England in one unit), and zero (0, where England is).
    """
    base = named("rows").encode(y=rows())
    tooltip = [alt.Tooltip("label:N", title="Indicator"), alt.Tooltip("note:N", title="Spread")]
    lowest = alt.X("lowest:Q", title=words.x_title, axis=alt.Axis(tickCount=6))
    whole = base.mark_bar(color=CHANCE_RANGE, size=11, yOffset=_BAR).encode(
        x=lowest, x2=alt.X2("highest:Q"), tooltip=tooltip
    )
    middle = base.mark_bar(color=OBSERVED, size=11, yOffset=_BAR).encode(
        x=alt.X("percentile_10:Q"), x2=alt.X2("percentile_90:Q"), tooltip=tooltip
    )
    england = base.mark_tick(color=INK, size=22, thickness=2.5, yOffset=_BAR).encode(x=alt.X("zero:Q"))
    names = over_the_row(base, {"label": _NAME, "note": _NOTE}, _ROW)
    return finished([whole, middle, england, *names], words, _ROW * number + 130)
