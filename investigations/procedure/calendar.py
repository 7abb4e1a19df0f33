"""Which day is it, for this school, and how was that date counted?

Two calendars stand side by side: England's working days (school holidays count) and the school's own days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from .labelled import Labelled

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)
EMAIL_CUTOFF = time(16)
COMPANION_DAYS = 5  # fixed by the Employment Relations Act 1999 s.10(5)
OUTSIDE_TERM = "outside term"
CLOSED = "closed: "

# A longer gap between two terms is a year that nobody has typed in, not a holiday.
LONGEST_HOLIDAY = timedelta(days=50)

# The package's names, said as the government's own list says them.
HOLIDAY_NAMES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


class TermDatesMissing(ValueError):
    """School days were asked for where the school has entered no terms."""


class Unit(Labelled):
    basis: str

    WORKING_DAYS = (
        "working_days",
        "working days",
        "Working days are Monday to Friday except England's bank holidays, so school holidays count.",
    )
    CLEAR_WORKING_DAYS = (
        "clear_working_days",
        "clear working days",
        (
            "Working days are Monday to Friday except England's bank holidays, so school holidays count; "
            "neither the first day nor the day of the event is one of them."
        ),
    )
    SCHOOL_DAYS = (
        "school_days",
        "school days",
        "School days follow the school's own term dates and closures, so school holidays do not count.",
    )
    CLEAR_SCHOOL_DAYS = (
        "clear_school_days",
        "clear school days",
        (
            "School days follow the school's own term dates and closures, so school holidays do not count; "
            "neither the first day nor the day of the event is one of them."
        ),
    )
    CALENDAR_DAYS = ("calendar_days", "calendar days", "Every day counts, weekends and holidays too.")
    CLOCK_HOURS = ("clock_hours", "hours", "Every hour counts, nights, weekends and holidays too.")
    MONTHS = ("months", "months", "A month runs to the same day number, or to the last day of a shorter month.")

    def __init__(self, value: str, label: str = "", basis: str = "") -> None:
        self.basis = basis

    @property
    def is_clear(self) -> bool:
        return self in (Unit.CLEAR_WORKING_DAYS, Unit.CLEAR_SCHOOL_DAYS)

    def of(self, amount: int) -> str:
        """ "1 working day", "10 working days"."""
        return f"{amount} {self.label.removesuffix('s') if amount == 1 else self.label}"


class Service(Labelled):
    BY_HAND = "by_hand", "By hand"
    BY_EMAIL = "by_email", "By e-mail"
    FIRST_CLASS_POST = "first_class_post", "By first-class post"
    #: What a step tells the employee by itself; it counts like an e-mail, and no step offers it as an answer.
    ON_THEIR_PAGE = "on_their_page", "On their own page"


@dataclass(frozen=True)
class SchoolCalendar:
    """Terms are first and last days, both inclusive; a half-term is the gap between two. Closures carry a reason."""

    terms: tuple[tuple[date, date], ...] = ()
    closures: Mapping[date, str] | tuple[tuple[date, str], ...] = ()

    def __post_init__(self) -> None:
        terms = tuple(sorted((first, last) for first, last in self.terms))
        for first, last in terms:
            if last < first:
                raise ValueError(f"A term cannot end on {long_date(last)}, before it begins on {long_date(first)}.")
        object.__setattr__(self, "terms", terms)
        object.__setattr__(self, "closures", tuple(sorted(dict(self.closures).items())))

    def is_working_day(self, day: date) -> bool:
        return not self.why_not_working(day)

    def is_school_day(self, day: date) -> bool:
        return not self.why_not_school(day)

    def why_not_working(self, day: date) -> str:
        """The reason in words, or nothing when it is a working day."""
        day = day_of(day)
        return f"{day:%A}" if day.weekday() >= 5 else bank_holidays(day.year).get(day, "")

    def why_not_school(self, day: date) -> str:
        """The reason in words, or nothing when it is a school day."""
        day = day_of(day)
        if reason := self.why_not_working(day):
            return reason
        if not any(first <= day <= last for first, last in self.terms):
            return OUTSIDE_TERM
        closures = dict(self.closures)
        return f"{CLOSED}{closures[day]}" if day in closures else ""

    def next_working_day(self, day: date) -> date:
        """The first working day after this one, never the day itself."""
        return _walk(self, day_of(day), 1, Unit.WORKING_DAYS, forward=True)[0]

    def working_days_until(self, today: date, due: date) -> int:
        """How many working days are left after today, the due day included; below nought exactly when overdue."""
        today, due = day_of(today), day_of(due)
        first, last = min(today, due), max(today, due)
        between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        days = sum(self.is_working_day(day) for day in between)
        # What fell due on Friday is overdue on Saturday, though no working day has passed.
        return days if today <= due else -max(days, 1)

    def refuse_unknown_terms(self, day: date) -> None:
        before = [last for _, last in self.terms if last < day]
        after = [first for first, _ in self.terms if first > day]
        if any(first <= day <= last for first, last in self.terms):
            return
        begins = max(before) if before else (day if after else date.min)
        ends = min(after) if after else (day if before else date.max)
        if ends - begins > LONGEST_HOLIDAY:
            raise TermDatesMissing(
                f"Enter the school's term dates around {long_date(day)} first: "
                "school days cannot be counted without them."
            )


@dataclass(frozen=True)
class Counted:
    """A date, and the account of how it was reached that stands beside it for good.

    `due` is in London; for days and months it is the last second of the day. Hours and months count no single days.
    """

    due: datetime
    start: datetime
    amount: int
    unit: Unit
    counted: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]
    sentence: str

    def __str__(self) -> str:
        return self.sentence

    def as_json(self) -> dict[str, Any]:
        return {
            "due": self.due.isoformat(),
            "start": self.start.isoformat(),
            "amount": self.amount,
            "unit": self.unit.value,
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [[day.isoformat(), reason] for day, reason in self.skipped],
            "sentence": self.sentence,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Counted:
        return cls(
            due=local(datetime.fromisoformat(kept["due"])),
            start=local(datetime.fromisoformat(kept["start"])),
            amount=kept["amount"],
            unit=Unit(kept["unit"]),
            counted=tuple(date.fromisoformat(day) for day in kept["counted"]),
            skipped=tuple((date.fromisoformat(day), reason) for day, reason in kept["skipped"]),
            sentence=kept["sentence"],
        )


def count_forward(calendar: SchoolCalendar, start: datetime, amount: int, unit: Unit, *, since: str = "") -> Counted:
    """Day 1 is the day after the start. Clear days give the earliest day of the event. `since` names the start."""
    start = local(start)
    if unit is Unit.CLOCK_HOURS:
        _refuse_below_nought(amount)
        # Through UTC, for an hour that the clocks skip or repeat is still an hour that passed.
        due = local(start.astimezone(UTC) + timedelta(hours=amount))
        return Counted(due, start, amount, unit, (), (), _hours_sentence(start, due, amount, since))
    return _count(calendar, start, amount, unit, since, forward=True)


def count_back(calendar: SchoolCalendar, event: date, amount: int, unit: Unit, *, before: str = "") -> Counted:
    """Day 1 is the day before the event. Clear days give the latest day of service. `before` names the event."""
    if unit is Unit.CLOCK_HOURS:
        raise ValueError("Hours are counted forward from a moment, not back from a day.")
    start = datetime.combine(day_of(event), time(), LONDON)
    return _count(calendar, start, amount, unit, before, forward=False)


def companion_window(calendar: SchoolCalendar, proposed: date) -> date:
    """The last day to which a hearing may be put off for the companion: Employment Relations Act 1999 s.10(5)."""
    return _walk(calendar, day_of(proposed), COMPANION_DAYS, Unit.WORKING_DAYS, forward=True)[0]


def served_on(calendar: SchoolCalendar, sent_at: datetime, method: Service) -> date:
    sent_at = local(sent_at)
    day = sent_at.date()
    if method is Service.FIRST_CLASS_POST:
        return calendar.next_working_day(calendar.next_working_day(day))
    if method is Service.BY_HAND or (sent_at.time() < EMAIL_CUTOFF and calendar.is_working_day(day)):
        return day
    return calendar.next_working_day(day)


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    # A fresh object for each year: a shared one fills its years lazily, and a second thread can see one half filled.
    found = holidays.country_holidays("GB", subdiv="ENG", years=year, expand=False, language="en_GB")
    return {day: _holiday_name(name) for day, name in found.items()}


def local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone before days can be counted from it.")
    return moment.astimezone(LONDON)


def day_of(day: date) -> date:
    """The date on the school's wall: a moment late on a summer evening in UTC is already tomorrow in London."""
    return local(day).date() if isinstance(day, datetime) else day


