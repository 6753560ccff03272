"""Charts and maps as pictures to take away: titled, with their legend and a line of sources, never empty."""

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import vl_convert
from markupsafe import Markup

from charts.palette import ESTIMATED_OPACITY, GRID, INK, MUTED
from reports.figures import fonts
from reports.figures.glyphs import Glyphs
from reports.paths import STATIC
from scoring import DataError

Form = Literal["svg", "png", "pdf"]
"""The folder whose topologies charts name by their address."""
ADDRESS = "app/static/"
_WIDTH, _NARROWEST, _MARGIN, _GAP = 720, 430, 22, 8
"""Pixels: of a chart that takes the width of its page, of any picture, round it, and between its parts."""
_MAP_SHAPE = 0.92
"""Width of a map by its height: England with the inset beside it."""
_SWATCH, _ROW = 13, 21
_HEADING_LINE = 18
"""Pixels of a line of a chart's own heading, which a page fits into the height of the chart."""

Look = tuple[float, str, int]
"""Size, colour and weight of type."""
_TITLE: Look = (18.0, INK, 600)
_SUBTITLE: Look = (12.5, MUTED, 400)
_LEGEND: Look = (12.5, INK, 400)
_SOURCE: Look = (10.5, MUTED, 400)
_LEADING = 1.3
_WORDS = re.compile(r"(?<=>)[^<]+(?=<)")
"""The text between the tags of an SVG."""


def picture_bytes(
    spec: Mapping[str, Any],
    datasets: Mapping[str, pd.DataFrame | pa.Table],
    form: Form,
    *,
    title: str = "",
    subtitle: Sequence[str] = (),
    source: str = "",
    scale: float = 2.0,
) -> bytes:
    """Return a chart or a map as a picture.

    Parameters
    ----------
    spec : mapping
        A Vega-Lite spec; topologies in it may be given by their address below the static folder. `with_legend`
        adds a legend over the chart.
    datasets : dict
        The data that the spec names; empty if it holds its data.
    form : "svg", "png" or "pdf"
    title : str
        The message. If it is empty, the chart's own heading.
    subtitle : sequence of str
        Lines under the title, in place of those of the chart's own heading.
    source : str
        What stands at the foot; each of its lines begins a new one, and long ones are wrapped.
    scale : float
        Pixels of a PNG by those of the screen.

    Raises
    ------
    DataError
        If the spec asks for data at another address, or cannot be drawn.

    Notes
    -----
    The same input gives the same bytes as SVG and PNG; the renderer orders the parts of a PDF anew each time.
    """
    svg = picture_svg(spec, datasets, title=title, subtitle=subtitle, source=source)
    if form == "svg":
        # Elsewhere the typeface may be missing, and another would run out of the frame.
        plain = str(svg)
        return plain.replace("<title>", f"{fonts.embedded(set(plain))}<title>", 1).encode()
    if form == "png":
        return vl_convert.svg_to_png(svg, scale=scale)
    return vl_convert.svg_to_pdf(svg)


