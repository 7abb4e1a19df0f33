"""The papers of a hearing as one document: what was served, the same for the employee and the panel."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from investigations.access import Standing
from investigations.models import Bundle
from investigations.procedure.calendar import long_date
from investigations.procedure.roles import Role

from . import case_parts
from .contents import with_contents
from .exhibit_pages import described, exhibit_pages
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .render import RenderFailed
from .text import paragraphs_html, printable


def build(standing: Standing, folder: Path, say: Say) -> Made:
    case = standing.case
    bundle = bundle_for(standing)
    if bundle is None:
        raise RenderFailed("No papers have been served that are yours to read.")
    say(2, "Gathering the papers")
    count, head = head_of_audit(case)
    assets: dict[str, Path | bytes] = {}
    hearing = bundle.hearing
    kind = "Appeal papers" if hearing.is_appeal else "Hearing papers"
    starts = timezone.localtime(hearing.starts_at)
    evidence = list(bundle.evidence.select_related("received_by"))
    context = {
        "school": letterhead(case.school),
        "document": cover(
            standing,
            kind=kind,
            title=case.title,
            subtitle="The papers served on the employee and on the panel, the same for both",
            facts=[
                ("Employee concerned", case.subject.name if case.subject else ""),
                ("Hearing", f"{long_date(starts.date())} at {starts:%H:%M}, {hearing.place}"),
                ("Served", long_date(hearing.served_on)),
            ],
        ),
        "contents_of": _worded(bundle.contents),
        "statements": case_parts.statements(bundle.statements.select_related("person", "taken_by")),
        "submissions": case_parts.submissions(case),
        "index": [described(exhibit) for exhibit in evidence],
        "exhibits": exhibit_pages(evidence, folder, assets, say),
    }
    return Made(
        title=f"{kind} {case.reference}",
        file_name=file_name(case, kind),
        html=with_contents(render_to_string("documents/hearing_papers.html", printable(context))),
        assets=assets,
        audit_count=count,
        audit_head=head,
    )


def bundle_for(standing: Standing) -> Bundle | None:
    """The papers of their hearing: the appeal's for the appeal panel, the first for the first panel, else the newest."""
    bundles = (
        Bundle.objects.filter(hearing__case=standing.case).select_related("hearing").order_by("-hearing__is_appeal")
    )
    if Role.SUBJECT in standing.roles:
        return bundles.filter(served__to=standing.person).first()
    if Role.APPEAL_PANEL in standing.roles:
        return bundles.filter(hearing__is_appeal=True).first()
    if Role.PANEL in standing.roles or not standing.facts.has_outcome or Role.CLERK not in standing.roles:
        return bundles.filter(hearing__is_appeal=False).first()
    return bundles.first()


def _worded(contents: dict[str, Any]) -> dict[str, Any]:
    """The words that were frozen at service, as paragraphs."""
    findings = {row["position"]: row for row in contents["findings"]}
    return contents | {
        "allegations": [
            {
                "anchor": f"allegation-{row['position']}",
                "number": row["position"],
                "title": row["what"].splitlines()[0][:90],
                "text": paragraphs_html(row["what"]),
                "facts": [("When", row["when"]), *([("Where", row["where"])] if row["where"] else [])],
                "clauses": [
                    {"number": clause["number"], "text": paragraphs_html(clause["text"]), "from": clause["policy"]}
                    for clause in row["clauses"]
                ],
                "finding": _finding(findings.get(row["position"])),
            }
            for row in contents["allegations"]
        ],
        "report": [{"title": part["title"], "text": paragraphs_html(part["text"])} for part in contents["report"]],
        "outcome": contents.get("outcome"),
        "grounds": contents.get("grounds"),
    }


def _finding(row: dict[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "result": f"{row['result']}, in the investigator's view",
        "reasons": paragraphs_html(row["reasons"]),
        "supports": [line for line in row["evidence_for"].splitlines() if line.strip()],
        "against": [line for line in row["evidence_against"].splitlines() if line.strip()],
        "made": "",
    }
