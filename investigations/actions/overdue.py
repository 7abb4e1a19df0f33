"""Which dates have passed?  Written down once for each, so that the history shows it; nothing moves of itself."""

import json
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.models import AuditEvent, Case, RunningClock
from investigations.procedure.calendar import long_date
from investigations.procedure.clocks import Clock
from investigations.procedure.shares import OVERDUE

from .clock_warnings import notify_clock
from .clocks import section_of

KIND = "clock.overdue"
#: How far back it looks: longer than any holiday in which a school's machine is switched off, and short enough that
#: looking costs the same after ten years.
REACH = timedelta(days=92)
CHUNK = 200


def note_overdue() -> int:
    """Note every running clock whose date has passed and is not noted yet; how many.  A live warning merely ends."""
    now = timezone.now()
    late = RunningClock.objects.filter(
        stopped_at=None,
        due_at__lt=now,
        due_at__gte=now - REACH,
        key__in=[rule.key for rule in Clock.all() if rule.can_be_overdue],
    )
    rows = list(late.order_by("due_at").values_list("pk", "case_id", "due_at"))
    noted = 0
    for first in range(0, len(rows), CHUNK):
        chunk = rows[first : first + CHUNK]
        known = _noted(case for _, case, _ in chunk)
        noted += sum(_note(clock, case) for clock, case, due in chunk if (str(clock), due.isoformat()) not in known)
    return noted


def _note(clock_pk: object, case_pk: object) -> bool:
    """Looked at once more behind the lock of the case: two clocks may tick at once, and a step may just have stopped it."""
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=case_pk)
        clock = RunningClock.objects.select_related("case", "started_by").get(pk=clock_pk)
        if not clock.is_overdue or (str(clock.pk), clock.due_at.isoformat()) in _noted([case.pk]):
            return False
        notify_clock(clock, OVERDUE)
        audit.record(
            case,
            KIND,
            # A clock that the police's part of a case set going tells of the police: its passing is told there too.
            section=section_of(clock),
            facts={"clock": str(clock.pk), "key": clock.key, "due": clock.due_at.isoformat()},
            says=f"The date for “{Clock.get(clock.key).label}” passed: {long_date(timezone.localdate(clock.due_at))}",
        )
    return True


def _noted(cases: Iterable[object]) -> set[tuple[str, str]]:
    """The clocks of these cases that were noted before, each with its date: one that was moved on can pass again."""
    events = AuditEvent.objects.filter(stream__name__in=[f"case:{case}" for case in cases], kind=KIND)
    facts = (json.loads(bytes(body))["facts"] for body in events.values_list("body", flat=True))
    return {(fact["clock"], fact["due"]) for fact in facts}
