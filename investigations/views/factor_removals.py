"""Somebody has lost their second step: one person asks that it be removed, another confirms it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from investigations.actions.factors import ask_removal, confirm_removal, decline_removal, why_not_confirm
from investigations.actions.refusals import Refused
from investigations.forms.sign_in import RemovalForm
from investigations.models import FactorRemoval

from .confirm import confirm_first
from .gate import Request, first_or_404
from .people import the_person


def removal_ask(request: Request, pk: Any) -> HttpResponse:
    someone = the_person(request, pk)
    if first := confirm_first(request):
        return first
    form = RemovalForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            ask_removal(someone, reason=form.cleaned_data["reason"], by=request.person)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"{someone} is told by mail. Another person has to confirm it, within a week.")
            return redirect("person_detail", someone.pk)
    context = {
        "someone": someone,
        "form": form,
        "refusal": refusal,
        "submit_label": "Ask for it",
        "title": f"Remove the second step of {someone}?",
        "hint": "For somebody who has lost their phone and their recovery codes. Their password is not touched.",
    }
    return render(request, "people/form.html", context, status=409 if refusal else 200)


def removal_answer(request: Request, pk: Any, removal: Any) -> HttpResponse:
    someone = the_person(request, pk)
    asked: FactorRemoval = first_or_404(
        FactorRemoval.objects.open().filter(person=someone, pk=removal).select_related("asked_by", "person__school")
    )
    if first := confirm_first(request):
        return first
    refusal = why_not_confirm(asked, request.person)
    if request.method == "POST":
        do = {"confirm": confirm_removal, "decline": decline_removal}.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        try:
            do(asked, by=request.person)
        except Refused as refused:
            refusal = refused.sentence
        else:
            done = "The second step is removed." if do is confirm_removal else "Nothing is removed."
            messages.success(request, done)
            return redirect("person_detail", someone.pk)
    context = {"someone": someone, "asked": asked, "refusal": refusal}
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "people/removal.html", context, status=status)
