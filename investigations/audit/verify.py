"""Is the record as it was written?  Walks a chain and names every event that is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from investigations.models import AuditEvent, AuditStream, Case

from .canonical import GENESIS, chain_hash, moment


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong, named so that a person can look at it."""

    stream: str
    seq: int
    kind: str  # edited, deleted, inserted, moved, head, stray
    sentence: str


def verify_all() -> Iterator[Flaw]:
    """Every stream, and every case that has none."""
    streams = set()
    for stream in AuditStream.objects.order_by("name"):
        streams.add(stream.name)
        yield from verify_stream(stream)
    for pk in Case.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        if f"case:{pk}" not in streams:
            yield Flaw(f"case:{pk}", 0, "deleted", "The whole record of this case is missing.")


def verify_stream(stream: AuditStream) -> Iterator[Flaw]:
    expected_seq, prev = 1, GENESIS
    events = AuditEvent.objects.filter(stream=stream).order_by("seq", "pk")
    for event in events.iterator(chunk_size=2000):
        if event.seq > expected_seq:
            missing = (
                f"Event {expected_seq} is missing."
                if event.seq == expected_seq + 1
                else f"Events {expected_seq} to {event.seq - 1} are missing."
            )
            yield Flaw(stream.name, expected_seq, "deleted", missing)
        yield from _flaws_of(stream, event, prev, expected_seq)
        expected_seq, prev = event.seq + 1, event.hash
    if expected_seq - 1 < stream.count:
        yield Flaw(
            stream.name, expected_seq, "deleted", f"The record ends at event {expected_seq - 1} of {stream.count}."
        )
    elif expected_seq - 1 > stream.count:
        yield Flaw(
            stream.name, stream.count + 1, "inserted", f"Events after number {stream.count} were added from outside."
        )
    elif prev != stream.head:
        yield Flaw(stream.name, stream.count, "head", "The last event is not the one that was written last.")


def _flaws_of(stream: AuditStream, event: AuditEvent, prev: str, expected_seq: int) -> Iterator[Flaw]:
    body, sealed = bytes(event.body), bytes(event.sealed)
    if event.seq < expected_seq:
        yield Flaw(stream.name, event.seq, "inserted", f"Event {event.seq} stands there more than once.")
    said = _read(body)
    if said is not None and (said.get("stream"), said.get("seq")) != (stream.name, event.seq):
        yield Flaw(
            stream.name,
            event.seq,
            "moved",
            f"Event {event.seq} was written as event {said.get('seq')} of {said.get('stream')}.",
        )
    elif event.hash != chain_hash(stream.name, event.seq, event.prev, body, sealed) or said is None:
        yield Flaw(stream.name, event.seq, "edited", f"Event {event.seq} does not say what was written.")
    elif (said["at"], said["kind"], said["section"]) != (moment(event.at), event.kind, event.section):
        yield Flaw(stream.name, event.seq, "edited", f"The date, kind or section of event {event.seq} was changed.")
    elif event.prev != prev and event.seq == expected_seq:
        yield Flaw(
            stream.name, event.seq, "inserted", f"Event {event.seq} does not follow the event that stands before it."
        )


def _read(body: bytes) -> dict | None:
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) and {"at", "kind", "section", "seq", "stream"} <= said.keys() else None
