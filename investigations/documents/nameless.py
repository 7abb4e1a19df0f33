"""Does a paper for the governing body name anybody?  Whoever had a part in the case must not be found in it."""

import re

from django.db.models import Q

from investigations.models import Case, Person
from investigations.procedure.roles import Role

#: Stand in names and are everybody's: they give nobody away.
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "governor", "pupil", "teacher", "head", "chair", "the", "of"}
)
#: Whoever wrote or kept the case is no secret of it, but a name in a report without names is one all the same.
SHORTEST = 3


def named_in(case: Case, words: str) -> list[str]:
    """The names of people of the case that stand in these words, as they are written there: whole names or parts."""
    found = []
    for person in people_of(case):
        for name in (person.name, *_parts(person.name)):
            match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words)
            if match and match.group() not in found:
                found.append(match.group())
                break
    return found


def without_names(case: Case, words: str) -> str:
    """The same words with each person called by what they are: "the employee", "Witness 1"."""
    for person, called in called_in(case).items():
        for name in (person.name, *sorted(_parts(person.name), key=len, reverse=True)):
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", called, words)
    return words


def called_in(case: Case) -> dict[Person, str]:
    """What everybody with a part is called; numbers where there are several."""
    called: dict[Person, str] = {}
    witnesses = 0
    rows = case.appointments.select_related("person").order_by("appointed_at", "pk")
    statements = [row.person for row in case.statements.select_related("person")]
    for row in sorted(rows, key=lambda row: list(Role).index(row.kind) != list(Role).index(Role.SUBJECT)):
        if row.person in called:
            continue
        if row.kind is Role.SUBJECT:
            called[row.person] = "the employee"
        elif row.kind is Role.WITNESS:
            witnesses += 1
            called[row.person] = f"Witness {witnesses}"
        else:
            called[row.person] = f"the {row.kind.in_sentence}"
    for person in statements:
        if person not in called:
            witnesses += 1
            called[person] = f"Witness {witnesses}"
    for person in people_of(case):
        called.setdefault(person, "a member of the school")
    return called


def people_of(case: Case) -> list[Person]:
    mine = Q(appointments__case=case) | Q(statements__case=case) | Q(actions_owned__case=case)
    return list(Person.objects.filter(mine).distinct().order_by("name"))


def _parts(name: str) -> list[str]:
    """First and last names: capital letters only, so that "price" is no name and "Price" is one."""
    words = [word.strip(".,") for word in re.split(r"[\s-]+", name)]
    return [word for word in words if len(word) >= SHORTEST and word.lower() not in TITLES and word[:1].isupper()]
