"""What is alleged, against which clauses in force on the day, and had the employee signed them by then?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.access import Standing, cases_for
from investigations.actions.concerns import Claim
from investigations.actions.investigation import add_allegation, change_allegation
from investigations.documents.sign_off_record import NOT_A_DEFENCE, signed_versions
from investigations.forms.allegations import AllegationForm, as_typed, typed_so_far
from investigations.models import Case, PassageKind
from investigations.models.cases import CaseQuerySet
from investigations.procedure.choices import Severity
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .writing import can_write, the_work, writing_page

MOST_EARLIER = 20


def allegation_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.ALLEGATIONS)
    return render_case(
        request,
        "allegations/list.html",
        case,
        standing,
        {
            "allegations": case.allegations.prefetch_related("clauses__version__policy"),
            "versions": [
                {"of": row, "provisions": row.version.passages_of(PassageKind.PROVISION)}
                for row in signed_versions(case)
            ],
            "not_a_defence": NOT_A_DEFENCE,
            "severity": Severity(case.severity),
            "is_assessed": bool(case.depth),
            "writing": can_write(standing, Working.write_allegation),
            "earlier": earlier_cases(request, case, standing),
        },
    )


def allegation_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.ALLEGATIONS, Working.write_allegation)
    first = {"happened_from": case.happened_from}
    return _write(request, case, standing, first, lambda claim: add_allegation(case, claim, by=request.user))


def allegation_edit(request: Request, reference: str, position: int) -> HttpResponse:
    case, standing = the_work(request, reference, Section.ALLEGATIONS, Working.write_allegation)
    allegation = first_or_404(case.allegations.filter(position=position))
    return _write(
        request,
        case,
        standing,
        as_typed(allegation),
        lambda claim: change_allegation(allegation, claim, by=request.user),
        allegation=allegation,
    )


def _write(request: Request, case: Case, standing: Standing, first: Any, write: Any, **context: Any) -> HttpResponse:
    back = reverse("allegation_list", args=[case.reference])
    if request.POST.get("refresh"):
        form = typed_so_far(request.POST, case)
        shown = {"form": form, "back": back, "can_save": True}
        return render_case(request, "allegations/edit.html", case, standing, shown | context)
    form = AllegationForm(request.POST or None, case=case, initial=first)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: write(as_claim(form)),
        works=(Working.write_allegation,),
        template="allegations/edit.html",
        back=back,
        said="The allegation is written down.",
        **context,
    )


def as_claim(form: AllegationForm) -> Claim:
    return Claim(**form.cleaned_data | {"clauses": form.chosen()})


def earlier_cases(request: Request, case: Case, standing: Standing) -> list[dict[str, Any]]:
    """For whoever assesses it: other cases they can see about the same person or the same post."""
    if Role.CASE_MANAGER not in standing.roles:
        return []
    seen = cases_for(request.user, seeing=Section.ALLEGATIONS).filter(school=case.school).exclude(pk=case.pk)
    addresses = [address for address in case.allegations.values_list("post_address", flat=True) if address]
    same_post = seen.filter(allegations__post_address__in=addresses)
    about = _about(seen, case)
    found = (same_post | about).distinct().newest_first()[:MOST_EARLIER]
    posts = set(same_post.values_list("pk", flat=True))
    return [{"case": one, "is_same_post": one.pk in posts} for one in found]


def _about(seen: CaseQuerySet, case: Case) -> CaseQuerySet:
    """Of those seen, the ones about the same employee.  By key, so that it can be joined to another search."""
    subject = case.subject
    if subject is None:
        return seen.none()
    keys = subject.appointments.live().of(Role.SUBJECT).values("case")
    return seen.filter(pk__in=keys)
