"""What happened on the days of a hearing: its sessions, its order, what was disclosed when, and how each voted?"""

import uuid

from django.db import models
from django.utils import timezone

from .cases import Case
from .hearings import Hearing
from .people import Person


class HearingSessionQuerySet(models.QuerySet["HearingSession"]):
    def counting(self) -> "HearingSessionQuerySet":
        """Those of the hearing as it stands: what was set aside when it began again counts for nobody."""
        return self.filter(set_aside_at=None)


class HearingSession(models.Model):
    """One sitting.  After an adjournment the hearing goes on in another; who missed one does not decide."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    members = models.ManyToManyField(Person, related_name="+", blank=True)
    employee_attended = models.BooleanField(default=False)
    companion = models.CharField(max_length=200, blank=True)
    presenter_attended = models.BooleanField(default=False)
    advisers = models.CharField(max_length=300, blank=True)
    witnesses = models.CharField(max_length=500, blank=True)
    minutes = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_because = models.TextField(blank=True)

    objects = HearingSessionQuerySet.as_manager()

    class Meta:
        ordering = ["hearing", "number"]
        constraints = [models.UniqueConstraint(fields=["hearing", "number"], name="one_session_a_number")]

    def __str__(self) -> str:
        return f"Session {self.number}"


class OrderTick(models.Model):
    """That a part of the order of the hearing was done, when, and what was noted."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="order_ticks")
    part = models.CharField(max_length=40)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["hearing", "part"], name="one_tick_a_part")]

    def __str__(self) -> str:
        return self.part


class Mitigation(models.Model):
    """What speaks for a milder outcome, in the employee's words or as the clerk took it down.  Read after the findings."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mitigation")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="one_mitigation_a_person")]

    def __str__(self) -> str:
        return f"Mitigation in {self.case}"


class Disclosure(models.Model):
    """That live warnings and mitigation were opened to the panel, after its findings and before the outcome."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="disclosure")
    #: In the words of the day: [{"level", "decided", "live_until"}].
    warnings = models.JSONField(default=list)
    #: Expired ones, by the child-safety exception only.
    spent = models.JSONField(default=list)
    spent_because = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Disclosure in {self.case}"


class Vote(models.Model):
    """How one member voted on the decision that was carried.  Only those who see the deliberation read it."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_for = models.BooleanField()
    is_casting = models.BooleanField(default=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["hearing", "member__name"]
        constraints = [models.UniqueConstraint(fields=["hearing", "member"], name="one_vote_a_member")]

    def __str__(self) -> str:
        return f"{self.member}: {'for' if self.is_for else 'against'}"
