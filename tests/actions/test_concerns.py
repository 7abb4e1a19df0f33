"""A concern becomes a case once, for whoever may manage it, with what was in force on the day."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from investigations.access import cases_for, parts_for
from investigations.actions import drafts
from investigations.actions.concerns import Claim, Concern, log_concern, versions_in_force
from investigations.actions.drafts import Newcomer
from investigations.actions.investigation import add_allegation, change_allegation
from investigations.actions.policies import publish, save_version
from investigations.actions.refusals import BadAnswers, Refused
from investigations.audit import verify_all
from investigations.models import AuditEvent, Case, ConcernDraft, OfficeHeld, Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office, Role
from tests.world import READING, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def days_ago(number):
    return timezone.localdate() - timedelta(days=number)


def claim(world, **other):
    values = {"what": "A post.", "happened_from": days_ago(2), "clauses": (world.version.clauses.first(),)}
    return Claim(**values | other)


def concern(world, *claims, **other):
    return Concern(title="A picture", claims=claims or (claim(world),), **other)


def new_version(world, since):
    version = save_version(world.school, READING, f"from {since}", effective_from=since, source_name="p.md")
    publish(version, by=world["head"])
    return version


def test_the_case_has_the_key_that_the_concern_gives(world):
    key = uuid.uuid4()
    case = log_concern(concern(world, id=key), by=world.user("reporter"), at=world["reporter"])
    assert case.pk == key
    assert [event.kind for event in AuditEvent.objects.filter(stream__name__contains=str(case.pk))] == ["case.logged"]


def test_one_reports_only_as_oneself(world):
    with pytest.raises(Refused, match="only as yourself"):
        log_concern(concern(world), by=world.user("reporter"), at=world["head"])
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("what", {"what": "  "}),
        ("happened_from", {"happened_from": days_ago(-1)}),
        ("happened_to", {"happened_to": days_ago(-1)}),
        ("happened_to", {"happened_to": days_ago(9)}),
        ("clauses", {"happened_from": days_ago(900)}),
    ],
)
def test_an_allegation_that_cannot_be_is_refused_when_logged_added_or_changed(world, field, other):
    with pytest.raises(BadAnswers) as refused:
        log_concern(concern(world, claim(world, **other)), by=world.user("reporter"), at=world["reporter"])
    assert list(refused.value.sentences) == [field] and not Case.objects.exists()
    case, head = world.log(), world.user("head")
    with pytest.raises(BadAnswers):
        add_allegation(case, claim(world, **other), by=head)
    with pytest.raises(BadAnswers):
        change_allegation(case.allegations.get(), claim(world, **other), by=head)
    assert case.allegations.count() == 1 and case.allegations.get().what == "A post showed a pupil with the full name."


def test_clauses_of_every_version_in_force_between_two_days_can_be_cited(world):
    later = new_version(world, days_ago(3))
    assert list(versions_in_force(world.school, days_ago(5))) == [world.version]
    assert list(versions_in_force(world.school, days_ago(3))) == [later]
    assert list(versions_in_force(world.school, days_ago(5), days_ago(1))) == [world.version, later]
    assert list(versions_in_force(world.school, days_ago(900))) == []
    both = (world.version.clauses.first(), later.clauses.first())
    spread = claim(world, happened_from=days_ago(5), happened_to=days_ago(1), clauses=both)
    case = log_concern(concern(world, spread), by=world.user("reporter"), at=world["reporter"])
    assert case.allegations.get().clauses.count() == 2


def test_an_unpublished_version_and_another_schools_are_not_in_force(world):
    save_version(world.school, READING, "draft", effective_from=days_ago(1), source_name="p.md")
    other = World.make(name="Other School", domain="other.example")
    assert list(versions_in_force(world.school, timezone.localdate())) == [world.version]
    with pytest.raises(BadAnswers):
        log_concern(
            concern(world, claim(world, clauses=(other.version.clauses.first(),))),
            by=world.user("reporter"), at=world["reporter"],
        )  # fmt: skip


def test_it_is_about_and_from_people_of_this_school(world):
    other = World.make(name="Other School", domain="other.example")
    for wrong in ({"subject": other["teacher"]}, {"reported_by": other["teacher"]}):
        with pytest.raises(BadAnswers, match="does not belong to this school"):
            log_concern(concern(world, **wrong), by=world.user("reporter"), at=world["reporter"])


def reporters(case):
    return sorted(case.appointments.live().of(Role.REPORTER).values_list("person__name", flat=True))


def test_who_told_and_who_passed_it_on_both_follow_it_and_the_employee_never_does(world):
    def logged(by, reported_by, about="teacher"):
        made = concern(world, subject=world[about], reported_by=reported_by and world[reported_by])
        return reporters(log_concern(made, by=world.user(by), at=world[by]))

    assert logged("reporter", None) == ["Rita Shaw"]
    assert logged("reporter", "colleague") == ["Colin Hay", "Rita Shaw"]
    assert logged("head", "colleague") == ["Colin Hay"]
    assert logged("head", None) == ["Helen Ward"]
    assert logged("reporter", "teacher") == ["Rita Shaw"]
    assert logged("teacher", None) == []


def test_where_nobody_can_take_it_nothing_is_logged(world):
    OfficeHeld.objects.filter(office__in=[Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR]).delete()
    with pytest.raises(Refused, match="no head teacher or governor with an account"):
        log_concern(concern(world, subject=world["head"]), by=world.user("reporter"), at=world["reporter"])
    assert not Case.objects.exists() and not AuditEvent.objects.filter(kind="case.logged").exists()


def test_a_chair_who_cannot_sign_in_is_passed_over(world):
    chair = world.user("chair")
    chair.is_active = False
    chair.save()
    case = log_concern(concern(world, subject=world["head"]), by=world.user("reporter"), at=world["reporter"])
    assert case.appointments.get(role=Role.CASE_MANAGER).person == world["vice_chair"]
    assert not cases_for(world.user("head")).exists()


# ---- The draft ---------------------------------------------------------------------------------------------------------------


def sent(world, draft, *, subject=None, told_by=None, by="reporter"):
    return drafts.send(draft, concern(world), subject=subject, told_by=told_by, by=world.user(by), at=world[by])


def test_a_draft_is_sent_once(world):
    draft = drafts.start_draft(world["reporter"])
    case = sent(world, draft, subject=world["teacher"])
    before = AuditEvent.objects.count()
    with pytest.raises(drafts.Gone):
        sent(world, draft, subject=world["teacher"])
    assert Case.objects.get() == case and AuditEvent.objects.count() == before
    assert drafts.was_sent_by(world["reporter"], draft.pk)
    assert not drafts.was_sent_by(world["head"], draft.pk) and not drafts.was_sent_by(world["reporter"], uuid.uuid4())
    assert list(verify_all()) == []


def test_a_send_that_is_refused_leaves_the_draft_and_enters_nobody(world):
    draft = drafts.start_draft(world["reporter"])
    people = Person.objects.count()
    with pytest.raises(BadAnswers):
        sent(
            world,
            draft,
            told_by=Newcomer(kind=PersonKind.PUPIL),
            subject=Newcomer(kind=PersonKind.STAFF, name="Helen Ward"),
        )
    draft_with_a_day_to_come = concern(world, received_on=days_ago(-2))
    with pytest.raises(BadAnswers):
        drafts.send(
            draft, draft_with_a_day_to_come, subject=None, told_by=Newcomer(kind=PersonKind.PUPIL),
            by=world.user("reporter"), at=world["reporter"],
        )  # fmt: skip
    assert ConcernDraft.objects.get() == draft and Person.objects.count() == people and not Case.objects.exists()


def test_people_named_in_a_draft_are_entered_with_the_case(world):
    draft = drafts.start_draft(world["head"])
    case = sent(
        world, draft, by="head", subject=Newcomer(kind=PersonKind.STAFF, name="Zoe Lane"),
        told_by=Newcomer(kind=PersonKind.PUPIL),
    )  # fmt: skip
    assert case.subject.name == "Zoe Lane" and reporters(case) == ["Pupil A"]
    assert not parts_for(world.user("head")).exists()


def test_nothing_is_kept_with_a_draft_that_is_gone(world):
    draft = drafts.start_draft(world["reporter"])
    sent(world, draft)
    for verb in (
        lambda: drafts.keep_answers(draft, "who", {"who": ["unknown"]}),
        lambda: drafts.remove_allegation(draft, 1),
        lambda: drafts.discard_draft(draft),
    ):
        with pytest.raises(drafts.Gone):
            verb()
    assert Case.objects.count() == 1
