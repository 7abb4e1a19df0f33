"""Who asked what is held about them, or wants it put right, what is due, and how was it answered?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from investigations.access import Standing, requests_for
from investigations.actions.data_rights import record_request
from investigations.forms.outside import DataRequestForm
from investigations.models import Case, DataRequest
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import Channel
from investigations.procedure.data_rights import RequestState
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .beside import Facts, dates_of, history_of, offers_on, told
from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import step_page
from .writing import can_write, the_work, writing_page

TONES = {
    RequestState.RECEIVED: "orange",
    RequestState.EXTENDED: "orange",
    RequestState.ANSWERED: "green",
    RequestState.REFUSED: "grey",
    RequestState.WITHDRAWN: "grey",
}


def request_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DATA_RIGHTS)
    context = {
        "rows": [row_of(one) for one in case.data_requests.select_related("person", "owner", "case__school")],
        "writing": can_write(standing, Working.record_request),
    }
    return render_case(request, "data_rights/list.html", case, standing, context)


def request_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.DATA_RIGHTS, Working.record_request)
    form = DataRequestForm(request.POST or None, case=case)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: record_request(case, by=request.user, **form.cleaned_data),
        works=(Working.record_request,),
        template="data_rights/add.html",
        back=reverse("request_list", args=[case.reference]),
        said="The request is recorded, and stands on the first page of whoever answers it.",
    )


def request_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DATA_RIGHTS)
    asked = the_request(case, number)
    context = row_of(asked) | {
        "offers": offers_on(standing, asked, lambda name: reverse("request_step", args=[case.reference, number, name])),
        "history": history_of(asked),
    }
    return render_case(request, "data_rights/detail.html", case, standing, context)


def request_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DATA_RIGHTS)
    asked = the_request(case, number)
    back = reverse("request_detail", args=[case.reference, number])
    return step_page(request, standing, asked, name, back=back, template="data_rights/step.html", asked=asked)


def the_request(case: Case, number: int) -> DataRequest:
    found = case.data_requests.filter(number=number).select_related("person", "owner", "case__school")
    asked: DataRequest = first_or_404(found)
    return asked


# ---- For whoever answers it, and does not see the case --------------------------------------------------------------------


def request_task(request: Request, pk: object) -> HttpResponse:
    asked = the_task(request, pk)
    standing = Standing.of(request.user, asked.case)
    offers = [
        offer
        for offer in offers_on(standing, asked, lambda name: reverse("request_task_step", args=[asked.pk, name]))
        if not offer["refusal"]
    ]
    return render(request, "tasks/request.html", row_of(asked) | {"offers": offers, "history": history_of(asked)})


def request_task_step(request: Request, pk: object, name: str) -> HttpResponse:
    asked = the_task(request, pk)
    standing = Standing.of(request.user, asked.case)
    back = reverse("request_task", args=[asked.pk])
    return step_page(request, standing, asked, name, back=back, template="tasks/request_step.html", asked=asked)


def the_task(request: Request, pk: object) -> DataRequest:
    asked: DataRequest = first_or_404(requests_for(request.user).filter(pk=pk))
    return asked


# ---- In words -------------------------------------------------------------------------------------------------------------


def row_of(asked: DataRequest) -> dict[str, Any]:
    return {
        "asked": asked,
        "kind": asked.kind,
        "state": asked.status,
        "tone": TONES[asked.status],
        "dates": dates_of(asked),
        "facts": facts_of(asked),
    }


def facts_of(asked: DataRequest) -> Facts:
    r = asked
    return told(
        [
            ("From", r.by_whom),
            ("Received", f"{long_date(r.received_on)}, {Channel(r.channel).in_sentence}"),
            (Role.REQUEST_OWNER.label, r.owner),
            ("Identity checked", f"{long_date(r.checked_on)}: {r.checked_how}" if r.checked_on else "Not yet"),
            ("Time extended, because", r.extended_because),
            ("Told of the extension", long_date(r.told_of_extension_on) if r.told_of_extension_on else ""),
            ("Answered", long_date(r.answered_on) if r.answered_on else ""),
            ("Papers concerned", r.about),
            ("Answer", r.answer),
            ("Left out", r.withheld),
            ("Exemption", r.exempt),
            ("Opinions that stay", r.opinions),
            ("The person's own statement", r.own_statement),
            ("Refused, because", r.refused_because),
            ("Withdrawn, because", r.withdrawn_because),
            ("Flag", "The record is restricted" if r.is_restricted else ""),
        ]
    )
