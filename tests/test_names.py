"""One word for one thing: no public class or function has the name of another."""

import ast
from collections import defaultdict

from tests.paths import ROOT

PACKAGES = ("charts", "geodata", "importers", "reports", "saved", "scoring", "ui")


ONE_MEANING = {
    "agreement_of_methodologies",
    "assessment",
    "compare",
    "group_figures",
    "main",
    "members",
    "methodologies",
    "upgrade",
}
"""What is the same in each place: commands are called as what they print, `ui.session` keeps the result of the
function of that name, every migration has an `upgrade`, every command line a `main`."""


def places_of(*kinds: type) -> dict[str, list[str]]:
    """Return the modules in which each public name is defined at the top."""
    places = defaultdict(list)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, kinds) and not node.name.startswith("_"):
                    places[node.name].append(str(path.relative_to(ROOT)))
    return places


def test_no_two_modules_have_a_public_class_of_one_name():
    places = places_of(ast.ClassDef)
    assert len(places) > 100
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_two_modules_have_public_functions_of_one_name_with_two_meanings():
    places = places_of(ast.FunctionDef)
    assert len(places) > 500
    assert {name for name, where in places.items() if len(where) > 1} == ONE_MEANING
