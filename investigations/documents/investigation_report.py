"""The investigation report as a document of its own, with its exhibits as appendices."""

from pathlib import Path

from django.template.loader import render_to_string

from investigations.access import Standing
from investigations.procedure.sections import Section

from .contents import with_contents
from .exhibit_pages import described, exhibit_pages
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .report_parts import report_parts, signature
from .text import printable


def build(standing: Standing, folder: Path, say: Say) -> Made:
    case = standing.case
    say(2, "Gathering the report")
    count, head = head_of_audit(case)
    evidence = case.evidence.select_related("received_by").prefetch_related("captures")
    appendices = exhibit_pages(
        [(exhibit, described(exhibit)) for exhibit in evidence],
        folder,
        say,
        with_originals=standing.sees(Section.EVIDENCE),
    )
    context = {
        "school": letterhead(case.school),
        "document": cover(
            standing,
            kind="Investigation report",
            title=case.title,
            facts=[("Employee concerned", case.subject.name if case.subject else "Not known")],
        ),
        "parts": report_parts(case),
        "sign": signature(case),
        "exhibits": appendices.rows,
    }
    return Made(
        title=f"Investigation report {case.reference}",
        file_name=file_name(case, "Investigation report"),
        html=with_contents(render_to_string("documents/report.html", printable(context))),
        assets=appendices.assets,
        attached=appendices.attached,
        printed=appendices.printed,
        damaged=appendices.damaged,
        audit_count=count,
        audit_head=head,
    )
