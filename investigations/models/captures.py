"""What is known of a post whose screenshots were handed in: where it stood, when, and who fetched it?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import StillPublic

from .cases import Case
from .evidence import Evidence
from .people import Person


class PostCapture(models.Model):
    """One post as it was captured.  The exhibits are its screenshots, in the order of their numbers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="captures")
    exhibits = models.ManyToManyField(Evidence, related_name="captures")
    address = models.CharField(max_length=2000)
    post_id = models.CharField(max_length=100, blank=True)
    handle = models.CharField(max_length=100)
    posted_at = models.DateTimeField(null=True, blank=True)
    device = models.CharField(max_length=200)
    captured_by = models.CharField(max_length=200)
    captured_at = models.DateTimeField()
    still_public = models.CharField(max_length=20, choices=StillPublic.choices())
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["entered_at"]

    def __str__(self) -> str:
        return f"Post of {self.handle}"

    @property
    def public_state(self) -> StillPublic:
        return StillPublic(self.still_public)


class CaptureCorrection(models.Model):
    """What was written of a post before somebody put it right, and why.  The post itself holds what stands now."""

    capture = models.ForeignKey(PostCapture, on_delete=models.PROTECT, related_name="corrections")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)
    #: [label, words as they stood before], of what was changed.
    before = models.JSONField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Correction of {self.capture}"
