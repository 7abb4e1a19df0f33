"""What did the policy say on the day, and who had signed it?"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from investigations.procedure.labelled import Labelled

from .people import Person
from .schools import School


def local_midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class PassageKind(Labelled):
    PROVISION = "provision", "What the policy says about breaches"
    COMPANION = "companion", "Policy to be read with it"
    SIGN_OFF = "sign_off", "Sign-off"
    BACKGROUND = "background", "Background"


class Policy(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="policies")
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(fields=["school", "title"], name="one_policy_a_title")]

    def __str__(self) -> str:
        return self.title

    def version_on(self, day: date) -> "PolicyVersion | None":
        """The published version in force on that day, or None."""
        return self.versions.published().filter(effective_from__lte=day).order_by("-effective_from", "-number").first()


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def published(self) -> "PolicyVersionQuerySet":
        return self.exclude(published_at=None)

    def in_force(self, school: School, day: date) -> "PolicyVersionQuerySet":
        """The version of each policy of the school that was in force on that day."""
        newest = (
            PolicyVersion.objects.published()
            .filter(policy=models.OuterRef("policy"), effective_from__lte=day)
            .order_by("-effective_from", "-number")
            .values("pk")[:1]
        )
        return self.filter(policy__school=school, pk=models.Subquery(newest)).order_by("policy__title")


class PolicyVersion(models.Model):
    """The words of a policy from a day on.  Once published it is frozen: clauses are cited in cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    effective_from = models.DateField()
    adopted_on = models.DateField(null=True, blank=True)
    minute_reference = models.CharField(max_length=120, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    source_text = models.TextField()
    text_hash = models.CharField(max_length=64)
    imported_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.policy.title}, version {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def signature_of(self, person: Person, day: date | None) -> "Acknowledgement | None":
        """Their last signature on or before the day; where there is none, the first they gave afterwards.

        A renewal is another signature under the same version, so that only the days tell which one counts.
        """
        signed = self.acknowledgements.filter(person=person)
        return (signed.by_day(day).first() if day else None) or signed.order_by("signed_at").first()

    def passages_of(self, kind: PassageKind) -> "models.QuerySet[Passage]":
        return self.passages.filter(kind=kind)


class Clause(models.Model):
    """A numbered rule of the code of conduct; an allegation cites it."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    text = models.TextField()
    #: Duties (`DutyKind`) that open by themselves where an allegation cites it, and those whose questions it points out.
    opens = models.JSONField(default=list, blank=True)
    suggests = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_clause_a_number")]

    def __str__(self) -> str:
        return f"Clause {self.number}"


class Passage(models.Model):
    """Any other words of the version, in order: nothing of the document is dropped."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="passages")
    kind = models.CharField(max_length=20, choices=PassageKind.choices())
    position = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["version", "kind", "position"]

    def __str__(self) -> str:
        return self.text[:60]


class AcknowledgementQuerySet(models.QuerySet["Acknowledgement"]):
    def by_day(self, day: date) -> "AcknowledgementQuerySet":
        """Given on that day or before, the last first."""
        return self.filter(signed_at__lt=local_midnight(day + timedelta(days=1))).order_by("-signed_at")


class Acknowledgement(models.Model):
    """A signature under a version, and the countersignature.  Written once each, never changed; a renewal is another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    statement = models.TextField()
    signature = models.CharField(max_length=200, blank=True)
    #: The drawn signature as strokes of points in the box of reading.strokes; empty where it was typed.
    drawing = models.JSONField(default=list, blank=True)
    #: Where a signature on paper is kept.
    kept_at = models.CharField(max_length=200, blank=True)
    #: From which address and with which browser it was signed.
    address = models.GenericIPAddressField(null=True, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    countersignature = models.CharField(max_length=200, blank=True)
    countersigned_at = models.DateTimeField(null=True, blank=True)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        indexes = [models.Index(fields=["version", "person", "-signed_at"])]

    def __str__(self) -> str:
        return f"{self.person} signed {self.version}"

    @property
    def path(self) -> str:
        """The drawn signature as the path of a picture."""
        return " ".join(
            "M" + " L".join(f"{x} {y}" for x, y in (stroke if len(stroke) > 1 else [*stroke, *stroke]))
            for stroke in self.drawing
        )


class SignedCopy(models.Model):
    """The PDF of exactly what was signed, as it was made: before the countersignature, and once more with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    acknowledgement = models.ForeignKey(Acknowledgement, on_delete=models.PROTECT, related_name="copies")
    is_countersigned = models.BooleanField()
    file_name = models.CharField(max_length=160)
    vault_key = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acknowledgement", "is_countersigned"], name="one_copy_a_signature")
        ]

    def __str__(self) -> str:
        return self.file_name
