"""The lines at the foot of a picture or a page: edition, methodology, changes, basis, sources, licence, link."""

from datetime import date

from reports.tables.provenance import described_method, link_line
from scoring import Assessment, describe_changes

_LONGEST_LINK = 300


def source_text(assessment: Assessment, link: str, *, made_on: date | None = None) -> str:
    """Return what stands at the foot of a picture: a few lines, each a paragraph.

    Parameters
    ----------
    assessment : Assessment
        The edition, rated by the methodology with the changes of the scenario.
    link : str
        The address or the command that shows this; a very long one is cut, and says so; nothing if there is none.
    made_on : date, optional
        Today if left out.
    """
    return "\n".join(filter(None, [*source_lines(assessment, made_on), link_line(shortened_link(link))]))


def source_lines(assessment: Assessment, made_on: date | None = None) -> list[str]:
    """Return what stands at the foot besides the link, each line a paragraph."""
    edition, method = assessment.edition, assessment.method
    day = made_on or date.today()
    meta = edition.meta
    changes = "; ".join(describe_changes(assessment)) or "none"
    licence = "" if meta.licence in meta.attribution else f"{meta.licence}. "
    return [
        f"{meta.title}. Methodology: {described_method(method)}. Changes: {changes}.",
        f"{basis_sentence(assessment)} Source: {'; '.join(publishers(assessment))}. "
        f"Made on {day.day} {day:%B %Y}.",
        f"{licence}{meta.attribution}",
    ]


def publishers(assessment: Assessment) -> list[str]:
    """Return who published the figures that a methodology uses, each once."""
    edition, method = assessment.edition, assessment.method
    used = [name for name in edition.meta.indicators if name in method.indicators]
    names = [edition.meta.indicators[name].publisher.partition(" (")[0] for name in used]
    return list(dict.fromkeys(name.partition(", as used by")[0] for name in names)) or [
        edition.meta.publisher
    ]


def basis_sentence(assessment: Assessment) -> str:
    """Say how many of the figures that a methodology uses are published and how many estimated."""
    edition, method = assessment.edition, assessment.method
    basis = edition.indicators.loc[edition.indicators["indicator"].isin(list(method.indicators)), "basis"]
    estimated = int((basis != "published").sum())
    if not estimated:
        return f"All {len(basis):,} figures are published."
    return f"{len(basis) - estimated:,} figures are published, {estimated:,} are estimates (est.; hollow or paler)."


def shortened_link(link: str) -> str:
    """Return a link as it is, or, if it is too long to be typed or to stand in a picture, its beginning."""
    if len(link) <= _LONGEST_LINK:
        return link
    return f"{link[:_LONGEST_LINK]} … (cut: take the whole link from the app's address bar)"
