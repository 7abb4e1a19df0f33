"""How is something written in a case between two steps?  Lock, ask, write, record: the same for every kind of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from investigations import audit
from investigations.access import Standing
from investigations.models import Case, Person, User
from investigations.procedure.work import Work

from .refusals import Refused


@dataclass
class Writing:
    """One piece of work under way.  `says` replaces the record sentence where it can be more exact, and `section` the
    part of the case that it belongs to."""

    case: Case
    standing: Standing
    by: Person
    facts: dict[str, Any] = field(default_factory=dict)
    says: str = ""
    #: Where it is written down, if not in the section of the work: a letter belongs to the part that it is about.
    section: str = ""
    #: What the event is called, where it is more than a piece of work: custody lists look for it.
    kind: str = ""


@contextmanager
def working(case: Case, *works: Work, by: User) -> Iterator[Writing]:
    """One transaction around a piece of work that any of `works` allows; its event is written last.

    Raises `Refused` with the sentence of the first, where none of them is this person's to do now.
    """
    with transaction.atomic():
        locked = Case.objects.select_for_update().select_related("school").get(pk=case.pk)
        standing = Standing.of(by, locked)
        allowed = next((work for work in works if not standing.work_refusal(work)), None)
        if allowed is None or standing.person is None:
            raise Refused(standing.work_refusal(works[0]))
        writing = Writing(locked, standing, standing.person)
        yield writing
        audit.record(
            locked,
            writing.kind or f"work.{allowed.name}",
            by=standing.person,
            section=writing.section or allowed.section,
            facts=writing.facts,
            says=f"{standing.person} {writing.says or allowed.record}",
        )
