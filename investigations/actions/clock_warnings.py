"""Whose time runs short?  At half and at four fifths of a date's time it is written down once, and told."""

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.models import Case, RunningClock
from investigations.procedure.calendar import Counted, long_date
from investigations.procedure.clocks import Clock
from investigations.procedure.shares import WARNINGS, WORDS, share_gone
from investigations.procedure.states import State

from .clocks import plan_warning, section_of
from .notify import tell_of_date

KIND = "clock.warning"


def notify_clock(clock: RunningClock, percent: int) -> None:
    """The one place from which anybody learns that a date comes near or has passed; a hundred when it has."""
    tell_of_date(clock, percent)


def note_warnings() -> int:
    """Note every running clock whose next warning is due; how many.  Costs what is due, not what runs."""
    due = RunningClock.objects.filter(stopped_at=None, warn_at__lte=timezone.now()).exclude(case__state=State.CLOSED)
    rows = list(due.order_by("warn_at").values_list("pk", "case_id"))
    return sum(_warn(clock, case) for clock, case in rows)


def _warn(clock_pk: object, case_pk: object) -> bool:
    """Looked at once more behind the lock of the case: two beats may tick at once, and the date may just have moved."""
    now = timezone.now()
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=case_pk)
        clock = RunningClock.objects.select_related("started_by", "case").prefetch_related("changes").get(pk=clock_pk)
        if not clock.is_running or clock.warn_at is None or clock.warn_at > now:
            return False
        before = clock.warned
        plan_warning(clock)
        clock.save(update_fields=["warned", "warn_at"])
        gone = share_gone([Counted.from_json(kept) for kept in clock.counts], clock.started_at, now)
        percent = max((share for share in WARNINGS if share <= gone), default=0)
        # A machine that was off for days says only the last: that the date has passed is said by `note_overdue`.
        if percent <= before or clock.is_overdue:
            return False
        notify_clock(clock, percent)
        audit.record(
            case,
            KIND,
            section=section_of(clock),
            facts={"clock": str(clock.pk), "key": clock.key, "due": clock.due_at.isoformat(), "percent": percent},
            says=f"For “{Clock.get(clock.key).label}”, due {long_date(timezone.localdate(clock.due_at))}, {WORDS[percent]}",
        )
    return True
