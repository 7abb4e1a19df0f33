"""When and where is it heard, by whom, what happened to the date, who was there, and what did the panel find?"""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from investigations.access import Standing, candidates
from investigations.actions.clocks import earliest_day
from investigations.actions.clocks import notice_of as rule_of
from investigations.actions.investigation import appeal_find, panel_find
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.fairness import like_cases
from investigations.documents.hearing_parts import disclosure_for
from investigations.documents.hidden import hidden_from_reader
from investigations.forms.hearings import PanelFindingForm
from investigations.models import Appointment, Case, Disclosure, Finding, Hearing
from investigations.procedure.calendar import Counted
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import FindingResult, FoundBy
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.steps import Step
from investigations.procedure.work import Work, Working

from .case_frame import render_case
from .disclosed import mitigation_for, votes_of
from .evidence_files import evidence_response
from .gate import Request, first_or_404, the_case
from .judged import judged_in_words
from .steps import show, step_page

MOVED = {
    False: (CaseProcedure.postpone_hearing, CaseProcedure.adjourn_hearing),
    True: (CaseProcedure.postpone_appeal,),
}


def hearing_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.HEARING)
    about = about_hearing(case, standing, is_appeal=False)
    about |= {
        "offers": offers_of(case, standing, Section.HEARING, Section.OUTCOME) if not standing.facts.has_outcome else [],
        "disclosure": disclosure_as_read(standing),
        "mitigation": {
            "is_theirs": Role.CLERK in standing.roles and not standing.facts.was_disclosed,
            "why_not": standing.work_refusal(Working.write_mitigation),
        },
        "mitigation_kept": mitigation_for(case, standing),
        "mitigation_url": reverse("mitigation_edit", args=[case.reference]),
        "weighs_a_sanction": _weighs_a_sanction(standing),
        "like_cases": like_cases(case) if _weighs_a_sanction(standing) else [],
    }
    return render_case(request, "hearings/detail.html", case, standing, about)


def disclosure_as_read(standing: Standing) -> Disclosure | None:
    found = disclosure_for(standing)
    hidden_from_reader(standing).rows([found] if found else [], "spent_because", "mitigation")
    return found


def about_hearing(case: Case, standing: Standing, *, is_appeal: bool) -> dict[str, Any]:
    """What a hearing and an appeal hearing show alike."""
    role = Role.APPEAL_PANEL if is_appeal else Role.PANEL
    hearing = Hearing.objects.filter(case=case, is_appeal=is_appeal).first()
    hidden = hidden_from_reader(standing)
    hidden.rows([hearing] if hearing else [], "minutes", "small_panel_reason", "short_notice", "proposed_because")
    return {
        "hearing": hearing,
        "panel": panel_of(case, role),
        "presents": case.appointments.live().of(Role.PRESENTING_OFFICER).select_related("person").first(),
        "companion": case.appointments.live().of(Role.COMPANION).select_related("person").first(),
        "governors": governors_for(case, role) if Role.CLERK in standing.roles else [],
        "notice": notice_of(case, hearing) if hearing else None,
        "moves": [row | {"reason": hidden.words(row["reason"])} for row in moves_of(case, is_appeal=is_appeal)],
        "attendance": hearing.attendance.select_related("person").order_by("person__name") if hearing else [],
        "findings": findings_of(case, standing, is_appeal=is_appeal),
        "votes": votes_of(case, standing, is_appeal=is_appeal),
        "proposal": proposal_of(case, standing, hearing),
    }


def proposal_of(case: Case, standing: Standing, hearing: Hearing | None) -> dict[str, Any] | None:
    """Another day that the employee proposed, with the clerk's way to grant it."""
    if hearing is None or hearing.proposed_at is None:
        return None
    step = CaseProcedure.postpone_appeal if hearing.is_appeal else CaseProcedure.postpone_hearing
    may = Role.CLERK in standing.roles
    return {
        "at": hearing.proposed_at,
        "because": hearing.proposed_because,
        "url": reverse("step_take", args=[case.reference, step.name]) if may else "",
    }


