"""Who may still be appointed, and why not the others?  Computed from what they have been in the case, never typed in."""

from dataclasses import dataclass

from django.db.models import Q

from investigations.models import Appointment, Case, GoverningBodyAction, Person
from investigations.procedure.roles import CASEWORKERS, JUDGES, Office, Role

#: What bars from judging, in words.  Ended appointments count like live ones.
BARS_FROM_JUDGING: dict[Role, str] = {
    Role.SUBJECT: "the case is about them",
    Role.CASE_MANAGER: "they have managed this case",
    Role.INVESTIGATING_OFFICER: "they have investigated this case",
    Role.PRESENTING_OFFICER: "they present the case",
    Role.REPORTER: "they reported the concern",
    Role.WITNESS: "they are a witness",
    Role.HR_ADVISER: "they have advised on this case",
    Role.CLERK: "they are the clerk",
    Role.INCIDENT_GROUP: "they belong to the incident group",
    Role.EVIDENCE_CUSTODIAN: "they have handled evidence",
    Role.COMPANION: "they accompany the employee",
}
OTHER_PANEL = {
    Role.PANEL: (Role.APPEAL_PANEL, "they sit on the appeal panel"),
    Role.APPEAL_PANEL: (Role.PANEL, "they sat on the first panel"),
}
#: Offices from which each role is usually filled, offered first.
OFFERED_FROM: dict[Role, tuple[Office, ...]] = {
    Role.HR_ADVISER: (Office.HR_ADVISER,),
    Role.CLERK: (Office.CLERK,),
    Role.INCIDENT_GROUP: (Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR),
    Role.EVIDENCE_CUSTODIAN: (Office.IT_LEAD,),
}


@dataclass(frozen=True)
class Eligibility:
    """Whether one person may hold one role, and the sentence that says why not."""

    person: Person
    role: Role
    reason: str

    @property
    def is_eligible(self) -> bool:
        return not self.reason


def eligibility(case: Case, person: Person, role: Role) -> Eligibility:
    """Read fresh each time: call it again inside the transaction that appoints."""
    return Eligibility(person, role, _reason(case, person, role))


def candidates(case: Case, role: Role) -> list[Eligibility]:
    """Everybody the role could be offered to: governors for panels, grown-ups of the school for the rest."""
    people = list(Person.objects.at(case.school).grown_ups().filter(left_on=None).prefetch_related("offices"))
    if role in JUDGES:
        people = [person for person in people if any(office.is_governor for office in person.current_offices())]
    elif role in OFFERED_FROM:
        people = [person for person in people if person.holds(*OFFERED_FROM[role])]
    return [eligibility(case, person, role) for person in people]


def _reason(case: Case, person: Person, role: Role) -> str:
    if person.school_id != case.school_id:
        return f"{person} does not belong to this school."
    if person.kind == "pupil" and role not in (Role.WITNESS, Role.REPORTER):
        return "A pupil can be a witness or the person who reported, nothing else."
    held = [appointment.kind for appointment in Appointment.objects.filter(case=case, person=person)]
    live = {appointment.kind for appointment in Appointment.objects.live().filter(case=case, person=person)}
    if role in live:
        return f"{person} is already appointed."
    if role is Role.SUBJECT:
        return ""
    if Role.SUBJECT in live:
        return f"{person} cannot {'sit' if role in JUDGES else 'be appointed'}: the case is about them."
    if case.exclusions.filter(person=person, lifted_at=None).exists():
        return f"{person} is shut out of this case."
    if role in JUDGES:
        return _bar_from_judging(case, person, held, role)
    if set(held) & JUDGES:
        return f"{person} cannot be appointed: they sit on a panel in this case."
    if role is Role.INVESTIGATING_OFFICER:
        return _bar_from_investigating(person, live, held)
    if role is Role.CLERK and person.holds(Office.HEAD):
        return f"{person} cannot be the clerk: a head teacher never is."
    if role is Role.COMPANION and live & CASEWORKERS:
        return f"{person} cannot accompany the employee: they work on this case."
    if role in (Role.CLERK, Role.HR_ADVISER) and live & {Role.INVESTIGATING_OFFICER, Role.WITNESS, Role.REPORTER}:
        return f"{person} has a part in the investigation."
    return ""


def _bar_from_judging(case: Case, person: Person, held: list[Role], role: Role) -> str:
    other, why = OTHER_PANEL[role]
    if other in held:
        return f"{person} cannot sit: {why}."
    if role in held:
        return f"{person} cannot sit: they stood down from this panel."
    for kind in held:
        if kind in BARS_FROM_JUDGING:
            return f"{person} cannot sit: {BARS_FROM_JUDGING[kind]}."
    if GoverningBodyAction.objects.filter(case=case).filter(Q(owner=person) | Q(approved_by=person)).exists():
        return f"{person} cannot sit: they take part in the governing body's actions on this matter."
    offices = person.current_offices()
    if Office.HEAD in offices:
        return f"{person} cannot sit: a head teacher never sits on a panel of governors."
    if Office.STAFF_GOVERNOR in offices:
        return f"{person} cannot sit: a staff governor works for the school."
    if not any(office.is_governor for office in offices):
        return f"{person} cannot sit: they are not a governor."
    if any(office.is_employed for office in offices):
        return f"{person} cannot sit: they work for the school."
    return ""


def _bar_from_investigating(person: Person, live: set[Role], held: list[Role]) -> str:
    if Role.INVESTIGATING_OFFICER in held:
        return f"{person} was the investigating officer before: their appointment has ended."
    if Role.CASE_MANAGER in live:
        return f"{person} manages the case, and decides on the report: somebody else has to investigate."
    for role in (Role.WITNESS, Role.REPORTER):
        if role in live:
            return f"{person} cannot investigate: {BARS_FROM_JUDGING[role]}."
    return ""
