"""How long a board pack takes: `python -m benchmarks.board_pack [--all]`, each part by itself.

The aims: a pack of one alliance in 10 seconds, one-page profiles of all areas in 120, on two cores. Not a test: a
machine that does other things takes longer.
"""

import argparse
import resource
import time

from reports.pack.archive import CONTENTS, pack_bytes
from reports.story.story import case_of, choose_all, choose_group
from scoring import Assessment, load_edition, load_methodology


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--all", action="store_true", help="profiles of all areas, not a pack of one alliance"
    )
    options = parser.parse_args()
    edition, baseline = load_edition(), load_methodology("nhs-england-2016")
    method = baseline.with_changes({"waits_62_day.benchmark": 82.0})
    choice = choose_all(edition) if options.all else choose_group(edition, "alliance", "Wessex")
    contents = ["profiles"] if options.all else list(CONTENTS)
    parts = [[content] for content in contents]
    # Each by itself, with all that it has to work out, and then together, as people make them.
    for wanted in parts if len(parts) == 1 else [*parts, contents]:
        start = time.perf_counter()
        size = len(
            pack_bytes(case_of(Assessment(edition, method), baseline, choice, "https://example.org"), wanted)
        )
        took = time.perf_counter() - start
        name = wanted[0] if len(wanted) == 1 else "together"
        print(f"{name:10} {took:6.1f} s  {size / 1e6:5.1f} MB")
    memory = {
        "this process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "its children": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }
    print("most memory: " + ", ".join(f"{name} {used / 1e3:.0f} MB" for name, used in memory.items()))


if __name__ == "__main__":
    main()
