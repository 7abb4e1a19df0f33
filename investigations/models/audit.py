"""What cannot be unsaid?  One hash chain of events for each stream."""

import uuid

from django.db import models

from .schools import School


class AuditStream(models.Model):
    """One chain: a case, a school's own affairs, or the sign-ins of all schools (which then has no school).

    The row is the lock that appends queue at, and the chain's head.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="streams")
    name = models.CharField(max_length=80, unique=True)
    count = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One event.  `body` holds the canonical bytes that were hashed; personal data stands in `sealed` only."""

    stream = models.ForeignKey(AuditStream, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveBigIntegerField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    body = models.BinaryField()
    sealed = models.BinaryField(default=b"")
    #: Copies of what the body says, for lists; verification compares them with it.
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    section = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["stream", "seq"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_event_a_number")]
        indexes = [models.Index(fields=["stream", "-seq"])]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"
