"""Which key wraps the keys of the folders? The key-encryption key, which lies apart from everything it protects.

It comes from CASEWORK_KEY (base64 of 32 bytes) or from the file that CASEWORK_KEY_FILE names. Without either, one is
made once inside the keystore: enough to start, but it should be moved to another disk. While it is being changed, the
one before it stands in CASEWORK_KEY_PREVIOUS or CASEWORK_KEY_PREVIOUS_FILE, and opens what it has wrapped.
"""

import base64
import binascii
import os
from pathlib import Path

from django.conf import settings

from . import disk
from .refusals import NoKey


def current() -> bytes:
    return _given("CASEWORK_KEY") or _own()


def previous() -> bytes | None:
    return _given("CASEWORK_KEY_PREVIOUS")


def keystore() -> Path:
    return Path(getattr(settings, "KEYSTORE_DIR", None) or Path(settings.DATA_DIR) / "keystore")


def _given(name: str) -> bytes | None:
    if text := _setting(name):
        return _decode(text, name)
    file = _setting(f"{name}_FILE")
    if not file:
        return None
    try:
        return _decode(Path(file).read_text(), f"the file {file}")
    except OSError as wrong:
        raise NoKey(f"The key file {file} cannot be read: {wrong.strerror}.") from wrong


def _own() -> bytes:
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
