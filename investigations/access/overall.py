"""Whose cases may a person count, and who is told counts of the whole school?"""

from investigations.models import Case, Person, User
from investigations.models.cases import CaseQuerySet
from investigations.procedure.roles import Office
from investigations.procedure.sections import Section

from .gate import cases_for


def cases_managed(user: User, person: Person) -> CaseQuerySet:
    """The cases that this person sees from beginning to end: who manages them decides, and sees the appeal.

    Nothing beyond the gate: a case that is about them, or that they are shut out of, changes no figure of theirs.
    """
    ends = cases_for(user, seeing=Section.APPEAL).values("pk")
    return cases_for(user, seeing=Section.DECISION).filter(school=person.school_id, pk__in=ends)


def sees_patterns(person: Person) -> bool:
    """Repeated concerns about one person are the head's to notice, and nobody else's."""
    return person.holds(Office.HEAD)


def cases_to_count(person: Person) -> CaseQuerySet | None:
    """All cases of the school, to be counted and never shown: for governors and their clerk, each the same.

    None for everybody else, and always for the head: beside the cases that a head sees, a count of all would tell of
    one about the head.
    """
    offices = person.current_offices()
    if Office.HEAD in offices or not any(office.is_governor or office is Office.CLERK for office in offices):
        return None
    return Case.objects.filter(school=person.school_id)
