"""What goes to the governing body in confidence, in which words?  For the clerk and the case manager."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from investigations.actions.minutes import keep_minute, minute_refusal, suggested
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.minutes import MinuteForm
from investigations.models import Case
from investigations.procedure.minutes import PUBLIC_LINE, MinuteKind
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request
from .steps import show
from .writing import the_work


def minute_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.ACTIONS, Working.keep_minute)
    kept = [(MinuteKind(row.kind).label, row) for row in case.minutes.select_related("kept_by").order_by("-kept_at")]
    offers = [{"kind": kind, "refusal": minute_refusal(case, kind), "url": _url(case, kind)} for kind in MinuteKind]
    context = {
        "kept": kept,
        "offers": offers,
        "public_line": PUBLIC_LINE,
        "has_report": case.minutes.filter(kind=MinuteKind.REPORT).exists(),
    }
    return render_case(request, "minutes/list.html", case, standing, context)


def minute_edit(request: Request, reference: str, kind: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.ACTIONS, Working.keep_minute)
    wanted = next((one for one in MinuteKind if one.value == kind), None)
    if wanted is None:
        raise Http404
    refusal = minute_refusal(case, wanted)
    initial = {} if refusal else {"words": _newest_words(case, wanted)}
    form = MinuteForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            keep_minute(case, wanted, by=request.user, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, "The words are kept as they stand.")
            return redirect("minute_list", case.reference)
    context = {"form": form, "kind": wanted, "refusal": refusal, "back": reverse("minute_list", args=[case.reference])}
    return render_case(request, "minutes/edit.html", case, standing, context, status=status)


def _newest_words(case: Case, kind: MinuteKind) -> str:
    newest = case.minutes.filter(kind=kind).order_by("-kept_at", "-pk").first()
    return newest.words if newest else suggested(case, kind)


def _url(case: Case, kind: MinuteKind) -> str:
    return reverse("minute_edit", args=[case.reference, kind.value])
