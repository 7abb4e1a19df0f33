"""The people of a case: who is shown whom, how somebody is appointed, and how somebody leaves."""

import pytest
from django.urls import reverse

from investigations.access import cases_for
from investigations.actions.appointments import appoint_newcomer, introduce
from investigations.audit import verify_all
from investigations.models import OfficeHeld, Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office, Role
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db
OF_THE_MANAGER = ["appointment_add", "case_person_add", "conflict_declare"]


@pytest.fixture
def world():
    return World.make()


def page(name, case, *args):
    return reverse(name, args=[case.reference, *args])


def seen_by(client, world, key, case, name="appointment_list", *args):
    client.force_login(world.user(key))
    return client.get(page(name, case, *args))


def words(answer):
    return answer.content.decode()


def choose(client, case, role, person, stage, reason=""):
    url = page("appointment_add", case) + f"?role={role.value}"
    return client.post(url, {"person": str(person.pk), "reason": reason, "stage": stage})


# ---- Who sees whom --------------------------------------------------------------------------------------------------------


def test_who_sees_the_people_and_who_may_appoint(client, world):
    case = world.case_at(State.REFERRED)
    assert {key: seen_by(client, world, key, case).status_code for key in world.people} == {
        key: 200 if key in ("head", "hr", "deputy", "clerk") else 404 for key in world.people
    }
    for name in OF_THE_MANAGER:
        assert {key: seen_by(client, world, key, case, name).status_code for key in ("head", "hr", "clerk", "chair")} == {
            "head": 200, "hr": 404, "clerk": 404, "chair": 404,
        }  # fmt: skip
    assert "Appoint somebody" in words(seen_by(client, world, "head", case))
    assert "Appoint somebody" not in words(seen_by(client, world, "hr", case))


def test_nobody_learns_of_a_panel_or_of_participants_before_their_time(client, world):
    case = world.case_at(State.HEARING_ARRANGED)
    assert "Governor Ames" in words(seen_by(client, world, "clerk", case))
    assert "Governor Ames" not in words(seen_by(client, world, "deputy", case))
    assert "Rita Shaw" in words(seen_by(client, world, "deputy", case))
    assert "Rita Shaw" not in words(seen_by(client, world, "clerk", case))


def test_the_list_says_since_when_by_whom_and_from_when_they_see_it(client, world):
    case = world.case_at(State.INVESTIGATION)
    client.force_login(world.user("head"))
    choose(client, case, Role.CLERK, world["clerk"], "appoint")
    shown = words(client.get(page("appointment_list", case)))
    assert "by Helen Ward" in shown and "Helen Ward (you)" in shown
    assert "They see it once the case is referred to the disciplinary procedure." in shown


# ---- Appointing ------------------------------------------------------------------------------------------------------------


def test_appointing_goes_from_role_to_person_to_check_without_a_script(client, world):
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    assert "To what do you appoint somebody?" in words(client.get(page("appointment_add", case)))
    people = words(client.get(page("appointment_add", case), {"role": "investigating_officer"}))
    assert "Daniel Price, member of staff" in people
    assert "Rita Shaw cannot investigate: they reported the concern." in people
    assert "Tessa Moor cannot investigate: the case is about them." in people
    assert f'value="{world["reporter"].pk}"' not in people
    checked = choose(client, case, Role.INVESTIGATING_OFFICER, world["deputy"], "check", "Knows the account.")
    assert "Check the appointment" in words(checked) and "Knows the account." in words(checked)
    assert checked.context["person"] == world["head"]  # who is signed in, not who is being appointed
    assert not case.appointments.filter(role=Role.INVESTIGATING_OFFICER).exists()
    again = choose(client, case, Role.INVESTIGATING_OFFICER, world["deputy"], "choose", "Knows the account.")
    assert "Knows the account." in words(again) and "checked" in words(again)
    made = choose(client, case, Role.INVESTIGATING_OFFICER, world["deputy"], "appoint", "Knows the account.")
    assert made["Location"] == page("appointment_list", case)
    officer = case.appointments.get(role=Role.INVESTIGATING_OFFICER)
    assert (officer.person, officer.reason, officer.appointed_by) == (
        world["deputy"],
        "Knows the account.",
        world["head"],
    )
    assert list(verify_all()) == []


def test_somebody_ineligible_is_not_appointed_by_posting_their_key(client, world):
    case, other = world.log(), World.make(name="Other School", domain="other.example")
    client.force_login(world.user("head"))
    for person in (world["reporter"], world["teacher"], other["deputy"]):
        answer = choose(client, case, Role.INVESTIGATING_OFFICER, person, "appoint")
        assert answer.status_code == 200 and "Choose one of the answers listed" in words(answer)
    assert not case.appointments.filter(role=Role.INVESTIGATING_OFFICER).exists()


