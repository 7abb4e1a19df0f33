"""Who manages the case?  Never somebody it is about, and never nobody."""

from django.utils import timezone

from investigations.models import Appointment, Case, Exclusion, ExclusionKind, Person, School
from investigations.models.people import PersonQuerySet
from investigations.procedure.roles import SEPARATE, Office, Role

from .refusals import Refused

#: In this order the case is offered on, when the head cannot manage it.
LINE = (Office.HEAD, Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR)
#: Who is one of these now cannot manage the case; who ever was one of SEPARATE cannot either.
BARRED = (Role.SUBJECT, Role.WITNESS)


def first_manager(school: School, *, about: Person | None) -> Person:
    """Who takes a new concern: the head, or the chair where it is about the head.  Refused where nobody is left."""
    for office in LINE:
        for person in _holders(school, office):
            if person != about:
                return person
    raise Refused("This school has no head teacher or governor with an account who could take the case.")


def pass_on(case: Case, because: str, *, by: Person | None = None) -> Person | None:
    """Hand the case to the next in line, if its manager may no longer have it.  Returns the new manager, if any."""
    manager = case.appointments.live().of(Role.CASE_MANAGER).select_related("person").first()
    if manager and not _is_barred(case, manager.person):
        return None
    successor = _next_in_line(case, leaving=manager.person if manager else None)
    if manager:
        manager.ended_at, manager.ended_because = timezone.now(), because
        manager.save(update_fields=["ended_at", "ended_because"])
    Appointment.objects.create(case=case, person=successor, role=Role.CASE_MANAGER, appointed_by=by, reason=because)
    return successor


def next_manager(case: Case, *, leaving: Person) -> Person | None:
    """Who would take the case if that person left it: for a page that says so beforehand.  None: nobody has to."""
    if not case.appointments.live().of(Role.CASE_MANAGER).filter(person=leaving).exists():
        return None
    return _next_in_line(case, leaving=leaving)


def shut_out(case: Case, person: Person, kind: ExclusionKind, reason: str, *, by: Person | None) -> None:
    Exclusion.objects.get_or_create(
        case=case, person=person, lifted_at=None, defaults={"kind": kind, "reason": reason, "made_by": by}
    )


def _next_in_line(case: Case, *, leaving: Person | None) -> Person:
    for office in LINE:
        for person in _holders(case.school, office):
            if person != leaving and not _is_barred(case, person):
                return person
    raise Refused("Nobody is left who could manage this case: the school needs another governor with an account first.")


def _holders(school: School, office: Office) -> PersonQuerySet:
    """Only somebody who can sign in can take a case."""
    return Person.objects.at(school).holding(office).filter(left_on=None, user__is_active=True).order_by("name")


def _is_barred(case: Case, person: Person) -> bool:
    had = Appointment.objects.filter(case=case, person=person)
    return (
        case.exclusions.filter(person=person, lifted_at=None).exists()
        or had.live().of(*BARRED).exists()
        or had.of(*SEPARATE).exists()
    )
