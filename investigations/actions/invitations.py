"""How does somebody come to their first password?  By a link that works once and for a week, mailed to their address."""

import hashlib
import secrets

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from investigations.models import Invitation, Person, User
from investigations.news.mail import post_about_account
from investigations.procedure.sign_in import MailAbout, Tried

from .refusals import Refused
from .sessions import end_sessions
from .sign_in import record
from .tries import begin_try


def invite(user: User, *, by: Person | None) -> str:
    """The path of a new link, told this one time.  A link that was sent before stops working."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
        Invitation.objects.create(user=user, digest=_digest(secret), sent_by=by)
        record(
            "invitation.sent", user, f"invited {user} to set a password" if by else "was invited at the terminal", by=by
        )
    return reverse("set_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), secret])


class PasswordLinks:
    """What Django's view asks of a token: an open invitation, or the link of somebody who forgot their password."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not user.is_active or not token:
            return False
        if default_token_generator.check_token(user, token):
            return True
        return Invitation.objects.open().filter(user=user, digest=_digest(token)).exists()


def set_password_of(user: User, password: str, token: str) -> None:
    """By whoever has the link.  No factor is touched, and every session ends: also that of a thief."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not PasswordLinks().check_token(user, token):
            raise Refused("This link was used in the meantime. Ask for a new one.")
        user.set_password(password)
        user.save(update_fields=["password"])
        used = Invitation.objects.open().filter(user=user, digest=_digest(token)).update(used_at=timezone.now())
        Invitation.objects.open().filter(user=user).update(withdrawn_at=timezone.now())
        record("password.set", user, "set a password", by_invitation=bool(used))
        end_sessions(user, "the password was changed")
        post_about_account(user, MailAbout.PASSWORD_SET)


def ask_new_password(typed: str, address: str) -> None:
    """A mail to whoever has an open account with that address.  One transaction either way, so that no time tells."""
    with transaction.atomic():
        is_allowed = begin_try(Tried.RESET, typed, address) is not None
        user = User.objects.filter(email__iexact=typed.strip(), is_active=True).first()
        record("password.asked", user if is_allowed else None, "asked for a new password")
        if is_allowed and user:
            post_about_account(user, MailAbout.NEW_PASSWORD)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
