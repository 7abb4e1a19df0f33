"""What does the governing body do to protect people and the school, who does it, and is it done?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.anonymity import action_refusal
from investigations.actions.governing_body import propose_action
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.actions import OWN, ActionChoiceForm, ActionForm
from investigations.models import Case, GoverningBodyAction
from investigations.procedure.catalogue import BY_CODE
from investigations.procedure.sections import Section
from investigations.procedure.states import ActionState
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import show, step_page

TONES = {
    ActionState.PROPOSED: "grey",
    ActionState.APPROVED: "blue",
    ActionState.DONE: "green",
    ActionState.NOT_DONE: "orange",
}


def action_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.ACTIONS)
    rows = [row_of(action) for action in case.actions.select_related("owner")]
    return render_case(
        request,
        "actions/list.html",
        case,
        standing,
        {
            "open_rows": [row for row in rows if row["action"].is_open],
            "settled_rows": [row for row in rows if not row["action"].is_open],
            "may_add": proposes(standing),
            "keeps_minutes": standing.may(Working.keep_minute),
            "add_refusal": standing.work_refusal(Working.propose_action),
        },
    )


def action_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.ACTIONS)
    action = the_action(case, number)
    taken = case.steps_taken.filter(record_id=str(action.pk)).select_related("by")
    return render_case(
        request,
        "actions/detail.html",
        case,
        standing,
        row_of(action)
        | {
            "catalogue": BY_CODE.get(action.code),
            "offers": action_offers(standing, action),
            "words_refusal": action_refusal(action) if action.is_open else "",
            "check_url": f"{reverse('anonymity_check', args=[case.reference])}?action={action.number}"
            if standing.may(Working.check_anonymity) and standing.sees(Section.DUTIES)
            else "",
            "history": [{"title": f"{row.by} {row.record}", "when": row.at} for row in taken],
        },
    )


def action_add(request: Request, reference: str) -> HttpResponse:
    """First which action (`?code=GA08`, or `own`), then the rest of it with the catalogue's words filled in."""
    case, standing = the_case(request, reference, Section.ACTIONS)
    if not proposes(standing):
        raise Http404
    back = reverse("action_list", args=[case.reference])
    code = request.GET.get("code", "")
    if code not in BY_CODE and code != OWN:
        form: Any = ActionChoiceForm(request.GET if "code" in request.GET else None)
        return render_case(request, "actions/choose.html", case, standing, {"form": form, "back": back})
    chosen = BY_CODE.get(code)
    form = ActionForm(request.POST or None, case=case, chosen=chosen)
    refusal = standing.work_refusal(Working.propose_action)
    if request.method == "POST" and form.is_valid():
        try:
            action = propose_action(case, by=request.user, code=chosen.code if chosen else "", **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"You proposed action {action.number}. Its owner sees it once it is approved.")
            return redirect("action_detail", case.reference, action.number)
    return render_case(
        request,
        "actions/add.html",
        case,
        standing,
        {"form": form, "chosen": chosen, "refusal": refusal, "back": back},
        status=409 if refusal and request.method == "POST" else 200,
    )


def action_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.ACTIONS)
    action = the_action(case, number)
    back = reverse("action_detail", args=[case.reference, action.number])
    return step_page(request, standing, action, name, back=back, template="actions/step.html", action=action)


def the_action(case: Case, number: int) -> GoverningBodyAction:
    action: GoverningBodyAction = first_or_404(
        case.actions.filter(number=number).select_related("owner", "proposed_by", "approved_by", "case__school")
    )
    return action


def proposes(standing: Standing) -> bool:
    return bool(set(Working.propose_action.by) & standing.roles)


def action_offers(standing: Standing, action: GoverningBodyAction) -> list[dict[str, str]]:
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": reverse("action_step", args=[action.case.reference, action.number, offer.step.name]),
        }
        for offer in standing.offers(action)
    ]


def row_of(action: GoverningBodyAction) -> dict[str, Any]:
    """An action with how it stands: what is not settled by its day is overdue."""
    today = timezone.localdate()
    return {
        "action": action,
        "state": action.status,
        "tone": TONES[action.status],
        "is_overdue": action.is_open and action.due_on < today,
        "working_days_left": action.case.school.calendar.working_days_until(today, action.due_on)
        if action.is_open
        else None,
    }
