"""What is still to be settled before the case is closed, and where?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.access import Standing
from investigations.actions.closing import suggested_retention
from investigations.models import Case
from investigations.procedure.answers import said
from investigations.procedure.case import CaseProcedure
from investigations.procedure.closing import CHECKLIST, ClosingLine
from investigations.procedure.retention import RetentionClass
from investigations.procedure.sections import Section
from investigations.procedure.states import State

from .case_frame import render_case
from .gate import Request, the_case


def closing_checklist(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DECISION)
    may_close = bool(set(CaseProcedure.close.roles) & standing.roles)
    return render_case(
        request,
        "closing/checklist.html",
        case,
        standing,
        {
            "tasks": [line_shown(line, case, standing) for line in CHECKLIST],
            "is_closed": not case.is_open,
            "kept": RetentionClass(case.retention) if case.retention else None,
            "suggested": suggested_retention(case),
            "live_until": _live_until(case),
            "refusal": standing.refusal(CaseProcedure.close) if may_close else "",
            "close_url": reverse("step_take", args=[case.reference, CaseProcedure.close.name])
            if may_close and case.status is State.CONCLUDED
            else "",
        },
    )


def line_shown(line: ClosingLine, case: Case, standing: Standing) -> dict[str, Any]:
    """One line with how it stands: a fact is read from the case, an answer from the step that closed it."""
    refusal = line.guard.refusal(standing.facts) if line.guard else ""
    answer = _answered(line, case)
    if line.guard:
        status, tone = ("To be settled", "orange") if refusal else ("Settled", "green")
    elif answer:
        status, tone = "Answered", "green"
    else:
        status, tone = ("Not answered", "grey") if not case.is_open else ("Asked when the case is closed", "grey")
    goes = bool(line.page) and line.section is not None and standing.sees(line.section)
    return {
        "label": line.label,
        "hint": refusal or answer,
        "status": status,
        "tone": tone,
        "url": reverse(line.page, args=[case.reference]) if goes and case.is_open else "",
    }


def _answered(line: ClosingLine, case: Case) -> str:
    if line.question is None or case.is_open:
        return ""
    taken = case.steps_taken.filter(step=CaseProcedure.close.name).order_by("-pk").first()
    answers = {line.question.name: taken.answers.get(line.question.name)} if taken else {}
    return next((words for _, words in said(CaseProcedure.close, answers)), "")


def _live_until(case: Case) -> Any:
    outcome = getattr(case, "outcome", None)
    return outcome.live_until if outcome and outcome.is_live else None
