"""Where are files kept, and do they come out as they went in? Keep, read, verify and discard, in flat memory."""

import contextlib
import errno
import hashlib
import io
import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings

from . import disk, keys
from .refusals import Damaged, NoRoom, TooLarge
from .sealed import CHUNK, Sealer, Unsealed

# "<folder>/<file>" for what was handed in, "<folder>/previews/<file>-<width>" for pictures made of it, of a PDF's later
# pages "<folder>/previews/<file>-<width>-<page>".
KEY = re.compile(
    r"(?P<folder>[A-Za-z0-9][A-Za-z0-9_-]{0,79})/"
    r"(?P<file>[0-9a-f]{32}|previews/[0-9a-f]{32}-[0-9]{1,4}(?:-[0-9]{1,4})?)"
)
UNFINISHED = ".part"


@dataclass(frozen=True)
class Kept:
    """The receipt: where the file lies, and what its plain content was when it came in."""

    key: str
    sha256: str
    size: int


def keep(stream: BinaryIO | Iterable[bytes], *, folder: str, limit: int) -> Kept:
    """Seal a file into a folder. When this returns, the file is on the disk; when it raises, nothing was kept.

    A stream that can seek is read from its beginning, wherever an earlier look at it had stopped.
    """
    return write(stream, key=f"{folder}/{uuid.uuid4().hex}", limit=limit)


def write(stream: BinaryIO | Iterable[bytes], *, key: str, limit: int) -> Kept:
    """As keep, under a key of the caller's making; only for what can be made again, such as previews."""
    place, secret = _place(key), keys.folder_key_for_writing(_folder(key))
    disk.make_folder(place.parent)
    unfinished = place.with_name(f".{uuid.uuid4().hex}{UNFINISHED}")
    try:
        kept = _seal(stream, unfinished, secret, key, limit)
        os.replace(unfinished, place)
        disk.sync_folder(place.parent)
    except BaseException as wrong:
        unfinished.unlink(missing_ok=True)
        if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom from wrong
        raise
    return kept


def open_kept(key: str) -> BinaryIO:
    """A kept file as a readable, seekable stream of its plain content."""
    return cast(BinaryIO, io.BufferedReader(_unsealed(key)))


def read_chunks(key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The plain bytes from `start` up to, not including, `end`. Cut short or missing is found at the call,
    a change in the middle when the reading comes to it."""
    kept = _unsealed(key)
    return _pieces(kept, start, kept.size if end is None else min(end, kept.size))


def size_of(key: str) -> int:
    with _unsealed(key) as kept:
        return kept.size


def verify(key: str, sha256: str, size: int) -> None:
    """Raise Damaged unless the kept file is, to the last bit, the one of the receipt."""
    found, length = hashlib.sha256(), 0
    for piece in read_chunks(key):
        found.update(piece)
        length += len(piece)
    if (found.hexdigest(), length) != (sha256, size):
        raise Damaged(key, "its content is not the one whose checksum was recorded")


def exists(key: str) -> bool:
    return _place(key).exists()


def discard(key: str) -> None:
    """Remove a draft that was never submitted, and the pictures made of it. Evidence is never discarded:
    it ends by the disposal of its case, which destroys the key."""
    place = _place(key)
    for picture in (place.parent / "previews").glob(f"{place.name}-*"):
        picture.unlink(missing_ok=True)
    place.unlink(missing_ok=True)
    if place.parent.is_dir():
        disk.sync_folder(place.parent)


def clear_unfinished(*, older_than: float = 24 * 3600) -> int:
    """Remove what broken-off uploads left behind (sealed, unacknowledged); seconds of age in, count out."""
    cleared = 0
    for left in Path(settings.VAULT_DIR).rglob(f".*{UNFINISHED}"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime >= older_than:
                left.unlink()
                cleared += 1
    return cleared


def _seal(stream: BinaryIO | Iterable[bytes], place: Path, secret: bytes, key: str, limit: int) -> Kept:
    checksum, size = hashlib.sha256(), 0
    with os.fdopen(disk.new_private_file(place), "wb") as file:
        sealer = Sealer(file, secret, key)
        for piece in _arriving(stream):
            size += len(piece)
            if size > limit:
                raise TooLarge(limit)
            checksum.update(piece)
            sealer.write(piece)
        sealer.finish()
        file.flush()
        os.fsync(file.fileno())
    return Kept(key=key, sha256=checksum.hexdigest(), size=size)


def _arriving(stream: Any) -> Iterator[bytes]:
    if not hasattr(stream, "read"):
        yield from stream
        return
    if stream.seekable():
        stream.seek(0)
    while piece := stream.read(CHUNK):
        yield piece


def _pieces(kept: Unsealed, start: int, end: int) -> Iterator[bytes]:
    with kept:
        while start < end:
            number, offset = divmod(start, CHUNK)
            piece = kept.chunk(number)[offset : offset + end - start]
            yield piece
            start += len(piece)


def _unsealed(key: str) -> Unsealed:
    place, secret = _place(key), keys.folder_key(_folder(key))
    try:
        # Unbuffered: whole chunks are read, a second copy in between would only cost memory.
        file = cast(BinaryIO, place.open("rb", buffering=0))
    except FileNotFoundError:
        raise Damaged(key, "it is no longer in its place") from None
    try:
        return Unsealed(file, secret, key)
    except BaseException:
        file.close()
        raise


def _place(key: str) -> Path:
    _folder(key)
    return Path(settings.VAULT_DIR) / key


def _folder(key: str) -> str:
    found = KEY.fullmatch(key)
    if not found:
        raise ValueError(f"{key!r} is not the key of a kept file.")
    return found["folder"]
