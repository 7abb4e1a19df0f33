"""How does a job become a document?  Ask again who asked, build, render apart, seal, and write it down: once."""

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Standing
from investigations.models import Case, Document, DocumentKind, Job
from investigations.vault.refusals import VaultRefusal
from investigations.vault.store import Kept, discard, keep

from . import apart, case_file, hearing_papers, investigation_report, outcome_letter
from .jobs import claim, fail, finish, kept_alive, progress
from .kinds import refusal, sections_of
from .made import Made
from .render import RenderFailed, render_pdf

log = logging.getLogger(__name__)
BUILDERS: dict[DocumentKind, Callable[..., Made]] = {
    DocumentKind.CASE_FILE: case_file.build,
    DocumentKind.INVESTIGATION_REPORT: investigation_report.build,
    DocumentKind.HEARING_PAPERS: hearing_papers.build,
    DocumentKind.OUTCOME_LETTER: outcome_letter.build,
}
LARGEST = 1024 * 1024 * 1024
SECONDS = 1200
BROKEN = "The document could not be made. Nothing is lost: try again, and ask for help if it happens twice."


def produce(pk: object) -> Document | None:
    """Make the document of a job, if it is there to be claimed.  What goes wrong ends in the job's row, as a sentence."""
    job = claim(pk)
    if job is None:
        return None
    try:
        with kept_alive(job):
            return _make(job)
    except (RenderFailed, VaultRefusal) as failed:
        fail(job, str(failed))
    except Exception as unforeseen:
        log.error("Job %s failed: %s", job.pk, type(unforeseen).__name__, exc_info=True)
        fail(job, BROKEN)
    return None


def _make(job: Job) -> Document | None:
    kind = DocumentKind(job.kind)
    standing = _standing(job)
    if standing is None or (reason := refusal(standing, kind)):
        fail(job, "You no longer have a part in this case." if standing is None else reason)
        return None
    with apart.work_folder() as folder:
        made = BUILDERS[kind](standing, folder, lambda percent, doing: progress(job, percent, doing))
        progress(job, 60, "Setting the pages")
        rendered = render_pdf(
            made.html,
            made.assets,
            title=made.title,
            seconds=SECONDS,
            memory_mb=4096,
            on_progress=lambda page: (
                progress(job, 60 + min(35, page // 10), f"Setting page {page}") if page % 10 == 0 else None
            ),
        )
    progress(job, 97, "Keeping the document")
    kept = keep([rendered.content], folder=job.case.pk.hex, limit=LARGEST)
    try:
        return _keep(job, standing, made, kept, rendered.pages)
    except BaseException:
        discard(kept.key)
        raise


def _standing(job: Job) -> Standing | None:
    """The rights of whoever asked, as they are now and not as they were when the job was written."""
    user = job.requested_by.user
    if user is None or not user.is_active:
        return None
    standing = Standing.of(user, Case.objects.select_related("school").get(pk=job.case_id))
    return standing if standing.roles else None


def _keep(job: Job, standing: Standing, made: Made, kept: Kept, pages: int) -> Document | None:
    with transaction.atomic():
        # The rights are asked once more, in the transaction that hands the document over.
        now = _standing(job)
        if now is None or refusal(now, DocumentKind(job.kind)):
            fail(job, "You no longer have a part in this case.")
            discard(kept.key)
            return None
        document = Document.objects.create(
            case=job.case,
            kind=job.kind,
            file_name=made.file_name,
            vault_key=kept.key,
            sha256=kept.sha256,
            size=kept.size,
            pages=pages,
            sections=sections_of(standing, DocumentKind(job.kind)),
            audit_count=made.audit_count,
            audit_head=made.audit_head,
            made_for=job.requested_by,
            made_at=timezone.now(),
        )
        if not finish(job, document):
            transaction.set_rollback(True)
            discard(kept.key)
            return None
        audit.record(
            job.case,
            "document.made",
            by=job.requested_by,
            section="documents",
            facts={"document": str(document.pk), "kind": job.kind, "sha256": kept.sha256, "pages": pages},
            says=f"{job.requested_by} had the {DocumentKind(job.kind).label.lower()} made, {pages} pages",
        )
    return document
