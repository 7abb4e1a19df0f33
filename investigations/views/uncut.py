"""A film, a recording or an archive cannot be blacked out.  Does it go to these readers all the same?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from investigations.actions.inclusion import include_as_it_is, withhold_again
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.burnt import NOT_THIS_KIND
from investigations.documents.hidden import Hidden
from investigations.forms.redaction import InclusionForm
from investigations.models import Evidence
from investigations.procedure.audiences import Scope

from .gate import Request
from .redaction_page import Place, page_of
from .steps import show


def is_withheld(exhibit: Evidence, scope: Scope) -> bool:
    return bool(Hidden(exhibit.case, scope).withholds(exhibit))


def uncut_page(request: Request, place: Place) -> HttpResponse:
    wants_back = request.POST.get("do") == "withhold"
    form = InclusionForm(None if wants_back else request.POST or None)
    refusal = ""
    try:
        if wants_back:
            withhold_again(place.exhibit, place.scope, by=request.user)
            messages.success(request, "It is withheld from them again.")
            return redirect(place.url)
        if request.method == "POST" and form.is_valid():
            include_as_it_is(place.exhibit, place.scope, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, "It goes to them as it is.")
            return redirect(place.url)
    except BadAnswers as bad:
        show(form, bad)
    except Refused as refused:
        refusal = refused.sentence
    context = {
        "template": "redaction/uncut.html",
        "sentence": NOT_THIS_KIND,
        "form": form,
        "refusal": refusal,
        "is_withheld": is_withheld(place.exhibit, place.scope),
        "inclusion": place.exhibit.inclusions.standing().to(place.scope).select_related("by").first(),
    }
    return page_of(request, place, context, status=409 if refusal else 200)
