"""Who may still be appointed, and why not the others?  For judging and working, the taint register answers."""

from dataclasses import dataclass

from investigations.models import Appointment, Case, Person
from investigations.procedure.roles import CASEWORKERS, JUDGES, Office, Role
from investigations.procedure.taint import EVERYBODY

from .taint import Judgement, Register

#: Offices from which each role is usually filled, offered first.
OFFERED_FROM: dict[Role, tuple[Office, ...]] = {
    Role.HR_ADVISER: (Office.HR_ADVISER,),
    Role.CLERK: (Office.CLERK,),
    Role.INCIDENT_GROUP: (Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR),
    Role.EVIDENCE_CUSTODIAN: (Office.IT_LEAD,),
}


@dataclass(frozen=True)
class Eligibility:
    """Whether one person may hold one role, and the sentence that says why not.

    Where the register was asked its judgement comes along, with every reason.
    """

    person: Person
    role: Role
    reason: str
    judgement: Judgement | None = None

    @property
    def is_eligible(self) -> bool:
        return not self.reason


def eligibility(case: Case, person: Person, role: Role, register: Register | None = None) -> Eligibility:
    """Read fresh each time: call it again inside the transaction that appoints.  For many people, give the register."""
    live = {part.kind for part in Appointment.objects.live().filter(case=case, person=person)}
    if role in live:
        return Eligibility(person, role, f"{person} is already appointed.")
    if role in EVERYBODY:
        judgement = (register or Register.of(case)).judge(person, role)
        return Eligibility(person, role, judgement.reason, judgement)
    return Eligibility(person, role, _bar_from_a_part(case, person, role, live))


def candidates(case: Case, role: Role) -> list[Judgement]:
    """Everybody the role could be offered to, judged: governors for panels, grown-ups of the school for the rest."""
    return Register.of(case).everybody(role)


def _bar_from_a_part(case: Case, person: Person, role: Role, live: set[Role]) -> str:
    """The parts of participants: who has one is no less partial for another."""
    if person.school_id != case.school_id:
        return f"{person} does not belong to this school."
    if person.kind == "pupil" and role not in (Role.WITNESS, Role.REPORTER):
        return "A pupil can be a witness or the person who reported, nothing else."
    if role is Role.SUBJECT:
        return ""
    if Role.SUBJECT in live:
        return f"{person} cannot be appointed: the case is about them."
    if case.exclusions.filter(person=person, lifted_at=None).exists():
        return f"{person} is shut out of this case."
    if Appointment.objects.filter(case=case, person=person, role__in=JUDGES).exists():
        return f"{person} cannot be appointed: they sit on a panel in this case."
    if role is Role.COMPANION and live & CASEWORKERS:
        return f"{person} cannot accompany the employee: they work on this case."
    return ""
