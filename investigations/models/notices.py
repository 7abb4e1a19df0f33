"""Who is told of what, how do they wish to be told, and which mails go out?"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from investigations.procedure.notices import MailState, MailWish, NoticeKind, Way
from investigations.procedure.sign_in import MailAbout

from .cases import Case
from .people import Person


class Notice(models.Model):
    """One thing that one person is told of.  It holds keys and no words: these are read through the gate each time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices())
    way = models.CharField(max_length=10, choices=Way.choices())
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    #: What it is about within the case: a statement, an action, a clock, a job, an appointment.
    record_id = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["to", "-made_at", "-id"]),
            models.Index(fields=["to"], condition=Q(read_at=None), name="unread_notices"),
            models.Index(fields=["case", "kind"]),
        ]

    def __str__(self) -> str:
        return NoticeKind(self.kind).label

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class NoticeWish(models.Model):
    """How a person wishes to be told by mail.  Whoever said nothing is told at once."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="notice_wish")
    mail = models.CharField(max_length=12, choices=MailWish.choices(), default=MailWish.IMMEDIATE)

    def __str__(self) -> str:
        return f"{self.person}: {MailWish(self.mail).label}"


class OutgoingMail(models.Model):
    """A mail to be sent once: written with its cause, claimed by one sender.  Its words are the same for everybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="outgoing_mail")
    about = models.CharField(max_length=20, choices=MailAbout.choices(), default=MailAbout.NOTICES)
    state = models.CharField(max_length=10, choices=MailState.choices(), default=MailState.WAITING)
    #: The day of a daily mail; empty for one that goes at once.
    day = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=40, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["to", "day"], condition=Q(day__isnull=False), name="one_daily_mail_a_day")
        ]
        indexes = [models.Index(fields=["state", "next_try_at"]), models.Index(fields=["to", "state"])]

    def __str__(self) -> str:
        return f"Mail to {self.to}: {MailState(self.state).label}"