def picture_svg(
    spec: Mapping[str, Any],
    datasets: Mapping[str, pd.DataFrame | pa.Table],
    *,
    title: str = "",
    subtitle: Sequence[str] = (),
    source: str = "",
) -> Markup:
    """Return a chart or a map as the text of an SVG picture; see `picture_bytes`."""
    fonts.register()
    own, plain = _without_heading(dict(spec))
    if title and own[0]:
        own = title, [own[0], *own[1]]
    title, subtitle = title or own[0], subtitle or own[1]
    legend = plain.pop("usermeta", {})
    drawn, width, height = _drawn(_complete(plain, datasets))
    glyphs = Glyphs()
    drawn = _WORDS.sub(lambda found: Markup.escape(glyphs.fitted(unescape(found[0]))), drawn)
    title, subtitle = glyphs.fitted(title), [glyphs.fitted(line) for line in subtitle]
    source = "\n".join(filter(None, (glyphs.fitted(source), glyphs.note())))
    room = max(width, _NARROWEST)
    head, top = _texts([(_TITLE, [title]), (_SUBTITLE, subtitle)], room, _MARGIN)
    keys, top = _legend(legend, room, top + _GAP)
    below = top + height + _GAP
    foot, bottom = _texts([(_SOURCE, source.splitlines())], room, below + _GAP / 2)
    rule = Markup("")
    if source:
        line = Markup('<line x1="{}" x2="{:g}" y1="{:g}" y2="{:g}" stroke="{}"/>')
        rule = line.format(_MARGIN, _MARGIN + room, below, below, GRID)
    placed = drawn.replace("<svg ", f'<svg x="{_MARGIN:g}" y="{top:g}" ', 1)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}" height="{height:g}" '
        'viewBox="0 0 {width:g} {height:g}" font-family="{font}">'
        "<title>{title}</title><desc>{description}</desc>"
        '<rect width="100%" height="100%" fill="white"/>{head}{keys}{chart}{rule}{foot}</svg>'
    ).format(
        width=room + 2 * _MARGIN,
        height=bottom + _MARGIN,
        font=fonts.STACK,
        title=title,
        description=" ".join((*subtitle, source)),
        head=head,
        keys=keys,
        chart=Markup(placed),  # noqa: S704  (the renderer made it, and its words were escaped again above)
        rule=rule,
        foot=foot,
    )


def with_legend(
    spec: Mapping[str, Any], entries: Sequence[tuple[str, str]], *, faded: bool = False
) -> dict[str, Any]:
    """Return a spec that carries a legend of (colour, text), which pages draw beside the chart.

    A text without a colour stands alone; `faded` shows each colour beside its paler form for estimates.
    """
    return {**spec, "usermeta": {"legend": [list(entry) for entry in entries], "faded": faded}}


def _without_heading(spec: dict[str, Any]) -> tuple[tuple[str, list[str]], dict[str, Any]]:
    """Return title and subtitle of a chart, and the chart without them and lower by their height."""
    heading = spec.pop("title", None)
    if heading is None:
        return ("", []), spec
    given = heading if isinstance(heading, dict) else {"text": heading}
    title, subtitle = _lines(given.get("text")), _lines(given.get("subtitle"))
    if isinstance(spec.get("height"), int | float):
        spec["height"] -= _HEADING_LINE * (len(title) + len(subtitle))
    return (" ".join(title), subtitle), spec


