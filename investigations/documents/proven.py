"""Does a document agree with what is kept here?  Its row, its exhibits, and the audit chain that it names."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from investigations.audit import verify_stream
from investigations.models import AuditEvent, AuditStream, Document


def kept_document(number: object) -> Document | None:
    try:
        return Document.objects.select_related("case__school", "made_for", "letter__served").filter(pk=number).first()
    except (ValidationError, ValueError, TypeError):
        return None


def differences(manifest: dict[str, Any]) -> Iterator[str]:
    """What in the house no longer agrees with a sound document, each as a sentence."""
    record = manifest["record"]
    document = kept_document(record["document"])
    if document is None:
        yield "No document of this number is kept here."
        return
    if document.fingerprint != manifest["print"]:
        yield "The document of this number that is kept here has another fingerprint."
    kept = {row["number"]: row["sha256"] for row in document.case.evidence.values("number", "sha256")}
    for exhibit in record["exhibits"]:
        if kept.get(exhibit["number"]) != exhibit["sha256"]:
            yield f"Exhibit {exhibit['number']} is no longer the file that it was when the document was made."
    yield from chain_differences(record["audit"])


def chain_differences(audit: dict[str, Any]) -> Iterator[str]:
    """Whether the head that was printed stands in the chain of today, and the chain is sound."""
    stream = AuditStream.objects.filter(name=audit["stream"]).first()
    if stream is None:
        yield "The audit record of its case is not here."
        return
    if not AuditEvent.objects.filter(stream=stream, seq=audit["count"], hash=audit["head"]).exists():
        yield f"The audit record no longer has the entry {audit['count']} that the document names: it was written anew."
    for flaw in verify_stream(stream):
        yield f"The audit record: {flaw.sentence}"
