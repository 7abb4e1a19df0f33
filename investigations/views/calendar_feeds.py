"""How does somebody read their dates in a calendar of their own, and how do they take the address back?"""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from investigations.access import parts_for, tasks_for
from investigations.actions.calendar_feeds import PERIOD, feed_of, make_feed, may_ask, name_of_date, revoke_feed
from investigations.documents.calendar_file import calendar_file
from investigations.models import CalendarFeed, Person
from investigations.procedure.roles import Role
from investigations.procedure.states import ActionState

from .gate import Request
from .my_work import clocks_due

#: What passed longer ago than a term with its holidays leaves the calendar.
REACH = timedelta(days=92)
MOST = 200


@require_GET
def calendar_feed(request: Request) -> HttpResponse:
    feed = CalendarFeed.objects.filter(person=request.person).first()
    return render(request, "calendar_feeds/detail.html", {"feed": feed})


@require_POST
def calendar_feed_make(request: Request) -> HttpResponse:
    """The address is on this answer and nowhere else: it is not kept, and no other page can show it again."""
    token = make_feed(request.person)
    address = request.build_absolute_uri(reverse("calendar_file", args=[token]))
    return render(request, "calendar_feeds/made.html", {"address": address})


@require_POST
def calendar_feed_revoke(request: Request) -> HttpResponse:
    if revoke_feed(request.person):
        messages.success(request, "The address is taken back. Calendars that use it find nothing there any more.")
    return redirect("calendar_feed")


@login_not_required
@require_safe
def calendar_file_of(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of whoever the secret belongs to.  An unknown secret and one that was taken back answer alike."""
    feed = feed_of(token)
    if feed is None:
        return _unkept(HttpResponse("There is nothing here.", status=404, content_type="text/plain; charset=utf-8"))
    if not may_ask(feed):
        answer = HttpResponse("Ask again later.", status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = str(int(PERIOD.total_seconds()))
        return _unkept(answer)
    link = request.build_absolute_uri(reverse("my_work"))
    file = calendar_file(dates_of(feed.person), made_at=timezone.now(), link=link)
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="casework.ics"'
    return _unkept(answer)


def dates_of(person: Person) -> list[tuple[str, date]]:
    """This person's due dates as they may know of them now: who has left, or was shut out, has none."""
    user = person.user
    if user is None or not user.is_active or person.left_on is not None:
        return []
    since = timezone.now() - REACH
    about_me = list(parts_for(user).filter(case__school=person.school, role=Role.SUBJECT)[:MOST])
    clocks = clocks_due(user, person.school, about_me).filter(due_at__gte=since)
    tasks = tasks_for(user).filter(state=ActionState.APPROVED, case__school=person.school, due_on__gte=since.date())
    return [
        *((name_of_date(person, "clock", clock.pk), timezone.localdate(clock.due_at)) for clock in clocks[:MOST]),
        *((name_of_date(person, "task", task.pk), task.due_on) for task in tasks[:MOST]),
    ]


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
