"""Two counts of the same days that share no line: whoever is wrong, they would have to be wrong alike."""

import random
from datetime import UTC, date, datetime, time, timedelta

from investigations.procedure.calendar import (
    LONDON,
    SchoolCalendar,
    Service,
    Unit,
    bank_holidays,
    companion_window,
    count_back,
    count_forward,
    served_on,
)
from tests.procedure import slow_count as slow
from tests.procedure.test_calendar import CLOSURES, GOLDEN, LARKFIELD, TERMS, at, day

CASES = 100_000
SEED = 20261124
YEARS = range(2024, 2041)
METHODS = list(Service)


def test_easter_falls_as_the_churches_have_published_it():
    published = {
        2024: "03-31",
        2025: "04-20",
        2026: "04-05",
        2027: "03-28",
        2028: "04-16",
        2029: "04-01",
        2038: "04-25",
    }
    assert {year: f"{slow.easter(year):%m-%d}" for year in published} == published


def test_the_bank_holidays_of_the_rules_are_those_of_the_package():
    for year in YEARS:
        assert {one for one in bank_holidays(year) if one.weekday() < 5} == slow.days_off(year), year


def test_the_golden_dates_come_out_of_the_slow_count_too():
    wall = slow.Wall(2024, 2030, TERMS, CLOSURES)
    assert len(GOLDEN) >= 200
    wrong = []
    for row in GOLDEN:
        expected = datetime.fromisoformat(row["expected"])
        if row["unit"] != "clock_hours":
            expected = expected.date()
        if slowly(wall, row) != expected:
            wrong.append((row, slowly(wall, row)))
    assert wrong == []


def slowly(wall, row):
    question, unit, start = row["question"], row["unit"], at(row["start"]).replace(tzinfo=None)
    if question == "companion":
        return wall.forward(start.date(), 5, wall.working)
    if question not in ("forward", "back"):
        return wall.served(start, question)
    amount = int(row["amount"])
    if unit == "clock_hours":
        return slow.hours_on(start, amount)
    return days_on(wall, start.date(), amount, unit, question)


def days_on(wall, start, amount, unit, direction):
    sign = 1 if direction == "forward" else -1
    if unit == "calendar_days":
        return start + sign * amount * slow.ONE
    if unit == "months":
        return slow.months_on(start, sign * amount)
    days = wall.school if "school" in unit else wall.working
    count = wall.forward if sign > 0 else wall.back
    return count(start, amount, days, clear=unit.startswith("clear"))


# ---- Whatever the day, whatever the school --------------------------------------------------------------------------


def test_a_hundred_thousand_random_dates_of_random_schools_are_counted_alike():
    chance = random.Random(SEED)
    asked = 0
    while asked < CASES:
        year = chance.choice(YEARS[:-2])
        terms, closures = a_school(chance, year)
        calendar = SchoolCalendar(terms, dict.fromkeys(closures, "closed"))
        wall = slow.Wall(year - 1, year + 3, terms, closures)
        for _ in range(500):
            check_one(chance, calendar, wall, date(year + 1, 1, 1) + timedelta(days=chance.randrange(200)))
            asked += 1
    assert asked >= CASES


def a_school(chance, year):
    """Three years of terms, half-terms and closures somewhere near where they lie in England, never the same twice."""
    terms = []
    for begins in range(year, year + 3):
        spring = slow.easter(begins + 1) - timedelta(days=chance.randrange(3, 17))
        ends = [
            (date(begins, 9, 1), date(begins, 12, 17)),
            (date(begins + 1, 1, 3), spring),
            (spring + timedelta(days=chance.randrange(10, 18)), date(begins + 1, 7, 20)),
        ]
        for first, last in ends:
            first, last = first + timedelta(days=chance.randrange(5)), last + timedelta(days=chance.randrange(5))
            half = first + (last - first) // 2
            terms += [(first, half), (half + timedelta(days=chance.randrange(8, 11)), last)]
    closures = set()
    for _ in range(chance.randrange(12)):
        first, last = chance.choice(terms)
        closures.add(first + timedelta(days=chance.randrange((last - first).days + 1)))
    return tuple(terms), closures


def check_one(chance, calendar, wall, start):
    kind = chance.randrange(10)
    if kind == 0:
        moment = datetime.combine(start, time(chance.choice((0, 9, 15, 15, 16, 23)), chance.choice((0, 59))))
        method = chance.choice(METHODS)
        found, expected = served_on(calendar, moment.replace(tzinfo=LONDON), method), wall.served(moment, method.value)
    elif kind == 1:
        found, expected = companion_window(calendar, start), wall.forward(start, 5, wall.working)
    elif kind == 2:
        moment, hours = datetime.combine(start, time(12, chance.randrange(60))), chance.randrange(400)
        counted = count_forward(calendar, moment.replace(tzinfo=LONDON), hours, Unit.CLOCK_HOURS)
        found, expected = counted.due.replace(tzinfo=None), slow.hours_on(moment, hours)
        assert counted.due.astimezone(UTC) - counted.start.astimezone(UTC) == timedelta(hours=hours)
    else:
        unit, amount = chance.choice(UNITS), chance.randrange(11)
        direction = chance.choice(("forward", "back"))
        if direction == "forward":
            moment = datetime.combine(start, time(chance.randrange(24)), LONDON)
            counted = count_forward(calendar, moment, amount, unit)
        else:
            counted = count_back(calendar, start, amount, unit)
        found, expected = counted.due.date(), days_on(wall, start, amount, unit.value, direction)
        if counted.counted:
            assert len(counted.counted) == amount
    assert found == expected, (kind, start, found, expected, calendar)


UNITS = [unit for unit in Unit if unit is not Unit.CLOCK_HOURS]


def test_a_wrong_bank_holiday_would_be_noticed():
    wall = slow.Wall(2025, 2028, TERMS, CLOSURES)
    assert day("2026-05-04") not in wall.working
    wall.working = sorted([*wall.working, day("2026-05-04")])
    counted = count_forward(LARKFIELD, at("2026-05-01"), 3, Unit.WORKING_DAYS).due.date()
    assert wall.forward(day("2026-05-01"), 3, wall.working) != counted
