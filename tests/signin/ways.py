"""How somebody signs in by hand: a password, and the code that a real app would show."""

import json
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from investigations import audit
from investigations.models import AuditEvent, UsedCode

PASSWORD = "harbour-violet-anvil"


def with_password(user, password=PASSWORD):
    user.set_password(password)
    user.save()
    return user


def with_app(user) -> str:
    """Give the account a password and an app; the app's secret."""
    with_password(user)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def with_recovery_codes(user) -> list[str]:
    return RecoveryCodes.activate(user).get_unused_codes()


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def give_password(client, email, password=PASSWORD, **more):
    address = more.pop("REMOTE_ADDR", "192.0.2.1")
    return client.post(reverse("sign_in"), {"email": email, "password": password, **more}, REMOTE_ADDR=address)


def give_code(client, code, address="192.0.2.1"):
    return client.post(reverse("mfa_authenticate"), {"code": code}, REMOTE_ADDR=address)


def sign_in(client, user, secret=None, **more):
    """Both steps; the answer to the second."""
    secret = secret or with_app(user)
    first = give_password(client, user.email, **more)
    assert first["Location"] == reverse("mfa_authenticate")
    UsedCode.objects.filter(user=user).delete()  # tests are quicker than half a minute
    return give_code(client, code_of(secret))


def is_in(client) -> bool:
    return client.get(reverse("my_work")).status_code == 200


def words_of(response) -> str:
    return response.content.decode()


def events(kind="") -> list[str]:
    """What the chain of sign-ins says, oldest first."""
    rows = AuditEvent.objects.filter(stream__name="auth").order_by("seq")
    return [audit.said(one)["says"] for one in rows if one.kind.startswith(kind)]


def bodies() -> str:
    return json.dumps([bytes(one.body).decode() for one in AuditEvent.objects.filter(stream__name="auth")])


def factors_of(user) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
