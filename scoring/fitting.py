"""A methodology for an edition that lacks some of its indicators."""

from collections.abc import Collection

from scoring.errors import DataError, listed
from scoring.methodology import Methodology, validated


def fits(method: Methodology, indicators: Collection[str]) -> bool:
    """Return whether enough of a methodology's indicators are there for it to rate an area."""
    return len(set(method.indicators) & set(indicators)) >= method.minimum_indicators


def fitted(method: Methodology, indicators: Collection[str], title: str) -> Methodology:
    """Return a methodology without the indicators, and limits on them, that an edition lacks.

    Ratings are the same as with them: an indicator without a value counts neither as low nor as high. What is
    left out is not shown as missing. A methodology whose indicators are all there is returned as it is.

    Parameters
    ----------
    method : Methodology
    indicators : collection of str
        The indicators that there are.
    title : str
        The edition, for the error.

    Raises
    ------
    DataError
        If fewer are left than `minimum_indicators`, without which no area is rated.
    """
    lacking = [name for name in method.indicators if name not in indicators]
    if not lacking:
        return method
    if not fits(method, indicators):
        raise DataError(
            f"{title} has no indicator {listed(lacking)}, and {method.short_title} needs at least "
            f"{method.minimum_indicators} of its {len(method.indicators)}. Choose another methodology for it."
        )
    limits = {name: limit for name, limit in method.limits.items() if limit.indicator not in lacking}
    owners = {*lacking, *(method.limits.keys() - limits.keys())}
    document = method.model_dump()
    document["indicators"] = {
        name: document["indicators"][name] for name in method.indicators if name not in lacking
    }
    document["limits"] = {name: document["limits"][name] for name in limits}
    document["parameters"] = {
        path: about for path, about in document["parameters"].items() if path.partition(".")[0] not in owners
    }
    result = validated(document, method.id)
    result._original.update(
        (path, value) for path, value in method._original.items() if path.partition(".")[0] not in owners
    )
    return result
