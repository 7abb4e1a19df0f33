"""Was something kept under the key of this folder?  The rows know, also when the key and the files are gone."""

import uuid

from investigations.models import AuditEvent, DraftFile, Evidence

from .words import is_sealed, stream_of


def is_in_use(folder: str) -> bool:
    """For vault.keys: a key that is missing although this is so was lost, and must not be made anew."""
    stream = stream_of(folder)
    if stream is None:
        return False
    last = AuditEvent.objects.filter(stream__name=stream).order_by("-seq").first()
    if last is not None and is_sealed(last):
        return True
    kind, _, pk = stream.partition(":")
    return kind == "case" and (
        Evidence.objects.filter(case=uuid.UUID(pk)).exists() or DraftFile.objects.filter(draft=uuid.UUID(pk)).exists()
    )
