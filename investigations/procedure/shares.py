"""How much of the time of a clock has gone?  Counted in the clock's own unit: days that count, never seconds."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from .calendar import LONDON, Counted, SchoolCalendar, Unit, day_of, local

#: Somebody is told when so much of the time has gone; at a hundred per cent the date has passed.
WARNINGS = (50, 80)
OVERDUE = 100
WORDS = {50: "half the time has gone", 80: "four fifths of the time have gone", OVERDUE: "the date has passed"}


def days_counted(counts: Sequence[Counted], began: datetime) -> tuple[date, ...]:
    """The days of a clock in their order: those of its first count, then those by which its date was moved on.

    What is counted back from an event runs from the day it was set going: these are working days.
    """
    first = counts[0]
    if first.due < first.start:
        return _working_days(day_of(local(began)), counts[-1].due.date())
    if first.unit in (Unit.CLOCK_HOURS, Unit.MONTHS):
        return ()
    return tuple(day for counted in counts for day in counted.counted)


def share_gone(counts: Sequence[Counted], began: datetime, now: datetime) -> int:
    """In per cent, a hundred once the date has passed.  A day has gone when it is over."""
    due = counts[-1].due
    if now > due:
        return OVERDUE
    if days := days_counted(counts, began):
        gone, whole = sum(day < local(now).date() for day in days), len(days)
    else:
        start = counts[0].start if counts[0].start < due else began
        gone, whole = _seconds(start, now), _seconds(start, due)
    return min(99, gone * 100 // whole) if whole > 0 and gone > 0 else 0


def next_warning(counts: Sequence[Counted], began: datetime, warned: int) -> tuple[int, datetime] | None:
    """The next share at which somebody is warned, and the moment when it is reached; None where none is left.

    A share that is only reached with the date itself is not warned of: that the date has passed is said then.
    """
    due = counts[-1].due
    days = days_counted(counts, began)
    for percent in WARNINGS:
        if percent > warned and (moment := _reached(counts, began, days, percent)) and moment < due:
            return percent, moment
    return None


def _reached(counts: Sequence[Counted], began: datetime, days: tuple[date, ...], percent: int) -> datetime | None:
    due = counts[-1].due
    if days:
        last = days[-(-len(days) * percent // 100) - 1]
        return datetime.combine(last + timedelta(days=1), time(), LONDON)
    start = counts[0].start if counts[0].start < due else began
    whole = _seconds(start, due)
    if whole <= 0 or counts[0].amount == 0:
        return None
    return local(start.astimezone(UTC) + timedelta(seconds=whole * percent // 100))


def _seconds(first: datetime, last: datetime) -> int:
    return int((last.astimezone(UTC) - first.astimezone(UTC)).total_seconds())


def _working_days(first: date, last: date) -> tuple[date, ...]:
    """After the first day, the last included."""
    calendar = SchoolCalendar()
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return tuple(day for day in days if calendar.is_working_day(day))
