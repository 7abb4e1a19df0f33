"""How does a school's own list of terms and closures come in?  Read, looked at, and only then saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from investigations.actions.refusals import Refused
from investigations.actions.term_import import in_words, plan_import, save_import
from investigations.forms.term_import import TermImportForm

from .gate import Request
from .schools import DATES_STAND, for_the_register


def term_import(request: Request) -> HttpResponse:
    """The text goes along with the preview, so that nothing is kept that nobody saved."""
    for_the_register(request)
    form = TermImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "schools/term_import.html", {"form": form})
    if "save" in request.POST:
        try:
            plan = save_import(request.school, form.dates, by=request.person)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"Added: {in_words(plan)}. {DATES_STAND}")
        return redirect("school_settings")
    context = {"plan": plan_import(request.school, form.dates), "text": form.cleaned_data["text"]}
    return render(request, "schools/term_preview.html", context)
