"""The view in another edition: as much of it as means something there."""

from dataclasses import replace

from scoring import Edition, Methodology
from scoring.explain.words import number_word
from scoring.methodology.compatibility import is_compatible
from scoring.methodology.parts import MODERATION
from ui.session import results as data
from ui.session.fields import declarations
from ui.session.view import Changes, View, leave_what_cannot_rate, start_of


def moved(shown: View, name: str) -> tuple[View, list[str]]:
    """Return a view in another edition, and what was left behind or became something else, in sentences.

    Parameters
    ----------
    shown : View
    name : str
        The id of the other edition.
    """
    start, told = start_of(name), list[str]()
    result = replace(shown, edition=name, ignored=[])
    for field, declared in declarations(View, "look").items():
        if declared.kind:
            value = declared.kind.there(getattr(shown, field), shown, result, told)
            setattr(result, field, getattr(start, field) if value is None else value)
    _take_rule(result, shown, data.edition(name), told)
    return result, told + leave_what_cannot_rate(result)


def _take_rule(result: View, shown: View, there: Edition, told: list[str]) -> None:
    """Keep methodology and baseline with their changes where they fit, else take those of the edition."""
    dropped: list[str] = []
    for side, changed in (("method", "changes"), ("baseline", "baseline_changes")):
        name = getattr(shown, side)
        read = data.methodology(name, shown.own)
        if not is_compatible(read, there.meta.indicators):
            rule = there.meta.default_methodology
            setattr(result, side, rule)
            setattr(result, changed, {})
            # A methodology that nobody chose goes without a word: it is the usual one of the figures before.
            usual = data.edition(shown.edition).meta.default_methodology
            if side == "method" and (name != usual or getattr(shown, changed)):
                told.append(
                    f"{read.title} cannot rate these figures: {data.methodology(rule).title} is used instead."
                )
                dropped += getattr(shown, changed)
            continue
        fitted = data.methodology(name, shown.own, there.meta.id)
        kept = _changes_there(getattr(shown, changed), fitted, there)
        setattr(result, changed, kept)
        dropped += getattr(shown, changed).keys() - kept.keys()
    if dropped:
        number = number_word(len(dropped)).capitalize()
        told.append(f"{number} change{'s' if len(dropped) > 1 else ''} of the rule could not be kept.")


def _changes_there(changes: Changes, method: Methodology, there: Edition) -> Changes:
    """Return the changes that a methodology takes and that concern areas of the edition."""
    accepted, _ = data.try_changes(method, changes)

    def is_there(path: str) -> bool:
        owner, _, code = path.partition(".")
        return owner != MODERATION or code in there.short_names

    return {path: value for path, value in accepted.items() if is_there(path)}
