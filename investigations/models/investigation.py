"""What was the investigator asked, what happened, what was found, and what does the report say?"""

from django.db import models
from django.utils import timezone

from investigations.procedure.choices import FindingResult, FoundBy, Recommendation

from .cases import Allegation, Case
from .evidence import Evidence
from .people import Person


class TermsOfReference(models.Model):
    """The commission (domain paper 1.6): allegations are read from the case, the rest is written here."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="terms_of_reference")
    background = models.TextField()
    scope = models.TextField()
    excluded = models.TextField(blank=True)
    people_to_interview = models.TextField(blank=True)
    report_to = models.CharField(max_length=200)
    report_by = models.DateField(null=True, blank=True)
    confidentiality = models.TextField(blank=True)
    updates = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "terms of reference"

    def __str__(self) -> str:
        return f"Terms of reference of {self.case}"


class ChronologyEntry(models.Model):
    """One thing that happened in the world, for the chronology of events (the audit is another book)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="chronology")
    day = models.DateField()
    time = models.TimeField(null=True, blank=True)
    text = models.TextField()
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day", models.F("time").asc(nulls_first=True), "pk"]
        verbose_name_plural = "chronology"

    def __str__(self) -> str:
        return f"{self.day}: {self.text[:60]}"


class Finding(models.Model):
    """Whether an allegation is proved on the balance of probabilities: the investigator's, the panel's, the appeal's."""

    allegation = models.ForeignKey(Allegation, on_delete=models.PROTECT, related_name="findings")
    found_by = models.CharField(max_length=20, choices=FoundBy.choices())
    result = models.CharField(max_length=20, choices=FindingResult.choices())
    evidence_for = models.TextField(blank=True)
    evidence_against = models.TextField(blank=True)
    reasons = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["allegation__position", "at"]
        constraints = [
            models.UniqueConstraint(fields=["allegation", "found_by"], name="one_finding_an_allegation_and_body")
        ]

    def __str__(self) -> str:
        return f"{self.allegation}: {FindingResult(self.result).label}"


class Report(models.Model):
    """The investigation report in the five parts of the Acas layout; locked while it is submitted."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="report")
    introduction = models.TextField(blank=True)
    process = models.TextField(blank=True)
    not_collected = models.TextField(blank=True)
    not_interviewed = models.TextField(blank=True)
    facts_established = models.TextField(blank=True)
    facts_not_established = models.TextField(blank=True)
    mitigating = models.TextField(blank=True)
    other_information = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    recommendation = models.CharField(max_length=20, choices=Recommendation.choices(), blank=True)
    other_recommendations = models.TextField(blank=True)
    updated_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Report of {self.case}"

    @property
    def is_locked(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_written(self) -> bool:
        return bool(self.process and self.conclusion and self.recommendation)


class Advice(models.Model):
    """A note of the HR adviser; privileged, and never in a copy for the parties."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="advice")
    text = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "advice"

    def __str__(self) -> str:
        return f"Advice of {self.at:%d %B %Y}"
