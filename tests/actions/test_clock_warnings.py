"""Half and four fifths of a date's time: noted once each, told once each, and not for what has been stopped."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from freezegun import freeze_time

from investigations.actions import clock_warnings
from investigations.actions.clock_warnings import KIND, _warn, note_warnings
from investigations.actions.clocks import extend_by_hand, start_clock
from investigations.actions.overdue import KIND as PASSED
from investigations.models import AuditEvent, Notice
from investigations.procedure.calendar import LONDON
from investigations.procedure.clocks import Clock
from investigations.tasks import look_at_clocks
from tests.world import World

pytestmark = pytest.mark.django_db
START = datetime(2026, 6, 8, 10, tzinfo=LONDON)  # a Monday; ten working days end on Monday 22 June


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setattr(clock_warnings, "tell_of_date", lambda clock, percent: heard.append((clock.key, percent)))
    return heard


@pytest.fixture
def case():
    with freeze_time(START):
        case = World.make().log()
        case.clocks.all().delete()
        case.school.day_counts = {"case_decision": 10}
        start_clock(case, Clock.CASE_DECISION, since=START, at=START)
        return case


def events(case, kind=KIND):
    found = AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind=kind).order_by("seq")
    return [json.loads(bytes(event.body))["facts"].get("percent", 100) for event in found]


def beat(day, hour=9, month=6):
    with freeze_time(datetime(2026, month, day, hour, tzinfo=LONDON)):
        look_at_clocks()
        look_at_clocks()


def test_half_four_fifths_and_the_date_itself_are_told_once_each(case, told):
    beat(15)  # Monday: 9 to 12 June are four of ten
    assert told == []
    beat(16)
    beat(18)
    assert told == [("case_decision", 50)]
    beat(19)
    beat(22)
    assert told == [("case_decision", 50), ("case_decision", 80)]
    beat(23)
    assert told == [("case_decision", 50), ("case_decision", 80), ("case_decision", 100)]
    assert (events(case), events(case, PASSED)) == ([50, 80], [100])


def test_a_machine_that_was_off_says_only_the_last(case, told):
    beat(22)
    assert told == [("case_decision", 80)]
    assert events(case) == [80]


def test_a_machine_that_was_off_too_long_says_only_that_the_date_has_passed(case, told):
    beat(1, month=7)
    assert told == [("case_decision", 100)]
    assert events(case) == []


def test_of_two_beats_at_the_same_moment_one_tells(case, told):
    clock = case.clocks.get()
    with freeze_time(START + timedelta(days=8)):
        assert [_warn(clock.pk, case.pk), _warn(clock.pk, case.pk)] == [True, False]
    assert told == [("case_decision", 50)]


def test_a_date_that_was_stopped_warns_nobody(case, told):
    case.clocks.update(stopped_at=START)
    beat(22)
    assert (told, events(case)) == ([], [])


def test_a_date_that_is_moved_on_warns_by_its_new_length_and_can_pass_again(case, told):
    beat(16)
    beat(23)
    assert [percent for _, percent in told] == [50, 100]
    with freeze_time(datetime(2026, 6, 23, 11, tzinfo=LONDON)):
        head = case.appointments.live().get(role="case_manager").person.user
        extend_by_hand(case.clocks.get(), working_days=10, reason="Away.", by=head)  # until Monday 6 July
        assert case.clocks.get().warned == 50
    beat(30)  # fifteen of twenty days are over
    assert [percent for _, percent in told] == [50, 100]
    beat(1, month=7)
    assert [percent for _, percent in told] == [50, 100, 80]
    beat(7, month=7)
    assert [percent for _, percent in told] == [50, 100, 80, 100]


def test_nothing_is_asked_for_what_is_not_due(case, told, django_assert_num_queries):
    for rule in (Clock.SUSPENSION_REVIEW, Clock.NOTES_RETURNED, Clock.ICO_NOTIFY):
        start_clock(case, rule, since=START, at=START)
    with freeze_time(START), django_assert_num_queries(1):
        assert note_warnings() == 0


def test_a_live_warning_and_a_notice_are_not_warned_of(case):
    for rule in (Clock.WARNING_FIRST_WRITTEN, Clock.APPEAL_LODGE, Clock.HEARING_NOTICE):
        assert start_clock(case, rule, since=timezone.now(), at=timezone.now()).warn_at is None


def test_whoever_it_waits_for_finds_the_warning_among_their_notices(case):
    beat(16)
    head = case.appointments.live().get(role="case_manager").person
    assert Notice.objects.filter(to=head, case=case, kind="date_half_gone").count() == 1
