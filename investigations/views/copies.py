"""Who got which copy, when, and do they have it?  The disclosure log, and the way of a copy to whom it is for."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import Standing, copies_known_to, copies_of_mine, is_theirs, prepares, reads_copy
from investigations.actions.recipients import recipients_for
from investigations.actions.refusals import Refused
from investigations.actions.releases import (
    call_off_copy,
    confirm_receipt,
    note_receipt,
    open_copy,
    prepare_copy,
    release_copy,
    why_not_release,
)
from investigations.documents.copies import names_and_passages
from investigations.forms.copies import CallOffForm, CopyForm, ReceivedForm, ReleaseForm
from investigations.models import Release
from investigations.procedure.releases import ReleaseState, ReleaseWay
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .confirm import confirm_first
from .documents import as_progress, opened
from .gate import Request, first_or_404, the_case
from .writing import can_write, the_work, writing_page

TONES = {
    ReleaseState.MAKING: "blue",
    ReleaseState.HELD_BACK: "red",
    ReleaseState.CHECKED: "orange",
    ReleaseState.RELEASED: "green",
    ReleaseState.CALLED_OFF: "grey",
}


def copy_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.COPIES)
    copies = copies_known_to(standing).select_related("to", "released_by", "acknowledged_by", "document", "case")
    context = {
        "rows": [about_copy(standing, copy) for copy in copies.prefetch_related("jobs").order_by("-number")],
        "writing": can_write(standing, Working.prepare_copy),
    }
    return render_case(request, "copies/list.html", case, standing, context)


def copy_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.COPIES, Working.prepare_copy)
    recipients = recipients_for(standing)
    form = CopyForm(request.POST or None, recipients=recipients)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: prepare_copy(
            case, form.cleaned_data["recipient"], withheld=form.cleaned_data.get("withheld"), by=request.user
        ),
        works=(Working.prepare_copy,),
        template="copies/add.html",
        back=reverse("copy_list", args=[case.reference]),
        said="The copy is being made, and searched for every name and passage that had to go.",
        recipients=recipients,
    )


def copy_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.COPIES)
    return render_case(request, "copies/detail.html", case, standing, about_copy(standing, the_copy(standing, number)))


def copy_progress(request: Request, reference: str, number: int) -> JsonResponse:
    case, standing = the_case(request, reference, Section.COPIES)
    job = first_or_404(the_copy(standing, number).jobs.order_by("-requested_at"))
    url = reverse("copy_detail", args=[case.reference, number])
    return JsonResponse(as_progress(job) | {"next": url if job.is_finished else ""})


def copy_release(request: Request, reference: str, number: int) -> HttpResponse:
    form = ReleaseForm(request.POST or None)
    acting = _Acting(request, reference, number, Working.release_copy)
    if first := confirm_first(request):
        return first
    return acting.page(
        "copies/release.html",
        form,
        lambda words: release_copy(acting.copy, way=ReleaseWay(words["way"]), note=words["note"], by=request.user),
        said=f"{acting.copy} is released to {acting.copy.recipient}.",
    )


def copy_call_off(request: Request, reference: str, number: int) -> HttpResponse:
    form = CallOffForm(request.POST or None)
    acting = _Acting(request, reference, number, Working.call_off_copy)
    return acting.page(
        "copies/call_off.html",
        form,
        lambda words: call_off_copy(acting.copy, because=words["because"], by=request.user),
        said=f"{acting.copy} does not go out. Its number is not used again.",
    )


def copy_received(request: Request, reference: str, number: int) -> HttpResponse:
    form = ReceivedForm(request.POST or None)
    acting = _Acting(request, reference, number, Working.note_receipt)
    return acting.page(
        "copies/received.html",
        form,
        lambda words: note_receipt(acting.copy, how=words["how"], by=request.user),
        said=f"It is written down that {acting.copy.recipient} has copy {acting.copy.number}.",
    )


def copy_open(request: Request, reference: str, number: int) -> HttpResponseBase:
    """The PDF, for whoever prepares such copies, and for a member of a panel to whom it was released."""
    case, standing = the_case(request, reference)
    copy = a_copy_to_read(standing, number)
    response = opened(request, copy.document, record=open_copy)
    if isinstance(response, str):
        context = {
            "sentence": response,
            "document": copy.document,
            "back": reverse("case_detail", args=[case.reference]),
        }
        return render_case(request, "document_pages/cannot_open.html", case, standing, context, status=409)
    return response


@require_POST
def copy_acknowledge(request: Request, reference: str, number: int) -> HttpResponse:
    """A member of a panel confirms that they have their copy."""
    case, standing = the_case(request, reference)
    return acknowledged(request, standing, number, back=reverse("bundle_detail", args=[case.reference]))


# ---- The same for the case's people and for whoever has a part ----------------------------------------------------------


def acknowledged(request: Request, standing: Standing, number: int, *, back: str) -> HttpResponse:
    copy = first_or_404(Release.objects.filter(case=standing.case, number=number).select_related("to"))
    if not is_theirs(standing, copy):
        raise Http404
    try:
        confirm_receipt(copy, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"Thank you. It is written down that you have {str(copy).lower()}.")
    return redirect(back)


def a_copy_to_read(standing: Standing, number: int) -> Release:
    copies = Release.objects.filter(case=standing.case, number=number, document__isnull=False)
    copy: Release = first_or_404(copies.select_related("document__case__school", "to", "case"))
    if not reads_copy(standing, copy):
        raise Http404
    return copy


def my_copies(standing: Standing, names: tuple[str, str], of: Any) -> list[dict[str, Any]]:
    """What `copies/mine.html` shows: the copies that were released to this person, to read and to confirm."""
    return [
        {
            "copy": copy,
            "what": what_it_is(copy),
            "url": reverse(names[0], args=[of, copy.number]),
            "confirm_url": "" if copy.acknowledged_at else reverse(names[1], args=[of, copy.number]),
        }
        for copy in copies_of_mine(standing)
    ]


def what_it_is(copy: Release) -> str:
    if copy.bundle and copy.data_request is None:
        return "Papers of the appeal hearing" if copy.bundle.hearing.is_appeal else "Hearing papers"
    return "What is held about you" if copy.data_request else "What became of your concern"


# ---- One copy ---------------------------------------------------------------------------------------------------------


def the_copy(standing: Standing, number: int) -> Release:
    copies = copies_known_to(standing).filter(number=number).prefetch_related("jobs")
    people = (
        "to__user",
        "prepared_by",
        "released_by",
        "acknowledged_by",
        "document",
        "case__school",
        "bundle__hearing",
    )
    copy: Release = first_or_404(copies.select_related(*people))
    return copy


def about_copy(standing: Standing, copy: Release) -> dict[str, Any]:
    """One row of the log, with what may be done to it by whoever prepares such copies."""
    is_mine = prepares(standing, copy.for_whom, copy.part)
    waits = copy.status in (ReleaseState.CHECKED, ReleaseState.HELD_BACK)
    address = lambda name: reverse(name, args=[copy.case.reference, copy.number])  # noqa: E731
    job = next(iter(copy.jobs.all()), None)
    return {
        "copy": copy,
        "audience": copy.for_whom,
        "state": copy.status,
        "tone": TONES[copy.status],
        "way": ReleaseWay(copy.way).in_sentence if copy.way else "",
        "searched_for": names_and_passages(copy.searched_for),
        "holds": copy.rule.holds,
        "why_not": why_not_release(copy, standing) if is_mine and waits else "",
        "shown": as_progress(job) if job and copy.status is ReleaseState.MAKING else None,
        "poll_url": address("copy_progress"),
        "url": address("copy_detail"),
        "open_url": address("copy_open") if copy.document_id and is_mine else "",
        "release_url": address("copy_release") if is_mine and copy.status is ReleaseState.CHECKED else "",
        "call_off_url": address("copy_call_off") if is_mine and waits else "",
        "received_url": address("copy_received") if is_mine and copy.is_released and not copy.acknowledged_at else "",
    }


class _Acting:
    """A copy that whoever asks may do this work on: 404 for everybody else."""

    def __init__(self, request: Request, reference: str, number: int, work: Any):
        self.request, self.work = request, work
        self.case, self.standing = the_work(request, reference, Section.COPIES, work)
        self.copy = the_copy(self.standing, number)
        if not prepares(self.standing, self.copy.for_whom, self.copy.part):
            raise Http404

    def page(self, template: str, form: Any, act: Callable[[dict[str, Any]], Any], *, said: str) -> HttpResponse:
        return writing_page(
            self.request,
            self.case,
            self.standing,
            form,
            lambda: act(form.cleaned_data),
            works=(self.work,),
            template=template,
            said=said,
            back=reverse("copy_detail", args=[self.case.reference, self.copy.number]),
            copy=self.copy,
            audience=self.copy.for_whom,
        )
