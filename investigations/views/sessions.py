"""Where is one signed in, for how long, and how does one end it?"""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from investigations.actions.sessions import end_session, end_sessions
from investigations.actions.sign_in import record
from investigations.models import User
from investigations.procedure.sign_in import ABSOLUTE, IDLE

from .gate import Request, first_or_404

BEGAN, SEEN, ENDED = "began", "seen", "ended_because"
A_MINUTE = 60
TOO_IDLE = "You were signed out, because nothing had happened for half an hour."
TOO_LONG = "You were signed out: a sign-in lasts ten hours at most."


def begin_session(request: HttpRequest, user: User) -> None:
    """After a sign-in: from now on it counts, and stands in its owner's list."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session.save()
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": get_adapter().get_client_ip(request) or "0.0.0.0",
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200],
            "created_at": timezone.now(),
        },
    )


class SessionEndsMiddleware:
    """Ends what has been idle, or lasts, too long; a session whose beginning is not known is over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (because := _over(request)):
            user = request.user
            UserSession.objects.filter(session_key=request.session.session_key).delete()
            logout(request)
            request.session[ENDED] = because
            record("session.ended", user, "was signed out: it had lasted or been idle for too long", sessions=1)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> None:
        """What a page asks by itself, to show how far a job is, keeps nobody signed in."""
        if not request.user.is_authenticated or request.resolver_match.url_name.endswith("_progress"):
            return
        now = int(time.time())
        if now - request.session[SEEN] > A_MINUTE:
            request.session[SEEN] = now
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def _over(request: HttpRequest) -> str:
    now, session = time.time(), request.session
    if now - session.get(SEEN, 0) > IDLE.total_seconds():
        return TOO_IDLE
    return TOO_LONG if now - session.get(BEGAN, 0) > ABSOLUTE.total_seconds() else ""


# The owner's list ----------------------------------------------------------------------------------------------


def session_list(request: Request) -> HttpResponse:
    rows = [
        {"session": one, "device": device(one.user_agent), "is_this": one.session_key == request.session.session_key}
        for one in sorted(_mine(request), key=lambda one: one.last_seen_at, reverse=True)
    ]
    return render(
        request, "sign_in/sessions.html", {"rows": rows, "has_others": any(not row["is_this"] for row in rows)}
    )


@require_POST
def session_end(request: Request, pk: int) -> HttpResponse:
    session: UserSession = first_or_404(UserSession.objects.filter(user=request.user, pk=pk))
    if session.session_key == request.session.session_key:
        logout(request)
        session.delete()
        return redirect("sign_in")
    end_session(session, by=request.user)
    messages.success(request, "That device is signed out.")
    return redirect("session_list")


@require_POST
def sessions_end_others(request: Request) -> HttpResponse:
    end_sessions(request.user, "they ended their other sessions", except_key=request.session.session_key or "")
    messages.success(request, "You are signed out everywhere else.")
    return redirect("session_list")


def _mine(request: Request) -> list[UserSession]:
    return list(UserSession.objects.purge_and_list(request.user))


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "a Chromebook"),
    ("Mac OS X", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """What a browser calls itself, in words: enough to know one's own by."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser
