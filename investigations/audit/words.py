"""Who can read what an event says?  Whoever has the key of its case: the words are sealed, the chain covers the seal.

    magic (4) | nonce (12) | AES-256-GCM of {"by", "says"}, bound to the stream and the number

A case's words are sealed under the key of its files.  When that is destroyed, the words are gone with the evidence, and
the chain can still be verified: it was made over what lies in the row.  The school's own affairs have a key of their own.
Rows that begin with `{` were written before words were sealed, and are read as they are.
"""

import json
import os
import re
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from investigations.models import AuditEvent
from investigations.vault import keys
from investigations.vault.refusals import KeyDestroyed, NoKey

from .canonical import canonical

MAGIC = b"CWA1"
NONCE = 12
CASE = re.compile(r"[0-9a-f]{32}")
DISPOSED = "What this event said was disposed of with the case."
NO_KEY = "What this event said cannot be opened at the moment: its key is not to be had."
DAMAGED = "What this event said is no longer what was written."


def seal(stream: str, seq: int, *, by: str, says: str) -> bytes:
    """The words of one event as they lie in its row; nothing, where the case has been disposed of already."""
    try:
        cipher = _cipher(keys.folder_key_for_writing(_folder(stream)))
    except KeyDestroyed:
        return b""
    nonce = os.urandom(NONCE)
    return MAGIC + nonce + cipher.encrypt(nonce, canonical({"by": by, "says": says}), _bound(stream, seq))


class Reader:
    """Opens the words of many events; it has each key for as long as it lives, which is one page or one document."""

    def __init__(self) -> None:
        self._opened: dict[uuid.UUID, tuple[str, AESGCM | str]] = {}

    def said(self, event: AuditEvent) -> dict[str, str]:
        """`by` and `says`.  Where they cannot be read, `says` is the sentence why, and `by` is empty."""
        sealed = bytes(event.sealed)
        if not sealed:
            return _instead(DISPOSED)
        if not is_sealed(event):
            return json.loads(sealed)
        stream, cipher = self._of(event)
        if isinstance(cipher, str):
            return _instead(cipher)
        nonce, words = sealed[len(MAGIC) : len(MAGIC) + NONCE], sealed[len(MAGIC) + NONCE :]
        try:
            return json.loads(cipher.decrypt(nonce, words, _bound(stream, event.seq)))
        except (InvalidTag, ValueError):
            return _instead(DAMAGED)

    def _of(self, event: AuditEvent) -> tuple[str, AESGCM | str]:
        """The name of its stream, which the body repeats, and what opens it or the sentence why nothing does."""
        if event.stream_id not in self._opened:
            stream = json.loads(bytes(event.body))["stream"]
            self._opened[event.stream_id] = (stream, _opens(stream))
        return self._opened[event.stream_id]


def is_sealed(event: AuditEvent) -> bool:
    """Whether its words lie under the key of their stream; not those that were disposed of, or written plain."""
    return bytes(event.sealed).startswith(MAGIC)


def said(event: AuditEvent) -> dict[str, str]:
    """What one event says; for many take a Reader."""
    return Reader().said(event)


def _opens(stream: str) -> AESGCM | str:
    try:
        return _cipher(keys.folder_key(_folder(stream)))
    except KeyDestroyed:
        return DISPOSED
    except NoKey:
        return NO_KEY


def _instead(sentence: str) -> dict[str, str]:
    return {"by": "", "says": sentence}


def _folder(stream: str) -> str:
    """`case:<id>` shares the key of the case's files; every other stream has one that it shares with nothing."""
    kind, _, pk = stream.partition(":")
    return uuid.UUID(pk).hex if kind == "case" else f"audit-{stream.replace(':', '-')}"


def stream_of(folder: str) -> str | None:
    """The other way round; None for a folder that holds no stream's words."""
    if CASE.fullmatch(folder):
        return f"case:{uuid.UUID(folder)}"
    kind, _, pk = folder.removeprefix("audit-").partition("-")
    return f"{kind}:{pk}" if folder.startswith("audit-") else None


def _bound(stream: str, seq: int) -> bytes:
    return f"{stream}\0{seq}".encode()


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=b"casework audit words 1").derive(secret))
