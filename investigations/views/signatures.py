"""Who signs a version, and who countersigns?"""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.sign_off import STATEMENT, countersign, may_countersign, sign, the_request
from investigations.actions.take_at_school import take_at_school
from investigations.documents.render import RenderFailed
from investigations.documents.signed_copy import copy_of
from investigations.forms.policies import SignatureForm
from investigations.forms.sign_off import DrawnSignatureForm
from investigations.models import Acknowledgement, PassageKind, SignOff
from investigations.procedure.roles import Office
from investigations.procedure.sign_off import SignOffProcedure, SignOffState
from investigations.vault import responses, store
from investigations.vault.refusals import VaultRefusal

from . import policies
from .gate import Request, first_or_404
from .my_work import countersignatures_wanted
from .person import runs_the_school
from .steps import show

MOST_SHOWN = 300


def version_sign(request: Request, policy: Any, number: int) -> HttpResponse:
    """Read it, type one's name, done: nobody signs for somebody else."""
    version = policies.the_version(request, policy, number)
    wanted = the_request(version, request.person)
    if wanted and wanted.status.is_signed:
        return redirect("signature_detail", wanted.acknowledgement_id)
    refusal = _why_not_sign(version)
    if wanted and not refusal:
        _note_opened(wanted, request)
    form = DrawnSignatureForm(request.POST or None, name=request.person.name)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            signed = sign(version, by=request.person, **form.cleaned_data, **_where_from(request))
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "You have signed. Your copy can be downloaded here at any time.")
            return redirect("signature_detail", signed.pk)
    status = 409 if refusal and request.method == "POST" else 200
    context = {"version": version, "form": form, "statement": STATEMENT, "refusal": refusal, "wanted": wanted}
    context |= _words_of(version)
    return render(request, "policies/sign.html", context, status=status)


def _note_opened(wanted: SignOff, request: Request) -> None:
    """That they had the words before them is kept: who never opened a policy has not read it."""
    if wanted.status in (SignOffState.NOT_SENT, SignOffState.SENT):
        with suppress(Refused):  # opened in another window in the same moment
            take_at_school(SignOffProcedure.open_policy, wanted, by=request.person)


def _where_from(request: Request) -> dict[str, str]:
    return {"address": request.META.get("REMOTE_ADDR", ""), "browser": request.headers.get("User-Agent", "")}


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


def signature_copy(request: Request, pk: Any) -> HttpResponseBase:
    """The PDF of exactly what was signed, for whoever signed and those who run the school."""
    signed = _the_signature(request, pk)
    if signed.person != request.person and not runs_the_school(request.person):
        raise Http404
    try:
        made = copy_of(signed, by=request.person)
        store.verify(made.vault_key, made.sha256, made.size)
        response = responses.attachment(made.vault_key, made.file_name)
    except (RenderFailed, VaultRefusal) as failed:
        messages.error(request, str(failed))
        return redirect("signature_detail", signed.pk)
    response["Content-Type"] = "application/pdf"
    return response


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
        "rest": [
            *version.passages_of(PassageKind.SIGN_OFF)[: policies.MOST_SHOWN],
            *version.passages_of(PassageKind.BACKGROUND)[: policies.MOST_SHOWN],
        ],
    }
