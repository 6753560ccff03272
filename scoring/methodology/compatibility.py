"""A methodology for an edition that lacks some of its indicators."""

from collections.abc import Collection

from scoring.errors import DataError, listed
from scoring.methodology.model import Methodology, validated


def is_compatible(method: Methodology, indicators: Collection[str]) -> bool:
    """Return whether these indicators are enough for a methodology: all but some of those that it may lack."""
    lacking = set(method.indicators) - set(indicators)
    return (
        lacking <= set(method.may_lack) and len(method.indicators) - len(lacking) >= method.minimum_indicators
    )


def fitted(method: Methodology, indicators: Collection[str], title: str) -> Methodology:
    """Return a methodology without the indicators, and the limits on them, that an edition lacks.

    It rates as the whole one does, for which an indicator without a value is neither low nor high, but what is
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
        If one is lacking that is not among `may_lack`, or too many are.
    """
    lacking = [name for name in method.indicators if name not in indicators]
    if not lacking:
        return method
    if not is_compatible(method, indicators):
        least = (
            f" It needs {method.minimum_indicators} of its {len(method.indicators)}."
            if method.may_lack
            else ""
        )
        raise DataError(
            f"{title} has no indicator {listed(sorted(lacking))}, which the methodology uses.{least}"
        )
    limits = [name for name, limit in method.limits.items() if limit.indicator in lacking]
    dropped = {*lacking, *limits}

    def kept(path: str) -> bool:
        return path.partition(".")[0] not in dropped

    document = method.model_dump()
    for block in ("indicators", "limits", "parameters"):
        document[block] = {name: part for name, part in document[block].items() if kept(name)}
    document["plausible"] = [
        {**choice.model_dump(), "path": paths}
        for choice in method.plausible
        if (paths := [path for path in choice.paths if kept(path)])
    ]
    document["may_lack"] = [name for name in method.may_lack if kept(name)]
    result = validated(document, method.id)
    result._original.update({path: value for path, value in method._original.items() if kept(path)})
    return result
