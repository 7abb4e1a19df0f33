"""Which papers are served?  One set for the employee and the panel, in the words of the day it was served."""

from typing import Any

from django.utils import timezone

from investigations.models import Bundle, Case, Hearing, Report
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import AppealGround, FindingResult, FoundBy, Level, Recommendation

REPORT_PARTS = (
    ("introduction", "Introduction"),
    ("process", "How it was investigated"),
    ("not_collected", "Evidence not collected, and why"),
    ("not_interviewed", "People not interviewed, and why"),
    ("facts_established", "Facts established"),
    ("facts_not_established", "Facts not established"),
    ("mitigating", "Mitigating factors"),
    ("other_information", "Other relevant information"),
    ("conclusion", "Conclusion"),
    ("other_recommendations", "Other recommendations"),
)


def make_bundle(hearing: Hearing) -> Bundle:
    """Every settled statement and every exhibit that is not withheld; an appeal's adds the outcome and the grounds."""
    case = hearing.case
    contents: dict[str, Any] = {
        "allegations": allegations_as_rows(case),
        "findings": findings_as_rows(case),
        "report": report_as_rows(case),
        "may_dismiss": case.may_dismiss,
    }
    if hearing.is_appeal:
        contents["outcome"] = {
            "level": Level(case.outcome.level).label,
            "reasons": case.outcome.reasons,
            "decided": long_date(timezone.localdate(case.outcome.decided_at)),
        }
        contents["grounds"] = {
            "grounds": [AppealGround(ground).label for ground in case.appeal.grounds],
            "text": case.appeal.grounds_text,
        }
    bundle = Bundle.objects.create(hearing=hearing, contents=contents)
    bundle.evidence.set(case.evidence.filter(withheld_because=""))
    bundle.statements.set(statement for statement in case.statements.all() if statement.is_settled)
    return bundle


def allegations_as_rows(case: Case) -> list[dict[str, Any]]:
    rows = []
    for allegation in case.allegations.prefetch_related("clauses__version__policy"):
        when = long_date(allegation.happened_from)
        if allegation.happened_to and allegation.happened_to != allegation.happened_from:
            when = f"between {when} and {long_date(allegation.happened_to)}"
        rows.append(
            {
                "position": allegation.position,
                "what": allegation.what,
                "when": when,
                "where": ", ".join(
                    part for part in (allegation.account, allegation.post_address, allegation.device) if part
                ),
                "clauses": [
                    {"policy": str(clause.version), "number": clause.number, "text": clause.text}
                    for clause in allegation.clauses.all()
                ],
            }
        )
    return rows


def allegations_as_text(case: Case) -> str:
    """The allegations in plain words, for a notice."""
    paragraphs = []
    for row in allegations_as_rows(case):
        clauses = "; ".join(f"clause {clause['number']} of {clause['policy']}" for clause in row["clauses"])
        paragraphs.append(f"Allegation {row['position']}, {row['when']}: {row['what']}\n{clauses}".strip())
    return "\n\n".join(paragraphs)


def findings_as_rows(case: Case) -> list[dict[str, Any]]:
    rows = []
    for allegation in case.allegations.all():
        for finding in allegation.findings.filter(found_by=FoundBy.INVESTIGATION):
            rows.append(
                {
                    "position": allegation.position,
                    "result": FindingResult(finding.result).label,
                    "evidence_for": finding.evidence_for,
                    "evidence_against": finding.evidence_against,
                    "reasons": finding.reasons,
                }
            )
    return rows


def report_as_rows(case: Case) -> list[dict[str, str]]:
    report = Report.objects.filter(case=case).first()
    if report is None:
        return []
    rows = [{"title": title, "text": getattr(report, name)} for name, title in REPORT_PARTS if getattr(report, name)]
    if report.recommendation:
        rows.append({"title": "Recommendation", "text": Recommendation(report.recommendation).label})
    return rows
