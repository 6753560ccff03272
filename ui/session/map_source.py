"""Where the browser finds the shapes of a map."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MapSource:
    """Where the browser finds the shapes, which areas they are (in the order of their ids), and what to say.

    Without an `inset_url` there is no London inset, without a `hexagons_url` no map of equal areas. Without a `url`
    no map can be drawn, and `problem` says why.
    """

    url: str | None
    area_codes: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None = None
    inset_url: str | None = None
    hexagons_url: str | None = None
