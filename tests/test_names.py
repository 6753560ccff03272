"""One word for one thing: no public class has the name of another."""

import ast
from collections import defaultdict

from tests.paths import ROOT

PACKAGES = ("charts", "geodata", "importers", "reports", "saved", "scoring", "ui")


def test_no_two_modules_have_a_public_class_of_one_name():
    places = defaultdict(list)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(str(path.relative_to(ROOT)))
    assert len(places) > 100
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
