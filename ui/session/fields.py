"""What is declared of each field of the view: where it belongs, how a link carries it, and what another edition does.

A field is declared where it stands, in `ui.session.view.View`, as the metadata of its dataclass field. Reading and
writing addresses, links to saved scenarios, undo, the view that an edition is opened with and the way to another
edition all follow from that.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

Part = Literal["figures", "rule", "look", "saved", "session"]
"""What a field belongs to.

figures, rule
    What is rated, and how: a scenario. It is saved, and undo takes back changes of the rule.
look
    How it is looked at: only links carry it.
saved
    Which saved scenarios are shown: a link has their names.
session
    What no link carries.
"""

_DECLARED = "declared"
_BETWEEN = ","


@dataclass(frozen=True)
class Kind:
    """How the values of a field are read and written, and which of them there are.

    Attributes
    ----------
    read : function
        Returns the value that a text of a link means in a view, or None if it has no meaning there. Parts
        that are not understood are added to a list, in words.
    there : function
        Returns what a value becomes in another edition, or None for the value at the start there. It is given the
        value, the view before, the view in the other edition, and a list to which it adds what people are told.
    write : function
        Returns the text of a value in a view.
    """

    read: Callable[[str, Any, list[str]], Any]
    there: Callable[[Any, Any, Any, list[str]], Any] = lambda value, before, now, told: value
    write: Callable[[Any, Any], str] = lambda value, view: str(value)


@dataclass(frozen=True)
class Declared:
    """What is declared of a field.

    Attributes
    ----------
    part : Part
    parameter : str
        Its query parameter; empty for changes of the rule, whose parameters are the paths of constants, and for
        fields that no link carries.
    kind : Kind or None
        None if it is read and written by its name: the edition and the rule, on which all else depends (in
        `ui.session.address` and `ui.session.other_editions`), and saved scenarios (in `ui.session.saved_links`).
    start : function or None
        Gives its value when an edition is opened, from the edition's name; None if that is its default.
    """

    part: Part
    parameter: str = ""
    kind: Kind | None = None
    start: Callable[[str], Any] | None = None


def declare(
    part: Part, parameter: str = "", kind: Kind | None = None, *, start: Callable[[str], Any] | None = None
) -> dict[str, Declared]:
    """Return the metadata of a field; see `Declared`."""
    return {_DECLARED: Declared(part, parameter, kind, start)}


def declarations(view: Any, *parts: Part) -> dict[str, Declared]:
    """Return what is declared of each field of a view, or of those that belong to some parts, in their order."""
    every = {each.name: each.metadata[_DECLARED] for each in fields(view)}
    return {name: declared for name, declared in every.items() if not parts or declared.part in parts}


# Kinds


def one_of(choices: Collection[str] | Callable[[Any], Collection[str]]) -> Kind:
    """Return the kind of a field with one of some values, which may depend on the view."""

    def in_view(value: str | None, view: Any) -> str | None:
        return value if value in (choices(view) if callable(choices) else choices) else None

    return Kind(
        read=lambda text, view, ignored: in_view(text, view),
        there=lambda value, before, now, told: in_view(value, now),
    )


def number_up_to(most: int) -> Kind:
    """Return the kind of a field with a whole number from 1."""

    def read(text: str, view: Any, ignored: list[str]) -> int | None:
        # Python refuses to read thousands of digits, and digits of other scripts are digits too.
        digits = text.lstrip("0")
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
        return int(digits) if is_number and int(digits) <= most else None

    return Kind(read)


def several_of(choices: Sequence[str], word: str) -> Kind:
    """Return the kind of a field with some of several values, in their order; `word` is what one of them is called."""

    def read(text: str, view: Any, ignored: list[str]) -> tuple[str, ...]:
        wanted = text.split(_BETWEEN)
        ignored += [f"{word} {each}" for each in wanted if each not in choices]
        return tuple(each for each in choices if each in wanted)

    return Kind(read, write=lambda value, view: _BETWEEN.join(value))
