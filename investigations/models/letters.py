"""What do letters say, what did this one say when it was issued, and how was it served?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.letters import Letter
from investigations.procedure.sections import Section
from investigations.procedure.states import LetterState

from .cases import Case, StepTaken
from .hearings import Served
from .people import Person
from .schools import School

CODES = [(letter.value, letter.label) for letter in Letter]


class LetterTemplate(models.Model):
    """One version of a school's own text for a letter.  Versions are never changed; the newest published one holds.

    A version that `is_house_text` takes the school back to the text that comes with Casework.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="letter_templates")
    code = models.CharField(max_length=10, choices=CODES)
    number = models.PositiveIntegerField()
    text = models.TextField()
    is_house_text = models.BooleanField(default=False)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "code", "number"], name="one_letter_template_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.code}, version {self.number}"


class SchoolLetterhead(models.Model):
    """How a school's letters begin and end.  Each change is a new version; the newest holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="letterheads")
    number = models.PositiveIntegerField()
    #: Above the letter: telephone, e-mail, web address, one a line; the name and the address are the school's own.
    header = models.TextField(blank=True)
    reply_address = models.TextField(blank=True)
    #: Below the name of whoever signs, such as "for the governing body".
    signature = models.TextField(blank=True)
    footer = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="one_letterhead_a_number")]

    def __str__(self) -> str:
        return f"Letterhead, version {self.number}"


class CaseLetter(models.Model):
    """A letter of a case.  Moved by `LetterProcedure`; from its issue on its words are `frozen`, and `sha256` proves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=10, choices=CODES)
    state = models.CharField(max_length=20, choices=LetterState.choices(), default=LetterState.DRAFT)
    #: The part of the case it belongs to: who does not see that does not see the letter.
    section = models.CharField(max_length=30, choices=Section.choices())
    #: A person of the school, or nobody: then `to_name` is typed in.
    to = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    to_name = models.CharField(max_length=200, blank=True)
    to_address = models.TextField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    #: One a line.
    enclosures = models.TextField(blank=True)
    step = models.ForeignKey(StepTaken, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    #: The record beside the case that it is about: a suspension, a statement, a duty.  Empty for the case itself.
    record_id = models.CharField(max_length=40, blank=True)
    template = models.ForeignKey(LetterTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    template_sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    #: Everything that stands on paper, as it was issued; empty before.
    frozen = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    needs_service = models.BooleanField(default=True)
    served = models.OneToOneField(Served, null=True, blank=True, on_delete=models.PROTECT, related_name="case_letter")

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_letter_a_number"),
            models.CheckConstraint(
                condition=~models.Q(state=LetterState.SERVED) | ~models.Q(sha256=""),
                name="what_was_served_has_its_hash",
            ),
        ]
        indexes = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.code} {self.kind.label}"

    @property
    def kind(self) -> Letter:
        return Letter(self.code)

    @property
    def part(self) -> Section:
        """The part of the case that it belongs to."""
        return Section(self.section)

    @property
    def status(self) -> LetterState:
        return LetterState(self.state)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something with it."""
        return self.status is LetterState.DRAFT or (self.status is LetterState.ISSUED and self.needs_service)

    @property
    def recipient(self) -> str:
        return self.to.name if self.to else self.to_name


def open_letters() -> models.Q:
    """The letters that are still to be issued or served."""
    return models.Q(state=LetterState.DRAFT) | models.Q(state=LetterState.ISSUED, needs_service=True)
