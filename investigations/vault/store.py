"""Where are files kept, and do they come out as they went in? Keep, read, verify and discard, in flat memory."""

import hashlib
import io
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from . import keys, places
from .refusals import Damaged, TooLarge
from .sealed import CHUNK, Sealer, Unsealed

# "<folder>/<file>" for what was handed in, "<folder>/previews/<file>-<width>" for pictures made of it, of a PDF's later
# pages "<folder>/previews/<file>-<width>-<page>".
KEY = re.compile(
    r"(?P<folder>[A-Za-z0-9][A-Za-z0-9_-]{0,79})/"
    r"(?P<file>[0-9a-f]{32}|previews/[0-9a-f]{32}-[0-9]{1,4}(?:-[0-9]{1,4})?)"
)


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
    folder, place = folder_of(key), places.chosen()
    is_lost = not keys.has_key(folder) and place.holds(folder)
    secret = keys.folder_key(folder) if is_lost else keys.folder_key_for_writing(folder)
    with place.writing(key) as file:
        return _seal(stream, file, secret, key, limit)


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
    folder_of(key)
    return places.chosen().exists(key)


def discard(key: str) -> None:
    """Remove a draft that was never submitted, and the pictures made of it. Evidence is never discarded:
    it ends by the disposal of its case, which destroys the key."""
    folder, place = folder_of(key), places.chosen()
    place.remove_beginning(f"{folder}/previews/{key.removeprefix(folder + '/')}-")
    place.remove(key)


def originals(*, older_than: float) -> Iterator[str]:
    """The keys of all kept files that have lain so many seconds; not what was made of them."""
    for name in places.chosen().older(older_than):
        found = KEY.fullmatch(name)
        if found and "/" not in found["file"]:
            yield name


def folder_of(key: str) -> str:
    found = KEY.fullmatch(key)
    if not found:
        raise ValueError(f"{key!r} is not the key of a kept file.")
    return found["folder"]


def clear_unfinished(*, older_than: float = 24 * 3600) -> int:
    """Remove what broken-off uploads left behind (sealed, unacknowledged); seconds of age in, count out."""
    return places.chosen().clear_unfinished(older_than)


def _seal(stream: BinaryIO | Iterable[bytes], file: BinaryIO, secret: bytes, key: str, limit: int) -> Kept:
    checksum, size = hashlib.sha256(), 0
    sealer = Sealer(file, secret, key)
    for piece in _arriving(stream):
        size += len(piece)
        if size > limit:
            raise TooLarge(limit)
        checksum.update(piece)
        sealer.write(piece)
    sealer.finish()
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
    secret = keys.folder_key(folder_of(key))
    try:
        file = places.chosen().open(key)
    except FileNotFoundError:
        raise Damaged(key, "it is no longer in its place") from None
    try:
        return Unsealed(file, secret, key)
    except BaseException:
        file.close()
        raise
