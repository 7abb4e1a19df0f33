"""Does a document agree with what is kept here?  Its row, its exhibits, and the audit chain that it names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from investigations.audit import verify_stream
from investigations.models import AuditEvent, AuditStream, Document

#: The events of the school's record that name a document which belongs to no case, and what it is called.
AT_SCHOOL = {"sign_off.copy_made": "Copy of a signed policy", "report.termly": "Report to the governing body"}
NOT_HERE = "No document of this number is kept here."
ANOTHER = "The document of this number that is kept here has another fingerprint."


@dataclass(frozen=True)
class MadeAtSchool:
    """What the record of the school says of a document that belongs to no case."""

    called: str
    fingerprint: str
    sha256: str
    pages: int

    def __str__(self) -> str:
        return self.called


def made_at_school(number: object, stream: str) -> MadeAtSchool | None:
    """`stream` is the name of the school's record."""
    events = AuditEvent.objects.filter(stream__name=stream, kind__in=AT_SCHOOL).order_by("-seq")
    for event in events.iterator(chunk_size=500):
        facts = json.loads(bytes(event.body))["facts"]
        if facts.get("document") == str(number):
            return MadeAtSchool(AT_SCHOOL[event.kind], facts["fingerprint"], facts["sha256"], facts["pages"])
    return None


def kept_document(number: object) -> Document | None:
    try:
        return Document.objects.select_related("case__school", "made_for", "letter__served").filter(pk=number).first()
    except (ValidationError, ValueError, TypeError):
        return None


def differences(manifest: dict[str, Any]) -> Iterator[str]:
    """What in the house no longer agrees with a sound document, each as a sentence."""
    record = manifest["record"]
    document = (
        kept_document(record["document"])
        if record["case"]
        else made_at_school(record["document"], record["audit"]["stream"])
    )
    if document is None:
        yield NOT_HERE
        return
    if document.fingerprint != manifest["print"]:
        yield ANOTHER
    if isinstance(document, Document):
        yield from exhibit_differences(document, record)
    yield from chain_differences(record["audit"])


def exhibit_differences(document: Document, record: dict[str, Any]) -> Iterator[str]:
    kept = {row["number"]: row["sha256"] for row in document.case.evidence.values("number", "sha256")}
    for exhibit in record["exhibits"]:
        if kept.get(exhibit["number"]) != exhibit["sha256"]:
            yield f"Exhibit {exhibit['number']} is no longer the file that it was when the document was made."


def chain_differences(audit: dict[str, Any]) -> Iterator[str]:
    """Whether the entries that the document saw still stand in the chain of today, and the chain is sound.

    The head covers every entry before it: a chain that was cut off, or written anew from any entry on, has lost it,
    however sound it is in itself.
    """
    stream = AuditStream.objects.filter(name=audit["stream"]).first()
    if stream is None:
        yield "The audit record that the document names is not here."
        return
    saw, last = audit["count"], stream.events.aggregate(last=Max("seq"))["last"] or 0
    if last < saw:
        yield f"The audit record ends at entry {last} of the {saw} that the document saw: it was cut off."
    elif saw and not stream.events.filter(seq=saw, hash=audit["head"]).exists():
        yield f"The audit record no longer has the entry {saw} that the document names: it was written anew."
    for flaw in verify_stream(stream):
        yield f"The audit record: {flaw.sentence}"
