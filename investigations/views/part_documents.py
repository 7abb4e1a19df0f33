"""Which documents may somebody with a part in a case have made?  What was served on them, as papers to keep."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import Standing
from investigations.documents.kinds import refusal
from investigations.models import Appointment, DocumentKind, Job
from investigations.procedure.roles import Role

from .documents import about_job, as_progress, jobs_shown, kinds_shown, make, opened, readable, the_document, the_job
from .gate import Request, first_or_404, the_part

#: To whom letters of a case are served; the kinds of documents besides are the employee's.
HAVE_LETTERS = (Role.SUBJECT, Role.WITNESS, Role.REPORTER)


def documents_of_part(part: Appointment, standing: Standing) -> dict[str, Any]:
    """What `document_pages/part_documents.html` shows on the employee's own page; nothing for anybody else."""
    if part.kind not in HAVE_LETTERS:
        return {"document_kinds": [], "document_jobs": [], "documents": []}
    return {
        "document_kinds": [row for row in kinds_shown(standing) if not row["refusal"]],
        "document_make_url": reverse("part_document_make", args=[part.pk]),
        "document_jobs": [about_job(job) | {"url": _job_url(part, job)} for job in jobs_shown(part.case, standing)],
        "documents": [
            {"document": document, "url": reverse("part_document", args=[part.pk, document.pk])}
            for document in readable(part.case, standing)
        ],
    }


@require_POST
def part_document_make(request: Request, pk: Any) -> HttpResponse:
    part, _ = _the_part_with_letters(request, pk)
    if part.kind is not Role.SUBJECT:  # a witness and a reporter have their letters, each asked for by its own address
        raise Http404
    back = reverse("part_detail", args=[part.pk])
    return make(request, part.case, back=back, to=lambda job: _job_url(part, job))


def part_job(request: Request, pk: Any, job: Any) -> HttpResponse:
    part, standing = _the_part_with_letters(request, pk)
    found = the_job(part.case, standing, job)
    return render(
        request,
        "document_pages/part_job.html",
        about_job(found)
        | {
            "part": part,
            "poll_url": reverse("part_job_progress", args=[part.pk, found.pk]),
            "make_url": reverse("part_letter_pdf", args=[part.pk, found.letter.number])
            if found.letter
            else reverse("part_document_make", args=[part.pk]),
            "open_url": reverse("part_document", args=[part.pk, found.document_id]) if found.document_id else "",
            "back": reverse("part_detail", args=[part.pk]),
        },
    )


def part_job_progress(request: Request, pk: Any, job: Any) -> JsonResponse:
    part, standing = _the_part_with_letters(request, pk)
    found = the_job(part.case, standing, job)
    return JsonResponse(as_progress(found) | {"next": _job_url(part, found) if found.is_finished else ""})


def part_document(request: Request, pk: Any, document: Any) -> HttpResponseBase:
    part, standing = _the_part_with_letters(request, pk)
    found = the_document(part.case, standing, document)
    response = opened(request, found)
    if isinstance(response, str):
        context = {
            "part": part,
            "sentence": response,
            "document": found,
            "back": reverse("part_detail", args=[part.pk]),
        }
        return render(request, "document_pages/part_cannot_open.html", context, status=409)
    return response


@require_POST
def part_letter_pdf(request: Request, pk: Any, number: int) -> HttpResponse:
    """A letter that was served on them, as PDF to keep."""
    part, standing = _the_part_with_letters(request, pk)
    letter = first_or_404(part.case.letters.filter(number=number, served__to=part.person).select_related("served"))
    if refusal(standing, DocumentKind.LETTER, letter):
        raise Http404
    back = reverse("part_detail", args=[part.pk])
    kind = DocumentKind.LETTER
    return make(request, part.case, back=back, to=lambda job: _job_url(part, job), kind=kind, letter=letter)


def _the_part_with_letters(request: Request, pk: Any) -> tuple[Appointment, Standing]:
    part, standing = the_part(request, pk)
    if part.kind not in HAVE_LETTERS:
        raise Http404
    return part, standing


def _job_url(part: Appointment, job: Job) -> str:
    return reverse("part_job", args=[part.pk, job.pk])
