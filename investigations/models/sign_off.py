"""Who is asked to sign which policy, and how far is it?  And what was done with the school's own records?"""

import uuid
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from investigations.procedure.roles import SchoolRole
from investigations.procedure.sign_off import OUTSTANDING, OVERDUE_AFTER, SIGNED, SignOffReason, SignOffState

from .people import Person
from .policies import Acknowledgement, PolicyVersion
from .schools import School


class SignOffQuerySet(models.QuerySet["SignOff"]):
    def at(self, school: School) -> "SignOffQuerySet":
        return self.filter(version__policy__school=school)

    def current(self) -> "SignOffQuerySet":
        """The newest of each person for each policy, of those who are still there."""
        return self.filter(is_current=True, person__left_on=None)

    def outstanding(self) -> "SignOffQuerySet":
        return self.filter(state__in=OUTSTANDING)

    def signed(self) -> "SignOffQuerySet":
        return self.filter(state__in=SIGNED)

    def refused(self) -> "SignOffQuerySet":
        return self.filter(state=SignOffState.REFUSED)

    def overdue(self, day: date) -> "SignOffQuerySet":
        """Asked longer ago than the last reminder, and neither signed nor refused."""
        return self.outstanding().filter(asked_on__lt=day - timedelta(days=OVERDUE_AFTER))


class SignOff(models.Model):
    """One person asked once to sign one version.  A renewal is another row, and so is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="sign_offs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_offs")
    reason = models.CharField(max_length=20, choices=SignOffReason.choices())
    state = models.CharField(max_length=20, choices=SignOffState.choices(), default=SignOffState.NOT_SENT)
    state_since = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=True)
    asked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(default=timezone.localdate)
    refused_because = models.TextField(blank=True)
    acknowledgement = models.OneToOneField(
        Acknowledgement, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_off"
    )
    #: The day on which it has to be signed anew.
    renew_on = models.DateField(null=True, blank=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], condition=models.Q(is_current=True), name="one_current_sign_off"
            )
        ]
        indexes = [models.Index(fields=["is_current", "state"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"

    @property
    def school(self) -> School:
        return self.person.school

    @property
    def status(self) -> SignOffState:
        return SignOffState(self.state)

    @property
    def overdue_days(self) -> int:
        """Days since the last reminder was due; nought where it is not overdue."""
        if not self.status.is_outstanding:
            return 0
        return max((timezone.localdate() - self.asked_on).days - OVERDUE_AFTER, 0)


class SignOffReminder(models.Model):
    """That somebody was told, so many days after they were asked.  Each once."""

    sign_off = models.ForeignKey(SignOff, on_delete=models.CASCADE, related_name="reminders")
    day = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["sign_off", "day"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.sign_off}, day {self.day}"


class SchoolStepTaken(models.Model):
    """A step of one of the school's own records, as it was taken."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="steps_taken")
    table = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    record_id = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    as_role = models.CharField(max_length=30, choices=SchoolRole.choices())
    at = models.DateTimeField(default=timezone.now)
    answers = models.JSONField(default=dict)
    record = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["record_id"])]

    def __str__(self) -> str:
        return f"{self.by or 'Casework'} {self.record}"
