"""What is alleged, and where is the case?"""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import Channel, Depth, Severity
from investigations.procedure.retention import RetentionClass
from investigations.procedure.sections import Section
from investigations.procedure.states import Stage, State

from .people import Person
from .policies import Clause
from .schools import School


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> "CaseQuerySet":
        return self.exclude(state=State.CLOSED)

    def at_stage(self, stage: Stage) -> "CaseQuerySet":
        return self.filter(state__in=[state for state in State if state.stage is stage])

    def overdue(self, now: Any = None) -> "CaseQuerySet":
        return self.filter(clocks__stopped_at=None, clocks__due_at__lt=now or timezone.now()).distinct()

    def newest_first(self) -> "CaseQuerySet":
        return self.order_by("-reported_at", "-id")


class Case(models.Model):
    """A suspected breach, from the concern to the closing.  Everything that moves it is a step of `CaseProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=30, choices=State.choices(), default=State.REPORTED)
    #: Counts the steps taken; a form carries the number it was drawn with, so the second of two people is told.
    revision = models.PositiveIntegerField(default=0)
    is_about_the_head = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, choices=Channel.choices(), default=Channel.SEEN)
    how_it_came_to_light = models.TextField(blank=True)
    done_at_once = models.TextField(blank=True)
    received_on = models.DateField()
    reported_at = models.DateTimeField(default=timezone.now)
    severity = models.CharField(max_length=1, choices=Severity.choices(), default=Severity.SERIOUS)
    depth = models.CharField(max_length=20, choices=Depth.choices(), blank=True)
    may_dismiss = models.BooleanField(default=False)
    resigned_on = models.DateField(null=True, blank=True)
    employment_ends_on = models.DateField(null=True, blank=True)
    employee_told_at = models.DateTimeField(null=True, blank=True)
    referred_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    retention = models.CharField(max_length=30, choices=RetentionClass.choices(), blank=True)
    retention_review_on = models.DateField(null=True, blank=True)
    part_two_minute = models.CharField(max_length=200, blank=True)
    state_since = models.DateTimeField(default=timezone.now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at"]
        indexes = [
            models.Index(fields=["school", "-reported_at"]),
            models.Index(fields=["state", "-reported_at"]),
        ]
        permissions = [("read_case", "Finds the case in their list")]
        default_permissions = ()

    def __str__(self) -> str:
        return self.reference

    @property
    def case(self) -> "Case":
        """A case is its own case: steps are taken on a case, a statement or an action alike."""
        return self

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def subject(self) -> Person | None:
        """The employee concerned, if known."""
        appointment = self.appointments.live().filter(role="subject").select_related("person").first()
        return appointment.person if appointment else None

    @property
    def happened_from(self) -> date | None:
        return self.allegations.aggregate(first=models.Min("happened_from"))["first"]


class Allegation(models.Model):
    """A specific claim of a breach: what, when, where, and the clauses of the version in force."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allegations")
    position = models.PositiveIntegerField()
    what = models.TextField()
    happened_from = models.DateField()
    happened_to = models.DateField(null=True, blank=True)
    account = models.CharField(max_length=120, blank=True)
    post_address = models.CharField(max_length=500, blank=True)
    device = models.CharField(max_length=200, blank=True)
    clauses = models.ManyToManyField(Clause, related_name="allegations", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["case", "position"]
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="one_allegation_a_position")]

    def __str__(self) -> str:
        return f"Allegation {self.position}"


class StepTaken(models.Model):
    """A move that was made: the register of decisions.  Written by `take`, never edited."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps_taken")
    table = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    record_id = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="steps_taken")
    as_role = models.CharField(max_length=30)
    at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    record = models.CharField(max_length=200)
    section = models.CharField(max_length=30, choices=Section.choices())

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "step"])]

    def __str__(self) -> str:
        return f"{self.by} {self.record}"


class RunningClock(models.Model):
    """A clock that a step set going, with the count that explains its date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    #: The record beside the case that it runs for: a suspension, a duty, a request.  Empty for the case itself.
    record_id = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=40)
    started_by = models.ForeignKey(StepTaken, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counted = models.JSONField()
    extended_because = models.TextField(blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(StepTaken, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: How much of its time had gone when somebody was last warned, in per cent, and when the next warning is due.
    warned = models.PositiveSmallIntegerField(default=0)
    warn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "key", "record_id"],
                condition=models.Q(stopped_at=None),
                name="one_running_clock_a_kind_and_record",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(stopped_at=None), name="running_clocks_by_due"),
            models.Index(fields=["warn_at"], condition=models.Q(stopped_at=None), name="running_clocks_by_warning"),
        ]

    def __str__(self) -> str:
        return f"{self.key} due {self.due_at}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_running and self.due_at < timezone.now()

    @property
    def counts(self) -> list[dict[str, Any]]:
        """How its date was counted: from the start, and then once more for each time it was moved on."""
        moved = [change.counted_before for change in self.changes.all() if change.due_after is not None]
        return [*moved, self.counted]


class ClockChange(models.Model):
    """A date that somebody moved on, or ended because it is no longer needed.  Never edited."""

    clock = models.ForeignKey(RunningClock, on_delete=models.PROTECT, related_name="changes")
    due_before = models.DateTimeField()
    #: Empty where the date was ended.
    due_after = models.DateTimeField(null=True, blank=True)
    counted_before = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.clock.key}: {'extended' if self.due_after else 'ended'}"
