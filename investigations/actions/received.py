"""What has everything in common that reaches the school from somebody beside the case: from whom, and since when?"""

from datetime import date, datetime, time

from django.utils import timezone

from investigations.models import Person

Bad = dict[str, str]


def whose(person: Person | None, name: str) -> Bad:
    """One of the two: somebody of the school's register, or a name."""
    if person is None and not name.strip():
        return {"name": "Choose the person, or write the name."}
    return {}


def not_yet(received_on: date) -> Bad:
    if received_on > timezone.localdate():
        return {"received_on": "This day has not come yet: enter today or an earlier day."}
    return {}


def noon_of(day: date) -> datetime:
    """A clock that counts days from a day is given its noon."""
    return timezone.make_aware(datetime.combine(day, time(12)))
