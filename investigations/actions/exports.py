"""How long does an export lie here?  Seven days: it is a copy, and the case itself is the original."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.models import Document, DocumentKind, Job
from investigations.procedure.sections import Section
from investigations.vault.store import discard

KEPT = timedelta(days=7)


def end_exports() -> int:
    """Remove the archives whose time is over, and record it; how many."""
    over = Document.objects.filter(kind=DocumentKind.CASE_EXPORT, made_at__lt=timezone.now() - KEPT)
    ended = 0
    for document in over.select_related("case"):
        with transaction.atomic():
            Job.objects.filter(document=document).delete()
            audit.record(
                document.case,
                "export.ended",
                section=Section.EVIDENCE,
                facts={"document": str(document.pk), "sha256": document.sha256},
                says="The export of the case was removed, seven days after it was made",
            )
            Document.objects.filter(pk=document.pk).delete()
        discard(document.vault_key)
        ended += 1
    return ended
