"""Which school is it, who employs its staff, and which days does it count?"""

import uuid
from datetime import datetime

from django.db import models

from investigations.procedure.calendar import Counted, SchoolCalendar, Unit
from investigations.procedure.choices import AppealScope, EmployerType
from investigations.procedure.clocks import ClockRule, NoticeDays, amount_for, count


class School(models.Model):
    """The root of everything: each row of the product reaches exactly one school."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    employer_type = models.CharField(max_length=20, choices=EmployerType.choices(), default=EmployerType.COMMUNITY)
    local_authority = models.CharField(max_length=200, blank=True)
    trust = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    is_rehearsal = models.BooleanField(default=False)
    #: The school's own day counts by clock key; what is not here has the default of the clock.
    day_counts = models.JSONField(default=dict, blank=True)
    #: Whether the notice of a hearing and of an appeal hearing counts working days or the school's own days.
    notice_days = models.CharField(max_length=20, choices=NoticeDays.choices(), default=NoticeDays.WORKING)
    uses_verbal_warnings = models.BooleanField(default=False)
    #: Whether governors sign the policies too.
    governors_sign = models.BooleanField(default=False)
    #: The governor whom the governing body named to take a case that neither head, chair nor vice-chair can have.
    named_governor = models.ForeignKey(
        "investigations.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Whether an appeal reviews the first decision or hears the case again.
    appeal_scope = models.CharField(max_length=20, choices=AppealScope.choices(), default=AppealScope.REVIEW)
    #: Whether an expired warning about children's safety may be told to a panel, with a written reason.
    tells_spent_for_safety = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def employer(self) -> EmployerType:
        return EmployerType(self.employer_type)

    @property
    def calendar(self) -> SchoolCalendar:
        """Terms and closures as the arithmetic wants them; reads two small tables."""
        return SchoolCalendar(
            terms=tuple(self.terms.order_by("starts").values_list("starts", "ends")),
            closures=tuple(self.closures.order_by("day").values_list("day", "reason")),
        )

    def amount(self, clock: ClockRule) -> int:
        return amount_for(clock, self.day_counts)

    def unit(self, clock: ClockRule) -> Unit:
        """In which days this school counts the clock."""
        return clock.unit_by(NoticeDays(self.notice_days))

    def count(self, clock: ClockRule, moment: datetime) -> Counted:
        """The clock from (or back from) that moment, by this school's figure and calendar; TermDatesMissing without terms."""
        return count(clock, self.calendar, moment, self.day_counts, unit=self.unit(clock))


class Term(models.Model):
    """Days on which children are taught, first to last; a half-term is the gap between two rows."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=80)
    starts = models.DateField()
    ends = models.DateField()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gte=models.F("starts")), name="term_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.name


class Closure(models.Model):
    """A day inside a term on which the school is closed, such as a training day."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField()
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["school", "day"], name="one_closure_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"
