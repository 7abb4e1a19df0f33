"""What is remembered of signing in?  Each event in the chain of sign-ins; names and addresses in its sealed words only."""

from typing import Any

from django.db import transaction

from investigations import audit
from investigations.models import Person, User

NOBODY = "an account that is not there"


def record(kind: str, user: User | None, says: str, *, by: Person | None = None, **facts: Any) -> None:
    """Append an event about an account.  `says` begins with a verb: "signed in from …"; the person is put before it."""
    person = by or person_of(user)
    who = str(by) if by else (str(person or user) if user else "Somebody")
    with transaction.atomic():
        audit.record_sign_in(
            kind, by=person, facts={"account": str(user.pk) if user else None, **facts}, says=f"{who} {says}"
        )


def person_of(user: User | None) -> Person | None:
    return user.people.order_by("left_on", "school__name").first() if user else None


def record_failure(what: str, typed: str, address: str, *, is_last: bool) -> None:
    """The same work whether the account exists or not: neither the answer nor its time tells."""
    user = User.objects.filter(email__iexact=typed.strip()).first()
    says = f"gave a wrong {what} for {typed.strip()[:254]} from {address or 'an unknown address'}"
    if is_last:
        says += ", and has to wait now"
    with transaction.atomic():
        audit.record_sign_in(
            "sign_in.locked" if is_last else "sign_in.failed",
            facts={"account": str(user.pk) if user else None, "what": what},
            says=f"Somebody {says}",
        )
