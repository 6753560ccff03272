"""What was observed, compared with what chance alone would give."""

from typing import Any

import altair as alt

from charts.chrome import Words, finished, hollow_if_estimated, named, over_the_row, rows
from charts.palette import CHANCE_RANGE, INK, MUTED, OBSERVED

_ROW = 48
_NAME, _BAR = -13, 9
"""Pixels below the middle of its row at which each stands."""


def beside_chance_chart(words: Words, number: int, domain: tuple[float, float]) -> dict[str, Any]:
    """Return the spec of a bar of what chance gives for each row, its average, and what is seen.

    Parameters
    ----------
    words : Words
    number : int
        Of rows.
    domain : pair of numbers
        The ends of the axis, with room for the numbers behind the points.

    Notes
    -----
    The data it draws, rows: row (0 at the top), label, observed, expected, lower, upper (the range that chance
    keeps to, 19 times of 20), shown (text: the observed number), range_shown (text), estimated (bool: hollow).
    """
    scale = alt.Scale(domain=list(domain), zero=False, nice=False)
    x = alt.X("observed:Q", title=words.x_title, scale=scale)
    base = named("rows").encode(y=rows())
    chance = base.mark_bar(size=13, color=CHANCE_RANGE, yOffset=_BAR).encode(
        x=alt.X("lower:Q", title=words.x_title, scale=scale, axis=alt.Axis(tickCount=6)), x2=alt.X2("upper:Q")
    )
    average = base.mark_tick(color=MUTED, size=13, thickness=2, yOffset=_BAR).encode(x=alt.X("expected:Q"))
    seen = base.mark_point(shape="diamond", size=120, stroke=OBSERVED, strokeWidth=2, yOffset=_BAR, opacity=1)
    points = seen.encode(
        x=x,
        fill=hollow_if_estimated(OBSERVED),
        tooltip=[
            alt.Tooltip("label:N", title="Measure"),
            alt.Tooltip("shown:N", title="Observed"),
            alt.Tooltip("range_shown:N", title="By chance"),
        ],
    )
    numbers = base.mark_text(align="left", dx=10, dy=_BAR, color=INK, fontSize=11.5).encode(
        x=alt.X("observed:Q"), text=alt.Text("shown:N")
    )
    names = over_the_row(base, {"label": _NAME}, _ROW)
    return finished([chance, average, points, numbers, *names], words, _ROW * number + 130)
