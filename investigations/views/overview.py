"""How do the school's cases stand, in figures?  For who manages cases, of these; for governors, counts alone."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from investigations.access.overall import cases_managed, cases_to_count, sees_patterns
from investigations.actions.reports import make_termly_report
from investigations.documents.render import RenderFailed
from investigations.figures import counting
from investigations.figures.bars import chart_of, chart_of_times
from investigations.figures.counting import Span, spans
from investigations.figures.governors import counts_alone
from investigations.figures.small import EXPLAINED
from investigations.figures.tables import StageTime, Table
from investigations.figures.times import time_by_stage
from investigations.models.cases import CaseQuerySet

from .gate import Request

YEAR = timedelta(days=365)


def overview(request: Request) -> HttpResponse:
    managed, all_cases = cases_managed(request.user, request.person), cases_to_count(request.person)
    every = spans(list(request.school.terms.order_by("starts")), timezone.localdate())
    has_own = sees_patterns(request.person) or managed.exists()
    if not has_own and all_cases is None:
        raise Http404
    context: dict[str, Any] = {}
    if has_own:
        context["own"] = own_figures(request, managed, every)
    if all_cases is not None:
        context["governors"] = governors_figures(request, all_cases, every)
    return render(request, "overview/overview.html", context)


def own_figures(request: Request, managed: CaseQuerySet, every: list[Span]) -> dict[str, Any]:
    """Only from cases that the reader sees whole: each figure is one they could count themselves."""
    now = timezone.now()
    tables = [
        counting.by_stage(managed),
        counting.by_clause(managed),
        counting.by_term(managed, every),
        counting.overdue(managed),
    ]
    return {
        "figures": [figure(table) for table in tables],
        "times": figure_of_times(time_by_stage(managed, request.school, now - YEAR, now)),
        "has_patterns": sees_patterns(request.person),
        "repeated": counting.repeated(managed) if sees_patterns(request.person) else [],
    }


def governors_figures(request: Request, cases: CaseQuerySet, every: list[Span]) -> dict[str, Any] | None:
    span = span_asked(request.GET.get("term", ""), every)
    if span is None:
        return {"terms": [], "explained": EXPLAINED}
    counts = counts_alone(cases, request.school, span, every)
    return {
        "terms": [(str(one.term.pk), one.label, one is span) for one in every],
        "span": span,
        "reported": counts.reported,
        "figures": [figure(table) | {"none": "No figure is large enough to be told."} for table in counts.tables],
        "times": figure_of_times(counts.times),
        "explained": EXPLAINED,
    }


def span_asked(key: str, every: list[Span]) -> Span | None:
    """The term of that key, or the one we are in."""
    return next((span for span in every if str(span.term.pk) == key), every[0] if every else None)


def figure(table: Table) -> dict[str, Any]:
    return {"table": table, "chart": chart_of(table)}


def figure_of_times(times: list[StageTime]) -> dict[str, Any]:
    return {"rows": times, "chart": chart_of_times(times)}


@require_POST
def termly_report(request: Request) -> HttpResponse:
    every = spans(list(request.school.terms.order_by("starts")), timezone.localdate())
    span = span_asked(request.POST.get("term", ""), every)
    if cases_to_count(request.person) is None or span is None:
        raise Http404
    try:
        content = make_termly_report(request.person, span, every)
    except RenderFailed as failed:
        return render(request, "overview/no_report.html", {"sentence": str(failed)}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="report {slugify(span.label)}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
