"""Was it fair so far?  The fairness record of a case, each line with its proof."""

from django.http import HttpResponse

from investigations.documents.fairness import Answer, fairness_lines
from investigations.models import Outcome
from investigations.procedure.sections import Section

from .case_frame import render_case
from .gate import Request, the_case

TONES = {Answer.YES: "green", Answer.NO: "red", Answer.NOT_YET: "grey", Answer.NOT_NEEDED: "grey"}


def fairness_record(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.FAIRNESS)
    outcome = Outcome.objects.filter(case=case).first() if standing.sees(Section.OUTCOME) else None
    lines = fairness_lines(case, standing.sees)
    return render_case(
        request,
        "fairness/record.html",
        case,
        standing,
        {
            "tasks": [
                {"label": line.label, "hint": line.proof, "status": line.answer.label, "tone": TONES[line.answer]}
                for line in lines
            ],
            "has_outcome": outcome is not None,
            "like_cases": outcome.like_cases if outcome else [],
        },
    )
