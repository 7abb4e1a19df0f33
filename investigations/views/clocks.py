"""Which dates run in a case, and how was each of them counted?"""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Case, RunningClock
from investigations.procedure.calendar import Counted, SchoolCalendar
from investigations.procedure.clocks import Clock, ClockRule
from investigations.procedure.sections import Section
from investigations.procedure.turns import WAITS_FOR

from .case_frame import render_case
from .gate import Request, the_case


def clock_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.CLOCKS)
    calendar = case.school.calendar
    rows = [shown(case, clock, calendar, standing) for clock in seen(case, standing)]
    context = {
        "running": sorted((row for row in rows if row["is_running"]), key=lambda row: row["clock"].due_at),
        "ended": sorted(
            (row for row in rows if not row["is_running"]), key=lambda row: row["clock"].stopped_at, reverse=True
        ),
    }
    return render_case(request, "clocks/list.html", case, standing, context)


def clock_detail(request: Request, reference: str, pk: Any) -> HttpResponse:
    case, standing = the_case(request, reference, Section.CLOCKS)
    clock = next((one for one in seen(case, standing) if str(one.pk) == str(pk)), None)
    if clock is None:
        raise Http404
    counted = Counted.from_json(clock.counted)
    context = shown(case, clock, case.school.calendar, standing) | {
        "counted": counted,
        "days": days_of(counted),
        "amount": counted.unit.of(counted.amount),
        "set_by": set_by(case, Clock.get(clock.key)),
    }
    return render_case(request, "clocks/detail.html", case, standing, context)


def seen(case: Case, standing: Standing) -> list[RunningClock]:
    """The clocks this person may know of: started by what they see, or waiting for them.

    A date tells what happened, so the investigator does not learn from one that the police were asked.
    """
    clocks: QuerySet[RunningClock] = case.clocks.select_related("started_by__by", "stopped_by__by")
    return [clock for clock in clocks if _may_know(clock, standing)]


def _may_know(clock: RunningClock, standing: Standing) -> bool:
    if WAITS_FOR.get(Clock.get(clock.key)) in standing.roles:
        return True
    if not standing.sees(Section.CLOCKS):
        return False
    return clock.started_by is None or standing.sees(Section(clock.started_by.section))


def shown(case: Case, clock: RunningClock, calendar: SchoolCalendar, standing: Standing) -> dict[str, Any]:
    """One clock as a line of a list says it."""
    rule = Clock.get(clock.key)
    day = timezone.localdate(clock.due_at)
    is_running = clock.stopped_at is None
    ended_on = timezone.localdate(clock.stopped_at) if clock.stopped_at else None
    return {
        "clock": clock,
        "rule": rule,
        "label": rule.label,
        "due": day,
        "is_running": is_running,
        "lasts": not rule.can_be_overdue,
        "working_days_left": calendar.working_days_until(timezone.localdate(), day) if is_running else None,
        "waits_for": WAITS_FOR[rule].label if rule in WAITS_FOR else "",
        "is_yours": WAITS_FOR.get(rule) in standing.roles,
        "explained": clock.counted["sentence"],
        "because": clock.extended_because,
        "started": _started(clock, standing),
        "stopped": _stopped(clock, standing),
        "ended": _ended_in_words(rule, day, ended_on),
        "url": reverse("clock_detail", args=[case.reference, clock.pk]) if standing.sees(Section.CLOCKS) else "",
    }


def _started(clock: RunningClock, standing: Standing) -> str:
    if clock.started_by is None:
        return "Began when the concern was logged"
    if not standing.sees(Section(clock.started_by.section)):
        return "Began with a step in a part of the case that you do not see"
    return f"{clock.started_by.by or 'Casework'} {clock.started_by.record}"


def _stopped(clock: RunningClock, standing: Standing) -> str:
    if clock.stopped_at is None:
        return ""
    if clock.stopped_by is None:
        return "Stopped"
    if not standing.sees(Section(clock.stopped_by.section)):
        return "Stopped by a step in a part of the case that you do not see"
    return f"{clock.stopped_by.by or 'Casework'} {clock.stopped_by.record}"


def _ended_in_words(rule: ClockRule, due: date, ended_on: date | None) -> tuple[str, str]:
    """What became of it, with the colour that says the same."""
    if ended_on is None:
        return "", ""
    if not rule.can_be_overdue:
        return "Ended", "grey"
    return ("In time", "green") if ended_on <= due else ("Late", "red")


def set_by(case: Case, rule: ClockRule) -> str:
    """Whose figure it is: the law's, the school's own, or the usual one."""
    if rule.is_hard:
        return f"Fixed by {rule.fixed_by}: no school can set another."
    whose = "Set by the school" if rule.key in case.school.day_counts else "The usual figure"
    return f"{whose}; a school may set between {rule.low} and {rule.unit.of(rule.high)}."


def days_of(counted: Counted) -> list[dict[str, Any]]:
    """Each day from the start to the date, as it was met, with its number or the reason it was passed over."""
    numbers = {day: number for number, day in enumerate(counted.counted, start=1)}
    reasons = dict(counted.skipped)
    due = timezone.localdate(counted.due)
    met = sorted({*numbers, *reasons, due} - {timezone.localdate(counted.start)})
    if len(met) > 1 and due < timezone.localdate(counted.start):
        met.reverse()
    if not numbers:
        return []
    unit = counted.unit.label.removesuffix("s").capitalize()
    return [
        {
            "day": day,
            "number": numbers.get(day),
            "words": f"{unit} {numbers[day]}" if day in numbers else reasons.get(day, ""),
            "is_due": day == due,
        }
        for day in met
    ]
