"""The least that keeping a file can take: its SHA-256, its bytes on the disk, fsync. Plain, without a key or a row."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def keep_bare(pieces: Iterable[bytes], place: Path) -> str:
    checksum = hashlib.sha256()
    with place.open("wb") as file:
        for piece in pieces:
            checksum.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return checksum.hexdigest()
