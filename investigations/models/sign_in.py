"""Who tried to sign in, who was invited, and whose second factor is to be taken away?  Passkeys and codes are allauth's."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from investigations.procedure.sign_in import INVITATION, REMOVAL, Tried

from .people import Person, User


class SignInTry(models.Model):
    """One try that failed, or is under way.  A row and no memory of a process: it is there after a restart, for all.

    Neither the address that was typed nor the one it came from stands here: both are keyed hashes.
    """

    what = models.CharField(max_length=10, choices=Tried.choices())
    account = models.CharField(max_length=64)
    #: Empty where the server cannot tell where a request comes from.
    place = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "what", "at"]),
            models.Index(fields=["place", "what", "at"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{Tried(self.what).label}, {self.at:%H:%M}"


class UsedCode(models.Model):
    """A code of an authenticator app that was used: within its minute it is good for nobody else."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_codes")
    step = models.PositiveBigIntegerField()  # the half minute that the code belongs to

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "step"], name="a_code_is_used_once")]

    def __str__(self) -> str:
        return str(self.step)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        return self.filter(used_at=None, withdrawn_at=None, sent_at__gt=timezone.now() - INVITATION)


class Invitation(models.Model):
    """One link to set a password with.  Of the link only a hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation of {self.sent_at:%d %B %Y}"

    @property
    def ends_at(self) -> datetime:
        return self.sent_at + INVITATION

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.withdrawn_at is None and self.ends_at > timezone.now()


class FactorRemovalQuerySet(models.QuerySet["FactorRemoval"]):
    def open(self) -> "FactorRemovalQuerySet":
        return self.filter(ended_at=None, asked_at__gt=timezone.now() - REMOVAL)


class FactorRemoval(models.Model):
    """One person asks that somebody's second factor be taken away, another confirms or declines it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="factor_removals")
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    was_confirmed = models.BooleanField(default=False)

    objects = FactorRemovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(ended_by=models.F("asked_by"), was_confirmed=True), name="two_people_remove_a_factor"
            )
        ]

    def __str__(self) -> str:
        return f"Removal of the second factor of {self.person}"

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + REMOVAL
