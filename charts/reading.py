"""Which marks of a chart a screen reader comes to."""

from typing import Any

_PARTS = ("layer", "hconcat", "vconcat", "concat", "spec")


def readable(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a Vega-Lite spec in which a screen reader passes over the marks that say nothing.

    A mark says something by its tooltip or as a text. Outlines, rings and rules would be read as "shape mark
    container" without a name, and there is such a container also where there is nothing to outline. A mark whose
    builder has said `aria` keeps what it said.
    """
    spec = dict(spec)
    for part in _PARTS:
        inner = spec.get(part)
        if isinstance(inner, list):
            spec[part] = [readable(one) for one in inner]
        elif isinstance(inner, dict):
            spec[part] = readable(inner)
    if "mark" in spec:
        mark = {"type": spec["mark"]} if isinstance(spec["mark"], str) else spec["mark"]
        if mark["type"] != "text" and "tooltip" not in spec.get("encoding", {}):
            spec["mark"] = {"aria": False, **mark}
    return spec
