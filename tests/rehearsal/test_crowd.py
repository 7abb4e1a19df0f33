"""Very many cases, written row by row: in nothing that can be asked do they differ from those that the actions made."""

import json
from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, sync
from investigations.actions.hearing_day import deciding_of
from investigations.actions.investigation import appeal_find, panel_find
from investigations.actions.papers import allegations_as_text, papers_to_be_served
from investigations.actions.take import take
from investigations.audit import verify_all
from investigations.audit.canonical import canonical
from investigations.models import (
    AuditEvent,
    AuditStream,
    Case,
    CasePermission,
    Facts,
    RunningClock,
    School,
    StepTaken,
    User,
)
from investigations.procedure.calendar import Counted
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.choices import AppealResult, FindingResult, Level
from investigations.procedure.clocks import Clock, count
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from investigations.rehearsal.cast import make_cast
from investigations.rehearsal.crowd.add import add_cases
from investigations.rehearsal.moved_time import moved_time
from investigations.rehearsal.school import Days, make_school
from investigations.rehearsal.sign_off import make_policy
from investigations.vault.store import verify
from tests.world import ROAD, World, settle_letters

EACH = 2
REACHED = [reached for reached, _ in ROAD] + [State.CLOSED]


def a_school() -> School:
    """The rehearsal school with its people and its policy, without the stories."""
    school = make_school()
    cast = make_cast(school)
    with moved_time() as clock:
        make_policy(cast, Days(school.calendar), clock)
    return school


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        school = a_school()
        add_cases(EACH * len(State), school, seed=3, states=tuple(State))
        yield school
        transaction.set_rollback(True)


@pytest.fixture
def school(made, db):
    return made


def manager_of(case: Case) -> User:
    return case.appointments.live().get(role=Role.CASE_MANAGER).person.user


def test_there_are_as_many_as_were_asked_for_at_each_state(school):
    assert Counter(Case.objects.values_list("state", flat=True)) == {state.value: EACH for state in State}


def test_the_chain_of_every_case_is_sound_and_in_the_one_canonical_form(school):
    assert list(verify_all()) == []
    assert AuditStream.objects.filter(name__startswith="case:").count() == EACH * len(State)
    for event in AuditEvent.objects.filter(stream__name__startswith="case:"):
        assert bytes(event.body) == canonical(json.loads(bytes(event.body)))
        assert bytes(event.sealed) == canonical(audit.said(event))


def test_every_row_is_one_that_its_model_accepts(school):
    connection.check_constraints()
    for model in apps.get_app_config("investigations").get_models():
        if model in (AuditEvent, AuditStream, CasePermission, User):
            continue
        for row in model.objects.all():
            assert complaints_about(row) == [], row


def complaints_about(row) -> list[str]:
    """What the model says against a row, but for fields that only a form would not leave empty."""
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as wrong:
        return [str(error) for errors in wrong.error_dict.values() for error in errors if error.code != "blank"]
    return []


def test_lists_show_the_cases_that_sync_would_show(school):
    before = readers()
    assert len(before) > EACH * len(State)
    for case in Case.objects.all():
        sync(case)
    assert readers() == before


def readers() -> set[tuple]:
    return set(CasePermission.objects.values_list("user", "content_object", "permission", "reported_at"))


def test_whoever_manages_a_case_opens_every_page_of_it(school, client):
    for case in Case.objects.all():
        client.force_login(manager_of(case))
        page = client.get(f"/cases/{case.reference}/")
        assert page.status_code == 200
        for label, url, _ in page.context["case_navigation"]:
            assert client.get(url).status_code == 200, (case.state, label)


@pytest.mark.parametrize("state", REACHED)
def test_it_offers_what_a_case_offers_that_was_brought_there_by_actions(school, state):
    """To the manager, the clerk and the chairs of both panels alike."""
    world = World.make(name="Another school", domain="another.example")
    real = world.case_at(state)
    cases = Case.objects.filter(school=school, state=state, is_about_the_head=False)
    drawn, real_ones = offers_in(cases.first()), offers_in(real)
    both = set(drawn) & set(real_ones)
    assert Role.CASE_MANAGER.value in both
    assert {role: drawn[role] for role in both} == {role: real_ones[role] for role in both}


