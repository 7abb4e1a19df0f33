"""As what does a person work on cases?  For what caseworkers share with each other by role or by office."""

from django.db.models import Exists, OuterRef, Q

from investigations.models import Appointment, Person, SavedView, School, User
from investigations.procedure.roles import CASEWORKERS, Role
from investigations.procedure.sections import ONLY_AFTER

from .gate import HAS_COME, cases_for

EVERYBODY = "everybody"


def roles_at_work(user: User, school: School) -> frozenset[Role]:
    """The roles in which this account sees a case of the school now: a panel member has none before the papers come.

    One query, which walks their appointments to a role until it meets a case they see: the first one, as a rule.
    """
    asked = {}
    for role in CASEWORKERS:
        seen = cases_for(user).filter(HAS_COME[ONLY_AFTER.get(role, "")], pk=OuterRef("case"), school=school)
        mine = Appointment.objects.live().filter(person__user=user, role=role)
        asked[role.value] = Exists(mine.filter(Exists(seen)))
    row = School.objects.filter(pk=school.pk).values(**asked).first() or {}
    return frozenset(role for role in CASEWORKERS if row.get(role.value))


def views_for(person: Person) -> "list[SavedView]":
    """Their own, and those that were shared with somebody like them.  Who works on no case is shown no other's."""
    if person.user is None:
        return []
    shared = Q(pk__in=[])
    if roles := roles_at_work(person.user, person.school):
        keys = [EVERYBODY, *(f"role:{role}" for role in roles), *(f"office:{one}" for one in person.current_offices())]
        shared = Q(shared_with__in=keys, owner__school=person.school_id, owner__left_on=None)
    return list(SavedView.objects.filter(Q(owner=person) | shared).select_related("owner").order_by("name", "pk"))
