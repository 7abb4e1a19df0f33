"""Terms and closures as councils and schools publish them: what is read, and why a line is not."""

from datetime import date

import pytest

from investigations.reading.term_dates import Kind, UnreadableDates, read_date, read_term_dates, text_of

TABLE = """Name;First day;Last day
Autumn 2026, first half;3/9/2026;23/10/2026
October half-term;26/10/2026;30/10/2026

Training day;Monday 2nd November 2026;
Summer holiday;22.7.2027;1.9.2027
Autumn 2026, second half;3 Nov 2026;2026-12-18
Spring term begins;4/1/2027;
Somebody's birthday;5/5/2027;
Spring;31/2/2027;1/4/2027
Summer;16/4/2027;1/4/2027
All of it;3/9/2026;22/7/2027
Spring bank holiday;31/5/2027;
"""
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
TZID:Europe/London\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20260903\r
DTEND;VALUE=DATE:20261024\r
SUMMARY:Autumn term\\, first\r
  half\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART:20261101T230000Z\r
DTEND:20261102T150000Z\r
SUMMARY:INSET day\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261026\r
DURATION:P5D\r
SUMMARY:Half term\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261101\r
RRULE:FREQ=WEEKLY\r
SUMMARY:Closed\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:2026-13-45\r
SUMMARY:Training day\r
END:VEVENT\r
BEGIN:VTODO\r
SUMMARY:Tidy up\r
END:VTODO\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270101\r
SUMMARY:Closed: New\r
END:VCALENDAR\r
"""


def found(text):
    return [(one.line, one.kind, one.name, one.starts, one.ends) for one in read_term_dates(text).found]


def unread(text):
    return [(row.line, row.why) for row in read_term_dates(text).unread]


def test_a_table_is_read_line_by_line():
    assert found(TABLE) == [
        (2, Kind.TERM, "Autumn 2026, first half", date(2026, 9, 3), date(2026, 10, 23)),
        (3, Kind.CLOSURE, "October half-term", date(2026, 10, 26), date(2026, 10, 30)),
        (5, Kind.CLOSURE, "Training day", date(2026, 11, 2), date(2026, 11, 2)),
        (6, Kind.KNOWN, "Summer holiday", date(2027, 7, 22), date(2027, 9, 1)),
        (7, Kind.TERM, "Autumn 2026, second half", date(2026, 11, 3), date(2026, 12, 18)),
        (13, Kind.KNOWN, "Spring bank holiday", date(2027, 5, 31), date(2027, 5, 31)),
    ]
    assert unread(TABLE) == [
        (8, "it says when a term begins or ends, not from when to when"),
        (9, "it says neither that it is a term nor that the school is closed"),
        (10, "“31/2/2027” is not a date"),
        (11, "it ends before it begins"),
        (12, "no term is so long: enter each part of a term, with the half-term as the gap"),
    ]


def test_every_line_of_a_table_is_an_entry_or_has_a_reason():
    reading = read_term_dates(TABLE)
    lines = {row.line for row in (*reading.found, *reading.unread)}
    assert lines == {number for number, line in enumerate(TABLE.splitlines(), start=1) if line} - {1}


def test_a_table_without_headings_and_one_with_columns_in_another_order():
    assert found("Autumn,2026-09-03,2026-10-23\n") == [(1, Kind.TERM, "Autumn", date(2026, 9, 3), date(2026, 10, 23))]
    other = "Type\tFrom\tTo\tWhat\nINSET\t2/11/2026\t\tStaff meet\nparty\t3/11/2026\t\tFun\n"
    assert found(other) == [(2, Kind.CLOSURE, "Staff meet", date(2026, 11, 2), date(2026, 11, 2))]
    assert unread(other) == [(3, "“party” is neither a term nor a closure")]


def test_a_calendar_is_read_with_its_own_rules_of_ends_zones_and_folded_lines():
    assert found(CALENDAR) == [
        (6, Kind.TERM, "Autumn term, first half", date(2026, 9, 3), date(2026, 10, 23)),
        (12, Kind.CLOSURE, "INSET day", date(2026, 11, 1), date(2026, 11, 2)),
        (17, Kind.CLOSURE, "Half term", date(2026, 10, 26), date(2026, 10, 30)),
    ]
    assert unread(CALENDAR) == [
        (22, "it is repeated: enter each time by itself"),
        (27, "its dates cannot be read"),
        (31, "it is no event of a calendar"),
        (34, "the file breaks off within this entry"),
    ]


def test_an_entry_without_an_end_does_not_swallow_the_next():
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lost\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261102\nSUMMARY:Training day\nEND:VEVENT\nEND:VCALENDAR\n"
    assert unread(text) == [(2, "the entry before has no end")]
    assert [row[2] for row in found(text)] == ["Training day"]


@pytest.mark.parametrize(
    "written", ["2026-09-03", "3/9/2026", "03.09.2026", "3 September 2026", "Thursday 3rd Sept 2026"]
)
def test_days_are_written_in_many_ways(written):
    assert read_date(written) == date(2026, 9, 3)


@pytest.mark.parametrize("written", ["", "9/13/2026", "3/9/26", "soon", "3 Nonsense 2026", "2026"])
def test_what_is_no_day_or_could_be_two_is_not_guessed(written):
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"  ", "is empty"),
        (b"%PDF-1.7 ...", "looks like a PDF"),
        (b"x" * 600_000, "larger than half a megabyte"),
        (b"a\x00b\x01", "is not text"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(data, why):
    with pytest.raises(UnreadableDates, match=why):
        text_of(data, "terms.ics")


def test_nonsense_is_answered_and_never_breaks():
    for text in ("BEGIN:VCALENDAR\nEND:VCALENDAR", "\n\n"):
        with pytest.raises(UnreadableDates, match="no date in it"):
            read_term_dates(text)
    damaged = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nno colon at all\nDTSTART:hello\nEND:VEVENT\nEND:VCALENDAR"
    assert len(read_term_dates(damaged).unread) == 1
    assert len(read_term_dates('a,"b\nc,d').unread) >= 1
