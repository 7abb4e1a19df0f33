"""On what do the sealed files lie? On a disk, or on S3-compatible storage: the same few questions to either.

A place knows nothing of keys and plain content: what it is given is sealed already, what it gives back is to be opened.
"""

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings

from . import disk

UNFINISHED = ".part"


class Place(Protocol):
    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write. When the block ends well it is durable and has its name; otherwise there is nothing."""
        ...

    def open(self, name: str) -> BinaryIO:
        """To read and to seek in; FileNotFoundError where there is none."""
        ...

    def exists(self, name: str) -> bool: ...

    def holds(self, folder: str) -> bool:
        """Whether any file lies in it."""
        ...

    def remove(self, name: str) -> None: ...

    def remove_beginning(self, start: str) -> None:
        """All files of one folder whose names begin so."""
        ...

    def older(self, than: float) -> Iterator[str]:
        """The names of the files that have lain there for so many seconds, all folders together."""
        ...

    def clear_unfinished(self, older_than: float) -> int: ...


def chosen() -> Place:
    """Where the settings say: STORAGES has a "vault", or the disk at VAULT_DIR."""
    if "vault" in getattr(settings, "STORAGES", {}):
        from .on_s3 import OnS3

        return OnS3()
    return OnDisk(Path(settings.VAULT_DIR))


class OnDisk:
    def __init__(self, folder: Path):
        self._folder = folder

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        place = self._folder / name
        unfinished = place.with_name(f".{uuid.uuid4().hex}{UNFINISHED}")
        try:
            with disk.room():
                disk.make_folder(place.parent)
                with os.fdopen(disk.new_private_file(unfinished), "wb") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(unfinished, place)
                disk.sync_folder(place.parent)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def open(self, name: str) -> BinaryIO:
        # Unbuffered: whole chunks are read, a second copy in between would only cost memory.
        return cast(BinaryIO, (self._folder / name).open("rb", buffering=0))

    def exists(self, name: str) -> bool:
        return (self._folder / name).exists()

    def holds(self, folder: str) -> bool:
        return any(found.is_file() for found in (self._folder / folder).rglob("*"))

    def remove(self, name: str) -> None:
        place = self._folder / name
        place.unlink(missing_ok=True)
        if place.parent.is_dir():
            disk.sync_folder(place.parent)

    def remove_beginning(self, start: str) -> None:
        place = self._folder / start
        for found in place.parent.glob(f"{place.name}*"):
            found.unlink(missing_ok=True)

    def older(self, than: float) -> Iterator[str]:
        for found in self._folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                if found.is_file() and time.time() - found.stat().st_mtime >= than:
                    yield str(found.relative_to(self._folder))

    def clear_unfinished(self, older_than: float) -> int:
        cleared = 0
        for left in self._folder.rglob(f".*{UNFINISHED}"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime >= older_than:
                    left.unlink()
                    cleared += 1
        return cleared
