"""One exhibit as it is blacked out for one scope: whose it is to open, and the page around it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from investigations.access import Standing, exhibits_to_redact
from investigations.forms.redaction import REASONS
from investigations.models import Case, Evidence
from investigations.procedure.audiences import Scope
from investigations.procedure.sections import Section
from investigations.procedure.work import Work, Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .redacted import copy_of
from .writing import can_write, the_work

SECTION = Section.REDACTION


@dataclass(frozen=True)
class Place:
    """One exhibit as it is blacked out for one scope."""

    case: Case
    standing: Standing
    exhibit: Evidence
    scope: Scope

    @property
    def at(self) -> list[Any]:
        return [self.case.reference, self.exhibit.number, self.scope.value]

    @property
    def url(self) -> str:
        return reverse("redaction_edit", args=self.at)


def the_place(request: Request, reference: str, number: int, scope: str, *, work: Work | None = None) -> Place:
    """404 where the exhibit, or the work that is asked for, is not theirs."""
    case, standing = the_work(request, reference, SECTION, work) if work else the_case(request, reference, SECTION)
    if scope not in [one.value for one in Scope]:
        raise Http404
    exhibits = exhibits_to_redact(standing).filter(number=number).select_related("case__school", "received_by")
    return Place(case, standing, first_or_404(exhibits), Scope(scope))


def page_of(request: Request, place: Place, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page around boxes or passages: for whom it is, what the copy is worth, and the other scopes."""
    others = [one for one in Scope if one is not place.scope]
    context |= {
        "exhibit": place.exhibit,
        "scope": place.scope,
        "scopes": [(one, reverse("redaction_edit", args=[*place.at[:2], one.value])) for one in Scope],
        "marked_elsewhere": [one for one in others if place.exhibit.redactions.standing().to(one).exists()],
        "copy": copy_of(place.exhibit, place.scope),
        "reasons": REASONS,
        "at": place.at,
        "writing": can_write(place.standing, Working.black_out),
    }
    template = context.pop("template", "redaction/none.html")
    return render_case(request, template, place.case, place.standing, context, status=status)
