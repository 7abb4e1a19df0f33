"""When is something truly on the disk? Folders, private files and small files that are written once."""

import contextlib
import errno
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from .refusals import NoRoom


@contextlib.contextmanager
def room() -> Iterator[None]:
    """A full disk or a used-up quota inside it is said as NoRoom."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom from wrong
        raise


def make_folder(folder: Path) -> None:
    """Make a folder that only we may enter, and make its parents remember it after a power cut."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def new_private_file(path: Path) -> int:
    """A descriptor for writing a file that did not exist and that nobody may change afterwards."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)


def write_once(path: Path, content: bytes) -> bool:
    """Write a small file whole or not at all; False when somebody else had already written it.

    A hard link, unlike a rename, never replaces: of two processes exactly one wins and both then read the same.
    """
    make_folder(path.parent)
    unfinished = _write_beside(path, content)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        return False
    finally:
        unfinished.unlink()
        sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Put a small file in the place of another, in one move."""
    make_folder(path.parent)
    os.replace(_write_beside(path, content), path)
    sync_folder(path.parent)


def _write_beside(path: Path, content: bytes) -> Path:
    unfinished = path.with_name(f".{uuid.uuid4().hex}.part")
    with os.fdopen(new_private_file(unfinished), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return unfinished
