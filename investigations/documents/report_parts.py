"""How is the investigation report laid out?  In the five parts of the Acas guide, written and gathered alike."""

from typing import Any

from django.utils import timezone

from investigations.models import Case, Report
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import FoundBy, Recommendation
from investigations.procedure.roles import Role

from . import case_parts
from .text import paragraphs_html


def report_parts(case: Case) -> list[dict[str, Any]]:
    """The parts of `documents/report.html`; empty where nothing has been written."""
    report = Report.objects.filter(case=case).select_related("submitted_by").first()
    if report is None:
        return []
    return [
        {
            "anchor": "report-introduction",
            "title": "Introduction",
            "divisions": [
                {"title": "Authority", "facts": _authority(case, report)},
                _written("Background", report.introduction),
                {"title": "Terms of reference", "facts": case_parts.terms(case), "is_terms": True},
            ],
        },
        {
            "anchor": "report-process",
            "title": "The investigation process",
            "divisions": [
                _written("How it was investigated", report.process),
                {"title": "People who gave a statement", "text": _people(case)},
                {"title": "Evidence collected", "text": _evidence(case)},
                _written("Evidence not collected, and why", report.not_collected),
                _written("People not interviewed, and why", report.not_interviewed),
            ],
        },
        {
            "anchor": "report-findings",
            "title": "Findings",
            "divisions": [
                {"title": "", "allegations": case_parts.allegations(case, (FoundBy.INVESTIGATION,))},
                _written("Facts established", report.facts_established),
                _written("Facts not established", report.facts_not_established),
                _written("Mitigating factors", report.mitigating),
                _written("Other relevant information", report.other_information),
            ],
        },
        {
            "anchor": "report-conclusion",
            "title": "Conclusion",
            "divisions": [
                _written("Conclusion", report.conclusion),
                _written(
                    "Recommendation", Recommendation(report.recommendation).label if report.recommendation else ""
                ),
                _written("Other recommendations", report.other_recommendations),
            ],
        },
    ]


def signature(case: Case) -> dict[str, str]:
    report = case.report
    who = report.submitted_by or report.updated_by
    on = (
        f"Submitted on {long_date(timezone.localdate(report.submitted_at))}"
        if report.submitted_at
        else "Draft: not submitted"
    )
    return {"name": who.name if who else "", "as": "Investigating officer", "on": on}


def _written(title: str, text: str) -> dict[str, Any]:
    return (
        {"title": title, "text": paragraphs_html(text)}
        if text
        else {"title": title, "text": paragraphs_html("Nothing is recorded.")}
    )


def _authority(case: Case, report: Report) -> list[tuple[str, str]]:
    names = {row.kind: row.person.name for row in case.appointments.live().select_related("person")}
    return case_parts.filled(
        [
            ("Commissioned by", names.get(Role.CASE_MANAGER, "")),
            ("Investigating officer", names.get(Role.INVESTIGATING_OFFICER, "")),
            ("Employee concerned", names.get(Role.SUBJECT, "Not known")),
            ("State of this report", "Submitted and locked" if report.is_locked else "Draft"),
        ]
    )


def _people(case: Case) -> Any:
    lines = [
        f"Statement {statement.number}: {statement.person}, {long_date(statement.taken_on)}, {statement.status.label.lower()}"
        for statement in case.statements.select_related("person")
    ]
    return paragraphs_html("\n".join(lines) or "Nobody was interviewed.")


def _evidence(case: Case) -> Any:
    lines = [f"Exhibit {exhibit.number}: {exhibit.title}" for exhibit in case.evidence.all()]
    return paragraphs_html("\n".join(lines) or "No evidence was collected.")
