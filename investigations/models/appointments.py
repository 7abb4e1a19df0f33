"""Who is what in a case, and who is shut out of it?"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from investigations.procedure.labelled import Labelled
from investigations.procedure.roles import SEPARATE, SINGLE, WORKED_OUT, Role

from .cases import Case
from .people import Person


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def live(self) -> "AppointmentQuerySet":
        return self.filter(ended_at=None)

    def of(self, *roles: Role) -> "AppointmentQuerySet":
        return self.filter(role__in=roles)


class Appointment(models.Model):
    """One person in one role of one case.  Ended ones stay: who investigated may never judge."""

    APPOINTABLE = [(role.value, role.label) for role in Role if role not in WORKED_OUT]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=APPOINTABLE)
    is_chair = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    #: For a companion: when the employee opened the papers to them.  Until then they see the dates only.
    papers_shared_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.TextField(blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["appointed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "role"], condition=Q(ended_at=None), name="appointed_once_to_a_role"
            ),
            models.UniqueConstraint(
                fields=["case", "role"],
                condition=Q(ended_at=None, role__in=[role.value for role in sorted(SINGLE)]),
                name="one_person_in_a_single_role",
            ),
            # Ended appointments count: the investigator never judges, and nobody sits on both panels.
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=Q(role__in=[role.value for role in sorted(SEPARATE)]),
                name="investigates_or_judges_once",
            ),
        ]
        indexes = [models.Index(fields=["person", "role"]), models.Index(fields=["case", "role"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind.label}"

    @property
    def kind(self) -> Role:
        return Role(self.role)

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


class ExclusionKind(Labelled):
    SUBJECT = "subject", "The case is about them"
    CONFLICT = "conflict", "They have a conflict of interest"
    RECUSED = "recused", "They stood down"


class Exclusion(models.Model):
    """Shuts a person out of a case whatever they were granted; their own page as a participant stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions")
    kind = models.CharField(max_length=20, choices=ExclusionKind.choices())
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(lifted_at=None), name="shut_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {ExclusionKind(self.kind).label}"
