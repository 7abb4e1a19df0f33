"""How much of a date's time has gone, worked out by hand: days that count, and never seconds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from investigations.procedure.calendar import LONDON, SchoolCalendar, Unit, count_back, count_forward
from investigations.procedure.shares import next_warning, share_gone

FREE = SchoolCalendar()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def ten_days():
    """Served on Thursday 17 December 2026: 18, 21 to 24, 29 to 31, 4 and 5 January."""
    return [count_forward(FREE, at("2026-12-17T10:00"), 10, Unit.WORKING_DAYS)]


@pytest.mark.parametrize(
    ("now", "gone"),
    [
        ("2026-12-17T23:00", 0),
        ("2026-12-18T09:00", 0),  # the first day is under way
        ("2026-12-19T00:00", 10),
        ("2026-12-21T09:00", 10),  # a weekend takes nothing away
        ("2026-12-24T23:59", 40),
        ("2026-12-25T00:00", 50),
        ("2026-12-29T09:00", 50),  # nor does Christmas
        ("2027-01-01T00:00", 80),
        ("2027-01-05T23:59", 90),
        ("2027-01-06T00:00", 100),
    ],
)
def test_the_share_counts_days_that_are_over(now, gone):
    assert share_gone(ten_days(), at("2026-12-17T10:00"), at(now)) == gone


def test_each_warning_has_its_moment_and_the_last_day_needs_none():
    counts, began = ten_days(), at("2026-12-17T10:00")
    assert next_warning(counts, began, 0) == (50, at("2026-12-25T00:00"))
    assert next_warning(counts, began, 50) == (80, at("2027-01-01T00:00"))
    assert next_warning(counts, began, 80) is None


@pytest.mark.parametrize(("days", "moments"), [(1, []), (2, [50]), (4, [50]), (5, [50, 80]), (20, [50, 80])])
def test_a_share_that_is_only_reached_with_the_date_is_not_warned_of(days, moments):
    counts = [count_forward(FREE, at("2026-06-08T10:00"), days, Unit.WORKING_DAYS)]
    found, warned = [], 0
    while following := next_warning(counts, at("2026-06-08T10:00"), warned):
        warned = following[0]
        found.append(warned)
    assert found == moments


def test_hours_are_hours_also_over_the_change_of_the_clocks():
    counts = [count_forward(FREE, at("2026-03-27T17:00"), 72, Unit.CLOCK_HOURS)]
    assert next_warning(counts, at("2026-03-27T17:00"), 0) == (50, at("2026-03-29T06:00"))
    for hours, gone in ((35, 48), (36, 50), (58, 80), (72, 99)):
        now = at("2026-03-27T17:00").astimezone(UTC) + timedelta(hours=hours)
        assert share_gone(counts, at("2026-03-27T17:00"), now) == gone


def test_a_month_runs_by_its_own_length():
    counts = [count_forward(FREE, at("2026-02-01T00:00"), 1, Unit.MONTHS)]
    assert share_gone(counts, at("2026-02-01T00:00"), at("2026-02-15T12:00")) == 50


def test_what_is_counted_back_runs_from_the_day_it_was_set_going():
    """Set going on Monday 1 June, the hearing is on Monday 29: papers by Monday 22, so fifteen working days."""
    counts, began = [count_back(FREE, date(2026, 6, 29), 5, Unit.WORKING_DAYS)], at("2026-06-01T09:00")
    assert counts[0].due.date() == date(2026, 6, 22)
    assert share_gone(counts, began, at("2026-06-09T00:00")) == 5 * 100 // 15
    assert next_warning(counts, began, 0) == (50, at("2026-06-12T00:00"))  # eight of fifteen


def test_a_date_that_was_moved_on_counts_all_its_days():
    first = count_forward(FREE, at("2026-06-08T10:00"), 5, Unit.WORKING_DAYS)
    moved = count_forward(FREE, first.due, 5, Unit.WORKING_DAYS)
    assert share_gone([first], at("2026-06-08T10:00"), at("2026-06-13T00:00")) == 80
    assert share_gone([first, moved], at("2026-06-08T10:00"), at("2026-06-13T00:00")) == 40


def test_what_is_due_the_same_day_is_warned_of_only_by_its_passing():
    counts = [count_forward(FREE, at("2026-06-08T10:00"), 0, Unit.CALENDAR_DAYS)]
    assert next_warning(counts, at("2026-06-08T10:00"), 0) is None
