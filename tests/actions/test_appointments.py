"""Who is appointed, who leaves, who follows: the case is never without a manager, and who has left has nothing."""

import pytest
from django.urls import reverse

from investigations.access import cases_for, parts_for, tasks_for
from investigations.actions.appointments import (
    appoint,
    appoint_newcomer,
    declare_conflict,
    end_appointment,
    introduce,
    listed_as,
    stand_down,
)
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.take import take
from investigations.audit import verify_all
from investigations.models import Appointment, AuditEvent, Case, Exclusion, ExclusionKind, OfficeHeld, Person
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office, Role
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def manager_of(case):
    return case.appointments.live().get(role=Role.CASE_MANAGER).person


def roles_of(case, person):
    return sorted(case.appointments.live().filter(person=person).values_list("role", flat=True))


def state_of(case):
    """Everything an appointment could change, to show that nothing did."""
    return (
        sorted(Appointment.objects.filter(case=case).values_list("person__name", "role", "ended_at")),
        sorted(Exclusion.objects.filter(case=case).values_list("person__name", "kind", "lifted_at")),
        sorted(case.readers.values_list("user__email", flat=True)),
        AuditEvent.objects.count(),
    )


def pages_of(client, world, key, case):
    """What somebody gets at each door of a case: page, list, search, count."""
    client.force_login(world.user(key))
    listed = client.get(reverse("case_list"))
    searched = client.get(reverse("case_list"), {"q": case.reference})
    return {
        "page": client.get(reverse("case_detail", args=[case.reference])).status_code,
        "people": client.get(reverse("appointment_list", args=[case.reference])).status_code,
        "list": case.title in listed.content.decode(),
        "search": case.title in searched.content.decode(),
        "count": cases_for(world.user(key)).filter(pk=case.pk).count(),
    }


EVERYTHING = {"page": 200, "people": 200, "list": True, "search": True, "count": 1}
NOTHING = {"page": 404, "people": 404, "list": False, "search": False, "count": 0}


# ---- The employee is never a caseworker ---------------------------------------------------------------------------------


def test_a_head_who_is_named_loses_the_case_at_every_door_and_the_chair_has_it(client, world):
    case = world.log(about=None)
    assert pages_of(client, world, "head", case) == EVERYTHING
    assert pages_of(client, world, "chair", case) == NOTHING
    appoint(case, world["head"], Role.SUBJECT, by=world.user("head"), reason="It was my own post.")
    assert pages_of(client, world, "head", case) == NOTHING
    assert pages_of(client, world, "chair", case) == EVERYTHING
    case.refresh_from_db()
    assert case.is_about_the_head and manager_of(case) == world["chair"]
    assert list(verify_all()) == []


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("deputy", Role.INVESTIGATING_OFFICER),
        ("hr", Role.HR_ADVISER),
        ("vice_chair", Role.INCIDENT_GROUP),
        ("colleague", Role.WITNESS),
        ("it_lead", Role.EVIDENCE_CUSTODIAN),
    ],
)
def test_whoever_is_named_loses_every_other_part_at_once(world, key, role):
    case, person, head = world.log(about=None), world[key], world.user("head")
    appoint(case, person, role, by=head)
    assert cases_for(world.user(key)).exists() or parts_for(world.user(key)).exists()
    appoint(case, person, Role.SUBJECT, by=head)
    assert roles_of(case, person) == ["subject"]
    assert not cases_for(world.user(key)).exists() and not parts_for(world.user(key)).exists()


@pytest.mark.parametrize(("key", "role"), [("clerk", Role.CLERK), ("colleague", Role.PRESENTING_OFFICER)])
def test_whoever_waits_for_their_part_loses_it_too_when_named(world, key, role):
    case = world.log(about=None)
    appoint(case, world[key], role, by=world.user("head"))
    appoint(case, world[key], Role.SUBJECT, by=world.user("head"))
    assert roles_of(case, world[key]) == ["subject"]


def test_a_reporter_who_is_named_keeps_nothing_of_the_report(world):
    case = world.log(about=None)
    assert parts_for(world.user("reporter")).exists()
    appoint(case, world["reporter"], Role.SUBJECT, by=world.user("head"))
    assert not parts_for(world.user("reporter")).exists()


@pytest.mark.parametrize("role", [role for role in (Role.INVESTIGATING_OFFICER, Role.HR_ADVISER, Role.WITNESS)])
def test_the_employee_is_appointed_to_nothing_else(world, role):
    case = world.log()
    before = state_of(case)
    with pytest.raises(BadAnswers):
        appoint(case, world["teacher"], role, by=world.user("head"))
    assert state_of(case) == before


