"""Write the column area_km2 of areas.csv: the size of each area on the embedded boundaries.

python sample_data/october-2016/area_sizes.py            write the column
python sample_data/october-2016/area_sizes.py --check    say whether the column is what this script gives
"""

import argparse
import io
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from geodata import embedded_boundaries  # noqa: E402
from geodata.check import SQUARE_METRES_PER_SQUARE_KM  # noqa: E402

DECIMALS = 1


def main() -> int:
    """Write or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the file, write nothing")
    options = parser.parse_args()
    file = HERE / "areas.csv"
    now = file.read_bytes()
    measured = with_sizes(now)
    if not options.check:
        file.write_bytes(measured)
        return 0
    if measured == now:
        print(f"{file.name} is what the script gives.")
        return 0
    print(f"{file.name} is not what the script gives. Run it without --check.", file=sys.stderr)
    return 1


def with_sizes(table: bytes) -> bytes:
    """Return areas.csv with its column area_km2 (square kilometres, one decimal) measured anew."""
    areas = pd.read_csv(io.BytesIO(table), dtype=str, keep_default_na=False)
    shapes = embedded_boundaries().areas.set_index("area_code").geometry
    size = (shapes.area / SQUARE_METRES_PER_SQUARE_KM).map(lambda km2: f"{km2:.{DECIMALS}f}")
    areas["area_km2"] = areas["area_code"].map(size)
    return areas.to_csv(index=False, lineterminator="\n").encode()


if __name__ == "__main__":
    sys.exit(main())
