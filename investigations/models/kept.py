"""Is a file in the vault still what was put there?  What the rolling check, and whoever opened it last, found."""

from django.db import models


class Kept(models.Model):
    """A row whose file lies in the vault, with its size and SHA-256."""

    #: When its whole content was last compared with the row by the rolling check.
    checked_at = models.DateTimeField(null=True, blank=True)
    #: Since when it is known to be damaged; empty while it is sound.
    damaged_at = models.DateTimeField(null=True, blank=True)
    #: What was found, as the end of a sentence.
    damage = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_damaged(self) -> bool:
        return self.damaged_at is not None
