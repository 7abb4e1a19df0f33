"""Does one document come out, whatever kills its workers?  Hundreds of kills, on both databases.

python -m benchmarks.kill_rendering [how many]

Workers that set a document in sections are killed at random moments.  Each time one document has to come out, told and
recorded once, with nothing in the clear and no file in the vault that no row knows of.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.documents.killed_at_work import tally_of
from tests.servers import postgres


def main(kills: int) -> int:
    faults = 0
    for name in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            database = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(postgres())
            began = time.monotonic()
            tally = tally_of(folder, kills, seed=os.getpid(), database=database if name == "PostgreSQL" else "")
        print(
            f"{name}: {tally.kills} kills in {time.monotonic() - began:.0f} s while {tally.documents} documents were made; "
            f"a document undisturbed {tally.undisturbed} s, after the last kill {statistics.median(tally.recovered)} s "
            f"in the median and {max(tally.recovered)} s at most; faults: {tally.faults or 'none'}",
            *(f"  {times:4} {at}" for at, times in sorted(tally.at.items(), key=lambda one: -one[1])),
            sep="\n",
            flush=True,
        )
        faults += len(tally.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
