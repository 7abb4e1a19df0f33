"""Who is asking, and at which school?  Middleware and the context that every page has."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from investigations.actions.people import RUN_THE_SCHOOL
from investigations.models import Person
from investigations.news import unread_for
from investigations.procedure.roles import Office

from .confirmed import has_shown_both
from .rehearsal import rehearsal_url


class PersonMiddleware:
    """Puts `request.person` and `request.school` there.  An account that is nobody at any school is told so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.person = request.school = None
        if request.user.is_authenticated:
            request.person = _person(request)
            request.school = request.person.school if request.person else None
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        needs_person = getattr(view, "login_required", True)
        if request.user.is_authenticated and request.person is None and needs_person and view.__name__ != "sign_out":
            return render(request, "sign_in/nobody.html", status=403)
        return None


def _person(request: Any) -> Person | None:
    """The person of this account at the school chosen in the session, or at the first school by name."""
    people = Person.objects.filter(user=request.user, left_on=None).select_related("school").prefetch_related("offices")
    chosen = request.session.get("school")
    if chosen and (person := people.filter(school=chosen).first()):
        return person
    return people.order_by("school__name").first()


def page_context(request: Any) -> dict[str, Any]:
    person = getattr(request, "person", None)
    if person is None:
        return {}
    if not has_shown_both(request):
        return {"school": request.school, "is_setting_up": True}
    return {
        "person": person,
        "school": request.school,
        "is_rehearsal": request.school.is_rehearsal,
        "change_person_url": rehearsal_url() if request.school.is_rehearsal else "",
        "unread": SimpleLazyObject(lambda: unread_for(person)),  # asked only by a page that has the header
        "navigation": _navigation(request, person),
    }


def _navigation(request: Any, person: Person) -> list[tuple[str, str, bool]]:
    links = [
        ("My work", "my_work"),
        ("Cases", "case_list"),
        ("Report a concern", "concern_list"),
        ("Policies", "policy_list"),
    ]
    if any(one is Office.HEAD or one is Office.CLERK or one.is_governor for one in person.current_offices()):
        links.insert(2, ("Overview", "overview"))
    if runs_the_school(person):
        links += [("People", "person_list"), ("School", "school_settings")]
    links.append(("Procedure", "procedure"))
    rows = []
    for label, name in links:
        url = reverse(name)
        here = request.path == url or (name != "my_work" and request.path.startswith(url))
        rows.append((label, url, here))
    return rows


def runs_the_school(person: Person) -> bool:
    """Keeps the register of people, offices, policies and settings."""
    return person.holds(*RUN_THE_SCHOOL)
