"""Is an account of the school named in a case, and is it in the hands of the employee concerned?"""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.access.at_school import SEE_DEVICES
from investigations.models import Case, SchoolAccount
from investigations.procedure.roles import Role


def accounts_named(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """For the case manager alone: each account that an allegation names, and whether somebody else has to keep the evidence."""
    if Role.CASE_MANAGER not in standing.roles or standing.person is None or not case.is_open:
        return []
    named = [words for words in case.allegations.values_list("account", flat=True) if words]
    accounts = SchoolAccount.objects.filter(school=case.school_id) if named else []
    sees = standing.person.holds(*SEE_DEVICES)
    return [
        {
            "account": account,
            "words": _words(account, case),
            "url": reverse("account_detail", args=[account.pk]) if sees else "",
        }
        for account in accounts
        if any(account.is_named_in(words) for words in named)
    ]


def _words(account: SchoolAccount, case: Case) -> str:
    held = account.administrators.on(timezone.localdate()).select_related("person")
    holders = [row.person for row in held]
    subject = case.subject
    if subject is None or subject not in holders:
        names = " and ".join(person.name for person in holders) or "nobody"
        return f"It is held by {names}."
    custodian = case.appointments.live().of(Role.EVIDENCE_CUSTODIAN).exclude(person=subject).select_related("person").first()  # fmt: skip
    if custodian:
        return f"{subject}, whom the case is about, holds it. {custodian.person} keeps the evidence instead."
    others = [person.name for person in holders if person != subject]
    instead = f"{others[0]}, who holds it too, or somebody" if others else "somebody"
    return (
        f"{subject}, whom the case is about, holds it, and must neither collect the evidence nor keep the password. "
        f"Name another evidence custodian under People: {instead} from the authority's or the trust's IT."
    )
