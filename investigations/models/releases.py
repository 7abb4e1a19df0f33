"""Which copy went to whom, with what in it, and did they say that they have it?  The disclosure log of a case."""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.audiences import Audience, Scope
from investigations.procedure.releases import COPIES, CopyRule, ReleaseState, ReleaseWay
from investigations.procedure.sections import Section

from .cases import Case
from .data_rights import DataRequest
from .documents import Document, JobState
from .hearings import Bundle
from .people import Person


class ReleaseQuerySet(models.QuerySet["Release"]):
    def in_sections(self, sections: frozenset[Section]) -> "ReleaseQuerySet":
        """Those that are written down where somebody may look."""
        return self.filter(section__in=[section.value for section in sections])

    def released(self) -> "ReleaseQuerySet":
        return self.filter(state=ReleaseState.RELEASED)


class Release(models.Model):
    """One numbered copy for one recipient.  A row is never reused: whatever was wrong with it, the next copy is another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    audience = models.CharField(max_length=20, choices=Audience.choices())
    section = models.CharField(max_length=30, choices=Section.choices())
    #: Nobody where it goes to somebody who is no person of the school; then `to_name` says to whom.
    to = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    to_name = models.CharField(max_length=200, blank=True)
    bundle = models.ForeignKey(Bundle, null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    data_request = models.ForeignKey(
        DataRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    #: Exhibits that this copy leaves out, by number, each with the reason that stands on its pages.
    withheld = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=ReleaseState.choices(), default=ReleaseState.MAKING)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    document = models.OneToOneField(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="release")
    #: What stands in it: number, title, fingerprint of the original, and of the redacted copy where that is printed.
    exhibits = models.JSONField(default=list, blank=True)
    #: Two copies with the same fingerprint hold the same, but for the mark on the page.
    edition = models.CharField(max_length=64, blank=True)
    searched_at = models.DateTimeField(null=True, blank=True)
    searched_for = models.PositiveIntegerField(default=0)
    #: The fingerprint of what it was searched for: names marked later make it stale.
    searched_against = models.CharField(max_length=64, blank=True)
    #: A sentence for each thing that should have gone, with its page.
    leaks = models.JSONField(default=list, blank=True)
    released_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=20, choices=ReleaseWay.choices(), blank=True)
    way_note = models.CharField(max_length=300, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_how = models.CharField(max_length=300, blank=True)
    called_off_because = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_copy_a_number")]

    def __str__(self) -> str:
        return f"Copy {self.number}"

    @property
    def recipient(self) -> str:
        return self.to.name if self.to else self.to_name

    @property
    def for_whom(self) -> Audience:
        return Audience(self.audience)

    @property
    def scope(self) -> Scope:
        return self.for_whom.scope

    @property
    def rule(self) -> CopyRule:
        return COPIES[self.for_whom]

    @property
    def part(self) -> Section:
        return Section(self.section)

    @property
    def status(self) -> ReleaseState:
        """Where its making failed it is held back, whatever the row says."""
        state = ReleaseState(self.state)
        return ReleaseState.HELD_BACK if state is ReleaseState.MAKING and self.trouble else state

    @property
    def trouble(self) -> str:
        """The sentence why it could not be made."""
        return next((job.error for job in self.jobs.all() if job.state == JobState.FAILED), "")

    @property
    def is_released(self) -> bool:
        return self.status is ReleaseState.RELEASED
