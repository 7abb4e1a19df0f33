"""Which clocks does a step start and stop, and when are they due?"""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from investigations.models import Case, RunningClock, StepTaken
from investigations.procedure.asks import Ask, Question
from investigations.procedure.calendar import Service, TermDatesMissing, Unit, count_forward, served_on
from investigations.procedure.clocks import ClockRule, count

from .refusals import Refused

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
        counted = count(rule, case.school.calendar, since, case.school.day_counts)
    except TermDatesMissing as missing:
        raise Refused(str(missing)) from missing
    stop_clock(case, rule, at=at, by=by, record=record)
    return RunningClock.objects.create(
        case=case,
        record_id=_record_id(record),
        key=rule.key,
        started_by=by,
        started_at=at,
        due_at=counted.due,
        counted=counted.as_json(),
    )


def stop_clock(
    case: Case, rule: ClockRule, *, at: datetime, by: StepTaken | None = None, record: Model | None = None
) -> None:
    running = case.clocks.filter(key=rule.key, record_id=_record_id(record), stopped_at=None)
    running.update(stopped_at=at, stopped_by=by)


def _record_id(record: Model | None) -> str:
    return "" if record is None or isinstance(record, Case) else str(record.pk)


def extend_clock(case: Case, rule: ClockRule, working_days: int, because: str) -> None:
    """Move a running clock's date on by working days, counted from the date that stood."""
    clock = case.clocks.filter(key=rule.key, stopped_at=None).first()
    if clock is None:
        raise Refused("No deadline is running that could be extended.")
    counted = count_forward(
        case.school.calendar, clock.due_at, working_days, Unit.WORKING_DAYS, since="the date that stood before"
    )
    clock.due_at, clock.counted, clock.extended_because = counted.due, counted.as_json(), because
    clock.save(update_fields=["due_at", "counted", "extended_because"])


def service_date(case: Case, sent_at: datetime, method: str) -> date:
    return served_on(case.school.calendar, sent_at, Service(method))


def _since(move: "Move", question: Question | None) -> datetime:
    if question is None:
        return move.at
    answer: Any = move.answer(question.name)
    if question is Ask.SERVED_AT and move.answer(Ask.METHOD.name):
        answer = service_date(move.case, answer, move.answer(Ask.METHOD.name))
    if isinstance(answer, datetime):
        return answer
    return timezone.make_aware(datetime.combine(answer, time(12)))
