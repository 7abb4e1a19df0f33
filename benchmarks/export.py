"""What does the export of a large case cost, beside a bare encrypted archive of the same files, and how much memory?

    python -m benchmarks.export [--megabytes 200]

Both are made in a process of their own, in turns, three times; the ratio is that of the medians. The floor reads plain
files and writes the archive, and nothing else. Memory is how far the peak of the exporting process grows, with a tenth
of the evidence and with all of it: flat where the two are alike.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MB = 1024 * 1024
ROUNDS, FILES = 3, 4


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--megabytes", type=int, default=200)
    ask.add_argument("--way", choices=("floor", "export"), help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.way:
        print(json.dumps({"floor": floor, "export": export}[asked.way](asked.megabytes)))
        return
    small = measured("export", asked.megabytes // 10)
    rounds = {way: [] for way in ("floor", "export")}
    for _ in range(ROUNDS):
        for way in rounds:
            rounds[way].append(measured(way, asked.megabytes))
    bare, ours = (statistics.median(one["seconds"] for one in rounds[way]) for way in ("floor", "export"))
    grown = max(one["grown"] for one in rounds["export"])
    print(f"{asked.megabytes} MB: floor {bare:.1f} s, export {ours:.1f} s, ratio {ours / bare:.2f}")
    print(
        f"memory grows by {small['grown']:.0f} MB with {asked.megabytes // 10} MB of evidence, by {grown:.0f} MB with all"
    )


def measured(way: str, megabytes: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        here = {**os.environ, "DATA_DIR": folder, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "casework.settings"}
        command = [sys.executable, "-m", "benchmarks.export", "--way", way, "--megabytes", str(megabytes)]
        done = subprocess.run(command, cwd=ROOT, env=here, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])


def peak() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def floor(megabytes: int) -> dict:
    import pyzipper

    folder = Path(os.environ["DATA_DIR"])
    for number in range(FILES):
        with (folder / f"{number}").open("wb") as file:
            for piece in pieces(megabytes // FILES):
                file.write(piece)
    began = time.perf_counter()
    with pyzipper.AESZipFile(
        folder / "bare.zip", "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(b"floor")
        for number in range(FILES):
            archive.write(folder / f"{number}", f"{number}")
    return {"seconds": time.perf_counter() - began}


def export(megabytes: int) -> dict:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from investigations.actions.documents import request_document
    from investigations.actions.evidence import add_evidence
    from investigations.documents.produce import produce
    from investigations.models import DocumentKind
    from investigations.procedure.states import State
    from tests.world import World

    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    for number in range(FILES):
        add_evidence(case, upload(number, megabytes // FILES), by=world.user("deputy"))
    job = request_document(case, DocumentKind.CASE_EXPORT, by=world.user("head"))
    # What was touched on the way here is not the export's: the peak begins anew.
    Path("/proc/self/clear_refs").write_text("5")
    before, began = peak(), time.perf_counter()
    document = produce(job.pk)
    seconds = time.perf_counter() - began
    assert document is not None and document.size > megabytes * MB * 0.4
    return {"seconds": seconds, "grown": peak() - before}


def upload(number: int, megabytes: int):
    from django.core.files.uploadedfile import TemporaryUploadedFile

    file = TemporaryUploadedFile(f"{number}.txt", "text/plain", megabytes * MB, None)
    for piece in pieces(megabytes):
        file.write(piece)
    file.seek(0)
    return file


def pieces(megabytes: int):
    """Letters and figures without an order, so that packing them has its work and little to gain."""
    for _ in range(megabytes):
        yield os.urandom(MB // 2).hex().encode()


if __name__ == "__main__":
    main()