def test_somebody_named_by_mistake_is_let_go_when_the_right_one_is_named(world):
    case = world.case_at(State.INVESTIGATION)
    appoint(case, world["colleague"], Role.SUBJECT, by=world.user("head"))
    assert roles_of(case, world["teacher"]) == []
    assert not case.exclusions.filter(person=world["teacher"], lifted_at=None).exists()
    assert case.subject == world["colleague"]
    appoint(case, world["teacher"], Role.WITNESS, by=world.user("head"))


def test_the_right_employee_has_no_page_because_the_wrong_one_was_told(world):
    case = world.case_at(State.REPORT_SUBMITTED)
    assert parts_for(world.user("teacher")).exists()
    appoint(case, world["colleague"], Role.SUBJECT, by=world.user("head"))
    assert not parts_for(world.user("colleague")).exists()
    assert not parts_for(world.user("teacher")).exists()


def test_after_the_referral_the_case_is_about_nobody_else(world):
    case = world.case_at(State.REFERRED)
    before = state_of(case)
    with pytest.raises(Refused, match="report a concern about somebody else as a new one"):
        appoint(case, world["reporter"], Role.SUBJECT, by=world.user("head"))
    with pytest.raises(Refused, match="as a new one"):
        end_appointment(case.appointments.get(role=Role.SUBJECT), by=world.user("head"), because="Wrong person.")
    assert state_of(case) == before


# ---- Succession -----------------------------------------------------------------------------------------------------------


def test_the_case_goes_down_the_line_head_chair_vice_chair_governor(client, world):
    case = world.log()
    for leaving, next_one in [("head", "chair"), ("chair", "vice_chair"), ("vice_chair", "governor1")]:
        assert pages_of(client, world, leaving, case) == EVERYTHING
        assert stand_down(case, by=world.user(leaving), because="A conflict.") == world[next_one]
        assert pages_of(client, world, leaving, case) == NOTHING
        assert manager_of(case) == world[next_one]
    assert list(verify_all()) == []


def test_somebody_without_a_working_account_is_passed_over(world):
    case = world.log()
    chair = world.user("chair")
    chair.is_active = False
    chair.save()
    assert stand_down(case, by=world.user("head"), because="A conflict.") == world["vice_chair"]


def test_who_investigated_or_is_a_witness_does_not_take_the_case(world):
    case = world.case_at(State.ASSESSMENT)
    appoint(case, world["chair"], Role.INVESTIGATING_OFFICER, by=world.user("head"))
    end_appointment(case.appointments.get(person=world["chair"]), by=world.user("head"), because="No time.")
    appoint(case, world["vice_chair"], Role.WITNESS, by=world.user("head"))
    assert stand_down(case, by=world.user("head"), because="A conflict.") == world["governor1"]


def test_where_nobody_is_left_it_is_refused_and_nothing_changes(client, world):
    case = world.log()
    OfficeHeld.objects.filter(office__in=[Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR]).delete()
    before = state_of(case)
    with pytest.raises(Refused, match="Nobody is left who could manage this case"):
        stand_down(case, by=world.user("head"), because="A conflict.")
    with pytest.raises(Refused, match="Nobody is left who could manage this case"):
        declare_conflict(case, world["head"], by=world.user("head"), because="A conflict.")
    with pytest.raises(Refused, match="Nobody is left who could manage this case"):
        appoint(case, world["head"], Role.WITNESS, by=world.user("head"))
    assert state_of(case) == before
    assert cases_for(world.user("head")).filter(pk=case.pk).exists()


def test_a_manager_who_becomes_a_witness_passes_the_case_on(world):
    case = world.log()
    appoint(case, world["head"], Role.WITNESS, by=world.user("head"), reason="Gave the permission.")
    assert manager_of(case) == world["chair"]
    assert not cases_for(world.user("head")).exists()
    assert [part.role for part in parts_for(world.user("head"))] == ["witness"]


# ---- Standing down and conflicts ---------------------------------------------------------------------------------------------


def test_a_reporter_who_stands_down_keeps_nothing(world):
    case = world.log()
    assert [part.case for part in parts_for(world.user("reporter"))] == [case]
    assert stand_down(case, by=world.user("reporter"), because="She is my sister.") is None
    assert not parts_for(world.user("reporter")).exists()
    assert roles_of(case, world["reporter"]) == []
    assert manager_of(case) == world["head"]


