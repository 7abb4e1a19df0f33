"""Whose place is free because they stood down, left or were shut out, and who is next?  For whoever appoints."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from investigations.models import Appointment, Case, Exclusion, Person
from investigations.procedure.roles import JUDGES, Role
from investigations.procedure.states import Stage, State
from investigations.procedure.taint import Verdict

from .eligibility import OFFERED_FROM
from .standing import Standing
from .taint import Register

#: Who is told of a free place: whoever fills it.
FILLED_BY: dict[Role, Role] = {
    Role.INVESTIGATING_OFFICER: Role.CASE_MANAGER,
    Role.CLERK: Role.CASE_MANAGER,
    Role.HR_ADVISER: Role.CASE_MANAGER,
    Role.PRESENTING_OFFICER: Role.CASE_MANAGER,
    Role.PANEL: Role.CLERK,
    Role.APPEAL_PANEL: Role.CLERK,
}
OFFERED = 4


@dataclass(frozen=True)
class Vacancy:
    case: Case
    role: Role
    gone: Person
    #: Their account is switched off, and their place not ended: they may be back.
    is_waiting: bool
    next: tuple[Person, ...]


def vacancies(standing: Standing) -> list[Vacancy]:
    """The free places that this person fills, each with the next who are eligible without any care."""
    if not standing.case.is_open:
        return []
    rows = [row for row in free_places(standing.case) if FILLED_BY[row.kind] in standing.roles]
    if not rows:
        return []
    register = Register.of(standing.case)
    return [Vacancy(standing.case, row.kind, row.person, row.is_live, _next(register, row.kind)) for row in rows]


def free_places(case: Case) -> list[Appointment]:
    """The newest place of each kind that ended because its holder was shut out or left, and was not filled since."""
    out = Exclusion.objects.filter(case=OuterRef("case"), person=OuterRef("person"), lifted_at=None)
    later = Appointment.objects.filter(
        case=OuterRef("case"), role=OuterRef("role"), appointed_at__gt=OuterRef("ended_at")
    )
    ended = Q(ended_at__isnull=False) & (Q(Exists(out)) | Q(person__left_on__isnull=False)) & ~Q(Exists(later))
    switched_off = Q(ended_at=None, person__user__is_active=False)
    rows = case.appointments.filter(ended | switched_off, role__in=[role.value for role in FILLED_BY])
    return [row for row in rows.select_related("person") if _is_still_needed(row.kind, case.status)]


def _is_still_needed(role: Role, state: State) -> bool:
    """A first panel that has decided needs nobody more, nor does an investigation that was handed in."""
    if role is Role.PANEL:
        return state.stage in (Stage.HEARING,)
    if role is Role.APPEAL_PANEL:
        return state.stage is Stage.APPEAL
    if role is Role.INVESTIGATING_OFFICER:
        return state.stage in (Stage.ASSESSMENT, Stage.INVESTIGATION)
    return True


def _next(register: Register, role: Role) -> tuple[Person, ...]:
    rows = [row for row in register.everybody(role) if row.is_eligible and not row.holds]
    offices = OFFERED_FROM.get(role, ())
    rows.sort(key=lambda row: (row.verdict is not Verdict.ELIGIBLE, not row.person.holds(*offices), row.person.name))
    if role in JUDGES or not offices:
        return tuple(row.person for row in rows[:OFFERED])
    usual = [row for row in rows if row.person.holds(*offices)]
    return tuple(row.person for row in (usual or rows)[:OFFERED])
