"""How does a job become a document?  Ask again who asked, build, render apart, seal, and write it down: once."""

import errno
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Standing
from investigations.models import Case, Document, DocumentKind, Job
from investigations.news import notify
from investigations.procedure.notices import NoticeKind
from investigations.procedure.sections import Section
from investigations.vault.refusals import NoRoom, VaultRefusal
from investigations.vault.store import Kept, discard, write

from . import (
    apart,
    board_report,
    case_file,
    case_letter,
    colophon,
    copies,
    custody,
    export,
    hearing_pack,
    hearing_papers,
    investigation_report,
    outcome_letter,
    proof,
)
from .damage import NOT_AS_HANDED_IN, note_damage
from .jobs import TakenOver, claim, fail, finish, kept_alive, place_of, progress
from .kinds import refusal, section_of_record, sections_of
from .made import Made, Say, uncapitalised
from .render import RenderFailed
from .searched import hold_back_what_leaks
from .whole import set_pages

log = logging.getLogger(__name__)
BUILDERS: dict[DocumentKind, Callable[..., Made]] = {
    DocumentKind.CASE_FILE: case_file.build,
    DocumentKind.INVESTIGATION_REPORT: investigation_report.build,
    DocumentKind.HEARING_PAPERS: hearing_papers.build,
    DocumentKind.OUTCOME_LETTER: outcome_letter.build,
    DocumentKind.BOARD_REPORT: board_report.build,
    DocumentKind.HEARING_PACK: hearing_pack.build,
    DocumentKind.CUSTODY_SHEET: custody.build,
}
LARGEST = 1024 * 1024 * 1024
LARGEST_EXPORT = 64 * LARGEST
FULL = (errno.ENOSPC, errno.EDQUOT)
TAKEN_OVER = "Job %s is no longer this worker's: what it made of it is thrown away."
NO_LONGER = "You no longer have a part in this case."
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
        _give_up(job, str(failed))
    except TakenOver:
        log.warning(TAKEN_OVER, job.pk)
    except (OperationalError, InterfaceError) as away:
        # The database went away or was busy too long: not this document's fault.  When the lease ends it is tried again.
        log.warning("Job %s lost its database (%s) and will be tried again.", job.pk, type(away).__name__)
        connection.close()
    except Exception as unforeseen:
        if _give_up(job, str(NoRoom()) if getattr(unforeseen, "errno", None) in FULL else BROKEN):
            log.error("Job %s failed: %s", job.pk, type(unforeseen).__name__, exc_info=True)
        else:
            log.warning(TAKEN_OVER, job.pk)
    return None


def _give_up(job: Job, sentence: str) -> bool:
    """With a sentence for whoever asked.  False where it is no longer this worker's to give up."""
    with transaction.atomic():
        given_up = fail(job, sentence)
        if given_up:
            notify(job.requested_by, NoticeKind.DOCUMENT_FAILED, case=job.case, record=job)
    return given_up


def _make(job: Job) -> Document | None:
    kind = DocumentKind(job.kind)
    standing = _standing(job)
    if standing is None or (reason := refusal(standing, kind, job.letter)):
        fail(job, NO_LONGER if standing is None else reason)
        return None
    with apart.work_folder() as folder:
        if kind is DocumentKind.CASE_EXPORT:
            return _export(job, standing, folder / "finished.zip")
        made = _built(job, standing, folder)
        record = proof.record_of(job, made)
        if job.release:
            record |= copies.said_in_proof(job.release)
        colophon.added(made, record, job.case.school)
        sections = sections_of(standing, kind, job.letter)
        finished = folder / "finished.pdf"
        pages = set_pages(job.case, made, folder, _saying(job), into=finished)
        progress(job, 97, "Keeping the document")
        # Last of all: whatever touches the file after this breaks its seal.
        proof.seal(finished, record, job.case.school)
        # What is searched is the very file that goes out, with its manifest in it.
        searched = copies.search(job.release, finished, made) if job.release else None
        hold_back_what_leaks(finished, made)
        with finished.open("rb") as stream:
            kept = write(stream, key=place_of(job), limit=LARGEST)
    return _kept_or_discarded(job, made, kept, pages, sections, record, searched)


def _export(job: Job, standing: Standing, finished: Path) -> Document | None:
    """An archive instead of pages; everything else as for a document."""
    made, record = export.build(job, standing, finished, _saying(job))
    with finished.open("rb") as stream:
        kept = write(stream, key=place_of(job), limit=LARGEST_EXPORT)
    return _kept_or_discarded(job, made, kept, 0, sections_of(standing, DocumentKind.CASE_EXPORT), record, None)


def _kept_or_discarded(
    job: Job,
    made: Made,
    kept: Kept,
    pages: int,
    sections: list[str],
    record: dict[str, Any],
    searched: copies.Searched | None,
) -> Document | None:
    document = None
    try:
        document = _keep(job, made, kept, pages, sections, record, searched)
    finally:
        if document is None:
            discard(kept.key)
    return document


