"""Has the employee resigned, until when do they work here, and was it withdrawn?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.resignation import ResignationState

from .cases import Case
from .people import Person


class Resignation(models.Model):
    """Made by the step that records it; the dates that stand are the case's.  Moved by `ResignationProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="resignations")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ResignationState.choices(), default=ResignationState.NOTICE)
    received_on = models.DateField()
    effective_on = models.DateField()
    reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    agreement = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    consented = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_resignation_a_number")]

    def __str__(self) -> str:
        return f"Resignation of {self.received_on}"

    @property
    def status(self) -> ResignationState:
        return ResignationState(self.state)