def test_a_head_who_reported_it_and_stands_down_keeps_no_part_of_a_reporter(world):
    case = world.log(by="head")
    assert roles_of(case, world["head"]) == ["case_manager", "reporter"]
    stand_down(case, by=world.user("head"), because="A conflict.")
    assert roles_of(case, world["head"]) == []
    assert not parts_for(world.user("head")).exists() and not cases_for(world.user("head")).exists()


def test_an_investigator_who_stands_down_loses_the_case_and_cannot_come_back(world):
    case = world.case_at(State.INVESTIGATION)
    assert cases_for(world.user("deputy")).exists()
    stand_down(case, by=world.user("deputy"), because="We share a house.")
    assert not cases_for(world.user("deputy")).exists() and manager_of(case) == world["head"]
    with pytest.raises(BadAnswers, match="shut out"):
        appoint(case, world["deputy"], Role.HR_ADVISER, by=world.user("head"))


@pytest.mark.parametrize("key", ["teacher", "governor1", "colleague"])
def test_nobody_stands_down_from_a_case_that_does_not_exist_for_them_or_is_about_them(world, key):
    case = world.log()
    before = state_of(case)
    with pytest.raises(Refused, match="You have no part"):
        stand_down(case, by=world.user(key), because="x")
    assert state_of(case) == before


def test_a_reason_is_asked_for_everything_that_ends(world):
    case = world.case_at(State.INVESTIGATION)
    head = world.user("head")
    before = state_of(case)
    with pytest.raises(BadAnswers):
        declare_conflict(case, world["deputy"], by=head, because="")
    with pytest.raises(BadAnswers):
        end_appointment(case.appointments.get(role=Role.HR_ADVISER), by=head, because="")
    assert state_of(case) == before


def test_standing_down_asks_for_no_reason(world):
    case = world.case_at(State.INVESTIGATION)
    stand_down(case, by=world.user("deputy"))
    ended = case.appointments.get(person=world["deputy"])
    assert ended.ended_because == "They stood down without saying why."


def test_a_conflict_recorded_beforehand_bars_from_every_appointment(world):
    case = world.log()
    declare_conflict(case, world["deputy"], by=world.user("head"), because="They are married.")
    with pytest.raises(
        BadAnswers, match="Daniel Price cannot investigate: they have a conflict of interest, and are shut out"
    ):
        appoint(case, world["deputy"], Role.INVESTIGATING_OFFICER, by=world.user("head"))


def test_a_conflict_takes_the_task_of_an_action_away_too(world):
    from investigations.actions.governing_body import propose_action
    from investigations.procedure.side_tracks import ActionProcedure

    case = world.log()
    action = propose_action(
        case, title="Tell the platform", owner=world["it_lead"], protects=["school"],
        due_on=case.received_on, by=world.user("head"),
    )  # fmt: skip
    take(ActionProcedure.approve_action, action, by=world.user("head"))
    assert tasks_for(world.user("it_lead")).exists()
    declare_conflict(case, world["it_lead"], by=world.user("head"), because="His post.")
    assert not tasks_for(world.user("it_lead")).exists()


def test_no_conflict_is_recorded_twice_or_against_the_employee_or_a_stranger(world):
    case, other = world.log(), World.make(name="Other School", domain="other.example")
    head = world.user("head")
    declare_conflict(case, world["deputy"], by=head, because="They are married.")
    before = state_of(case)
    for person, why in [
        (world["deputy"], "is shut out of this case already"),
        (world["teacher"], "The case is about Tessa Moor"),
        (other["deputy"], "does not belong to this school"),
    ]:
        with pytest.raises(BadAnswers, match=why):
            declare_conflict(case, person, by=head, because="x")
    assert state_of(case) == before


def test_a_conflict_outlives_having_been_named_by_mistake(world):
    case = world.log(about=None)
    head = world.user("head")
    declare_conflict(case, world["deputy"], by=head, because="They are married.")
    appoint(case, world["deputy"], Role.SUBJECT, by=head)
    end_appointment(case.appointments.live().get(role=Role.SUBJECT), by=head, because="It was not him.")
    kinds = case.exclusions.filter(person=world["deputy"], lifted_at=None).values_list("kind", flat=True)
    assert list(kinds) == [ExclusionKind.CONFLICT]


