"""Who manages the case?  Never somebody it is about, and never nobody."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from investigations import audit
from investigations.access import sync
from investigations.models import Appointment, Case, Exclusion, ExclusionKind, OfficeHeld, Person, School
from investigations.models.people import PersonQuerySet
from investigations.procedure.roles import CASEWORKERS, SEPARATE, Office, Role
from investigations.procedure.sections import KNOWN_WITH, Section

from .refusals import Refused

#: Offices that bring the management of a case with them, first to last.  After the vice-chair comes the governor whom
#: the governing body named for it, and then every other governor.
LEADING = (Office.HEAD, Office.CHAIR, Office.VICE_CHAIR)
LINE = (*LEADING, Office.GOVERNOR)
#: Who is one of these now cannot manage the case; who ever was one of SEPARATE cannot either.
BARRED = (Role.SUBJECT, Role.WITNESS)
NOBODY_LEFT = "Nobody is left who could manage this case: the school needs another governor with an account first."
#: Said to whoever keeps the register, who need not know that there is any case.
NOBODY_TO_STAND_IN = "Somebody has to be there who could take over whatever they look after: enter another governor with an account first."


def first_manager(school: School, *, about: Person | None) -> Person:
    """Who takes a new concern: the head, or the chair where it is about the head.  Refused where nobody is left."""
    last_day = Person.objects.at(school).holding(*LINE).filter(left_on=None, user__is_active=True)
    for person in (*_line(school), *last_day):  # on the last day of an office there may be nobody after them yet
        if person != about:
            return person
    raise Refused("This school has no head teacher or governor with an account who could take the case.")


def pass_on(case: Case, because: str, *, by: Person | None = None) -> Person | None:
    """Hand the case to the next in line, if its manager may no longer have it.  Returns the new manager, if any."""
    manager = case.appointments.live().of(Role.CASE_MANAGER).select_related("person").first()
    if manager and not _is_barred(case, manager.person) and _can_act(manager.person):
        return None
    return _hand_over(case, manager, because, by=by)


def _hand_over(case: Case, manager: Appointment | None, because: str, *, by: Person | None) -> Person:
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


# ---- When somebody leaves the school, an office or their account -------------------------------------------------------


def pass_on_all(person: Person, because: str, *, by: Person | None, lost: Office | None = None) -> None:
    """Every open case that this person manages goes to the next in line, where they may no longer manage it.

    `lost` is a leading office that they lost: then the case goes with the office, unless they hold another.  Runs in
    the transaction of what happened, which is refused where a case would be left with nobody.
    """
    managed = Appointment.objects.live().of(Role.CASE_MANAGER).filter(person=person)
    person = Person.objects.prefetch_related("offices").select_related("school", "user").get(pk=person.pk)
    for case in Case.objects.open().filter(pk__in=managed.values("case")).select_for_update().order_by("pk"):
        manager = case.appointments.live().of(Role.CASE_MANAGER).select_related("person").first()
        if manager is None or not (_lost_it(person, lost) or _is_barred(case, person) or not _can_act(person)):
            continue
        try:
            successor = _hand_over(case, manager, because, by=by)
        except Refused as refused:
            raise Refused(NOBODY_TO_STAND_IN) from refused
        sync(case)
        audit.record(
            case, "appointment.passed_on", by=by, section=Section.PEOPLE,
            facts={"role": Role.CASE_MANAGER.value, "from": str(person.pk), "to": str(successor.pk)},
            says=f"The case passed from {person} to {successor}: {because}",
        )  # fmt: skip


def leave_all(person: Person, because: str, *, by: Person | None) -> None:
    """Whoever leaves the school works on no case any more; what they said and saw as a participant stays."""
    pass_on_all(person, because, by=by)
    held = Appointment.objects.live().of(*CASEWORKERS).filter(person=person).exclude(role=Role.CASE_MANAGER)
    cases = Case.objects.open().filter(pk__in=held.values("case")).select_for_update().order_by("pk")
    for case in cases:
        ended = list(held.filter(case=case))
        held.filter(case=case).update(ended_at=timezone.now(), ended_because=because)
        sync(case)
        for appointment in ended:
            audit.record(
                case, "appointment.ended", by=by, section=KNOWN_WITH.get(appointment.kind, Section.PEOPLE),
                facts={"role": appointment.role},
                says=f"The appointment of {person} as {appointment.kind.in_sentence} ended: {because}",
            )  # fmt: skip


def pass_on_where_nobody_manages() -> int:
    """The clock's look at every open case: an office that was to end on a day has ended when the day is over."""
    passed = 0
    for manager in _managers():
        person = manager.person
        # A governor to whom a case came as a governor keeps it, though they were head or chair long before.
        since = timezone.localdate(manager.appointed_at)
        ended = {Office(row.office) for row in person.offices.all() if _ended_since(row, since)}
        lost = next((office for office in LEADING if office in ended), None)
        if not _lost_it(person, lost) and _can_act(person):
            continue
        try:
            with transaction.atomic():
                pass_on_all(person, "Their office has ended.", by=None, lost=lost)
        except Refused:
            continue  # nobody is there yet: looked at again tomorrow, and said on the page of the register
        passed += 1
    return passed


