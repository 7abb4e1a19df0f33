"""Does one document come out, whatever kills its workers?  `python -m benchmarks.kill_rendering 200`

Workers that set a document in sections are killed at random moments, ten to a document; each time one document has to
come out, with nothing in the clear and no file in the vault that no row knows of.
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.documents.killing import done, killed_until_done, surroundings

EACH = 10
WANTED = {"jobs": ["done"], "documents": 1, "made": 1, "in the clear": 0, "of no row": []}


def main(kills: int) -> int:
    wrong = hit = 0
    for turn in range(max(1, kills // EACH)):
        with tempfile.TemporaryDirectory() as folder:
            here = surroundings(Path(folder))
            done("prepare", here)
            hit += killed_until_done(here, EACH, first=1.5, last=8.0, seed=turn)
            found = json.loads(done("report", here))
            if found != WANTED:
                wrong += 1
                print(f"document {turn + 1}: {found}")
    print(f"{hit} workers killed at work, {wrong} of {turn + 1} documents not as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
