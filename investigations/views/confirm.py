"""Is it still they?  Asked before what cannot be taken back: an export, a release, an appointment, a change of factors."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from investigations.actions.sign_in import record, record_failure
from investigations.actions.tries import begin_try
from investigations.forms.sign_in import ConfirmForm
from investigations.procedure.sign_in import Tried

from .confirmed import recently_confirmed
from .gate import Request
from .passkeys import asks_passkey
from .sign_in import TOO_OFTEN

CARRIED = "confirm-carried"


def confirm_first(request: Request) -> HttpResponse | None:
    """None where a password or second step was given within ten minutes; else the page that asks for one.

    Called after the gate, so that whoever may not do it is told what everybody is told. What was typed is carried
    through in the page itself and sent again afterwards: nobody writes twice, and nothing of it lies in a session.
    """
    if recently_confirmed(request):
        return None
    if request.method != "POST":
        return redirect(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")
    return _page(request, ConfirmForm(user=request.user), request.get_full_path(), _typed(request), status=403)


@sensitive_post_parameters()
def confirm(request: Request) -> HttpResponse:
    onward, is_carried = _onward(request), CARRIED in request.POST
    if request.method != "POST":
        return _page(request, ConfirmForm(user=request.user), onward, [])
    form = ConfirmForm(request.POST, user=request.user)
    address = get_adapter().get_client_ip(request)
    trying = begin_try(Tried.CODE, str(request.user.pk), address)
    if trying is None:
        form.refuse(TOO_OFTEN)
        return _page(request, form, onward, _typed(request) if is_carried else [], status=429)
    if form.is_valid():
        trying.succeeded()
        _note(request, form)
        return redirect(onward, preserve_request=is_carried)
    if form.was_wrong:
        record_failure("confirmation", request.user.email, address, is_last=trying.is_last)
    else:
        trying.row.delete()
    return _page(request, form, onward, _typed(request) if is_carried else [])


def _note(request: Request, form: ConfirmForm) -> None:
    if form.factor:
        post_authentication(request, form.factor, reauthenticated=True)
    else:
        record_authentication(request, request.user, "password", reauthenticated=True)
    record("sign_in.confirmed", request.user, "confirmed that it is they", by=request.person)


def _page(
    request: Request, form: ConfirmForm, onward: str, typed: list[tuple[str, str]], *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "onward": onward, "typed": typed, "passkey": asks_passkey(request.user), **form.ways}
    return render(request, "sign_in/confirm.html", context, status=status)


def _typed(request: Request) -> list[tuple[str, str]]:
    """What the first form held, without what is this page's own."""
    own = ("csrfmiddlewaretoken", "confirm-next")
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in own and not name.startswith("confirm-")
    ]


def _onward(request: Any) -> str:
    wanted = request.POST.get("confirm-next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("my_work")
