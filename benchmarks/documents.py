"""What does a long document cost, beside one-piece setting of the same pages and beside a browser's print?

    python -m benchmarks.documents 50 200            pages, each way alternating, as many rounds as --rounds says
    python -m benchmarks.documents 1000 --rounds 1

Prints milliseconds a page, the largest memory of any child, the ratios of the medians, and what a second copy costs
after one new statement.  Everything runs on a database and a vault of its own, which go afterwards.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WAYS = ("sections", "one piece", "chromium")


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("pages", type=int, nargs="+")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--ways", nargs="+", default=WAYS)
    asked = ask.parse_args()
    for pages in asked.pages:
        found: dict[str, list[dict]] = {way: [] for way in asked.ways}
        for _ in range(asked.rounds):
            for way in asked.ways:
                found[way].append(measured(way, pages))
        for way, rounds in found.items():
            each = statistics.median(one["ms"] / one["pages"] for one in rounds)
            print(
                f"{pages:5} {way:10} {rounds[0]['pages']:5} pages {each:7.1f} ms a page "
                f"({statistics.median(one['cpu'] / one['pages'] for one in rounds):.1f} of a processor) "
                f"{max(one['mb'] for one in rounds):5} MB",
                *(
                    [f"second copy {statistics.median(one['cpu again'] / one['cpu'] for one in rounds):.2f}x"]
                    if way == "sections"
                    else []
                ),
                flush=True,
            )
        for way in asked.ways[1:]:
            ratio = statistics.median(
                (a["ms"] / a["pages"]) / (b["ms"] / b["pages"])
                for a, b in zip(found[asked.ways[0]], found[way], strict=True)
            )
            print(f"{pages:5} {asked.ways[0]} : {way} = {ratio:.2f}", flush=True)


def measured(way: str, pages: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        here = {**os.environ, "DATA_DIR": folder, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "casework.settings"}
        command = [sys.executable, "-m", "benchmarks.floor.pages", way, str(pages), folder]
        done = subprocess.run(command, cwd=ROOT, env=here, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
