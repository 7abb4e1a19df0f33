"""The golden dates were worked out by hand from a wall calendar; the code may only agree with them."""

import csv
import json
import threading
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investigations.procedure.calendar import (
    LONDON,
    Counted,
    SchoolCalendar,
    Service,
    TermDatesMissing,
    Unit,
    bank_holidays,
    companion_window,
    count_back,
    count_forward,
    served_on,
)


def day(text):
    return date.fromisoformat(text)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


TERMS = tuple(
    (day(first), day(last))
    for first, last in (
        ("2025-01-06", "2025-02-14"), ("2025-02-24", "2025-04-04"),
        ("2025-04-22", "2025-05-23"), ("2025-06-02", "2025-07-22"),
        ("2025-09-02", "2025-10-24"), ("2025-11-03", "2025-12-19"),
        ("2026-01-05", "2026-02-13"), ("2026-02-23", "2026-03-27"),
        ("2026-04-13", "2026-05-22"), ("2026-06-01", "2026-07-21"),
        ("2026-09-02", "2026-10-23"), ("2026-11-02", "2026-12-18"),
        ("2027-01-04", "2027-02-12"), ("2027-02-22", "2027-03-25"),
        ("2027-04-12", "2027-05-28"), ("2027-06-07", "2027-07-22"),
        ("2027-09-02", "2027-10-22"), ("2027-11-01", "2027-12-17"),
        ("2028-01-04", "2028-02-11"), ("2028-02-21", "2028-03-31"),
        ("2028-04-18", "2028-05-26"), ("2028-06-05", "2028-07-21"),
    )
)  # fmt: skip
CLOSURES = {
    day("2025-09-02"): "training day",
    day("2025-11-03"): "training day",
    day("2026-01-05"): "training day",
    day("2026-01-08"): "snow",
    day("2026-09-02"): "training day",
    day("2026-11-02"): "training day",
    day("2027-01-04"): "training day",
    day("2027-06-25"): "training day",
    day("2028-01-04"): "training day",
    day("2028-02-09"): "snow",
}
LARKFIELD = SchoolCalendar(TERMS, CLOSURES)

GOLDEN = list(csv.DictReader((Path(__file__).parent / "golden_dates.csv").open(encoding="utf-8")))


def answer_to(row):
    question, start = row["question"], row["start"]
    if question == "forward":
        due = count_forward(LARKFIELD, at(start), int(row["amount"]), Unit(row["unit"])).due
        return due if row["unit"] == "clock_hours" else due.date()
    if question == "back":
        return count_back(LARKFIELD, day(start), int(row["amount"]), Unit(row["unit"])).due.date()
    if question == "companion":
        return companion_window(LARKFIELD, day(start))
    return served_on(LARKFIELD, at(start), Service(question))


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['question']} {row['start']}: {row['reason']}")
def test_a_date_worked_out_by_hand_comes_out_the_same(row):
    expected = at(row["expected"]) if "T" in row["expected"] else day(row["expected"])
    assert answer_to(row) == expected


def test_the_golden_file_asks_every_question_and_uses_every_unit():
    assert len(GOLDEN) >= 200
    assert {row["question"] for row in GOLDEN} == {"forward", "back", "companion"} | {m.value for m in Service}
    assert {row["unit"] for row in GOLDEN} - {""} == {unit.value for unit in Unit}


# Which day is it?


def test_englands_bank_holidays_are_the_ones_on_the_governments_list():
    # gov.uk/bank-holidays, England and Wales; the package names the weekend day as well as its substitute.
    assert sorted(bank_holidays(2026).items()) == [
        (day("2026-01-01"), "New Year's Day"),
        (day("2026-04-03"), "Good Friday"),
        (day("2026-04-06"), "Easter Monday"),
        (day("2026-05-04"), "Early May bank holiday"),
        (day("2026-05-25"), "Spring bank holiday"),
        (day("2026-08-31"), "Summer bank holiday"),
        (day("2026-12-25"), "Christmas Day"),
        (day("2026-12-26"), "Boxing Day"),
        (day("2026-12-28"), "substitute day for Boxing Day"),
    ]


