"""The library of methodologies side by side: what each makes of the same figures, as a table and a document."""

from collections.abc import Iterable, Sequence

import pandas as pd

from scoring.analysis.agreement import BELOW
from scoring.assessment import Assessment
from scoring.editions.model import Edition
from scoring.errors import DataError, listed
from scoring.explain.words import describe_parameter, lower_first
from scoring.methodology.compatibility import is_compatible
from scoring.methodology.files import library
from scoring.methodology.model import Methodology
from scoring.methodology.parts import RATING_LABELS, RATINGS, Parameter
from scoring.rating.judge import count_ratings, judged, rate

BASELINE = "nhs-england-2016"


def usable_methodologies(edition: Edition) -> tuple[list[Methodology], list[str]]:
    """Return the methodologies that an edition has the figures for, and why others are left out.

    Those about other indicators are not mentioned.

    Raises
    ------
    DataError
        If there is none.
    """
    usable, left_out = [], []
    for name, found in library().items():
        if isinstance(found, DataError):
            left_out.append(f"{name} is left out: {found}")
            continue
        if not is_compatible(found, edition.meta.indicators):
            continue
        method = edition.fitted(found)
        try:
            judged(edition.indicators, method)
        except DataError as problem:
            left_out.append(f"{method.id} is left out: {problem}")
        else:
            usable.append(method)
    if not usable:
        reason = f" {left_out[0]}" if left_out else ""
        raise DataError(
            f"No methodology of the library is about the indicators of {edition.meta.title}.{reason}"
        )
    return usable, left_out


def library_table(indicators: pd.DataFrame, methods: Sequence[Methodology]) -> pd.DataFrame:
    """Return how many areas each methodology gives each rating.

    Parameters
    ----------
    indicators : DataFrame
        A long table as `rate` takes it.
    methods : sequence of Methodology
        With different ids.

    Returns
    -------
    DataFrame
        One row a methodology, in the order given: methodology (its id), title, status; top, well, needs,
        greatest, not_rated (numbers of areas); below_well (needs and greatest together); moved (areas whose
        rating differs from that by nhs-england-2016, missing if that is not among the methodologies);
        basis ('published' if every figure of every area is, else 'estimated'), source.
    """
    ratings = {method.id: rate(indicators, method) for method in methods}
    baseline = ratings.get(BASELINE)
    rows = []
    for method in methods:
        rated = ratings[method.id]
        counts = count_ratings(rated)
        moved = None if baseline is None else int((rated["rating"] != baseline["rating"]).sum())
        rows.append(
            {
                "methodology": method.id,
                "title": method.title,
                "status": method.status,
                **counts,
                "below_well": sum(counts[name] for name in BELOW),
                "moved": moved,
                "basis": "published" if (rated["basis"] == "published").all() else "estimated",
                "source": " ".join(method.source.split()),
            }
        )
    return pd.DataFrame(rows).astype({"moved": "Int64"})


def library_markdown(table: pd.DataFrame) -> str:
    """Return the table of `library_table` as a table in Markdown, with headings for people."""
    headings = {
        "title": "methodology",
        **{str(name): lower_first(RATING_LABELS[name]) for name in RATINGS},
        "below_well": "below performing well",
        "moved": f"differs from {BASELINE}",
        "source": "source",
    }
    linked = table.assign(title=[f"[{row.title}](#{row.methodology})" for row in table.itertuples()])
    rows = linked[list(headings)].astype(object).fillna("–").itertuples(index=False)
    return _markdown(list(headings.values()), rows)


def library_document(edition: Edition, methods: Sequence[Methodology]) -> str:
    """Return a document in Markdown: the table of the library, then every methodology with its parameters."""
    parts = [
        "# Methodologies",
        f"Made by `python -m scoring methodologies --format document`, from the YAML files in "
        f"`scoring/methodologies/` and the figures of {edition.meta.title}; not to be edited by hand.",
        f"## How many areas each gives which rating\n\n{library_markdown(library_table(edition.indicators, methods))}",
        _estimates(edition),
        *[_section(Assessment(edition, method)) for method in methods],
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _estimates(edition: Edition) -> str:
    """Say which of the figures under all the numbers are estimates."""
    figures, metas = edition.indicators, edition.meta.indicators
    estimated = figures[figures["basis"] != "published"]
    if estimated.empty:
        return "Every figure under these numbers is published."
    per_indicator = [
        f"{len(rows):,} of {lower_first(metas[str(name)].short_label)}"
        for name, rows in estimated.groupby("indicator", sort=False)
    ]
    areas = figures.groupby("area_code")["basis"].agg(lambda basis: (basis == "published").all())
    text = (
        f"**What is estimated.** {len(estimated):,} of the {len(figures):,} figures are estimates: "
        f"{listed(per_indicator)}. So every number of areas above rests on estimates; {int(areas.sum())} of "
        f"{len(areas)} areas are rated on published values alone."
    )
    if "interval_basis" in figures:
        by_interval = figures[(figures["interval_basis"] == "estimated") & (figures["basis"] == "published")]
        if len(by_interval):
            text += f" {len(by_interval):,} published values have an estimated interval."
    about = " ".join(str((edition.meta.model_extra or {}).get("description", "")).split())
    return f"{text} {about}".strip()


def _section(assessment: Assessment) -> str:
    """Return the part of the document about one methodology."""
    method = assessment.method
    described = " ".join(method.description.split())
    limits = [f"Limit: {limit.label} ({name})." for name, limit in method.limits.items()]
    rows = _parameter_rows(assessment)
    heading = f'## <a id="{method.id}"></a>{method.title}'
    source = f"Source: {' '.join(method.source.split())}"
    table = _markdown(["parameter", "value", "may be", "meaning", "source"], rows)
    return "\n\n".join([heading, f"`{method.id}` ({method.status}). {described}", *limits, source, table])


def _parameter_rows(assessment: Assessment) -> list[list[str]]:
    """Return path, value, bounds, meaning and source of each parameter; those that say the same share a row."""
    edition, method = assessment.edition, assessment.method
    paths: dict[tuple[str, ...], list[str]] = {}
    for path, value in method.values.items():
        about, owner = method.parameters[path], path.partition(".")[0]
        indicator = method.limits[owner].indicator if owner in method.limits else owner
        meta = edition.meta.indicators.get(indicator) if path.endswith(".benchmark") else None
        text = (
            describe_parameter(value, meta),
            _allowed(about, method.options(path)),
            " ".join(about.meaning.split()),
            " ".join(about.source.split()),
        )
        paths.setdefault(text, []).append(f"`{path}`")
    return [[", ".join(names), *text] for text, names in paths.items()]


def _allowed(about: Parameter, options: Iterable[str]) -> str:
    """Say what a parameter may be: '0 to 100, or england, standard, peers'."""
    parts = []
    if about.minimum is not None and about.maximum is not None:
        parts.append(f"{about.minimum:g} to {about.maximum:g}")
    if words := ", ".join(options):
        parts.append(words)
    return ", or ".join(parts)


def _markdown(headings: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )
