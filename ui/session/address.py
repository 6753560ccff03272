"""The view in the address bar: what is written there is what is read."""

from collections.abc import Collection, Mapping

from reports.story.story import PARTS
from scoring import DEFAULT_EDITION, DataError, UnknownNameError, edition_ids
from scoring.editions.catalogue import first_edition
from scoring.editions.groups import find_group, group_kinds
from scoring.methodology.parts import MODERATION
from ui.session import links, loaded
from ui.session import results as data
from ui.session.view import (
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
_OF_BASELINE = "baseline."

LONGEST_VALUE = 2_000
"""Characters of the value of a changed parameter; the reason of a moderation may be a few hundred."""
_MOST_TOLD, _LONGEST_GIVEN, _LONGEST_TOLD = 8, 60, 300
"""Of what is ignored in an address: how much of it is told, and how many characters of each part."""


def parse_address(address: Mapping[str, str], own: str = "") -> View:
    """Return the view that an address describes; what it does not understand is listed in `ignored`.

    `own` is the YAML of a methodology of one's own, if the address does not carry it.
    """
    result = View(edition=first_edition())
    rest = dict(address)
    packed = rest.pop("own", None)
    try:
        text = own if packed is None else links.decode(packed)
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
    _take_known(result, rest, known)
    _take_number(result, rest, "periods", MOST_PERIODS)
    _take_number(result, rest, "screen", MOST_SCREENS)
    if (parts := rest.pop("parts", None)) is not None:
        wanted = parts.split(_BETWEEN_PARTS)
        result.parts = tuple(part for part in PARTS if part in wanted)
        result.ignored += [f"part {shortened(part)}" for part in wanted if part not in PARTS]
    _take_groups(result, rest)
    if (area := rest.pop("area", None)) is not None:
        result.area = data.area_or_none(edition, area)
        if result.area is None:
            result.ignored.append(f"area {shortened(area)}")
    _take_changes(result, rest)
    result.ignored += [why.rstrip(".") for why in leave_what_cannot_rate(result)]
    result.ignored = _bounded(result.ignored)
    return result


def _bounded(ignored: list[str]) -> list[str]:
    """Return what is to be told of what was ignored: a link may come from anyone, and hold any amount of anything."""
    more = len(ignored) - _MOST_TOLD
    told = ignored[:_MOST_TOLD] if more > 0 else ignored
    return [shortened(part, _LONGEST_TOLD) for part in told] + ([f"{more:,} more"] if more > 0 else [])


def shortened(given: str, longest: int = _LONGEST_GIVEN) -> str:
    """Return the beginning of a text that came with a link, with signs that can be seen only."""
    text = given if len(given) <= longest else f"{given[:longest]}…"
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _take_known(result: View, rest: dict[str, str], known: Mapping[str, Collection[str]]) -> None:
    """Take what has one of the values that are known for it out of the rest of an address."""
    for name, allowed in known.items():
        given = rest.pop(name, None)
        if given in allowed:
            setattr(result, name, given)
        elif given is not None:
            result.ignored.append(f"{name} {shortened(given)}")


def _take_number(result: View, rest: dict[str, str], name: str, most: int) -> None:
    """Take a whole number from 1 to `most` out of the rest of an address."""
    given = rest.pop(name, None)
    if given is None:
        return
    # Python refuses to read thousands of digits, and digits of other scripts are digits too.
    digits = given.lstrip("0")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
    if is_number and int(digits) <= most:
        setattr(result, name, int(digits))
    else:
        result.ignored.append(f"{name} {shortened(given)}")


def _take_groups(result: View, rest: dict[str, str]) -> None:
    """Take own groups, the kind of groups and the group out of the rest of an address."""
    edition = data.edition(result.edition)
    if (own := rest.pop("groups", None)) is not None:
        result.own_groups, unknown = links.read_groups(own, lambda name: data.area_or_none(edition, name))
        result.ignored += [shortened(each, 2 * _LONGEST_GIVEN) for each in unknown]
    kinds = [*group_kinds(edition), *([OWN] if result.own_groups else [])]
    result.group_kind = first_kind(result.edition)
    kind = rest.pop("by", None)
    if kind in kinds:
        result.group_kind = kind
    elif kind is not None:
        result.ignored.append(f"by {shortened(kind)}")
    if (group := rest.pop("group", None)) is not None:
        try:
            result.group = find_group(groups_of(result), group)
        except UnknownNameError:
            result.ignored.append(f"group {shortened(group)}")
    if result.outline == OWN and not result.own_groups:
        result.outline = "none"


def _take_changes(result: View, rest: Mapping[str, str]) -> None:
    """Take changed parameters of the methodology, or with 'baseline.' before their paths of the baseline."""
    areas = data.edition(result.edition).short_names
    given: dict[bool, dict[str, str]] = {False: {}, True: {}}
    refused: set[str] = set()
    for path, value in rest.items():
        of_baseline = path.startswith(_OF_BASELINE)
        owner, _, code = path.removeprefix(_OF_BASELINE).partition(".")
        if len(value) > LONGEST_VALUE or (owner == MODERATION and code not in areas):
            refused.add(path)
        else:
            given[of_baseline][path.removeprefix(_OF_BASELINE)] = value
    for of_baseline, name in ((False, result.method), (True, result.baseline)):
        base = data.methodology(name, result.own, result.edition)
        accepted, not_accepted = data.try_changes(base, given[of_baseline])
        if of_baseline:
            result.baseline_changes = accepted
        else:
            result.changes = accepted
        refused |= {(_OF_BASELINE if of_baseline else "") + path for path in not_accepted}
    result.ignored += [
        f"{shortened(path)} {shortened(value)}" for path, value in rest.items() if path in refused
    ]


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
        address["own"] = links.encode(shown.own)
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
        prefix + path: str(value).removesuffix(".0") if isinstance(value, float) else str(value)
        for prefix, changes in (("", shown.changes), (_OF_BASELINE, shown.baseline_changes))
        for path, value in changes.items()
    }
