"""Which key opens a folder? One key per folder, wrapped, in a keystore that lies apart from files and database.

The key-encryption key comes from CASEWORK_KEY (base64 of 32 bytes) or from the file that CASEWORK_KEY_FILE names.
Without either, one is made once inside the keystore: enough to start, but it should be moved to another disk.
"""

import base64
import binascii
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from . import disk
from .refusals import KeyDestroyed, NoKey

MAGIC = b"CWK1"
NONCE = 12
DESTROYED = b"destroyed\n"
FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def folder_key(folder: str) -> bytes:
    """The key of a folder that has one; NoKey otherwise. Reading never makes a key."""
    try:
        stored = _place(folder).read_bytes()
    except FileNotFoundError:
        raise NoKey(f"The key of {folder} is not in the keystore, so its files cannot be read.") from None
    if stored == DESTROYED:
        raise KeyDestroyed(folder)
    return _unwrap(stored, folder)


def folder_key_for_writing(folder: str) -> bytes:
    """The key of a folder, made now if it has none yet. Two processes that ask at once get the same key."""
    place = _place(folder)
    if not place.exists():
        disk.write_once(place, _wrap(os.urandom(32), folder))
    return folder_key(folder)


def destroy(folder: str) -> None:
    """Make all files of a folder unreadable for good. What is left says so, and no new key takes its place.

    Copies of the keystore in backups must be destroyed too; that is the school's part.
    """
    place = _place(folder)
    if place.exists():
        _overwrite(place)
    disk.replace(place, DESTROYED)


def keystore() -> Path:
    return Path(getattr(settings, "KEYSTORE_DIR", None) or Path(settings.DATA_DIR) / "keystore")


def _place(folder: str) -> Path:
    if not FOLDER.fullmatch(folder):
        raise ValueError(f"{folder!r} cannot be the name of a folder: letters, digits, _ and - only.")
    return keystore() / f"{folder}.key"


def _wrap(plain: bytes, folder: str) -> bytes:
    nonce = os.urandom(NONCE)
    return MAGIC + nonce + AESGCM(_key_encryption_key()).encrypt(nonce, plain, MAGIC + folder.encode())


def _unwrap(stored: bytes, folder: str) -> bytes:
    nonce, wrapped = (stored[len(MAGIC) : len(MAGIC) + NONCE], stored[len(MAGIC) + NONCE :])
    try:
        return AESGCM(_key_encryption_key()).decrypt(nonce, wrapped, MAGIC + folder.encode())
    except (InvalidTag, ValueError):
        raise NoKey(
            f"The key of {folder} does not open. Either CASEWORK_KEY is not the one it was made with, "
            "or the keystore is damaged."
        ) from None


def _key_encryption_key() -> bytes:
    given = _setting("CASEWORK_KEY")
    if given:
        return _decode(given, "CASEWORK_KEY")
    named = _setting("CASEWORK_KEY_FILE")
    if not named:
        return _own_key_encryption_key()
    try:
        return _decode(Path(named).read_text(), f"the file {named}")
    except OSError as wrong:
        raise NoKey(f"The key file {named} cannot be read: {wrong.strerror}.") from wrong


def _own_key_encryption_key() -> bytes:
    place = keystore() / "kek"
    if not place.exists():
        # A new key would not open what the lost one has wrapped, and would hide that it is lost.
        if any(keystore().glob("*.key")) and not place.exists():
            raise NoKey(
                f"The key-encryption key is missing: set CASEWORK_KEY or CASEWORK_KEY_FILE, or restore {place}."
            )
        disk.write_once(place, base64.b64encode(os.urandom(32)) + b"\n")
    return _decode(place.read_text(), str(place))


def _decode(text: str, origin: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        raise NoKey(f"The key in {origin} must be the base64 text of exactly 32 bytes.")
    return key


def _setting(name: str) -> str:
    return str(getattr(settings, name, None) or os.environ.get(name, ""))


def _overwrite(place: Path) -> None:
    """Best effort: on disks that write in place, the wrapped key does not stay behind in a freed block."""
    place.chmod(0o600)
    with place.open("r+b") as file:
        file.write(os.urandom(place.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
