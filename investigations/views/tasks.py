"""What has the owner of a governing-body action to do?  The action, and never the case it belongs to."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from investigations.access import Standing, tasks_for
from investigations.models import GoverningBodyAction
from investigations.procedure.catalogue import BY_CODE
from investigations.procedure.side_tracks import ActionProcedure

from .actions import row_of
from .gate import Request, first_or_404
from .steps import refusal_shown, step_page


def task_detail(request: Request, pk: object) -> HttpResponse:
    action = the_task(request, pk)
    step = ActionProcedure.complete_action
    refusal = refusal_shown(step, Standing.of(request.user, action.case), action, is_outside=True)
    return render(
        request,
        "tasks/detail.html",
        row_of(action)
        | {
            "catalogue": BY_CODE.get(action.code),
            "step": step,
            "step_url": "" if refusal else reverse("task_step", args=[action.pk, step.name]),
        },
    )


def task_step(request: Request, pk: object, name: str) -> HttpResponse:
    action = the_task(request, pk)
    standing = Standing.of(request.user, action.case)
    back = reverse("task_detail", args=[action.pk])
    return step_page(request, standing, action, name, back=back, template="tasks/step.html", action=action)


def the_task(request: Request, pk: object) -> GoverningBodyAction:
    task: GoverningBodyAction = first_or_404(tasks_for(request.user).filter(pk=pk))
    return task
