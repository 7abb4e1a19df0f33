"""How is a document asked for, and read?  A job is written with its cause; every reading is recorded before it happens."""

from django.db import transaction

from investigations import audit
from investigations.access import Standing
from investigations.documents.jobs import wake
from investigations.documents.kinds import may_read, refusal, section_of_record
from investigations.models import Case, CaseLetter, Document, DocumentKind, Evidence, Job, JobState, User

from .exports import tell_of_export
from .refusals import Refused


def request_document(
    case: Case, kind: DocumentKind, *, by: User, letter: CaseLetter | None = None, exhibit: Evidence | None = None
) -> Job:
    """Ask for a document.  A job of the same kind that this person has under way is given back instead of a second."""
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=case.pk)
        standing = Standing.of(by, case)
        if reason := refusal(standing, kind, letter):
            raise Refused(reason)
        assert standing.person is not None
        under_way = case.jobs.filter(
            kind=kind,
            letter=letter,
            exhibit=exhibit,
            requested_by=standing.person,
            state__in=[JobState.WAITING, JobState.RUNNING],
        ).first()
        if under_way:
            return under_way
        job = Job.objects.create(case=case, kind=kind, letter=letter, exhibit=exhibit, requested_by=standing.person)
        audit.record(
            case,
            "document.requested",
            by=standing.person,
            section=section_of_record(standing, kind, letter),
            facts={"job": str(job.pk), "kind": kind.value},
            says=f"{standing.person} asked for {called(kind, letter, exhibit)}",
        )
        if kind is DocumentKind.CASE_EXPORT:
            tell_of_export(job)
        wake(job)
    return job


def open_document(document: Document, *, by: User) -> None:
    """Record that somebody reads a document.  Refused where their rights ended since it was made."""
    with transaction.atomic():
        standing = Standing.of(by, document.case)
        if standing.person is None or not may_read(standing, document):
            raise Refused("This document is not yours to read.")
        audit.record(
            document.case,
            "document.read",
            by=standing.person,
            section=section_of_record(standing, DocumentKind(document.kind), document.letter),
            facts={"document": str(document.pk), "sha256": document.sha256},
            says=f"{standing.person} read {called(DocumentKind(document.kind), document.letter)} of {document.made_at:%d %m %Y}",
        )


def called(kind: DocumentKind, letter: CaseLetter | None, exhibit: Evidence | None = None) -> str:
    if exhibit:
        return f"the custody sheet of exhibit {exhibit.number}"
    return f"letter {letter.number} as PDF" if letter else f"the {kind.label.lower()}"
