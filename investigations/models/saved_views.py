"""Which ways of looking at the list of cases were kept, and who else may use them?"""

import uuid

from django.db import models
from django.utils import timezone

from .people import Person


class SavedView(models.Model):
    """A filter of the case list under a name.  It holds keys, never cases: each reader finds their own by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    #: The answers of the filter as its address carries them; a person and a clause by their keys.
    asked = models.JSONField(default=dict)
    #: Empty for the owner alone, "everybody", "office:clerk" or "role:case_manager": always who works on cases.
    shared_with = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_a_name")]
        indexes = [models.Index(fields=["shared_with"])]

    def __str__(self) -> str:
        return self.name
