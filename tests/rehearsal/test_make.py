"""The rehearsal school: everybody there, a case at every stage, and nothing that could not have happened so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from investigations.access import cases_for
from investigations.audit import verify_all
from investigations.models import (
    Acknowledgement,
    Appointment,
    AuditEvent,
    Case,
    Device,
    Evidence,
    OfficeHeld,
    PasswordChange,
    Person,
    PolicyVersion,
    Report,
    SignOff,
    StepTaken,
)
from investigations.procedure.calendar import long_date
from investigations.procedure.roles import Office, Role
from investigations.procedure.sign_off import DeviceState, SignOffState
from investigations.procedure.states import ActionState, State, StatementState
from investigations.rehearsal.cast import cast_of
from investigations.rehearsal.moved_time import moved_time
from investigations.rehearsal.personas import personas
from investigations.vault.store import verify

pytestmark = pytest.mark.django_db


def test_there_is_a_case_at_every_stage_and_every_office_is_held(school):
    assert set(Case.objects.values_list("state", flat=True)) == {state.value for state in State}
    today = timezone.localdate()
    held = OfficeHeld.objects.filter(starts__lte=today, ends=None).values_list("office", flat=True)
    assert set(held) == {office.value for office in Office}
    assert set(school.cases.values_list("actions__state", flat=True)) >= {state.value for state in ActionState}


def test_the_record_is_sound_and_tells_everything_in_its_order(school):
    assert list(verify_all()) == []
    now = timezone.now()
    for stream in school.streams.all():
        told = list(AuditEvent.objects.filter(stream=stream).order_by("seq").values_list("at", flat=True))
        assert told == sorted(told)
        assert told[-1] <= now


def test_what_the_models_date_by_themselves_lies_in_the_past_too(school):
    closed = Case.objects.filter(state=State.CLOSED).order_by("reported_at").first()
    for appointment in closed.appointments.all():
        assert closed.reported_at <= appointment.appointed_at <= closed.closed_at
    assert closed.allegations.first().created_at == closed.reported_at
    assert closed.hearings.first().bundle.made_at < closed.closed_at
    assert closed.served.first().recorded_at < closed.closed_at
    assert not StepTaken.objects.filter(at__gt=timezone.now()).exists()


def test_one_fact_finding_and_an_adjourned_hearing_are_late_and_nothing_else(school):
    assert set(Case.objects.overdue().values_list("title", flat=True)) <= {
        "Remark about a family's parking on the class account",
        "Sports day pictures left on a shared memory stick",
    }
    assert Case.objects.overdue().filter(state=State.FACT_FINDING).exists()


def test_a_hearing_that_is_arranged_lies_ahead_on_a_working_day(school):
    for state in (State.HEARING_ARRANGED, State.APPEAL_ARRANGED):
        hearing = Case.objects.get(state=state).hearings.latest("starts_at")
        assert hearing.starts_at > timezone.now()
        assert school.calendar.is_working_day(timezone.localdate(hearing.starts_at))


def test_the_head_does_not_find_the_case_about_the_head(school):
    cast = cast_of(school)
    case = Case.objects.get(is_about_the_head=True)
    assert case.appointments.live().get(role=Role.CASE_MANAGER).person == cast["chair"]
    assert case in cases_for(cast.user("chair"))
    assert case in cases_for(cast.user("outside_officer"))
    assert case not in cases_for(cast.user("head"))


def test_the_case_to_learn_by_has_its_papers_and_half_its_findings(school):
    case = Case.objects.get(title="Year 5 pupil's picture posted with her full name")
    assert case.status is State.INVESTIGATION
    kinds = list(case.evidence.values_list("content_type", flat=True))
    assert sorted(kinds) == ["application/pdf", "image/jpeg", "image/jpeg", *["image/png"] * 9]
    assert all(case.evidence.values_list("bearings", flat=True))
    assert [clause.number for clause in case.allegations.first().clauses.all()] == ["3"]
    assert sorted(case.statements.values_list("state", flat=True)) == sorted(
        [StatementState.CONFIRMED, StatementState.CONFIRMED, StatementState.CONFIRMED, StatementState.SENT]
    )
    assert [allegation.findings.count() for allegation in case.allegations.all()] == [1, 0]
    report = Report.objects.get(case=case)
    assert report.process and not report.conclusion and not report.is_locked
    assert sorted(case.actions.values_list("state", flat=True)) == sorted(
        [ActionState.DONE] * 3 + [ActionState.APPROVED, ActionState.PROPOSED, ActionState.NOT_DONE]
    )


def test_every_exhibit_is_the_file_that_came_in(school):
    exhibits = Evidence.objects.all()
    assert exhibits.count() > 25
    for exhibit in exhibits:
        verify(exhibit.vault_key, exhibit.sha256, exhibit.size)


def test_the_policy_in_force_is_signed_by_all_but_the_newcomer(school):
    cast = cast_of(school)
    first, second = PolicyVersion.objects.order_by("number")
    assert (first.clauses.count(), second.clauses.count()) == (6, 7)
    assert list(PolicyVersion.objects.in_force(school, timezone.localdate())) == [second]
    assert not Acknowledgement.objects.filter(person=cast["joiner"]).exists()
    waiting = second.acknowledgements.filter(countersigned_at=None)
    assert set(waiting.values_list("person__name", flat=True)) == {"Amina Yusuf", "Callum Reid"}
    signed = second.acknowledgements.filter(person=cast["head"]).last()
    assert (signed.countersigned_by, signed.person) == (cast["chair"], cast["head"])
    on_the_day = Case.objects.get(title="Swimming certificates posted with full names")
    assert on_the_day.allegations.first().clauses.first().version == second


def test_what_waits_of_sign_off_shows_each_way_it_can_go(school):
    current = SignOff.objects.at(school).current()
    by_state = {
        state: {row.person.name for row in current if row.state == state} for state in {row.state for row in current}
    }
    assert by_state.pop(SignOffState.REFUSED) == {"Peter Sandys"}
    assert by_state.pop(SignOffState.SENT) == {"Lorraine Fitch", "Stuart Mellor", "Leon Baptiste"}
    assert set(by_state) == {SignOffState.COUNTERSIGNED}
    assert current.overdue(timezone.localdate()).count() == 3
    assert {device.state for device in Device.objects.at(school)} == {DeviceState.ACTIVE, DeviceState.REQUESTED}
    [change] = PasswordChange.objects.all()
    assert change.permitted_at > change.changed_at and not change.was_permitted_before


def test_pupils_have_no_name_and_nobody_has_a_password(school):
    pupils = Person.objects.filter(kind="pupil")
    assert set(pupils.values_list("name", flat=True)) == {"Pupil A", "Pupil B", "Pupil C", "Pupil D"}
    assert not any(person.user.has_usable_password() for person in Person.objects.exclude(user=None))


def test_each_of_the_main_roles_sees_their_page(school, client):
    shown = personas(school)
    assert [persona.office for persona in shown][:2] == ["Head teacher", "Deputy head teacher"]
    for persona in shown:
        client.force_login(persona.person.user)
        assert client.get("/").status_code == 200, persona


def test_every_page_of_every_case_opens_for_whoever_manages_it(school, client):
    for case in Case.objects.all():
        manager = Appointment.objects.live().get(case=case, role=Role.CASE_MANAGER).person
        client.force_login(manager.user)
        page = client.get(f"/cases/{case.reference}/")
        assert page.status_code == 200, case.title
        assert case.title in page.content.decode().replace("&#x27;", "'")
        for label, url, _ in page.context["case_navigation"]:
            assert client.get(url).status_code == 200, (case.title, label)


def test_time_is_put_back_and_never_moved_ahead():
    real = timezone.now
    appointed_at = Appointment._meta.get_field("appointed_at")
    with moved_time() as clock:
        then = timezone.now() - timedelta(days=300)
        clock.to(then)
        assert timezone.now() == appointed_at.get_default() == then
        assert long_date(timezone.localdate()) == long_date(timezone.localdate(then))
        with pytest.raises(ValueError, match="has not come yet"):
            clock.to(real() + timedelta(days=1))
    assert timezone.now is real
    assert appointed_at.get_default() > then + timedelta(days=299)
