"""Which terms and closures does a school's own list name?  A table (CSV) or a calendar (iCalendar); no line is lost."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from io import StringIO
from zoneinfo import ZoneInfo

from icalendar import Event

from .files import decoded, is_binary, looks_like, shown_name

LONDON = ZoneInfo("Europe/London")
MOST_BYTES = 500_000
MOST_LINES = 2_000
#: Shorter than this no part of a term is; what is longer and free of the word "holiday" is one.
SHORTEST_TERM = 19
LONGEST_TERM = 150
HOLIDAY = re.compile(r"holiday|half[ -]?term|\bbreak\b|vacation", re.I)
SHUT = re.compile(r"clos(e|ed|ure)|training|inset|\bpd day|\bstaff day|polling|snow|occasional", re.I)
TAUGHT = re.compile(r"\bterm\b|\bautumn\b|\bspring\b|\bsummer\b", re.I)
EDGE = re.compile(r"\b(begins?|starts?|ends?|opens?|finish(es)?|first day|last day|return)\b", re.I)
BANK = re.compile(r"bank holiday|christmas day|boxing day|good friday|easter monday|new year'?s day", re.I)
HEADS = {
    "name": ("name", "term", "title", "what", "description", "reason", "event", "summary"),
    "starts": ("starts", "start", "start date", "first day", "from", "begins", "date", "day"),
    "ends": ("ends", "end", "end date", "last day", "to", "until", "finishes"),
    "kind": ("kind", "type", "category"),
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class UnreadableDates(Exception):
    """A file that no dates can be read from at all; the message is a sentence for the person who chose it."""


class Kind(Enum):
    TERM = "term"
    CLOSURE = "closure"
    KNOWN = "known"  # bank holidays and the holidays between terms, which need no entry


@dataclass(frozen=True)
class Found:
    """One entry, on the line of the file where it stands."""

    line: int
    kind: Kind
    name: str
    starts: date
    ends: date


@dataclass(frozen=True)
class Unread:
    line: int
    text: str
    why: str


@dataclass(frozen=True)
class TermDates:
    found: tuple[Found, ...]
    unread: tuple[Unread, ...]


def text_of(data: bytes, name: str) -> str:
    called = f"“{shown_name(name)}”"
    cure = "Save it as CSV or as a calendar (.ics) and choose it again."
    if not data.strip():
        raise UnreadableDates(f"{called} is empty.")
    if len(data) > MOST_BYTES:
        raise UnreadableDates(f"{called} is larger than half a megabyte; a list of terms never is.")
    if what := looks_like(data):
        raise UnreadableDates(f"{called} looks like {what}. {cure}")
    text = decoded(data)
    if text is None or is_binary(text):
        raise UnreadableDates(f"{called} is not text. {cure}")
    return text


def read_term_dates(text: str) -> TermDates:
    """Every line is an entry, a heading, or among what could not be read with the reason.  Raises UnreadableDates."""
    if text.count("\n") > MOST_LINES * 20:
        raise UnreadableDates("There are too many lines for a list of terms.")
    is_calendar = re.search(r"^\s*BEGIN:VCALENDAR", text, re.I | re.M)
    rows = list(_calendar(text) if is_calendar else _table(text))
    if len(rows) > MOST_LINES:
        raise UnreadableDates(f"There are more than {MOST_LINES} entries, too many for a list of terms.")
    if not rows:
        raise UnreadableDates("There is no date in it.")
    found = tuple(row for row in rows if isinstance(row, Found))
    return TermDates(found, tuple(row for row in rows if isinstance(row, Unread)))


# ---- What an entry is -------------------------------------------------------------------------------------------------


def _entry(line: int, text: str, name: str, starts: date, ends: date, said: str = "") -> Found | Unread:
    days = (ends - starts).days + 1
    if not name.strip():
        return Unread(line, text, "it has no name")
    if ends < starts:
        return Unread(line, text, "it ends before it begins")
    if not 2000 <= starts.year <= 2100:
        return Unread(line, text, "the year cannot be right")
    kind = _kind(name, days, said)
    if kind is Kind.TERM and days > LONGEST_TERM:
        return Unread(line, text, "no term is so long: enter each part of a term, with the half-term as the gap")
    if isinstance(kind, str):
        return Unread(line, text, kind)
    return Found(line, kind, " ".join(name.split())[:80], starts, ends)


def _kind(name: str, days: int, said: str) -> Kind | str:
    """What it is, or why that cannot be told."""
    if BANK.search(name):
        return Kind.KNOWN
    if said:
        if SHUT.search(said) or HOLIDAY.search(said):
            return Kind.KNOWN if days >= SHORTEST_TERM else Kind.CLOSURE
        if TAUGHT.search(said):
            return Kind.TERM
        return f"“{said[:40]}” is neither a term nor a closure"
    is_free = bool(SHUT.search(name) or HOLIDAY.search(name))
    if days >= SHORTEST_TERM:
        return Kind.KNOWN if is_free and not re.search(r"half[ -]?term", name, re.I) else Kind.TERM
    if is_free:
        return Kind.CLOSURE
    if days == 1 and TAUGHT.search(name):
        return "it says when a term begins or ends, not from when to when" if EDGE.search(name) else (
            "a term of one day cannot be right"
        )  # fmt: skip
    if TAUGHT.search(name):
        return Kind.TERM
    return "it says neither that it is a term nor that the school is closed"


# ---- A table ------------------------------------------------------------------------------------------------------------


def _table(text: str) -> Iterator[Found | Unread]:
    lines = text.lstrip("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\t", key=first.count)
    reader = csv.reader(StringIO("\n".join(lines)), delimiter=mark)
    columns: dict[str, int] | None = None
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if columns is None:
                columns = _heads(cells)
                if columns:
                    continue
                columns = {"name": 0, "starts": 1, "ends": 2, "kind": 3}
            yield _row(
                line, lines[line - 1].strip(), {name: cells[at] for name, at in columns.items() if at < len(cells)}
            )
    except csv.Error as wrong:
        yield Unread(reader.line_num, "", f"the table is broken here ({wrong}), and nothing after it was read")


def _heads(cells: list[str]) -> dict[str, int]:
    """Which column is which, where the first row says so; empty where it is an entry already."""
    lower = [cell.lower().strip(" :*") for cell in cells]
    found = {}
    for column, words in HEADS.items():
        at = next(
            (lower.index(word) for word in words if word in lower and lower.index(word) not in found.values()), None
        )
        if at is not None:
            found[column] = at
    return found if "starts" in found and not any(read_date(cell) for cell in cells) else {}


def _row(line: int, text: str, cells: dict[str, str]) -> Found | Unread:
    starts = read_date(cells.get("starts", ""))
    if starts is None:
        written = cells.get("starts", "")
        return Unread(line, text, f"“{written[:40]}” is not a date" if written else "the first day is missing")
    written = cells.get("ends", "")
    ends = read_date(written) if written else starts
    if ends is None:
        return Unread(line, text, f"“{written[:40]}” is not a date")
    return _entry(line, text, cells.get("name", ""), starts, ends, cells.get("kind", ""))


def read_date(written: str) -> date | None:
    """2026-09-03, 3/9/2026 (the day first), 3.9.2026, 3 September 2026, Thursday 3rd Sept 2026."""
    written = written.strip()
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", written):
        return _day(iso[1], iso[2], iso[3])
    if parts := re.fullmatch(
        r"(?:[A-Za-z]+,? +)?(\d{1,2})(?:st|nd|rd|th)?[ /.-]+([A-Za-z]+|\d{1,2})[ /.,-]+(\d{4})", written
    ):
        month = parts[2].lower()[:3]
        return _day(parts[3], str(MONTHS.index(month) + 1) if month in MONTHS else parts[2], parts[1])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# ---- A calendar ---------------------------------------------------------------------------------------------------------


def _calendar(text: str) -> Iterator[Found | Unread]:
    inside: list[str] = []
    kind, began = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark = line.strip().upper()
        if not kind and mark.startswith("BEGIN:") and mark != "BEGIN:VCALENDAR":
            kind, began, inside = mark[6:], number, [line]
        elif kind:
            inside.append(line)
            if mark == f"END:{kind}":
                if kind == "VEVENT":
                    yield _event(began, inside)
                elif kind != "VTIMEZONE":
                    yield Unread(began, kind, "it is no event of a calendar")
                kind = ""
            elif mark == f"BEGIN:{kind}":
                yield Unread(began, " ".join(inside[:1]), "the entry before has no end")
                began, inside = number, [line]
    if kind:
        yield Unread(began, inside[0], "the file breaks off within this entry")


def _event(line: int, lines: list[str]) -> Found | Unread:
    raw = next((one for one in lines if one.upper().startswith("SUMMARY")), lines[0]).strip()
    try:
        event = Event.from_ical("\r\n".join(lines) + "\r\n")
        summary = str(event.get("SUMMARY") or "").strip()
        starts = event.decoded("DTSTART", None)
        ends = event.decoded("DTEND", None)
        lasts = event.decoded("DURATION", None)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as wrong:
        return Unread(line, raw, f"the entry is damaged ({type(wrong).__name__})")
    text = summary or raw
    if event.errors or starts is None or not isinstance(starts, date):
        return Unread(line, text, "its dates cannot be read")
    if "RRULE" in event or "RDATE" in event:
        return Unread(line, text, "it is repeated: enter each time by itself")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Unread(line, text, "it is marked as cancelled")
    if ends is None:
        ends = starts + lasts if isinstance(lasts, timedelta) else None
    first, last = _in_london(starts), _last_day(starts, ends)
    return _entry(line, text, summary, first, last)


def _last_day(starts: date, ends: date | None) -> date:
    """A calendar's end is the first moment after it."""
    if ends is None or ends == starts:
        return _in_london(starts)
    if isinstance(ends, datetime):
        return _in_london(ends - timedelta(seconds=1))
    return ends - timedelta(days=1)


def _in_london(moment: date) -> date:
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()
