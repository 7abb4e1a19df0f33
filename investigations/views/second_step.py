"""Has everybody a second step?  Until they have one, an account reaches the pages to set it up, and nothing else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from investigations.actions.factors import has_factor

from .confirmed import came_by_rehearsal, has_shown_both

#: What one reaches meanwhile.
SET_UP = {"second_step_start", "totp_add", "passkey_add", "confirm", "sign_out"}


class SecondStepMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if has_shown_both(request):
            return None
        if has_factor(request.user) or came_by_rehearsal(request):
            # A session from before the factor, or from a rehearsal that has ended, is worth nothing.
            logout(request)
            return redirect("sign_in")
        return None if request.resolver_match.url_name in SET_UP else redirect("second_step_start")
