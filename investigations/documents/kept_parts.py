"""What need not be made again?  Parts of documents, sealed with their case, found by the fingerprint of what made them.

Reading and writing the sealed files asks the database nothing and may be done from any thread; the rows are looked up
and written by whoever makes the document.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from investigations.models import Case, KeptPart
from investigations.vault.refusals import VaultRefusal
from investigations.vault.store import discard, read_chunks, write

log = logging.getLogger(__name__)
#: A part that no document needed for so long goes; it can be made again.
UNUSED = timedelta(days=30)
#: A part that was begun and is not whole by then: its worker is gone.
UNFINISHED = timedelta(days=1)
LARGEST = 512 * 1024 * 1024
#: Whatever of our own decides how a part looks: when one of these changes, nothing kept before fits any more.
MADE_BY = (
    "templates/documents/print.css",
    "investigations/documents/child.py",
    "investigations/documents/tagged.py",
    "investigations/documents/pictures.py",
    "investigations/documents/text.py",
    "investigations/documents/fonts.py",
)
USED = ("weasyprint", "pydyf", "pypdfium2", "pillow", "fonttools")


class KeptPartDamaged(VaultRefusal):
    def __init__(self) -> None:
        super().__init__("A part that was kept from an earlier copy could not be read. It was thrown away: ask again.")


def fingerprint(*parts: str) -> str:
    """Of what a part is made of, each piece told apart from the next."""
    found = hashlib.sha256(_makers().encode())
    for part in parts:
        found.update(hashlib.sha256(part.encode()).digest())
    return found.hexdigest()


@cache
def _makers() -> str:
    found = hashlib.sha256()
    for name in MADE_BY:
        found.update((Path(settings.BASE_DIR) / name).read_bytes())
    return f"{found.hexdigest()} {' '.join(version(package) for package in USED)}"


def kept(case: Case, digests: Iterable[str]) -> dict[str, KeptPart]:
    """Those of them that are whole, by fingerprint; that they were needed today is noted."""
    wanted = list(dict.fromkeys(digests))
    found = {part.digest: part for part in case.kept_parts.filter(digest__in=wanted).exclude(facts={})}
    KeptPart.objects.filter(pk__in=[part.pk for part in found.values()]).update(used_at=timezone.now())
    return found


def begin(case: Case, digests: Iterable[str]) -> dict[str, KeptPart]:
    """Rows for what is about to be made, so that nothing lies in the vault that no row knows of."""
    wanted = list(dict.fromkeys(digests))
    KeptPart.objects.bulk_create(
        [KeptPart(case=case, digest=digest, vault_key=f"{case.pk.hex}/{digest[:32]}") for digest in wanted],
        ignore_conflicts=True,
    )
    case.kept_parts.filter(digest__in=wanted).update(used_at=timezone.now())
    return {part.digest: part for part in case.kept_parts.filter(digest__in=wanted)}


def finish(part: KeptPart, facts: dict) -> None:
    part.facts = facts
    KeptPart.objects.filter(pk=part.pk).update(facts=facts, used_at=timezone.now())


def put(part: KeptPart, content: BinaryIO | Iterable[bytes]) -> None:
    write(content, key=part.vault_key, limit=LARGEST)


def take_out(part: KeptPart, into: Path, start: int = 0, end: int | None = None) -> bool:
    """Its bytes, or some of them, in the clear; False where it cannot be read and has to be made again."""
    try:
        with into.open("wb") as file:
            for chunk in read_chunks(part.vault_key, start, end):
                file.write(chunk)
    except VaultRefusal as refused:
        log.warning("A kept part could not be read (%s) and is made again.", type(refused).__name__)
        return False
    return True


@dataclass(frozen=True)
class Sealed:
    """A picture that lies in a kept part: opened only by the section that shows it."""

    part: KeptPart
    start: int
    end: int

    @property
    def fingerprint(self) -> str:
        return f"{self.part.digest} {self.start} {self.end}"

    def put_at(self, place: Path) -> None:
        if not take_out(self.part, place, self.start, self.end):
            KeptPart.objects.filter(pk=self.part.pk).update(facts={})
            raise KeptPartDamaged


def sweep_parts() -> int:
    """Remove what no document needs any more, the file before its row; how many."""
    now = timezone.now()
    old = KeptPart.objects.filter(used_at__lt=now - UNUSED) | KeptPart.objects.filter(
        used_at__lt=now - UNFINISHED, facts={}
    )
    swept = 0
    for part in old[:500]:
        discard(part.vault_key)
        part.delete()
        swept += 1
    return swept
