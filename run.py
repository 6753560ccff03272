"""One command for everything: `python3 run.py` opens the app, `python3 run.py test` runs all tests.

Needs Python 3.11 or newer and nothing else: it makes its own environment in `.venv/` and installs there.
"""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
APP, TESTS = "requirements", "requirements-dev"
"""The names of the locks, and of the lists that they are made from: of the app alone, and with all that tests need."""
BOUNDARIES_VARIABLE = "RATINGS_BOUNDARIES"
DATABASE_VARIABLE = "RATINGS_DATABASE"
CHROMIUM_VARIABLE = "RATINGS_CHROMIUM"
FAST = "not browser and not slow and not postgres"
"""The tests of `python3 run.py test --fast`: they need no browser and no database server, and little time."""
FAST_FOLDERS = [f"tests/{name}" for name in ("charts", "geodata", "importers", "sample_data", "scoring")]
"""Others are not even looked through: it takes half a minute to import what they test."""
COVERAGE = ["--cov", "--cov-report=term:skip-covered"]
"""Counts which lines of the science the tests of tests/scoring run, and fails under what pyproject.toml asks for."""
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CHROMIUM_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def main() -> int:
    """Run the command that was asked for and return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this very check is for older versions
        print(f"This needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    options, rest = _parser().parse_known_args()
    if rest and options.command not in ("test", "bench", "data"):
        print(f"run.py does not know {' '.join(rest)}; see python3 run.py --help.", file=sys.stderr)
        return 2
    given = [name for name, value in vars(options).items() if name != "command" and value]
    for name in given:
        only_with = "test" if name == "fast" else "app"
        if options.command != only_with:
            words = (
                f"--{name.replace('_', '-')} cannot be used with {options.command}, only with {only_with}."
            )
            print(words, file=sys.stderr)
            return 2
    os.chdir(ROOT)
    try:
        return {"app": app, "test": test, "lint": lint, "bench": bench, "data": rebuild_data, "lock": lock}[
            options.command
        ](options, rest)
    except subprocess.CalledProcessError as problem:
        print(f"This step failed: {' '.join(map(str, problem.cmd))}", file=sys.stderr)
        return problem.returncode or 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "command",
        nargs="?",
        default="app",
        choices=("app", "test", "lint", "bench", "data", "lock"),
        help="app (default): open the app. test: all linters and tests; with further words pytest alone, with these. "
        "lint: linters only. bench: benchmarks. data: rebuild boundaries and edition from their sources. lock: write "
        "the locks anew from requirements.txt and requirements-dev.txt",
    )
    parser.add_argument("--port", type=int, help="port of the app (default: 8501, or the next that is free)")
    parser.add_argument(
        "--boundaries", metavar="PATH", help="a boundary file to use instead of the embedded one"
    )
    parser.add_argument(
        "--database",
        metavar="URL",
        help="where scenarios are saved, such as postgresql://user:password@host/name (default: an SQLite file "
        "in the folder .saved)",
    )
    parser.add_argument(
        "--fast", action="store_true", help="with test: the quick tests only, for while you work"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


# The commands


def app(options: argparse.Namespace, _: list[str]) -> int:
    """Set up and start the app; open it in the browser."""
    environment = dict(os.environ)
    if options.boundaries:
        # The app runs in this folder, the person may have called from another.
        path = Path(os.environ.get("PWD", ".")) / options.boundaries
        path = Path(options.boundaries).expanduser() if Path(options.boundaries).is_absolute() else path
        if not path.exists():
            print(f"There is no boundary file {path}.", file=sys.stderr)
            return 1
        environment[BOUNDARIES_VARIABLE] = str(path.resolve())
    if options.database:
        environment[DATABASE_VARIABLE] = options.database
    install(APP)
    port = options.port or free_port()
    address = f"http://localhost:{port}"
    if not options.no_browser:
        threading.Thread(target=open_when_ready, args=(address,), daemon=True).start()
    print(f"The app is at {address} (stop it with Ctrl+C)", flush=True)
    where = [f"--server.port={port}", "--server.address=localhost"]
    command: list[str | Path] = [PYTHON, "-m", "ui.serve", *where]
    return subprocess.run(command, env=environment, check=False).returncode


def test(options: argparse.Namespace, rest: list[str]) -> int:
    """Run linters and all tests, with a Chromium for those that need one."""
    install(TESTS)
    environment = dict(os.environ)
    if chromium := find_or_install_chromium():
        environment[CHROMIUM_VARIABLE] = chromium
    if sys.version_info >= (3, 12):
        environment.setdefault("COVERAGE_CORE", "sysmon")  # Counts lines at hardly any cost.
    if options.fast:
        return pytest(environment, [*in_parallel(), *rest, *FAST_FOLDERS, "-m", FAST])
    if rest:
        return pytest(environment, rest)
    # Browsers come after the others: what a person does within a second needs a machine that does little else.
    steps = ([*in_parallel(), *COVERAGE, "-m", "not browser"], [*in_parallel(), "-m", "browser"])
    failed = run_linters()
    for step in steps:
        failed |= pytest(environment, step)
    return failed


def pytest(environment: dict[str, str], arguments: list[str]) -> int:
    """Run pytest and return its exit code."""
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], env=environment, check=False).returncode


def in_parallel() -> list[str]:
    """Return the options with which pytest runs a process a core, the tests of a file in one of them.

    Files are begun in the order of tests/conftest.py: the longest first, so that none is left for one core at the end.
    """
    return ["-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]


def lint(_: argparse.Namespace, __: list[str]) -> int:
    """Run style checker, formatter check, type checker and import linter."""
    install(TESTS)
    return run_linters()


def bench(_: argparse.Namespace, rest: list[str]) -> int:
    """Run the benchmarks."""
    install(TESTS)
    return subprocess.run([PYTHON, "-m", "pytest", "benchmarks", *rest], check=False).returncode


def rebuild_data(_: argparse.Namespace, rest: list[str]) -> int:
    """Rebuild boundaries, postcodes, sizes of areas, estimates and the editions of waits from their sources."""
    install(TESTS)
    for command in ("build", "postcodes"):
        subprocess.run([PYTHON, "-m", "geodata", command, *rest], check=True)
    for name in ("area_sizes.py", "estimate.py", "make.py"):
        for script in sorted(ROOT.glob(f"sample_data/*/{name}")):
            subprocess.run([PYTHON, script], check=True)
    return 0


def lock(_: argparse.Namespace, __: list[str]) -> int:
    """Write the locks anew: all packages, for every system and Python, with the hashes of their files."""
    install(TESTS)
    uv = SCRIPTS / ("uv.exe" if os.name == "nt" else "uv")
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    for name in (TESTS, APP):
        # Both locks have the same versions of what is in both.
        same = ["--constraint", f"{TESTS}.lock"] if name == APP else []
        command: list[str | Path] = [
            uv,
            "pip",
            "compile",
            *options,
            *same,
            f"{name}.txt",
            "--output-file",
            f"{name}.lock",
        ]
        subprocess.run(command, check=True)
    return 0


def run_linters() -> int:
    """Run every linter, also after one has failed, and return 0 if all are content."""
    failed = 0
    packages = [
        "scoring",
        "geodata",
        "charts",
        "importers",
        "reports",
        "saved",
        "ui",
        "pages",
        "app.py",
        "asgi.py",
        "run.py",
    ]
    commands: list[list[str]] = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy", *packages],
        ["lint-imports"],
    ]
    for command in commands:
        program = SCRIPTS / (command[0] + (".exe" if os.name == "nt" else ""))
        print("$", *command, flush=True)
        failed |= subprocess.run([program, *command[1:]], check=False).returncode
    return failed


# Setting up


def install(name: str) -> None:
    """Make the environment and install what a lock lists, unless exactly that was done before.

    Every file that is installed has one of the hashes in the lock, so that it is the one that was tested.
    """
    wanted = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(ROOT.glob("requirements*.lock"))) + sys.version.encode()
    ).hexdigest()
    done = ENVIRONMENT / f"{name}.installed"
    # What the tests need includes what the app needs.
    for marker in (done, ENVIRONMENT / f"{TESTS}.installed"):
        if marker.is_file() and marker.read_text() == wanted and PYTHON.exists():
            return
    if not PYTHON.exists():
        print("Making the environment .venv …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
    print(f"Installing {name}.lock (a minute or two the first time) …", flush=True)
    from_lock: list[str | Path] = ["--quiet", "--require-hashes", "--requirement", ROOT / f"{name}.lock"]
    uv = shutil.which("uv")
    # uv is faster and does not read pip's settings, so that pip may succeed where it fails.
    if (
        not uv
        or subprocess.run([uv, "pip", "install", "--python", PYTHON, *from_lock], check=False).returncode
    ):
        pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
        subprocess.run([*pip, *from_lock], check=True)
    done.write_text(wanted)


def find_or_install_chromium() -> str | None:
    """Return a Chromium for the browser tests: one that is there, Playwright's, or the system's package."""
    if found := find_chromium():
        return found
    print("No Chromium found; asking Playwright for one …", flush=True)
    asked = subprocess.run(
        [PYTHON, "-m", "playwright", "install", "chromium"], check=False, capture_output=True
    )
    if asked.returncode == 0 and (found := playwright_chromium()):
        return found
    for command in system_installers():
        print("Installing one with the system's packages:", " ".join(command[-1]), flush=True)
        if all(subprocess.run(step, check=False).returncode == 0 for step in command) and (
            found := find_chromium()
        ):
            return found
    print(
        "There is no Chromium and none could be installed, so the browser tests will fail. Install Chromium or "
        f"Chrome, or set {CHROMIUM_VARIABLE} to its path.",
        file=sys.stderr,
    )
    return None


def find_chromium() -> str | None:
    """Return the path of an installed Chromium, Chrome or Edge, or of Playwright's."""
    given = os.environ.get(CHROMIUM_VARIABLE)
    if given and Path(given).exists():
        return given
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    for place in CHROMIUM_PLACES:
        if Path(place).exists():
            return place
    return playwright_chromium()


def playwright_chromium() -> str | None:
    """Return the path of the Chromium that Playwright has installed, if it has."""
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(p.chromium.executable_path)"
    )
    answer = subprocess.run([PYTHON, "-c", ask], check=False, capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def system_installers() -> list[list[list[str]]]:
    """Return the ways to install Chromium with the package managers that this machine has."""
    root = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo", "--non-interactive"]
    ways = []
    if shutil.which("apt-get"):
        ways.append(
            [[*root, "apt-get", "update", "-qq"], [*root, "apt-get", "install", "-y", "-qq", "chromium"]]
        )
    if shutil.which("dnf"):
        ways.append([[*root, "dnf", "install", "-y", "-q", "chromium"]])
    if shutil.which("brew"):
        ways.append([["brew", "install", "--quiet", "--cask", "chromium"]])
    return ways


def free_port(first: int = 8501) -> int:
    """Return the first port from `first` on that nobody listens on."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    return first


def open_when_ready(address: str) -> None:
    """Open the browser once the app answers."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                webbrowser.open(address)
                return
        except OSError:
            time.sleep(0.25)


if __name__ == "__main__":
    sys.exit(main())
