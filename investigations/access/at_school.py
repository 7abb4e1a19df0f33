"""Who may, where the school's own records are concerned: a signature that is wanted, a device?

Offices and one's own part decide; nothing here knows of a case, and nothing in a case follows from it.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from investigations.models import Device, Person, SignOff
from investigations.procedure.roles import RUN_THE_SCHOOL, Office, SchoolRole
from investigations.procedure.sign_off import DeviceProcedure, SignOffProcedure
from investigations.procedure.steps import Procedure, SchoolStep

SchoolRecord = SignOff | Device

SCHOOL_TABLES: dict[type, type[Procedure]] = {SignOff: SignOffProcedure, Device: DeviceProcedure}
NOT_YOURS = "This step is not yours to take."
#: Offices that see every device of the school, and the register of its accounts.
SEE_DEVICES = (Office.HEAD, Office.IT_LEAD, Office.CHAIR)


@dataclass(frozen=True)
class SchoolOffer:
    step: SchoolStep
    refusal: str


def school_roles(person: Person | None, record: SchoolRecord) -> frozenset[SchoolRole]:
    """What this person is to the record.  Without a person it is the clock that acts."""
    if person is None:
        return frozenset({SchoolRole.CASEWORK})
    if person.school_id != record.person.school_id or _has_left(person):
        return frozenset()
    roles = set()
    is_own = record.person_id == person.pk
    if is_own:
        roles.add(SchoolRole.SIGNER if isinstance(record, SignOff) else SchoolRole.HOLDER)
    if not is_own and person.holds(decides_for(record.person)):
        roles.add(SchoolRole.HEAD)
    if person.holds(Office.IT_LEAD):
        roles.add(SchoolRole.IT_LEAD)
    if not is_own and person.holds(*RUN_THE_SCHOOL):
        roles.add(SchoolRole.REGISTER)
    return frozenset(roles)


def _has_left(person: Person) -> bool:
    return person.left_on is not None and person.left_on < timezone.localdate()


def decides_for(person: Person) -> Office:
    """The head teacher countersigns and approves; for the head teacher, the chair of governors does."""
    return Office.CHAIR if person.holds(Office.HEAD) else Office.HEAD


def school_role_for(step: SchoolStep, record: SchoolRecord, person: Person | None) -> SchoolRole | None:
    """In which role they would take it: the first of the step's that is theirs."""
    mine = school_roles(person, record)
    return next((role for role in step.school_roles if role in mine), None)


def school_refusal(step: SchoolStep, record: SchoolRecord, person: Person | None) -> str:
    """Why this person cannot take this step now: a sentence for them, or nothing where they can."""
    if school_role_for(step, record, person) is None:
        return NOT_YOURS
    if record.status not in step.sources:
        return f"This cannot be done now: it stands at “{record.status.label}”."
    return step.unmet(record)


def school_offers(record: SchoolRecord, person: Person) -> list[SchoolOffer]:
    """The steps of this record that are theirs, from where it stands."""
    steps = [step for step in SCHOOL_TABLES[type(record)].from_state(record.status) if isinstance(step, SchoolStep)]
    return [
        SchoolOffer(step, school_refusal(step, record, person))
        for step in steps
        if school_role_for(step, record, person) is not None
    ]


def sign_offs_for(person: Person) -> QuerySet[SignOff]:
    """One's own; whoever runs the school sees everybody's."""
    rows = SignOff.objects.at(person.school).select_related("person__school", "version__policy")
    return rows if person.holds(*RUN_THE_SCHOOL) else rows.filter(person=person)


def devices_for(person: Person) -> QuerySet[Device]:
    """One's own; the head teacher, the IT lead and the chair see everybody's."""
    rows = Device.objects.at(person.school).select_related("person__school", "approved_by")
    return rows if person.holds(*SEE_DEVICES) else rows.filter(person=person)