@pytest.mark.parametrize(
    ("text", "why_not_working", "why_not_school"),
    [
        ("2026-06-10", "", ""),
        ("2026-06-13", "Saturday", "Saturday"),
        ("2026-06-14", "Sunday", "Sunday"),
        ("2026-12-25", "Christmas Day", "Christmas Day"),
        ("2026-12-26", "Saturday", "Saturday"),
        ("2027-12-27", "substitute day for Christmas Day", "substitute day for Christmas Day"),
        ("2026-05-04", "Early May bank holiday", "Early May bank holiday"),
        ("2026-02-16", "", "outside term"),
        ("2026-09-02", "", "closed: training day"),
        ("2026-01-08", "", "closed: snow"),
        ("2026-07-21", "", ""),
        ("2026-07-22", "", "outside term"),
        ("2026-06-01", "", ""),
    ],
)
def test_a_day_says_why_it_does_not_count(text, why_not_working, why_not_school):
    assert LARKFIELD.why_not_working(day(text)) == why_not_working
    assert LARKFIELD.why_not_school(day(text)) == why_not_school
    assert LARKFIELD.is_working_day(day(text)) is (why_not_working == "")
    assert LARKFIELD.is_school_day(day(text)) is (why_not_school == "")


def test_a_late_evening_in_utc_is_already_tomorrow_in_london():
    late = datetime(2026, 4, 2, 23, 30, tzinfo=UTC)
    assert LARKFIELD.why_not_working(late) == "Good Friday"
    assert count_forward(LARKFIELD, late, 1, Unit.WORKING_DAYS).due.date() == day("2026-04-07")
    assert LARKFIELD.next_working_day(late) == day("2026-04-07")


def test_the_next_working_day_is_never_the_day_itself():
    assert LARKFIELD.next_working_day(day("2026-06-10")) == day("2026-06-11")
    assert LARKFIELD.next_working_day(day("2026-12-24")) == day("2026-12-29")


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        ("2026-06-10", "2026-06-10", 0),
        ("2026-06-10", "2026-06-11", 1),
        ("2026-06-12", "2026-06-15", 1),
        ("2026-06-13", "2026-06-15", 1),
        ("2026-12-24", "2026-12-30", 2),
        ("2026-06-11", "2026-06-10", -1),
        ("2026-06-13", "2026-06-12", -1),  # overdue since midnight, though no working day has passed
        ("2026-06-15", "2026-06-12", -1),
        ("2026-06-16", "2026-06-12", -2),
        ("2026-12-29", "2026-12-24", -1),
    ],
)
def test_working_days_left_and_overdue(today, due, left):
    assert LARKFIELD.working_days_until(day(today), day(due)) == left


def test_working_days_left_takes_moments_as_well_as_days():
    due = count_forward(LARKFIELD, at("2026-06-10T09:00"), 3, Unit.WORKING_DAYS).due
    assert LARKFIELD.working_days_until(datetime(2026, 6, 10, 22, 59, tzinfo=UTC), due) == 3
    assert LARKFIELD.working_days_until(datetime(2026, 6, 10, 23, 0, tzinfo=UTC), due) == 2


