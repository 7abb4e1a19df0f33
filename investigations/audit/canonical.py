"""Which bytes are hashed?  One canonical form for every event, on every database and in every year."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

DOMAIN = b"casework.audit.v1"
GENESIS = "0" * 64


def canonical(content: dict[str, Any]) -> bytes:
    """Sorted keys, UTF-8, no white space.  Floats are refused: they do not read back the same everywhere."""
    _refuse_floats(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def moment(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def chain_hash(stream: str, seq: int, prev: str, body: bytes, sealed: bytes) -> str:
    """The hash of one event: it covers its place in the chain, what it says and what it seals."""
    digest = hashlib.sha256()
    for part in (
        DOMAIN,
        stream.encode(),
        str(seq).encode(),
        prev.encode(),
        hashlib.sha256(body).digest(),
        hashlib.sha256(sealed).digest(),
    ):
        digest.update(len(part).to_bytes(4, "big"))
        digest.update(part)
    return digest.hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("The audit keeps no floating-point numbers.")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_floats(inner)
