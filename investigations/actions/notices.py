"""How does a person deal with what they were told?  Read it, choose how to be told, and send again what did not go."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.models import NoticeWish, OutgoingMail, Person
from investigations.news import notices_for
from investigations.procedure.notices import MailState, MailWish

from .people import refuse_unless_runs
from .refusals import Refused


def mark_read(person: Person, *, pk: object = None, made_before: datetime | None = None) -> int:
    """One notice, those made before a moment, or without either all that the person can see; how many."""
    unread = notices_for(person).filter(read_at=None)
    if pk:
        unread = unread.filter(pk=pk)
    if made_before:
        unread = unread.filter(made_at__lt=made_before)
    return unread.update(read_at=timezone.now())


def choose_mail(person: Person, wish: MailWish) -> None:
    NoticeWish.objects.update_or_create(person=person, defaults={"mail": MailWish(wish)})


def send_again(mail: OutgoingMail, *, by: Person) -> None:
    """Put a mail that was given up, or may have gone, into the outbox once more; a person decided it, not the machine."""
    with transaction.atomic():
        refuse_unless_runs(mail.to.school, by)
        changed = OutgoingMail.objects.filter(pk=mail.pk, state__in=[MailState.FAILED, MailState.UNSURE]).update(
            state=MailState.WAITING, attempts=0, next_try_at=timezone.now(), claimed_by="", claimed_at=None, error=""
        )
        if not changed:
            raise Refused("This mail waits already, or has gone meanwhile.")
        audit.record_school(
            mail.to.school,
            "mail.sent_again",
            by=by,
            facts={"mail": str(mail.pk)},
            says=f"{by} had a mail to {mail.to} sent again",
        )
