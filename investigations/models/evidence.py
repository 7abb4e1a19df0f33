"""What was handed in, and what does it bear on?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import Bearing, PreviewState, ScanState
from investigations.procedure.states import StatementState

from .cases import Allegation, Case
from .kept import Kept
from .people import Person


class Evidence(Kept):
    """One exhibit: the file as received (in the vault, never altered) and what is known about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    kind_label = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    vault_key = models.CharField(max_length=200, unique=True)
    description = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200, blank=True)
    dated = models.DateField(null=True, blank=True)
    #: Why it is left out of the papers of a hearing; empty where it is served like everything else.
    withheld_because = models.TextField(blank=True)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="received_evidence")
    received_at = models.DateTimeField(default=timezone.now)
    scan = models.CharField(max_length=20, choices=ScanState.choices(), default=ScanState.NOT_SCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    #: The name of what was found, or the sentence why it could not be scanned.
    scan_says = models.CharField(max_length=300, blank=True)
    #: A worker has it until then; afterwards another may take it up.
    scan_lease = models.DateTimeField(null=True, blank=True)
    scan_attempts = models.PositiveIntegerField(default=0)
    #: What came in before previews were made by themselves has it made when it is first opened.
    preview = models.CharField(max_length=20, choices=PreviewState.choices(), default=PreviewState.NOT_YET)
    #: The sentence why there is none.
    preview_says = models.CharField(max_length=300, blank=True)
    preview_lease = models.DateTimeField(null=True, blank=True)
    preview_attempts = models.PositiveIntegerField(default=0)
    bears_on = models.ManyToManyField(Allegation, through="EvidenceBearing", related_name="evidence")

    # In memory alone, where it is shown to readers who may not have all of it: actions/papers.py.
    #: The sentence in its place, while its redacted copy is not approved.
    instead = ""
    #: What is shown is the redacted copy: what is wrong with that is not wrong with the original.
    is_redacted_copy = False

    class Meta:
        ordering = ["case", "number"]
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_exhibit_a_number")]
        indexes = [
            models.Index(fields=["case", "sha256"]),
            models.Index(fields=["received_at"], name="evidence_to_scan", condition=models.Q(scan=ScanState.PENDING)),
            models.Index(
                fields=["received_at"], name="evidence_to_preview", condition=models.Q(preview=PreviewState.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return f"Exhibit {self.number}"

    @property
    def scan_state(self) -> ScanState:
        return ScanState(self.scan)

    @property
    def is_quarantined(self) -> bool:
        """The scanner found something: kept for ever, and opened for nobody."""
        return self.scan_state is ScanState.SUSPECT

    @property
    def is_held_back(self) -> bool:
        """Nobody opens it: the scanner found something, or has not answered yet."""
        return self.scan_state in (ScanState.SUSPECT, ScanState.PENDING)

    @property
    def preview_state(self) -> PreviewState:
        return PreviewState(self.preview)

    @property
    def title(self) -> str:
        return self.description or self.file_name

    @property
    def is_opaque(self) -> bool:
        """An export archive of the platform: kept as it is, and never opened here."""
        return self.content_type == "application/zip"

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"


class EvidenceBearing(models.Model):
    """Which way an exhibit speaks on an allegation."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="bearings")
    allegation = models.ForeignKey(Allegation, on_delete=models.CASCADE, related_name="bearings")
    bearing = models.CharField(max_length=20, choices=Bearing.choices())

    class Meta:
        ordering = ["allegation__position"]
        constraints = [models.UniqueConstraint(fields=["evidence", "allegation"], name="one_bearing_an_allegation")]

    def __str__(self) -> str:
        return f"{self.evidence} on {self.allegation}: {self.bearing}"


class Statement(models.Model):
    """What a person says happened; they read it, correct it and confirm it.  Moved by `StatementProcedure`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="statements")
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_on = models.DateField()
    how_taken = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=20, choices=StatementState.choices(), default=StatementState.DRAFT)
    correction = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_how = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_statement_a_number")]

    def __str__(self) -> str:
        return f"Statement {self.number}"

    @property
    def status(self) -> StatementState:
        return StatementState(self.state)

    @property
    def is_settled(self) -> bool:
        return self.status in (StatementState.CONFIRMED, StatementState.UNSIGNED)

    @property
    def can_be_edited(self) -> bool:
        return self.status is StatementState.DRAFT
