"""What would the letter say that goes out with a step?  The step is taken, its letter read, and everything undone."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from investigations.access.standing import Record
from investigations.models import CaseLetter, User
from investigations.procedure.letters import Letter
from investigations.procedure.merge import gaps
from investigations.procedure.steps import Step

from .meanwhile import fingerprint
from .take import take


@dataclass(frozen=True)
class Preview:
    code: Letter
    to: str
    subject: str
    text: str

    @property
    def made_of(self) -> str:
        """Changes when an answer of the step changes what the letter says."""
        return fingerprint({"text": self.text, "subject": self.subject})

    @property
    def gaps(self) -> list[str]:
        return gaps(f"{self.subject}\n{self.text}")


def preview_letter(step: Step, record: Record, *, by: User, **answers: Any) -> Preview | None:
    """The letter with these answers merged, word for word as the step would send it; None where it sends none.

    Raises what `take` raises: an answer that does not do is said before anybody reads a letter made of it.
    """
    found = None
    with transaction.atomic():
        taken = take(step, record, by=by, **answers)
        letter = CaseLetter.objects.filter(step=taken).exclude(code=Letter.DETERMINATION_TO_AUTHORITY).first()
        if letter is not None:
            found = Preview(letter.kind, letter.recipient, letter.subject, letter.text)
        transaction.set_rollback(True)
    record.refresh_from_db()
    return found
