"""What has somebody begun to report, and not sent yet?"""

import uuid

from django.db import models
from django.utils import timezone

from .people import Person
from .schools import School


class ConcernDraft(models.Model):
    """A report in the making: answers by question.  Only its writer sees it; it is gone once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="concern_drafts")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="concern_drafts")
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"Draft of {self.by}"


class DraftFile(models.Model):
    """A file handed in with a draft; it becomes an exhibit when the concern is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(ConcernDraft, on_delete=models.CASCADE, related_name="files")
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    kind_label = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    vault_key = models.CharField(max_length=200, unique=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["received_at"]

    def __str__(self) -> str:
        return self.file_name


class PolicyImport(models.Model):
    """A policy document that was read and is being corrected before it is saved as a version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="policy_imports")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="policy_imports")
    source_name = models.CharField(max_length=200)
    source_text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.source_name
