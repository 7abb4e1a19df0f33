"""Which key opens a folder? One key per folder, wrapped, in a keystore that lies apart from files and database.

What wraps it is the key-encryption key, see kek.py. When that changes, each key is wrapped anew; no file is touched.
A key that is lost is said to be lost: a new one would open nothing of what was kept, and would hide the loss.
"""

import contextlib
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import disk, kek
from .kek import keystore
from .refusals import KeyDestroyed, NoKey

MAGIC = b"CWK1"
NONCE = 12
DESTROYED = b"destroyed\n"
FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
#: Who else can tell whether something was kept under a folder's key: the database, where there is one (see apps.py).
WITNESSES: list[Callable[[str], bool]] = []


def folder_key(folder: str) -> bytes:
    """The key of a folder that has one; NoKey otherwise. Reading never makes a key."""
    try:
        stored = _place(folder).read_bytes()
    except FileNotFoundError:
        raise NoKey(
            f"The key of {folder} is missing from the keystore: what was kept with it cannot be read, and nothing is "
            f"added to it. Bring {folder}.key back from a backup of the keystore."
        ) from None
    if stored == DESTROYED:
        raise KeyDestroyed(folder)
    return _unwrap(stored, folder)


def folder_key_for_writing(folder: str) -> bytes:
    """The key of a folder, made now if it never had one. Two processes that ask at once get the same key.

    NoKey where it is missing although something was kept with it: then it is lost, and is not made anew.
    """
    place = _place(folder)
    if not place.exists() and not any(knows(folder) for knows in WITNESSES):
        with disk.room():
            disk.write_once(place, _wrap(os.urandom(32), folder))
    return folder_key(folder)


def has_key(folder: str) -> bool:
    """Whether there is one in the keystore, or the mark of one that was destroyed."""
    return _place(folder).exists()


def destroy(folder: str) -> None:
    """Make all files of a folder unreadable for good. What is left says so, and no new key takes its place.

    Copies of the keystore in backups must be destroyed too; that is the school's part.
    """
    place = _place(folder)
    with _alone():
        if place.exists():
            _overwrite(place)
        disk.replace(place, DESTROYED)


# ---- Another key-encryption key -------------------------------------------------------------------------------


@dataclass
class Rewrapped:
    """What became of the keys. `unopened` names those that neither the new nor the previous one opens."""

    now: int = 0
    before: int = 0
    destroyed: int = 0
    unopened: list[str] = field(default_factory=list)


def rewrap_all() -> Rewrapped:
    """Wrap every key in the present key-encryption key that is still wrapped in the previous one.

    Each is replaced in one move, so wherever this is stopped every key is wrapped in one or the other: running it
    again does the rest, and the site reads with both meanwhile.
    """
    done = Rewrapped()
    for place in sorted(keystore().glob("*.key")):
        with _alone():  # a key that is destroyed at this moment must not come back
            _rewrap(place, done)
    return done


def _rewrap(place: Path, done: Rewrapped) -> None:
    stored, folder = place.read_bytes(), place.stem
    if stored == DESTROYED:
        done.destroyed += 1
    elif _opened(stored, folder, kek.current()):
        done.before += 1
    elif plain := _opened(stored, folder, kek.previous()):
        disk.replace(place, _wrap(plain, folder))
        done.now += 1
    else:
        done.unopened.append(folder)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time replaces or destroys keys."""
    disk.make_folder(keystore())
    opened = os.open(keystore() / ".changing", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


# ---- Wrapping -------------------------------------------------------------------------------------------------


def _place(folder: str) -> Path:
    if not FOLDER.fullmatch(folder):
        raise ValueError(f"{folder!r} cannot be the name of a folder: letters, digits, _ and - only.")
    return keystore() / f"{folder}.key"


def _wrap(plain: bytes, folder: str) -> bytes:
    nonce = os.urandom(NONCE)
    return MAGIC + nonce + AESGCM(kek.current()).encrypt(nonce, plain, MAGIC + folder.encode())


def _unwrap(stored: bytes, folder: str) -> bytes:
    plain = _opened(stored, folder, kek.current()) or _opened(stored, folder, kek.previous())
    if plain is None:
        raise NoKey(
            f"The key of {folder} does not open. Either CASEWORK_KEY is not the one it was made with, "
            "or the keystore is damaged."
        )
    return plain


def _opened(stored: bytes, folder: str, key: bytes | None) -> bytes | None:
    nonce, wrapped = (stored[len(MAGIC) : len(MAGIC) + NONCE], stored[len(MAGIC) + NONCE :])
    try:
        return AESGCM(key).decrypt(nonce, wrapped, MAGIC + folder.encode()) if key else None
    except (InvalidTag, ValueError):
        return None


def _overwrite(place: Path) -> None:
    """Best effort: on disks that write in place, the wrapped key does not stay behind in a freed block."""
    place.chmod(0o600)
    with place.open("r+b") as file:
        file.write(os.urandom(place.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