def offers_in(case: Case) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for appointment in case.appointments.live().filter(person__user__is_active=True):
        if appointment.kind in (Role.CASE_MANAGER, Role.CLERK, Role.SUBJECT) or appointment.is_chair:
            standing = Standing.of(appointment.person.user, case)
            found[appointment.role] = {offer.step.name for offer in standing.offers()}
    return found


def test_the_procedure_goes_on_from_wherever_it_stands(school):
    """One more real step from each of these states, by whoever's turn it is."""
    today = timezone.localdate()

    def one(state: State) -> Case:
        return Case.objects.filter(state=state, is_about_the_head=False).first()

    case = one(State.REPORTED)
    take(P.begin_assessment, case, by=manager_of(case))
    case = one(State.REPORT_SUBMITTED)
    take(P.give_management_advice, case, by=manager_of(case), advice_given="Ask first.", reason="It was small.")
    case = one(State.HEARD)
    chair = case.appointments.live().get(role=Role.PANEL, is_chair=True).person.user
    for allegation in case.allegations.all():
        panel_find(allegation, result=FindingResult.PROVED, reasons="Shown.", by=chair)
    if Facts.of(case).awaits_disclosure:  # somebody drawn twice may have a live warning
        take(P.disclose, case, by=manager_of(case))
    take(
        P.issue_outcome, case, by=chair, level=Level.FIRST_WRITTEN, reason="Once.", change_required="None again.",
        served_at=timezone.now(), method="by_hand", votes=deciding_of(case.hearings.get()),
    )  # fmt: skip
    case = one(State.APPEAL_HEARD)
    chair = case.appointments.live().get(role=Role.APPEAL_PANEL, is_chair=True).person.user
    for allegation in case.allegations.all():
        appeal_find(allegation, result=FindingResult.PROVED, reasons="Shown.", by=chair)
    votes = deciding_of(case.hearings.get(is_appeal=True))
    take(P.decide_appeal, case, by=chair, result=AppealResult.DISMISSED, reason="It stands.", votes=votes)
    case = one(State.CONCLUDED)
    settle_letters(case)
    take(
        P.close, case, by=manager_of(case), reporter_told_on=today, evidence_settled="None held.",
        personal_file="Nothing.",
    )  # fmt: skip
    assert case.status is State.CLOSED
    assert list(verify_all()) == []


def test_the_papers_and_notices_say_what_the_actions_would_say(school):
    for case in Case.objects.filter(hearings__is_appeal=False):
        bundle = case.hearings.get(is_appeal=False).bundle
        assert bundle.contents == papers_to_be_served(case, is_appeal=False).contents
        assert case.served.get(letter="L03").text == allegations_as_text(case)
    case = Case.objects.filter(state=State.APPEAL_ARRANGED).first()
    assert case.hearings.get(is_appeal=True).bundle.contents == papers_to_be_served(case, is_appeal=True).contents


def test_each_clock_is_due_when_counting_says(school):
    calendar = school.calendar
    for clock in RunningClock.objects.exclude(key=Clock.EMPLOYEE_PAPERS.key):
        kept = Counted.from_json(clock.counted)
        again = count(Clock.get(clock.key), calendar, kept.start, school.day_counts)
        assert (clock.due_at, kept.sentence, kept.due) == (again.due, again.sentence, again.due)
    for clock in RunningClock.objects.filter(key=Clock.EMPLOYEE_PAPERS.key):
        hearing = clock.case.hearings.get(is_appeal=False)
        assert clock.due_at == count(Clock.EMPLOYEE_PAPERS, calendar, hearing.starts_at, school.day_counts).due


def test_what_was_kept_as_evidence_lies_in_the_vault(school):
    with_file = Case.objects.exclude(evidence=None)
    assert with_file.exists()
    for case in with_file:
        exhibit = case.evidence.get()
        verify(exhibit.vault_key, exhibit.sha256, exhibit.size)
        assert exhibit.vault_key.startswith(case.pk.hex)


def test_nothing_lies_in_the_future(school):
    now = timezone.now()
    assert not StepTaken.objects.filter(at__gt=now).exists()
    assert not AuditEvent.objects.filter(at__gt=now).exists()
    assert not Case.objects.filter(reported_at__gt=now).exists()
