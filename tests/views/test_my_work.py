"""What each person finds on their first page, what they do not, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint
from investigations.actions.governing_body import propose_action
from investigations.actions.policies import sign
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.models import Acknowledgement, ConcernDraft, Job, JobState, RunningClock
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import State
from tests.world import ROAD, World

from .pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def work(client, world, who, **asked):
    client.force_login(world.user(who))
    response = client.get(reverse("my_work"), asked)
    assert response.status_code == 200
    return response


def rows(client, world, who, name):
    part = work(client, world, who).context[name]
    return part["rows"] if part else []


def queries(client):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("my_work")).status_code == 200
    return len(seen)


def test_whom_nothing_waits_for_is_told_so(client, world):
    world.log()
    assert "Nothing waits for you" in words(work(client, world, "governor7"))


def test_it_is_the_turn_of_whoever_can_take_the_next_step(client, world):
    turns = {
        State.REPORTED: {"head"},
        State.ASSESSMENT: {"head"},
        State.INVESTIGATION: {"deputy"},
        State.REPORT_SUBMITTED: {"head"},
        State.REFERRED: {"clerk"},
        State.HEARING_ARRANGED: {"clerk"},
        State.HEARD: {"governor1"},
        State.OUTCOME_ISSUED: {"clerk", "head"},
        State.APPEAL_LODGED: {"clerk"},
        State.APPEAL_HEARD: {"governor4"},
        State.CONCLUDED: {"head"},
        State.CLOSED: set(),
    }
    everybody = ("head", "deputy", "clerk", "governor1", "governor2", "governor4", "teacher", "reporter", "hr", "chair")
    case = world.log()
    found = {}
    for reached, go in (*ROAD, (State.CLOSED, lambda *_: None)):
        case.refresh_from_db()
        if case.status in turns:
            found[case.status] = {
                who
                for who in everybody
                if case.title in [row["case"].title for row in rows(client, world, who, "turns")]
            }
        assert reached is case.status
        go(world, case)
    assert found == turns


def test_the_next_step_is_one_link_away(client, world):
    case = world.log()
    [row] = rows(client, world, "head", "turns")
    assert row["steps"] == [
        {"label": P.begin_assessment.label, "url": reverse("step_take", args=[case.reference, "begin_assessment"])}
    ]
    assert f'href="{row["steps"][0]["url"]}"' in work(client, world, "head").content.decode()


def test_what_is_due_stands_there_the_overdue_before_all(client, world):
    late, soon = world.log(title="Late"), world.log(title="Soon")
    RunningClock.objects.filter(case=late).update(due_at=timezone.now() - timedelta(days=3))
    RunningClock.objects.filter(case=soon).update(due_at=timezone.now() + timedelta(days=3))
    due = rows(client, world, "head", "due")
    assert [row["case"].title for row in due] == ["Late", "Soon"]
    assert due[0]["working_days_left"] < 0
    assert "overdue" in words(work(client, world, "head"))
    for who in ("deputy", "reporter", "teacher", "chair"):
        assert rows(client, world, who, "due") == []


def test_a_date_waits_only_for_whom_it_waits(client, world):
    world.case_at(State.INVESTIGATION)
    assert [row["label"] for row in rows(client, world, "deputy", "due")] == ["Investigation report"]
    assert [row["label"] for row in rows(client, world, "head", "due")] == ["Word of the investigation to the employee"]
    assert rows(client, world, "hr", "due") == []


def test_the_time_to_appeal_is_the_employees_and_never_late(client, world):
    case = world.case_at(State.OUTCOME_ISSUED)
    due = rows(client, world, "teacher", "due")
    assert [(row["label"], row["lasts"], row["is_mine"]) for row in due] == [("Time to appeal", True, True)]
    page = work(client, world, "teacher")
    assert case.title not in words(page)  # their own page has their own words
    assert rows(client, world, "head", "due") == []
    RunningClock.objects.filter(case=case, key="appeal_lodge").update(due_at=timezone.now() - timedelta(days=1))
    assert rows(client, world, "teacher", "due") == []


def test_a_part_in_a_case_is_named_and_nothing_else_of_it(client, world):
    case = world.log()
    appoint(case, world["staff_governor"], Role.WITNESS, by=world.user("head"))
    appoint(case, world["it_lead"], Role.EVIDENCE_CUSTODIAN, by=world.user("head"))
    for who, said in (
        ("reporter", "You reported a concern"),
        ("staff_governor", "You are asked what you know"),
        ("it_lead", "You are asked for evidence"),
    ):
        [row] = rows(client, world, who, "parts")
        assert (row["words"], row["url"]) == (said, reverse("part_detail", args=[row["part"].pk]))
        assert case.title not in words(work(client, world, who))


def test_a_matter_about_somebody_is_there_once_they_were_told(client, world):
    case = world.case_at(State.INVESTIGATION)
    assert rows(client, world, "teacher", "parts") == []
    take(P.tell_the_employee, case, by=world.user("head"), told_on=timezone.now(), method="by_hand")
    [row] = rows(client, world, "teacher", "parts")
    assert row["words"] == "A matter about you"


def test_who_works_a_case_has_no_second_line_for_having_reported_it(client, world):
    world.log(by="head")
    assert rows(client, world, "head", "parts") == []
    assert len(rows(client, world, "head", "turns")) == 1


def test_a_statement_waits_for_whoever_made_it(client, world):
    case = world.case_at(State.INVESTIGATION)
    today = timezone.localdate()
    statement = take_statement(case, world["staff_governor"], text="I saw it.", taken_on=today, by=world.user("deputy"))
    assert work(client, world, "staff_governor").context["statements"] == []
    take(StatementProcedure.send_statement, statement, by=world.user("deputy"))
    [row] = work(client, world, "staff_governor").context["statements"]
    assert row["statement"] == statement
    assert client.get(row["url"]).status_code == 200
    assert work(client, world, "colleague").context["statements"] == []


def test_a_governing_body_action_waits_for_its_owner_once_approved(client, world):
    case = world.log()
    action = propose_action(
        case, title="Write to the parents", owner=world["business_manager"], due_on=timezone.localdate(),
        protects=["parents"], by=world.user("head"),
    )  # fmt: skip
    assert rows(client, world, "business_manager", "tasks") == []
    take(ActionProcedure.approve_action, action, by=world.user("head"))
    [row] = rows(client, world, "business_manager", "tasks")
    assert row["task"] == action
    assert client.get(row["url"]).status_code == 200
    assert case.title not in words(work(client, world, "business_manager"))


def test_policies_wait_for_a_signature_and_then_for_another(client, world):
    def asked(who):
        return [row["label"] for row in work(client, world, who).context["signatures"]]

    world.version.refresh_from_db()
    assert asked("teacher") == ["Sign “Social media policy”"]
    assert asked("governor1") == []
    sign(world.version, "Tessa Moor", by=world["teacher"])
    assert asked("teacher") == []
    assert "Countersign 1 signature under a policy" in asked("head")
    assert asked("chair") == []
    sign(world.version, "Helen Ward", by=world["head"])
    assert asked("head") == ["Countersign 1 signature under a policy"]
    assert asked("chair") == ["Countersign 1 signature under a policy"]
    Acknowledgement.objects.update(countersigned_at=timezone.now())
    assert asked("head") == asked("chair") == []


def test_a_report_begun_is_found_again_by_its_writer_alone(client, world):
    ConcernDraft.objects.create(school=world.school, by=world["colleague"])
    assert len(work(client, world, "colleague").context["drafts"]) == 1
    assert work(client, world, "head").context["drafts"] == []


def test_a_document_that_is_being_made_is_found_again(client, world):
    case = world.log()
    job = Job.objects.create(case=case, kind="case_file", requested_by=world["head"])
    [row] = work(client, world, "head").context["jobs"]
    assert (row["label"], row["status"]) == ("Case file", "Waiting to start")
    job.state, job.finished_at = JobState.DONE, timezone.now() - timedelta(days=1)
    job.save()
    assert len(work(client, world, "head").context["jobs"]) == 1
    job.finished_at = timezone.now() - timedelta(days=9)
    job.save()
    assert work(client, world, "head").context["jobs"] == []


def test_a_document_of_a_case_one_has_lost_is_lost_with_it(client, world):
    case = world.log()
    Job.objects.create(case=case, kind="case_file", requested_by=world["head"])
    assert len(work(client, world, "head").context["jobs"]) == 1
    appoint(case, world["head"], Role.SUBJECT, by=world.user("head"))
    page = work(client, world, "head")
    assert page.context["jobs"] == []
    assert case.reference not in words(page)


def test_the_first_few_stand_there_and_the_rest_is_one_link_away(client, world):
    for n in range(10):
        world.log(title=f"Case {n}")
    page = work(client, world, "head")
    assert len(page.context["turns"]["rows"]) == 8
    assert f'href="{reverse("case_list")}?turn=on"' in page.content.decode()
    assert len(page.context["due"]["rows"]) == 8
    assert len(work(client, world, "head", all="due").context["due"]["rows"]) == 10


def test_the_page_asks_as_often_for_one_case_as_for_many(client, world):
    world.log()
    client.force_login(world.user("head"))
    client.get(reverse("my_work"))
    one = queries(client)
    for _ in range(3):
        world.log()
    assert queries(client) == one
    assert one <= 33  # letters, copies, duties, requests, titles and vacancies came to stand there, each for one or two
