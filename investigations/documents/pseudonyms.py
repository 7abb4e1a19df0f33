"""Where does a text name somebody who is hidden, and what stands there instead?"""

from collections.abc import Iterable

from investigations.models import Case, Pseudonym
from investigations.procedure.audiences import Scope

from .spelt import Hit, is_a_name, replaced, spelt_in


def pseudonymised(text: str, case: Case, scope: Scope) -> str:
    """The text with each name that is hidden in that scope replaced, the same for every text of the case."""
    return replaced(text, names_in(text, case.pseudonyms.hidden_in(scope)))


def names_in(text: str, pseudonyms: Iterable[Pseudonym]) -> list[Hit]:
    """Every place where the text names one of them, longest spelling first, in order."""
    return spelt_in(text, spelt(pseudonyms))


def spelt(pseudonyms: Iterable[Pseudonym]) -> list[tuple[str, str]]:
    """Each spelling, and what stands in its place."""
    return [(spelling, one.label) for one in pseudonyms for spelling in spellings(one) if is_a_name(spelling)]


def spellings(pseudonym: Pseudonym) -> tuple[str, ...]:
    """As they were written down, and a whole name also with the surname first, as registers have it."""
    first, _, last = pseudonym.name.strip().rpartition(" ")
    turned = (f"{last}, {first}",) if first else ()
    return tuple(dict.fromkeys([*pseudonym.spellings, *turned]))
