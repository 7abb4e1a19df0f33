"""Which documents can be made of a case, how far are they, and how is a finished one read?

Every document is asked for, followed and opened through the gate; a job is seen by nobody but who asked for it.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import Standing
from investigations.actions.documents import called, open_document, request_document
from investigations.actions.refusals import Refused
from investigations.documents.damage import note_damage, note_sound
from investigations.documents.export import passphrase
from investigations.documents.kinds import SAYS, may_read, offered
from investigations.models import Case, CaseLetter, Document, DocumentKind, Evidence, Job, JobState
from investigations.vault import responses, store
from investigations.vault.refusals import Damaged, VaultRefusal

from .case_frame import render_case
from .confirm import confirm_first
from .gate import Request, first_or_404, the_case

UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
DAMAGED = (
    "The stored document is damaged: it is no longer the one that was made, so it is not handed out. That it was found "
    "damaged is recorded. Nothing of the case is lost: have it made anew."
)
CANNOT_OPEN = "The document cannot be opened at the moment. Nothing is lost: tell whoever looks after the server."


def document_list(request: Request, reference: str) -> HttpResponse:
    case, standing = _the_case(request, reference)
    return render_case(
        request,
        "document_pages/list.html",
        case,
        standing,
        {
            "kinds": kinds_shown(standing),
            "make_url": reverse("document_make", args=[case.reference]),
            "jobs": [about_job(job) | {"url": _job_url(job)} for job in jobs_shown(case, standing)],
            "kept": [
                {"document": document, "url": reverse("document_open", args=[case.reference, document.pk])}
                for document in readable(case, standing)
            ],
        },
    )


@require_POST
def document_make(request: Request, reference: str) -> HttpResponse:
    case, standing = _the_case(request, reference)
    back = reverse("document_list", args=[case.reference])
    if request.POST.get("kind") == DocumentKind.CASE_EXPORT:
        return confirm_first(request) or _make_export(request, case, standing, back)
    if number := request.POST.get("exhibit", ""):
        return make_custody_sheet(request, case, number)
    return make(request, case, back=back, to=_job_url)


def make_custody_sheet(request: Request, case: Case, number: str) -> HttpResponse:
    """That of one exhibit, asked for on its page."""
    if not number.isdecimal():
        raise Http404
    exhibit: Evidence = first_or_404(case.evidence.filter(number=number))
    back = reverse("evidence_detail", args=[case.reference, exhibit.number])
    return make(request, case, back=back, to=_job_url, kind=DocumentKind.CUSTODY_SHEET, exhibit=exhibit)


def _make_export(request: Request, case: Case, standing: Standing, back: str) -> HttpResponse:
    """The passphrase is in this one answer and nowhere else: not kept, not in the history, not on the page of the job."""
    try:
        job = request_document(case, DocumentKind.CASE_EXPORT, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(back)
    context = {"job_url": _job_url(job), "passphrase": passphrase(job), "back": back}
    return render_case(request, "document_pages/passphrase.html", case, standing, context)


def job_detail(request: Request, reference: str, pk: Any) -> HttpResponse:
    """How far it is.  One may leave and come back; when it is done, the document is here."""
    case, standing = the_case(request, reference)
    job = the_job(case, standing, pk)
    return render_case(
        request,
        "document_pages/job.html",
        case,
        standing,
        about_job(job)
        | {
            "poll_url": reverse("job_progress", args=[case.reference, job.pk]),
            "make_url": reverse("letter_pdf", args=[case.reference, job.letter.number])
            if job.letter
            else reverse("document_make", args=[case.reference]),
            "open_url": reverse("document_open", args=[case.reference, job.document_id]) if job.document_id else "",
            "back": reverse("document_list", args=[case.reference]),
        },
    )


def job_progress(request: Request, reference: str, pk: Any) -> JsonResponse:
    case, standing = the_case(request, reference)
    job = the_job(case, standing, pk)
    return JsonResponse(as_progress(job) | {"next": _job_url(job) if job.is_finished else ""})


def document_open(request: Request, reference: str, pk: Any) -> HttpResponseBase:
    case, standing = the_case(request, reference)
    document = the_document(case, standing, pk)
    response = opened(request, document)
    if isinstance(response, str):
        back = reverse("document_list", args=[case.reference])
        context = {"sentence": response, "document": document, "back": back}
        return render_case(request, "document_pages/cannot_open.html", case, standing, context, status=409)
    return response


def _the_case(request: Request, reference: str) -> tuple[Case, Standing]:
    """For whoever can have a document of this case: the presenting officer, say, sees the papers and no list of documents."""
    case, standing = the_case(request, reference)
    if not offered(standing):
        raise Http404
    return case, standing


def _job_url(job: Job) -> str:
    return reverse("job_detail", args=[job.case.reference, job.pk])


# ---- The same for the case's people and for the employee ---------------------------------------------------------------


def kinds_shown(standing: Standing) -> list[dict[str, Any]]:
    """What can be theirs, with what it holds, and the reason why not yet."""
    return [
        {"kind": kind, "label": kind.label, "hint": SAYS[kind], "refusal": refusal}
        for kind, refusal in offered(standing)
    ]


def jobs_shown(case: Case, standing: Standing) -> list[Job]:
    """Their own, under way or failed.  A failure is out of the way once the same was asked for again."""
    mine = case.jobs.filter(requested_by=standing.person, release=None).select_related("case").order_by("-requested_at")
    rows, seen = [], set()
    for job in mine[:100]:
        if job.state in UNDER_WAY or (job.state == JobState.FAILED and job.kind not in seen):
            rows.append(job)
        seen.add(job.kind)
    return rows


def readable(case: Case, standing: Standing) -> list[Document]:
    """The kept documents that are theirs to read, the newest first."""
    return [
        document
        for document in case.documents.exclude(kind=DocumentKind.COPY).select_related("made_for", "letter__served")
        if may_read(standing, document)
    ]


def make(
    request: Request,
    case: Case,
    *,
    back: str,
    to: Callable[[Job], str],
    kind: DocumentKind | None = None,
    letter: CaseLetter | None = None,
    exhibit: Evidence | None = None,
) -> HttpResponse:
    """Ask for the document of the posted kind, or of this letter.  What cannot be made yet is said at the top of the page
    one came from."""
    try:
        kind = kind or DocumentKind(request.POST.get("kind", ""))
    except ValueError:
        raise Http404 from None
    try:
        job = request_document(case, kind, by=request.user, letter=letter, exhibit=exhibit)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(back)
    return redirect(to(job))


def the_job(case: Case, standing: Standing, pk: Any) -> Job:
    """A job of their own; another's cannot be told from one that does not exist."""
    mine = case.jobs.filter(requested_by=standing.person, release=None)
    jobs = mine.select_related("case", "document", "letter", "exhibit").filter(pk=pk)
    job: Job = first_or_404(jobs)
    return job


