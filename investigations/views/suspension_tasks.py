"""What is the governing body told of a suspension, and how does it end one?  The fact, and never the case."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing, suspensions_for
from investigations.models import Suspension
from investigations.procedure.calendar import long_date
from investigations.procedure.roles import Role
from investigations.procedure.suspension import SuspensionProcedure

from .beside import Facts, is_done_already, told
from .gate import Request, first_or_404
from .steps import refusal_shown, step_page
from .suspension import row_of


def suspension_task(request: Request, pk: object) -> HttpResponse:
    suspension = the_suspension(request, pk)
    standing = Standing.of(request.user, suspension.case)
    steps = [
        step
        for step in SuspensionProcedure.from_state(suspension.status)
        if standing.role_for(step, suspension) is Role.GOVERNING_BODY
        and not refusal_shown(step, standing, suspension, is_outside=True)
        and not is_done_already(step, suspension)
    ]
    reviews = suspension.case.steps_taken.filter(
        record_id=str(suspension.pk), step=SuspensionProcedure.review_suspension.name
    )
    context = row_of(suspension) | {
        "facts": facts_of(suspension),
        "reviews": [{"title": "Reviewed", "when": taken.at} for taken in reviews],
        "steps": [
            {
                "label": step.label,
                "hint": step.hint,
                "url": reverse("suspension_task_step", args=[suspension.pk, step.name]),
            }
            for step in steps
        ],
    }
    return render(request, "tasks/suspension.html", context)


def suspension_task_step(request: Request, pk: object, name: str) -> HttpResponse:
    suspension = the_suspension(request, pk)
    standing = Standing.of(request.user, suspension.case)
    return step_page(
        request,
        standing,
        suspension,
        name,
        back=reverse("suspension_task", args=[suspension.pk]),
        template="tasks/suspension_step.html",
        suspension=suspension,
    )


def the_suspension(request: Request, pk: object) -> Suspension:
    suspension: Suspension = first_or_404(suspensions_for(request.user).filter(pk=pk))
    return suspension


def facts_of(suspension: Suspension) -> Facts:
    s = suspension
    assert s.imposed_at is not None  # the governing body is told of no other
    review = s.case.clocks.filter(record_id=str(s.pk), key="suspension_review", stopped_at=None).first()
    return told(
        [
            ("Employee", s.case.subject),
            ("Suspended since", long_date(timezone.localdate(s.imposed_at))),
            ("Suspended by", s.imposed_by),
            ("Named contact", s.named_contact),
            ("Last review", long_date(s.reviewed_on) if s.reviewed_on else "Not reviewed yet"),
            ("Next review by", long_date(timezone.localdate(review.due_at)) if review else ""),
            ("Recommendation", s.recommendation or ("None" if s.is_open else "")),
            ("Ended", f"{long_date(s.ended_on)}, recorded by {s.ended_by}" if s.ended_on else ""),
            ("Minute", s.minute_reference),
        ]
    )