def _built(job: Job, standing: Standing, folder: Path) -> Made:
    say = _saying(job)
    if job.letter:
        return case_letter.build(standing, folder, say, job.letter)
    if job.release:
        return copies.build(standing, folder, say, job.release)
    if job.exhibit:
        return custody.build(standing, folder, say, job.exhibit)
    return BUILDERS[DocumentKind(job.kind)](standing, folder, say)


def _saying(job: Job) -> Say:
    def say(percent: int, doing: str) -> None:
        progress(job, percent, doing)

    return say


def _standing(job: Job) -> Standing | None:
    """The rights of whoever asked, as they are now and not as they were when the job was written."""
    user = job.requested_by.user
    if user is None or not user.is_active:
        return None
    standing = Standing.of(user, Case.objects.select_related("school").get(pk=job.case_id))
    return standing if standing.roles else None


def _keep(
    job: Job,
    made: Made,
    kept: Kept,
    pages: int,
    sections: list[str],
    record: dict[str, Any],
    searched: copies.Searched | None,
) -> Document | None:
    """The row of the document, the end of its job and what is recorded of it: all or nothing."""
    kind = DocumentKind(job.kind)
    with transaction.atomic():
        # The rights are asked once more, in the transaction that hands the document over.
        standing = _standing(job)
        if standing is None or refusal(standing, kind, job.letter):
            fail(job, NO_LONGER)
            return None
        document = Document.objects.create(
            pk=record["document"],
            case=job.case,
            kind=job.kind,
            letter=job.letter,
            file_name=made.file_name,
            vault_key=kept.key,
            sha256=kept.sha256,
            size=kept.size,
            pages=pages,
            sections=sections,
            audit_count=made.audit_count,
            audit_head=made.audit_head,
            fingerprint=proof.fingerprint_of(record),
            made_for=job.requested_by,
            made_at=timezone.now(),
        )
        if not finish(job, document):
            transaction.set_rollback(True)
            return None
        notify(job.requested_by, NoticeKind.DOCUMENT_READY, case=job.case, record=job)
        _record(job, standing, made, document)
        if searched is not None:
            copies.note_search(job, document, made, searched)
    return document


def _record(job: Job, standing: Standing, made: Made, document: Document) -> None:
    """That it was made and, since paper is read as well, which exhibits are printed in it."""
    kind, who = DocumentKind(job.kind), job.requested_by
    section = job.release.part if job.release else section_of_record(standing, kind, job.letter)
    facts = {"document": str(document.pk)}
    audit.record(
        job.case,
        "document.made",
        by=who,
        section=section,
        facts=facts | {"kind": job.kind, "sha256": document.sha256, "pages": document.pages},
        says=f"{who} had the {_called(job)} made{_of_pages(document.pages)}",
    )
    if made.printed:
        audit.record(
            job.case,
            "evidence.exported" if document.is_archive else "evidence.printed",
            by=who,
            section=_where_exhibits_are_read(section, kind),
            facts=facts | {"exhibits": made.printed},
            says=f"{in_ranges(made.printed)} {'were' if len(made.printed) > 1 else 'was'} {'exported' if document.is_archive else 'printed'} for {who} "
            f"in the {_called(job)}",
        )
    if made.attached:
        numbers = [one.number for one in made.attached]
        audit.record(
            job.case,
            "evidence.attached",
            by=who,
            section=_where_exhibits_are_read(section, kind),
            facts=facts | {"exhibits": numbers},
            says=f"The file{'s' if len(numbers) > 1 else ''} of {uncapitalised(in_ranges(numbers))} "
            f"{'were' if len(numbers) > 1 else 'was'} attached to the {_called(job)} for {who}",
        )
    for exhibit in job.case.evidence.filter(number__in=made.damaged):
        note_damage(exhibit, NOT_AS_HANDED_IN)


def _of_pages(pages: int) -> str:
    return f", {pages} page{'' if pages == 1 else 's'}" if pages else ""


def _called(job: Job) -> str:
    if job.release:
        return f"copy {job.release.number} for {job.release.recipient}"
    if job.exhibit:
        return f"custody sheet of exhibit {job.exhibit.number}"
    return f"letter {job.letter.number}" if job.letter else DocumentKind(job.kind).label.lower()


READ_WITH_THE_PAPERS = (DocumentKind.HEARING_PAPERS, DocumentKind.HEARING_PACK, DocumentKind.COPY)


def _where_exhibits_are_read(section: Section, kind: DocumentKind) -> Section:
    return section if kind in READ_WITH_THE_PAPERS else Section.EVIDENCE


def in_ranges(numbers: list[int]) -> str:
    """ "Exhibits 1 to 4 and 7"."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    words = []
    for span in spans:
        words += [str(number) for number in span] if len(span) < 3 else [f"{span[0]} to {span[-1]}"]
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"Exhibit{'s' if len(numbers) > 1 else ''} {listed}"
