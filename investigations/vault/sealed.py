"""How do bytes become unreadable and unchangeable? The format of a sealed file, for writing and for reading.

    magic (4) | salt (32) | chunk | chunk | ... | last chunk

Every chunk is AES-256-GCM over at most 1 MiB, followed by its tag. The file's own key comes by HKDF from the folder's
key, the salt and the file's name in the vault; so two files never share a key and the chunk's number can serve as
nonce. Number and "this is the last" are bound into each chunk: a file cut short, put together from parts of
others, or lying under another name does not open.
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .refusals import Damaged

CHUNK = 1024 * 1024
MAGIC = b"CWV1"
SALT = 32
HEADER = len(MAGIC) + SALT
TAG = 16


class Sealer:
    """Takes plain bytes piece by piece and writes them sealed; holds at most one chunk and one piece."""

    def __init__(self, file: BinaryIO, secret: bytes, name: str):
        salt = os.urandom(SALT)
        self._file = file
        self._name = name
        self._cipher = _cipher(secret, salt, name)
        self._waiting = bytearray()
        self._number = 0
        file.write(MAGIC + salt)

    def write(self, piece: bytes) -> None:
        self._waiting += piece
        # A full chunk waits until more arrives: only then is it known not to be the last.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(memoryview(self._waiting)[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        nonce, bound = _nonce(self._number, is_last), self._name.encode()
        self._file.write(self._cipher.encrypt(nonce, plain, bound))
        self._number += 1


class Seekable(io.RawIOBase):
    """What can be read from anywhere: it knows its size, and where it is."""

    size: int
    _at: int = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if origin + offset < 0:
            raise ValueError("A file has nothing before its beginning.")
        self._at = origin + offset
        return self._at


class Unsealed(Seekable):
    """A sealed file, readable as if it were plain: seeks, holds one chunk. Raises Damaged where it does not open.

    The last chunk is opened first, so that a file cut short is found before its first byte is given out.
    """

    def __init__(self, file: BinaryIO, secret: bytes, name: str):
        super().__init__()
        self._file = file
        self._name = name
        header = file.read(HEADER)
        body = file.seek(0, io.SEEK_END) - HEADER
        if len(header) < HEADER or not header.startswith(MAGIC) or body < TAG:
            raise Damaged(name)
        self._count = -(-body // (CHUNK + TAG))
        self.size = body - self._count * TAG
        self._cipher = _cipher(secret, header[len(MAGIC) :], name)
        self._held: tuple[int, bytes] | None = None
        self._open(self._count - 1)

    def chunk(self, number: int) -> bytes:
        if self._held is None or self._held[0] != number:
            self._held = (number, self._open(number))
        return self._held[1]

    def _open(self, number: int) -> bytes:
        self._file.seek(HEADER + number * (CHUNK + TAG))
        stored = self._file.read(CHUNK + TAG)
        try:
            return self._cipher.decrypt(_nonce(number, number == self._count - 1), stored, self._name.encode())
        except (InvalidTag, ValueError) as wrong:
            raise Damaged(self._name) from wrong

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if self._at >= self.size:
            # A hundred uploads that have been read to their end should not hold a hundred chunks.
            self._held = None
            return 0
        number, offset = divmod(self._at, CHUNK)
        piece = memoryview(self.chunk(number))[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _cipher(secret: bytes, salt: bytes, name: str) -> AESGCM:
    derived = HKDF(SHA256(), length=32, salt=salt, info=b"casework sealed file 1\0" + name.encode()).derive(secret)
    return AESGCM(derived)


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
