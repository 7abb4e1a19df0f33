"""Which files are on their way in?  A row for each, until it has become an exhibit, is refused or is given up.

What comes for a report in the making becomes a file of that report instead.
"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import UploadState

from .cases import Case
from .drafts import ConcernDraft, DraftFile
from .evidence import Evidence
from .people import Person


class Upload(models.Model):
    """A file that comes in pieces.  It is nobody's evidence yet: only who sends it knows of it, and a day ends it.

    `pieces` holds [name, size] of each piece that counts, in order; `offset` is their sum, and nothing beyond it was
    ever acknowledged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: It belongs to a case, or to a report that is still being written.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="uploads")
    draft = models.ForeignKey(ConcernDraft, on_delete=models.CASCADE, null=True, blank=True, related_name="uploads")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField()
    #: When the file was last changed, as the browser says: with name and size it tells the same file chosen again.
    modified = models.CharField(max_length=20, blank=True)
    #: The sender says that it is an export archive of the platform, to be kept unopened.
    is_archive = models.BooleanField(default=False)
    #: It belongs to a post that is being captured, and becomes an exhibit together with its description.
    for_capture = models.BooleanField(default=False)
    offset = models.PositiveBigIntegerField(default=0)
    pieces = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=UploadState.choices(), default=UploadState.RECEIVING)
    #: Somebody makes an exhibit of it until then; afterwards another may.
    lease = models.DateTimeField(null=True, blank=True)
    exhibit = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    draft_file = models.ForeignKey(DraftFile, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    #: Why it was refused.
    says = models.TextField(blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["started_at"]
        indexes = [models.Index(fields=["state", "last_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case=None, draft__isnull=False) | models.Q(case__isnull=False, draft=None),
                name="an_upload_goes_to_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"Upload of {self.size} bytes, {self.offset} arrived"

    @property
    def upload_state(self) -> UploadState:
        return UploadState(self.state)

    @property
    def folder(self) -> str:
        """Of the vault: a report's is the one that its case will have."""
        return (self.case_id or self.draft_id).hex

    @property
    def became(self) -> Evidence | DraftFile | None:
        return self.exhibit or self.draft_file

    @property
    def percent(self) -> int:
        return 100 * self.offset // self.size if self.size else 100
