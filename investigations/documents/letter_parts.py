"""Which letters stand in the case file?  Those that were issued, in the parts that its reader sees, with hash and service."""

from typing import Any

from django.utils import timezone

from investigations.access import Standing, letters_for
from investigations.models import CaseLetter
from investigations.procedure.calendar import long_date
from investigations.procedure.states import LetterState

from .case_parts import fingerprint


def letters(standing: Standing) -> list[dict[str, Any]]:
    issued = letters_for(standing).filter(state__in=[LetterState.ISSUED, LetterState.SERVED])
    return [
        {
            "title": f"{letter.number}. {letter.code} {letter.subject}",
            "to": letter.recipient,
            "issued": f"{long_date(timezone.localdate(letter.issued_at))}, {letter.issued_by}",
            "served": service_in_words(letter),
            "hash": fingerprint(letter.sha256),
        }
        for letter in issued.select_related("served__proof_exhibit")
    ]


def service_in_words(letter: CaseLetter) -> str:
    """When it counts as served, how, and what proves it."""
    served = letter.served
    if served is None:
        return "Not to be served" if not letter.needs_service else "Not served yet"
    where = f", {served.address}" if served.address else ""
    how = f"{long_date(served.served_on)}: {served.get_method_display().lower()}{where}"
    exhibit = f", exhibit {served.proof_exhibit.number}" if served.proof_exhibit else ""
    return f"{how}. Proof: {served.proof}{exhibit}" if served.proof or exhibit else how