@pytest.mark.parametrize("key", ["deputy", "hr", "clerk", "teacher", "chair"])
def test_only_the_manager_appoints_ends_and_shuts_out(world, key):
    case = world.case_at(State.REFERRED)
    before = state_of(case)
    officer = case.appointments.get(role=Role.INVESTIGATING_OFFICER)
    for verb in (
        lambda by: appoint(case, world["dsl"], Role.WITNESS, by=by),
        lambda by: end_appointment(officer, by=by, because="x"),
        lambda by: declare_conflict(case, world["dsl"], by=by, because="x"),
        lambda by: appoint_newcomer(case, Role.WITNESS, kind=PersonKind.PARENT, name="Mrs Oak", by=by),
    ):
        with pytest.raises(Refused):
            verb(world.user(key))
    assert state_of(case) == before and not Person.objects.filter(name="Mrs Oak").exists()


# ---- Ending ---------------------------------------------------------------------------------------------------------------------


def test_what_is_not_appointed_by_the_manager_is_not_ended_by_them(world):
    case = world.case_at(State.HEARING_ARRANGED)
    before = state_of(case)
    for role, why in [(Role.PANEL, "The clerk convenes"), (Role.CASE_MANAGER, "always has a manager")]:
        with pytest.raises(Refused, match=why):
            end_appointment(case.appointments.live().filter(role=role).first(), by=world.user("head"), because="x")
    assert state_of(case) == before


def test_an_appointment_ends_once(world):
    case = world.case_at(State.INVESTIGATION)
    adviser = case.appointments.get(role=Role.HR_ADVISER)
    end_appointment(adviser, by=world.user("head"), because="Left the county.")
    assert not cases_for(world.user("hr")).exists()
    with pytest.raises(Refused, match="has ended already"):
        end_appointment(adviser, by=world.user("head"), because="Again.")


def test_a_new_investigator_replaces_the_first(world):
    case = world.case_at(State.INVESTIGATION)
    appoint(case, world["dsl"], Role.INVESTIGATING_OFFICER, by=world.user("head"))
    assert not cases_for(world.user("deputy")).exists() and cases_for(world.user("dsl")).exists()


# ---- Newcomers ------------------------------------------------------------------------------------------------------------------


def test_pupils_get_letters_one_after_the_other_and_go_on_after_z(world):
    names = [introduce(world.school, kind=PersonKind.PUPIL).name for _ in range(28)]
    assert names[:2] == ["Pupil A", "Pupil B"] and names[25:] == ["Pupil Z", "Pupil AA", "Pupil AB"]


def test_letters_of_another_school_do_not_count(world):
    introduce(World.make(name="Other School", domain="other.example").school, kind=PersonKind.PUPIL)
    assert introduce(world.school, kind=PersonKind.PUPIL).name == "Pupil A"


def test_a_newcomer_becomes_a_witness_or_nothing(world):
    case = world.log()
    made = appoint_newcomer(
        case, Role.WITNESS, kind=PersonKind.PARENT, name=" Mrs  Oak ", job_title="Parent", by=world.user("head")
    )
    assert (made.person.name, made.person.user, made.person.job_title) == ("Mrs Oak", None, "Parent")
    again = appoint_newcomer(case, Role.REPORTER, kind=PersonKind.PARENT, name="mrs oak", by=world.user("head"))
    assert again.person == made.person
    with pytest.raises(BadAnswers, match="already appointed"):
        appoint_newcomer(case, Role.WITNESS, kind=PersonKind.PARENT, name="Mrs Oak", by=world.user("head"))
    with pytest.raises(BadAnswers):
        appoint_newcomer(case, Role.SUBJECT, kind=PersonKind.PUPIL, by=world.user("head"))
    assert not Person.objects.filter(kind=PersonKind.PUPIL).exists()


def test_somebody_with_an_account_is_never_entered_anew(world):
    with pytest.raises(BadAnswers, match="Helen Ward is on the list"):
        introduce(world.school, kind=PersonKind.STAFF, name="mrs Helen  Ward")
    assert listed_as(world.school, "Helena Wardle") is None
    assert Case.objects.count() == 0 and Person.objects.filter(name__icontains="helen").count() == 1


def test_a_closed_case_takes_no_appointment_and_can_still_be_left(world):
    case = world.case_at(State.CLOSED)
    with pytest.raises(Refused):
        appoint(case, world["dsl"], Role.WITNESS, by=world.user("head"))
    assert stand_down(case, by=world.user("head"), because="A conflict.") == world["chair"]


def test_a_case_reopened_in_the_line_stays_with_whoever_has_it(world):
    case = world.case_at(State.ASSESSMENT)
    stand_down(case, by=world.user("head"), because="A conflict.")
    take(P.begin_fact_finding, case, by=world.user("chair"), severity="2", reason="Brief.")
    assert manager_of(case) == world["chair"]
