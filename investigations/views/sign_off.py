"""Who has signed, who has not, and how long is it overdue?  For those who run the school; and refusing, for oneself."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from investigations.access import sign_offs_for
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.sign_off import ask_person, refuse, the_request
from investigations.forms.sign_off import AskForm, SignOffFilter, Standing, school_step_form
from investigations.models import SignOff
from investigations.models.sign_off import SignOffQuerySet
from investigations.procedure.sign_off import SignOffProcedure, SignOffReason, SignOffState

from . import policies
from .gate import Request, first_or_404
from .person import runs_the_school
from .school_steps import history_of, school_offers_shown, school_step_page
from .steps import show

MOST_SHOWN = 300
TONES = {
    SignOffState.SIGNED: "green",
    SignOffState.COUNTERSIGNED: "green",
    SignOffState.REFUSED: "red",
    SignOffState.OPENED: "blue",
    SignOffState.SENT: "blue",
}


def sign_off_list(request: Request) -> HttpResponse:
    if not runs_the_school(request.person):
        raise Http404
    form = SignOffFilter(request.GET, school=request.school)
    form.is_valid()
    today = timezone.localdate()
    current = SignOff.objects.at(request.school).current()
    found = _narrowed(current, form, today)
    rows = found.select_related("person", "person__user", "version__policy").prefetch_related("reminders")
    rows = rows.order_by("asked_on", "person__name")
    context = {
        "filter_form": form,
        "counts": counts(current, today),
        "rows": [row_of(row) for row in rows[:MOST_SHOWN]],
        "count": found.count(),
        "is_narrowed": any(form.cleaned_data.get(name) for name in form.fields),
    }
    return render(request, "policies/sign_off_list.html", context)


def counts(rows: SignOffQuerySet, today: date) -> list[dict[str, Any]]:
    """The figures of the head of the page, each leading to its rows."""
    url = reverse("sign_off_list")
    figures = {
        Standing.SIGNED: rows.signed(),
        Standing.OUTSTANDING: rows.outstanding(),
        Standing.OVERDUE: rows.overdue(today),
        Standing.REFUSED: rows.refused(),
    }
    return [
        {"label": standing.label, "number": found.count(), "url": f"{url}?standing={standing.value}"}
        for standing, found in figures.items()
    ]


def _narrowed(rows: SignOffQuerySet, form: SignOffFilter, today: date) -> SignOffQuerySet:
    asked = form.cleaned_data
    match asked.get("standing"):
        case Standing.OUTSTANDING:
            rows = rows.outstanding()
        case Standing.OVERDUE:
            rows = rows.overdue(today)
        case Standing.REFUSED:
            rows = rows.refused()
        case Standing.SIGNED:
            rows = rows.signed()
    if policy := asked.get("policy"):
        rows = rows.filter(version__policy=policy)
    return rows.filter(person__name__icontains=asked["q"]) if asked.get("q") else rows


def row_of(row: SignOff) -> dict[str, Any]:
    return {
        "row": row,
        "state": row.status.label,
        "tone": TONES.get(row.status, "grey"),
        "overdue_days": row.overdue_days,
        "reminders": len(row.reminders.all()),
        "has_account": row.person.user is not None,
    }


def sign_off_detail(request: Request, pk: Any) -> HttpResponse:
    """One request to sign: its history, and what may be done about it."""
    row = _the_sign_off(request, pk)
    taken = _history(row)
    context = row_of(row) | {
        "offers": school_offers_shown(row, request.person, _address(row)),
        "history": taken,
        "is_mine": row.person == request.person,
        "reason": SignOffReason(row.reason).label,
    }
    return render(request, "policies/sign_off.html", context)


def sign_off_step(request: Request, pk: Any, name: str) -> HttpResponse:
    row = _the_sign_off(request, pk)
    back = reverse("sign_off_detail", args=[row.pk])
    return school_step_page(request, row, name, back=back, title=str(row.person))


def sign_off_ask(request: Request) -> HttpResponse:
    """Ask one person for what is in force: back after a long absence, or given access to an account."""
    if not runs_the_school(request.person):
        raise Http404
    form = AskForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        asked = ask_person(person, SignOffReason(form.cleaned_data["reason"]), by=request.person)
        if asked:
            messages.success(request, f"{person} is asked to sign, and finds it under My work.")
        else:
            messages.warning(request, f"{person} is being asked already, or has signed what is in force.")
        return redirect("sign_off_list")
    return render(request, "policies/sign_off_ask.html", {"form": form})


def version_refuse(request: Request, policy: Any, number: int) -> HttpResponse:
    """Say that one does not sign, and why.  What happens then is said before."""
    version = policies.the_version(request, policy, number)
    wanted = the_request(version, request.person)
    if wanted is None:
        raise Http404
    step = SignOffProcedure.refuse_to_sign
    form = school_step_form(step, wanted, request.person)(request.POST or None)
    refusal = "" if wanted.status.is_outstanding else "This cannot be done now: you have signed or refused already."
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            refuse(version, form.cleaned_data["reason"], by=request.person)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "It is recorded that you do not sign. You can still sign at any time.")
            return redirect("policy_list")
    context = {"version": version, "form": form, "refusal": refusal, "step": step}
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "policies/refuse.html", context, status=status)


def _the_sign_off(request: Request, pk: Any) -> SignOff:
    row: SignOff = first_or_404(sign_offs_for(request.person).filter(pk=pk))
    return row


def _address(row: SignOff) -> Any:
    def address(name: str) -> str:
        version = row.version
        own = {"sign_policy": "version_sign", "open_policy": "", "refuse_to_sign": "version_refuse"}
        if name in own:
            return reverse(own[name], args=[version.policy_id, version.number]) if own[name] else ""
        if name == "countersign_policy":
            return reverse("countersign", args=[row.acknowledgement_id])
        return reverse("sign_off_step", args=[row.pk, name])

    return address


def _history(row: SignOff) -> list[dict[str, Any]]:
    reminders = [
        {"title": f"Reminded after {one.day} days" if one.day else "Asked to sign", "who": "Casework", "when": one.at}
        for one in row.reminders.all()
    ]
    return sorted([*history_of(row), *reminders], key=lambda item: item["when"], reverse=True)
