"""What is blacked out for whom, who is called what, and which copies were burnt from it?  Nothing of it is edited."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind, RenditionState

from .cases import Case
from .evidence import Evidence
from .kept import Kept
from .people import Person


class PseudonymQuerySet(models.QuerySet["Pseudonym"]):
    def hidden_in(self, scope: Scope) -> list["Pseudonym"]:
        return [pseudonym for pseudonym in self if pseudonym.is_hidden_in(scope)]


class Pseudonym(models.Model):
    """Somebody's name, and what stands in its place throughout the case.  The label is given once and never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pseudonyms")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="pseudonyms")
    kind = models.CharField(max_length=20, choices=PseudonymKind.choices())
    label = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    #: Other spellings, nicknames, account names, the first name alone.
    also = models.JSONField(default=list)
    #: The scopes in which the name is hidden.
    scopes = models.JSONField(default=list)
    entered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = PseudonymQuerySet.as_manager()

    class Meta:
        ordering = ["entered_at", "label"]
        constraints = [
            models.UniqueConstraint(fields=["case", "label"], name="one_pseudonym_a_label"),
            models.UniqueConstraint(
                fields=["case", "person"], condition=~models.Q(person=None), name="one_pseudonym_a_person"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def of_kind(self) -> PseudonymKind:
        return PseudonymKind(self.kind)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that gives the name away, as it was written down."""
        return tuple(dict.fromkeys(spelling for spelling in (self.name, *self.also) if spelling))

    @property
    def hidden_scopes(self) -> tuple[Scope, ...]:
        return tuple(scope for scope in Scope if scope.value in self.scopes)

    def is_hidden_in(self, scope: Scope) -> bool:
        return scope.value in self.scopes


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def standing(self) -> "RedactionQuerySet":
        return self.filter(taken_back_at=None)

    def to(self, scope: Scope) -> "RedactionQuerySet":
        return self.filter(scope=scope.value)


class Redaction(models.Model):
    """One box on one page, or one passage of a text, that is hidden in one scope.  Taken back, never deleted.

    A box is given in fractions of its page, so that it fits a picture of any size.  A passage keeps its words beside its
    place: where the two no longer agree nothing is rendered, rather than the wrong words blacked out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="redactions")
    scope = models.CharField(max_length=20, choices=Scope.choices())
    page = models.PositiveIntegerField(null=True, blank=True)
    #: {"x": left, "y": top, "w": width, "h": height}, each from 0 to 1.
    box = models.JSONField(null=True, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["page", "start", "at", "pk"]
        indexes = [
            models.Index(
                fields=["evidence", "scope"], condition=models.Q(taken_back_at=None), name="redactions_that_stand"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, box__isnull=False, start=None, end=None)
                | models.Q(page=None, box=None, start__isnull=False, end__gt=models.F("start")),
                name="a_box_on_a_page_or_a_passage",
            )
        ]

    def __str__(self) -> str:
        return f"A passage of {self.evidence}" if self.page is None else f"A box on page {self.page} of {self.evidence}"

    @property
    def place(self) -> Any:
        """What has to be the same for two of them to hide the same."""
        if self.page is None:
            return (self.start, self.end)
        return (self.page, *(round(float(self.box[side]), 4) for side in ("x", "y", "w", "h")))


class InclusionQuerySet(models.QuerySet["Inclusion"]):
    def standing(self) -> "InclusionQuerySet":
        return self.filter(taken_back_at=None)

    def to(self, scope: Scope) -> "InclusionQuerySet":
        return self.filter(scope=scope.value)


class Inclusion(models.Model):
    """Somebody's decision that an exhibit which cannot be blacked out goes to a scope as it is.  Never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="inclusions")
    scope = models.CharField(max_length=20, choices=Scope.choices())
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = InclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "scope"], condition=models.Q(taken_back_at=None), name="one_inclusion_a_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} goes to {Scope(self.scope).in_sentence} as it is"


class PageDescriptionQuerySet(models.QuerySet["PageDescription"]):
    def by_page(self, scope: Scope) -> dict[int, str]:
        """The newest of each page; a page whose description was taken back has none."""
        newest = {one.page: one.words for one in self.filter(scope=scope.value).order_by("at")}
        return {page: words for page, words in sorted(newest.items()) if words}


class PageDescription(models.Model):
    """What is to be seen on a page, in words, for whoever cannot see it.  The newest counts; empty, it was taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="page_descriptions")
    scope = models.CharField(max_length=20, choices=Scope.choices())
    page = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PageDescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["evidence", "scope", "at"])]

    def __str__(self) -> str:
        return f"What is seen on page {self.page} of {self.evidence}"


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def to(self, scope: Scope) -> "RenditionQuerySet":
        return self.filter(scope=scope.value)

    def approved(self) -> "RenditionQuerySet":
        return self.filter(state=RenditionState.APPROVED)


class Rendition(Kept):
    """A copy of an exhibit with what is hidden burnt out of it.  It is a job first: a worker makes it, under a lease."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="renditions")
    scope = models.CharField(max_length=20, choices=Scope.choices())
    state = models.CharField(max_length=20, choices=RenditionState.choices(), default=RenditionState.WAITING)
    #: The fingerprint of what it was made from: the boxes, or the text as it has to come out.
    made_from = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_back_at = models.DateTimeField(null=True, blank=True)
    why_sent_back = models.TextField(blank=True)
    vault_key = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    #: The sentence why it could not be made.
    trouble = models.CharField(max_length=300, blank=True)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["evidence", "scope", "-made_at"]),
            models.Index(
                fields=["made_at"], condition=models.Q(state=RenditionState.WAITING), name="renditions_to_make"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("made_by")),
                name="a_second_person_approves",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} for {Scope(self.scope).in_sentence}"

    @property
    def case(self) -> Case:
        return self.evidence.case

    @property
    def case_id(self) -> uuid.UUID:
        return self.evidence.case_id

    @property
    def status(self) -> RenditionState:
        return RenditionState(self.state)

    @property
    def for_scope(self) -> Scope:
        return Scope(self.scope)
