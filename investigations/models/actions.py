"""What does the governing body do to protect reputations?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import Protects
from investigations.procedure.states import ActionState

from .cases import Case
from .people import Person


class GoverningBodyAction(models.Model):
    """From the catalogue GA01-GA20 or the school's own.  Moved by `ActionProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=300)
    #: What the owner needs to know to do it, and no more: they see this and not the case.
    instructions = models.TextField(blank=True)
    protects = models.JSONField(default=list)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="actions_owned")
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=20, choices=ActionState.choices(), default=ActionState.PROPOSED)
    done_on = models.DateField(null=True, blank=True)
    proof = models.TextField(blank=True)
    not_done_because = models.TextField(blank=True)
    minute_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_action_a_number")]
        indexes = [models.Index(fields=["owner", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> ActionState:
        return ActionState(self.state)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def protected(self) -> str:
        return ", ".join(Protects(value).label.lower() for value in self.protects)
