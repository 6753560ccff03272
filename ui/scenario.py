"""The baseline and the scenario beside each other, as the What if page shows them."""

import numpy as np
import pandas as pd

from scoring import RATING_LABELS, Edition, Methodology, count_ratings, describe_changes, transition_table
from ui import html

BASELINE, SCENARIO = "2016 rule", "Your scenario"


def headline(before: pd.DataFrame, after: pd.DataFrame, moves: pd.DataFrame) -> str:
    """Say in one sentence what the scenario does to the national picture."""
    if moves.empty:
        return (
            "**Move a threshold** and see at once which areas change their rating, and why. "
            f"Now all {len(before)} areas are rated by the reconstructed rule of 2016."
        )
    up, down = int((moves["direction"] == "up").sum()), int((moves["direction"] == "down").sum())
    was, now = _below_well(before), _below_well(after)
    return (
        f"**{len(moves)} of {len(before)} areas change rating: {up} up, {down} down.** "
        f"Below “performing well”: {now} areas instead of {was}."
    )


def _below_well(ratings: pd.DataFrame) -> int:
    return int(ratings["rating"].isin(["needs", "greatest"]).sum())


def counts_table(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the frame that `charts.ratings_bar` describes, for baseline and scenario."""
    parts = []
    for rule, ratings in ((BASELINE, before), (SCENARIO, after)):
        counts = pd.Series(count_ratings(ratings))
        end = counts.cumsum()
        start = end - counts
        parts.append(
            pd.DataFrame(
                {
                    "rule": rule,
                    "rating": counts.index,
                    "label": counts.index.map(RATING_LABELS),
                    "areas": counts.to_numpy(),
                    "start": start.to_numpy(),
                    "middle": ((start + end) / 2).to_numpy(),
                    "end": end.to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def counts_in_words(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Say both sets of counts, for screen readers."""
    told = []
    for rule, ratings in ((BASELINE, before), (SCENARIO, after)):
        counts = ", ".join(f"{n} {RATING_LABELS[r].lower()}" for r, n in count_ratings(ratings).items() if n)
        told.append(f"{rule}: {counts}")
    return ". ".join(told)


def directions(before: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return for every area the direction of its move ('same' if none) and the move in words."""
    move = moves.set_index("area_code")
    was = before["rating"].map(RATING_LABELS)
    codes = before["area_code"]
    becomes = codes.map(move["rating_after"].map(RATING_LABELS))
    direction = codes.map(move["direction"].replace({"rated": "up", "unrated": "down"})).fillna("same")
    return pd.DataFrame(
        {
            "area_code": codes,
            "basis": before["basis"],
            "direction": direction,
            "move": np.where(becomes.isna(), was, was + " → " + becomes.fillna(""))
            + np.where(before["basis"] == "published", "", " (est.)"),
        }
    )


def direction_counts(table: pd.DataFrame) -> tuple[int, int, int]:
    """Return how many areas go up, go down and stay."""
    counts = table["direction"].value_counts()
    return int(counts.get("up", 0)), int(counts.get("down", 0)), int(counts.get("same", 0))


def movers_csv(table: pd.DataFrame, edition: Edition, method: Methodology) -> bytes:
    """Return the movers as CSV that says of itself which edition, rule and changes it shows."""
    about = table.drop(columns="short_name").assign(
        edition=edition.meta.title,
        methodology=method.title,
        changes="; ".join(describe_changes(method, edition)),
        licence=edition.meta.licence,
    )
    # The byte-order mark makes spreadsheet programs read the file as UTF-8.
    return b"\xef\xbb\xbf" + about.to_csv(index=False).encode()


def transition_html(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Return the transition table as HTML; ratings that nobody has are left out."""
    table = transition_table(before, after)
    used = [r for r in table.index if table.loc[r].sum() or table[r].sum()]
    shown = table.loc[used, used].rename(index=RATING_LABELS, columns=RATING_LABELS)
    text = shown.astype(str).replace("0", "–")
    text.insert(0, "From \\ to", text.index)
    return html.table(text, numbers=tuple(shown.columns))
