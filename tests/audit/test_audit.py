"""The record cannot be unsaid: whatever is changed behind Casework's back is found and named."""

import json

import pikepdf
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from investigations import audit
from investigations.actions.take import take
from investigations.audit import verify_all
from investigations.audit.canonical import canonical, chain_hash
from investigations.audit.protect import POSTGRES, SQLITE, missing
from investigations.documents import proof, verifier
from investigations.documents.made import Made
from investigations.models import AuditEvent, AuditStream, DocumentKind, Job, SchoolKey
from investigations.procedure.case import CaseProcedure
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db
EVENTS, STREAMS = "investigations_auditevent", "investigations_auditstream"


@pytest.fixture
def case(db):
    return World.make().case_at(State.INVESTIGATION)


@pytest.fixture
def stream(case):
    return AuditStream.objects.get(name=f"case:{case.pk}")


@pytest.fixture
def unprotected(case):
    """As somebody who owns the database: the triggers are taken away first."""
    with connection.cursor() as cursor:
        for name in SQLITE if connection.vendor == "sqlite" else POSTGRES:
            table = STREAMS if "stream" in name else EVENTS
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def named() -> set[tuple[str, int]]:
    return {(flaw.kind, flaw.seq) for flaw in verify_all()}


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_an_honest_record_is_sound(case):
    assert named() == set()
    assert missing() == []


def test_an_edited_event_is_named(stream, unprotected):
    sql(f"UPDATE {EVENTS} SET body = %s WHERE stream_id = %s AND seq = 3", canonical({"v": 1}), _key(stream))
    assert named() == {("edited", 3)}


def test_an_edited_sealed_sentence_is_named(stream, unprotected):
    sql(f"UPDATE {EVENTS} SET sealed = %s WHERE stream_id = %s AND seq = 2", b"{}", _key(stream))
    assert named() == {("edited", 2)}


def test_a_changed_date_is_named(stream, unprotected):
    sql(f"UPDATE {EVENTS} SET at = '2020-01-01 00:00:00+00:00' WHERE stream_id = %s AND seq = 2", _key(stream))
    assert named() == {("edited", 2)}


def test_an_event_rehashed_by_a_careful_forger_breaks_the_chain(stream, unprotected):
    event = AuditEvent.objects.get(stream=stream, seq=2)
    body = bytes(event.body).replace(b"work.", b"wrok.") if b"work." in bytes(event.body) else bytes(event.body) + b" "
    forged = chain_hash(stream.name, 2, event.prev, body, bytes(event.sealed))
    sql(f"UPDATE {EVENTS} SET body = %s, hash = %s WHERE id = %s", body, forged, event.pk)
    assert named() & {("edited", 2), ("inserted", 3)}


def test_a_deleted_event_is_named(stream, unprotected):
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s AND seq = 2", _key(stream))
    assert named() == {("deleted", 2)}


def test_the_last_event_deleted_is_named(stream, unprotected):
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s AND seq = %s", _key(stream), stream.count)
    assert named() == {("deleted", stream.count)}


def test_a_whole_record_deleted_is_named(case, stream, unprotected):
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s", _key(stream))
    sql(f"DELETE FROM {STREAMS} WHERE id = %s", _key(stream))
    assert [(flaw.stream, flaw.kind) for flaw in verify_all()] == [(f"case:{case.pk}", "deleted")]


def test_an_inserted_event_is_named(stream, unprotected):
    last = AuditEvent.objects.get(stream=stream, seq=stream.count)
    AuditEvent.objects.create(
        stream=stream, seq=last.seq + 1, prev=last.hash, hash="f" * 64, body=last.body, at=last.at, kind=last.kind
    )
    assert named() == {("moved", last.seq + 1), ("inserted", last.seq + 1)}


def test_two_events_swapped_are_named(stream, unprotected):
    for old, new in ((2, 900), (3, 2), (900, 3)):
        sql(f"UPDATE {EVENTS} SET seq = %s WHERE stream_id = %s AND seq = %s", new, _key(stream), old)
    assert named() == {("moved", 2), ("moved", 3), ("inserted", 4)}  # the fourth no longer follows the third


def test_an_event_moved_to_another_case_is_named(case, stream, unprotected):
    other = World.make(name="Another", domain="other.example").log()
    there = AuditStream.objects.get(name=f"case:{other.pk}")
    sql(f"UPDATE {EVENTS} SET stream_id = %s, seq = %s WHERE stream_id = %s AND seq = 2",
        _key(there), there.count + 1, _key(stream))  # fmt: skip
    found = {(flaw.stream, flaw.kind, flaw.seq) for flaw in verify_all()}
    assert (stream.name, "deleted", 2) in found
    assert (there.name, "moved", there.count + 1) in found


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {EVENTS} SET kind = 'x'",
        f"DELETE FROM {EVENTS}",
        f"DELETE FROM {STREAMS}",
        f"UPDATE {STREAMS} SET count = 1",
    ],
)
def test_the_database_itself_refuses_a_change(case, statement):
    with pytest.raises(DatabaseError, match="never|only grow"), transaction.atomic():
        sql(statement)
    assert named() == set()


def test_insert_or_replace_does_not_pass_the_triggers(case, stream):
    if connection.vendor != "sqlite":
        statement = f"TRUNCATE {EVENTS} CASCADE"
    else:
        statement = f"INSERT OR REPLACE INTO {EVENTS} SELECT * FROM {EVENTS} WHERE seq = 2"
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        sql(statement)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    world = World.make()
    with pytest.raises(transaction.TransactionManagementError):
        audit.record_school(world.school, "something")


