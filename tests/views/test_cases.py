"""What the page of a case, its steps and the page of its readers say to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint, declare_conflict
from investigations.actions.policies import sign
from investigations.actions.take import take
from investigations.models import Acknowledgement, Appointment, Case, RunningClock
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.states import Stage, State
from tests.world import World

from .pages import at, finders, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def page(client, world, who, case, name="case_detail", *args):
    client.force_login(world.user(who))
    response = client.get(at(name, case, *args))
    assert response.status_code == 200, (who, name)
    return response


def step_url(case, name):
    return reverse("step_take", args=[case.reference, name])


# ---- The overview --------------------------------------------------------------------------------------------------


def test_only_who_works_the_case_finds_it(client, world):
    case = world.case_at(State.HEARING_ARRANGED)
    working = {"head", "deputy", "hr", "clerk", "colleague", "governor1", "governor2", "governor3"}
    assert finders(world, client, at("case_detail", case)) == working


def test_another_case_answers_as_one_that_never_was(client, world):
    case = world.log()
    client.force_login(world.user("clerk"))
    theirs = client.get(at("case_detail", case))
    nobodys = client.get(reverse("case_detail", args=["ZZZZ-ZZZZ"]))
    assert theirs.status_code == nobodys.status_code == 404
    assert words(theirs) == words(nobodys).replace("ZZZZ-ZZZZ", case.reference)
    assert theirs.headers.keys() == nobodys.headers.keys()


def test_a_panel_member_reads_neither_allegations_nor_names_here(client, world):
    case = world.case_at(State.HEARD)
    for who, reads in (("head", True), ("deputy", True), ("governor2", False)):
        said = words(page(client, world, who, case))
        assert ("A post showed a pupil" in said) is reads
        assert ("Tessa Moor" in said) is reads
        assert ("Rita Shaw" in said) is reads


def test_the_figures_are_those_of_what_one_sees(client, world):
    case = world.case_at(State.REPORT_SUBMITTED)

    def figures(who):
        return {row["label"]: row["number"] for row in page(client, world, who, case).context["figures"]}

    # Clause 3 is cited, so the breach log is open.
    own = {"Exhibits": 1, "Statements": 0, "Findings": "1 of 1"}
    assert figures("head") == own | {"Open duties": 1, "Open actions": 0}
    assert figures("deputy") == {"Exhibits": 1, "Statements": 0, "Findings": "1 of 1"}


def test_whose_turn_it_is_stands_there_without_names_one_does_not_learn(client, world):
    case = world.case_at(State.HEARD)
    assert "Waiting for the chair of the disciplinary panel, Governor Ames." in words(page(client, world, "head", case))
    said = words(page(client, world, "deputy", case))
    assert "Waiting for the chair of the disciplinary panel." in said
    assert "Ames" not in said
    assert "It is your turn." in words(page(client, world, "governor1", case))


def test_a_step_is_a_link_or_a_reason_or_not_there(client, world):
    case = world.case_at(State.ASSESSMENT)
    appoint(case, world["hr"], Role.HR_ADVISER, by=world.user("head"))
    said = page(client, world, "head", case)
    assert f'href="{step_url(case, "begin_fact_finding")}"' in said.content.decode()
    assert f'href="{step_url(case, "open_investigation")}"' not in said.content.decode()
    assert "Not yet: Appoint an investigating officer first." in words(said)
    assert "Open a formal investigation" not in words(page(client, world, "hr", case))


def test_a_case_that_had_no_hearing_does_not_look_as_if_it_had(client, world):
    case = world.case_at(State.REPORT_SUBMITTED)
    case.allegations.get().findings.update(result="not_proved")
    take(P.no_case_to_answer, case, by=world.user("head"), reason="Nothing was proved.")
    passed = page(client, world, "head", case).context["passed"]
    assert passed == {Stage.CONCERN, Stage.ASSESSMENT, Stage.INVESTIGATION, Stage.DECISION}


def test_what_is_due_says_in_how_many_working_days(client, world):
    case = world.log()
    RunningClock.objects.filter(case=case).update(due_at=timezone.now() - timedelta(days=10))
    said = words(page(client, world, "head", case))
    assert "working days overdue" in said
    assert "Acknowledgement to the reporter" in said


def test_the_policy_in_force_and_the_signature_stand_beside_the_allegation(client, world):
    case = world.log()
    assert "version 1, was in force" in words(page(client, world, "head", case))
    assert "Tessa Moor had not signed it." in words(page(client, world, "head", case))
    world.version.refresh_from_db()
    sign(world.version, "Tessa Moor", by=world["teacher"])
    assert "Tessa Moor signed it only afterwards" in words(page(client, world, "head", case))
    Acknowledgement.objects.update(signed_at=timezone.now() - timedelta(days=200))
    assert "Tessa Moor had signed it on" in words(page(client, world, "head", case))


def test_an_unknown_employee_is_said_to_be_unknown(client, world):
    said = words(page(client, world, "head", world.log(about=None)))
    assert "It is not known yet who the employee concerned is." in said
    assert "Employee concerned Not known yet" in said


def test_last_things_are_those_of_sections_one_sees(client, world):
    case = world.case_at(State.HEARD)
    said = {
        who: [row["title"] for row in page(client, world, who, case).context["last"]] for who in ("deputy", "clerk")
    }
    assert said["deputy"][0] == "Submitted the investigation report"
    assert said["clerk"][0] == "Recorded the hearing"


# ---- A step --------------------------------------------------------------------------------------------------------


def test_a_step_page_says_what_it_does_and_who_it_is_recorded_as(client, world):
    case = world.log()
    said = words(page(client, world, "head", case, "step_take", "begin_assessment"))
    for sentence in (
        "Helen Ward began the initial assessment, as case manager",
        "Then it stands at Initial assessment",
        "Initial assessment: 2 working days",
        "Acknowledgement to the person who reported (L01)",
        "Policy, breaches, first paragraph",
    ):
        assert sentence in said


def test_a_step_that_is_never_theirs_is_not_there(client, world):
    case = world.case_at(State.INVESTIGATION)
    assert finders(world, client, step_url(case, "submit_report")) == {"deputy"}
    assert finders(world, client, step_url(case, "extend_investigation")) == {"head"}
    assert finders(world, client, step_url(case, "no_such_step")) == set()


def test_a_step_not_possible_now_says_why_and_asks_nothing(client, world):
    case = world.case_at(State.ASSESSMENT)
    shown = page(client, world, "head", case, "step_take", "open_investigation")
    assert "Not yet Appoint an investigating officer first." in words(shown)
    assert "<textarea" not in shown.content.decode()


def test_taking_a_step_moves_the_case_and_says_so(client, world):
    case = world.log()
    client.force_login(world.user("head"))
    done = client.post(step_url(case, "begin_assessment"), {"revision": case.revision}, follow=True)
    assert done.redirect_chain == [(at("case_detail", case), 302)]
    waits = "Letter L01, acknowledgement to the person who reported, waits among the letters of this case."
    assert f"You began the initial assessment. {waits}" in words(done)
    case.refresh_from_db()
    assert case.status is State.ASSESSMENT


def test_a_bad_answer_stands_beside_its_field_with_what_was_typed(client, world):
    case = world.case_at(State.ASSESSMENT)
    client.force_login(world.user("head"))
    posted = {"revision": case.revision, "reason": "Because it was seen.", "severity": ""}
    again = client.post(step_url(case, "begin_fact_finding"), posted)
    assert again.status_code == 200
    assert again.context["form"].errors.keys() == {"severity"}
    assert "Because it was seen." in words(again)
    case.refresh_from_db()
    assert case.status is State.ASSESSMENT


def test_whoever_comes_second_is_told_who_was_first_and_loses_no_word(client, world):
    case = world.case_at(State.INVESTIGATION)
    seen = case.revision
    take(P.tell_the_employee, case, by=world.user("head"), told_on=timezone.now(), method="by_hand")
    client.force_login(world.user("head"))
    posted = {"revision": seen, "working_days": "7", "reason": "Two witnesses\nare away."}
    second = client.post(step_url(case, "extend_investigation"), posted)
    assert second.status_code == 409
    assert (
        "Helen Ward recorded that the employee was told of the allegations in writing while you were on this page"
        in (words(second))
    )
    form = second.context["form"]
    assert (form["reason"].value(), form["working_days"].value()) == ("Two witnesses\nare away.", "7")
    again = {name: form[name].value() for name in ("revision", "working_days", "reason")}
    assert client.post(step_url(case, "extend_investigation"), again).status_code == 302


def test_a_step_overtaken_by_its_own_like_is_told_so_too(client, world):
    case = world.log()
    seen = case.revision
    take(P.begin_assessment, case, by=world.user("head"))
    client.force_login(world.user("head"))
    second = client.post(step_url(case, "begin_assessment"), {"revision": seen})
    assert second.status_code == 409
    assert "Helen Ward began the initial assessment while you were on this page" in words(second)


def test_a_choice_of_several_survives_being_overtaken(client, world):
    case = world.case_at(State.OUTCOME_ISSUED)
    today = timezone.localdate()
    posted = {
        "revision": case.revision - 1,
        "received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year,
        "grounds": ["unfair", "procedure"],
        "grounds_text": "Too severe.",
    }  # fmt: skip
    client.force_login(world.user("clerk"))
    second = client.post(step_url(case, "lodge_appeal"), posted)
    assert second.status_code == 409
    assert second.content.decode().count("checked") == 2


# ---- Who can see it ------------------------------------------------------------------------------------------------


def test_the_page_of_readers_is_for_the_manager_and_the_adviser(client, world):
    case = world.case_at(State.HEARING_ARRANGED)
    assert finders(world, client, at("case_access", case)) == {"head", "hr"}


def test_each_reader_stands_there_with_the_reason_and_the_parts(client, world):
    case = world.case_at(State.HEARD)
    context = page(client, world, "head", case, "case_access").context
    read = {row["person"].name: row for row in context["readers"]}
    assert read.keys() == {
        "Helen Ward", "Daniel Price", "Hari Rao", "Clara Kemp", "Colin Hay",
        "Governor Ames", "Governor Bell", "Governor Croft",
    }  # fmt: skip
    assert read["Helen Ward"]["hidden"] == ["Panel's findings", "Appeal panel's findings"]
    assert read["Governor Bell"]["sees"] == [
        "Overview", "Hearing", "Hearing papers", "Panel's findings", "Outcome", "Letters", "Documents",
    ]  # fmt: skip
    said = words(page(client, world, "head", case, "case_access"))
    assert "The concern came to them when it was logged." in said
    assert "Appointed by Clara Kemp." in said


def test_the_readers_on_the_page_are_those_who_find_the_case(client, world):
    for state in (State.REPORTED, State.REFERRED, State.APPEAL_ARRANGED):
        case = world.case_at(state)
        named = {row["person"].pk for row in page(client, world, "head", case, "case_access").context["readers"]}
        found = finders(world, client, at("case_detail", case))
        assert named == {world[key].pk for key in found}


def test_who_will_see_it_later_is_told_when(client, world):
    case = world.case_at(State.INVESTIGATION)
    appoint(case, world["clerk"], Role.CLERK, by=world.user("head"))
    said = words(page(client, world, "head", case, "case_access"))
    assert "Clara Kemp Clerk. Sees the case once the case is referred to the disciplinary procedure" in said


def test_who_has_a_part_alone_and_who_is_shut_out_stand_there(client, world):
    case = world.log()
    declare_conflict(case, world["vice_chair"], by=world.user("head"), because="A friend of the family.")
    said = words(page(client, world, "head", case, "case_access"))
    assert "Tessa Moor Employee concerned. Sees nothing yet." in said
    assert "Rita Shaw Person who reported the concern. Sees their own report" in said
    assert "Vera Cole They have a conflict of interest: A friend of the family." in said


def test_the_adviser_learns_no_names_of_the_appeal_panel(client, world):
    case = world.case_at(State.APPEAL_ARRANGED)
    said = words(page(client, world, "hr", case, "case_access"))
    assert "Governor Dunn" not in said
    assert "3 × appeal panel member, whose names you do not see" in said
    assert "Governor Dunn" in words(page(client, world, "head", case, "case_access"))


def test_somebody_without_an_account_sees_nothing_and_is_named(client, world):
    case = world.log()
    person = world["hr"]
    person.user = None
    person.save()
    Appointment.objects.create(case=Case.objects.get(pk=case.pk), person=person, role=Role.HR_ADVISER)
    said = words(page(client, world, "head", case, "case_access"))
    assert "Hari Rao HR adviser. Cannot sign in, and so sees nothing here." in said


def test_a_step_that_waits_for_findings_leads_to_where_they_are_made(world, client):
    case = world.case_at(State.HEARD)
    said = page(client, world, "governor1", case).content.decode()
    link = f'<a class="govuk-link" href="{reverse("hearing_detail", args=[case.reference])}">Go to the panel&#x27;s findings</a>'
    assert said.count(f"Record the panel&#x27;s finding for every allegation first. {link}") == 2
    said = page(client, world, "head", case).content.decode()
    assert link not in said
