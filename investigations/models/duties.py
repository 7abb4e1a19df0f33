"""Whom else has the school told, what was asked to find that out, and which outward words were checked?"""

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import Level
from investigations.procedure.duties import Answer, DutyKind, DutyRule, Occasion
from investigations.procedure.states import DutyState

from .cases import Case
from .people import Person


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> "DutyQuerySet":
        return self.filter(state__in=[state for state in DutyState if state.is_open])


class Duty(models.Model):
    """One duty of a case, of each kind at most one.  Moved by `DutyProcedure`; its clock runs on this record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=20, choices=DutyKind.choices())
    state = models.CharField(max_length=20, choices=DutyState.choices(), default=DutyState.OPEN)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties_owned")
    #: What the owner needs to know to do it, and no more: they see this and not the case.
    instructions = models.TextField(blank=True)
    #: When the school became aware: the clock counts from this moment.
    aware_at = models.DateTimeField()
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_because = models.TextField()
    #: Opened by a clause, a resignation or a dismissal: no answer to a question takes it away again.
    opened_by_itself = models.BooleanField(default=False)
    #: Why it is required, or why it is not.
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    told_to = models.CharField(max_length=200, blank=True)
    said = models.TextField(blank=True)
    reference = models.CharField(max_length=200, blank=True)
    late_because = models.TextField(blank=True)
    #: The entry of the breach log, or of the log of low-level concerns, question by question.
    entry = models.JSONField(default=dict, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name_plural = "duties"
        constraints = [models.UniqueConstraint(fields=["case", "duty"], name="one_duty_of_a_kind_a_case")]
        indexes = [models.Index(fields=["owner", "state"])]

    def __str__(self) -> str:
        return self.kind.label

    @property
    def kind(self) -> DutyKind:
        return DutyKind(self.duty)

    @property
    def rule(self) -> DutyRule:
        return self.kind.rule

    @property
    def status(self) -> DutyState:
        return DutyState(self.state)

    @property
    def is_open(self) -> bool:
        return self.status.is_open


class TriggerAnswer(models.Model):
    """One answer to one question, on one occasion.  The newest of a question counts; none is overwritten."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="trigger_answers")
    occasion = models.CharField(max_length=20, choices=Occasion.choices())
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=20, choices=Answer.choices())
    reason = models.TextField(blank=True)
    aware_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "question"])]

    def __str__(self) -> str:
        return f"{self.question}: {Answer(self.answer).label}"


class AnonymityCheck(models.Model):
    """The check of one outward text, word for word.  A changed text has another hash, and needs another check."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="anonymity_checks")
    about = models.CharField(max_length=200)
    action = models.ForeignKey(
        "GoverningBodyAction", null=True, blank=True, on_delete=models.PROTECT, related_name="anonymity_checks"
    )
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    is_teacher = models.BooleanField()
    alleges_offence = models.BooleanField()
    #: Charged, published by the Secretary of State, waived by the teacher in writing, or lifted by a court.
    is_lifted = models.BooleanField()
    identifies = models.BooleanField()
    found = models.JSONField(default=list)
    note = models.TextField(blank=True)
    passes = models.BooleanField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["case", "sha256"])]

    def __str__(self) -> str:
        return f"{self.about}: {'may go out' if self.passes else 'may not go out'}"

    @property
    def is_protected(self) -> bool:
        return self.is_teacher and self.alleges_offence and not self.is_lifted


def questions_waiting(case: Case) -> list[Occasion]:
    """On which occasions the questions have to be answered now, for the first time or again."""
    answered: dict[str, datetime] = dict(
        case.trigger_answers.order_by().values_list("occasion").annotate(models.Max("at"))
    )
    facts = [at for occasion, at in answered.items() if occasion in (Occasion.ASSESSMENT, Occasion.EVIDENCE)]
    waiting = []
    if not facts:
        waiting.append(Occasion.ASSESSMENT)
    elif case.evidence.filter(received_at__gt=max(facts)).exists():
        waiting.append(Occasion.EVIDENCE)
    if case.resigned_on and Occasion.RESIGNATION not in answered:
        waiting.append(Occasion.RESIGNATION)
    outcome = getattr(case, "outcome", None)
    if outcome and Level(outcome.level).is_dismissal and Occasion.DISMISSAL not in answered:
        waiting.append(Occasion.DISMISSAL)
    return waiting
