"""How is a free place shown to whoever fills it?  "X stood down as panel member: next eligible are A, B"."""

from typing import Any

from django.urls import reverse

from investigations.access import Standing, cases_for
from investigations.access.vacancies import FILLED_BY, Vacancy, vacancies
from investigations.models import Appointment
from investigations.procedure.case import CaseProcedure
from investigations.procedure.roles import JUDGES, Role

from .gate import Request

CONVENE = {Role.PANEL: CaseProcedure.convene_panel, Role.APPEAL_PANEL: CaseProcedure.convene_appeal_panel}


def vacancies_shown(standing: Standing) -> list[dict[str, Any]]:
    return [_row(vacancy, standing) for vacancy in vacancies(standing)]


def vacancies_of_mine(request: Request) -> list[dict[str, Any]]:
    """For My work: one line for each free place in a case of the reader's."""
    mine = Appointment.objects.live().filter(person=request.person, role__in=set(FILLED_BY.values()))
    cases = cases_for(request.user).open().filter(school=request.school, pk__in=mine.values("case"))
    gone = Appointment.objects.filter(role__in=list(FILLED_BY)).exclude(ended_at=None) | Appointment.objects.filter(
        role__in=list(FILLED_BY), ended_at=None, person__user__is_active=False
    )
    rows = []
    for case in cases.filter(pk__in=gone.values("case")).select_related("school")[:50]:
        rows += vacancies_shown(Standing.of(request.user, case))
    return rows


def _row(vacancy: Vacancy, standing: Standing) -> dict[str, Any]:
    reference = vacancy.case.reference
    if vacancy.role in JUDGES:
        step = CONVENE[vacancy.role]
        refusal = standing.refusal(step)
        url = reverse("step_take", args=[reference, step.name])
    else:
        refusal, url = "", f"{reverse('appointment_add', args=[reference])}?role={vacancy.role.value}"
    return {
        "what": f"{vacancy.gone} {'cannot sign in any more' if vacancy.is_waiting else 'is gone'}: "
        f"{vacancy.role.in_sentence}",
        "next": ", ".join(person.name for person in vacancy.next),
        "case": vacancy.case,
        "url": "" if refusal else url,
        "refusal": refusal,
        "register_url": f"{reverse('register_detail', args=[reference])}?role={vacancy.role.value}",
        "case_url": reverse("case_detail", args=[reference]),
    }
