"""How many cases are where, under which clause, from which term, and late?  One query each, however many cases."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from investigations.models import Allegation, Appointment, GoverningBodyAction, RunningClock, Term
from investigations.models.cases import CaseQuerySet
from investigations.procedure.choices import Severity
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import Role
from investigations.procedure.states import ActionState, Stage, State

from .tables import Row, Table

MOST_CLAUSES = 15
MOST_TERMS = 9
MOST_PEOPLE = 20
LATE = [rule.key for rule in Clock.all() if rule.can_be_overdue]


def by_stage(cases: CaseQuerySet) -> Table:
    """Where they are now.  What is concluded and what is closed stand apart: the one still waits for somebody."""
    found = dict(cases.order_by().values_list("state").annotate(n=Count("pk")))
    rows = [
        Row(stage.label, sum(n for state, n in found.items() if State(state).stage is stage))
        for stage in Stage
        if stage is not Stage.CLOSED
    ]
    rows += [Row("Concluded, not closed", found.get(State.CONCLUDED, 0)), Row("Closed", found.get(State.CLOSED, 0))]
    return Table("stage", "Cases by stage", "cases", tuple(rows))


def by_clause(cases: CaseQuerySet) -> Table:
    """The clauses cited, the most cited first; a case that cites several counts under each."""
    cited = (
        Allegation.objects.filter(case__in=cases.order_by().values("pk"), clauses__isnull=False)
        .order_by()
        .values_list("clauses__version__policy__title", "clauses__number")
        .annotate(n=Count("case", distinct=True))
        .order_by("-n", "clauses__version__policy__title", "clauses__number")[: MOST_CLAUSES + 1]
    )
    rows = [Row(f"{title}, clause {number}", n) for title, number, n in cited]
    note = "A case that cites several clauses counts under each."
    if len(rows) > MOST_CLAUSES:
        note += f" The {MOST_CLAUSES} most cited are shown."
    return Table("clause", "Cases by clause", "cases", tuple(rows[:MOST_CLAUSES]), note)


def by_term(cases: CaseQuerySet, terms: list["Span"]) -> Table:
    """When they were reported; a holiday belongs to the term before it."""
    asked: dict[str, Any] = {
        f"term{n}": Count("pk", filter=Q(reported_at__gte=span.first, reported_at__lt=span.after))
        for n, span in enumerate(terms)
    }
    found = cases.order_by().aggregate(**asked) if terms else {}
    rows = tuple(Row(span.label, found[f"term{n}"]) for n, span in enumerate(terms))
    return Table(
        "term", "Cases by term", "cases", rows, "By the day of the report. A holiday belongs to the term before it."
    )


def overdue(cases: CaseQuerySet) -> Table:
    """The dates that have passed and still run, by what is late."""
    late = (
        RunningClock.objects.filter(
            case__in=cases.order_by().values("pk"), stopped_at=None, due_at__lt=timezone.now(), key__in=LATE
        )
        .order_by()
        .values_list("key")
        .annotate(n=Count("pk"))
        .order_by("-n", "key")
    )
    rows = tuple(Row(Clock.get(key).label, n) for key, n in late)
    return Table("overdue", "Overdue", "dates", rows)


def actions_by_state(cases: CaseQuerySet, span: "Span | None" = None) -> Table:
    """What the governing body does; within a span, what was done in it."""
    found = GoverningBodyAction.objects.filter(case__in=cases.order_by().values("pk"))
    if span:
        found = found.filter(proposed_at__gte=span.first, proposed_at__lt=span.after)
    counted = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    rows = tuple(Row(state.label, counted.get(state.value, 0)) for state in ActionState)
    return Table("actions", "Governing-body actions", "actions", rows)


def repeated(cases: CaseQuerySet) -> list[dict[str, Any]]:
    """People about whom there was more than one concern, with how many of them were low-level, and the clauses repeated."""
    keys = cases.order_by().values("pk")
    about = Appointment.objects.live().of(Role.SUBJECT).filter(case__in=keys)
    people = (
        about.order_by()
        .values("person", "person__name")
        .annotate(n=Count("case", distinct=True), minor=_minor())
        .filter(n__gte=2)
        .order_by("-n", "person__name", "person")[:MOST_PEOPLE]
    )
    rows = list(people)
    clauses = _clauses_repeated(about.filter(person__in=[row["person"] for row in rows]))
    return [
        {
            "name": row["person__name"],
            "number": row["n"],
            "minor": row["minor"],
            "clauses": clauses.get(row["person"], ""),
            "url": f"{reverse('case_list')}?{urlencode({'person': row['person']})}",
        }
        for row in rows
    ]


def _minor() -> Count:
    return Count("case", distinct=True, filter=Q(case__severity__in=[Severity.NONE, Severity.MINOR]))


def _clauses_repeated(about: QuerySet[Appointment]) -> dict[Any, str]:
    found: dict[Any, list[str]] = {}
    rows = (
        about.filter(case__allegations__clauses__isnull=False)
        .order_by()
        .values_list("person", "case__allegations__clauses__number")
        .annotate(n=Count("case", distinct=True))
        .filter(n__gte=2)
        .order_by("-n", "case__allegations__clauses__number")
    )
    for person, number, n in rows:
        found.setdefault(person, []).append(f"clause {number} ({n} times)")
    return {person: ", ".join(words) for person, words in found.items()}


# ---- Terms -----------------------------------------------------------------------------------------------------------


class Span:
    """A term with the holiday after it: every day belongs to one."""

    def __init__(self, term: Term, next_term: Term | None) -> None:
        self.term, self.label = term, term.name
        self.first = _midnight(term.starts)
        #: Without a next term it goes on for a year: nobody has entered what comes.
        self.after = _midnight(next_term.starts if next_term else term.starts + timedelta(days=366))


def spans(terms: list[Term], today: date) -> list[Span]:
    """The terms that have begun, the newest first, as many as stand on a page.  `terms` are in order."""
    begun = [
        Span(term, following) for term, following in zip(terms, [*terms[1:], None], strict=True) if term.starts <= today
    ]
    return begun[::-1][:MOST_TERMS]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
