"""What did the policy say on the day, and who had signed it?"""

import uuid
from datetime import date

from django.db import models

from investigations.procedure.labelled import Labelled

from .people import Person
from .schools import School


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

    def passages_of(self, kind: PassageKind) -> "models.QuerySet[Passage]":
        return self.passages.filter(kind=kind)


class Clause(models.Model):
    """A numbered rule of the code of conduct; an allegation cites it."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    text = models.TextField()

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


class Acknowledgement(models.Model):
    """A member of staff's signature under a version, and the countersignature.  Written once each, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acknowledgements")
    statement = models.TextField()
    signature = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    countersignature = models.CharField(max_length=200, blank=True)
    countersigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-signed_at"]
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="one_signature_a_version")]

    def __str__(self) -> str:
        return f"{self.person} signed {self.version}"
