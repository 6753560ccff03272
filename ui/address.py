"""The view in the address bar: what is written there is what is read."""

from collections.abc import Collection, Mapping

from reports.story import PARTS
from scoring import DEFAULT_EDITION, DataError, UnknownNameError, edition_ids
from scoring.catalogue import first_edition
from scoring.groups import find_group, group_kinds
from scoring.methodology import MODERATION
from ui import data, links, loaded
from ui.view import (
    MISSED_BY,
    MOST_PERIODS,
    MOST_SCREENS,
    OWN,
    SCOPES,
    SHAPES,
    TRUE_RATES,
    View,
    colours,
    first_kind,
    groups_of,
    leave_what_cannot_rate,
    outlines,
    start_of,
)

_PLAIN = (
    *("baseline", "method", "area", "colour", "outline", "shape", "true_rates"),
    *("followed", "since", "periods", "missed_by", "scope", "screen"),
)


_BETWEEN_PARTS = ","


def parse_address(address: Mapping[str, str], own: str = "") -> View:
    """Return the view that an address describes; what it does not understand is listed in `ignored`.

    `own` is the YAML of a methodology of one's own, if the address does not carry it.
    """
    result = View(edition=first_edition())
    rest = dict(address)
    packed = rest.pop("own", None)
    try:
        text = own if packed is None else links.unpack(packed)
        if text or packed is not None:
            data.methodology(OWN, text)
        result.own = text
    except DataError as problem:
        result.ignored.append(f"own methodology ({problem})")
    _take_known(result, rest, {"edition": edition_ids()})
    if rest.pop("figures", None) is not None:
        result.edition = loaded.name_for(result.edition) or result.edition
        if not loaded.figures(result.edition):
            result.ignored.append(loaded.NOT_HERE)
    edition = data.edition(result.edition)
    result.method = result.baseline = edition.meta.default_methodology
    methods = data.methodologies(result.own, result.edition)
    known: dict[str, Collection[str]] = {"method": methods, "baseline": methods}
    known |= {"colour": colours(result.edition), "followed": edition.meta.indicators}
    known["since"] = data.earlier_periods(result.edition)
    known |= {
        "outline": outlines(result.edition, own=True),
        "shape": SHAPES,
        "true_rates": TRUE_RATES,
        "missed_by": MISSED_BY,
        "scope": SCOPES,
    }
    _take_known(
        result,
        rest,
        known | {"followed": edition.meta.indicators, "since": data.earlier_periods(result.edition)},
    )
    _take_number(result, rest, "periods", MOST_PERIODS)
    _take_number(result, rest, "screen", MOST_SCREENS)
    if (parts := rest.pop("parts", None)) is not None:
        wanted = parts.split(_BETWEEN_PARTS)
        result.parts = tuple(part for part in PARTS if part in wanted)
        result.ignored += [f"part {part}" for part in wanted if part not in PARTS]
    _take_groups(result, rest)
    if (area := rest.pop("area", None)) is not None:
        result.area = data.area_or_none(edition, area)
        if result.area is None:
            result.ignored.append(f"area {area}")
    for path, value in rest.items():
        _take_change(result, path, value)
    result.ignored += [why.rstrip(".") for why in leave_what_cannot_rate(result)]
    return result


def _take_known(result: View, rest: dict[str, str], known: Mapping[str, Collection[str]]) -> None:
    """Take what has one of the values that are known for it out of the rest of an address."""
    for name, allowed in known.items():
        given = rest.pop(name, None)
        if given in allowed:
            setattr(result, name, given)
        elif given is not None:
            result.ignored.append(f"{name} {given}")


def _take_number(result: View, rest: dict[str, str], name: str, most: int) -> None:
    """Take a whole number from 1 to `most` out of the rest of an address."""
    given = rest.pop(name, None)
    if given is None:
        return
    if given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= most:
        setattr(result, name, int(given))
    else:
        result.ignored.append(f"{name} {given}")


def _take_groups(result: View, rest: dict[str, str]) -> None:
    """Take own groups, the kind of groups and the group out of the rest of an address."""
    edition = data.edition(result.edition)
    if (own := rest.pop("groups", None)) is not None:
        result.own_groups, unknown = links.read_groups(own, lambda name: data.area_or_none(edition, name))
        result.ignored += unknown
    kinds = [*group_kinds(edition), *([OWN] if result.own_groups else [])]
    result.group_kind = first_kind(result.edition)
    kind = rest.pop("by", None)
    if kind in kinds:
        result.group_kind = kind
    elif kind is not None:
        result.ignored.append(f"by {kind}")
    if (group := rest.pop("group", None)) is not None:
        try:
            result.group = find_group(groups_of(result), group)
        except UnknownNameError:
            result.ignored.append(f"group {group}")
    if result.outline == OWN and not result.own_groups:
        result.outline = "none"


def _take_change(result: View, path: str, value: str) -> None:
    """Take a changed parameter of the methodology, or with 'baseline.' before its path of the baseline."""
    of_baseline = path.startswith("baseline.")
    name, changes = (
        (result.baseline, result.baseline_changes) if of_baseline else (result.method, result.changes)
    )
    base = data.methodology(name, result.own, result.edition)
    path_there = path.removeprefix("baseline.")
    accepted, problem = data.try_changes(base, {**changes, path_there: value})
    owner, _, code = path_there.partition(".")
    if owner == MODERATION and code not in data.edition(result.edition).short_names:
        accepted.pop(path_there, None)
        problem = f"There is no area {code}."
    if of_baseline:
        result.baseline_changes = accepted
    else:
        result.changes = accepted
    if problem:
        result.ignored.append(f"{path} {value}")


def to_address(shown: View) -> dict[str, str]:
    """Return the query parameters that describe a view; what is as at the start is left out."""
    start = start_of(shown.edition)
    own = loaded.figures(shown.edition)
    name = own.base if own else shown.edition
    address = {} if name == DEFAULT_EDITION else {"edition": name}
    if own:
        # Figures that somebody loaded are in no link; whoever opens it is told that they are missing.
        address["figures"] = "loaded"
    address |= {
        name: str(getattr(shown, name)) for name in _PLAIN if getattr(shown, name) != getattr(start, name)
    }
    if shown.parts:
        address["parts"] = _BETWEEN_PARTS.join(shown.parts)
    if shown.group_kind != start.group_kind:
        address["by"] = shown.group_kind
    if shown.group is not None:
        address["group"] = shown.group
    if shown.own_groups:
        ods_codes = data.edition(shown.edition).ods_codes
        address["groups"] = links.write_groups(shown.own_groups, ods_codes)
    address |= _changes(shown)
    if OWN in (shown.method, shown.baseline) and links.fits(shown.own):
        address["own"] = links.pack(shown.own)
    return address


def scenario_address(shown: View) -> dict[str, str]:
    """Return the query parameters of what is rated and how, also of what is as at the start.

    An own methodology is not among them.
    """
    own = loaded.figures(shown.edition)
    edition = own.base if own else shown.edition
    return {"edition": edition, "method": shown.method, "baseline": shown.baseline} | _changes(shown)


def _changes(shown: View) -> dict[str, str]:
    return {
        prefix + path: f"{value:.10g}" if isinstance(value, float) else str(value)
        for prefix, changes in (("", shown.changes), ("baseline.", shown.baseline_changes))
        for path, value in changes.items()
    }
