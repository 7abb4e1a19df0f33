"""Where does an upload wait until it is kept? Sealed under a key that exists only in memory, never as plain text.

Django's own handler writes large uploads to a plain temporary file, which a killed process leaves behind.
"""

import io
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from . import disk
from .refusals import NoRoom, TooLarge
from .sealed import Sealer, Unsealed

LIMIT = 250 * 1024 * 1024
NAME = "an upload"


class SealedUpload(UploadedFile):
    """An upload as views and forms know it; reading it opens the sealed waiting place."""


class SealedUploads(FileUploadHandler):
    """For FILE_UPLOAD_HANDLERS, in the place of Django's TemporaryFileUploadHandler.

    A file over the limit is counted to its end but not stored; it reaches the form with its true size, so that
    the person reads why it was refused, and refuses to be read. The same holds when the disk is full.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._secret = os.urandom(32)
        self._waiting = _waiting_place()
        self._sealer = Sealer(self._waiting, self._secret, NAME)
        self._size = 0
        self._refusal: TooLarge | NoRoom | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > upload_limit() and self._refusal is None:
            self._give_up(TooLarge(upload_limit()))
        if self._refusal is None:
            try:
                self._sealer.write(raw_data)
            except OSError:
                self._give_up(NoRoom())

    def file_complete(self, file_size: int) -> SealedUpload:
        return SealedUpload(
            file=self._readable(),
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        waiting = getattr(self, "_waiting", None)
        if waiting is not None:
            waiting.close()

    def _readable(self) -> BinaryIO:
        if self._refusal is None:
            try:
                self._sealer.finish()
                self._waiting.flush()
                self._waiting.seek(0)
                return cast(BinaryIO, io.BufferedReader(Unsealed(self._waiting, self._secret, NAME)))
            except OSError:
                self._give_up(NoRoom())
        assert self._refusal is not None
        return cast(BinaryIO, _Unread(self._refusal))

    def _give_up(self, refusal: TooLarge | NoRoom) -> None:
        self._refusal = refusal
        self._waiting.close()


class _Unread(io.RawIOBase):
    """Stands for an upload that was not stored: whoever reads it is told why."""

    def __init__(self, refusal: TooLarge | NoRoom):
        super().__init__()
        self._refusal = refusal

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        raise self._refusal


def upload_limit() -> int:
    """The most that one file may have, in bytes."""
    return int(getattr(settings, "UPLOAD_LIMIT", LIMIT))


def _waiting_place() -> BinaryIO:
    """A file without a name: the system takes it back when we close it or are killed."""
    folder = Path(settings.DATA_DIR) / "incoming"
    disk.make_folder(folder)
    return cast(BinaryIO, tempfile.TemporaryFile(dir=folder))
