"""Which warnings are live, until when, and how was that counted?"""

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from investigations.access import cases_for
from investigations.actions.warnings import warnings_for
from investigations.models import Outcome
from investigations.procedure.choices import Level
from investigations.procedure.sections import Section

from .gate import Request

MOST = 200


def warning_list(request: Request) -> HttpResponse:
    live = list(warnings_for(request.user, request.school)[: MOST + 1])
    known = cases_for(request.user, seeing=Section.PEOPLE).filter(pk__in=[one.case_id for one in live])
    named = set(known.values_list("pk", flat=True))
    rows = [warning_shown(one, is_named=one.case_id in named) for one in live[:MOST]]
    return render(request, "warnings/list.html", {"rows": rows, "has_more": len(live) > MOST})


def warning_shown(outcome: Outcome, *, is_named: bool) -> dict[str, Any]:
    """A warning, with the employee's name for who may know it, and the count that led to its last day."""
    level, case = Level(outcome.level), outcome.case
    counted = ""
    if level.warning and outcome.served_on and not outcome.longer_because:
        served = timezone.make_aware(datetime.combine(outcome.served_on, time(12)))
        counted = case.school.count(level.warning, served).sentence
    return {
        "level": level.label,
        "who": case.subject if is_named else None,
        "case": case,
        "url": reverse("outcome_detail", args=[case.reference]),
        "since": outcome.served_on,
        "until": outcome.live_until,
        "counted": counted,
        "longer_because": outcome.longer_because,
    }
