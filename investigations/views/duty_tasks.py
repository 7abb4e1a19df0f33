"""What has the owner of a duty to do?  The duty and what they need to know for it, and never the case."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from investigations.access import Standing, duties_for
from investigations.models import Duty
from investigations.procedure.roles import Role

from .duties import entry_of, row_of, running_clocks
from .gate import Request, first_or_404
from .steps import refusal_shown, step_page


def duty_task(request: Request, pk: object) -> HttpResponse:
    duty = the_own_duty(request, pk)
    standing = Standing.of(request.user, duty.case)
    steps = [
        {"label": offer.step.label, "refusal": refusal_shown(offer.step, standing, duty, is_outside=True),
         "url": reverse("duty_task_step", args=[duty.pk, offer.step.name])}
        for offer in standing.offers(duty) if standing.role_for(offer.step, duty) is Role.DUTY_OWNER
    ]  # fmt: skip
    mine = duty.case.steps_taken.filter(record_id=str(duty.pk), by=duty.owner)
    context = row_of(duty, running_clocks(duty.case).get(str(duty.pk))) | {
        "steps": steps,
        "entry": entry_of(duty) if mine.exists() else (),
    }
    return render(request, "tasks/duty.html", context)


def duty_task_step(request: Request, pk: object, name: str) -> HttpResponse:
    duty = the_own_duty(request, pk)
    standing = Standing.of(request.user, duty.case)
    back = reverse("duty_task", args=[duty.pk])
    return step_page(request, standing, duty, name, back=back, template="tasks/duty_step.html", duty=duty)


def the_own_duty(request: Request, pk: object) -> Duty:
    duty: Duty = first_or_404(duties_for(request.user).filter(pk=pk))
    return duty
