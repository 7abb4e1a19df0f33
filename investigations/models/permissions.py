"""Which accounts find which cases in their list?  Guardian's rows: the copy of the live appointments.

One narrow table serves guardian and the lists: `reported_at` is carried along so that the newest cases of a person
are one index scan (performance.md).  `access.sync` alone writes it.
"""

from django.db import models
from guardian.models import UserObjectPermissionBase

from .cases import Case


class CasePermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readers")
    reported_at = models.DateTimeField(null=True)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes = [models.Index(fields=["user", "-reported_at", "content_object"])]

    def __str__(self) -> str:
        return f"{self.user} finds {self.content_object}"