def _managers() -> Iterator[Appointment]:
    gone = Q(person__left_on__isnull=False) | Q(person__user=None) | Q(person__user__is_active=False)
    gone |= Q(person__offices__ends__lt=timezone.localdate())
    managers = Appointment.objects.live().of(Role.CASE_MANAGER).filter(gone, case__in=Case.objects.open()).distinct()
    return managers.select_related("person__user", "person__school").prefetch_related("person__offices").iterator(200)


def _ended_since(row: OfficeHeld, day: date) -> bool:
    return row.ends is not None and day <= row.ends < timezone.localdate()


def _lost_it(person: Person, lost: Office | None) -> bool:
    """Whether the case goes with the office: not where they hold another that leads, or were named for it."""
    today = timezone.localdate()
    lasting = (row for row in person.offices.all() if row.ends is None or row.ends > today)
    offices = [Office(row.office) for row in lasting if row.starts <= today]
    if not any(office in LINE for office in offices):
        return not _is_named(person)
    return lost is not None and not any(office in LEADING for office in offices) and not _is_named(person)


def _is_named(person: Person) -> bool:
    return person.school.named_governor_id == person.pk


def _can_act(person: Person) -> bool:
    return person.left_on is None and person.user is not None and person.user.is_active


def _next_in_line(case: Case, *, leaving: Person | None) -> Person:
    for person in _line(case.school):
        if person != leaving and not _is_barred(case, person):
            return person
    raise Refused(NOBODY_LEFT)


def _line(school: School) -> Iterator[Person]:
    """Only somebody who can sign in can take a case.  Read fresh: the named governor may just have been changed."""
    for office in LEADING:
        yield from _holders(school, office)
    named = School.objects.filter(pk=school.pk).values("named_governor")
    yield from Person.objects.at(school).filter(pk__in=named, left_on=None, user__is_active=True)
    yield from _holders(school, Office.GOVERNOR)


def _holders(school: School, office: Office) -> PersonQuerySet:
    """Who holds it today and also tomorrow: an office that ends today hands over today."""
    today = timezone.localdate()
    lasting = Q(offices__ends=None) | Q(offices__ends__gt=today)
    people = Person.objects.at(school).filter(lasting, offices__office=office, offices__starts__lte=today)
    return people.filter(left_on=None, user__is_active=True).distinct().order_by("name")


def _is_barred(case: Case, person: Person) -> bool:
    had = Appointment.objects.filter(case=case, person=person)
    return (
        case.exclusions.filter(person=person, lifted_at=None).exists()
        or had.live().of(*BARRED).exists()
        or had.of(*SEPARATE).exists()
    )
