"""How is the register of the school's accounts kept?  Who holds each, by date, and who allowed a new password."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from investigations import audit
from investigations.access.at_school import decides_for
from investigations.models import (
    AccountAdministrator,
    AccountEntry,
    Device,
    PasswordChange,
    Person,
    School,
    SchoolAccount,
)
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office
from investigations.procedure.sign_off import SignOffReason

from .refusals import BadAnswers, Refused
from .sign_off import ask_person

#: The founding policy gives the account to these two and to nobody else.
KEEP_ACCOUNTS = (Office.HEAD, Office.IT_LEAD)
ABOUT = {
    "platform": "platform",
    "handle": "handle",
    "recovery": "recovery details",
    "two_step": "two-step sign-in",
    "two_step_since": "day of two-step sign-in",
    "closed_on": "day on which it was closed",
}
NOT_YOURS = "The head teacher and the IT lead keep the register of accounts."


def add_account(school: School, *, by: Person, **about: Any) -> SchoolAccount:
    _refuse_unless_keeps(school, by)
    _check(about)
    try:
        with transaction.atomic():
            account = SchoolAccount.objects.create(school=school, **about)
            _record(account, "added", f"entered {account} in the register", by=by)
    except IntegrityError as clash:
        raise BadAnswers({"handle": "This account is in the register already."}) from clash
    return account


def change_account(account: SchoolAccount, *, by: Person, **about: Any) -> None:
    _refuse_unless_keeps(account.school, by)
    _check(about)
    try:
        with transaction.atomic():
            account = _locked(account)
            changed = [name for name in ABOUT if name in about and getattr(account, name) != about[name]]
            if not changed:
                return
            for name in changed:
                setattr(account, name, about[name])
            account.save(update_fields=changed)
            # Recovery details are named as changed; what they were before is nobody's business any more.
            words = ", ".join(ABOUT[name] for name in changed)
            _record(account, "changed", f"changed of {account}: {words}", by=by, changed=changed)
    except IntegrityError as clash:
        raise BadAnswers({"handle": "This account is in the register already."}) from clash


def _check(about: dict[str, Any]) -> None:
    if about.get("two_step") and not about.get("two_step_since"):
        raise BadAnswers({"two_step_since": "Say since when two-step sign-in is on."})
    if not about.get("two_step"):
        about["two_step_since"] = None
    for name in ("two_step_since", "closed_on"):
        if about.get(name) and about[name] > timezone.localdate():
            raise BadAnswers({name: "This day has not come yet: enter today or an earlier day."})


def add_administrator(
    account: SchoolAccount, person: Person, *, starts: date, because: str = "", by: Person
) -> AccountAdministrator:
    """From that day on they hold the account; and they are asked to sign the policies anew."""
    _refuse_unless_keeps(account.school, by)
    if person.school_id != account.school_id or person.left_on or person.kind == PersonKind.PUPIL:
        raise BadAnswers({"person": "Choose somebody who works at the school."})
    if not person.holds(*KEEP_ACCOUNTS) and not because.strip():
        raise BadAnswers(
            {"because": f"{person} is neither head teacher nor IT lead: say why they need to hold the account."}
        )
    with transaction.atomic():
        account = _locked(account)
        if account.closed_on:
            raise Refused("The account is closed.")
        if account.administrators.filter(person=person, ends=None).exists():
            raise BadAnswers({"person": f"{person} holds this account already."})
        held = AccountAdministrator.objects.create(account=account, person=person, starts=starts, because=because)
        ask_person(person, SignOffReason.ACCOUNT_ACCESS, by=by)
        says = f"gave {person} the account {account} from {long_date(starts)}"
        _record(account, "administrator_added", says, by=by, person=str(person.pk))
    return held


def end_administrator(held: AccountAdministrator, *, ends: date, by: Person) -> None:
    _refuse_unless_keeps(held.account.school, by)
    with transaction.atomic():
        account = _locked(held.account)
        held = AccountAdministrator.objects.select_related("person").get(pk=held.pk)
        if held.ends:
            raise Refused(f"{held.person} holds the account no more, since {long_date(held.ends)}.")
        if ends < held.starts:
            raise BadAnswers({"ends": f"The last day cannot be before the first, {long_date(held.starts)}."})
        held.ends = ends
        held.save(update_fields=["ends"])
        says = f"took the account {account} from {held.person} on {long_date(ends)}"
        _record(account, "administrator_ended", says, by=by, person=str(held.person_id))


# Passwords: that they changed, never what they are --------------------------------------------------------------


def record_password_change(
    account: SchoolAccount, *, changed_at: datetime, changed_by: Person, reason: str, permitted_at: datetime | None = None,
    permitted_by: Person | None = None, by: Person,
) -> PasswordChange:  # fmt: skip
    """An emergency comes first and is permitted afterwards; otherwise who allowed it is named here."""
    _refuse_unless_keeps(account.school, by)
    if changed_at > timezone.now():
        raise BadAnswers({"changed_at": "This moment has not come yet: enter when it was changed."})
    if bool(permitted_at) != bool(permitted_by):
        missing = "permitted_at" if permitted_by else "permitted_by"
        raise BadAnswers({missing: "Say who allowed it and when, or leave both empty: it can be allowed afterwards."})
    if permitted_at and permitted_at > changed_at:
        raise BadAnswers({"permitted_at": "That is after the change. Leave it empty: it is allowed afterwards below."})
    if permitted_by and not permitted_by.holds(decides_for(changed_by), on=timezone.localdate(changed_at)):
        raise BadAnswers({"permitted_by": f"The {decides_for(changed_by).in_sentence} of that day allows it."})
    with transaction.atomic():
        account = _locked(account)
        change = PasswordChange.objects.create(
            account=account, changed_at=changed_at, changed_by=changed_by, reason=reason, permitted_at=permitted_at,
            permitted_by=permitted_by, recorded_by=by, recorded_at=timezone.now(),
        )  # fmt: skip
        says = f"recorded that {changed_by} changed the password of {account}"
        if not permitted_by:
            says += ", which is still to be allowed"
        _record(account, "password_changed", says, by=by, change=change.pk)
    return change


def permit_afterwards(change: PasswordChange, *, reason: str, by: Person) -> None:
    """The head teacher allows a change that could not wait.  It counts as allowed; when it was allowed is kept."""
    if refusal := why_not_permit(change, by):
        raise Refused(refusal)
    with transaction.atomic():
        _locked(change.account)
        change = PasswordChange.objects.select_related("account__school", "changed_by").get(pk=change.pk)
        if change.permitted_at:
            raise Refused("This change was allowed already.")
        change.permitted_by, change.permitted_at, change.permitted_because = by, timezone.now(), reason
        change.save(update_fields=["permitted_by", "permitted_at", "permitted_because"])
        says = f"allowed afterwards that {change.changed_by} changed the password of {change.account}"
        _record(change.account, "password_permitted", says, by=by, change=change.pk)


def why_not_permit(change: PasswordChange, person: Person) -> str:
    """Why this person may not allow it afterwards, or nothing.  Nobody allows what they did themselves."""
    wanted = decides_for(change.changed_by)
    if change.permitted_at:
        return "This change was allowed already."
    if person.school_id != change.account.school_id or not person.holds(wanted) or person == change.changed_by:
        return f"The {wanted.in_sentence} allows it."
    return ""


# What is amiss -------------------------------------------------------------------------------------------------


def warnings_about(held: AccountAdministrator) -> list[str]:
    """What the policy asks of whoever holds an account, and is not so."""
    person, words = held.person, []
    if person.left_on:
        words.append(f"{person} has left: take the account from them, and change its password.")
    if not person.holds(*KEEP_ACCOUNTS):
        words.append(f"{person} is neither head teacher nor IT lead.")
    devices = Device.objects.filter(person=person)
    if not devices.authorised().exists():
        words.append(f"No device of {person} is authorised.")
    if not Device(person=person).has_signed_the_policy_in_force:
        words.append(f"{person} has not signed every policy in force.")
    return words


def _refuse_unless_keeps(school: School, by: Person) -> None:
    if by.school_id != school.pk or not by.holds(*KEEP_ACCOUNTS):
        raise Refused(NOT_YOURS)


def _locked(account: SchoolAccount) -> SchoolAccount:
    return SchoolAccount.objects.select_for_update(of=("self",)).select_related("school").get(pk=account.pk)


def _record(account: SchoolAccount, kind: str, says: str, *, by: Person, **facts: Any) -> None:
    """One line of the register's history, and the same in the school's chain."""
    AccountEntry.objects.create(account=account, at=timezone.now(), by=by, says=says)
    audit.record_school(
        account.school,
        f"school_account.{kind}",
        by=by,
        facts={"account": str(account.pk), **facts},
        says=f"{by} {says}",
    )
