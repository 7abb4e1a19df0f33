"""What was the investigator asked to find out?"""

from django.http import HttpResponse
from django.urls import reverse

from investigations.actions.investigation import TERMS, write_terms
from investigations.actions.meanwhile import words_of
from investigations.forms.terms import TermsForm
from investigations.models import Case, TermsOfReference
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, the_case
from .writing import answers, can_write, the_work, writing_page


def terms_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.INVESTIGATION)
    context = {
        "terms": terms_of(case),
        "allegations": case.allegations.prefetch_related("clauses__version__policy"),
        "investigator": case.appointments.live().of(Role.INVESTIGATING_OFFICER).select_related("person").first(),
        "writing": can_write(standing, Working.write_terms),
    }
    return render_case(request, "terms/detail.html", case, standing, context)


def terms_edit(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.INVESTIGATION, Working.write_terms)
    terms = terms_of(case)
    stored = words_of(terms, TERMS)
    form = TermsForm(request.POST or None, stored=stored, initial={} if terms else suggestions(case))
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: write_terms(case, by=request.user, seen=form.cleaned_data["seen"], **answers(form)),
        works=(Working.write_terms,),
        template="terms/edit.html",
        back=reverse("terms_detail", args=[case.reference]),
        said="The terms of reference are saved.",
        allegations=case.allegations.all(),
    )


def terms_of(case: Case) -> TermsOfReference | None:
    return TermsOfReference.objects.filter(case=case).select_related("written_by").first()


def suggestions(case: Case) -> dict[str, str]:
    """What usually stands there, to be changed: how it came to light, and who decides."""
    manager = case.appointments.live().of(Role.CASE_MANAGER).select_related("person").first()
    return {
        "background": case.how_it_came_to_light,
        "report_to": f"{manager.person}, case manager" if manager else "",
        "confidentiality": "Everybody interviewed is asked not to speak about it with anybody but their companion.",
    }
