"""What does the report say, what is still missing from it, and has it been submitted?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.access import Standing
from investigations.actions.investigation import REPORT, write_report
from investigations.actions.meanwhile import words_of
from investigations.forms.reports import PARTS, ReportForm
from investigations.models import Case, Report
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import PersonKind, Recommendation
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .findings import allegations_with_evidence
from .gate import Request, the_case
from .terms import terms_of
from .writing import answers, can_write, the_work, writing_page

WORKS = (Working.write_report, Working.write_fact_finding_report)
SUBMITTING = (CaseProcedure.submit_report, CaseProcedure.conclude_fact_finding)


def report_detail(request: Request, reference: str) -> HttpResponse:
    """The report as it will be read: what was written, with what the case itself knows around it."""
    case, standing = the_case(request, reference, Section.REPORT)
    report = report_of(case)
    context = assembled(case, report) | {
        "report": report,
        "returned": returned(case, report),
        "submission": submission(case, standing),
        "writing": can_write(standing, *WORKS),
    }
    return render_case(request, "reports/detail.html", case, standing, context)


def report_edit(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.REPORT, *WORKS)
    report = report_of(case)
    form = ReportForm(request.POST or None, stored=words_of(report, REPORT))
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: write_report(case, by=request.user, seen=form.cleaned_data["seen"], **answers(form)),
        works=WORKS,
        template="reports/edit.html",
        back=reverse("report_detail", args=[case.reference]),
        said="The report is saved. Nobody decides on it until it is submitted.",
        parts=[(title, [form[name] for name in names]) for title, names in PARTS],
        report=report,
        returned=returned(case, report),
    )


def report_of(case: Case) -> Report | None:
    return Report.objects.filter(case=case).select_related("updated_by", "submitted_by").first()


def returned(case: Case, report: Report | None) -> dict[str, Any] | None:
    """Who sent the report back and what is still to be found out, until it is submitted again."""
    if report is None or report.is_locked:
        return None
    step = CaseProcedure.return_for_enquiries
    taken = case.steps_taken.filter(step=step.name).select_related("by").last()
    return {"by": taken.by, "at": taken.at, "reason": taken.answers["reason"]} if taken else None


def assembled(case: Case, report: Report | None) -> dict[str, Any]:
    """What the report takes from the case: who asked, who investigated, whom they heard, what they have."""
    people = case.appointments.live().of(Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER).select_related("person")
    people = people.prefetch_related("person__offices")
    holding = {appointment.kind: appointment for appointment in people}
    statements = list(case.statements.select_related("person", "taken_by").prefetch_related("person__offices"))
    return {
        "terms": terms_of(case),
        "manager": holding.get(Role.CASE_MANAGER),
        "investigator": holding.get(Role.INVESTIGATING_OFFICER),
        "statements": statements,
        "pseudonyms": [row for row in statements if row.person.kind == PersonKind.PUPIL],
        "exhibits": case.evidence.all(),
        "findings": allegations_with_evidence(case),
        "recommendation": Recommendation(report.recommendation).label if report and report.recommendation else "",
    }


def submission(case: Case, standing: Standing) -> dict[str, Any] | None:
    """How the report is submitted from here, by this person, and every sentence that still stands in the way."""
    for step in SUBMITTING:
        if case.status in step.sources and standing.role_for(step) is not None:
            missing = [sentence for guard in step.guards if (sentence := guard.refusal(standing.facts))]
            url = reverse("step_take", args=[case.reference, step.name])
            return {"label": step.label, "missing": missing, "url": url}
    return None
