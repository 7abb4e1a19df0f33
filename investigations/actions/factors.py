"""What proves, besides a password, that it is they?  Passkeys, codes of an app, recovery codes; and who takes them away."""

import time
from typing import Any

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from investigations import audit
from investigations.models import FactorRemoval, Person, School, UsedCode, User
from investigations.news.mail import post_about_account
from investigations.procedure.sign_in import MailAbout

from .people import refuse_unless_runs
from .refusals import Refused
from .sessions import end_sessions
from .sign_in import record

Type = Authenticator.Type
LABELS = {Type.TOTP: "authenticator app", Type.WEBAUTHN: "passkey", Type.RECOVERY_CODES: "recovery codes"}
#: What somebody signs in with; recovery codes are for the day on which that is lost.
MAIN = (Type.TOTP, Type.WEBAUTHN)


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=MAIN).exists()


def main_factors(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type__in=MAIN).order_by("created_at"))


def factor_with(user: User, code: str) -> Authenticator | None:
    """Whose code this is: the app's, or one of the recovery codes.  Each is good for one use."""
    code = "".join(code.split())
    for factor in Authenticator.objects.filter(user=user, type__in=(Type.TOTP, Type.RECOVERY_CODES)):
        if _is_app_code(factor, code) if factor.type == Type.TOTP else factor.wrap().validate_code(code):
            return factor
    return None


def _is_app_code(factor: Authenticator, code: str) -> bool:
    """Also of the half minute before or after: clocks differ.  Used codes are rows, for they must be known to all."""
    secret, now = decrypt(factor.data["secret"]), int(time.time()) // mfa.TOTP_PERIOD
    steps = range(now - mfa.TOTP_TOLERANCE, now + mfa.TOTP_TOLERANCE + 1)
    step = next((one for one in steps if constant_time_compare(format_hotp_value(hotp_value(secret, one)), code)), None)
    if step is None:
        return False
    UsedCode.objects.filter(user=factor.user_id, step__lt=now - 100).delete()
    try:
        with transaction.atomic():
            UsedCode.objects.create(user_id=factor.user_id, step=step)
    except IntegrityError:
        return False
    return True


# Changed by their owner ----------------------------------------------------------------------------------------


def record_change(user: User, says: str, *, session: str, **facts: Any) -> None:
    """After a factor was added, removed or made anew: the owner is told, and signed out everywhere else."""
    with transaction.atomic():
        record("factor.changed", user, says, **facts)
        post_about_account(user, MailAbout.FACTORS_CHANGED)
        end_sessions(user, "the second step was changed", except_key=session)


def remove_factor(factor: Authenticator, *, session: str) -> None:
    user: User = factor.user
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if factor.type not in MAIN:
            raise Refused("Recovery codes are made anew, not removed.")
        if not [one for one in main_factors(user) if one.pk != factor.pk]:
            raise Refused("This is your only second step. Add another one first.")
        factor.delete()
        record_change(user, f"removed a second step: {LABELS[Type(factor.type)]}", session=session, change="removed")


# Taken away by two others --------------------------------------------------------------------------------------


def ask_removal(person: Person, *, reason: str, by: Person) -> FactorRemoval:
    """The first of two.  The person is told at once, and nothing is removed yet."""
    with transaction.atomic():
        user = _of_somebody_else(person, by)
        if not Authenticator.objects.filter(user=user).exists():
            raise Refused(f"{person} has no second step that could be removed.")
        if FactorRemoval.objects.open().filter(person=person).exists():
            raise Refused(f"Somebody has asked this for {person} already. Another person confirms it.")
        removal = FactorRemoval.objects.create(person=person, reason=reason, asked_by=by)
        _record_removal(removal, "asked", f"asked that the second step of {person} be removed: {reason}", by=by)
        post_about_account(user, MailAbout.REMOVAL_ASKED)
    return removal


def why_not_confirm(removal: FactorRemoval, by: Person) -> str:
    """Why this person may not be the second, or nothing.  Two people are two accounts."""
    if by.pk == removal.asked_by_id or (by.user_id and by.user_id == removal.asked_by.user_id):
        return "You asked for it yourself. Another person confirms it."
    if by.user_id is None or by.user_id == removal.person.user_id:
        return "Nobody confirms this for themselves."
    return ""


def confirm_removal(removal: FactorRemoval, *, by: Person) -> None:
    """The second of two.  No password is set or seen by anybody: without it the account stays shut to both."""
    with transaction.atomic():
        user, removal = _to_be_ended(removal, by)
        if refusal := why_not_confirm(removal, by):
            raise Refused(refusal)
        Authenticator.objects.filter(user=user).delete()
        _end(removal, by, confirmed=True)
        end_sessions(user, "the second step was removed")
        _record_removal(removal, "removed", f"confirmed that the second step of {removal.person} be removed", by=by)
        post_about_account(user, MailAbout.REMOVED)


def decline_removal(removal: FactorRemoval, *, by: Person) -> None:
    with transaction.atomic():
        _, removal = _to_be_ended(removal, by)
        _end(removal, by, confirmed=False)
        _record_removal(removal, "declined", f"declined to remove the second step of {removal.person}", by=by)


def _of_somebody_else(person: Person, by: Person) -> User:
    refuse_unless_runs(person.school, by)
    if person.user is None:
        raise Refused(f"{person} has no account.")
    if person.user_id == by.user_id:
        raise Refused("You change your own second step on your own page.")
    return User.objects.select_for_update().get(pk=person.user_id)


def _to_be_ended(removal: FactorRemoval, by: Person) -> tuple[User, FactorRemoval]:
    user = _of_somebody_else(removal.person, by)
    still = FactorRemoval.objects.open().select_related("asked_by", "person__school").filter(pk=removal.pk).first()
    if still is None:
        raise Refused("This was answered already, or is older than a week.")
    return user, still


def _end(removal: FactorRemoval, by: Person, *, confirmed: bool) -> None:
    removal.ended_by, removal.ended_at, removal.was_confirmed = by, timezone.now(), confirmed
    removal.save(update_fields=["ended_by", "ended_at", "was_confirmed"])


def _record_removal(removal: FactorRemoval, kind: str, says: str, *, by: Person) -> None:
    """Once for the school, whose office it is, and once among the sign-ins of the account."""
    school: School = removal.person.school
    facts = {"person": str(removal.person_id), "removal": str(removal.pk)}
    audit.record_school(school, f"factor_removal.{kind}", by=by, facts=facts, says=f"{by} {says}")
    record(f"factor_removal.{kind}", removal.person.user, says, by=by, removal=str(removal.pk))
