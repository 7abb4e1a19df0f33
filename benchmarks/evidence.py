"""How long does keeping evidence take, against the floor, and how much memory?

    python -m benchmarks.evidence [--folder /where/to/write]

Both sides get the same random bytes in pieces of 64 KiB, as an upload brings them, and write on the same disk, in
turns (A B A B), nine times each; what is printed are medians and their ratio. Memory is the peak of a process of its own
(VmHWM, set back before) while 500 MB go in, come in by pieces and go in, and come out again; against the 64 MB it may have.
"""

import argparse
import base64
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIECE, MB = 64 * 1024, 1024 * 1024
ROUNDS = 9
ALLOWED = 64
WAYS = ("in", "by pieces", "out")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where to write; otherwise the temporary folder")
    parser.add_argument("--memory-of", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory_of:
        grown(given.folder, given.memory_of)
        return
    folder = Path(tempfile.mkdtemp(prefix="evidence-", dir=given.folder))
    try:
        prepare(folder)
        for size in (5, 100):
            compare(folder, size)
        for way in WAYS:
            asked = [sys.executable, "-m", "benchmarks.evidence", "--folder", str(folder), "--memory-of", way]
            print(subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout, end="")
    finally:
        shutil.rmtree(folder)


def prepare(folder: Path) -> None:
    from django.conf import settings

    key = base64.b64encode(b"k" * 32).decode()
    settings.configure(DATA_DIR=folder, VAULT_DIR=folder / "vault", CASEWORK_KEY=key)


def compare(folder: Path, size: int) -> None:
    from benchmarks.floor.keep_bare import keep_bare
    from investigations.vault import store

    content = os.urandom(size * MB)
    bare, kept, read = [], [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        keep_bare(pieces_of(content), folder / "bare")
        bare.append(time.perf_counter() - started)
        (folder / "bare").unlink()
        started = time.perf_counter()
        receipt = store.keep(pieces_of(content), folder="case-1", limit=1 << 40)
        kept.append(time.perf_counter() - started)
        started = time.perf_counter()
        for _piece in store.read_chunks(receipt.key):
            pass
        read.append(time.perf_counter() - started)
        store.discard(receipt.key)
    floor, ours, out = (statistics.median(each) * 1000 for each in (bare, kept, read))
    print(
        f"{size:>3} MB: floor {floor:.0f} ms, kept {ours:.0f} ms, ratio {ours / floor:.2f}; "
        f"read back {out:.0f} ms ({size / out * 1000:.0f} MB/s)"
    )


def pieces_of(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def grown(folder: Path, way: str) -> None:
    """In a process of its own, so that nothing that came before counts."""
    prepare(folder)
    from investigations.vault import pieces, store

    block = os.urandom(PIECE)
    size = 500 * MB
    store.verify(*_receipt(store.keep([b"warm"], folder="case-2", limit=MB)))
    before = from_now_on()
    if way == "in":
        kept = store.keep((block for _ in range(size // PIECE)), folder="case-1", limit=1 << 40)
        (folder / "kept").write_text(f"{kept.key} {kept.sha256} {kept.size}")
    elif way == "by pieces":
        upload, arriving = "a" * 32, _Endless(block)
        arrived = [pieces.keep_piece(arriving, folder="case-1", upload=upload, most=50 * MB) for _ in range(10)]
        whole = pieces.open_whole([piece for piece in arrived if piece], folder="case-1", upload=upload)
        store.discard(store.keep(whole, folder="case-1", limit=1 << 40).key)
        pieces.drop_upload(upload)
    else:
        key, sha256, length = (folder / "kept").read_text().split()
        store.verify(key, sha256, int(length))
    grew = peak() - before
    print(f"500 MB {way}: the peak of memory grows by {grew:.1f} MB, ratio {grew / ALLOWED:.2f} of {ALLOWED} MB")


def from_now_on() -> float:
    """Set the peak of this process back to what it holds now, and give that, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> float:
    """Of this process alone: what `getrusage` tells begins with the peak of the process that started it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


class _Endless:
    """A connection that never runs dry."""

    def __init__(self, block: bytes):
        self._block = block

    def read(self, size: int, /) -> bytes:
        return self._block[:size]


def _receipt(kept) -> tuple[str, str, int]:
    return kept.key, kept.sha256, kept.size


if __name__ == "__main__":
    main()
