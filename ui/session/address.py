"""The view in the address bar: what is written there is what is read.

Which fields there are, and how each is read and written, is declared in `ui.session.view.View`.
"""

from collections.abc import Mapping

from scoring import DEFAULT_EDITION, DataError, edition_ids
from scoring.editions.catalogue import first_edition
from scoring.methodology.parts import MODERATION
from ui.session import links, loaded
from ui.session import results as data
from ui.session.fields import declarations
from ui.session.links import LONGEST_GIVEN, shortened
from ui.session.view import OWN, View, leave_what_cannot_rate, start_of

_OF_BASELINE = "baseline."

LONGEST_VALUE = 2_000
"""Characters of the value of a changed parameter; the reason of a moderation may be a few hundred."""
_MOST_TOLD, _LONGEST_TOLD = 8, 300
"""Of what is ignored in an address: how much of it is told, and the characters of each."""


def parse_address(address: Mapping[str, str], own: str = "") -> View:
    """Return the view that an address describes; what it does not understand is listed in `ignored`.

    `own` is the YAML of a person's own methodology, if the address does not carry it.
    """
    rest = dict(address)
    ignored: list[str] = []
    own = _take_own(rest, own, ignored)
    result = start_of(_take_edition(rest, ignored))
    result.own, result.ignored = own, ignored
    for name, declared in declarations(View).items():
        given = rest.pop(declared.parameter, None) if declared.kind else None
        if declared.kind is None or given is None:
            continue
        unknown: list[str] = []
        value = declared.kind.read(given, result, unknown)
        if value is None:
            ignored.append(f"{declared.parameter} {shortened(given)}")
        else:
            setattr(result, name, value)
        ignored += [shortened(each, 2 * LONGEST_GIVEN) for each in unknown]
    _take_changes(result, rest)
    ignored += [why.rstrip(".") for why in leave_what_cannot_rate(result)]
    result.ignored = _bounded(ignored)
    return result


def _bounded(ignored: list[str]) -> list[str]:
    """Return what is to be told of what was ignored: a link may come from anyone, and hold any amount of anything."""
    more = len(ignored) - _MOST_TOLD
    told = ignored[:_MOST_TOLD] if more > 0 else ignored
    return [shortened(part, _LONGEST_TOLD) for part in told] + ([f"{more:,} more"] if more > 0 else [])


def _take_own(rest: dict[str, str], own: str, ignored: list[str]) -> str:
    """Take a person's own methodology out of the rest of an address, and return its YAML."""
    packed = rest.pop("own", None)
    try:
        text = own if packed is None else links.decode_text(packed)
        if text or packed is not None:
            data.methodology(OWN, text)
    except DataError as problem:
        ignored.append(f"own methodology ({problem})")
        return ""
    return text


def _take_edition(rest: dict[str, str], ignored: list[str]) -> str:
    """Take the edition out of the rest of an address, or the figures that this session loaded into it."""
    edition = rest.pop("edition", None)
    if edition is not None and edition not in edition_ids():
        ignored.append(f"edition {shortened(edition)}")
        edition = None
    name = edition or first_edition()
    if rest.pop("figures", None) is None:
        return name
    name = loaded.name_for(name) or name
    if not loaded.figures(name):
        ignored.append(loaded.NOT_HERE)
    return name


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
        accepted = data.without_unchanged(result.edition, base, accepted)
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
    for name, declared in declarations(View).items():
        value = getattr(shown, name)
        if declared.kind and value != getattr(start, name):
            address[declared.parameter] = declared.kind.write(value, shown)
    address |= _changes(shown)
    if OWN in (shown.method, shown.baseline) and links.fits_address(shown.own):
        address["own"] = links.encode_text(shown.own)
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
