"""Who is called what in the copies that leave, and where is their name hidden?  (Domain paper, section 6.)"""

from collections.abc import Iterable
from itertools import count
from string import ascii_uppercase

from .audiences import Scope
from .choices import PersonKind
from .labelled import Labelled

#: Names of those who are not pupils stay in the papers of a hearing: the employee answers named witnesses.
AWAY_FROM_THE_PARTIES = (Scope.REPORTER, Scope.SUBJECT_ACCESS, Scope.PART_II)


class PseudonymKind(Labelled):
    """The label is the first word of every pseudonym of its kind: Pupil A, Witness 2."""

    PUPIL = "pupil", "Pupil"
    PARENT = "parent", "Parent"
    WITNESS = "witness", "Witness"
    STAFF = "staff", "Member of staff"
    OTHER = "other", "Person"

    @property
    def hidden_in(self) -> tuple[Scope, ...]:
        """Where the name is hidden unless the school says otherwise; a pupil's, always."""
        return tuple(Scope) if self is PseudonymKind.PUPIL else AWAY_FROM_THE_PARTIES

    def next_label(self, taken: Iterable[str]) -> str:
        """The first that nobody has or had: pupils get letters, as they do in the register, and everybody else numbers."""
        used = set(taken)
        labels = (f"{self.label} {_letters(n) if self is PseudonymKind.PUPIL else n}" for n in count(1))
        return next(label for label in labels if label not in used)


KIND_OF: dict[PersonKind, PseudonymKind] = {
    PersonKind.PUPIL: PseudonymKind.PUPIL,
    PersonKind.PARENT: PseudonymKind.PARENT,
    PersonKind.STAFF: PseudonymKind.STAFF,
    PersonKind.GOVERNOR: PseudonymKind.OTHER,
    PersonKind.ADVISER: PseudonymKind.OTHER,
    PersonKind.OTHER: PseudonymKind.OTHER,
}


class RenditionState(Labelled):
    WAITING = "waiting", "Being made"
    COULD_NOT = "could_not", "Could not be made"
    DRAFTED = "drafted", "Waiting for a second person"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back"


def _letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    written = ""
    while number:
        number, place = divmod(number - 1, 26)
        written = ascii_uppercase[place] + written
    return written
