"""Which clocks does a step start and stop, when are they due, and who moves a date on or ends it?"""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Case, CaseLetter, ClockChange, Person, RunningClock, StepTaken, User
from investigations.procedure.asks import Ask, Question
from investigations.procedure.calendar import (
    Counted,
    Service,
    TermDatesMissing,
    Unit,
    count_forward,
    long_date,
    served_on,
)
from investigations.procedure.clocks import Clock, ClockRule, Direction, count
from investigations.procedure.data_rights import DataRequestProcedure
from investigations.procedure.sections import Section
from investigations.procedure.shares import WARNINGS, next_warning, share_gone
from investigations.procedure.turns import BEGIN_IN, Change, keeper, refusal_of
from investigations.procedure.work import Working

from .refusals import BadAnswers, Refused
from .work import Writing, working

if TYPE_CHECKING:
    from .take import Move


def run_clocks(move: "Move", taken: StepTaken) -> None:
    """A step beside the case (of a suspension, a duty, a request) runs the clocks of that record."""
    for rule in move.step.stops:
        stop_clock(move.case, rule, at=move.at, by=taken, record=move.record)
    for start in move.step.clocks_started:
        since = _since(move, start.since)
        start_clock(move.case, start.clock, since=since, at=move.at, by=taken, record=move.record)


def start_clock(
    case: Case,
    rule: ClockRule,
    *,
    since: datetime,
    at: datetime,
    by: StepTaken | None = None,
    record: Model | None = None,
) -> RunningClock:
    """Start a clock, in place of one of the same kind that is still running.  Term dates that are missing are said."""
    try:
        counted = case.school.count(rule, since)
    except TermDatesMissing as missing:
        raise Refused(str(missing)) from missing
    stop_clock(case, rule, at=at, by=by, record=record)
    clock = RunningClock(
        case=case,
        record_id=_record_id(record),
        key=rule.key,
        started_by=by,
        started_at=at,
        due_at=counted.due,
        counted=counted.as_json(),
    )
    plan_warning(clock)
    clock.save()
    return clock


def stop_clock(
    case: Case, rule: ClockRule, *, at: datetime, by: StepTaken | None = None, record: Model | None = None
) -> None:
    running = case.clocks.filter(key=rule.key, record_id=_record_id(record), stopped_at=None)
    running.update(stopped_at=at, stopped_by=by)


def _record_id(record: Model | None) -> str:
    """A letter runs the clocks of the record that it is about, or of the case."""
    if record is None or isinstance(record, Case):
        return ""
    return record.record_id if isinstance(record, CaseLetter) else str(record.pk)


def extend_clock(case: Case, rule: ClockRule, working_days: int, because: str, *, by: Person | None = None) -> None:
    """Move a running clock's date on by working days, counted from the date that stood.  For a step that does so."""
    clock = case.clocks.filter(key=rule.key, record_id="", stopped_at=None).first()
    if clock is None:
        raise Refused("No deadline is running that could be extended.")
    move_date(clock, _longer(clock, working_days), because, by=by)


def extend_by_hand(clock: RunningClock, *, working_days: int | None, reason: str, by: User, seen: str = "") -> None:
    """Move a date on with reasons: by working days, or to the longer period that the law allows once.

    `seen` is the date that stood on the person's page.
    """
    with working(clock.case, Working.extend_date, by=by) as writing:
        clock = _as_it_stands(clock, writing, Change.EXTEND, seen)
        if not reason.strip():
            raise BadAnswers({"reason": "Say why the date is moved on: the reason stands in the record of the case."})
        before = timezone.localdate(clock.due_at)
        move_date(clock, _longer(clock, working_days), reason, by=writing.by)
        after = timezone.localdate(clock.due_at)
        writing.section = section_of(clock)
        writing.facts = {"clock": str(clock.pk), "key": clock.key, "due": clock.due_at.isoformat()}
        writing.says = f"moved the date for “{Clock.get(clock.key).label}” from {long_date(before)} to {long_date(after)}: {reason}"


def stop_by_hand(clock: RunningClock, *, reason: str, by: User, seen: str = "") -> None:
    """End a date that is no longer needed, with the reason."""
    with working(clock.case, Working.end_date, by=by) as writing:
        clock = _as_it_stands(clock, writing, Change.STOP, seen)
        if not reason.strip():
            raise BadAnswers({"reason": "Say why the date is no longer needed."})
        now = timezone.now()
        ClockChange.objects.create(
            clock=clock, due_before=clock.due_at, counted_before=clock.counted, reason=reason, by=writing.by, at=now
        )
        clock.stopped_at = now
        clock.save(update_fields=["stopped_at"])
        writing.section = section_of(clock)
        writing.facts = {"clock": str(clock.pk), "key": clock.key}
        writing.says = f"ended the date for “{Clock.get(clock.key).label}”, which is no longer needed: {reason}"


