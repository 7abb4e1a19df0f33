"""With what does one show that it is oneself?  The second step: set up, added, removed, and its recovery codes."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.actions.factors import LABELS, Type, has_factor, main_factors, record_change, remove_factor
from investigations.actions.refusals import Refused
from investigations.forms.sign_in import AppForm, PasskeyForm
from investigations.models import User

from .confirm import confirm_first
from .gate import Request, first_or_404
from .passkeys import makes_passkey

#: Seconds for which the codes that were shown can be taken along as a file.
FOR_THE_FILE = 600


def second_step_start(request: Request) -> HttpResponse:
    """The page that everybody is sent to who has no second step yet."""
    if has_factor(request.user):
        return redirect("factor_list")
    return render(request, "sign_in/second_step_start.html")


def factor_list(request: Request) -> HttpResponse:
    codes = _codes_of(request.user)
    context = {
        "factors": [
            {"factor": one, "label": _label(one), "kind": LABELS[Type(one.type)]} for one in main_factors(request.user)
        ],
        "has_app": any(one.type == Type.TOTP for one in main_factors(request.user)),
        "unused": len(codes.wrap().get_unused_codes()) if codes else 0,
    }
    return render(request, "sign_in/factors.html", context)


class _Adding:
    """What both ways share: our page, and one transaction with the event, the mail and the end of other sessions."""

    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return confirm_first(request) or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            response = super().form_valid(form)  # type: ignore[misc]
            # They have shown it just now, so this session needs no other proof.
            record_authentication(self.request, user, "mfa", type=str(self.kind), reauthenticated=True)  # type: ignore[attr-defined]
            says = f"added a second step: {LABELS[self.kind]}"  # type: ignore[attr-defined]
            record_change(user, says, session=self.request.session.session_key, change="added")
        return response

    def get_success_url(self) -> str:
        return reverse("recovery_codes" if self.did_generate_recovery_codes else "factor_list")  # type: ignore[attr-defined]


class _AddApp(_Adding, ActivateTOTPView):
    template_name = "sign_in/app.html"
    form_class = AppForm
    kind = Type.TOTP

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if any(one.type == Type.TOTP for one in main_factors(request.user)):
            return redirect("factor_list")  # one app for each account
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        in_fours = " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4))
        return super().get_context_data(form=form) | {"secret": in_fours}


class _AddPasskey(_Adding, AddWebAuthnView):
    template_name = "sign_in/passkey.html"
    form_class = PasskeyForm
    kind = Type.WEBAUTHN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        is_first = not has_factor(self.request.user)
        return {"form": form, "passkey": makes_passkey(self.request.user), "is_first": is_first}


totp_add = _AddApp.as_view()
passkey_add = _AddPasskey.as_view()


def factor_remove(request: Request, pk: int) -> HttpResponse:
    factor: Authenticator = first_or_404(Authenticator.objects.filter(user=request.user, pk=pk, type__in=[*LABELS]))
    if first := confirm_first(request):
        return first
    label = _label(factor) if factor.type == Type.WEBAUTHN else f"the {LABELS[Type(factor.type)]}"
    refusal = ""
    if request.method == "POST":
        try:
            remove_factor(factor, session=request.session.session_key or "")
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"{label[:1].upper()}{label[1:]} is removed. You are signed out everywhere else.")
            return redirect("factor_list")
    context = {"label": label, "refusal": refusal}
    return render(request, "sign_in/factor_remove.html", context, status=409 if refusal else 200)


# Recovery codes ------------------------------------------------------------------------------------------------


def recovery_codes(request: Request) -> HttpResponse:
    """Shown once, when they were made; afterwards only how many are left."""
    if first := confirm_first(request):
        return first
    with transaction.atomic():
        codes = _codes_of(request.user, lock=True)
        if codes is None:
            raise Http404
        left = codes.wrap().get_unused_codes()
        is_new = "viewed_at" not in codes.data
        if is_new:
            codes.data["viewed_at"] = time.time()
            codes.save(update_fields=["data"])
    context = {"codes": left if is_new else [], "left": len(left), "is_new": is_new}
    return render(request, "sign_in/recovery_codes.html", context)


@require_POST
def recovery_codes_file(request: Request) -> HttpResponse:
    """The same codes as a file: once too, and only soon after they were shown."""
    if first := confirm_first(request):
        return first
    with transaction.atomic():
        codes = _codes_of(request.user, lock=True)
        shown = codes.data.get("viewed_at", 0) if codes else 0
        if codes is None or "taken_at" in codes.data or time.time() - shown > FOR_THE_FILE:
            messages.error(request, "These codes were handed out already. Make new ones if you have lost them.")
            return redirect("factor_list")
        codes.data["taken_at"] = time.time()
        codes.save(update_fields=["data"])
    words = "Recovery codes for Casework. Each works once.\r\n\r\n" + "\r\n".join(codes.wrap().get_unused_codes())
    response = HttpResponse(f"{words}\r\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="casework recovery codes.txt"'
    return response


def recovery_codes_make(request: Request) -> HttpResponse:
    """New ones; the old stop working."""
    if not has_factor(request.user):
        raise Http404
    if first := confirm_first(request):
        return first
    if request.method == "POST":
        with transaction.atomic():
            generate_recovery_codes(request)
            says = "made new recovery codes"
            record_change(request.user, says, session=request.session.session_key or "", change="codes")
        return redirect("recovery_codes")
    return render(request, "sign_in/recovery_codes_make.html")


def _codes_of(user: User, *, lock: bool = False) -> Authenticator | None:
    rows = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES)
    return (rows.select_for_update() if lock else rows).first()


def _label(factor: Authenticator) -> str:
    return str(factor.wrap().name) if factor.type == Type.WEBAUTHN else LABELS[Type(factor.type)].capitalize()
