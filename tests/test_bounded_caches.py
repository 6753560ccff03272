"""Nothing that is kept to be had again grows without a bound: addresses come from anyone, a server runs for weeks."""

import ast

import pytest

from tests.paths import ROOT

PACKAGES = ("scoring", "geodata", "importers", "saved", "charts", "reports", "ui", "pages")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
BOUND = {"cache_data": "max_entries", "cache_resource": "max_entries", "lru_cache": "maxsize"}


def unbounded(source: str) -> list[str]:
    """Return where a function is kept without a bound, though it may be asked for any number of things."""
    found = []
    tree = ast.parse(source)
    decorators = {
        decorator: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
    }
    for node in ast.walk(tree):
        name = (
            ast.unparse(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]
            if (isinstance(node, ast.Call | ast.Name | ast.Attribute))
            else ""
        )
        if name == "cache" and node in decorators and decorators[node].args.args:
            found.append(f"line {node.lineno}: cache of a function with arguments")
        if isinstance(node, ast.Call) and name in BOUND:
            given = {word.arg: word.value for word in node.keywords}
            bound = given.get(BOUND[name])
            if bound is None or (isinstance(bound, ast.Constant) and bound.value is None):
                found.append(f"line {node.lineno}: {name} without {BOUND[name]}")
        elif name in BOUND and node in decorators:
            found.append(f"line {node.lineno}: {name} without {BOUND[name]}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_cache_has_a_bound(path):
    assert unbounded(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "@st.cache_data\ndef f(x): ...",
        "@st.cache_data(show_spinner=False)\ndef f(x): ...",
        "@st.cache_resource(max_entries=None)\ndef f(): ...",
        "@cache\ndef f(x): ...",
        "@functools.cache\ndef f(x): ...",
        "@lru_cache\ndef f(x): ...",
        "@lru_cache(maxsize=None)\ndef f(x): ...",
        "g = lru_cache(maxsize=None)(f)",
    ],
)
def test_a_cache_without_a_bound_is_found(source):
    assert len(unbounded(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "@st.cache_data(max_entries=5)\ndef f(x): ...",
        "@cache\ndef f(): ...",
        "@lru_cache(maxsize=20)\ndef f(x): ...",
        "from functools import cache, lru_cache",
    ],
)
def test_a_cache_with_a_bound_is_left_alone(source):
    assert unbounded(source) == []
