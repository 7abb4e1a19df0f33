"""What did the investigation find on each allegation, and what evidence stands on either side?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.actions.investigation import FINDING, find
from investigations.actions.meanwhile import words_of
from investigations.forms.findings import FindingForm
from investigations.models import Allegation, Case, Evidence, Finding
from investigations.procedure.choices import Bearing, FindingResult, FoundBy
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .writing import answers, can_write, the_work, writing_page

TONES = {FindingResult.PROVED: "red", FindingResult.PARTLY: "orange", FindingResult.NOT_PROVED: "green"}
WORKS = (Working.find, Working.find_facts)


def finding_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.FINDINGS)
    context = {
        "rows": allegations_with_evidence(case),
        "statements": case.statements.select_related("person"),
        "writing": can_write(standing, *WORKS),
    }
    return render_case(request, "findings/list.html", case, standing, context)


def finding_edit(request: Request, reference: str, position: int) -> HttpResponse:
    case, standing = the_work(request, reference, Section.FINDINGS, *WORKS)
    allegation = first_or_404(case.allegations.filter(position=position).prefetch_related("clauses__version__policy"))
    row = next(row for row in allegations_with_evidence(case) if row["allegation"] == allegation)
    stored = words_of(row["finding"], FINDING)
    form = FindingForm(request.POST or None, stored=stored, initial={} if row["finding"] else suggestions(row))
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: find(allegation, by=request.user, seen=form.cleaned_data["seen"], **answers(form)),
        works=WORKS,
        template="findings/edit.html",
        back=reverse("finding_list", args=[case.reference]),
        said=f"Your finding on allegation {position} is recorded.",
        row=row,
        statements=case.statements.select_related("person"),
    )


def allegations_with_evidence(case: Case) -> list[dict[str, Any]]:
    """Each allegation with its exhibits by the way they speak, and the investigation's finding where there is one."""
    found = {
        finding.allegation_id: finding
        for finding in Finding.objects.filter(
            allegation__case=case, found_by=FoundBy.INVESTIGATION
        ).select_related("by")
    }  # fmt: skip
    allegations = case.allegations.prefetch_related("clauses__version__policy", "bearings__evidence")
    return [_row(allegation, found.get(allegation.pk)) for allegation in allegations]


def _row(allegation: Allegation, finding: Finding | None) -> dict[str, Any]:
    sides = {
        bearing: sorted(
            (row.evidence for row in allegation.bearings.all() if row.bearing == bearing), key=lambda one: one.number
        )
        for bearing in Bearing
    }
    result = FindingResult(finding.result) if finding else None
    return {
        "allegation": allegation,
        "sides": [{"label": bearing.label, "exhibits": exhibits} for bearing, exhibits in sides.items()],
        "supports": sides[Bearing.SUPPORTS],
        "against": sides[Bearing.AGAINST],
        "finding": finding,
        "result": result,
        "tone": TONES[result] if result else "grey",
    }


def suggestions(row: dict[str, Any]) -> dict[str, str]:
    """The exhibits on both sides, one a line, to be weighed in the writer's own words."""
    return {"evidence_for": in_lines(row["supports"]), "evidence_against": in_lines(row["against"])}


def in_lines(exhibits: list[Evidence]) -> str:
    return "\n".join(f"{exhibit}: {exhibit.title}" for exhibit in exhibits)
