"""What was done in this case, by whom and when?  The record as sentences, of the parts the reader sees."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from investigations import audit
from investigations.access import Standing
from investigations.models import AuditEvent, Case
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

from .case_frame import render_case
from .gate import Request, the_case

PAGE = 50
#: Events that say that somebody looked at something; they can be left out.
READINGS = (
    *("evidence.viewed", "evidence.played", "evidence.downloaded", "evidence.printed", "evidence.attached"),
    *("papers.read", "document.read", "case.opened"),
)
#: Events about who is what: they name a person, and so follow the rule of who may know of whom.
ABOUT_PEOPLE = ("appointment.", "person.", "companion.")


def history(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.HISTORY)
    hides = request.GET.get("readings") == "hide"
    events = _events(case, standing, hides)
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    rows, has_newer, has_older = _page(events, standing, before, after)
    kept = {"readings": "hide"} if hides else {}
    url = reverse("history", args=[case.reference])
    context = {
        "days": list(_by_day(rows)),
        "hides": hides,
        "toggle_url": url if hides else f"{url}?readings=hide",
        "newer_url": f"{url}?{urlencode(kept | {'after': rows[0].seq})}" if rows and has_newer else "",
        "older_url": f"{url}?{urlencode(kept | {'before': rows[-1].seq})}" if rows and has_older else "",
        "sees_all": standing.sees(Section.ACCESS),
    }
    return render_case(request, "history/history.html", case, standing, context)


def _events(case: Case, standing: Standing, hides: bool) -> QuerySet[AuditEvent]:
    """The events of the sections this person sees; one of no section is nobody's to read here."""
    events = AuditEvent.objects.filter(stream__name=f"case:{case.pk}", section__in=standing.sections)
    return events.exclude(kind__in=READINGS) if hides else events


def _page(
    events: QuerySet[AuditEvent], standing: Standing, before: int | None, after: int | None
) -> tuple[list[AuditEvent], bool, bool]:
    """One page, newest first, and whether there is anything on either side of it."""
    if after is not None:
        rows = _known(events.filter(seq__gt=after).order_by("seq"), standing, PAGE + 1)
        return rows[PAGE - 1 :: -1] if len(rows) > PAGE else rows[::-1], len(rows) > PAGE, True
    found = events.order_by("-seq")
    rows = _known(found if before is None else found.filter(seq__lt=before), standing, PAGE + 1)
    return rows[:PAGE], before is not None, len(rows) > PAGE


def _known(events: QuerySet[AuditEvent], standing: Standing, number: int) -> list[AuditEvent]:
    rows = []
    for event in events.iterator(chunk_size=200):
        if _may_read(event, standing):
            rows.append(event)
        if len(rows) == number:
            break
    return rows


def _may_read(event: AuditEvent, standing: Standing) -> bool:
    """Not a sentence that names a witness or a panel member to somebody who does not learn of them."""
    if not event.kind.startswith(ABOUT_PEOPLE):
        return True
    role = json.loads(bytes(event.body))["facts"].get("role")
    return standing.knows(Role(role)) if role else standing.sees(Section.ACCESS)


def _by_day(events: list[AuditEvent]) -> Iterator[tuple[date, list[dict[str, Any]]]]:
    words = audit.Reader()
    for day, group in groupby(events, key=lambda event: timezone.localdate(event.at)):
        yield day, [_line(event, words) for event in group]


def _line(event: AuditEvent, words: audit.Reader) -> dict[str, Any]:
    return {
        "number": event.seq,
        "says": words.said(event)["says"],
        "at": event.at,
        "hash": event.hash[:8],
        "is_reading": event.kind in READINGS,
    }


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 16 else None
