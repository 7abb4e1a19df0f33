"""Who is asked to sign and when again, how often they are reminded, and what a signature has to be."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from freezegun import freeze_time

from investigations.actions.people import add_person, change_person, give_office
from investigations.actions.policies import publish, save_version
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.sign_off import ask_person, countersign, refuse, sign, the_request
from investigations.actions.sign_off_reminders import look_at_sign_offs
from investigations.actions.take_at_school import take_at_school
from investigations.audit.verify import verify_stream
from investigations.models import Acknowledgement, AuditStream, SchoolStepTaken, SignOff, SignOffReminder
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office
from investigations.procedure.sign_off import SignOffProcedure as P
from investigations.procedure.sign_off import SignOffReason, SignOffState
from tests.world import READING, World

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 9, 14, 9, 0, tzinfo=LONDON)
STAFF = {"head", "deputy", "teacher", "colleague", "reporter", "it_lead", "dsl", "business_manager"}
DRAWN = "[[[10,90],[120,40],[240,120],[400,60]],[[420,90],[480,95]]]"


@pytest.fixture
def clock():
    with freeze_time(START) as clock:
        yield clock


@pytest.fixture
def world(clock):
    world = World.make()
    world.version.refresh_from_db()
    return world


def after(clock, days):
    clock.move_to(START + timedelta(days=days))


def asked(version, **narrowed):
    return set(version.sign_offs.filter(is_current=True, **narrowed).values_list("person__name", flat=True))


def names(world, keys):
    return {world[key].name for key in keys}


def next_version(world, days=0):
    version = save_version(world.school, READING, "other text", effective_from=timezone.localdate() + timedelta(days))
    publish(version, by=world["head"])
    version.refresh_from_db()
    return version


def test_publishing_a_version_asks_every_member_of_staff_and_replaces_what_was_open(world):
    assert asked(world.version) == names(world, STAFF)
    sign(world.version, "Tessa Moor", by=world["teacher"])
    second = next_version(world)
    assert asked(second) == names(world, STAFF) and asked(world.version) == set()
    states = dict(world.version.sign_offs.values_list("person__name", "state"))
    assert states["Tessa Moor"] == SignOffState.SIGNED
    assert set(states.values()) - {SignOffState.SIGNED} == {SignOffState.SUPERSEDED}
    with pytest.raises(Refused, match="A newer version is published"):
        sign(world.version, "Colin Hay", by=world["colleague"])


def test_governors_are_asked_where_the_school_chooses(world):
    world.school.governors_sign = True
    world.school.save()
    governors = {
        key for key in world.people if key.startswith("governor") or key in {"chair", "vice_chair", "staff_governor"}
    }
    version = save_version(world.school, READING, "x", effective_from=timezone.localdate())
    version.policy.school.refresh_from_db()
    publish(version, by=world["head"])
    assert asked(version) == names(world, STAFF | governors)


def test_a_version_from_before_asks_nobody(world):
    old = save_version(world.school, READING, "old", effective_from=timezone.localdate() - timedelta(days=900))
    publish(old, by=world["head"])
    assert asked(old) == set() and asked(world.version) == names(world, STAFF)


def test_whoever_joins_is_asked_once(world):
    joined = add_person(world.school, kind=PersonKind.STAFF, name="Nia New", by=world["head"])
    row = joined.sign_offs.get()
    assert (row.reason, row.version) == (SignOffReason.JOINER, world.version)
    give_office(joined, Office.DSL, starts=timezone.localdate(), by=world["head"])
    look_at_sign_offs()
    assert joined.sign_offs.count() == 1
    later = add_person(
        world.school, kind=PersonKind.STAFF, name="Lou Later", starts=timezone.localdate() + timedelta(days=3),
        by=world["head"],
    )  # fmt: skip
    assert later.sign_offs.count() == 0
    world["dsl"].sign_offs.all()
    parent = add_person(world.school, kind=PersonKind.PARENT, name="Pat Parent", by=world["head"])
    assert parent.sign_offs.count() == 0


def test_reminders_go_on_the_day_and_after_7_and_14_days_each_once(world, clock):
    row = the_request(world.version, world["teacher"])
    told = []
    for day in (0, 0, 1, 6, 7, 7, 13, 14, 14, 30):
        after(clock, day)
        look_at_sign_offs()
        look_at_sign_offs()
        told.append(list(row.reminders.values_list("day", flat=True)))
    assert told == [[0], [0], [0], [0], [0, 7], [0, 7], [0, 7], [0, 7, 14], [0, 7, 14], [0, 7, 14]]
    row.refresh_from_db()
    assert (row.status, row.overdue_days) == (SignOffState.SENT, 16)
    assert set(SignOff.objects.overdue(timezone.localdate()).values_list("person__name", flat=True)) == names(
        world, STAFF
    )


def test_after_a_long_silence_of_the_machine_nobody_is_told_three_times(world, clock):
    after(clock, 20)
    assert look_at_sign_offs() == len(STAFF)
    assert set(SignOffReminder.objects.values_list("day", flat=True)) == {14}
    assert look_at_sign_offs() == 0


def test_who_has_signed_refused_left_or_has_no_account_is_not_reminded(world, clock):
    look_at_sign_offs()
    sign(world.version, "Tessa Moor", by=world["teacher"])
    refuse(world.version, "I do not agree with clause 2.", by=world["colleague"])
    world["dsl"].user.is_active = False
    world["dsl"].user.save()
    world["deputy"].left_on = timezone.localdate()
    world["deputy"].save()
    after(clock, 7)
    look_at_sign_offs()
    told = set(SignOffReminder.objects.filter(day=7).values_list("sign_off__person__name", flat=True))
    assert told == names(world, STAFF - {"teacher", "colleague", "dsl", "deputy"})


def test_a_year_after_the_last_signature_the_same_version_is_signed_again(world, clock):
    first = sign(world.version, "Tessa Moor", by=world["teacher"])
    with pytest.raises(Refused, match="You have signed this version already"):
        sign(world.version, "Tessa Moor", by=world["teacher"])
    after(clock, 360)
    look_at_sign_offs()
    assert the_request(world.version, world["teacher"]).status.is_signed
    after(clock, 366)
    look_at_sign_offs()
    again = the_request(world.version, world["teacher"])
    assert (again.reason, again.status) == (SignOffReason.RENEWAL, SignOffState.SENT)
    second = sign(world.version, "Tessa Moor", by=world["teacher"])
    day = timezone.localdate
    signature_on = world.version.signature_of
    assert signature_on(world["teacher"], day()) == second
    assert signature_on(world["teacher"], day() - timedelta(days=1)) == first
    assert signature_on(world["teacher"], date(2026, 9, 14)) == first
    assert signature_on(world["teacher"], date(2026, 9, 13)) == first  # only afterwards, and then the first


def test_the_schools_own_figure_decides_when_a_signature_is_renewed(world, clock):
    world.school.day_counts = {"policy_reacknowledge": 6}
    world.school.save()
    world["teacher"].school.refresh_from_db()
    sign(world.version, "Tessa Moor", by=world["teacher"])
    assert the_request(world.version, world["teacher"]).renew_on == date(2027, 3, 14)


def test_whoever_comes_back_is_asked_although_they_signed_and_not_twice(world):
    sign(world.version, "Tessa Moor", by=world["teacher"])
    [row] = ask_person(world["teacher"], SignOffReason.RETURN, by=world["head"])
    assert (row.reason, row.status) == (SignOffReason.RETURN, SignOffState.NOT_SENT)
    assert ask_person(world["teacher"], SignOffReason.RETURN, by=world["head"]) == []
    assert ask_person(world["teacher"], SignOffReason.JOINER, by=world["head"]) == []


def test_a_refusal_needs_its_reason_and_can_be_taken_up_again(world, clock):
    look_at_sign_offs()
    with pytest.raises(BadAnswers) as bad:
        refuse(world.version, "", by=world["colleague"])
    assert list(bad.value.sentences) == ["reason"]
    row = refuse(world.version, "Clause 2 goes too far.", by=world["colleague"])
    assert (row.status, row.refused_because) == (SignOffState.REFUSED, "Clause 2 goes too far.")
    with pytest.raises(Refused, match="not yours"):
        take_at_school(P.ask_again, row, by=world["deputy"], talked_on=timezone.localdate())
    after(clock, 10)
    take_at_school(P.ask_again, row, by=world["head"], talked_on=timezone.localdate())
    assert (row.status, row.asked_on, row.reminders.count()) == (SignOffState.SENT, timezone.localdate(), 0)
    sign(world.version, "Colin Hay", by=world["colleague"])
    row.refresh_from_db()
    assert (row.status, row.refused_because) == (SignOffState.SIGNED, "")
    taken = SchoolStepTaken.objects.filter(record_id=str(row.pk)).values_list("step", "as_role")
    assert list(taken) == [
        ("send_request", "casework"), ("refuse_to_sign", "signer"), ("ask_again", "head"), ("sign_policy", "signer"),
    ]  # fmt: skip


def test_who_has_no_account_signs_on_paper(world):
    row = the_request(world.version, world["teacher"])
    take_at_school(P.record_paper, row, by=world["clerk"], signed_on=timezone.localdate(), place="Personnel file, 2")
    signed = row.acknowledgement
    assert (signed.kept_at, signed.statement, row.status) == (
        "Personnel file, 2",
        "Signed on paper.",
        SignOffState.SIGNED,
    )
    countersign(signed, "Helen Ward", by=world["head"])
    row.refresh_from_db()
    assert row.status == SignOffState.COUNTERSIGNED


@pytest.mark.parametrize(
    "drawing",
    [
        "nothing", "[]", "[[]]", "[[[1,2]]]", "[[[0,0],[601,10]]]", "[[[0,0],[300,-1]]]", '[[["0",0],[300,10]]]', "{}",
        "[[[0,0],[1e9,3]]]", "[[[0,0,0],[300,10]]]", "[[[true,0],[300,10]]]", "[" * 3000,
        "[[" + ",".join(["[1,1]"] * 4000) + "]]", "[" + ",".join(["[[1,1],[200,2]]"] * 90) + "]", "null",
    ],
)  # fmt: skip
def test_what_is_no_signature_is_refused_and_nothing_is_kept(world, drawing):
    with pytest.raises(BadAnswers) as bad:
        sign(world.version, "", by=world["teacher"], drawing=drawing)
    assert list(bad.value.sentences) == ["drawing"] and bad.value.sentences["drawing"].endswith("instead.")
    assert Acknowledgement.objects.count() == 0
    assert the_request(world.version, world["teacher"]).status is SignOffState.NOT_SENT


def test_a_signature_is_drawn_or_typed_and_one_of_both_has_to_be_there(world):
    with pytest.raises(BadAnswers) as bad:
        sign(world.version, "", by=world["teacher"])
    assert bad.value.sentences == {"signature": "Type your full name, or draw your signature below."}
    signed = sign(world.version, "", by=world["teacher"], drawing=DRAWN, address="192.0.2.7", browser="A browser")
    assert signed.path == "M10 90 L120 40 L240 120 L400 60 M420 90 L480 95"
    assert (signed.signature, signed.address, signed.browser) == ("", "192.0.2.7", "A browser")


def test_everything_stands_in_the_schools_chain(world):
    look_at_sign_offs()
    countersign(sign(world.version, "Tessa Moor", by=world["teacher"]), "Helen Ward", by=world["head"])
    stream = AuditStream.objects.get(name=f"school:{world.school.pk}")
    kinds = list(stream.events.values_list("kind", flat=True))
    for kind in (
        "sign_off.campaign",
        "school_step.send_request",
        "school_step.sign_policy",
        "school_step.countersign_policy",
    ):
        assert kind in kinds, kind
    assert list(verify_stream(stream)) == []


def test_whoever_leaves_is_asked_no_more(world):
    change_person(world["teacher"], name="Tessa Moor", job_title="", left_on=timezone.localdate(), by=world["head"])
    assert "Tessa Moor" not in set(SignOff.objects.current().values_list("person__name", flat=True))
