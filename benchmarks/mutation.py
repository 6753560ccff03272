"""Mutation testing of the science: `make FOLDER`, then `run FOLDER rating`, then `report FOLDER`.

    python -m benchmarks.mutation make FOLDER

mutmut changes one thing in a function (a sign, a number, a name, an argument), and a test should fail. It makes the
mutants here, and its trampolines choose among them; running them is done below, since mutmut starts pytest anew for
every mutant with all names of its tests. Here the tests are collected once, every mutant is a fork of that process,
and of the tests that reach its function those run first that found a mutant of it before, then the quickest.

mutmut is no dependency of this project: `pip install --target FOLDER/tool mutmut==3.8.1`, and FOLDER/tool on
PYTHONPATH. docs/quality.md says what was found.
"""

import argparse
import difflib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from itertools import accumulate
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """
[tool.mutmut]
source_paths = ["scoring"]
only_mutate = ["scoring/rating/*.py", "scoring/analysis/*.py"]
use_git_change_detection = false
"""
TESTS = ["tests/scoring/rating", "tests/scoring/analysis"]
LEFT_OUT = "not dask_cluster"
"""Starts processes of its own, which takes longer than all that it would find."""
SEED = 2016


def main() -> int:
    """Run the command that was asked for and return its exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=("make", "run", "report"))
    parser.add_argument("folder", type=Path, help="where the copy with mutants is, or is to be")
    parser.add_argument(
        "modules", nargs="*", help="rating, analysis, or modules of them such as analysis/moves"
    )
    parser.add_argument("--sample", type=int, help="so many mutants a module, at random (default: all)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=20,
        help="the quickest tests, which take so long together (default: 20)",
    )
    parser.add_argument("--again", action="store_true", help="with run: those again that survived before")
    options = parser.parse_args()
    folder = options.folder.resolve()
    commands = {"make": make, "run": run, "report": report}
    return commands[options.command](folder, options)


def make(folder: Path, _: argparse.Namespace) -> int:
    """Copy what is committed into a folder and have mutmut make all mutants there."""
    folder.mkdir(parents=True)
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    shutil.copytree(folder, folder / "mutants", ignore=shutil.ignore_patterns("mutants", "tool"))
    code = "from mutmut import __main__ as m; m.copy_src_dir(); m.create_mutants(1)"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, check=False).returncode


def run(folder: Path, options: argparse.Namespace) -> int:
    """Run the tests against every mutant that was asked for, and write down one line each in results.jsonl."""
    names = chosen(folder, options.modules or ["rating"], options.sample)
    results = folder / "results.jsonl"
    before = {line["mutant"]: line["result"] for line in read(results)}
    names = [
        n for n in names if (before.get(n) in ("survived", "no tests") if options.again else n not in before)
    ]
    # Another order than that of the files: whenever it is stopped, what was done is a sample.
    random.Random(SEED).shuffle(names)
    os.chdir(folder / "mutants")
    sys.path.insert(0, str(folder / "mutants"))
    for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "scoring")]:
        del sys.modules[name]
    os.environ["MUTANT_UNDER_TEST"] = ""
    plugin = Mutants(names, results, folder / "reached.json", options.seconds)
    return int(
        pytest.main(["-q", "--tb=no", "-p", "no:cacheprovider", "-k", LEFT_OUT, *TESTS], plugins=[plugin])
    )


def chosen(folder: Path, modules: list[str], sample: int | None) -> list[str]:
    """Return the names of all mutants of modules, or of a sample of each."""
    names = []
    for path in sorted((folder / "mutants" / "scoring").glob("*/*.py.meta")):
        module = f"{path.parent.name}/{path.name.removesuffix('.py.meta')}"
        if not any(name in (module, path.parent.name) for name in modules):
            continue
        mine = sorted(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
        if sample is not None and sample < len(mine):
            mine = random.Random(f"{SEED} {module}").sample(mine, sample)
        names += mine
    return names


def read(path: Path) -> list[dict]:
    """Return the results so far; of a mutant that was run again the last."""
    if not path.exists():
        return []
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return list({line["mutant"]: line for line in lines}.values())


class Mutants:
    """A plugin of pytest: in place of the tests, all mutants are run, each by the tests that reach it."""

    def __init__(self, names: list[str], results: Path, reached: Path, most_seconds: float) -> None:
        self.names, self.results, self.reached, self.most_seconds = names, results, reached, most_seconds
        self.failed: str | None = None
        self.kills: dict[str, Counter] = defaultdict(Counter)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # A failing law need not be shown with its smallest example.
        from hypothesis.internal.conjecture import engine  # noqa: PLC0415

        engine.MAX_SHRINKS, engine.MAX_SHRINKING_SECONDS = 0, 0
        from scoring import load_edition  # noqa: PLC0415 - that of the copy, not of this folder

        # Read before all forks, which it takes long; no rating is worked out by it.
        load_edition("october-2016")
        seen = (
            json.loads(self.reached.read_text(encoding="utf-8"))
            if self.reached.exists()
            else self.look(session)
        )
        assert not seen["failed"], f"These fail without a mutant: {seen['failed']}"
        items = {item.nodeid: item for item in session.items}
        for name in self.names:
            function = name.rpartition("__mutmut_")[0]
            tests = [test for test in seen["reaching"].get(function, []) if test in items]
            tests = self.quickest(tests, seen["seconds"])
            tests.sort(key=lambda test: (-self.kills[function][test], seen["seconds"][test]))
            self.note(name, function, tests, [items[test] for test in tests], seen["seconds"])
        return True

    def quickest(self, tests: list[str], seconds: dict[str, float]) -> list[str]:
        """Return the quickest tests, as many as take the time that a mutant is given; one at least."""
        tests = sorted(tests, key=seconds.__getitem__)
        left = accumulate(seconds[test] for test in tests)
        return [test for test, sum_ in zip(tests, left, strict=True) if sum_ <= self.most_seconds] or tests[
            :1
        ]

    def note(
        self, name: str, function: str, tests: list[str], items: list, seconds: dict[str, float]
    ) -> None:
        """Run one mutant and write down what came of it."""
        start, result, by = time.time(), "no tests", None
        if tests:
            limit = 10 + 5 * sum(seconds[test] for test in tests)
            code = in_child(lambda: self.judge(name, items), limit)
            result = "survived" if code == 0 else "killed" if code > 0 else "timeout"
            if code > 0 and (killer := self.results.with_suffix(".killer")).exists():
                by = killer.read_text(encoding="utf-8")
                self.kills[function][by] += 1
        line = {
            "mutant": name,
            "result": result,
            "by": by,
            "tests": len(tests),
            "s": round(time.time() - start, 2),
        }
        with self.results.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")

    def look(self, session: pytest.Session) -> dict:
        """Run every test without a mutant, each in a process of its own, in which nothing was worked out before.

        Return which functions it reaches and for how many seconds it runs.
        """
        found = {"reaching": {}, "seconds": {}, "failed": []}
        one = self.reached.with_suffix(".one")
        for item in session.items:
            in_child(lambda item=item: self.look_at(item, one), 600)
            functions, seconds, failed = json.loads(one.read_text(encoding="utf-8"))
            one.unlink()
            found["seconds"][item.nodeid] = seconds
            for function in functions:
                found["reaching"].setdefault(function, []).append(item.nodeid)
            if failed:
                found["failed"].append(item.nodeid)
        self.reached.write_text(json.dumps(found), encoding="utf-8")
        return found

    def look_at(self, item: pytest.Item, out: Path) -> int:
        from mutmut.state import state  # noqa: PLC0415 - no dependency of this project

        os.environ["MUTANT_UNDER_TEST"] = "stats"
        start = time.process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        out.write_text(
            json.dumps([sorted(state()._stats), time.process_time() - start, self.failed is not None]),
            encoding="utf-8",
        )
        return 0

    def judge(self, name: str, items: list) -> int:
        """Run tests with a mutant until one fails."""
        os.environ["MUTANT_UNDER_TEST"] = name
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                self.results.with_suffix(".killer").write_text(self.failed, encoding="utf-8")
                return 1
        return 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid


def in_child(work, processor_seconds: float | None = None) -> int:
    """Do something in a fork of this process, silently; return its exit code, or less than 0 if it was ended."""
    child = os.fork()
    if not child:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - the file behind the standard output
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        if processor_seconds is not None:
            limit = int(processor_seconds)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
            signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        code = 2
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def report(folder: Path, options: argparse.Namespace) -> int:
    """Print the counts of every module, and what each survivor changed."""
    modules = options.modules
    counts: dict[str, Counter] = defaultdict(Counter)
    survivors = []
    for line in read(folder / "results.jsonl"):
        module = "/".join(line["mutant"].split(".")[1:3])
        if modules and module not in modules and module.partition("/")[0] not in modules:
            continue
        counts[module][line["result"]] += 1
        if line["result"] in ("survived", "no tests"):
            survivors.append(line["mutant"])
    for module, count in sorted(counts.items()):
        print(module, count.total(), dict(count))
    for name in sorted(survivors):
        print(f"\n{name}\n{difference(folder, name)}")
    return 0


def difference(folder: Path, name: str) -> str:
    """Return the lines in which a mutant differs from the function."""
    module, _, mutant = name.rpartition(".")
    text = (folder / "mutants" / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    function = mutant.rpartition("__mutmut_")[0]
    before, after = (
        _body(text, f"{function}__mutmut_{which}") for which in ("orig", mutant.rpartition("_")[2])
    )
    changed = difflib.unified_diff(before, after, lineterm="", n=1)
    return "\n".join(line for line in list(changed)[2:] if "def " not in line)


def _body(text: str, name: str) -> list[str]:
    # To the next line that stands as far to the left, or farther.
    rest = r"(?:\n|\1 +.*\n|\1\).*\n)*"
    found = re.search(rf"^( *)def {re.escape(name)}\(.*\n{rest}", text, re.MULTILINE)
    return found.group(0).replace(name, "f").splitlines() if found else []


if __name__ == "__main__":
    sys.exit(main())