def about_job(job: Job) -> dict[str, Any]:
    return {
        "job": job,
        "shown": as_progress(job),
        "label": f"Making {called(DocumentKind(job.kind), job.letter, job.exhibit)}",
        "letter": job.letter,
        "is_under_way": not job.is_finished,
        "has_failed": job.state == JobState.FAILED,
    }


def as_progress(job: Job) -> dict[str, Any]:
    text = job.error if job.state == JobState.FAILED else job.doing or JobState(job.state).label
    return {"percent": job.percent, "text": text, "is_done": job.is_finished}


def the_document(case: Case, standing: Standing, pk: Any) -> Document:
    document: Document = first_or_404(
        case.documents.exclude(kind=DocumentKind.COPY)  # each copy has its own address
        .select_related("case__school", "made_for", "letter__served")
        .filter(pk=pk)
    )
    if not may_read(standing, document):
        raise Http404
    return document


def opened(
    request: Request, document: Document, *, record: Callable[..., None] = open_document
) -> HttpResponseBase | str:
    """The PDF as a download, or the sentence why not.  Compared with its receipt and the reading recorded before a byte leaves."""
    try:
        store.verify(document.vault_key, document.sha256, document.size)
        response = responses.attachment(document.vault_key, document.file_name)
        note_sound(document)
    except Damaged as damaged:
        note_damage(document, damaged.what)
        return DAMAGED
    except VaultRefusal:
        return CANNOT_OPEN
    try:
        record(document, by=request.user)
    except Refused as refused:
        response.close()
        raise Http404 from refused
    response["Content-Type"] = "application/zip" if document.is_archive else "application/pdf"
    return response