def test_bank_holidays_are_whole_for_two_threads_that_ask_at_once():
    bank_holidays.cache_clear()
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(len(bank_holidays(2031)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [len(bank_holidays(2031))] * 8


# The school's own dates


def test_a_calendar_is_the_same_however_its_dates_were_given():
    backwards = SchoolCalendar(tuple(reversed(TERMS)), tuple(reversed(CLOSURES.items())))
    assert backwards == LARKFIELD
    assert hash(backwards) == hash(LARKFIELD)


def test_a_term_may_not_end_before_it_begins():
    with pytest.raises(ValueError) as refused:
        SchoolCalendar(((day("2026-07-21"), day("2026-06-01")),))
    assert str(refused.value) == ("A term cannot end on Monday 1 June 2026, before it begins on Tuesday 21 July 2026.")


def test_a_constant_is_its_value_and_carries_its_label():
    assert [(unit, unit.label) for unit in Unit] == [
        ("working_days", "working days"),
        ("clear_working_days", "clear working days"),
        ("school_days", "school days"),
        ("clear_school_days", "clear school days"),
        ("calendar_days", "calendar days"),
        ("clock_hours", "hours"),
        ("months", "months"),
    ]
    assert Service.choices() == [
        ("by_hand", "By hand"),
        ("by_email", "By e-mail"),
        ("first_class_post", "By first-class post"),
        ("on_their_page", "On their own page"),
    ]
    assert Unit("school_days") is Unit.SCHOOL_DAYS


@pytest.mark.parametrize(
    ("terms", "start"),
    [
        ((), "2026-06-10"),
        (TERMS, "2028-07-20"),  # runs past the last term entered
        (TERMS, "2024-09-10"),  # long before the first
        (tuple(t for t in TERMS if t[0].year != 2027), "2026-12-18"),  # a year left out
    ],
)
def test_school_days_are_not_guessed_where_no_terms_were_entered(terms, start):
    with pytest.raises(TermDatesMissing, match="Enter the school's term dates around .* first"):
        count_forward(SchoolCalendar(terms), at(start), 5, Unit.SCHOOL_DAYS)
    assert count_forward(SchoolCalendar(terms), at(start), 5, Unit.WORKING_DAYS).amount == 5


def test_school_days_are_not_counted_back_past_the_first_term_entered():
    assert count_back(LARKFIELD, day("2025-01-08"), 2, Unit.SCHOOL_DAYS).due.date() == day("2025-01-06")
    with pytest.raises(TermDatesMissing):
        count_back(LARKFIELD, day("2025-01-08"), 3, Unit.SCHOOL_DAYS)


def test_a_moment_without_a_time_zone_is_refused():
    for ask in (
        lambda: count_forward(LARKFIELD, datetime(2026, 6, 10), 1, Unit.WORKING_DAYS),
        lambda: served_on(LARKFIELD, datetime(2026, 6, 10), Service.BY_HAND),
        lambda: LARKFIELD.is_working_day(datetime(2026, 6, 10)),
    ):
        with pytest.raises(ValueError, match="A moment needs its time zone"):
            ask()


def test_a_period_below_nought_is_refused_in_every_unit():
    for unit in Unit:
        with pytest.raises(ValueError, match="shorter than nothing"):
            count_forward(LARKFIELD, at("2026-06-10"), -1, unit)


def test_hours_are_not_counted_back_from_a_day():
    with pytest.raises(ValueError, match="Hours are counted forward"):
        count_back(LARKFIELD, day("2026-06-10"), 72, Unit.CLOCK_HOURS)


# How it was counted


def test_a_day_is_due_at_its_last_second_in_london():
    due = count_forward(LARKFIELD, datetime(2026, 6, 10, 9, tzinfo=UTC), 1, Unit.WORKING_DAYS).due
    assert due.isoformat() == "2026-06-11T23:59:59+01:00"
    assert due.tzinfo is LONDON


def test_the_days_counted_and_the_days_passed_over_are_kept():
    counted = count_forward(LARKFIELD, at("2026-12-23T10:00"), 2, Unit.CLEAR_WORKING_DAYS)
    assert counted.counted == (day("2026-12-24"), day("2026-12-29"))
    assert counted.skipped == (
        (day("2026-12-25"), "Christmas Day"),
        (day("2026-12-26"), "Saturday"),
        (day("2026-12-27"), "Sunday"),
        (day("2026-12-28"), "substitute day for Boxing Day"),
    )
    assert counted.due.date() == day("2026-12-30")


WORKING = "Working days are Monday to Friday except England's bank holidays, so school holidays count"
SCHOOL = "School days follow the school's own term dates and closures, so school holidays do not count"
CLEAR = "neither the first day nor the day of the event is one of them."


def forward(start, amount, unit, since="service"):
    return count_forward(LARKFIELD, at(start), amount, unit, since=since).sentence


def test_clear_working_days_explain_themselves():
    assert forward("2026-12-14", 10, Unit.CLEAR_WORKING_DAYS) == (
        "10 clear working days from service on Monday 14 December 2026, not counting 25 December (Christmas Day), "
        "28 December (substitute day for Boxing Day) and 2 weekends: Thursday 31 December 2026 at the earliest. "
        f"{WORKING}; {CLEAR}"
    )


def test_a_holiday_of_the_school_is_named_as_one_stretch_with_its_weekends_inside():
    assert forward("2025-10-22", 10, Unit.SCHOOL_DAYS) == (
        "10 school days from service on Wednesday 22 October 2025, not counting 27 October to 31 October (outside "
        "term), 3 November (closed: training day) and 3 weekends: due Thursday 13 November 2025. "
        f"{SCHOOL}."
    )


def test_christmas_inside_the_holiday_belongs_to_it_and_another_year_is_named():
    assert forward("2025-12-18", 3, Unit.SCHOOL_DAYS, since="") == (
        "3 school days from Thursday 18 December 2025, not counting 22 December to 2 January 2026 (outside term), "
        "5 January 2026 (closed: training day) and 2 weekends: due Wednesday 7 January 2026. "
        f"{SCHOOL}."
    )


def test_a_closure_between_two_holidays_is_named_for_itself():
    terms = ((day("2026-06-01"), day("2026-07-21")), (day("2026-07-24"), day("2026-07-24")),
             (day("2026-09-02"), day("2026-10-23")))  # fmt: skip
    alone = SchoolCalendar(terms, {day("2026-07-24"): "training day"})
    assert count_forward(alone, at("2026-07-21"), 1, Unit.SCHOOL_DAYS).sentence == (
        "1 school day from Tuesday 21 July 2026, not counting 22 July to 23 July (outside term), 24 July (closed: "
        "training day), 27 July to 1 September (outside term) and 1 weekend: due Wednesday 2 September 2026. "
        f"{SCHOOL}."
    )


def test_a_count_with_nothing_passed_over_is_short():
    assert forward("2026-06-08", 1, Unit.WORKING_DAYS) == (
        f"1 working day from service on Monday 8 June 2026: due Tuesday 9 June 2026. {WORKING}."
    )


def test_counting_back_explains_itself():
    assert count_back(LARKFIELD, day("2026-06-15"), 5, Unit.WORKING_DAYS, before="the hearing").sentence == (
        "5 working days before the hearing on Monday 15 June 2026, not counting 1 weekend: due Monday 8 June 2026. "
        f"{WORKING}."
    )
    assert count_back(LARKFIELD, day("2026-12-22"), 10, Unit.CLEAR_WORKING_DAYS, before="the hearing").sentence == (
        "10 clear working days before the hearing on Tuesday 22 December 2026, not counting 2 weekends: "
        f"Monday 7 December 2026 at the latest. {WORKING}; {CLEAR}"
    )


def test_hours_name_the_moment_and_the_change_of_the_clocks():
    assert forward("2026-03-27T17:00", 72, Unit.CLOCK_HOURS, "becoming aware") == (
        "72 hours from becoming aware on Friday 27 March 2026 at 17:00: due Monday 30 March 2026 at 18:00. "
        "The clocks go forward an hour in between. Every hour counts, nights, weekends and holidays too."
    )
    assert forward("2026-06-05T09:30", 72, Unit.CLOCK_HOURS, "") == (
        "72 hours from Friday 5 June 2026 at 09:30: due Monday 8 June 2026 at 09:30. "
        "Every hour counts, nights, weekends and holidays too."
    )


def test_nought_days_and_months_explain_themselves():
    assert forward("2026-06-08", 0, Unit.CALENDAR_DAYS, "the concern") == (
        "The same day as the concern on Monday 8 June 2026."
    )
    assert forward("2026-01-31", 1, Unit.MONTHS, "receipt") == (
        "1 month from receipt on Saturday 31 January 2026: due Saturday 28 February 2026. "
        "A month runs to the same day number, or to the last day of a shorter month."
    )


# Whatever the day

MOMENTS = st.datetimes(datetime(2025, 1, 7), datetime(2028, 5, 1), timezones=st.just(UTC))
DAYS = st.dates(day("2025-06-02"), day("2028-05-01"))
DAY_UNITS = st.sampled_from([unit for unit in Unit if unit not in (Unit.CLOCK_HOURS, Unit.MONTHS)])
SHORT = st.integers(0, 15)


def counts(unit, d):
    """Whether a day counts, told again without the calendar's own code."""
    if unit is Unit.CALENDAR_DAYS:
        return True
    if d.isoweekday() in (6, 7) or d in BANK_HOLIDAYS:
        return False
    if unit in (Unit.WORKING_DAYS, Unit.CLEAR_WORKING_DAYS):
        return True
    return d not in CLOSURES and any(first <= d <= last for first, last in TERMS)


# Copied by hand from the government's list, weekdays only.
BANK_HOLIDAYS = {
    date(year, month, number)
    for year, days in {
        2025: [(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)],
        2026: [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)],
        2027: [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)],
        2028: [(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)],
    }.items()
    for month, number in days
}


