"""A PostgreSQL server for tests, from the system's packages, in a folder of its own and for this machine only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


class Missing(Exception):  # noqa: N818
    """PostgreSQL cannot be had here; the text says why."""


def programs() -> Path:
    """Return the folder of initdb and postgres, the newest if there are several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [
        folder
        for place in PLACES
        for folder in Path("/").glob(place.lstrip("/"))
        if (folder / "initdb").exists()
    ]
    if not folders:
        raise Missing(
            "PostgreSQL's initdb is neither in the PATH nor in its usual folders; install PostgreSQL's server"
        )
    return max(
        folders,
        key=lambda folder: [int(part) for part in str(folder).replace("-", "/").split("/") if part.isdigit()],
    )


def somebody() -> dict[str, int]:
    """Return whom PostgreSQL runs as: it refuses to run as root."""
    if not hasattr(os, "geteuid"):
        raise Missing("PostgreSQL is started by these tests on Unix only")
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid}
    raise Missing("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")


class Server:
    """A server that listens on a socket in its own folder, and on no port that others reach."""

    def __init__(self):
        self.programs, self.who = programs(), somebody()
        # Not pytest's folder: the way to it is closed to other users, and too long for a socket's address.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if self.who:
            os.chown(self.folder, self.who["user"], self.who["group"])
        self.data = self.folder / "data"
        made = subprocess.run(
            [
                self.programs / "initdb",
                "-D",
                self.data,
                "-U",
                "tester",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--no-instructions",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            **self.who,
        )
        if made.returncode:
            raise Missing(f"PostgreSQL's initdb failed: {made.stderr.strip()[-300:]}")
        self.process: subprocess.Popen | None = None
        self.databases = 0

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self.process = subprocess.Popen(
            [
                self.programs / "postgres",
                "-D",
                self.data,
                "-k",
                self.folder,
                "-h",
                "",
                "-c",
                "max_connections=200",
                "-c",
                "fsync=off",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            **self.who,
        )
        for _ in range(200):
            try:
                with self._connect():
                    return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    raise Missing(
                        f"the PostgreSQL server ended with exit code {self.process.returncode}"
                    ) from None
                time.sleep(0.05)
        raise Missing("the PostgreSQL server did not answer within ten seconds")

    def _connect(self):
        return psycopg.connect(
            host=str(self.folder), user="tester", dbname="postgres", autocommit=True, connect_timeout=2
        )

    def new_database(self) -> str:
        """Make a database, and return its address."""
        self.databases += 1
        name = f"test_{self.databases}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://tester@/{name}?host={self.folder}"

    def processes(self) -> list[int]:
        """Return the ids of the server's processes, its own first."""
        parent = self.process.pid
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
        )
        return [parent, *map(int, listed.stdout.split())]

    def signal(self, number: int) -> None:
        """Send a signal to all processes of the server."""
        for process in self.processes():
            try:
                os.kill(process, number)
            except ProcessLookupError:
                continue

    def kill(self) -> None:
        """Let the server die at once, as when the power fails."""
        everyone = self.processes()
        self.signal(signal.SIGKILL)
        self.process.wait()
        for _ in range(200):
            if not any(map(_lives, everyone[1:])):
                break
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _lives(process: int) -> bool:
    asked = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return bool(asked.stdout.strip()) and not asked.stdout.startswith("Z")
