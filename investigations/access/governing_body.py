"""Who speaks for the governing body about one case: chair, vice-chair or clerk, unless they have another part in it?"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from investigations.models import Appointment, Case, Exclusion, OfficeHeld, Person, Suspension, User
from investigations.procedure.choices import EmployerType
from investigations.procedure.roles import JUDGES, Office, Role
from investigations.procedure.suspension import SuspensionState

OFFICES = (Office.CHAIR, Office.VICE_CHAIR, Office.CLERK)
#: Ever one of these in the case: a panel hears nothing of a suspension, and who investigates has no say in it.
EVER = (*JUDGES, Role.INVESTIGATING_OFFICER)
NOW = (Role.SUBJECT, Role.WITNESS)


def speaks_for_the_governing_body(person: Person, case: Case) -> bool:
    """In an academy the governing body has no such power of its own: whoever holds the delegated power ends it."""
    had = Appointment.objects.filter(case=case, person=person)
    return (
        case.school.employer is not EmployerType.ACADEMY
        and person.left_on is None
        and person.holds(*OFFICES)
        and not had.of(*EVER).exists()
        and not had.live().of(*NOW).exists()
        and not case.exclusions.filter(person=person, lifted_at=None).exists()
    )


def suspensions_of(user: User) -> QuerySet[Suspension]:
    """The suspensions that the governing body is told of and can end: the same question, asked of many cases."""
    today = timezone.localdate()
    held = OfficeHeld.objects.filter(
        Q(ends=None) | Q(ends__gte=today),
        person__user=user,
        person__left_on=None,
        person__school=OuterRef("case__school"),
        office__in=OFFICES,
        starts__lte=today,
    )
    mine = Appointment.objects.filter(case=OuterRef("case"), person__user=user)
    shut_out = Exclusion.objects.filter(case=OuterRef("case"), person__user=user, lifted_at=None)
    return (
        Suspension.objects.filter(Exists(held), state__in=[SuspensionState.IN_FORCE, SuspensionState.ENDED])
        .exclude(case__school__employer_type=EmployerType.ACADEMY)
        .exclude(Exists(mine.of(*EVER)))
        .exclude(Exists(mine.live().of(*NOW)))
        .exclude(Exists(shut_out))
        .select_related("case__school", "imposed_by", "ended_by")
        .order_by("-imposed_at")
    )