def governors_for(case: Case, role: Role) -> list[dict[str, Any]]:
    """For the clerk: who sits, who may, and why not the others."""
    sitting = {member.person_id for member in panel_of(case, role)}
    return [
        {
            "person": row.person,
            "sits": row.person.pk in sitting,
            "is_eligible": row.is_eligible,
            "reason": row.why_not(in_full=False),
            "judged": judged_in_words(row, in_full=False),
        }
        for row in candidates(case, role)
    ]


def panel_of(case: Case, role: Role) -> list[Appointment]:
    return list(case.appointments.live().of(role).select_related("person").order_by("-is_chair", "person__name"))


def notice_of(case: Case, hearing: Hearing) -> dict[str, Any]:
    """The count of the notice: what the earliest day was, and how it was reached."""
    kept = hearing.notice
    counted = Counted.from_json(kept) if kept else earliest_day(case, rule_of(hearing.is_appeal), hearing.served_on)
    address = reverse("appeal_agreement" if hearing.is_appeal else "hearing_agreement", args=[case.reference])
    return {
        "earliest": counted.due.date(),
        "sentence": counted.sentence,
        "first_arranged": _first_day(case, hearing),
        "agreement_url": address if hearing.short_notice_agreement_id else "",
    }


@require_GET
def hearing_agreement(request: Request, reference: str) -> HttpResponseBase:
    """The employee's written agreement to a shorter notice, for everybody who sees the hearing."""
    return _agreement(request, reference, Section.HEARING, is_appeal=False)


@require_GET
def appeal_agreement(request: Request, reference: str) -> HttpResponseBase:
    return _agreement(request, reference, Section.APPEAL, is_appeal=True)


def _agreement(request: Request, reference: str, section: Section, *, is_appeal: bool) -> HttpResponseBase:
    case, standing = the_case(request, reference, section)
    hearing = first_or_404(case.hearings.filter(is_appeal=is_appeal).exclude(short_notice_agreement=None))
    back = reverse("appeal_detail" if is_appeal else "hearing_detail", args=[reference])
    return evidence_response(
        request, hearing.short_notice_agreement, request.person, "original", section=section, back=back
    )


def _first_day(case: Case, hearing: Hearing) -> datetime:
    """The day that the notice gave; the hearing itself may have been moved since."""
    step = CaseProcedure.arrange_appeal if hearing.is_appeal else CaseProcedure.arrange_hearing
    arranged = case.steps_taken.filter(step=step.name).order_by("-pk").first()
    return datetime.fromisoformat(arranged.answers["hearing_at"]) if arranged else hearing.starts_at


def moves_of(case: Case, *, is_appeal: bool) -> list[dict[str, Any]]:
    """Postponements and adjournments, in order, with their reasons."""
    rows = []
    for taken in case.steps_taken.filter(step__in=[step.name for step in MOVED[is_appeal]]).select_related("by"):
        to = taken.answers.get("hearing_at")
        rows.append(
            {
                "is_postponed": to is not None,
                "to": datetime.fromisoformat(to) if to else None,
                "place": taken.answers.get("place", ""),
                "for_companion": bool(taken.answers.get("companion_unavailable")),
                "reason": taken.answers.get("reason", ""),
                "by": taken.by,
                "at": taken.at,
            }
        )
    return rows


def findings_of(case: Case, standing: Standing, *, is_appeal: bool) -> dict[str, Any] | None:
    """The panel's finding on each allegation; None for those who may not read it, or not yet."""
    if not standing.sees(Section.APPEAL_DELIBERATION if is_appeal else Section.DELIBERATION):
        return None
    body = FoundBy.APPEAL if is_appeal else FoundBy.PANEL
    hidden = hidden_from_reader(standing)
    findings = hidden.rows(Finding.objects.filter(allegation__case=case, found_by=body), "reasons")
    found = {row.allegation_id: row for row in findings}
    name = "appeal_finding_edit" if is_appeal else "panel_finding_edit"
    may_find = standing.may(Working.appeal_find if is_appeal else Working.panel_find)
    rows = []
    for allegation in hidden.rows(case.allegations.all(), "what"):
        finding = found.get(allegation.pk)
        rows.append(
            {
                "allegation": allegation,
                "finding": finding,
                "result": FindingResult(finding.result) if finding else None,
                "url": reverse(name, args=[case.reference, allegation.position]) if may_find else "",
            }
        )
    return {"rows": rows, "may_find": may_find}


