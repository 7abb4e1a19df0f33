"""Who asked what about their personal data, and how was it answered?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import Channel
from investigations.procedure.data_rights import Exemption, RequestKind, RequestState

from .cases import Case
from .people import Person


class DataRequest(models.Model):
    """A request under data protection law, in connection with a case.  Moved by `DataRequestProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="data_requests")
    number = models.PositiveIntegerField()
    request_kind = models.CharField(max_length=20, choices=RequestKind.choices())
    state = models.CharField(max_length=20, choices=RequestState.choices(), default=RequestState.RECEIVED)
    received_on = models.DateField()
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="data_requests")
    name = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=20, choices=Channel.choices())
    what = models.TextField()
    #: Sees the request, and not the case.
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requests_owned")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    checked_on = models.DateField(null=True, blank=True)
    checked_how = models.CharField(max_length=200, blank=True)
    extended_because = models.TextField(blank=True)
    told_of_extension_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    exemptions = models.JSONField(default=list)
    withheld = models.TextField(blank=True)
    about = models.TextField(blank=True)
    opinions = models.TextField(blank=True)
    own_statement = models.TextField(blank=True)
    refused_because = models.TextField(blank=True)
    withdrawn_because = models.TextField(blank=True)
    is_restricted = models.BooleanField(default=False)

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_request_a_number")]
        indexes = [models.Index(fields=["owner", "state"])]

    def __str__(self) -> str:
        return f"Request {self.number}"

    @property
    def status(self) -> RequestState:
        return RequestState(self.state)

    @property
    def kind(self) -> RequestKind:
        return RequestKind(self.request_kind)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def by_whom(self) -> str:
        return self.person.name if self.person else self.name

    @property
    def exempt(self) -> str:
        return "; ".join(Exemption(value).label for value in self.exemptions)
