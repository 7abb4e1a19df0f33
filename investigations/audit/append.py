"""How is an event written?  Last in the transaction of what it records: no event, no change."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from investigations.models import AuditEvent, AuditStream, Case, Person, School

from .canonical import GENESIS, canonical, chain_hash, moment
from .words import seal


def append(
    stream: AuditStream,
    kind: str,
    *,
    by: Person | None = None,
    section: str = "",
    facts: dict[str, Any] | None = None,
    says: str = "",
) -> AuditEvent:
    """Append one event to a stream.  Has to run inside the transaction of the change it records.

    `facts` are ids, states and hashes, without personal data; `says` is the sentence for people, which names them and
    is therefore sealed, see words.py.  Appends to one stream queue at its row, so that the chain never forks.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An audit event is written in the transaction of its cause.")
    stream = AuditStream.objects.select_for_update().get(pk=stream.pk)
    now = timezone.now()
    seq = stream.count + 1
    body = canonical(
        {
            "v": 1,
            "stream": stream.name,
            "seq": seq,
            "at": moment(now),
            "kind": kind,
            "section": section,
            "by": str(by.pk) if by else None,
            "facts": facts or {},
        }
    )
    sealed = seal(stream.name, seq, by=by.name if by else "Casework", says=says)
    event = AuditEvent.objects.create(
        stream=stream,
        seq=seq,
        prev=stream.head,
        hash=chain_hash(stream.name, seq, stream.head, body, sealed),
        body=body,
        sealed=sealed,
        at=now,
        kind=kind,
        section=section,
    )
    stream.count, stream.head = seq, event.hash
    stream.save(update_fields=["count", "head"])
    return event


def case_stream(case: Case) -> AuditStream:
    return _stream(case.school, f"case:{case.pk}")


def school_stream(school: School) -> AuditStream:
    """The school's own affairs: people, policies, settings, sign-off."""
    return _stream(school, f"school:{school.pk}")


def sign_in_stream() -> AuditStream:
    """Sign-ins, factors, sessions and invitations; of all schools, for an account may belong to several, or to none."""
    return _stream(None, "auth")


def record(case: Case, kind: str, **fields: Any) -> AuditEvent:
    return append(case_stream(case), kind, **fields)


def record_school(school: School, kind: str, **fields: Any) -> AuditEvent:
    return append(school_stream(school), kind, **fields)


def record_sign_in(kind: str, **fields: Any) -> AuditEvent:
    return append(sign_in_stream(), kind, **fields)


def _stream(school: School | None, name: str) -> AuditStream:
    stream, _ = AuditStream.objects.get_or_create(name=name, defaults={"school": school, "head": GENESIS})
    return stream
