"""What did the hearing decide, and what became of it on appeal?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.documents.hidden import hidden_from_reader
from investigations.models import Appeal, Case, Outcome
from investigations.procedure.answers import said
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import AppealGround, AppealResult, AppealScope, Level
from investigations.procedure.clocks import Clock
from investigations.procedure.letter_track import OF_THE_OUTCOME
from investigations.procedure.sections import Section
from investigations.procedure.states import State

from .case_frame import render_case
from .gate import Request, the_case
from .hearings import about_hearing, offers_of


def outcome_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.OUTCOME)
    outcome = Outcome.objects.filter(case=case).select_related("decided_by").first()
    hidden = hidden_from_reader(standing)
    hidden.rows([outcome] if outcome else [], "reasons", "change_required")
    return render_case(
        request,
        "outcomes/detail.html",
        case,
        standing,
        {
            "outcome": about_outcome(outcome, sees_appeal=standing.sees(Section.APPEAL)) if outcome else None,
            "not_upheld": None if outcome else hidden.words(not_upheld(case)),
            "served": case.served.filter(letter__in=OF_THE_OUTCOME).last(),
            "window": appeal_window(case) if outcome else None,
            "offers": appeal_offers(case, standing, Section.OUTCOME, Section.APPEAL) if outcome else [],
            "appeal_url": reverse("appeal_detail", args=[case.reference]) if standing.sees(Section.APPEAL) else "",
        },
    )


def about_outcome(outcome: Outcome, *, sees_appeal: bool) -> dict[str, Any]:
    """The outcome as it stands; for who does not see the appeal, as the hearing left it."""
    appeal = Appeal.objects.filter(case=outcome.case_id).exclude(result="").first()
    was_changed = appeal is not None and appeal.level != appeal.first_level
    level = Level(appeal.first_level if appeal and was_changed and not sees_appeal else outcome.level)
    return {
        "level": level,
        "first_level": Level(appeal.first_level) if appeal and was_changed and sees_appeal else None,
        "reasons": outcome.reasons,
        "change_required": outcome.change_required,
        "decided_by": outcome.decided_by,
        "decided_at": outcome.decided_at,
        "served_on": outcome.served_on,
        # On appeal the date is counted anew for the lesser outcome, so alone it would tell what was decided.
        "live_until": None if was_changed and not sees_appeal else outcome.live_until,
        "is_live": outcome.is_live,
    }


def not_upheld(case: Case) -> dict[str, Any] | None:
    """A panel that proved nothing leaves no outcome behind, only its decision."""
    step = CaseProcedure.find_not_upheld
    taken = case.steps_taken.filter(step=step.name).select_related("by").order_by("-pk").first()
    return {"reasons": taken.answers.get("reason", ""), "by": taken.by, "at": taken.at} if taken else None


def appeal_window(case: Case) -> dict[str, Any] | None:
    """Until when the employee may appeal, and how that was counted."""
    clock = case.clocks.filter(key=Clock.APPEAL_LODGE.key).order_by("-started_at").first()
    if clock is None:
        return None
    is_open = case.status is State.OUTCOME_ISSUED and clock.due_at >= timezone.now()
    return {
        "ends": clock.due_at,
        "sentence": clock.counted["sentence"],
        "is_open": is_open,
    }


def appeal_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.APPEAL)
    appeal = Appeal.objects.filter(case=case).select_related("decided_by").first()
    hidden = hidden_from_reader(standing)
    hidden.rows(
        [appeal] if appeal else [], "grounds_text", "reasons", "late_reason", "late_decision", "withdrawn_because"
    )
    about = about_hearing(case, standing, is_appeal=True)
    about |= {
        "appeal": appeal,
        "grounds": [
            {"label": AppealGround(ground).label, "is_upheld": ground in appeal.grounds_upheld}
            for ground in appeal.grounds
        ]
        if appeal
        else [],
        "scope": scope_of(case),
        "late_decision": hidden.words(late_decision(case)) if appeal and appeal.is_late else None,
        "decision": about_decision(appeal) if appeal and appeal.result else None,
        "window": appeal_window(case),
        "has_outcome": standing.facts.has_outcome,
        "first_panel_size": standing.facts.panel_size,
        "offers": appeal_offers(case, standing, Section.APPEAL),
        "presents": None,
    }
    return render_case(request, "outcomes/appeal.html", case, standing, about)


def scope_of(case: Case) -> AppealScope:
    """Review or rehearing: as the notice said, and before the notice as the school's settings say."""
    kept = case.hearings.filter(is_appeal=True).values_list("scope", flat=True).first()
    return AppealScope(kept or case.school.appeal_scope)


def appeal_offers(case: Case, standing: Standing, *sections: Section) -> list[dict[str, str]]:
    """In time or late: one of the two is offered, never both, and none once there was an appeal."""
    late, in_time = (
        reverse("step_take", args=[case.reference, step.name])
        for step in (CaseProcedure.receive_late_appeal, CaseProcedure.lodge_appeal)
    )
    hidden = {late if standing.facts.is_appeal_window_open else in_time}
    if standing.facts.has_appeal:
        hidden = {late, in_time}
    return [row for row in offers_of(case, standing, *sections) if row["url"] not in hidden]


def late_decision(case: Case) -> dict[str, Any] | None:
    steps = (CaseProcedure.accept_late_appeal, CaseProcedure.refuse_late_appeal)
    taken = case.steps_taken.filter(step__in=[step.name for step in steps]).select_related("by").order_by("-pk").first()
    if taken is None:
        return None
    step = CaseProcedure.step(taken.step)
    return {
        "accepted": step is CaseProcedure.accept_late_appeal,
        "by": taken.by,
        "at": taken.at,
        "said": said(step, taken.answers),
    }


def about_decision(appeal: Appeal) -> dict[str, Any]:
    return {
        "result": AppealResult(appeal.result),
        "first_level": Level(appeal.first_level),
        "level": Level(appeal.level),
        "is_changed": appeal.level != appeal.first_level,
        "reasons": appeal.reasons,
        "by": appeal.decided_by,
        "at": appeal.decided_at,
    }
