"""The list of cases as a table for a spreadsheet: the same cases, in the same words, through the same gate."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone

from investigations.access import cases_for
from investigations.actions.export import record_export
from investigations.documents.spreadsheet import harmless
from investigations.models import Allegation
from investigations.procedure.sections import Section

from .case_list import filter_of, narrowed, rows_of
from .confirm import confirm_first
from .finding import ORDERS, find
from .gate import Request

MOST = 5000
CHUNK = 250
COLUMNS = (
    "Reference", "Title", "Employee concerned", "Stage", "Where it is", "Whose turn", "Due next", "Due on", "Reported on",
    "Clauses",
)  # fmt: skip


def case_export(request: Request) -> HttpResponse:
    if first := confirm_first(request):
        return first
    asked = narrowed(filter_of(request.GET, request))
    found = find(request.user, request.school, asked).order_by(*ORDERS[asked.get("sort", "newest")].columns())
    keys = list(found.values_list("pk", flat=True)[: MOST + 1])
    has_more, keys = len(keys) > MOST, keys[:MOST]
    record_export(request.person, keys, list(asked))
    response = StreamingHttpResponse(_lines(keys, has_more, request), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases {timezone.localdate():%Y-%m-%d}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


class _Line:
    """What the writer writes is handed on at once."""

    def write(self, line: str) -> str:
        return line


def _lines(keys: list[Any], has_more: bool, request: Request) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # without it spreadsheets read the file in another alphabet
    yield writer.writerow(COLUMNS)
    for first in range(0, len(keys), CHUNK):
        for row in _rows(keys[first : first + CHUNK], request):
            yield writer.writerow([harmless(cell) for cell in row])
    if has_more:
        yield writer.writerow([f"Only the first {MOST:,} cases are in this file. Narrow the list for the others."])


def _rows(keys: list[Any], request: Request) -> Iterator[list[str]]:
    """A handful of queries for each chunk; the gate is asked again, for what was lost since the first line."""
    cases = {case.pk: case for case in cases_for(request.user).filter(pk__in=keys).select_related("school")}
    clauses = _clauses(keys, request)
    for row in rows_of([cases[key] for key in keys if key in cases], request):
        case, due = row["case"], row["due"]
        yield [
            case.reference,
            case.title,
            row["about"],
            row["state"].stage.label,
            row["state"].label,
            row["turn"],
            due["label"] if due else "",
            due["day"].isoformat() if due else "",
            timezone.localdate(case.reported_at).isoformat(),
            clauses.get(case.pk, ""),
        ]


def _clauses(keys: list[Any], request: Request) -> dict[Any, str]:
    """The numbers of the clauses, of those cases whose allegations the reader sees."""
    seen = cases_for(request.user, seeing=Section.ALLEGATIONS).filter(pk__in=keys).values("pk")
    rows = Allegation.objects.filter(case__in=seen, clauses__isnull=False).order_by("clauses__position")
    numbers: dict[Any, dict[str, None]] = defaultdict(dict)
    for case, number in rows.values_list("case", "clauses__number"):
        numbers[case][number] = None
    return {case: ", ".join(found) for case, found in numbers.items()}
