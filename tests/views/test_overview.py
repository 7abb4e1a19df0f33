"""Who is told which figures: their own cases to who manages them, counts alone to governors, and to nobody that one exists."""

import re
import subprocess
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from investigations import audit
from investigations.access.overall import cases_managed
from investigations.figures.counting import spans
from investigations.figures.times import time_by_stage
from investigations.models import AuditEvent, Case, Exclusion, ExclusionKind, RunningClock, StepTaken
from investigations.procedure.states import State
from tests.pdf import faults
from tests.world import World

from .test_case_list import many

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def page_of(client, world, who):
    client.force_login(world.user(who))
    return client.get(reverse("overview"))


def body(client, world, who):
    words = page_of(client, world, who).content.decode()
    # Without the token, and without how many notices wait.
    words = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", words)
    return words[words.index('id="main-content"') :]


def own(client, world, who):
    figures = page_of(client, world, who).context["own"]["figures"]
    return {one["table"].key: {row.label: row.number for row in one["table"].rows if row.number} for one in figures}


def test_only_who_manages_cases_or_governs_has_the_page(client, world):
    world.log()
    answers = {who: page_of(client, world, who).status_code for who in world.people}
    seers = {"head", "chair", "vice_chair", "clerk", "staff_governor", *(f"governor{n}" for n in range(1, 8))}
    assert {who for who, status in answers.items() if status == 200} == seers
    assert {status for who, status in answers.items() if who not in seers} == {404}
    has = {who: {"own", "governors"} & set(page_of(client, world, who).context.keys()) for who in seers}
    assert has == {who: {"own"} if who == "head" else {"governors"} for who in seers}


def test_the_heads_figures_are_of_the_cases_the_head_manages(client, world):
    world.case_at(State.INVESTIGATION)
    fresh = world.log()
    RunningClock.objects.filter(case=fresh).update(due_at=timezone.now() - timedelta(days=3))
    figures = own(client, world, "head")
    term = spans(list(world.school.terms.all()), timezone.localdate())[0].label
    assert figures == {
        "stage": {"Concern": 1, "Investigation": 1},
        "clause": {"Social media policy, clause 3": 2},
        "term": {term: 2},
        "overdue": {"Acknowledgement to the reporter": 1},
    }
    [repeated] = page_of(client, world, "head").context["own"]["repeated"]
    assert (repeated["name"], repeated["number"], repeated["clauses"]) == ("Tessa Moor", 2, "clause 3 (2 times)")
    words = body(client, world, "head")
    assert words.count("<svg") == 4 + 1 and " style=" not in words
    assert words.count("<title id=") == words.count("<desc id=") == words.count("<svg")


def test_a_case_the_head_does_not_see_changes_nothing_at_all(client, world):
    world.log()
    before = body(client, world, "head")
    unseen = world.log(about="head", title="About the head")
    shut_out = world.log(title="Shut out")
    Exclusion.objects.create(case=shut_out, person=world["head"], kind=ExclusionKind.CONFLICT)
    RunningClock.objects.filter(case__in=[unseen, shut_out]).update(due_at=timezone.now() - timedelta(days=3))
    assert body(client, world, "head") == before
    # And it would have shown: the chair, whose case it is, counts it.
    assert own(client, world, "chair")["stage"] == {"Concern": 1}


def test_no_page_but_the_heads_lists_people(client, world):
    for _ in range(2):
        world.log(about="head")
    page = page_of(client, world, "chair")
    assert page.context["own"]["repeated"] == []
    assert "Repeated concerns" not in page.content.decode()
    assert "Helen Ward" not in body(client, world, "chair")


def test_governors_are_told_counts_alone_and_each_the_same(client, world):
    many(world, 13)
    world.case_at(State.INVESTIGATION)
    about_a_governor = world.log(about="governor1", title="About a governor")
    words = {
        who: body(client, world, who) for who in ("governor1", "governor2", "staff_governor", "vice_chair", "clerk")
    }
    assert len(set(words.values())) == 1, "whoever it is about reads what everybody reads"
    told = words["governor2"]
    assert "about 15" in told and "fewer than 5" in told
    for secret in (about_a_governor.reference, "About a governor", "Governor Ames", "Tessa", "/cases/"):
        assert secret not in told
    numbers = {
        row.number
        for one in page_of(client, world, "governor2").context["governors"]["figures"]
        for row in one["table"].rows
    }
    assert numbers <= {0, 15}
    # One case more, about whomever: not a letter changes.
    world.log(about="governor2")
    assert body(client, world, "governor2") == told


def test_a_head_who_is_a_governor_too_is_told_no_count_of_all_cases(client, world):
    world["head"].offices.create(office="governor", starts=timezone.localdate() - timedelta(days=9))
    assert "governors" not in page_of(client, world, "head").context
    term = world.school.terms.first().pk
    assert client.post(reverse("termly_report"), {"term": term}).status_code == 404


def test_the_time_in_a_stage_is_its_middle_in_working_days_against_the_target(client, world):
    monday = timezone.make_aware(datetime(2026, 11, 2, 10))
    cases = many(world, 3)
    for case, days in zip(cases, (1, 4, 9), strict=True):
        Case.objects.filter(pk=case.pk).update(reported_at=monday)
        StepTaken.objects.create(
            case=case, table="CaseProcedure", step="begin_assessment", record_id=str(case.pk), from_state="reported",
            to_state="assessment", by=world["head"], as_role="case_manager", at=monday + timedelta(days=days), record="",
            section="assessment",
        )  # fmt: skip
    managed = cases_managed(world.user("head"), world["head"])
    since, until = monday, monday + timedelta(days=30)
    [concern, *others] = time_by_stage(managed, world.school, since, until)
    assert page_of(client, world, "head").status_code == 200
    # Tuesday, Friday, and Wednesday of the week after: 1, 4 and 7 working days; the target is one.
    assert (concern.measured, concern.median, concern.target, concern.late) == (3, 4, 1, 2)
    assert {row.measured for row in others} == {0}


def test_the_page_costs_the_same_for_one_case_and_for_three(client, world):
    def queries(who):
        page_of(client, world, who)
        with CaptureQueriesContext(connection) as seen:
            page_of(client, world, who)
        return len(seen)

    world.case_at(State.ASSESSMENT)
    world.log(about="colleague")
    world.log(about="colleague")
    one = {who: queries(who) for who in ("head", "governor1")}
    for about in ("deputy", "teacher", "deputy"):
        world.log(about=about)
    assert {who: queries(who) for who in ("head", "governor1")} == one


def test_the_report_is_made_for_a_term_written_down_and_holds_counts_alone(client, world, tmp_path):
    many(world, 8)
    case = world.log(title="Picture of Tessa")
    term = spans(list(world.school.terms.all()), timezone.localdate())[0].term
    client.force_login(world.user("clerk"))
    response = client.post(reverse("termly_report"), {"term": str(term.pk)})
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    (tmp_path / "report.pdf").write_bytes(response.content)
    assert faults(tmp_path / "report.pdf") == []
    words = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, text=True
    ).stdout
    assert term.name in words and "about 10" in words and "fewer than 5" in words
    assert world.school.name in words
    for secret in (case.reference, "Tessa", "Picture of"):
        assert secret not in words
    event = AuditEvent.objects.get(kind="report.termly")
    assert "Clara Kemp took out the report" in audit.said(event)["says"]
    client.force_login(world.user("deputy"))
    assert client.post(reverse("termly_report"), {"term": str(term.pk)}).status_code == 404
