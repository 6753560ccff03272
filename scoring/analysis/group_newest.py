"""The newest figures of a group of areas: of the boards that it became, or else of its areas as they were last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scoring.analysis.group_history import History, followed_series, group_histories, series_after
from scoring.analysis.group_trend import Links, carry_group, links_from, stp_members
from scoring.editions.model import Edition
from scoring.editions.series import Series
from scoring.errors import listed


@dataclass(frozen=True)
class Board:
    """A later area that consists of areas of a group and nothing else: its code, its name, and their names."""

    code: str
    name: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Newest:
    """The newest figures of a group.

    Attributes
    ----------
    name : str
        Of the group.
    edition : Edition
        The last of the series that the figures are of.
    boards : tuple of Board
        The areas of that time that are the group's; of Clinical Commissioning Groups that have merged, what they
        merged into.
    dropped : dict of str to tuple of str
        Names of areas of the group that are not in them, by the reason.
    areas : int
        How many areas the group has.
    are_later : bool
        Whether the boards are areas of another series, Integrated Care Boards, and not the group's own.
    histories : dict of str to History
        Of each board over the periods of that series alone, by name; only of boards that have figures.
    """

    name: str
    edition: Edition
    boards: tuple[Board, ...]
    dropped: dict[str, tuple[str, ...]]
    areas: int
    are_later: bool
    histories: dict[str, History]


def group_newest(
    edition: Edition,
    name: str,
    whole: Collection[str],
    indicator: str,
    every: Sequence[Series],
    *,
    parts: Collection[str] = (),
) -> Newest | None:
    """Return the newest figures of a group; None if no series has its areas and the indicator.

    They are of Integrated Care Boards as soon as one of these consists of areas of the group and nothing else
    (`carry_to_boards` says how that is known), so that all are of one time; otherwise of the group's own areas, as
    they were in the last period of their series.

    Parameters
    ----------
    name : str
        Of the group.
    whole, parts : collections of str
        Codes of the areas that lie in it wholly, and in part.
    every : sequence of Series
        All series.
    """
    found = followed_series(edition, indicator, every)
    if found is None:
        return None
    series, here = found
    links = links_from(series, here)
    names = series.areas(here).set_index("area_code")["short_name"]
    in_part = {"only a part of each lies in the group": tuple(sorted(names.reindex(list(parts))))}
    areas = len(whole) + len(parts)
    later = series_after(series, indicator, every)
    if later is not None:
        boards, dropped = _boards(series, here, whole, later, links)
        if boards:
            histories = _alone(boards, later, indicator)
            return Newest(
                name, later.editions[-1], boards, _filled(in_part | dropped), areas, True, histories
            )
    boards, dropped = _merged(series, here, whole, links)
    histories = _alone(boards, series, indicator)
    return Newest(name, series.editions[-1], boards, _filled(in_part | dropped), areas, False, histories)


def _filled(dropped: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {reason: names for reason, names in dropped.items() if names}


def _alone(boards: Sequence[Board], series: Series, indicator: str) -> dict[str, History]:
    groups = {board.name: (board.code,) for board in boards}
    return group_histories(series.editions[-1], groups, indicator, [series])


def _boards(
    series: Series, here: str, codes: Collection[str], later: Series, links: Links
) -> tuple[tuple[Board, ...], dict[str, tuple[str, ...]]]:
    """Return the Integrated Care Boards that consist of areas of a group, and its other areas by reason."""
    first = series.geographies[0]
    then = carry_group(series, here, codes, first, links)
    areas = series.areas(first).set_index("area_code")
    names = areas["short_name"]
    if not then.exact or "stp_code" not in areas:
        reason = then.note or "it is not known which boards they became"
        return (), {reason: tuple(sorted(names[list(then.codes)]))}
    known = later.editions[-1].short_names
    every = stp_members(series, first)
    boards, dropped = [], dict[str, tuple[str, ...]]()
    for stp, mine in areas.loc[list(then.codes)].groupby("stp_code"):
        members = tuple(sorted(mine["short_name"]))
        strangers = sorted(names[list(every[str(stp)] - set(then.codes))])
        if stp not in known:
            reason = "boards with other boundaries took them in"
            dropped[reason] = tuple(sorted((*dropped.get(reason, ()), *members)))
        elif strangers:
            dropped[f"their board, {known[str(stp)]}, also includes {listed(strangers, 3)}"] = members
        else:
            boards.append(Board(str(stp), known[str(stp)], members))
    return tuple(sorted(boards, key=lambda board: board.name)), dropped


def _merged(
    series: Series, here: str, codes: Collection[str], links: Links
) -> tuple[tuple[Board, ...], dict[str, tuple[str, ...]]]:
    """Return the areas of the end of a series that consist of areas of a group, and its other areas by reason."""
    last = series.geographies[-1]
    names = series.areas(here).set_index("area_code")["short_name"]
    now = series.areas(last).set_index("area_code")["short_name"]
    boards, dropped = [], dict[str, tuple[str, ...]]()
    for code in carry_group(series, here, codes, last, links).codes:
        origin = carry_group(series, last, [code], here).codes
        mine = tuple(sorted(names[one] for one in origin if one in set(codes)))
        if set(origin) <= set(codes):
            boards.append(Board(code, now[code], mine))
        else:
            strangers = sorted(names[one] for one in origin if one not in set(codes))
            dropped[f"they merged with {listed(strangers, 3)} into {now[code]}"] = mine
    return tuple(sorted(boards, key=lambda board: board.name)), dropped
