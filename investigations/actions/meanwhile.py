"""Did somebody else write here while this person was typing?  A form carries the fingerprint of what it showed."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from .refusals import Refused


class Meanwhile(Refused):
    """What is stored is no longer what the page showed.  `stored` holds the words as they stand now, by field."""

    def __init__(self, who: object, stored: Mapping[str, Any]) -> None:
        self.stored = dict(stored)
        super().__init__(
            f"{who or 'Somebody else'} saved this while you were writing. Nothing you typed is lost: it stands below, "
            "and has not been saved yet. Compare, and save again."
        )


def words_of(record: object | None, names: Iterable[str]) -> dict[str, Any]:
    """The fields a form shows, as they are stored.  What was never written is empty."""
    return {name: getattr(record, name, None) for name in names}


def fingerprint(stored: Mapping[str, Any]) -> str:
    """Changes with every change of the words, and with nothing else."""
    digest = hashlib.sha256()
    for name in sorted(stored):
        value = stored[name]
        for part in (name, "" if value is None else str(value)):
            digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()[:32]


def refuse_if_changed(seen: str | None, stored: Mapping[str, Any], who: object) -> None:
    """`seen` is the fingerprint that came with the form; None where no form was drawn.  Call it after the lock."""
    if seen is not None and seen != fingerprint(stored):
        raise Meanwhile(who, stored)
