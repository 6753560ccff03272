"""Damaged files for the importers, many thousands of them: none may crash, hang or take much memory.

By hand, with the importer and the number of files:

    python -m benchmarks.fuzz_importers tidy 20000

Each file is a good one of `benchmarks.fuzz_files`, damaged as its number says, so that a failure can be repeated
alone: `python -m benchmarks.fuzz_importers tidy 1 --first 4711`. Files are read in batches in processes of their
own, so that a crash of a library is seen, and their peak of memory.
"""

import argparse
import multiprocessing
import signal
import sys
import time
import traceback
from collections import Counter
from random import Random

from benchmarks.fuzz_files import damaged, good_files
from benchmarks.million_rows import forget_peak, peak
from importers.detect import import_file
from scoring import catalogue, load_edition

SECONDS = 5
CLOCK_SECONDS = 900
MEGABYTES = 1_000
BATCH = 500


class TooSlow(BaseException):
    """Not an Exception, so that nothing on its way catches it."""


def too_slow(*_: object) -> None:
    raise TooSlow


def run_batch(importer: str, numbers: range, results: multiprocessing.Queue) -> None:
    """Read the files with these numbers; put what came of each, and the peak of memory."""
    edition = load_edition()
    # Read once by every process, as by the app when it starts; it would be counted as the first file's time.
    catalogue()
    files = good_files(importer, edition)
    # Seconds of the processor, since others may be at work on this computer, which may even stop for a while.
    signal.signal(signal.SIGPROF, too_slow)
    signal.signal(signal.SIGALRM, too_slow)
    before = forget_peak()
    for number in numbers:
        results.put((number, None, 0.0, 0.0))
        name, content = damaged(files, Random(number))
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.setitimer(signal.ITIMER_REAL, CLOCK_SECONDS)
        try:
            imported = import_file(name, content, edition)
            outcome = (
                "refused" if imported.table is None else "doubtful" if imported.report.doubtful else "good"
            )
            imported.report.to_markdown()
        except TooSlow:
            outcome = "TOO SLOW"
        except Exception:
            outcome = "CRASHED\n" + traceback.format_exc(limit=-6)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
        results.put((number, outcome, time.process_time() - start, peak() - before))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("importer", choices=["waits", "tidy", "fingertips", "boundaries"])
    parser.add_argument("files", type=int)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    slowest, most = (0.0, 0), 0.0
    end = arguments.first + arguments.files
    context = multiprocessing.get_context("fork")
    first = arguments.first
    while first < end:
        results = context.Queue()
        numbers = range(first, min(first + BATCH, end))
        process = context.Process(target=run_batch, args=(arguments.importer, numbers, results))
        process.start()
        last = first - 1
        while process.is_alive() or not results.empty():
            try:
                number, outcome, seconds, megabytes = results.get(timeout=0.5)
            except multiprocessing.queues.Empty:
                continue
            last = number
            if outcome is None:
                continue
            if outcome.startswith(("CRASHED", "TOO SLOW")):
                print(f"file {number}: {outcome}", flush=True)
            outcomes[outcome.partition("\n")[0]] += 1
            slowest, most = max(slowest, (seconds, number)), max(most, megabytes)
        process.join()
        if process.exitcode:
            print(f"file {last}: the process ended with {process.exitcode}", flush=True)
            outcomes["PROCESS DIED"] += 1
            first = last + 1
        else:
            first = numbers.stop
    print(
        f"{arguments.importer}: {dict(outcomes)}; slowest {slowest[0]:.2f} s (file {slowest[1]}), {most:.0f} MB"
    )
    failed = {"CRASHED", "TOO SLOW", "PROCESS DIED"} & outcomes.keys()
    return int(bool(failed) or most > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
