"""What events say: sealed under the key of the case, gone with it, and never what keeps the chain from being verified."""

import pytest
from django.urls import reverse

from investigations import audit
from investigations.audit import append, case_stream, school_stream, verify_stream, words
from investigations.models import AuditEvent
from investigations.procedure.states import State
from investigations.vault import keys
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def events_of(stream):
    return list(AuditEvent.objects.filter(stream=stream).order_by("seq"))


def test_what_lies_in_a_row_is_sealed_and_says_to_a_reader_what_was_written(world, case):
    event = append(case_stream(case), "made.up", by=world["head"], section="evidence", says="CANARYWILLOW was named")
    assert b"CANARYWILLOW" not in bytes(event.sealed) and b"Helen" not in bytes(event.sealed)
    assert audit.said(event) == {"by": "Helen Ward", "says": "CANARYWILLOW was named"}
    rows = events_of(case_stream(case)) + events_of(school_stream(world.school))
    assert {bytes(row.sealed)[:4] for row in rows} == {words.MAGIC}


def test_the_same_words_never_look_the_same(world, case):
    one, other = (append(case_stream(case), "made.up", says="The same words") for _ in range(2))
    assert bytes(one.sealed)[16:] != bytes(other.sealed)[16:]


def test_words_put_into_another_event_do_not_open(world, case):
    other = world.case_at(State.INVESTIGATION)
    one, two, elsewhere = (append(case_stream(each), "made.up", says="Said") for each in (case, case, other))
    for event, words_of in ((one, two), (one, elsewhere)):
        event.sealed = words_of.sealed
        assert audit.said(event) == {"by": "", "says": words.DAMAGED}


def test_rows_from_before_words_were_sealed_are_read_as_they_are(world, case):
    event = append(case_stream(case), "made.up", says="x")
    event.sealed = b'{"by":"Helen Ward","says":"From before"}'
    assert audit.said(event) == {"by": "Helen Ward", "says": "From before"}


def test_a_destroyed_key_takes_the_words_and_leaves_the_chain(world, case, client):
    other = world.case_at(State.INVESTIGATION)
    theirs = [audit.said(event) for event in events_of(case_stream(other))]
    keys.destroy(case.pk.hex)
    rows = events_of(case_stream(case))
    assert len(rows) > 5
    assert [audit.said(event) for event in rows] == [{"by": "", "says": words.DISPOSED}] * len(rows)
    assert list(verify_stream(case_stream(case))) == []
    assert [audit.said(event) for event in events_of(case_stream(other))] == theirs
    client.force_login(world.user("head"))
    page = client.get(reverse("history", args=[case.reference]))
    assert page.status_code == 200 and words.DISPOSED in page.content.decode()


def test_what_happens_after_the_disposal_is_recorded_without_words(world, case):
    keys.destroy(case.pk.hex)
    event = append(case_stream(case), "made.up", by=world["head"], facts={"n": 1}, says="CANARYWILLOW")
    assert (bytes(event.sealed), audit.said(event)["says"]) == (b"", words.DISPOSED)
    assert list(verify_stream(case_stream(case))) == []


def test_without_the_key_encryption_key_nothing_is_said_and_nothing_can_happen(world, case, settings):
    event = events_of(case_stream(case))[0]
    settings.CASEWORK_KEY = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="
    assert audit.said(event) == {"by": "", "says": words.NO_KEY}
    with pytest.raises(keys.NoKey):
        append(case_stream(case), "made.up", says="x")


def test_a_page_of_events_opens_the_key_once(world, case, monkeypatch):
    for number in range(30):
        append(case_stream(case), "made.up", says=f"Number {number}")
    opened, really = [], keys.folder_key
    monkeypatch.setattr(keys, "folder_key", lambda folder: opened.append(folder) or really(folder))
    reader = audit.Reader()
    said = [reader.said(event)["says"] for event in events_of(case_stream(case))]
    assert said[-1] == "Number 29"
    assert opened == [case.pk.hex]
