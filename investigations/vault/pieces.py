"""Where does a large file wait that comes in pieces?  Each piece sealed as it streams in, and on the disk before anybody
is told that it arrived.

A piece is a sealed file of its own in `incoming/<upload>/`, under the key of the folder the whole will belong to: when
that key is destroyed, the pieces are gone with it.  Which pieces count, and in which order, the caller's row says; what a
killed process left beside them belongs to nobody and goes with the rest.
"""

import contextlib
import io
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings

from . import disk, keys
from .refusals import Damaged
from .sealed import CHUNK, Sealer, Seekable, Unsealed

UPLOAD = re.compile(r"[0-9a-f]{32}")
PIECE = re.compile(r"[0-9a-f]{32}")


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Piece:
    name: str
    size: int


def keep_piece(stream: Readable, *, folder: str, upload: str, most: int) -> Piece | None:
    """Seal what arrives, up to `most` bytes.  When this returns, it is on the disk; None where nothing arrived.

    A connection that breaks off ends the piece: what came before is kept, and the sender goes on from there.
    """
    name, secret = uuid.uuid4().hex, keys.folder_key_for_writing(folder)
    place = _place(upload, name)
    try:
        with disk.room():
            size = _sealed(stream, place, secret, _bound(upload, name), most)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    if not size:
        drop_piece(upload, name)
        return None
    return Piece(name, size)


def open_whole(pieces: Iterable[Piece], *, folder: str, upload: str) -> BinaryIO:
    """All pieces as one readable, seekable stream of their plain content; holds one chunk at a time."""
    return cast(BinaryIO, io.BufferedReader(_Joined(list(pieces), keys.folder_key(folder), upload)))


def drop_piece(upload: str, name: str) -> None:
    _place(upload, name).unlink(missing_ok=True)


def drop_upload(upload: str) -> None:
    """All of its pieces, and what was left beside them."""
    shutil.rmtree(_folder(upload), ignore_errors=True)


def left_behind(*, older_than: float = 24 * 3600) -> Iterator[str]:
    """Uploads with something on the disk that nothing was added to for so many seconds: the caller knows which still count."""
    incoming = Path(settings.DATA_DIR) / "incoming"
    for folder in incoming.iterdir() if incoming.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            if UPLOAD.fullmatch(folder.name) and time.time() - folder.stat().st_mtime >= older_than:
                yield folder.name


class _Joined(Seekable):
    """Pieces read as if they were one file."""

    def __init__(self, pieces: Sequence[Piece], secret: bytes, upload: str):
        super().__init__()
        self._pieces, self._secret, self._upload = pieces, secret, upload
        self.size = sum(piece.size for piece in pieces)
        self._open: tuple[int, Unsealed] | None = None

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        start = 0
        for number, piece in enumerate(self._pieces):
            if self._at < start + piece.size:
                opened = self._opened(number)
                opened.seek(self._at - start)
                count = opened.readinto(buffer)
                self._at += count
                return count
            start += piece.size
        return 0

    def _opened(self, number: int) -> Unsealed:
        if self._open is not None and self._open[0] == number:
            return self._open[1]
        self._shut()
        piece = self._pieces[number]
        try:
            file = cast(BinaryIO, _place(self._upload, piece.name).open("rb", buffering=0))
        except FileNotFoundError:
            raise Damaged(piece.name, "it is no longer in its place") from None
        opened = Unsealed(file, self._secret, _bound(self._upload, piece.name))
        if opened.size != piece.size:
            raise Damaged(piece.name)
        self._open = (number, opened)
        return opened

    def _shut(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def close(self) -> None:
        self._shut()
        super().close()


def _sealed(stream: Readable, place: Path, secret: bytes, bound: str, most: int) -> int:
    disk.make_folder(place.parent)
    with os.fdopen(disk.new_private_file(place), "wb") as file:
        sealer, size = Sealer(file, secret, bound), 0
        for part in _arriving(stream, most):
            sealer.write(part)
            size += len(part)
        sealer.finish()
        file.flush()
        os.fsync(file.fileno())
    disk.sync_folder(place.parent)
    return size


def _arriving(stream: Readable, most: int) -> Iterator[bytes]:
    while most > 0:
        try:
            part = stream.read(min(CHUNK, most))
        except OSError:
            return  # the line broke: whatever came before it is good
        if not part:
            return
        most -= len(part)
        yield part


def _bound(upload: str, name: str) -> str:
    return f"incoming/{upload}/{name}"


def _folder(upload: str) -> Path:
    if not UPLOAD.fullmatch(upload):
        raise ValueError(f"{upload!r} is not the name of an upload.")
    return Path(settings.DATA_DIR) / "incoming" / upload


def _place(upload: str, name: str) -> Path:
    if not PIECE.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a piece.")
    return _folder(upload) / name
