"""Who gets their one mail of the day?  Whoever asked for it and has something new; on working days, from seven on."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone

from investigations.models import NoticeWish, OutgoingMail, Person, School
from investigations.procedure.notices import MailWish

from .notices import notices_for

AT = time(7)


def write_daily(now: datetime | None = None) -> int:
    """Write today's daily mails; how many.  Runs as often as one likes: a person has one for a day."""
    now = timezone.localtime(now)
    seven = timezone.make_aware(datetime.combine(now.date(), AT))
    if now < seven:
        return 0
    wishes = NoticeWish.objects.filter(mail=MailWish.DAILY, person__left_on=None, person__user__is_active=True)
    told = OutgoingMail.objects.filter(day=now.date()).values("to")
    people = Person.objects.filter(pk__in=wishes.values("person")).exclude(pk__in=told).select_related("user", "school")
    working: dict[School, bool] = {}
    written = 0
    for person in people:
        if person.school not in working:
            working[person.school] = person.school.calendar.is_working_day(now.date())
        if working[person.school] and _has_something_new(person, seven):
            written += _write(person, now.date())
    return written


def _has_something_new(person: Person, until: datetime) -> bool:
    """Unread, from before seven: what comes later is for tomorrow.  What the last daily mail told is not new."""
    new = notices_for(person).filter(read_at=None, made_at__lt=until)
    last = (
        OutgoingMail.objects.filter(to=person, day__isnull=False).order_by("-day").values_list("day", flat=True).first()
    )
    if last:
        new = new.filter(made_at__gte=timezone.make_aware(datetime.combine(last, AT)))
    return new.exists()


def _write(person: Person, day: date) -> int:
    try:
        with transaction.atomic():
            OutgoingMail.objects.create(to=person, day=day)
    except IntegrityError:  # another process wrote it this moment
        return 0
    return 1
