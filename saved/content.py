"""The content of a scenario, and what becomes of content that an older version of the app has saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from saved.errors import RefusedError

FORMAT = 2
"""The version of what is saved. Whoever changes what a parameter means adds 1 and an entry in UPGRADES."""

LONGEST_OWN = 200_000
LONGEST_PARAMETERS = 200_000


@dataclass(frozen=True)
class Content:
    """What is rated and how.

    Attributes
    ----------
    parameters : the query parameters of the long link that concern it: edition, method, baseline and changes
    own : the YAML of a person's own methodology, empty if there is none
    outcome : what came of it when it was saved, None if nobody noted it; no part of what makes two contents the same
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    own: str = ""
    outcome: Mapping[str, Any] | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """Text that is the same for the same content."""
        return repr((sorted(self.parameters.items()), self.own))

    def check(self) -> None:
        """Refuse what is too long to be kept."""
        size = sum(len(name) + len(value) for name, value in self.parameters.items())
        if size > LONGEST_PARAMETERS or len(self.own) > LONGEST_OWN:
            raise RefusedError(
                f"The scenario has more than {LONGEST_OWN:,} characters, too many to be saved."
            )


def _without_outcome(content: Content) -> Content:
    """Return content of format 1, of which nobody noted what came of it."""
    return replace(content, outcome=None)


UPGRADES: dict[int, Callable[[Content], Content]] = {1: _without_outcome}
"""For every older format what makes the next one of it: the function under 1 makes format 2."""


def upgraded(content: Content, saved_format: int) -> Content:
    """Return content of an older format as it is written today.

    Raises
    ------
    RefusedError
        If it is of a newer format, or of one that is no longer known.
    """
    if saved_format > FORMAT:
        raise RefusedError("It was saved by a newer version of this app, which this one cannot read.")
    for version in range(saved_format, FORMAT):
        if version not in UPGRADES:
            raise RefusedError("It was saved by a version of this app so old that this one cannot read it.")
        content = UPGRADES[version](content)
    return content
