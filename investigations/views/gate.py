"""How does a view get at a case?  Through the gate, or not at all: what one may not see is a 404."""

from typing import Any

from django.http import Http404, HttpRequest

from investigations.access import Standing, cases_for, part_for
from investigations.actions.impartiality import record_opening
from investigations.models import Appointment, Case, Person, School, User
from investigations.procedure.sections import Section


class Request(HttpRequest):
    """A request of somebody signed in, after `PersonMiddleware`: for annotations only."""

    user: User
    person: Person
    school: School


def the_case(request: Request, reference: str, section: Section | None = None) -> tuple[Case, Standing]:
    """The case of that reference and this person's standing in it; 404 where either, or the section, is not theirs."""
    case = cases_for(request.user).select_related("school").filter(reference=reference).first()
    if case is None:
        raise Http404
    standing = Standing.of(request.user, case)
    if not standing.sees(section or Section.OVERVIEW):
        raise Http404
    record_opening(standing)
    return case, standing


def the_part(request: Request, pk: Any) -> tuple[Appointment, Standing]:
    """This person's own part in a case, and their standing in it; 404 where it is not theirs."""
    part = part_for(request.user, pk)
    if part is None:
        raise Http404
    return part, Standing.of(request.user, part.case)


def first_or_404(queryset: Any) -> Any:
    found = queryset.first()
    if found is None:
        raise Http404
    return found
