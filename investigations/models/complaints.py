"""Who complained, about what, and what were they told?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import Channel
from investigations.procedure.complaint import ComplaintState

from .cases import Case
from .people import Person


class Complaint(models.Model):
    """A complaint that runs beside the case.  Whoever made it sees nothing of the case.  Moved by `ComplaintProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complaints")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ComplaintState.choices(), default=ComplaintState.RECEIVED)
    received_on = models.DateField()
    #: Somebody the school knows, or else a name.
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20, choices=Channel.choices())
    what = models.TextField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    acknowledged_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    taken_further = models.TextField(blank=True)
    closed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_complaint_a_number")]

    def __str__(self) -> str:
        return f"Complaint {self.number}"

    @property
    def status(self) -> ComplaintState:
        return ComplaintState(self.state)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def by_whom(self) -> str:
        return self.person.name if self.person else self.name
