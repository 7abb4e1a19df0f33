"""What would a list of terms and closures add to a school's calendar, and how is it added?  Nothing is skipped unsaid."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from investigations import audit
from investigations.models import Closure, Person, School, Term
from investigations.procedure.calendar import SchoolCalendar
from investigations.reading.term_dates import Found, Kind, TermDates, Unread

from .people import refuse_unless_runs
from .refusals import Refused

CALENDAR = SchoolCalendar()


@dataclass(frozen=True)
class Passed:
    """An entry that adds nothing, with the reason."""

    line: int
    name: str
    starts: date
    ends: date
    why: str


@dataclass
class Plan:
    """What an import adds, and what becomes of every other line."""

    terms: list[Found] = field(default_factory=list)
    closures: list[tuple[Found, date]] = field(default_factory=list)
    duplicates: list[Passed] = field(default_factory=list)
    needless: list[Passed] = field(default_factory=list)
    clashes: list[Passed] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def adds(self) -> bool:
        return bool(self.terms or self.closures)


def plan_import(school: School, dates: TermDates) -> Plan:
    """Reads only.  Two terms never share a day; a closure lies inside a term, on a day on which one would work."""
    plan = Plan(unread=list(dates.unread))
    terms = [(term.name, term.starts, term.ends) for term in school.terms.all()]
    for one in dates.found:
        if one.kind is Kind.TERM:
            _plan_term(plan, one, terms)
    known = set(school.closures.values_list("day", flat=True))
    for one in dates.found:
        if one.kind is Kind.KNOWN:
            plan.needless.append(_passed(one, "bank holidays and the holidays between two terms need no entry"))
        elif one.kind is Kind.CLOSURE:
            _plan_closure(plan, one, terms, known)
    return plan


def _plan_term(plan: Plan, one: Found, terms: list[tuple[str, date, date]]) -> None:
    for name, starts, ends in terms:
        if (starts, ends) == (one.starts, one.ends):
            plan.duplicates.append(_passed(one, f"“{name}” has the same days"))
            return
        if starts <= one.ends and one.starts <= ends:
            plan.clashes.append(_passed(one, f"its days overlap “{name}”, {_day(starts)} to {_day(ends)}"))
            return
    plan.terms.append(one)
    terms.append((one.name, one.starts, one.ends))


def _plan_closure(plan: Plan, one: Found, terms: list[tuple[str, date, date]], known: set[date]) -> None:
    days = [one.starts + timedelta(days=n) for n in range((one.ends - one.starts).days + 1)]
    inside = [
        day for day in days if CALENDAR.is_working_day(day) and any(starts <= day <= ends for _, starts, ends in terms)
    ]
    new = [day for day in inside if day not in known]
    if not inside:
        plan.needless.append(_passed(one, "no day of it is a school day: it lies outside the terms, or on days off"))
    elif not new:
        plan.duplicates.append(_passed(one, "the school is entered as closed then already"))
    plan.closures += [(one, day) for day in new]
    known.update(new)


def save_import(school: School, dates: TermDates, *, by: Person | None) -> Plan:
    """Add what is new, all or nothing, planned once more behind the lock of the school.  `by` is None at a terminal."""
    with transaction.atomic():
        refuse_unless_runs(school, by)
        school = School.objects.select_for_update().get(pk=school.pk)
        plan = plan_import(school, dates)
        if not plan.adds:
            raise Refused("There is nothing new in it.")
        Term.objects.bulk_create(
            Term(school=school, name=one.name, starts=one.starts, ends=one.ends) for one in plan.terms
        )
        Closure.objects.bulk_create(Closure(school=school, day=day, reason=one.name) for one, day in plan.closures)
        audit.record_school(
            school,
            "terms.imported",
            by=by,
            facts={"terms": len(plan.terms), "closures": len(plan.closures), "unread": len(plan.unread)},
            says=f"{by or 'Casework'} imported {in_words(plan)}",
        )
    return plan


def in_words(plan: Plan) -> str:
    parts = [
        f"{number} {noun if number == 1 else plural}"
        for number, noun, plural in (
            (len(plan.terms), "term", "terms"),
            (len(plan.closures), "day closed", "days closed"),
        )
        if number
    ]
    return " and ".join(parts)


def _passed(one: Found, why: str) -> Passed:
    return Passed(one.line, one.name, one.starts, one.ends, why)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
