"""Who is told of what?  Written with its cause, for somebody who can see it then; read through the gate ever after."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from investigations.access import cases_for, duties_for, parts_for, requests_for, suspensions_for, tasks_for
from investigations.models import Case, Notice, Person, User
from investigations.procedure.notices import NoticeKind, Way

from .mail import post

MOST_COUNTED = 99
#: Ways to one thing and not to its case: the gate that says whose it is.
OF_A_RECORD: dict[Way, Callable[[User], QuerySet[Any]]] = {
    Way.TASK: tasks_for,
    Way.REQUEST: requests_for,
    Way.DUTY: duties_for,
    Way.SUSPENSION: suspensions_for,
}


def notify(
    person: Person | None, kind: NoticeKind, *, case: Case | None = None, record: Any = None, by: Person | None = None
) -> Notice | None:
    """Tell one person of one thing.  Has to run in the transaction of its cause, after access was settled (`sync`).

    Nothing is written for who has no account, for who did it themselves (`by`), nor for who cannot see it now.
    `record` is a model or its key.  The same thing is told once while it is unread.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A notice is written in the transaction of its cause.")
    if person is None or person == by or person.left_on or person.user is None or not person.user.is_active:
        return None
    key = record if isinstance(record, UUID) else getattr(record, "pk", None)
    way = next((way for way in kind.ways if _has(person.user, way, case, key)), None)
    if way is None:
        return None
    same = Notice.objects.filter(to=person, kind=kind, case=case, record_id=key, read_at=None)
    if same.exists():
        return None
    notice = Notice.objects.create(to=person, kind=kind, way=way, case=case, record_id=key)
    post(person)
    return notice


def _has(user: User, way: Way, case: Case | None, key: UUID | None) -> bool:
    if way is Way.OWN:
        return True
    if case is None:
        return False
    if way is Way.CASE:
        return cases_for(user).filter(pk=case.pk).exists()
    if way is Way.PART:
        return parts_for(user).filter(case=case).exists()
    return OF_A_RECORD[way](user).filter(pk=key).exists()


def notices_for(person: Person) -> QuerySet[Notice]:
    """The notices of this person whose matter they may still see; the others neither show nor count."""
    return _visible(person, Way)


def _visible(person: Person, ways: Iterable[Way]) -> QuerySet[Notice]:
    user = person.user
    if user is None or not user.is_active:
        return Notice.objects.none()
    seen = Q(pk__in=[])
    for way in ways:
        seen |= Q(way=way) & _still_theirs(user, way)
    return Notice.objects.filter(seen, to=person)


def _still_theirs(user: User, way: Way) -> Q:
    if way is Way.OWN:
        return Q()
    if way is Way.CASE:
        return Q(Exists(cases_for(user).filter(pk=OuterRef("case"))))
    if way is Way.PART:
        return Q(Exists(parts_for(user).filter(case=OuterRef("case"))))
    return Q(Exists(OF_A_RECORD[way](user).filter(pk=OuterRef("record_id"))))


def unread_for(person: Person) -> str:
    """ "3", "99+", or nothing: for the header."""
    unread = Notice.objects.filter(to=person, read_at=None)
    # Every page asks, most people have none or of one way, and each way's gate takes longer to write than to run.
    ways = [Way(way) for way in unread.order_by().values_list("way", flat=True).distinct()]
    if not ways:
        return ""
    number = len((_visible(person, ways) & unread).order_by().values_list("pk")[: MOST_COUNTED + 1])
    if not number:
        return ""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
