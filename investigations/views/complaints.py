"""Who complained, what is due, and what were they told?  Beside the case, and never of it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.actions.complaints import record_complaint
from investigations.forms.outside import ComplaintForm
from investigations.models import Case, Complaint
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import Channel
from investigations.procedure.complaint import ComplaintState
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .beside import Facts, dates_of, history_of, offers_on, told
from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import step_page
from .writing import can_write, the_work, writing_page

TONES = {
    ComplaintState.RECEIVED: "orange",
    ComplaintState.ACKNOWLEDGED: "blue",
    ComplaintState.ANSWERED: "green",
    ComplaintState.CLOSED: "grey",
}


def complaint_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.COMPLAINTS)
    context = {
        "rows": [row_of(one) for one in case.complaints.select_related("person", "case__school")],
        "writing": can_write(standing, Working.record_complaint),
    }
    return render_case(request, "complaints/list.html", case, standing, context)


def complaint_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.COMPLAINTS, Working.record_complaint)
    form = ComplaintForm(request.POST or None, case=case)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: record_complaint(case, by=request.user, **form.cleaned_data),
        works=(Working.record_complaint,),
        template="complaints/add.html",
        back=reverse("complaint_list", args=[case.reference]),
        said="The complaint is recorded. Its dates are counted from the day it was received.",
    )


def complaint_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.COMPLAINTS)
    complaint = the_complaint(case, number)
    context = row_of(complaint) | {
        "offers": offers_on(
            standing, complaint, lambda name: reverse("complaint_step", args=[case.reference, number, name])
        ),
        "facts": facts_of(complaint),
        "history": history_of(complaint),
    }
    return render_case(request, "complaints/detail.html", case, standing, context)


def complaint_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.COMPLAINTS)
    complaint = the_complaint(case, number)
    back = reverse("complaint_detail", args=[case.reference, number])
    return step_page(
        request, standing, complaint, name, back=back, template="complaints/step.html", complaint=complaint
    )  # fmt: skip


def the_complaint(case: Case, number: int) -> Complaint:
    complaint: Complaint = first_or_404(case.complaints.filter(number=number).select_related("person", "case__school"))
    return complaint


def row_of(complaint: Complaint) -> dict[str, Any]:
    return {
        "complaint": complaint,
        "state": complaint.status,
        "tone": TONES[complaint.status],
        "dates": dates_of(complaint),
    }


def facts_of(complaint: Complaint) -> Facts:
    c = complaint
    return told(
        [
            ("From", c.by_whom),
            ("Received", f"{long_date(c.received_on)}, {Channel(c.channel).in_sentence}"),
            ("Acknowledged", long_date(c.acknowledged_on) if c.acknowledged_on else ""),
            ("Answered", long_date(c.answered_on) if c.answered_on else ""),
            ("How it ended", c.closed_because),
        ]
    )
