"""What stands around every page of a case: its name, its state, the way to its parts, and what the reader is in it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from investigations.access import Standing
from investigations.documents.hidden import hidden_from_reader
from investigations.models import Case
from investigations.procedure.sections import Section

#: The pages of a case in the order of its navigation: the section that opens each, its words and its address.
PAGES: tuple[tuple[Section, str, str], ...] = (
    (Section.OVERVIEW, "Overview", "case_detail"),
    (Section.ALLEGATIONS, "Allegations", "allegation_list"),
    (Section.PEOPLE, "People", "appointment_list"),
    (Section.DUTIES, "Duties", "duty_list"),
    (Section.INVESTIGATION, "Terms of reference", "terms_detail"),
    (Section.EVIDENCE, "Evidence", "evidence_list"),
    (Section.STATEMENTS, "Statements", "statement_list"),
    (Section.CHRONOLOGY, "Chronology", "chronology_list"),
    (Section.REDACTION, "Redaction", "redaction_list"),
    (Section.FINDINGS, "Findings", "finding_list"),
    (Section.REPORT, "Report", "report_detail"),
    (Section.ADVICE, "Advice", "advice_list"),
    (Section.DECISION, "Decisions", "decision_list"),
    (Section.HEARING, "Hearing", "hearing_detail"),
    (Section.BUNDLE, "Hearing papers", "bundle_detail"),
    (Section.OUTCOME, "Outcome", "outcome_detail"),
    (Section.FAIRNESS, "Fairness", "fairness_record"),
    (Section.APPEAL, "Appeal", "appeal_detail"),
    (Section.SUSPENSION, "Suspension", "suspension_list"),
    (Section.COMPLAINTS, "Complaint", "complaint_list"),
    (Section.RESIGNATION, "Resignation", "resignation_list"),
    (Section.DATA_RIGHTS, "Data requests", "request_list"),
    (Section.LETTERS, "Letters", "letter_list"),
    (Section.ACTIONS, "Governing-body actions", "action_list"),
    (Section.CLOCKS, "Dates", "clock_list"),
    (Section.DOCUMENTS, "Documents", "document_list"),
    (Section.COPIES, "Copies released", "copy_list"),
    (Section.HISTORY, "History", "history"),
    (Section.ACCESS, "Who can see this", "case_access"),
)
#: Pages that say nothing before there is something to say.
ONLY_WHEN: dict[Section, str] = {
    Section.HEARING: "was_referred",
    Section.BUNDLE: "was_referred",
    Section.OUTCOME: "is_decided",
    Section.APPEAL: "has_outcome",
    Section.RESIGNATION: "had_resigned",
}


def render_case(
    request: HttpRequest,
    template: str,
    case: Case,
    standing: Standing,
    context: dict[str, Any] | None = None,
    **kwargs: Any,
) -> HttpResponse:
    """Render a page inside the frame of its case, under its title as this reader reads it."""
    case.title = hidden_from_reader(standing).words(case.title)  # for this page alone: nothing of it is saved
    frame = {
        "case": case,
        "standing": standing,
        "case_navigation": navigation(request, case, standing),
    }
    return render(request, template, frame | (context or {}), **kwargs)


def navigation(request: HttpRequest, case: Case, standing: Standing) -> list[tuple[str, str, bool]]:
    rows = []
    for section, label, name in PAGES:
        if not standing.sees(section):
            continue
        if section in ONLY_WHEN and not getattr(standing.facts, ONLY_WHEN[section]):
            continue
        url = reverse(name, args=[case.reference])
        rows.append((label, url, request.path == url or (name != "case_detail" and request.path.startswith(url))))
    return rows
