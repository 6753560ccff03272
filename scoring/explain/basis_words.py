"""How much of an edition is estimated, in words."""

from scoring.editions.model import Edition


def estimated_sentence(edition: Edition) -> str:
    """Say how many figures of an edition are estimates, without a full stop: '607 of 836 figures are estimated'."""
    figures = edition.indicators[edition.indicators["value"].notna()]
    estimated = int((figures["basis"] != "published").sum())
    if not estimated:
        return "All figures are published"
    if estimated == len(figures):
        return "All figures are estimated"
    return f"{estimated:,} of {len(figures):,} figures {'is' if estimated == 1 else 'are'} estimated"
