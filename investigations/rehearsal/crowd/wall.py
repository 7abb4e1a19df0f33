"""Which day is it, and what does a moment look like to a database, to the audit and in JSON?  All worked out once."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import NamedTuple

from django.db import connection

from investigations.procedure.calendar import LONDON, Counted, Unit, count_forward
from investigations.procedure.clocks import ClockRule, count

from ..school import Days


class Moment(NamedTuple):
    """A minute of a working day.  `day` is its distance from today."""

    day: int
    iso_day: str
    local: str
    audit: str
    db: str


class Wall:
    """The calendar by distances from today.  All schools of the rehearsal count the same working days."""

    def __init__(self, days: Days, day_counts: Mapping[str, int]) -> None:
        self.days, self._day_counts = days, day_counts
        self._suffix = "" if connection.vendor == "sqlite" else "+00"
        self._known: dict[int, tuple[str, int]] = {}
        self._counted: dict[tuple[str, int], tuple[str, str, str, str]] = {}

    def iso(self, day: int) -> str:
        return self._day(day)[0]

    def at(self, day: int, minute: int) -> Moment:
        """`minute` counts from midnight, in London."""
        iso, offset = self._day(day)
        hour, minute = divmod(minute, 60)
        utc = f"{hour - offset:02}:{minute:02}:00"
        local = f"{iso}T{hour:02}:{minute:02}:00+0{offset}:00"
        return Moment(day, iso, local, f"{iso}T{utc}.000000Z", f"{iso} {utc}{self._suffix}")

    def count(self, rule: ClockRule, since: Moment) -> tuple[str, str]:
        """When the clock is due, for the database, and the count as JSON; the same for every start on one day."""
        due, before, after, _ = self._count(rule, since.day)
        return due, (before + since.local + after if after else before)

    def ends_on(self, rule: ClockRule, day: int) -> str:
        """The last day of a period that begins on that day, such as the life of a warning."""
        return self._count(rule, day)[3]

    def months_after(self, day: int, months: int) -> str:
        start = datetime.combine(self.days.day(day), time(12), LONDON)
        return count_forward(self.days.calendar, start, months, Unit.MONTHS).due.date().isoformat()

    def spent(self, live_until: str | None) -> str | None:
        """When the clock noted that a warning had ended: early on the day after its last, if that has come."""
        if live_until is None or live_until >= self.days.today.isoformat():
            return None
        return f"{live_until} 23:00:00"

    def _count(self, rule: ClockRule, day: int) -> tuple[str, str, str, str]:
        key = (rule.key, day)
        if key not in self._counted:
            self._counted[key] = self._count_once(rule, day)
        return self._counted[key]

    def _count_once(self, rule: ClockRule, day: int) -> tuple[str, str, str, str]:
        start = datetime.combine(self.days.day(day), time(12), LONDON)
        counted = count(rule, self.days.calendar, start, self._day_counts)
        before, found, after = json.dumps(counted.as_json()).partition(start.isoformat())
        return self._due(counted), before, after if found else "", counted.due.date().isoformat()

    def _due(self, counted: Counted) -> str:
        return f"{counted.due.astimezone(UTC):%Y-%m-%d %H:%M:%S}{self._suffix}"

    def _day(self, day: int) -> tuple[str, int]:
        if day not in self._known:
            found = self.days.day(day)
            offset = datetime.combine(found, time(12), LONDON).utcoffset()
            assert offset is not None
            self._known[day] = (found.isoformat(), offset.seconds // 3600)
        return self._known[day]
