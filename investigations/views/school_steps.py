"""How is a step of the school's own records taken?  One page for signatures and devices, like that of a case's steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from investigations.access import school_offers, school_refusal, school_role_for
from investigations.access.at_school import SchoolRecord
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.take_at_school import school_step_named, take_at_school
from investigations.forms.sign_off import school_step_form
from investigations.models import Person, SchoolStepTaken
from investigations.procedure.answers import said
from investigations.procedure.sign_off import SCHOOL_TABLES

from .gate import Request
from .steps import show

TABLES = {table.__name__: table for table, _ in SCHOOL_TABLES}


def school_step_page(
    request: Request, record: SchoolRecord, name: str, *, back: str, title: str, elsewhere: tuple[str, ...] = ()
) -> HttpResponse:
    """Ask for a step and take it.  A step that is never this person's is a 404; one not possible now says why."""
    try:
        step = school_step_named(record, name)
    except KeyError as unknown:
        raise Http404 from unknown
    role = school_role_for(step, record, request.person)
    if role is None or name in elsewhere:
        raise Http404
    form = school_step_form(step, record, request.person)(request.POST or None)
    refusal, status = school_refusal(step, record, request.person), 200
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_at_school(step, record, by=request.person, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, f"You {taken.record}.")
            return redirect(back)
    context = {
        "step": step,
        "form": form,
        "refusal": refusal,
        "back": back,
        "title": title,
        "as_role": role.label.lower(),
        "moves_to": step.target,
    }
    return render(request, "policies/step.html", context, status=status)


def school_offers_shown(record: SchoolRecord, person: Person, address: Callable[[str], str]) -> list[dict[str, str]]:
    rows = [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": address(offer.step.name),
        }
        for offer in school_offers(record, person)
    ]
    return [row for row in rows if row["url"]]


def history_of(record: SchoolRecord) -> list[dict[str, Any]]:
    """What was done with it, the newest first, with what was answered."""
    taken = SchoolStepTaken.objects.filter(record_id=str(record.pk)).select_related("by").order_by("-pk")
    return [
        {
            "title": row.record[:1].upper() + row.record[1:],
            "who": row.by or "Casework",
            "when": row.at,
            "text": "\n".join(
                f"{label.rstrip('?')}: {words}" for label, words in said(TABLES[row.table].step(row.step), row.answers)
            ),
        }
        for row in taken
    ]