def _lines(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _complete(spec: dict[str, Any], datasets: Mapping[str, pd.DataFrame | pa.Table]) -> dict[str, Any]:
    """Return a spec with everything that it needs in it: data, shapes, a width, the typeface."""
    data = spec.get("datasets", {}) | {name: _records(table) for name, table in datasets.items()}
    whole = {
        **_inline({key: part for key, part in spec.items() if key != "datasets"}, data),
        "datasets": data,
    }
    whole["config"] = {**whole.get("config", {}), "font": fonts.STACK, "background": "white"}
    is_single = not {"hconcat", "vconcat", "concat"} & whole.keys()
    if is_single and "width" not in whole:
        is_map = "projection" in whole
        whole["width"] = round(_MAP_SHAPE * whole["height"]) if is_map else _WIDTH
    if is_single:
        # As on a page, where the height holds axes and legends too.
        whole["autosize"] = {"type": "fit", "contains": "padding"}
    return whole


def _records(table: pd.DataFrame | pa.Table) -> list[dict[str, Any]]:
    frame = table.to_pandas() if isinstance(table, pa.Table) else table
    return json.loads(frame.to_json(orient="records", date_format="iso", double_precision=15))


def _inline(part: Any, data: Mapping[str, Any]) -> Any:
    """Return a part of a spec with the shapes in place of their addresses."""
    if isinstance(part, list):
        return [_inline(item, data) for item in part]
    if not isinstance(part, dict):
        return part
    source = part.get("data")
    if isinstance(source, dict) and source.get("name", None) not in (None, *data):
        raise DataError(f"The picture would be empty: its data {source['name']!s:.80} are missing.")
    inlined = {key: _inline(value, data) for key, value in part.items() if key != "url"}
    return inlined | ({"values": _topology(part["url"])} if "url" in part else {})


def _topology(address: object) -> Any:
    name = str(address).removeprefix(ADDRESS)
    path = (STATIC / name).resolve()
    if not str(address).startswith(ADDRESS) or not path.is_relative_to(STATIC.resolve()):
        raise DataError(
            f"The picture asks for data at {address!s:.80}; it can contain only the shapes of this app."
        )
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise DataError(
            f"The shapes {name!s:.80} of the map are no longer available. Reload the page, then download the "
            "picture again."
        ) from None


def _drawn(spec: dict[str, Any]) -> tuple[str, float, float]:
    """Return a chart as SVG with its width and height."""
    try:
        svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    except ValueError as problem:
        raise DataError(f"The picture cannot be drawn: {str(problem).splitlines()[-1][:200]}") from None
    found = re.match(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"', svg)
    assert found, "the renderer says the size of what it draws"
    return svg, float(found[1]), float(found[2])


def _texts(parts: Sequence[tuple[Look, Sequence[str]]], room: float, top: float) -> tuple[Markup, float]:
    """Return paragraphs below a place, each in its look and in as many lines as it needs, and where they end."""
    texts = []
    for look, paragraphs in parts:
        size, _, weight = look
        for paragraph in paragraphs:
            for line in fonts.wrapped_to_width(paragraph, room, size, weight):
                top += _LEADING * size
                texts.append(_text(line, _MARGIN, top - 0.25 * size, look))
    return Markup("").join(texts), top


def _legend(legend: Mapping[str, Any], room: float, top: float) -> tuple[Markup, float]:
    """Return swatches with their words in as many rows as they need, and the place where they end."""
    if not legend.get("legend"):
        return Markup(""), top
    left, parts = 0.0, []
    for colour, text in legend["legend"]:
        before = _SWATCH + 6 if colour else 0
        needed = before + fonts.width_of(text, _LEGEND[0])
        if left and left + needed > room:
            left, top = 0.0, top + _ROW
        if colour:
            parts.append(_swatch(_MARGIN + left, top, colour, faded=legend["faded"]))
        parts.append(_text(text, _MARGIN + left + before, top + 11, _LEGEND))
        left += needed + 2 * _GAP
    return Markup("").join(parts), top + _ROW + 2


def _swatch(x: float, y: float, colour: str, *, faded: bool) -> Markup:
    square = Markup('<rect x="{:g}" y="{:g}" width="{}" height="{}" fill="{}"/>').format(
        x, y, _SWATCH, _SWATCH, colour
    )
    if not faded:
        return square
    half = f"M{x + _SWATCH:g},{y:g} v{_SWATCH} h-{_SWATCH} z"
    pale = Markup('<path d="{}" fill="white" fill-opacity="{:.2f}"/>').format(half, 1 - ESTIMATED_OPACITY)
    return square + pale


def _text(text: str, x: float, y: float, look: Look) -> Markup:
    """Return a line of text whose letters stand at y.

    What the typeface lacks stands by itself: a renderer sets a whole text in one typeface, any that has all of it.
    """
    size, colour, weight = look
    run = Markup('<text x="{:g}" y="{:g}" font-size="{:g}" font-weight="{}" fill="{}"{}{}>{}</text>')
    parts = []
    for part, is_fallback in fonts.runs(text):
        face = Markup(' font-family="{}"').format(fonts.FALLBACK) if is_fallback else ""
        blank = Markup(' xml:space="preserve"') if part != part.strip() else ""
        parts.append(run.format(x, y, size, 400 if face else weight, colour, face, blank, part))
        x += fonts.width_of(part, size, weight)
    return Markup("").join(parts)
