"""How does somebody get their due dates into a calendar of their own?  By a secret address that they can take back."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from investigations import audit
from investigations.models import CalendarFeed, Person

#: A calendar asks once or a few times an hour.  Whatever asks more often is told to wait.
MOST_ASKED, PERIOD = 60, timedelta(hours=1)
SALT = "investigations.calendar_feeds"


def make_feed(person: Person) -> str:
    """A new secret for the address of this person's dates, in place of an older one.  It can never be read again."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        now = timezone.now()
        CalendarFeed.objects.update_or_create(
            person=person,
            defaults={"fingerprint": fingerprint(token), "made_at": now, "asked": 0, "asked_since": now},
        )
        audit.record_school(
            person.school,
            "calendar_feed.made",
            by=person,
            facts={"person": str(person.pk)},
            says=f"{person} made a secret calendar address for their own dates",
        )
    return token


def revoke_feed(person: Person) -> bool:
    """Take the address back; whether there was one."""
    with transaction.atomic():
        deleted, _ = CalendarFeed.objects.filter(person=person).delete()
        if deleted:
            audit.record_school(
                person.school,
                "calendar_feed.revoked",
                by=person,
                facts={"person": str(person.pk)},
                says=f"{person} took back their secret calendar address",
            )
    return bool(deleted)


def feed_of(token: str) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(fingerprint=fingerprint(token)).select_related("person__school").first()


def may_ask(feed: CalendarFeed) -> bool:
    """Count this asking; False where there were too many in the last hour."""
    now = timezone.now()
    row = CalendarFeed.objects.filter(pk=feed.pk)
    if not row.filter(asked_since__gt=now - PERIOD).update(asked=F("asked") + 1):
        row.update(asked=1, asked_since=now)
    return row.filter(asked__lte=MOST_ASKED).exists()


def fingerprint(token: str) -> str:
    return salted_hmac(SALT, token, algorithm="sha256").hexdigest()


def name_of_date(person: Person, kind: str, key: object) -> str:
    """The name of one date in one person's calendar: always the same, and it tells nothing of what it stands for."""
    return salted_hmac(f"{SALT}.date", f"{person.pk}/{kind}/{key}", algorithm="sha256").hexdigest()[:40]
