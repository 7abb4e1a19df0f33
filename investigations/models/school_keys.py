"""With which keys did a school sign its documents, and when?  The public halves; the private one lies in the keystore."""

from django.db import models
from django.utils import timezone

from .schools import School


class SchoolKey(models.Model):
    """One Ed25519 key.  Documents that were signed while it was in use stay provable for ever."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="keys")
    number = models.PositiveIntegerField()
    #: The public key, 64 hexadecimal digits.
    public = models.CharField(max_length=64, unique=True)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["school", "number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="one_school_key_a_number")]

    def __str__(self) -> str:
        return f"Key {self.number} of {self.school}"
