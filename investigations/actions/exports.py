"""Who is told of an export, and how long does it lie here?  Seven days: it is a copy, and the case itself is the original."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.models import Document, DocumentKind, Job, Person
from investigations.news import notify
from investigations.procedure.notices import NoticeKind
from investigations.procedure.roles import Office
from investigations.procedure.sections import Section
from investigations.vault.store import discard

KEPT = timedelta(days=7)
#: A whole case leaves the house: these learn by whom and when, and nothing of the case.
TOLD = (Office.CHAIR, Office.DPO)


def tell_of_export(job: Job) -> None:
    """Nobody who is shut out of the case is told: it may be about them."""
    holders = Person.objects.at(job.case.school).holding(*TOLD)
    for person in holders.exclude(pk__in=job.case.exclusions.filter(lifted_at=None).values("person")):
        notify(person, NoticeKind.EXPORT_ASKED, record=job, by=job.requested_by)


def end_exports() -> int:
    """Remove the archives whose time is over, and record it; how many."""
    over = Document.objects.filter(kind=DocumentKind.CASE_EXPORT, made_at__lt=timezone.now() - KEPT)
    ended = 0
    for document in over.select_related("case"):
        with transaction.atomic():
            Job.objects.filter(document=document).update(document=None)  # who asked is still told to who was told
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
