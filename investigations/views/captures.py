"""A post is captured: its screenshots, and everything that the picture alone does not say."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from investigations.actions.captures import DETAILS, NONE, capture_post, correct_capture, details_of
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.uploads import unfinished, whole_upload
from investigations.forms.captures import CaptureForm, CorrectCaptureForm
from investigations.models import Case, Upload
from investigations.procedure.choices import UploadState
from investigations.procedure.sections import Section
from investigations.procedure.work import Working
from investigations.vault.kinds import ACCEPTED
from investigations.vault.names import clean_name
from investigations.vault.refusals import VaultRefusal, in_megabytes
from investigations.vault.uploads import upload_limit

from .case_frame import render_case
from .gate import Request, first_or_404
from .steps import show
from .writing import the_work, why_not, writing_page

PICTURES = ".jpg,.jpeg,.png,.webp,.heic,.heif,.gif,.pdf,.mp4,.mov,.webm"


@dataclass
class Screenshots:
    """What stands beside the form: files that are here and wait for it, and the sentences about those that are not."""

    here: list[Upload] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""

    def rows(self) -> list[dict[str, Any]]:
        return [{"upload": upload, "name": clean_name(upload.name)} for upload in self.here]


def evidence_capture(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.EVIDENCE, Working.add_evidence)
    refusal, status = why_not(standing, Working.add_evidence), 200
    form = CaptureForm(request.POST or None, initial={"captured_by": standing.person})
    shots = Screenshots()
    if request.method == "POST" and not refusal:
        shots, status = screenshots(request, case), 422
        if form.is_valid() and not shots.refused and shots.here:
            try:
                capture = capture_post(case, shots.here, by=request.user, **{n: form.cleaned_data[n] for n in DETAILS})
            except BadAnswers as bad:
                show(form, bad)
            except (Refused, VaultRefusal) as refused:
                refusal, status = str(refused), 409
            else:
                messages.success(request, f"The post is kept, with {in_words(capture.exhibits.count())}.")
                return redirect("evidence_detail", case.reference, capture.exhibits.order_by("number")[0].number)
        shots.error = "" if shots.here or shots.refused else NONE
    context = {
        "form": form,
        "shots": shots,
        "rows": shots.rows(),
        "refusal": refusal,
        "can_save": not why_not(standing, Working.add_evidence),
        "accept": PICTURES,
        "hint": f"One or more, as they were made. Accepted are {ACCEPTED}, each up to {in_megabytes(upload_limit())}.",
        "resumable_url": reverse("upload_start", args=[case.reference]),
        "back": reverse("evidence_list", args=[case.reference]),
    }
    return render_case(request, "evidence/capture.html", case, standing, context, status=status)


def capture_correct(request: Request, reference: str, number: int) -> HttpResponse:
    """The details of the post that an exhibit shows."""
    case, standing = the_work(request, reference, Section.EVIDENCE, Working.describe_evidence)
    exhibit = first_or_404(case.evidence.filter(number=number))
    capture = first_or_404(exhibit.captures.all())
    form = CorrectCaptureForm(request.POST or None, stored=details_of(capture))

    def write() -> None:
        given = form.cleaned_data
        about = {name: given[name] for name in DETAILS}
        correct_capture(capture, by=request.user, reason=given["reason"], seen=given["seen"], **about)

    return writing_page(
        request,
        case,
        standing,
        form,
        write,
        works=(Working.describe_evidence,),
        template="evidence/correct.html",
        back=reverse("evidence_detail", args=[case.reference, number]),
        said="The details of the post are corrected.",
        exhibit=exhibit,
        others=capture.exhibits.exclude(number=number).count(),
    )


def screenshots(request: Request, case: Case) -> Screenshots:
    """Those that arrived before and are named by the page, and those that come with it: kept whatever becomes of the form."""
    named = [pk for pk in map(_uuid, request.POST.getlist("upload")) if pk]
    shots = Screenshots(list(unfinished(case, request.user).filter(pk__in=named, state=UploadState.ARRIVED)))
    for file in request.FILES.getlist("files"):
        try:
            shots.here.append(whole_upload(case, file, by=request.user))
        except (Refused, VaultRefusal) as refused:
            shots.refused.append((clean_name(file.name or ""), str(refused)))
    shots.here.sort(key=lambda upload: upload.started_at)
    return shots


def in_words(number: int) -> str:
    return "one screenshot" if number == 1 else f"{number} screenshots"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
