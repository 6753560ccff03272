"""The memory of a server that thousands of people visit, each by another address.

    python -m benchmarks.soak 5000

Starts the app on the loopback address, opens so many addresses one after the other, each in a session of its own as a
browser would, prints the memory of the server after some of them, and stops it. Works on Linux, which says how much
memory a process has.
"""

import argparse
import contextlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from saved import DATABASE_VARIABLE
from scoring import load_edition, load_methodology
from scoring.methodology.files import methodology_yaml
from ui.session import links

ROOT = Path(__file__).parent.parent
PAGES = ("", "what-if", "area", "cancer-alliance", "how-sure")
MARKS = (0, 100, 250, 500, 1000, 1500, 2000, 3000, 4000, 5000)
_EARLY = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


def addresses(number: int) -> Iterator[tuple[str, str]]:
    """Yield so many pages with query strings, no two alike: thresholds, areas, groups, and methodologies brought."""
    chance = random.Random(1)
    edition = load_edition("october-2016")
    codes, ods = sorted(edition.short_names), edition.ods_codes
    rule = methodology_yaml(load_methodology("nhs-england-2016"))
    for count in range(number):
        threshold = round(70 + 25 * count / number, 6)
        address = {"area": chance.choice(codes), "waits_62_day.benchmark": str(threshold)}
        if count % 4 == 1:
            group = chance.sample(codes, 5)
            address |= {"by": "own", "group": f"Group {count}"}
            address["groups"] = links.write_groups({f"Group {count}": tuple(group)}, ods)
        if count % 4 == 2:
            own = rule.replace("id: nhs-england-2016", f"id: mine-{count}")
            address |= {"method": "own", "own": links.encode_text(own)}
        if count % 4 == 3:
            address |= {"baseline.early_diagnosis.benchmark": str(threshold - 20)}
        yield PAGES[count % len(PAGES)], urlencode(address)


def visit(port: int, page: str, query: str) -> None:
    """Open a page in a session of its own, wait until it is all there, and leave."""
    said = BackMsg()
    said.rerun_script.query_string = query
    said.rerun_script.page_name = page
    said.rerun_script.context_info.url = f"http://127.0.0.1:{port}/{page}"
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None, open_timeout=300, ping_interval=None
    ) as line:
        line.send(said.SerializeToString())
        for received in line:
            message = ForwardMsg()
            message.ParseFromString(received)
            if message.delta.new_element.HasField("exception"):
                raise RuntimeError(f"/{page}?{query}: {message.delta.new_element.exception.message}")
            if message.WhichOneof("type") == "script_finished" and message.script_finished != _EARLY:
                return


def megabytes(process: int) -> float:
    """Return the memory that a process has."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


@contextlib.contextmanager
def server() -> Iterator[tuple[subprocess.Popen, int]]:
    """Start the app with a database of its own, and stop that very process afterwards."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {DATABASE_VARIABLE: f"sqlite:///{folder}/scenarios.sqlite"}
        command = [sys.executable, "-m", "ui.serve", f"--server.port={port}", "--server.address=127.0.0.1"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            for _ in range(600):
                with contextlib.suppress(urllib.error.URLError, OSError):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
                    break
                time.sleep(0.5)
            yield process, port
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("number", type=int, nargs="?", default=5000, help="of addresses (5000)")
    number = parser.parse_args().number
    with server() as (process, port):
        for page in PAGES:
            visit(port, page, "")
        for count, (page, query) in enumerate([*addresses(number), ("", "")]):
            if count in MARKS:
                print(f"{count:6,} addresses: {megabytes(process.pid):6.0f} MB", flush=True)
            if count < number:
                visit(port, page, query)


if __name__ == "__main__":
    main()