def move_date(clock: RunningClock, counted: Counted, because: str, *, by: Person | None) -> None:
    """Keep the date that stood, with its count, and put the new one in its place.  In the transaction of its caller."""
    ClockChange.objects.create(
        clock=clock,
        due_before=clock.due_at,
        due_after=counted.due,
        counted_before=clock.counted,
        reason=because,
        by=by,
        at=timezone.now(),
    )
    clock.due_at, clock.counted, clock.extended_because = counted.due, counted.as_json(), because
    plan_warning(clock)
    clock.save(update_fields=["due_at", "counted", "extended_because", "warned", "warn_at"])


def plan_warning(clock: RunningClock) -> None:
    """Set when the next warning is due.  What had gone before the date was moved on is not said again."""
    if not Clock.get(clock.key).can_be_overdue:
        return
    counts = [Counted.from_json(kept) for kept in clock.counts] if clock.pk else [Counted.from_json(clock.counted)]
    gone = share_gone(counts, clock.started_at, timezone.now())
    clock.warned = max((percent for percent in WARNINGS if percent <= gone), default=0)
    following = next_warning(counts, clock.started_at, clock.warned)
    clock.warn_at = following[1] if following else None


def section_of(clock: RunningClock) -> str:
    """The part of the case that a date tells of: the police's date is known where the police's part is."""
    if clock.started_by:
        return clock.started_by.section
    return BEGIN_IN.get(Clock.get(clock.key), Section.CLOCKS).value


def _as_it_stands(clock: RunningClock, writing: Writing, change: Change, seen: str) -> RunningClock:
    """Read once more behind the lock of the case, with every reason why not."""
    found = RunningClock.objects.select_related("started_by", "case").get(pk=clock.pk, case=writing.case)
    if refusal := why_not_change(found, writing.standing, change):
        raise Refused(refusal)
    if seen and seen != found.due_at.isoformat():
        day = long_date(timezone.localdate(found.due_at))
        raise Refused(f"The date was changed while you were on this page: it is {day} now. Read the page again.")
    return found


def why_not_change(clock: RunningClock, standing: Standing, change: Change) -> str:
    """Why this person cannot move this date on, or end it: a sentence, or nothing where they can."""
    if keeper(Clock.get(clock.key)) not in standing.roles:
        return "This date is not yours to change."
    if not clock.is_running:
        return "This date is over."
    if change is Change.EXTEND and clock.record_id and Clock.get(clock.key).extended_to:
        step = DataRequestProcedure.extend_request.label
        return f"Whoever asked has to be told when this date is moved on: use the step “{step}” of the request."
    return refusal_of(Clock.get(clock.key), change, is_extended=clock.changes.exists())


def _longer(clock: RunningClock, working_days: int | None) -> Counted:
    """The count of the later date."""
    rule, calendar = Clock.get(clock.key), clock.case.school.calendar
    if rule.extended_to:
        start = Counted.from_json(clock.counted).start
        return count(Clock.get(rule.extended_to), calendar, start)
    if not working_days or working_days < 1:
        raise BadAnswers({"working_days": "Say by how many working days, at least one."})
    counted = count_forward(calendar, clock.due_at, working_days, Unit.WORKING_DAYS, since="the date that stood before")
    event = Counted.from_json(clock.counts[0]).start
    if rule.direction is Direction.DUE_BEFORE and counted.due.date() >= timezone.localdate(event):
        day = long_date(timezone.localdate(event))
        raise BadAnswers({"working_days": f"The new date would not lie before {rule.since} on {day}."})
    return counted


def service_date(case: Case, sent_at: datetime, method: str) -> date:
    return served_on(case.school.calendar, sent_at, Service(method))


def notice_of(is_appeal: bool) -> ClockRule:
    return Clock.APPEAL_NOTICE if is_appeal else Clock.HEARING_NOTICE


def earliest_day(case: Case, rule: ClockRule, served: date) -> Counted:
    """The earliest day of a hearing whose notice was served on that day, with the count that explains it."""
    noon = timezone.make_aware(datetime.combine(served, time(12)))
    try:
        return case.school.count(rule, noon)
    except TermDatesMissing as missing:
        raise Refused(str(missing)) from missing


def noon_of(day: date) -> datetime:
    """The moment from which a day is counted."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _since(move: "Move", question: Question | None) -> datetime:
    if question is None:
        return move.at
    answer: Any = move.answer(question.name)
    if question is Ask.SERVED_AT and move.answer(Ask.METHOD.name):
        answer = service_date(move.case, answer, move.answer(Ask.METHOD.name))
    if isinstance(answer, datetime):
        return answer
    return noon_of(answer)
