"""When was it heard, with which papers, who was there, and what was decided?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.calendar import Service
from investigations.procedure.choices import AppealResult, AppealScope, Level

from .cases import Case
from .evidence import Evidence, Statement
from .people import Person


class Hearing(models.Model):
    """A disciplinary hearing or, where `is_appeal`, the appeal against its outcome."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    is_appeal = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    served_at = models.DateTimeField()
    served_on = models.DateField()
    #: The count that gave the earliest day when the notice was served; a setting changed later does not change it.
    notice = models.JSONField(default=dict)
    short_notice = models.TextField(blank=True)
    #: The employee's written agreement to a shorter notice, kept as an exhibit.
    short_notice_agreement = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    small_panel_reason = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    employee_attended = models.BooleanField(default=False)
    companion = models.CharField(max_length=200, blank=True)
    minutes = models.TextField(blank=True)
    #: Of an appeal: whether it reviews the first decision or hears it all again, by the school's setting of that day.
    scope = models.CharField(max_length=20, choices=AppealScope.choices(), blank=True)
    #: Another day that the employee proposed because their companion cannot come; empty once it was granted.
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["case", "is_appeal"], name="one_hearing_and_one_appeal_hearing")]

    def __str__(self) -> str:
        return "Appeal hearing" if self.is_appeal else "Disciplinary hearing"


class Attendance(models.Model):
    """Whether a panel member was present throughout: only they decide."""

    hearing = models.ForeignKey(Hearing, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    present_throughout = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "person"], name="one_attendance_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {'throughout' if self.present_throughout else 'not throughout'}"


class Bundle(models.Model):
    """The papers of a hearing as they were served: what the employee got, and the panel no more."""

    hearing = models.OneToOneField(Hearing, on_delete=models.PROTECT, related_name="bundle")
    evidence = models.ManyToManyField(Evidence, related_name="bundles", blank=True)
    statements = models.ManyToManyField(Statement, related_name="bundles", blank=True)
    #: The allegations, the report and the findings in the words that were served.
    contents = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Papers of {self.hearing}"


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def live(self) -> "OutcomeQuerySet":
        """Warnings that still count today."""
        return self.filter(live_until__gte=timezone.localdate())

    def spent(self) -> "OutcomeQuerySet":
        """Warnings whose time is over, whether or not the clock has noted it yet."""
        return self.filter(live_until__lt=timezone.localdate())

    def against_the_subject_of(self, case: Case) -> "OutcomeQuerySet":
        """Outcomes of other cases of the employee concerned."""
        subject = case.subject
        if subject is None:
            return self.none()
        theirs = self.filter(
            case__school=case.school_id,
            case__appointments__person=subject,
            case__appointments__role="subject",
            case__appointments__ended_at=None,
        )
        return theirs.exclude(case=case).distinct().order_by("live_until")


class Outcome(models.Model):
    """What the hearing, and after it the appeal, decided."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="outcome")
    level = models.CharField(max_length=30, choices=Level.choices())
    reasons = models.TextField()
    change_required = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    served_on = models.DateField(null=True, blank=True)
    live_until = models.DateField(null=True, blank=True)
    #: Why a warning is live for longer than the school's figure: for the safety of pupils, and open to appeal.
    longer_because = models.TextField(blank=True)
    #: When it was written down that the warning is spent; it counts no more from the day after `live_until` anyway.
    spent_at = models.DateTimeField(null=True, blank=True)
    #: Like cases as they were shown, without names, to whoever decided.
    like_cases = models.JSONField(default=list, blank=True)

    objects = OutcomeQuerySet.as_manager()

    def __str__(self) -> str:
        return Level(self.level).label

    @property
    def is_live(self) -> bool:
        """Whether a warning still counts; after `live_until` it is spent and shown to no panel."""
        return self.live_until is not None and self.live_until >= timezone.localdate()


class Appeal(models.Model):
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="appeal")
    received_on = models.DateField()
    grounds = models.JSONField(default=list)
    grounds_text = models.TextField()
    is_late = models.BooleanField(default=False)
    late_reason = models.TextField(blank=True)
    late_decision = models.TextField(blank=True)
    #: Which chair decided with the clerk on an appeal that came late, and when.
    concurrence = models.CharField(max_length=200, blank=True)
    was_accepted = models.BooleanField(null=True)
    withdrawn_because = models.TextField(blank=True)
    result = models.CharField(max_length=20, choices=AppealResult.choices(), blank=True)
    first_level = models.CharField(max_length=30, choices=Level.choices(), blank=True)
    level = models.CharField(max_length=30, choices=Level.choices(), blank=True)
    reasons = models.TextField(blank=True)
    #: Of the grounds, those that the appeal panel upheld.
    grounds_upheld = models.JSONField(default=list)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Appeal in {self.case}"

    @property
    def is_open(self) -> bool:
        return not self.result and not self.withdrawn_because and self.was_accepted is not False


class Served(models.Model):
    """What was served on a person, how and when: they see exactly this, and the proof of it stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="served")
    #: Nobody where a letter went to somebody who is no person of the school: then `to_name` says to whom.
    to = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="served")
    to_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    letter = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    bundle = models.ForeignKey(Bundle, null=True, blank=True, on_delete=models.PROTECT, related_name="served")
    method = models.CharField(max_length=30, choices=[(method.value, method.label) for method in Service])
    address = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    served_on = models.DateField()
    proof = models.TextField(blank=True)
    proof_exhibit = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at"]
        verbose_name_plural = "served"

    def __str__(self) -> str:
        return f"{self.title} served on {self.recipient}"

    @property
    def recipient(self) -> str:
        return self.to.name if self.to else self.to_name


class Submission(models.Model):
    """The employee's own answer or papers, for the hearing or the appeal."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="submissions")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="submissions")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"Answer of {self.by}"
