"""What goes to the governing body in confidence?  The Part II item and extract, and the report without names."""

from django.db import models
from django.utils import timezone

from investigations.procedure.minutes import MinuteKind

from .cases import Case
from .people import Person


class ConfidentialMinute(models.Model):
    """Kept as it was written, with its hash: a change is a new one, and the old one stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="minutes")
    kind = models.CharField(max_length=20, choices=MinuteKind.choices())
    letter = models.CharField(max_length=10)
    words = models.TextField()
    sha256 = models.CharField(max_length=64)
    minute_reference = models.CharField(max_length=120, blank=True)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kept_at"]

    def __str__(self) -> str:
        return f"{MinuteKind(self.kind).label} of {self.case}"
