"""How many kills do uploads stand?  Hundreds, on both databases.

python -m benchmarks.kill_uploads [how many]
"""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.killed import kill_while_uploading
from tests.servers import free_port, postgres
from tests.test_separately import surroundings


def main(times: int) -> int:
    faults = 0
    for database in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            more = {"REDIS_URL": f"redis://:x@127.0.0.1:{free_port()}/0", "TMPDIR": str(folder), "JOB_LEASE": "1"}
            if database == "PostgreSQL":
                more["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(postgres())
            began = time.monotonic()
            tally = kill_while_uploading(folder, surroundings(folder, **more), times=times, seed=os.getpid())
        print(
            f"{database}: {tally.kills} kills in {time.monotonic() - began:.0f} s, {tally.broken} requests broken off; "
            f"{tally.by_pieces} files kept by pieces and {tally.in_one} in one request; faults: {tally.faults or 'none'}",
            flush=True,
        )
        faults += len(tally.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
