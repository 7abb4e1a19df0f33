"""Is the employee suspended, on what terms, when is it reviewed, and what ends it?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from investigations.access import devices_for
from investigations.actions.suspension import propose_suspension, who_decides
from investigations.forms.suspension import SuspensionForm
from investigations.models import Case, Device, Suspension
from investigations.procedure.calendar import long_date
from investigations.procedure.sections import Section
from investigations.procedure.suspension import SuspensionState
from investigations.procedure.work import Working

from .beside import Facts, dates_of, history_of, offers_on, told
from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import step_page
from .writing import can_write, the_work, writing_page

TONES = {
    SuspensionState.PROPOSED: "grey",
    SuspensionState.IN_FORCE: "orange",
    SuspensionState.ENDED: "green",
    SuspensionState.NOT_IMPOSED: "grey",
}


def suspension_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.SUSPENSION)
    suspensions = list(case.suspensions.select_related("case"))
    context = {
        "rows": [row_of(one) for one in reversed(suspensions)],
        "writing": can_write(standing, Working.propose_suspension),
        "has_open": any(one.is_open for one in suspensions),
        "subject_is_known": standing.facts.has_subject,
        "who_ends": who_decides(case),
    }
    return render_case(request, "suspension/list.html", case, standing, context)


def suspension_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.SUSPENSION, Working.propose_suspension)
    form = SuspensionForm(request.POST or None)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: propose_suspension(case, by=request.user, **form.asked()),
        works=(Working.propose_suspension,),
        template="suspension/add.html",
        back=reverse("suspension_list", args=[case.reference]),
        said="The suspension is proposed. Nobody is suspended before it is imposed.",
    )


def suspension_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.SUSPENSION)
    suspension = the_suspension(case, number)
    context = row_of(suspension) | {
        "offers": offers_on(standing, suspension, lambda name: address(suspension, name)),
        "dates": dates_of(suspension),
        "facts": facts_of(suspension),
        "history": history_of(suspension),
        "who_ends": who_decides(case),
        "devices": devices_of(request, suspension),
    }
    return render_case(request, "suspension/detail.html", case, standing, context)


def devices_of(request: Request, suspension: Suspension) -> list[Device]:
    """The employee's devices that may still be used for the school's accounts, for whoever can revoke that."""
    employee = suspension.case.subject
    if employee is None or not suspension.is_open:
        return []
    return list(devices_for(request.person).filter(person=employee).authorised())


def suspension_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.SUSPENSION)
    suspension = the_suspension(case, number)
    back = reverse("suspension_detail", args=[case.reference, number])
    return step_page(request, standing, suspension, name, back=back, template="suspension/step.html")


def the_suspension(case: Case, number: int) -> Suspension:
    people = ("case__school", "proposed_by", "imposed_by", "ended_by")
    suspension: Suspension = first_or_404(case.suspensions.filter(number=number).select_related(*people))
    return suspension


def address(suspension: Suspension, name: str) -> str:
    return reverse("suspension_step", args=[suspension.case.reference, suspension.number, name])


def row_of(suspension: Suspension) -> dict[str, Any]:
    return {"suspension": suspension, "state": suspension.status, "tone": TONES[suspension.status]}


def facts_of(suspension: Suspension) -> Facts:
    s = suspension
    return told(
        [
            ("Proposed", f"{s.proposed_by}, {long_date(timezone.localdate(s.proposed_at))}"),
            ("Imposed", f"{s.imposed_by}, {long_date(timezone.localdate(s.imposed_at))}" if s.imposed_at else ""),
            ("Named contact", s.named_contact),
            ("Advice of the LADO", s.agreed_with_lado),
            ("Last review", long_date(s.reviewed_on) if s.reviewed_on else ""),
            ("Not imposed, because", s.not_imposed_because),
            ("Ended", f"{long_date(s.ended_on)}, recorded by {s.ended_by}" if s.ended_on else ""),
            ("Why it ended", s.ended_because),
            ("Minute", s.minute_reference),
            ("Return to work", s.return_plan),
        ]
    )