def between(first, last):
    """The days strictly between two days."""
    return [first + timedelta(days=n) for n in range(1, (last - first).days)]


@given(MOMENTS, SHORT, DAY_UNITS)
def test_another_way_of_counting_forward_agrees(start, amount, unit):
    counted = count_forward(LARKFIELD, start, amount, unit)
    first, due = start.astimezone(LONDON).date(), counted.due.date()
    # So many counting days lie strictly between for clear days; otherwise the due day is the last of them.
    inside = sum(counts(unit, d) for d in between(first, due))
    if unit.is_clear:
        assert (inside, counts(unit, due)) == (amount, True)
    elif amount:
        assert (inside, counts(unit, due)) == (amount - 1, True)
    else:
        assert due == first


@given(DAYS, SHORT, DAY_UNITS)
def test_another_way_of_counting_back_agrees(event, amount, unit):
    due = count_back(LARKFIELD, event, amount, unit).due.date()
    inside = sum(counts(unit, d) for d in between(due, event))
    if unit.is_clear:
        assert (inside, counts(unit, due)) == (amount, True)
    elif amount:
        assert (inside, counts(unit, due)) == (amount - 1, True)
    else:
        assert due == event


@given(MOMENTS, SHORT, DAY_UNITS)
def test_counting_back_from_the_answer_finds_the_start_when_the_start_was_a_counting_day(start, amount, unit):
    first = start.astimezone(LONDON).date()
    if counts(unit, first):
        due = count_forward(LARKFIELD, start, amount, unit).due.date()
        assert count_back(LARKFIELD, due, amount, unit).due.date() == first