def offers_of(case: Case, standing: Standing, *sections: Section) -> list[dict[str, str]]:
    """The steps of these sections that are theirs, the way on first."""
    rows = [offer for offer in standing.offers() if offer.step.section in sections]
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": reverse("step_take", args=[case.reference, offer.step.name]),
        }
        for offer in sorted(rows, key=lambda offer: (offer.step.is_side, bool(offer.refusal)))
    ]


def _weighs_a_sanction(standing: Standing) -> bool:
    """Like cases are shown to a panel when its findings stand, and before it decides on the outcome."""
    facts = standing.facts
    return (
        Role.PANEL in standing.roles
        and facts.panel_proved_something
        and facts.every_allegation_has_a_panel_finding
        and not facts.has_outcome
    )


# ---- Convening: the page of the step shows who may not sit, and why ----------------------------------


def convene_panel(request: Request, reference: str) -> HttpResponse:
    return _convene(request, reference, CaseProcedure.convene_panel, Role.PANEL, "hearing_detail")


def convene_appeal_panel(request: Request, reference: str) -> HttpResponse:
    return _convene(request, reference, CaseProcedure.convene_appeal_panel, Role.APPEAL_PANEL, "appeal_detail")


def _convene(request: Request, reference: str, step: Step, role: Role, back: str) -> HttpResponse:
    case, standing = the_case(request, reference)
    governors = governors_for(case, role) if Role.CLERK in standing.roles else []
    return step_page(
        request,
        standing,
        case,
        step.name,
        back=reverse(back, args=[case.reference]),
        template="hearings/convene.html",
        governors=governors,
        panel_role=role,
    )


# ---- Findings of a panel ----------------------------------


def panel_finding_edit(request: Request, reference: str, position: int) -> HttpResponse:
    return _finding_edit(request, reference, position, is_appeal=False)


def appeal_finding_edit(request: Request, reference: str, position: int) -> HttpResponse:
    return _finding_edit(request, reference, position, is_appeal=True)


def _finding_edit(request: Request, reference: str, position: int, *, is_appeal: bool) -> HttpResponse:
    case, standing = the_case(request, reference, Section.APPEAL_DELIBERATION if is_appeal else Section.DELIBERATION)
    work: Work = Working.appeal_find if is_appeal else Working.panel_find
    if not set(work.by) & standing.roles:
        raise Http404
    allegation = first_or_404(case.allegations.filter(position=position))
    body = FoundBy.APPEAL if is_appeal else FoundBy.PANEL
    finding = allegation.findings.filter(found_by=body).first()
    initial = {"result": finding.result, "reasons": finding.reasons} if finding else None
    form = PanelFindingForm(request.POST or None, initial=initial)
    back = reverse("appeal_detail" if is_appeal else "hearing_detail", args=[case.reference])
    refusal = standing.work_refusal(work)
    if request.method == "POST" and form.is_valid():
        try:
            (appeal_find if is_appeal else panel_find)(allegation, by=request.user, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect(f"{back}#findings")
    first = allegation.findings.filter(found_by=FoundBy.PANEL).first() if is_appeal else None
    hidden = hidden_from_reader(standing)
    hidden.rows([allegation], "what")
    hidden.rows([first] if first else [], "reasons")
    return render_case(
        request,
        "hearings/finding.html",
        case,
        standing,
        {
            "form": form,
            "allegation": allegation,
            "refusal": refusal,
            "back": back,
            "is_appeal": is_appeal,
            "first": first,
            "first_result": FindingResult(first.result) if first else None,
            "papers_url": reverse("bundle_detail", args=[case.reference]),
        },
        status=409 if refusal and request.method == "POST" else 200,
    )
