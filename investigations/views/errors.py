"""What a person is told when a page cannot be shown."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from investigations.vault.refusals import VaultRefusal

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for what never was, what is gone and what one may not see: nobody learns which."""
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The exception's own words are the reason, when it has any: PermissionDenied("Only the clerk ...")."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database or the session: they may be what is broken."""
    return render(None, "500.html", status=500)


class VaultMiddleware:
    """What the vault refuses, wherever no page has its own words for it: a lost key, a storage that does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, VaultRefusal):
            return None
        log.error("The vault refused: %s", exception)
        return render(request, "503.html", {"reason": str(exception)}, status=503)
