"""A date that has passed is written down once, where those read it who know of that date; nothing moves of itself."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from investigations import audit
from investigations.actions.overdue import KIND, REACH, _note, note_overdue
from investigations.models import AuditEvent, RunningClock
from investigations.procedure.clocks import Clock
from investigations.procedure.states import State
from investigations.tasks import look_at_clocks
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.VAULT_DIR = tmp_path / "vault"
    return World.make()


def ran_out(case, rule, ago=timedelta(hours=1)) -> RunningClock:
    clock = case.clocks.get(key=rule.key, stopped_at=None)
    clock.due_at = timezone.now() - ago
    clock.save()
    return clock


def noted(case) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind=KIND))


def test_a_date_that_passed_is_noted_once_and_moves_nothing(world):
    case = world.case_at(State.INVESTIGATION)
    clock = ran_out(case, Clock.INVESTIGATION_TARGET)
    look_at_clocks()
    look_at_clocks()
    [event] = noted(case)
    day = timezone.localdate(clock.due_at)
    assert audit.said(event) == {
        "by": "Casework",
        "says": f"The date for “{Clock.INVESTIGATION_TARGET.label}” passed: {day:%A} {day.day} {day:%B %Y}",
    }
    assert json.loads(bytes(event.body))["facts"] == {
        "clock": str(clock.pk), "key": clock.key, "due": clock.due_at.isoformat(),
    }  # fmt: skip
    case.refresh_from_db()
    assert (case.status, case.revision) == (State.INVESTIGATION, case.revision)
    clock.refresh_from_db()
    assert clock.is_running


def test_of_two_looks_at_the_same_moment_one_writes_it_down(world):
    """Both found it before either had written: the second looks again behind the lock of the case."""
    case = world.case_at(State.INVESTIGATION)
    clock = ran_out(case, Clock.INVESTIGATION_TARGET)
    assert [_note(clock.pk, case.pk), _note(clock.pk, case.pk)] == [True, False]
    assert len(noted(case)) == 1


def test_a_step_that_stops_the_clock_meanwhile_leaves_nothing_to_note(world):
    case = world.case_at(State.INVESTIGATION)
    clock = ran_out(case, Clock.INVESTIGATION_TARGET)
    case.clocks.filter(pk=clock.pk).update(stopped_at=timezone.now())
    assert _note(clock.pk, case.pk) is False
    assert noted(case) == []


def test_two_clocks_of_one_case_are_noted_each(world):
    case = world.case_at(State.INVESTIGATION)
    ran_out(case, Clock.INVESTIGATION_TARGET)
    assert note_overdue() == 1
    ran_out(case, Clock.NOTIFY_EMPLOYEE)
    assert note_overdue() == 1
    assert len(noted(case)) == 2


def test_what_was_done_in_time_what_is_not_due_and_what_merely_ends_is_not_noted(world):
    case = world.case_at(State.CLOSED)
    RunningClock.objects.filter(case=case).exclude(stopped_at=None).update(due_at=timezone.now() - timedelta(days=1))
    warning = RunningClock.objects.filter(case=case, key=Clock.WARNING_FIRST_WRITTEN.key)
    warning.update(due_at=timezone.now() - timedelta(days=1))
    other = world.case_at(State.INVESTIGATION)
    assert (note_overdue(), noted(case), noted(other)) == (0, [], [])


def test_it_looks_back_no_further_than_a_term_and_its_holidays(world):
    case = world.case_at(State.INVESTIGATION)
    ran_out(case, Clock.INVESTIGATION_TARGET, REACH + timedelta(days=1))
    assert note_overdue() == 0
    ran_out(case, Clock.INVESTIGATION_TARGET, REACH - timedelta(days=1))
    assert note_overdue() == 1


def test_the_passing_of_a_date_is_told_where_the_date_is_known(world):
    """The investigator sees dates, and must not learn from one that there is a hearing."""
    case = world.case_at(State.HEARING_ARRANGED)
    clock = ran_out(case, Clock.EMPLOYEE_PAPERS)
    note_overdue()
    [event] = noted(case)
    assert event.section == clock.started_by.section != "clocks"


def test_looking_asks_for_no_more_when_there_are_more_dates(world, django_assert_num_queries):
    cases = [world.case_at(State.INVESTIGATION) for _ in range(3)]
    for case in cases:
        ran_out(case, Clock.INVESTIGATION_TARGET)
    note_overdue()
    with django_assert_num_queries(2):
        assert note_overdue() == 0
