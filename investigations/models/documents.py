"""Which documents were asked for, how far are they, and where are they kept?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.labelled import Labelled

from .cases import Case
from .kept import Kept
from .letters import CaseLetter
from .people import Person


class DocumentKind(Labelled):
    CASE_FILE = "case_file", "Case file"
    INVESTIGATION_REPORT = "investigation_report", "Investigation report"
    HEARING_PAPERS = "hearing_papers", "Hearing papers"
    OUTCOME_LETTER = "outcome_letter", "Outcome letter"
    BOARD_REPORT = "board_report", "Report to the governing body"
    LETTER = "letter", "Letter"
    HEARING_PACK = "hearing_pack", "Hearing pack"
    CUSTODY_SHEET = "custody_sheet", "Custody sheet"
    COPY = "copy", "Copy to be released"
    CASE_EXPORT = "case_export", "Export of the whole case"


class JobState(Labelled):
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Could not be made"


class Document(Kept):
    """A PDF as it was made: kept, numbered by its hash, and every reading recorded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30, choices=DocumentKind.choices())
    #: Which letter, where it is one.
    letter = models.ForeignKey(CaseLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    file_name = models.CharField(max_length=160)
    vault_key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    #: The sections its maker could see: whoever sees fewer may not read it.
    sections = models.JSONField(default=list)
    audit_count = models.PositiveBigIntegerField(default=0)
    audit_head = models.CharField(max_length=64, blank=True)
    #: Of what its manifest says of it; shortened, it stands on its last page.  Empty where it carries no proof.
    fingerprint = models.CharField(max_length=64, blank=True)
    made_for = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_archive(self) -> bool:
        return self.kind == DocumentKind.CASE_EXPORT


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        return self.filter(state=JobState.WAITING)

    def abandoned(self) -> "JobQuerySet":
        """Running, but nobody has renewed the lease: its worker is gone."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=timezone.now())


class Job(models.Model):
    """Long work, kept as a row: it is written with what caused it, claimed by one worker, and found again by the sweep."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=30, choices=DocumentKind.choices())
    letter = models.ForeignKey(CaseLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    #: Which copy, where it is one for a recipient.
    release = models.ForeignKey("Release", null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    #: Whose custody sheet, where it is that of one exhibit.
    exhibit = models.ForeignKey("Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jobs")
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=JobState.choices(), default=JobState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    document = models.OneToOneField(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="job")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{DocumentKind(self.kind).label} for {self.case}"

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)


class KeptPart(models.Model):
    """What was once made for a document and may be needed for the next copy: the pictures of an exhibit, or pages set.

    Its content lies sealed under the case's key, at a place that follows from what it was made of.  The row is written
    before the file, so that whatever a killed worker leaves is found again and swept.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="kept_parts")
    #: The fingerprint of everything that it was made of, the programs included.
    digest = models.CharField(max_length=64)
    vault_key = models.CharField(max_length=200)
    #: What has to be known of it without opening it; nothing until it is whole.
    facts = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="one_kept_part_each")]
        indexes = [models.Index(fields=["used_at"])]

    def __str__(self) -> str:
        return self.digest[:12]
