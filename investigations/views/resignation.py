"""Has the employee resigned, until when do they work here, and what goes on all the same?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from investigations.models import Case, Resignation
from investigations.procedure.calendar import long_date
from investigations.procedure.resignation import ResignationState
from investigations.procedure.sections import Section

from .beside import Facts, history_of, offers_on, told
from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import step_page

TONES = {ResignationState.NOTICE: "orange", ResignationState.ENDED: "grey", ResignationState.WITHDRAWN: "grey"}


def resignation_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.RESIGNATION)
    rows = [
        row_of(one)
        | {
            "offers": offers_on(standing, one, lambda name, number=one.number: step_address(case, number, name)),
            "history": history_of(one),
        }
        for one in case.resignations.select_related("recorded_by", "case__school").order_by("-number")
    ]
    return render_case(request, "resignation/list.html", case, standing, {"rows": rows})


def resignation_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.RESIGNATION)
    resignation: Resignation = first_or_404(case.resignations.filter(number=number))
    back = reverse("resignation_list", args=[case.reference])
    return step_page(request, standing, resignation, name, back=back, template="resignation/step.html")


def step_address(case: Case, number: int, name: str) -> str:
    return reverse("resignation_step", args=[case.reference, number, name])


def row_of(resignation: Resignation) -> dict[str, Any]:
    return {
        "resignation": resignation,
        "state": resignation.status,
        "tone": TONES[resignation.status],
        "facts": facts_of(resignation),
    }


def facts_of(resignation: Resignation) -> Facts:
    r = resignation
    return told(
        [
            ("Received", long_date(r.received_on)),
            ("Last day of the employment", long_date(r.effective_on)),
            ("Recorded", f"{r.recorded_by}, {long_date(timezone.localdate(r.recorded_at))}"),
            ("What was agreed", r.agreement),
            ("Withdrawn", long_date(timezone.localdate(r.withdrawn_at)) if r.withdrawn_at else ""),
            ("Who agreed to that", r.consented),
        ]
    )
