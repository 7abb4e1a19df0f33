"""Who declared a tie, who opened which case, and where was a bar set aside?  Facts that the register is computed from."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from investigations.procedure.roles import Role
from investigations.procedure.taint import NEVER_SET_ASIDE, Taint, Tie

from .appointments import Appointment
from .cases import Case
from .people import Person


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def ties(self) -> "DeclarationQuerySet":
        return self.exclude(about=None)

    def answers(self) -> "DeclarationQuerySet":
        return self.exclude(case=None)


class Declaration(models.Model):
    """A tie to somebody, declared at any time and of no case; or the answer of a panel member, for one case.

    In an answer an empty `kind` with `has_interest` False says that there is no interest.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    about = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="declared_by")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations")
    #: For an answer: the place on the panel it was asked for. One place, one answer.
    place = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="declaration"
    )
    kind = models.CharField(max_length=20, choices=Tie.choices(), blank=True)
    has_interest = models.BooleanField(default=True)
    words = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(about=None, case__isnull=False, place__isnull=False)
                | Q(about__isnull=False, case=None, place=None),
                name="declares_a_tie_or_answers_for_a_case",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=models.F("since")),
                name="a_tie_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["about"])]

    def __str__(self) -> str:
        return f"Declaration of {self.person}"

    @property
    def tie(self) -> Tie | None:
        return Tie(self.kind) if self.kind else None

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


class Opening(models.Model):
    """That somebody opened a case on a day: the first time, once for each day.  Its event stands in the audit."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="openings")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["case", "person", "day"], name="opened_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person} opened {self.case} on {self.day}"


def _bar(kind: Taint) -> str:
    return f"|{kind.value}|"


class Override(models.Model):
    """A bar set aside, with the reason that is printed in the case file.  What it did not set aside still bars."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="overrides")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="overrides")
    role = models.CharField(max_length=30, choices=Appointment.APPOINTABLE)
    reason = models.TextField()
    #: The kinds of `Taint` that it sets aside, each between bars: "|staff_governor||opened|".
    kinds = models.CharField(max_length=400)
    #: The sentences as they stood when it was made.
    sentences = models.JSONField(default=list)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(kinds__contains=_bar(kind)), name=f"never_set_aside_{kind.value}")
            for kind in sorted(NEVER_SET_ASIDE)
        ]

    def __str__(self) -> str:
        return f"{self.person} as {Role(self.role).in_sentence}, in spite of a bar"

    @property
    def set_aside(self) -> frozenset[Taint]:
        return frozenset(Taint(kind) for kind in self.kinds.split("|") if kind)

    @staticmethod
    def written(kinds: frozenset[Taint]) -> str:
        return "".join(_bar(kind) for kind in sorted(kinds))
