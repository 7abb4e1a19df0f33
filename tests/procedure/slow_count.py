"""The same days counted once more, in another way, from nothing that the product uses.

Easter by Butcher's rule, the bank holidays from the Banking and Financial Dealings Act, and then day by day: a list of
the days that count, and a place in that list. No `holidays` package, no calendar of the product.
"""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from functools import cache

ONE = timedelta(days=1)


def easter(year):
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    month = (h - m + r + 90) // 25
    return date(year, month, (h - m + r + month + 19) % 32)


@cache
def days_off(year):
    """The bank holidays of England that fall on a weekday, from 2024 on (no year since has had an extra one)."""
    sunday = easter(year)
    first_of_may, last_of_may, last_of_august = date(year, 5, 1), date(year, 5, 31), date(year, 8, 31)
    off = {
        sunday - 2 * ONE,
        sunday + ONE,
        first_of_may + (-first_of_may.weekday() % 7) * ONE,
        last_of_may - last_of_may.weekday() * ONE,
        last_of_august - last_of_august.weekday() * ONE,
    }
    # Of a day that falls on a weekend the next weekday that is not taken is given instead.
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= 5 or (day != fixed and day in off):
            day += ONE
        if day in off:  # Christmas on a Sunday is given on Tuesday, for Monday is Boxing Day
            day += ONE
        off.add(day)
    if date(year, 12, 25).weekday() == 6:
        off |= {date(year, 12, 26), date(year, 12, 27)}
    return off


def is_working(day):
    return day.weekday() < 5 and day not in days_off(day.year)


class Wall:
    """A wall calendar: every day of some years, with the days that count crossed on it."""

    def __init__(self, first_year, last_year, terms, closures):
        all_days = [date(first_year, 1, 1) + n * ONE for n in range((last_year - first_year + 1) * 365)]
        self.working = [day for day in all_days if is_working(day)]
        taught = {first + n * ONE for first, last in terms for n in range((last - first).days + 1)} - set(closures)
        self.school = [day for day in self.working if day in taught]

    def forward(self, day, amount, days, *, clear=False):
        """The day that is so many counting days after; with `clear`, the first counting day behind all of them."""
        if amount == 0 and not clear:
            return day
        return days[bisect_right(days, day) + amount - (not clear)]

    def back(self, day, amount, days, *, clear=False):
        if amount == 0 and not clear:
            return day
        return days[bisect_left(days, day) - amount - clear]

    def served(self, moment, method):
        day = moment.date()
        if method == "by_hand":
            return day
        if method == "first_class_post":
            return self.forward(day, 2, self.working)
        in_time = moment.time() < time(16) and is_working(day)
        return day if in_time else self.forward(day, 1, self.working)


def months_on(day, months):
    """One month at a time, and then back from a day that the month does not have."""
    number = day.year * 12 + day.month - 1 + months
    for wanted in range(day.day, 0, -1):
        try:
            return date(number // 12, number % 12 + 1, wanted)
        except ValueError:
            continue


def last_sunday(year, month):
    day = date(year, month + 1, 1) - ONE
    return day - (day.weekday() + 1) % 7 * ONE


def hours_on(moment, hours):
    """A naive moment on London's wall, so many hours later: summer time by its own rule, 01:00 GMT on two Sundays."""

    def is_summer(gmt):
        begins = datetime.combine(last_sunday(gmt.year, 3), time(1))
        ends = datetime.combine(last_sunday(gmt.year, 10), time(1))
        return begins <= gmt < ends

    # What stands on the wall in summer is an hour before what it says; the skipped hour is read as winter time.
    summer = is_summer(moment - timedelta(hours=1))
    gmt = moment - timedelta(hours=1) * summer + timedelta(hours=hours)
    return gmt + timedelta(hours=1) * is_summer(gmt)