@given(MOMENTS, SHORT, DAY_UNITS)
def test_every_day_on_the_way_is_either_counted_or_passed_over(start, amount, unit):
    counted = count_forward(LARKFIELD, start, amount, unit)
    first, due = start.astimezone(LONDON).date(), counted.due.date()
    way = [first + timedelta(days=n) for n in range(1, (due - first).days + 1)]
    event = [due] if unit.is_clear else []
    assert sorted([*counted.counted, *(d for d, _ in counted.skipped), *event]) == way
    assert len(counted.counted) == amount
    assert all(reason for _, reason in counted.skipped)


@given(MOMENTS, st.integers(0, 500))
def test_hours_are_hours_that_really_pass(start, hours):
    due = count_forward(LARKFIELD, start, hours, Unit.CLOCK_HOURS).due
    assert due.astimezone(UTC) - start == timedelta(hours=hours)


@given(DAYS, st.integers(0, 36))
def test_months_end_in_the_right_month_and_never_on_a_later_day_number(start, months):
    due = count_forward(LARKFIELD, datetime.combine(start, time(12), LONDON), months, Unit.MONTHS).due.date()
    assert (due.year - start.year) * 12 + due.month - start.month == months
    is_last_of_month = (due + timedelta(days=1)).day == 1
    assert due.day == start.day or (due.day < start.day and is_last_of_month)


@given(DAYS, DAYS)
def test_below_nought_means_overdue_and_nothing_else(today, due):
    left = LARKFIELD.working_days_until(today, due)
    assert (left < 0) is (due < today)
    if left > 0:
        assert left == sum(counts(Unit.WORKING_DAYS, d) for d in [*between(today, due), due])


@given(DAYS)
def test_the_companion_window_holds_five_working_days_whatever_the_school_does(proposed):
    last = companion_window(LARKFIELD, proposed)
    days = [*between(proposed, last), last]
    assert sum(counts(Unit.WORKING_DAYS, d) for d in days) == 5
    assert last == companion_window(SchoolCalendar(), proposed)


@given(MOMENTS, st.sampled_from(Service))
def test_nothing_is_served_before_it_was_sent_and_only_the_hand_delivers_on_a_holiday(sent_at, method):
    served = served_on(LARKFIELD, sent_at, method)
    sent = sent_at.astimezone(LONDON).date()
    assert served >= sent
    assert served == sent if method is Service.BY_HAND else counts(Unit.WORKING_DAYS, served)


@given(MOMENTS, SHORT, st.sampled_from(Unit))
def test_what_was_counted_survives_being_kept_as_json(start, amount, unit):
    counted = count_forward(LARKFIELD, start, amount, unit, since="service")
    again = Counted.from_json(json.loads(json.dumps(counted.as_json())))
    assert again == counted
    assert again.as_json() == counted.as_json()
    assert again.due.tzinfo is LONDON
