"""Whose part in a case may a reader know of?  Nobody learns of a panel or of a witness before their time."""

from investigations.access import Standing
from investigations.models import Appointment
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

#: Beside the people of a case one has to see this section too, to learn who holds the role: the investigator learns no
#: panel names, and the clerk meets the participants from the papers only.
KNOWN_WITH: dict[Role, Section] = {
    Role.PANEL: Section.HEARING,
    Role.APPEAL_PANEL: Section.APPEAL,
    Role.REPORTER: Section.STATEMENTS,
    Role.WITNESS: Section.STATEMENTS,
    Role.EVIDENCE_CUSTODIAN: Section.STATEMENTS,
    Role.INCIDENT_GROUP: Section.ACTIONS,
}


def may_know(standing: Standing, appointment: Appointment) -> bool:
    return may_know_role(standing, appointment.kind)


def may_know_role(standing: Standing, role: Role) -> bool:
    return standing.sees(KNOWN_WITH.get(role, Section.PEOPLE))
