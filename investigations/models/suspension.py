"""Who is suspended, since when, on what terms, and what else was considered?"""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from investigations.procedure.suspension import Alternative, SuspensionState

from .cases import Case
from .people import Person


class Suspension(models.Model):
    """A precaution on full pay, never a sanction.  Moved by `SuspensionProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=SuspensionState.choices(), default=SuspensionState.PROPOSED)
    reasons = models.TextField()
    #: Each alternative that was weighed, and why it is not enough: [{"alternative": ..., "rejected_because": ...}].
    alternatives = models.JSONField(default=list)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    imposed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField(null=True, blank=True)
    named_contact = models.CharField(max_length=200, blank=True)
    terms = models.TextField(blank=True)
    agreed_with_lado = models.TextField(blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    recommendation = models.TextField(blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    not_imposed_because = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(blank=True)
    minute_reference = models.CharField(max_length=200, blank=True)
    return_plan = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_suspension_a_number"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["proposed", "in_force"]),
                name="one_open_suspension_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"Suspension {self.number}"

    @property
    def status(self) -> SuspensionState:
        return SuspensionState(self.state)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def weighed(self) -> list[dict[str, Any]]:
        """The alternatives in words, with the reason against each."""
        return [
            {"label": Alternative(row["alternative"]).label, "because": row["rejected_because"]}
            for row in self.alternatives
        ]
