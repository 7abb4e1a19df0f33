"""Which dates run in a case, how was each of them counted, and who moved it on or ended it?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.clocks import extend_by_hand, stop_by_hand, why_not_change
from investigations.forms.clocks import EndDateForm, MoveDateForm
from investigations.models import Case, ClockChange, RunningClock
from investigations.procedure.calendar import Counted, SchoolCalendar
from investigations.procedure.clocks import Clock, ClockRule
from investigations.procedure.sections import Section
from investigations.procedure.shares import OVERDUE, WARNINGS, WORDS, share_gone
from investigations.procedure.turns import BEGIN_IN, EXTENDED_BY, WAITS_FOR, Change, keeper
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, the_case
from .writing import the_work, writing_page


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
    clock = _the_clock(case, standing, pk)
    rule = Clock.get(clock.key)
    counts = [Counted.from_json(kept) for kept in clock.counts]
    changes = list(clock.changes.select_related("by"))
    context = shown(case, clock, case.school.calendar, standing) | {
        "counted": counts[0],
        "amount": counts[0].unit.of(counts[0].amount),
        "set_by": set_by(case, rule),
        "counts": [_count_shown(counted, changes, number) for number, counted in enumerate(counts)],
        "changes": [_change_shown(change) for change in changes],
        "letter": EXTENDED_BY[rule].letter if rule in EXTENDED_BY else None,
        "moving": _change_offered(case, clock, standing, Change.EXTEND),
        "ending": _change_offered(case, clock, standing, Change.STOP),
    }
    return render_case(request, "clocks/detail.html", case, standing, context)


def clock_extend(request: Request, reference: str, pk: Any) -> HttpResponse:
    """Move a date on by hand, with the reason."""
    case, standing = the_work(request, reference, Section.CLOCKS, Working.extend_date)
    clock = _to_change(case, standing, pk)
    rule = Clock.get(clock.key)
    form = MoveDateForm(request.POST or None, asks_days=not rule.extended_to, initial=_as_seen(clock))
    longer = Clock.get(rule.extended_to) if rule.extended_to else None
    return _change_page(
        request,
        case,
        standing,
        clock,
        Change.EXTEND,
        form,
        lambda: extend_by_hand(clock, by=request.user, **{"working_days": None} | form.cleaned_data),
        said="The date is moved on.",
        submit_label="Move the date on",
        law=f"The law allows {longer.unit.of(longer.amount)} from {longer.since} instead, once. Say why: "
        "whoever asked has to be told within the first month."
        if longer
        else "",
    )


def clock_end(request: Request, reference: str, pk: Any) -> HttpResponse:
    """End a date that is no longer needed, with the reason."""
    case, standing = the_work(request, reference, Section.CLOCKS, Working.end_date)
    clock = _to_change(case, standing, pk)
    form = EndDateForm(request.POST or None, initial=_as_seen(clock))
    return _change_page(
        request,
        case,
        standing,
        clock,
        Change.STOP,
        form,
        lambda: stop_by_hand(clock, by=request.user, **form.cleaned_data),
        said="The date is ended.",
        submit_label="End the date",
    )


def _change_page(
    request: Request,
    case: Case,
    standing: Standing,
    clock: RunningClock,
    change: Change,
    form: Any,
    write: Callable[[], object],
    **words: Any,
) -> HttpResponse:
    back = reverse("clock_detail", args=[case.reference, clock.pk])
    if request.method != "POST" and why_not_change(clock, standing, change):
        return redirect(back)  # where the reason stands
    work = Working.extend_date if change is Change.EXTEND else Working.end_date
    words |= shown(case, clock, case.school.calendar, standing) | {"change": change}
    return writing_page(
        request, case, standing, form, write, works=(work,), template="clocks/change.html", back=back, **words
    )


def _as_seen(clock: RunningClock) -> dict[str, str]:
    return {"seen": clock.due_at.isoformat()}


def _the_clock(case: Case, standing: Standing, pk: Any) -> RunningClock:
    clock = next((one for one in seen(case, standing) if str(one.pk) == str(pk)), None)
    if clock is None:
        raise Http404
    return clock


def _to_change(case: Case, standing: Standing, pk: Any) -> RunningClock:
    clock = _the_clock(case, standing, pk)
    if keeper(Clock.get(clock.key)) not in standing.roles:
        raise Http404
    return clock


def _change_offered(case: Case, clock: RunningClock, standing: Standing, change: Change) -> dict[str, str] | None:
    """The way to change a date, or why there is none; nothing for whom it would never be."""
    rule = Clock.get(clock.key)
    if keeper(rule) not in standing.roles or not clock.is_running:
        return None
    offer = {"label": change.label, "why_not": why_not_change(clock, standing, change), "url": ""}
    if change is Change.EXTEND and rule in EXTENDED_BY:
        step = EXTENDED_BY[rule]
        offer["url"] = reverse("step_take", args=[case.reference, step.name])
    elif not offer["why_not"]:
        name = "clock_extend" if change is Change.EXTEND else "clock_end"
        offer["url"] = reverse(name, args=[case.reference, clock.pk])
    return offer


def _count_shown(counted: Counted, changes: list[ClockChange], number: int) -> dict[str, Any]:
    moved = [change for change in changes if change.due_after]
    return {
        "sentence": counted.sentence,
        "weeks": weeks_of(counted),
        "days": days_of(counted),
        "because": moved[number - 1].reason if number else "",
    }


def _change_shown(change: ClockChange) -> dict[str, Any]:
    return {
        "by": change.by or "Casework",
        "at": change.at,
        "before": timezone.localdate(change.due_before),
        "after": timezone.localdate(change.due_after) if change.due_after else None,
        "reason": change.reason,
    }


def seen(case: Case, standing: Standing) -> list[RunningClock]:
    """The clocks this person may know of: started by what they see, or waiting for them.

    A date tells what happened, so the investigator does not learn from one that the police were asked.
    """
    clocks: QuerySet[RunningClock] = case.clocks.select_related("started_by__by", "stopped_by__by").prefetch_related(
        "changes__by"
    )
    return [clock for clock in clocks if _may_know(clock, standing)]


def _may_know(clock: RunningClock, standing: Standing) -> bool:
    if WAITS_FOR.get(Clock.get(clock.key)) in standing.roles:
        return True
    if not standing.sees(Section.CLOCKS):
        return False
    if clock.started_by is None:
        return standing.sees(BEGIN_IN.get(Clock.get(clock.key), Section.CLOCKS))
    return standing.sees(Section(clock.started_by.section))


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
        "share": share_of(clock) if is_running and rule.can_be_overdue else "",
        "started": _started(clock, standing),
        "stopped": _stopped(clock, standing),
        "ended": _ended_in_words(clock, rule, day, ended_on),
        "url": reverse("clock_detail", args=[case.reference, clock.pk]) if standing.sees(Section.CLOCKS) else "",
    }


def _started(clock: RunningClock, standing: Standing) -> str:
    if clock.started_by is None:
        return "Began with what was received" if clock.record_id else "Began when the concern was logged"
    if not standing.sees(Section(clock.started_by.section)):
        return "Began with a step in a part of the case that you do not see"
    return f"{clock.started_by.by or 'Casework'} {clock.started_by.record}"


def _stopped(clock: RunningClock, standing: Standing) -> str:
    if clock.stopped_at is None:
        return ""
    if clock.stopped_by is None:
        by_hand = next((change for change in clock.changes.all() if change.due_after is None), None)
        return f"{by_hand.by} ended it as no longer needed" if by_hand else "Stopped"
    if not standing.sees(Section(clock.stopped_by.section)):
        return "Stopped by a step in a part of the case that you do not see"
    return f"{clock.stopped_by.by or 'Casework'} {clock.stopped_by.record}"


def share_of(clock: RunningClock) -> str:
    """How much of its time has gone, in the words of its last warning; nothing before half of it."""
    counts = [Counted.from_json(kept) for kept in clock.counts]
    gone = share_gone(counts, clock.started_at, timezone.now())
    return next((WORDS[percent] for percent in reversed(WARNINGS) if percent <= gone < OVERDUE), "")


def _ended_in_words(clock: RunningClock, rule: ClockRule, due: date, ended_on: date | None) -> tuple[str, str]:
    """What became of it, with the colour that says the same."""
    if ended_on is None:
        return "", ""
    if any(change.due_after is None for change in clock.changes.all()):
        return "No longer needed", "grey"
    if not rule.can_be_overdue:
        return "Ended", "grey"
    return ("In time", "green") if ended_on <= due else ("Late", "red")


def set_by(case: Case, rule: ClockRule) -> str:
    """Whose figure it is: the law's, the school's own, or the usual one."""
    if rule.is_hard:
        return f"Fixed by {rule.fixed_by}: no school can set another."
    whose = "Set by the school" if rule.key in case.school.day_counts else "The usual figure"
    return f"{whose}; a school may set between {rule.low} and {case.school.unit(rule).of(rule.high)}."


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


def weeks_of(counted: Counted) -> list[list[dict[str, Any]]]:
    """The same days as a wall calendar has them, Monday to Sunday, with the day it starts from; nothing where none is counted."""
    rows = {row["day"]: row for row in days_of(counted)}
    if not rows:
        return []
    start = timezone.localdate(counted.start)
    first, last = min([start, *rows]), max([start, *rows])
    monday = first - timedelta(days=first.weekday())
    days = [monday + timedelta(days=n) for n in range((last - monday).days + 7 - last.weekday())]
    cells = [
        {"day": day, "is_start": day == start, "is_inside": day in rows or day == start} | rows.get(day, {})
        for day in days
    ]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]