@pytest.mark.parametrize("role", ["panel", "case_manager", "companion", "maker", "nonsense"])
def test_a_role_that_is_not_the_managers_to_give_is_not_offered(client, world, role):
    case = world.log()
    client.force_login(world.user("head"))
    answer = client.get(page("appointment_add", case), {"role": role})
    assert "Choose one of the answers listed" in words(answer)


def test_when_the_it_lead_cannot_keep_the_evidence_somebody_else_can(client, world):
    case = world.log(about="it_lead")
    client.force_login(world.user("head"))
    people = words(client.get(page("appointment_add", case), {"role": "evidence_custodian"}))
    assert (
        "Ivan Lund cannot be appointed: the case is about them." in people and "Daniel Price, member of staff" in people
    )
    choose(client, case, Role.EVIDENCE_CUSTODIAN, world["deputy"], "appoint")
    assert case.appointments.get(role=Role.EVIDENCE_CUSTODIAN).person == world["deputy"]


def test_the_check_says_what_follows_and_the_head_who_goes_on_has_left(client, world):
    case = world.log(about=None)
    client.force_login(world.user("head"))
    checked = words(choose(client, case, Role.SUBJECT, world["head"], "check"))
    assert "Charles Holt takes over the case as its manager." in checked
    assert "loses the part as Case manager" in checked
    made = choose(client, case, Role.SUBJECT, world["head"], "appoint")
    assert made["Location"] == reverse("my_work")
    assert client.get(page("appointment_list", case)).status_code == 404
    assert case.title not in words(client.get(reverse("my_work")))


def test_a_large_school_chooses_from_a_list(client, world):
    Person.objects.bulk_create(Person(school=world.school, name=f"Teacher {n:02}") for n in range(30))
    case = world.log()
    client.force_login(world.user("head"))
    shown = words(client.get(page("appointment_add", case), {"role": "investigating_officer"}))
    assert "<select" in shown and "Teacher 07, member of staff" in shown and 'type="radio"' not in shown


def test_who_is_replaced_is_said(client, world):
    case = world.case_at(State.INVESTIGATION)
    client.force_login(world.user("head"))
    assert "Daniel Price is replaced." in words(choose(client, case, Role.INVESTIGATING_OFFICER, world["dsl"], "check"))


def test_parents_and_pupils_of_a_case_one_cannot_see_are_not_offered(client, world):
    about_the_head = world.log(about="head")
    appoint_newcomer(about_the_head, Role.WITNESS, kind=PersonKind.PARENT, name="Mrs Oak", by=world.user("chair"))
    introduce(world.school, kind=PersonKind.PUPIL)
    case = world.log()
    client.force_login(world.user("head"))
    for role in ("witness", "reporter", "subject"):
        shown = words(client.get(page("appointment_add", case), {"role": role}))
        assert "Mrs Oak" not in shown and "Pupil A" not in shown and "Colin Hay" in shown
    assert "Mrs Oak" not in words(client.get(page("conflict_declare", case)))
    client.force_login(world.user("chair"))
    assert "Mrs Oak" in words(client.get(page("appointment_add", about_the_head), {"role": "witness"}))


# ---- Somebody not on the list --------------------------------------------------------------------------------------------


def newcomer(client, case, **typed):
    answers = {"kind": "parent", "name": "Mrs Oak", "job_title": "", "role": "witness"} | typed
    return client.post(page("case_person_add", case), answers)


def test_a_parent_and_a_pupil_become_witnesses_without_an_account(client, world):
    case = world.log()
    client.force_login(world.user("head"))
    newcomer(client, case, job_title="Parent of Pupil A")
    newcomer(client, case, kind="pupil", name="")
    shown = words(client.get(page("appointment_list", case)))
    assert "Mrs Oak" in shown and "Pupil A" in shown
    assert Person.objects.filter(user=None).count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter their name"),
        ({"kind": "pupil"}, "Leave a pupil&#x27;s name out"),
        ({"role": "subject"}, "Only somebody who works at the school can be the employee concerned"),
        ({"role": "panel"}, "Choose one of the answers listed"),
        ({"kind": "staff", "name": "Helen Ward"}, "Helen Ward is on the list: choose them there."),
    ],
)
def test_a_newcomer_that_cannot_be_is_refused_with_what_was_typed(client, world, typed, sentence):
    case = world.log()
    client.force_login(world.user("head"))
    people = Person.objects.count()
    answer = newcomer(client, case, job_title="A connection", **typed)
    assert answer.status_code == 200 and sentence in words(answer) and "A connection" in words(answer)
    assert Person.objects.count() == people