def long_date(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _holiday_name(name: str) -> str:
    plain = name.removesuffix(" (observed)")
    said = HOLIDAY_NAMES.get(plain, plain)
    return said if plain == name else f"substitute day for {said}"


def _refuse_below_nought(amount: int) -> None:
    if amount < 0:
        raise ValueError("A period cannot be shorter than nothing.")


def _count(calendar: SchoolCalendar, start: datetime, amount: int, unit: Unit, name: str, *, forward: bool) -> Counted:
    _refuse_below_nought(amount)
    counted: tuple[date, ...] = ()
    skipped: tuple[tuple[date, str], ...] = ()
    if unit is Unit.MONTHS:
        due = _months_from(start.date(), amount if forward else -amount)
    else:
        due, counted, skipped = _walk(calendar, start.date(), amount, unit, forward=forward)
    sentence = _days_sentence(start.date(), due, amount, unit, skipped, name, forward=forward)
    return Counted(datetime.combine(due, END_OF_DAY, LONDON), start, amount, unit, counted, skipped, sentence)


def _walk(
    calendar: SchoolCalendar, start: date, amount: int, unit: Unit, *, forward: bool
) -> tuple[date, tuple[date, ...], tuple[tuple[date, str], ...]]:
    """The day arrived at, the days counted and the days passed over, each in the order they were met."""
    why_not = _reason_for(calendar, unit)
    step = timedelta(days=1 if forward else -1)
    met: list[date] = []
    skipped: list[tuple[date, str]] = []
    day = start
    # Clear days need one more day of the same kind: the day of the event (or of service), which does not count.
    while len(met) < amount + unit.is_clear:
        day += step
        if reason := why_not(day):
            skipped.append((day, reason))
        else:
            met.append(day)
    return day, tuple(met[:amount]), tuple(skipped)


def _reason_for(calendar: SchoolCalendar, unit: Unit) -> Callable[[date], str]:
    if unit is Unit.CALENDAR_DAYS:
        return lambda day: ""
    if unit in (Unit.WORKING_DAYS, Unit.CLEAR_WORKING_DAYS):
        return calendar.why_not_working

    def why_not_school(day: date) -> str:
        calendar.refuse_unknown_terms(day)
        return calendar.why_not_school(day)

    return why_not_school


def _months_from(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last = date(next_year, next_month + 1, 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _hours_sentence(start: datetime, due: datetime, amount: int, since: str) -> str:
    origin = f"{since} on {long_date(start)}" if since else long_date(start)
    said = f"{Unit.CLOCK_HOURS.of(amount)} from {origin} at {start:%H:%M}: due {long_date(due)} at {due:%H:%M}."
    change = (due.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if change:
        said += f" The clocks go {'forward' if change > timedelta() else 'back'} an hour in between."
    return f"{said} {Unit.CLOCK_HOURS.basis}"


def _days_sentence(
    start: date,
    due: date,
    amount: int,
    unit: Unit,
    skipped: tuple[tuple[date, str], ...],
    name: str,
    *,
    forward: bool,
) -> str:
    origin = f"{name} on {long_date(start)}" if name else long_date(start)
    if amount == 0 and not unit.is_clear:
        return f"The same day as {origin}."
    said = f"{unit.of(amount)} {'from' if forward else 'before'} {origin}"
    if skipped:
        said += f", not counting {_listed(_merged(skipped, start.year))}"
    if unit.is_clear:
        said += f": {long_date(due)} at the {'earliest' if forward else 'latest'}."
    else:
        said += f": due {long_date(due)}."
    return f"{said} {unit.basis}"


def _merged(skipped: tuple[tuple[date, str], ...], year: int) -> list[str]:
    """Holidays of the school as one stretch, other days by name, and the weekends that are left as a number."""
    reasons = dict(sorted(skipped))
    stretches = _stretches_outside_term(reasons)
    alone = {d: why for d, why in reasons.items() if not any(first <= d <= last for first, last in stretches)}
    weekends = {d - timedelta(days=d.weekday()) for d in alone if d.weekday() >= 5}

    parts = {first: f"{_short_span(first, last, year)} ({OUTSIDE_TERM})" for first, last in stretches}
    parts |= {d: f"{_short_date(d, year)} ({why})" for d, why in alone.items() if d.weekday() < 5}
    said = [parts[first] for first in sorted(parts)]
    if weekends:
        said.append("1 weekend" if len(weekends) == 1 else f"{len(weekends)} weekends")
    return said


def _stretches_outside_term(reasons: Mapping[date, str]) -> list[tuple[date, date]]:
    """Weekends and bank holidays inside a school holiday belong to it; a closure or a counted day breaks it."""
    stretches: list[tuple[date, date]] = []
    for day in (day for day, reason in reasons.items() if reason == OUTSIDE_TERM):
        if stretches:
            first, last = stretches[-1]
            between = (last + timedelta(days=n) for n in range(1, (day - last).days))
            if all(d in reasons and not reasons[d].startswith(CLOSED) for d in between):
                stretches[-1] = (first, day)
                continue
        stretches.append((day, day))
    return stretches


def _short_span(first: date, last: date, year: int) -> str:
    return _short_date(first, year) if first == last else f"{_short_date(first, year)} to {_short_date(last, year)}"


def _short_date(day: date, year: int) -> str:
    return f"{day.day} {day:%B}" if day.year == year else f"{day.day} {day:%B %Y}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
