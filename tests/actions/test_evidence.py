"""Evidence as verbs: numbered once, never altered, described by those who may, and every reading in the chain."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations import audit
from investigations.actions import evidence as acts
from investigations.actions.evidence import (
    add_evidence,
    describe,
    describe_many,
    description_of,
    record_reading,
    same_file,
)
from investigations.actions.meanwhile import Meanwhile, fingerprint
from investigations.actions.refusals import BadAnswers, Refused
from investigations.audit import case_stream, verify_stream
from investigations.models import AuditEvent, Evidence
from investigations.procedure.choices import Bearing
from investigations.procedure.sections import Section
from investigations.procedure.states import State
from investigations.vault import store
from investigations.vault.refusals import Refused as NotAccepted
from tests.world import PNG, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def hand_in(world, case, by="deputy", name="post.png", content=PNG, **about):
    return add_evidence(case, SimpleUploadedFile(name, content), by=world.user(by), **about)


def kept_files(case):
    folder = settings.VAULT_DIR / case.pk.hex
    return sorted(file.name for file in folder.iterdir() if file.is_file()) if folder.exists() else []


def events(case, kind):
    return [event for event in case_stream(case).events.filter(kind=kind).order_by("seq")]


def test_exhibits_are_numbered_within_their_case_and_keep_their_bytes(world, case):
    other = world.case_at(State.INVESTIGATION, about="colleague")
    numbers = [hand_in(world, one).number for one in (case, case, other, case)]
    assert numbers == [1, 2, 1, 3]
    first, second, third = case.evidence.all()
    assert (same_file(first), same_file(second), same_file(third)) == (None, first, first)
    for exhibit in Evidence.objects.all():
        assert b"".join(store.read_chunks(exhibit.vault_key)) == PNG
        store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)


@pytest.mark.parametrize("key", ["hr", "teacher", "governor1", "it_lead"])
def test_who_may_not_hand_in_leaves_nothing_behind(world, case, key):
    before = kept_files(case)
    with pytest.raises(Refused):
        hand_in(world, case, by=key)
    assert (kept_files(case), case.evidence.count()) == (before, 0)


def test_a_file_that_is_not_accepted_leaves_nothing_behind(world, case):
    with pytest.raises(NotAccepted):
        hand_in(world, case, name="page.svg", content=b"<svg/>")
    assert (kept_files(case), case.evidence.count(), events(case, "evidence.received")) == ([], 0, [])


def test_without_its_record_no_exhibit_is_kept(world, case, monkeypatch):
    def broken(*_, **__):
        raise OSError("the audit cannot be written")

    monkeypatch.setattr(acts.audit, "record", broken)
    with pytest.raises(OSError):
        hand_in(world, case)
    assert (kept_files(case), case.evidence.count()) == ([], 0)


def test_the_case_can_move_on_between_the_upload_and_its_number(world, case, monkeypatch):
    """The file is received before the lock: what the lock then shows decides."""
    receive = acts.receive

    def and_then_it_is_heard(file, *, folder, **how):
        kept = receive(file, folder=folder, **how)
        type(case).objects.filter(pk=case.pk).update(state=State.HEARD)
        return kept

    monkeypatch.setattr(acts, "receive", and_then_it_is_heard)
    with pytest.raises(Refused):
        hand_in(world, case)
    assert (kept_files(case), case.evidence.count()) == ([], 0)


def test_describing_says_in_the_record_what_was_said_before(world, case):
    exhibit = hand_in(world, case, description="A post")
    describe(exhibit, {case.allegations.get(): Bearing.SUPPORTS}, by=world.user("head"), description="The post")
    event = events(case, "evidence.described")[-1]
    body, sealed = json.loads(bytes(event.body)), audit.said(event)
    assert body["facts"] == {"exhibit": 1, "bears_on": [1], "withheld": False}
    assert sealed["says"] == "Helen Ward described exhibit 1 as “The post”, before: “A post”"
    assert b"post" not in bytes(event.body)  # what people write is sealed
    assert list(verify_stream(case_stream(case))) == []


def test_the_file_is_not_described_away(world, case):
    exhibit = hand_in(world, case)
    before = (exhibit.sha256, exhibit.vault_key, exhibit.number, exhibit.file_name)
    describe(exhibit, {}, by=world.user("deputy"), sha256="0" * 64, vault_key="x", number=9, file_name="y", source="S")
    exhibit.refresh_from_db()
    assert (exhibit.sha256, exhibit.vault_key, exhibit.number, exhibit.file_name, exhibit.source) == (*before, "S")


def test_an_exhibit_bears_only_on_allegations_of_its_case(world, case):
    other = world.case_at(State.INVESTIGATION, about="colleague")
    exhibit = hand_in(world, case)
    with pytest.raises(Refused, match="That allegation belongs to another case."):
        describe(exhibit, {other.allegations.get(): Bearing.SUPPORTS}, by=world.user("deputy"))
    assert exhibit.bearings.count() == 0


def test_what_somebody_saved_meanwhile_is_not_overwritten(world, case):
    exhibit = hand_in(world, case)
    seen = fingerprint(description_of(exhibit))
    allegation = case.allegations.get()
    describe(exhibit, {allegation: Bearing.AGAINST}, by=world.user("head"))
    with pytest.raises(Meanwhile) as meanwhile:
        describe(exhibit, {allegation: Bearing.SUPPORTS}, by=world.user("deputy"), seen=seen, description="Mine")
    assert meanwhile.value.stored["bearing_1"] == "against"
    exhibit.refresh_from_db()
    assert (exhibit.description, exhibit.bearings.get().bearing) == ("", "against")


def test_of_many_descriptions_all_are_kept_or_none(world, case):
    for _ in range(3):
        hand_in(world, case)
    describe(case.evidence.get(number=2), {}, by=world.user("head"), description="By the head", dated=date(2026, 3, 2))
    about = {number: {"description": f"Number {number}", "source": "", "dated": None} for number in (1, 2, 3)}
    with pytest.raises(BadAnswers) as bad:
        describe_many(case, about, by=world.user("deputy"))
    assert list(bad.value.sentences) == ["description_2"]
    assert list(case.evidence.values_list("description", flat=True)) == ["", "By the head", ""]
    about[2]["description"] = "By the head"
    assert describe_many(case, about, by=world.user("deputy")) == 2
    assert list(case.evidence.values_list("description", flat=True)) == ["Number 1", "By the head", "Number 3"]
    other = world.case_at(State.INVESTIGATION, about="colleague")
    assert describe_many(other, {1: {"description": "Another case"}}, by=world.user("deputy")) == 0


@pytest.mark.parametrize("key", ["hr", "teacher", "clerk"])
def test_who_does_not_gather_evidence_describes_none(world, case, key):
    exhibit = hand_in(world, case)
    with pytest.raises(Refused):
        describe(exhibit, {}, by=world.user(key), description="X")
    with pytest.raises(Refused):
        describe_many(case, {1: {"description": "X"}}, by=world.user(key))
    exhibit.refresh_from_db()
    assert exhibit.description == ""


def test_a_reading_is_written_down_where_it_was_made(world, case):
    exhibit = hand_in(world, case)
    record_reading(exhibit, "viewed", by=world["hr"])
    record_reading(exhibit, "downloaded", by=world["governor1"], section=Section.BUNDLE)
    rows = AuditEvent.objects.filter(kind__in=["evidence.viewed", "evidence.downloaded"]).order_by("seq")
    assert [(row.kind, row.section) for row in rows] == [
        ("evidence.viewed", "evidence"),
        ("evidence.downloaded", "bundle"),
    ]
    assert b"Hari" not in bytes(rows[0].body)
    assert list(verify_stream(case_stream(case))) == []
