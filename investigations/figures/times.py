"""How long do cases stay in a stage, against the days that the clocks give it?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone

from investigations.models import School, StepTaken
from investigations.models.cases import CaseQuerySet
from investigations.procedure.calendar import SchoolCalendar
from investigations.procedure.case import CaseProcedure
from investigations.procedure.clocks import Clock, ClockRule
from investigations.procedure.states import Stage, State

from .tables import StageTime

#: The dates that bound a stage, one after the other.  A hearing has none of its own: notice and diaries decide.
BOUNDED_BY: dict[Stage, tuple[ClockRule, ...]] = {
    Stage.CONCERN: (Clock.ACK_REPORTER,),
    Stage.ASSESSMENT: (Clock.INITIAL_ASSESSMENT,),
    Stage.INVESTIGATION: (Clock.INVESTIGATION_TARGET,),
    Stage.DECISION: (Clock.CASE_DECISION,),
    Stage.HEARING: (),
    Stage.OUTCOME: (Clock.APPEAL_LODGE,),
    Stage.APPEAL: (Clock.APPEAL_HEARD, Clock.APPEAL_OUTCOME),
}
#: So many of the cases that moved last are measured, so that it costs the same beside 100,000.
NEWEST = 2000


def time_by_stage(cases: CaseQuerySet, school: School, since: datetime, until: datetime) -> list[StageTime]:
    """The stays in a stage that ended in that time.  A case that came back to a stage stayed there twice."""
    moved = StepTaken.objects.filter(case__in=cases.order_by().values("pk"), table=CaseProcedure.__name__)
    recent = moved.filter(at__gte=since, at__lt=until).order_by("-at").values_list("case", flat=True)
    keys = list(dict.fromkeys(recent[: NEWEST * 10]))[:NEWEST]
    steps = (
        StepTaken.objects.filter(case__in=keys, table=CaseProcedure.__name__)
        .order_by("case", "at", "pk")
        .values_list("case", "case__reported_at", "from_state", "to_state", "at")
    )
    days = WorkingDays(school.calendar)
    stays: dict[Stage, list[int]] = defaultdict(list)
    for stage, entered, left in _stays(steps):
        if since <= left < until:
            stays[stage].append(days.between(timezone.localdate(entered), timezone.localdate(left)))
    return [_row(stage, stays[stage], school) for stage in BOUNDED_BY]


def _row(stage: Stage, stays: list[int], school: School) -> StageTime:
    rules = BOUNDED_BY[stage]
    target = sum(school.amount(rule) for rule in rules) if rules else None
    late = sum(stay > target for stay in stays) if target is not None else 0
    return StageTime(stage.label, len(stays), median(stays) if stays else None, target, late)


def _stays(steps: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Stage, datetime, datetime]]:
    """From the steps of each case in order: each stage that was left, with when it was entered and left."""
    case, entered = None, None
    for key, reported_at, came_from, went_to, at in steps:
        if key != case:
            case, entered = key, reported_at
        before, after = State(came_from).stage, State(went_to).stage
        if before is not after:
            yield before, entered, at
            entered = at


class WorkingDays:
    """Counts working days between two days by adding up once: a walk for each of a thousand stays would be slow."""

    def __init__(self, calendar: SchoolCalendar) -> None:
        self.calendar = calendar
        self.first: date | None = None
        self.sums: list[int] = []

    def between(self, entered: date, left: date) -> int:
        """After the first day, up to and with the last."""
        return self._until(left) - self._until(entered)

    def _until(self, day: date) -> int:
        if self.first is None or day < self.first:
            # Begun anew from well before: happens once or twice.
            self.first, self.sums = day - timedelta(days=400), [0]
        while len(self.sums) <= (day - self.first).days:
            next_day = self.first + timedelta(days=len(self.sums))
            self.sums.append(self.sums[-1] + self.calendar.is_working_day(next_day))
        return self.sums[(day - self.first).days]
