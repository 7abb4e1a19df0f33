"""What do we ask of allauth?  The rules that it looks up: who comes in by a provider, how secrets lie, what is confirmed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from investigations.actions.sign_in import record
from investigations.models import User
from investigations.vault import small_secrets

from .confirmed import recently_confirmed, trusts_provider
from .sessions import begin_session

FOLDER = "sign-in"
NOT_BY_PROVIDER = (
    "You could not be signed in that way. Sign in with your email address and password, or ask the person who looks "
    "after Casework at your school."
)


class SecondStep(AuthenticateStage):
    """The code or passkey between the password and the first page; not after a provider whose own step is trusted."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        return not (records and trusts_provider(records[-1])) and super()._should_handle(request)


class Accounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return [f"{SecondStep.__module__}.{SecondStep.__qualname__}"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Empty where there is none, behind a socket of the machine itself."""
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return ""

    def login(self, request: HttpRequest, user: User) -> None:
        user.backend = "django.contrib.auth.backends.ModelBackend"
        super().login(request, user)
        begin_session(request, user)
        how = [one["method"] for one in get_authentication_records(request, user)]
        record(
            "sign_in.succeeded", user, f"signed in from {self.get_client_ip(request) or 'an unknown address'}", how=how
        )

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return _refused(request)

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        return not recently_confirmed(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [{"id": "confirm", "description": "", "url": reverse("confirm")}]

    def add_message(self, *_: Any, **__: Any) -> None:
        """Our pages say themselves what happened."""

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Our outbox sends its own, without a word more than is needed."""


class Factors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That was not right, or it took too long. Try again.",
    }

    def encrypt(self, text: str) -> str:
        return small_secrets.seal(text, folder=FOLDER)

    def decrypt(self, encrypted_text: str) -> str:
        return small_secrets.unseal(encrypted_text, folder=FOLDER)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Casework"}


class Providers(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, *_: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whom the verified address names, if they have an open account; else everybody is told the same."""
        found = User.objects.none()
        if addresses := _verified(sociallogin):
            found = User.objects.filter(email__iexact=addresses[0], is_active=True)
        user = found.first()
        if user is None:
            record("sign_in.failed", None, "came from a provider without an account here", what="provider")
            raise ImmediateHttpResponse(_refused(request))
        sociallogin.user = user

    def on_authentication_error(self, request: HttpRequest, *_: Any, **__: Any) -> None:
        raise ImmediateHttpResponse(_refused(request))


def _verified(sociallogin: Any) -> list[str]:
    """Google says `email_verified`; Microsoft says it of its own domains, as `xms_edov`, where the app asks for it."""
    token = sociallogin.account.extra_data.get("id_token") or {}
    if token.get("email_verified") is True or token.get("xms_edov") in (True, 1, "1", "true"):
        return [str(token["email"])] if token.get("email") else []
    return []


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, NOT_BY_PROVIDER)
    return redirect("sign_in")