def test_what_fails_leaves_no_event_and_what_has_no_event_did_not_happen(case, monkeypatch):
    world_user = case.appointments.get(role="case_manager").person.user
    before = AuditEvent.objects.count()
    monkeypatch.setattr(audit, "record", _broken)
    with pytest.raises(RuntimeError):
        take(CaseProcedure.tell_the_employee, case, by=world_user, told_on=case.reported_at, method="by_hand")
    case.refresh_from_db()
    assert (AuditEvent.objects.count(), case.employee_told_at, case.served.count()) == (before, None, 0)


def _broken(*_args, **_fields):
    raise RuntimeError("the audit cannot be written")


def test_floats_are_refused():
    with pytest.raises(TypeError):
        canonical({"a": [{"b": 0.5}]})


def test_the_command_says_sound(case, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("Sound: ")


def test_the_command_names_what_was_changed_and_exits_with_1(case, stream, unprotected, capsys):
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s AND seq = 2", _key(stream))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", case=case.reference)
    assert ended.value.code == 1
    assert f"{stream.name} event 2 deleted: Event 2 is missing." in capsys.readouterr().out


def test_the_command_says_when_the_protection_is_missing(case, unprotected):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 3


def test_the_command_cannot_verify_a_case_that_is_not_there(case):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", case="ZZZZ-ZZZZ")
    assert ended.value.code == 2


@pytest.fixture
def document(case, stream, tmp_path):
    """A page that carries the proof of what the record was when it was made."""
    made = Made("A page", "page.pdf", "", audit_count=stream.count, audit_head=stream.head)
    job = Job.objects.create(case=case, kind=DocumentKind.CASE_FILE, requested_by=case.subject)
    place = tmp_path / "page.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(place)
    proof.seal(place, proof.record_of(job, made), case.school)
    return place


def compared(document, capsys):
    try:
        call_command("verify_audit", pdf=str(document), no_color=True)
        status = 0
    except SystemExit as ended:
        status = ended.code
    told = capsys.readouterr()
    return status, (told.out + told.err).splitlines()


def test_the_record_is_sound_that_holds_what_a_document_saw_and_more(case, stream, document, capsys):
    assert compared(document, capsys) == (
        0,
        [f"Sound: the {stream.count} events that the document saw; none came after."],
    )
    with transaction.atomic():
        audit.record(case, "test.more", says="More")
    assert compared(document, capsys) == (0, [f"Sound: the {stream.count} events that the document saw; 1 came after."])


NOT_SOUND = "Not sound: the record is not the one that the document saw."


def test_a_record_that_was_cut_off_is_told_by_the_document_that_saw_more(stream, document, unprotected, capsys):
    last = AuditEvent.objects.get(stream=stream, seq=stream.count - 2)
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s AND seq > %s", _key(stream), last.seq)
    sql(f"UPDATE {STREAMS} SET count = %s, head = %s WHERE id = %s", last.seq, last.hash, _key(stream))
    assert named() == set(), "whoever owns the database leaves a chain that is sound in itself"
    cut = f"The audit record ends at entry {last.seq} of the {stream.count} that the document saw: it was cut off."
    assert compared(document, capsys) == (1, [cut, NOT_SOUND])


def test_a_record_that_was_written_anew_is_told_by_the_document_that_saw_another(stream, document, unprotected, capsys):
    prev = AuditEvent.objects.get(stream=stream, seq=2).prev
    for event in AuditEvent.objects.filter(stream=stream, seq__gte=2).order_by("seq"):
        body = bytes(event.body)
        if event.seq == 2:
            body = canonical(json.loads(body) | {"facts": {"rewritten": "yes"}})
        prev_was, prev = prev, chain_hash(stream.name, event.seq, prev, body, bytes(event.sealed))
        sql(
            f"UPDATE {EVENTS} SET body = %s, prev = %s, hash = %s WHERE stream_id = %s AND seq = %s",
            body, prev_was, prev, _key(stream), event.seq,
        )  # fmt: skip
    sql(f"UPDATE {STREAMS} SET head = %s WHERE id = %s", prev, _key(stream))
    assert named() == set(), "whoever owns the database leaves a chain that is sound in itself"
    anew = f"The audit record no longer has the entry {stream.count} that the document names: it was written anew."
    assert compared(document, capsys) == (1, [anew, NOT_SOUND])


def test_what_was_changed_or_is_gone_before_the_head_is_named_too(stream, document, unprotected, capsys):
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s AND seq = 2", _key(stream))
    assert compared(document, capsys) == (1, ["The audit record: Event 2 is missing.", NOT_SOUND])
    sql(f"DELETE FROM {EVENTS} WHERE stream_id = %s", _key(stream))
    sql(f"DELETE FROM {STREAMS} WHERE id = %s", _key(stream))
    assert compared(document, capsys) == (1, ["The audit record that the document names is not here.", NOT_SOUND])


def test_nothing_is_told_by_a_document_without_a_proof_or_with_that_of_another(document, tmp_path, capsys):
    bare = tmp_path / "bare.pdf"
    with pikepdf.open(document) as pdf:
        del pdf.attachments[verifier.PROOF]
        pdf.save(bare)
    assert compared(bare, capsys)[0] == compared(tmp_path / "none.pdf", capsys)[0] == 2
    SchoolKey.objects.update(public="0" * 64)
    status, [told] = compared(document, capsys)
    assert (status, told.startswith("The signature: it was made with another key")) == (2, True)


def _key(stream):
    return stream.pk.hex if connection.vendor == "sqlite" else str(stream.pk)
