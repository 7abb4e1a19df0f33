"""Which cases are there for me, newest first, and which of them do I look for?"""

from collections import defaultdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from investigations.access import cases_for
from investigations.access.sharing import views_for
from investigations.documents.hidden import as_read
from investigations.forms.case_list import CaseFilter
from investigations.models import Appointment, Case
from investigations.procedure.calendar import SchoolCalendar
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section, as_told
from investigations.procedure.turns import turn

from .finding import CHAIRS, ORDERS, clocks_in_sight, find
from .gate import Request
from .keyset import slice_of

#: Nobody needs to know that there are 48,211; counting them would cost more than showing them.
MOST_COUNTED = 1000


def case_list(request: Request) -> HttpResponse:
    form = filter_of(request.GET, request)
    asked = narrowed(form)
    found = find(request.user, request.school, asked)
    sort = asked.get("sort", "newest")
    page = slice_of(
        found.select_related("school"),
        ORDERS[sort],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    state = _state(asked)
    by_date = sort in ("newest", "oldest")
    context = {
        "filter_form": form,
        "form": form,
        "rows": rows_of(page.rows, request),
        "count": counted(found),
        "selected": _selected(form, state),
        "clear_url": reverse("case_list"),
        "views": views_for(request.person),
        "save_url": _url(state, "view_save") if state else "",
        "export_url": _url(state, "case_export"),
        "newer_url": _url(state | {"before": page.before}) if page.before else "",
        "older_url": _url(state | {"after": page.after}) if page.after else "",
        "newer_label": ("Newer" if sort == "newest" else "Older") if by_date else "Previous",
        "older_label": ("Older" if sort == "newest" else "Newer") if by_date else "Next",
    }
    return render(request, "cases/list.html", context)


def filter_of(data: Any, request: Request) -> CaseFilter:
    """The filter with these answers, looked at: what this reader may not choose is an error of it."""
    form = CaseFilter(data, user=request.user, school=request.school)
    form.is_valid()
    return form


def narrowed(form: CaseFilter) -> dict[str, Any]:
    """What does not do is said beside its field; the rest still narrows the list."""
    return {name: value for name, value in form.cleaned_data.items() if value and name not in form.errors}


def asked_of(form: CaseFilter) -> dict[str, str]:
    return _state(narrowed(form))


def address_of(state: dict[str, str]) -> str:
    return _url(state)


def in_words(form: CaseFilter, state: dict[str, str]) -> list[str]:
    return [words for words, _ in _selected(form, state)]


def counted(found: Any) -> str:
    """ "3 cases", "1,000+ cases"."""
    number = found.order_by()[: MOST_COUNTED + 1].count()
    if number > MOST_COUNTED:
        return f"{MOST_COUNTED:,}+ cases"
    return "1 case" if number == 1 else f"{number:,} cases"


def rows_of(cases: list[Case], request: Request) -> list[dict[str, Any]]:
    """What a line of a list says.  A handful of queries, however many the lines."""
    keys = [case.pk for case in cases]
    mine: dict[Any, set[Role]] = defaultdict(set)
    for held in Appointment.objects.live().filter(case__in=keys, person__user=request.user):
        mine[held.case_id] |= roles_held(held)
    known = cases_for(request.user, seeing=Section.PEOPLE).filter(pk__in=keys).values("pk")
    subjects = Appointment.objects.live().of(Role.SUBJECT).filter(case__in=known).select_related("person")
    about = {row.case_id: row.person.name for row in subjects}
    soonest: dict[Any, Any] = {}
    for clock in clocks_in_sight(request.user).filter(case__in=keys).order_by("due_at"):
        if Clock.get(clock.key).can_be_overdue:
            soonest.setdefault(clock.case_id, clock)
    calendar = request.school.calendar if soonest else None
    return [
        {
            "case": case,
            "url": reverse("case_detail", args=[case.reference]),
            "about": about.get(case.pk, ""),
            "state": as_told(case.status, mine[case.pk]),
            "turn": turn_in_short(case, mine[case.pk]),
            "is_yours": bool(set(turn(case.status)) & mine[case.pk]),
            "due": due_in_short(soonest[case.pk], calendar) if calendar and case.pk in soonest else None,
        }
        for case in as_read(request.user, cases)
    ]


def roles_held(held: Appointment) -> set[Role]:
    chaired = {chair for chair, member in CHAIRS.items() if held.is_chair and member is held.kind}
    return {held.kind} | chaired


def turn_in_short(case: Case, mine: set[Role]) -> str:
    roles = turn(as_told(case.status, mine))
    if not roles:
        return ""
    return "Your turn" if set(roles) & mine else " or ".join(role.label for role in roles)


def due_in_short(clock: Any, calendar: SchoolCalendar) -> dict[str, Any]:
    day = timezone.localdate(clock.due_at)
    left = calendar.working_days_until(timezone.localdate(), day)
    return {"label": Clock.get(clock.key).label, "day": day, "working_days_left": left}


def _state(asked: dict[str, Any]) -> dict[str, str]:
    """The filters as an address carries them: short, and the same whatever way they were typed."""
    state = {}
    for name, value in asked.items():
        if name == "sort" and value == "newest":
            continue
        state[name] = value.isoformat() if hasattr(value, "isoformat") else "on" if value is True else str(value)
    return state


def _url(state: dict[str, str], name: str = "case_list") -> str:
    return f"{reverse(name)}?{urlencode(state)}" if state else reverse(name)


def _selected(form: CaseFilter, state: dict[str, str]) -> list[tuple[str, str]]:
    """Each filter that is on, in words, with the address without it."""
    rows = []
    for name, value in state.items():
        if name == "sort":
            continue
        rest = {other: kept for other, kept in state.items() if other != name}
        rows.append((_in_words(form, name, value), _url(rest)))
    return rows


def _in_words(form: CaseFilter, name: str, value: str) -> str:
    if name == "q":
        return f"“{value}”"
    if name == "turn":
        return "Waiting for me"
    if name in ("since", "until"):
        day = form.cleaned_data[name]
        return f"{form.fields[name].label} {day.day} {day:%B %Y}"
    labels: dict[str, str] = {}
    for key, label in form.fields[name].choices:
        labels |= {key: label} if isinstance(label, str) else dict(label)
    return labels[value]
