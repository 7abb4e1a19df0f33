"""Who signs a version, and who countersigns?"""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from investigations.actions.policies import STATEMENT, countersign, may_countersign, sign
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.policies import SignatureForm
from investigations.models import Acknowledgement, PassageKind
from investigations.procedure.roles import Office

from . import policies
from .gate import Request, first_or_404
from .my_work import countersignatures_wanted
from .person import runs_the_school
from .steps import show

MOST_SHOWN = 300


def version_sign(request: Request, policy: Any, number: int) -> HttpResponse:
    """Read it, type one's name, done: nobody signs for somebody else."""
    version = policies.the_version(request, policy, number)
    if mine := request.person.acknowledgements.filter(version=version).first():
        return redirect("signature_detail", mine.pk)
    refusal = _why_not_sign(version)
    form = SignatureForm(request.POST or None, name=request.person.name)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            signed = sign(version, form.cleaned_data["signature"], by=request.person)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "You have signed. Print this page if you want to keep a copy.")
            return redirect("signature_detail", signed.pk)
    status = 409 if refusal and request.method == "POST" else 200
    context = {"version": version, "form": form, "statement": STATEMENT, "refusal": refusal} | _words_of(version)
    return render(request, "policies/sign.html", context, status=status)


def _why_not_sign(version: Any) -> str:
    standing = policies.standing_of(version)["key"]
    if standing == "draft":
        return "This version is a draft. It can be signed once it is published."
    if standing == "replaced":
        return "A newer version is in force. Sign that one."
    return ""


def signature_detail(request: Request, pk: Any) -> HttpResponse:
    """For the person who signed, those who run the school, and whoever countersigns: on paper too."""
    signed = _the_signature(request, pk)
    if signed.person != request.person and not runs_the_school(request.person):
        raise Http404
    context = {
        "signed": signed,
        "version": signed.version,
        "may_countersign": _is_for(request, signed),
        "countersigner": _countersigner(signed),
    }
    return render(request, "policies/signature.html", context | _words_of(signed.version))


def countersign_list(request: Request) -> HttpResponse:
    if not request.person.holds(Office.HEAD, Office.CHAIR):
        raise Http404
    waiting: QuerySet[Acknowledgement] = countersignatures_wanted(request.person)
    rows = waiting.select_related("person", "version__policy").order_by("signed_at")
    context = {"rows": list(rows[:MOST_SHOWN]), "count": rows.count()}
    return render(request, "policies/countersign_list.html", context)


def countersign_signature(request: Request, pk: Any) -> HttpResponse:
    """The head countersigns; for the head, the chair of governors."""
    signed = _the_signature(request, pk)
    if not request.person.holds(Office.HEAD, Office.CHAIR):
        raise Http404
    refusal, status = may_countersign(signed, request.person), 200
    form = SignatureForm(request.POST or None, name=request.person.name)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            countersign(signed, form.cleaned_data["signature"], by=request.person)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"You countersigned for {signed.person}.")
            return redirect("countersign_list")
    if refusal and request.method == "POST":
        status = 409
    context = {"signed": signed, "version": signed.version, "form": form, "refusal": refusal}
    return render(request, "policies/countersign.html", context, status=status)


def _the_signature(request: Request, pk: Any) -> Acknowledgement:
    signed: Acknowledgement = first_or_404(
        Acknowledgement.objects.filter(pk=pk, version__policy__school=request.school).select_related(
            "person", "countersigned_by", "version__policy__school"
        )
    )
    return signed


def _is_for(request: Request, signed: Acknowledgement) -> bool:
    return countersignatures_wanted(request.person).filter(pk=signed.pk).exists()


def _countersigner(signed: Acknowledgement) -> str:
    return (Office.CHAIR if signed.person.holds(Office.HEAD) else Office.HEAD).label.lower()


def _words_of(version: Any) -> dict[str, Any]:
    clauses = list(version.clauses.all()[: policies.MOST_SHOWN + 1])
    return {
        "clauses": clauses[: policies.MOST_SHOWN],
        "is_cut": len(clauses) > policies.MOST_SHOWN,
        "provisions": list(version.passages_of(PassageKind.PROVISION)[: policies.MOST_SHOWN]),
        "companions": list(version.passages_of(PassageKind.COMPANION)[: policies.MOST_SHOWN]),
    }
