"""Which personal-data breaches and low-level concerns has the school logged?  Across cases, and only from what one may see."""

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from investigations.access import cases_for, duties_for
from investigations.models import Case, Duty
from investigations.procedure.duties import DutyKind
from investigations.procedure.roles import Office
from investigations.procedure.sections import Section
from investigations.procedure.states import DutyState

from .duties import TONES
from .gate import Request

MOST = 500


def breach_log(request: Request) -> HttpResponse:
    """For the data protection officer and the head: facts about data.  Neither a name nor a case stands in it."""
    if not request.person.holds(Office.DPO, Office.HEAD, Office.CHAIR):
        raise Http404
    seen = _cases(request)
    duties = (
        Duty.objects.filter(Q(case__in=seen.values("pk")) | Q(pk__in=duties_for(request.user).values("pk")))
        .filter(duty=DutyKind.BREACH_LOG, case__school=request.school)
        .exclude(state=DutyState.NOT_REQUIRED)
        .order_by("-aware_at")[:MOST]
    )
    rows = [_breach_shown(duty) for duty in duties]
    return render(request, "duties/breach_log.html", {"rows": rows})


def low_level_log(request: Request) -> HttpResponse:
    """For whoever manages the cases: the concerns, and who was concerned more than once."""
    if not request.person.holds(Office.HEAD, Office.CHAIR):
        raise Http404
    duties: QuerySet[Duty] = Duty.objects.filter(
        case__in=_cases(request).values("pk"), duty=DutyKind.LOW_LEVEL, state=DutyState.DONE
    ).select_related("case")
    rows = [
        {
            "duty": duty,
            "person": duty.case.subject,
            "entry": duty.entry,
            "url": reverse("duty_detail", args=[duty.case.reference, duty.duty]),
        }
        for duty in duties.order_by("-done_at")[:MOST]
    ]
    times = Counter(row["person"] for row in rows if row["person"])
    patterns = [{"person": person, "times": number} for person, number in times.most_common() if number > 1]
    return render(request, "duties/low_level_log.html", {"rows": rows, "patterns": patterns})


def _cases(request: Request) -> QuerySet[Case]:
    return cases_for(request.user, seeing=Section.DUTIES).filter(school=request.school)


def _breach_shown(duty: Duty) -> dict[str, Any]:
    others = {other.kind: other for other in duty.case.duties.filter(duty__in=[DutyKind.ICO, DutyKind.DATA_SUBJECTS])}
    return {
        "duty": duty,
        "number": str(duty.pk)[:8].upper(),
        "entry": duty.entry,
        "state": duty.status,
        "tone": TONES[duty.status],
        "ico": others.get(DutyKind.ICO),
        "data_subjects": others.get(DutyKind.DATA_SUBJECTS),
    }
