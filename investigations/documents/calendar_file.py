"""What do a person's due dates look like to a calendar?  Each says that something is due, and nothing else."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

SUMMARY = "A date in Casework is due"
ASK_AGAIN = timedelta(hours=2)


def calendar_file(dates: Iterable[tuple[str, date]], *, made_at: datetime, link: str) -> bytes:
    """An iCalendar file (RFC 5545) of whole days; each is given as (its name, the day)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Casework//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Casework")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for name, day in dates:
        event = Event()
        event.add("uid", f"{name}@casework")
        event.add("dtstamp", made_at)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", SUMMARY)
        event.add("description", f"What it is stands in Casework: {link}")
        event.add("url", link)
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return calendar.to_ical()