# ---- Leaving --------------------------------------------------------------------------------------------------------------


def test_an_appointment_is_ended_with_a_reason(client, world):
    case = world.case_at(State.INVESTIGATION)
    adviser = case.appointments.get(role=Role.HR_ADVISER)
    client.force_login(world.user("head"))
    assert "Why?" in words(client.get(page("appointment_end", case, adviser.pk)))
    assert "Answer the question “Why?”" in words(
        client.post(page("appointment_end", case, adviser.pk), {"because": ""})
    )
    assert cases_for(world.user("hr")).exists()
    client.post(page("appointment_end", case, adviser.pk), {"because": "Left the county."})
    assert not cases_for(world.user("hr")).exists()
    assert "Left the county." in words(client.get(page("appointment_list", case)))
    assert "Left the county." not in words(seen_by(client, world, "deputy", case))
    client.force_login(world.user("head"))
    assert client.get(page("appointment_end", case, adviser.pk)).status_code == 404


def test_what_cannot_be_ended_here_has_no_page(client, world):
    case, other = world.case_at(State.HEARING_ARRANGED), world.log(about="colleague")
    client.force_login(world.user("head"))
    for row in [
        case.appointments.get(role=Role.CASE_MANAGER),
        case.appointments.filter(role=Role.PANEL).first(),
        other.appointments.get(role=Role.REPORTER),
    ]:
        assert client.get(page("appointment_end", case, row.pk)).status_code == 404
    officer = case.appointments.get(role=Role.INVESTIGATING_OFFICER)
    assert seen_by(client, world, "hr", case, "appointment_end", officer.pk).status_code == 404


def test_a_conflict_is_recorded_and_the_person_is_out(client, world):
    case = world.case_at(State.INVESTIGATION)
    client.force_login(world.user("head"))
    shown = words(client.get(page("conflict_declare", case)))
    assert "Daniel Price" in shown and f'value="{world["teacher"].pk}"' not in shown
    client.post(page("conflict_declare", case), {"person": str(world["deputy"].pk), "because": "They are married."})
    assert not cases_for(world.user("deputy")).exists()
    assert seen_by(client, world, "deputy", case, "allegation_list").status_code == 404
    client.force_login(world.user("head"))
    assert f'value="{world["deputy"].pk}"' not in words(client.get(page("conflict_declare", case)))


def test_a_manager_who_records_a_conflict_of_their_own_goes_to_their_work(client, world):
    case = world.log()
    client.force_login(world.user("head"))
    gone = client.post(page("conflict_declare", case), {"person": str(world["head"].pk), "because": "A friend."})
    assert gone["Location"] == reverse("my_work")
    assert case.appointments.live().get(role=Role.CASE_MANAGER).person == world["chair"]


@pytest.mark.parametrize("key", ["head", "hr", "deputy", "clerk", "colleague"])
def test_every_caseworker_can_stand_down_and_the_case_is_gone(client, world, key):
    case = world.case_at(State.REFERRED)
    shown = seen_by(client, world, key, case, "stand_down")
    assert shown.status_code == 200
    assert ("Charles Holt</strong> takes it over" in words(shown)) == (key == "head")
    gone = client.post(page("stand_down", case), {"because": "We share a house."}, follow=True)
    assert gone.redirect_chain == [(reverse("my_work"), 302)] and "You stood down." in words(gone)
    assert client.get(page("case_detail", case)).status_code == 404
    assert client.get(page("stand_down", case)).status_code == 404


@pytest.mark.parametrize("key", ["teacher", "reporter", "chair", "governor1"])
def test_there_is_nothing_to_stand_down_from_for_anybody_else(client, world, key):
    case = world.case_at(State.REPORT_SUBMITTED)
    assert seen_by(client, world, key, case, "stand_down").status_code == 404
    assert client.post(page("stand_down", case), {"because": "x"}).status_code == 404


def test_where_nobody_is_left_the_page_says_so_and_nothing_changes(client, world):
    case = world.log()
    OfficeHeld.objects.filter(office__in=[Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR]).delete()
    shown = words(seen_by(client, world, "head", case, "stand_down"))
    assert "Nobody is left who could manage this case" in shown
    answer = client.post(page("stand_down", case), {"because": "A conflict."})
    assert answer.status_code == 409 and "A conflict." in words(answer)
    assert cases_for(world.user("head")).filter(pk=case.pk).exists()


def test_a_closed_case_says_why_nobody_is_appointed(client, world):
    case = world.case_at(State.CLOSED)
    shown = words(seen_by(client, world, "head", case))
    assert "Appoint somebody" not in shown and "the case stands at “Closed”" in shown
    for name in OF_THE_MANAGER:
        assert client.get(page(name, case)).status_code == 404
