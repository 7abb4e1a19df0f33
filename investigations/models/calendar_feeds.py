"""Who reads their due dates in a calendar of their own, at which secret address?"""

from django.db import models
from django.utils import timezone

from .people import Person


class CalendarFeed(models.Model):
    """The secret address of one person's dates.  Only its fingerprint is kept: the address is shown once, when made."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    #: How often it was asked for since when: a calendar that asks without end is told to wait.
    asked = models.PositiveIntegerField(default=0)
    asked_since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Calendar feed of {self.person}"
