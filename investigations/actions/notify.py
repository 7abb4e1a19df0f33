"""What news does an act make, and for whom?  Called once in each act, after access was settled and before its event."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q

from investigations.access.governing_body import OFFICES, speaks_for_the_governing_body
from investigations.models import Appointment, Case, Notice, Person, RunningClock
from investigations.news import notify
from investigations.procedure.case import CaseProcedure
from investigations.procedure.clocks import Clock
from investigations.procedure.notices import BY_PERCENT, NoticeKind
from investigations.procedure.roles import PARTICIPANTS, Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.steps import Step
from investigations.procedure.suspension import SuspensionProcedure
from investigations.procedure.turns import WAITS_FOR, turn

if TYPE_CHECKING:
    from .take import Move

__all__ = ["notify", "tell_after_step", "tell_of_date", "tell_who_came_in"]

#: A chair is a member of the panel who was named its chair.
CHAIRS = {Role.PANEL_CHAIR: Role.PANEL, Role.APPEAL_CHAIR: Role.APPEAL_PANEL}
#: They are told of what is served on them, or know what they said themselves.
NOT_BY_APPOINTMENT = (Role.SUBJECT, Role.REPORTER)
#: The steps beside the case that are news for one person: of which kind, and for whom.
TELLS: dict[Step, tuple[NoticeKind, Callable[[Any], Person]]] = {
    StatementProcedure.send_statement: (NoticeKind.STATEMENT_WAITS, lambda statement: statement.person),
    StatementProcedure.ask_for_correction: (NoticeKind.STATEMENT_BACK, lambda statement: statement.taken_by),
    ActionProcedure.approve_action: (NoticeKind.TASK_IS_YOURS, lambda action: action.owner),
}

#: What the governing body is told of a suspension, at once.
TELLS_THE_GOVERNING_BODY: dict[Step, NoticeKind] = {
    SuspensionProcedure.impose_suspension: NoticeKind.SUSPENDED,
    SuspensionProcedure.recommend_lifting: NoticeKind.LIFTING,
}


def tell_after_step(move: "Move") -> None:
    """Whoever can see the case from now on, whose turn it has become, and who is asked for something beside it."""
    tell_who_came_in(move.case, by=move.by)
    if move.step in TELLS:
        kind, whom = TELLS[move.step]
        notify(whom(move.record), kind, case=move.case, record=move.record, by=move.by)
    if move.step in TELLS_THE_GOVERNING_BODY:
        tell_the_governing_body(move)
    if move.record is move.case and move.step.table == CaseProcedure.__name__ and move.step.target is not None:
        for person in in_roles(move.case, *turn(move.case.status)):
            notify(person, NoticeKind.YOUR_TURN, case=move.case, by=move.by)


def tell_the_governing_body(move: "Move") -> None:
    """Whoever speaks for it in this case learns the fact, and finds nothing of the case behind it."""
    speakers = Person.objects.at(move.case.school).holding(*OFFICES).exclude(pk=move.by.pk).select_related("user")
    for person in speakers.prefetch_related("offices"):
        if speaks_for_the_governing_body(person, move.case):
            kind = TELLS_THE_GOVERNING_BODY[move.step]
            notify(person, kind, case=move.case, record=move.record, by=move.by)


def tell_who_came_in(case: Case, *, by: Person | None) -> None:
    """Each appointment once, and not before it lets the person see something: a panel when the papers are served."""
    told = Notice.objects.filter(case=case, record_id=OuterRef("pk"))
    new = (
        case.appointments.live()
        .exclude(role__in=NOT_BY_APPOINTMENT)
        .exclude(person=F("appointed_by"))
        .filter(~Exists(told), person__user__is_active=True)
        .select_related("person__user")
    )
    for appointment in new:
        notify(appointment.person, _how(appointment), case=case, record=appointment, by=by)


def _how(appointment: Appointment) -> NoticeKind:
    if appointment.kind in PARTICIPANTS:
        return NoticeKind.HAS_PART
    if appointment.kind is not Role.CASE_MANAGER:
        return NoticeKind.APPOINTED
    before = Appointment.objects.filter(case=appointment.case_id, role=Role.CASE_MANAGER, ended_at__isnull=False)
    return NoticeKind.PASSED_TO_YOU if before.exists() else NoticeKind.CONCERN


def tell_of_date(clock: RunningClock, percent: int) -> None:
    """Whoever it waits for; that it has passed, the case manager too."""
    roles = {WAITS_FOR.get(Clock.get(clock.key), Role.CASE_MANAGER)}
    if percent >= 100:
        roles.add(Role.CASE_MANAGER)
    if Role.REQUEST_OWNER in roles:
        for request in clock.case.data_requests.filter(pk=clock.record_id or None).select_related("owner__user"):
            notify(request.owner, NoticeKind.REQUEST_DUE, case=clock.case, record=request)
    told = in_roles(clock.case, *roles)
    for person in told:
        notify(person, BY_PERCENT[percent], case=clock.case, record=clock)
    for duty in clock.case.duties.filter(pk=clock.record_id or None).select_related("owner__user"):
        if duty.owner not in told:
            notify(duty.owner, NoticeKind.DUTY_DUE, case=clock.case, record=duty)


def in_roles(case: Case, *roles: Role) -> list[Person]:
    live = case.appointments.live().filter(_in_any(roles)).select_related("person__user")
    return list({held.person_id: held.person for held in live}.values())


def _in_any(roles: tuple[Role, ...]) -> Q:
    found = Q(pk__in=[])
    for role in roles:
        found |= Q(role=CHAIRS[role], is_chair=True) if role in CHAIRS else Q(role=role)
    return found
