"""Which of my cases answer these questions?  Every question is asked of what the reader sees, and of nothing else."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from investigations.access import cases_for
from investigations.documents.hidden import titles_as_read
from investigations.models import Allegation, Appointment, RunningClock, School, User
from investigations.models.cases import CaseQuerySet
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import CASEWORKERS, Role
from investigations.procedure.sections import KNOWN_WITH, ONLY_AFTER, SEES, Section
from investigations.procedure.states import Stage, State
from investigations.procedure.turns import WAITS_FOR, hidden_beginnings, turn

from .keyset import Order

#: The allowed orders of the list.  The first two walk the narrow table of readers and need no sorting.
ORDERS: dict[str, Order] = {
    "newest": Order("listed_at", "listed_id", down=True, is_moment=True),
    "oldest": Order("listed_at", "listed_id", tie_down=True, is_moment=True),
    "due": Order("due_at", "listed_id", is_moment=True),
    "reference": Order("reference"),
}
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
WORDS = 6
LATE = [rule.key for rule in Clock.all() if rule.can_be_overdue]
#: A chair is a member of the panel who was named its chair.
CHAIRS = {Role.PANEL_CHAIR: Role.PANEL, Role.APPEAL_CHAIR: Role.APPEAL_PANEL}


def find(user: User, school: School, asked: dict[str, Any]) -> CaseQuerySet:
    """The cases of this school that the reader sees and that answer; `asked` holds the answers of `CaseFilter`."""
    cases = cases_for(user).filter(school=school)
    # One join serves gate, order and slice: the rows of this reader, newest first, are one scan of its index.
    cases = cases.annotate(listed_at=F("readers__reported_at"), listed_id=F("readers__content_object_id"))
    if asked.get("stage"):
        cases = cases.at_stage(Stage(asked["stage"]))
        if asked["stage"] == Stage.APPEAL:
            cases = cases.filter(pk__in=cases_for(user, seeing=Section.APPEAL).values("pk"))
    if asked.get("open"):
        closed = Q(state=State.CLOSED)
        cases = cases.filter(closed if asked["open"] == "closed" else ~closed)
    if asked.get("clause"):
        cited = Allegation.objects.filter(case=OuterRef("pk"), clauses=asked["clause"])
        cases = cases.filter(Exists(cited), sees(user, Section.ALLEGATIONS))
    if asked.get("person"):
        about = Appointment.objects.live().filter(case=OuterRef("pk"), role=Role.SUBJECT, person=asked["person"])
        cases = cases.filter(Exists(about), sees(user, Section.PEOPLE))
    if asked.get("since"):
        cases = cases.filter(listed_at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        cases = cases.filter(listed_at__lt=_midnight(_day_after(asked["until"])))
    if asked.get("due"):
        clocks = clocks_in_sight(user).filter(case=OuterRef("pk"), key__in=LATE, due_at__lt=_due_before(asked["due"]))
        cases = cases.filter(Exists(clocks))
    if asked.get("turn"):
        cases = cases.filter(is_turn_of(user))
    words = asked.get("q", "").split()[:WORDS]
    titles = titles_as_read(user) if words else {}
    for word in words:
        cases = cases.filter(_says(user, word, titles))
    if asked.get("sort") == "due":
        soonest = clocks_in_sight(user).filter(case=OuterRef("pk"), key__in=LATE).order_by("due_at")
        cases = cases.annotate(due_at=Coalesce(Subquery(soonest.values("due_at")[:1]), Value(NEVER)))
    return cases


def sees(user: User, section: Section) -> Exists:
    """True of the cases of which the reader sees that section: the gate itself, asked of one case."""
    return Exists(cases_for(user, seeing=section).filter(pk=OuterRef("pk")))


def is_turn_of(user: User) -> Q:
    """True of the cases whose next step is one of the reader's."""
    states: dict[Role, list[State]] = defaultdict(list)
    for state in State:
        for role in turn(state):
            states[role].append(state)
    return _any(Q(state__in=at) & Q(_holds(user, role, "pk")) for role, at in states.items())


def clocks_for(user: User, school: School) -> QuerySet[RunningClock]:
    """Running clocks that wait for this reader, in the cases that exist for them."""
    keys: dict[Role, list[str]] = defaultdict(list)
    for rule, role in WAITS_FOR.items():
        keys[role].append(rule.key)
    cases = cases_for(user).filter(school=school)
    return RunningClock.objects.filter(stopped_at=None, case__in=cases.values("pk")).filter(
        _any(Q(key__in=waiting) & Q(_holds(user, role, "case")) for role, waiting in keys.items())
    )


def clocks_in_sight(user: User) -> QuerySet[RunningClock]:
    """Running clocks that the reader may know of, for the questions of a list: `clocks.seen` says it of one case."""
    rules = []
    for role in CASEWORKERS:
        waits = Q(key__in=[rule.key for rule, who in WAITS_FOR.items() if who is role])
        chairs = [chair for chair, member in CHAIRS.items() if member is role]
        if Section.CLOCKS in SEES[role]:
            logged = Q(started_by=None) & ~Q(key__in=hidden_beginnings(SEES[role]))
            told = waits | logged | Q(started_by__section__in=SEES[role])
            opened = Q(case__referred_at__isnull=False) if ONLY_AFTER.get(role) == "was_referred" else Q()
            rules.append(told & opened & Q(_holds(user, role, "case")))
        for chair in chairs:
            keys = [rule.key for rule, who in WAITS_FOR.items() if who is chair]
            rules.append(Q(key__in=keys) & Q(_holds(user, chair, "case")))
    return RunningClock.objects.filter(stopped_at=None).filter(_any(rules))


def _says(user: User, word: str, titles: dict[UUID, str]) -> Q:
    """Whether a word stands in what the reader sees: the reference, the title, an allegation, the name of somebody."""
    case = OuterRef("pk")
    claims = Allegation.objects.filter(case=case).filter(
        Q(what__icontains=word) | Q(account__icontains=word) | Q(post_address__icontains=word)
    )
    titled = [key for key, title in titles.items() if word.casefold() in title.casefold()]
    found = Q(reference__icontains=word) | Q(title__icontains=word) & ~Q(pk__in=titles) | Q(pk__in=titled)
    found |= Q(Exists(claims)) & Q(sees(user, Section.ALLEGATIONS))
    groups: dict[Section, list[Role]] = defaultdict(list)
    for value, _ in Appointment.APPOINTABLE:
        groups[KNOWN_WITH.get(Role(value), Section.PEOPLE)].append(Role(value))
    for section, roles in groups.items():
        named = Appointment.objects.live().filter(case=case, role__in=roles, person__name__icontains=word)
        seen = Q(sees(user, Section.PEOPLE)) & (Q(sees(user, section)) if section is not Section.PEOPLE else Q())
        found |= Q(Exists(named)) & seen
    return found


def _holds(user: User, role: Role, case: str) -> Exists:
    held = Appointment.objects.live().filter(case=OuterRef(case), person__user=user, role=CHAIRS.get(role, role))
    return Exists(held.filter(is_chair=True) if role in CHAIRS else held)


def _due_before(due: str) -> datetime:
    """Now, or the end of this week's Sunday."""
    now = timezone.now()
    if due == "overdue":
        return now
    today = timezone.localdate(now)
    return _midnight(today + timedelta(days=7 - today.weekday()))


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _any(conditions: Iterable[Q]) -> Q:
    """Either of them; nothing where there are none."""
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
