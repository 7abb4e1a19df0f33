"""Where is the rehearsal set?  A made-up school, its terms and training days, and the days that its stories count by."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from investigations.models import Closure, School, Term
from investigations.procedure.calendar import LONDON, SchoolCalendar
from investigations.procedure.choices import EmployerType

NAME = "Larkfield Primary School"
AUTHORITY = "Aldermere Council"
ADDRESS = "Larkfield Lane\nAldermere\nAM4 7LP"
YEARS_BEFORE, YEARS_AFTER = 8, 3


def make_school(name: str = NAME, address: str = ADDRESS) -> School:
    school = School.objects.create(
        name=name,
        employer_type=EmployerType.COMMUNITY,
        local_authority=AUTHORITY,
        address=address,
        is_rehearsal=True,
    )
    this_year = timezone.localdate().year
    years = range(this_year - YEARS_BEFORE, this_year + YEARS_AFTER)
    Term.objects.bulk_create(
        Term(school=school, name=name, starts=starts, ends=ends)
        for year in years
        for name, starts, ends in _terms_of(year)
    )
    autumn = this_year if timezone.localdate().month >= 8 else this_year - 1
    Closure.objects.bulk_create(
        Closure(school=school, day=_weekday_from(day), reason="training day")
        for day in (date(autumn, 9, 3), date(autumn + 1, 1, 5))
    )
    return school


def _terms_of(year: int) -> list[tuple[str, date, date]]:
    """Six half-terms that begin in this calendar year, the days moved off weekends."""
    return [
        (f"Spring {year}, first half", _weekday_from(date(year, 1, 5)), _weekday_until(date(year, 2, 13))),
        (f"Spring {year}, second half", _weekday_from(date(year, 2, 23)), _weekday_until(date(year, 3, 31))),
        (f"Summer {year}, first half", _weekday_from(date(year, 4, 16)), _weekday_until(date(year, 5, 24))),
        (f"Summer {year}, second half", _weekday_from(date(year, 6, 3)), _weekday_until(date(year, 7, 22))),
        (f"Autumn {year}, first half", _weekday_from(date(year, 9, 3)), _weekday_until(date(year, 10, 23))),
        (f"Autumn {year}, second half", _weekday_from(date(year, 11, 2)), _weekday_until(date(year, 12, 18))),
    ]


def _weekday_from(day: date) -> date:
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def _weekday_until(day: date) -> date:
    return day - timedelta(days={5: 1, 6: 2}.get(day.weekday(), 0))


class Days:
    """Working days by their distance from today: -3 is the third working day before it, 9 the ninth after it."""

    def __init__(self, calendar: SchoolCalendar, back: int = 1720, ahead: int = 120) -> None:
        self.calendar = calendar
        self.today = timezone.localdate()
        self._before = _walk(calendar, self.today, -1, back)
        self._after = _walk(calendar, self.today, 1, ahead)

    def day(self, distance: int) -> date:
        if distance == 0:
            return self.today
        return self._before[-distance - 1] if distance < 0 else self._after[distance - 1]

    def at(self, distance: int, clock: str) -> datetime:
        """That day at a time such as "09:10", in London."""
        return datetime.combine(self.day(distance), time.fromisoformat(clock), LONDON)

    def is_school_day(self, distance: int) -> bool:
        return self.calendar.is_school_day(self.day(distance))

    def school_days_before(self, distance: int, count: int) -> date:
        """So many days before that day, counting only those on which children were at school."""
        day = self.day(distance)
        while count:
            day -= timedelta(days=1)
            count -= self.calendar.is_school_day(day)
        return day


def _walk(calendar: SchoolCalendar, day: date, step: int, count: int) -> list[date]:
    found: list[date] = []
    while len(found) < count:
        day += timedelta(days=step)
        if calendar.is_working_day(day):
            found.append(day)
    return found
