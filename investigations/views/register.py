"""Who may still judge, investigate or advise in this case?  The taint register, and where a bar is set aside."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from investigations.access import Register, Standing
from investigations.actions.impartiality import set_aside
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.declarations import SetAsideForm
from investigations.models import Case
from investigations.procedure.roles import JUDGES, Role
from investigations.procedure.sections import Section
from investigations.procedure.taint import Verdict
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, the_case
from .judged import judged_in_words
from .steps import show

PANELS = (Role.PANEL, Role.APPEAL_PANEL)
#: The clerk chooses panels, and learns of nobody else whether they have a part.
ROLES: dict[Role, tuple[Role, ...]] = {
    Role.CASE_MANAGER: (
        Role.INVESTIGATING_OFFICER, *PANELS, Role.CLERK, Role.HR_ADVISER, Role.PRESENTING_OFFICER, Role.INCIDENT_GROUP,
    ),
    Role.CLERK: PANELS,
}  # fmt: skip


def register_detail(request: Request, reference: str) -> HttpResponse:
    case, standing, offered = _the_register(request, reference)
    role = next((role for role in offered if role.value == request.GET.get("role")), offered[0])
    in_full = standing.sees(Section.ACCESS)
    rows = [judged_in_words(row, in_full=in_full) for row in Register.of(case).everybody(role)]
    may_set_aside = standing.may(_work(role))
    return render_case(
        request,
        "register/detail.html",
        case,
        standing,
        {
            "role": role,
            "roles": [(one.value, one.label, one is role) for one in offered],
            "groups": [
                (verdict, [row for row in rows if row["verdict"] is verdict])
                for verdict in Verdict
                if any(row["verdict"] is verdict for row in rows)
            ],
            "counts": [(verdict.label, sum(row["verdict"] is verdict for row in rows)) for verdict in Verdict],
            "may_set_aside": may_set_aside,
        },
    )


def register_set_aside(request: Request, reference: str, role: str, pk: UUID) -> HttpResponse:
    case, standing, offered = _the_register(request, reference)
    wanted = next((one for one in offered if one.value == role), None)
    if wanted is None or not standing.may(_work(wanted)):
        raise Http404
    judgement = next((row for row in Register.of(case).everybody(wanted) if row.person.pk == pk), None)
    if judgement is None or not judgement.may_be_set_aside:
        raise Http404
    form = SetAsideForm(request.POST or None)
    back = f"{reverse('register_detail', args=[case.reference])}?role={wanted.value}"
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            set_aside(case, judgement.person, wanted, reason=form.cleaned_data["reason"], by=request.user)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, f"{judgement.person} may be chosen now. Your reason stands in the case file.")
            return redirect(back)
    shown = judged_in_words(judgement, in_full=standing.sees(Section.ACCESS))
    context = {"form": form, "refusal": refusal, "row": shown, "role": wanted, "back": back}
    return render_case(request, "register/set_aside.html", case, standing, context, status=status)


def _work(role: Role):  # type: ignore[no-untyped-def]
    return Working.set_aside_for_a_panel if role in JUDGES else Working.set_aside


def _the_register(request: Request, reference: str) -> tuple[Case, Standing, tuple[Role, ...]]:
    """For the case manager and the clerk; 404 for everybody else."""
    case, standing = the_case(request, reference)
    offered = next((roles for role, roles in ROLES.items() if role in standing.roles), None)
    if offered is None:
        raise Http404
    return case, standing, offered
