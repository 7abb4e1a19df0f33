"""Which accounts does the school have on other people's platforms, and in whose hands are they?"""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone

from .people import Person
from .schools import School


class SchoolAccount(models.Model):
    """An account of the school.  Platform and handle are data: platforms change their names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="accounts")
    platform = models.CharField(max_length=80)
    handle = models.CharField(max_length=120)
    recovery = models.TextField(blank=True)
    two_step = models.BooleanField(default=False)
    two_step_since = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["platform", "handle"]
        constraints = [
            models.UniqueConstraint(fields=["school", "platform", "handle"], name="one_account_a_handle"),
        ]

    def __str__(self) -> str:
        return f"{self.handle} ({self.platform})"

    def is_named_in(self, words: str) -> bool:
        """Whether these words name the account, with or without the sign before it."""
        handle = self.handle.strip().lstrip("@").casefold()
        found = "".join(letter if letter.isalnum() or letter in "_." else " " for letter in words.casefold())
        return bool(handle) and handle in {word.strip(".") for word in found.split()} | {words.strip().casefold()}


class AdministratorQuerySet(models.QuerySet["AccountAdministrator"]):
    def on(self, day: date) -> "AdministratorQuerySet":
        return self.filter(models.Q(ends=None) | models.Q(ends__gte=day), starts__lte=day)


class AccountAdministrator(models.Model):
    """Who holds the account, from a day to a day."""

    account = models.ForeignKey(SchoolAccount, on_delete=models.PROTECT, related_name="administrators")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="administers")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    #: Why somebody who is neither head teacher nor IT lead holds it.
    because = models.TextField(blank=True)

    objects = AdministratorQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="administers_until_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.account}"


class PasswordChange(models.Model):
    """That the password was changed, and who allowed it: before, or afterwards where it could not wait."""

    account = models.ForeignKey(SchoolAccount, on_delete=models.PROTECT, related_name="password_changes")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    permitted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    permitted_at = models.DateTimeField(null=True, blank=True)
    permitted_because = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}, {self.changed_at:%d %m %Y}"

    @property
    def was_permitted_before(self) -> bool:
        return self.permitted_at is not None and self.permitted_at <= self.changed_at


class AccountEntry(models.Model):
    """One line of an account's history: what was changed in the register."""

    account = models.ForeignKey(SchoolAccount, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    says = models.TextField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.says
