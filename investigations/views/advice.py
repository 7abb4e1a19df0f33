"""What did the HR adviser advise?  Read by the case manager, and by nobody who judges or is judged."""

from django.http import Http404, HttpResponse
from django.urls import reverse

from investigations.actions.investigation import give_advice
from investigations.forms.advice import AdviceForm
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .gate import Request, the_case
from .writing import can_write, writing_page


def advice_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.ADVICE)
    writing = can_write(standing, Working.give_advice)
    if request.method == "POST" and not writing["is_theirs"]:
        raise Http404
    form = AdviceForm(request.POST or None)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: give_advice(case, form.cleaned_data["text"], by=request.user),
        works=(Working.give_advice,),
        template="advice/list.html",
        back=reverse("advice_list", args=[case.reference]),
        said="Your advice is noted.",
        notes=case.advice.select_related("by"),
        writing=writing,
    )
