"""What reaches the governing body once all appeals are over?  The report without names, in the words that were kept."""

from pathlib import Path

from django.template.loader import render_to_string

from investigations.access import Standing
from investigations.models import Case, ConfidentialMinute
from investigations.procedure.calendar import long_date
from investigations.procedure.minutes import MinuteKind

from .contents import with_contents
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .text import paragraphs_html, printable

TITLE = "Report to the governing body"


def kept_report(case: Case) -> ConfidentialMinute | None:
    """The newest that was kept."""
    return case.minutes.filter(kind=MinuteKind.REPORT).order_by("-kept_at", "-pk").first()


def build(standing: Standing, folder: Path, say: Say) -> Made:
    case = standing.case
    say(10, "Gathering the report")
    count, head = head_of_audit(case)
    report = kept_report(case)
    assert report is not None  # a refusal was said otherwise
    page = cover(
        standing,
        kind=TITLE,
        title="A confidential staffing matter",
        facts=[
            ("Kept on", long_date(report.kept_at.date())),
            ("Minute reference", report.minute_reference or "Not given"),
            ("Fingerprint of the words", report.sha256),
        ],
    )
    # It goes from hand to hand in a meeting, so it does not say for whom this copy was made.
    page |= {"subtitle": "For Part II of the meeting, without names", "name": TITLE}
    context = {
        "school": letterhead(case.school),
        "document": page,
        "parts": [
            {"anchor": "report", "title": TITLE, "divisions": [{"title": "", "text": paragraphs_html(report.words)}]}
        ],
    }
    return Made(
        title=f"{TITLE} {case.reference}",
        file_name=file_name(case, TITLE),
        html=with_contents(render_to_string("documents/report.html", printable(context))),
        audit_count=count,
        audit_head=head,
    )
