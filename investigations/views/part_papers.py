"""Which papers does somebody with a part read, and what do they hand in?  What was served on them, and their own."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from investigations.access import Standing
from investigations.actions.employee import hand_in
from investigations.actions.evidence import add_evidence
from investigations.actions.papers import (
    Papers,
    as_opened,
    as_the_parties_read,
    handed_in_by_employee,
    papers_as_served,
    record_reading_of,
)
from investigations.actions.refusals import Refused
from investigations.models import Appointment, Evidence, Served, User
from investigations.procedure.roles import Role
from investigations.procedure.work import Working
from investigations.vault.kinds import ACCEPT_ATTRIBUTE, ACCEPTED
from investigations.vault.refusals import VaultRefusal, in_megabytes
from investigations.vault.uploads import upload_limit

from .bundles import Addresses, about_exhibit, about_papers, chosen_papers, media_of, original_of, picture_of
from .gate import Request, the_part
from .parts import held_by_custodian
from .steps import NOT_NOW
from .uploads import Desk, answer_one_upload, answer_start, begun

#: What each hands in, and in which words.
HANDS_IN = {Role.SUBJECT: Working.hand_in, Role.EVIDENCE_CUSTODIAN: Working.add_evidence}


# ---- Papers -------------------------------------------------------------------------------------------------------


def part_papers(request: Request, pk: object) -> HttpResponse:
    """The papers of a hearing as they were served on the employee; for the companion, once they are shared."""
    part, _ = the_part(request, pk)
    found = papers_for(part)
    chosen = chosen_papers(request, found)
    if chosen is None:
        raise Http404
    record_reading_of(chosen, by=part.person)
    return render(
        request,
        "participants/papers.html",
        {
            "part": part,
            "papers": chosen,
            "others": [papers for papers in found if papers is not chosen],
            "shown": about_papers(chosen, addresses_of(part)),
        },
    )


def part_exhibit(request: Request, pk: object, number: int) -> HttpResponse:
    part, _ = the_part(request, pk)
    papers, exhibit = the_exhibit(part, number)
    back = reverse("part_papers" if papers.is_served else "part_detail", args=[part.pk])
    about = about_exhibit(papers, exhibit, part.person, addresses_of(part), back)
    return render(request, "participants/exhibit.html", about | {"part": part, "papers": papers})


def part_exhibit_picture(request: Request, pk: object, number: int) -> HttpResponseBase:
    part, _ = the_part(request, pk)
    papers, exhibit = the_exhibit(part, number)
    return picture_of(request, papers, exhibit, part.person)


def part_exhibit_original(request: Request, pk: object, number: int) -> HttpResponseBase:
    part, _ = the_part(request, pk)
    papers, exhibit = the_exhibit(part, number)
    return original_of(request, papers, exhibit, part.person, reverse("part_exhibit", args=[part.pk, number]))


def part_exhibit_media(request: Request, pk: object, number: int) -> HttpResponseBase:
    part, _ = the_part(request, pk)
    papers, exhibit = the_exhibit(part, number)
    return media_of(request, papers, exhibit, part.person, reverse("part_exhibit", args=[part.pk, number]))


def papers_for(part: Appointment) -> list[Papers]:
    """The papers served on the employee, the newest first: theirs, and their companion's where they share them."""
    case = part.case
    if part.kind is not Role.SUBJECT and not (part.kind is Role.COMPANION and part.papers_shared_at):
        return []
    served = set(
        Served.objects.filter(case=case, to=case.subject, bundle__isnull=False).values_list(
            "bundle__hearing__is_appeal", flat=True
        )
    )
    found = [papers_as_served(case, is_appeal=is_appeal) for is_appeal in (True, False) if is_appeal in served]
    return [as_the_parties_read(papers) for papers in found if papers is not None]


def the_exhibit(part: Appointment, number: int) -> tuple[Papers, Evidence]:
    """An exhibit that was served on them or that they handed in themselves; 404 for every other number."""
    for papers in papers_for(part):
        if exhibit := papers.exhibit(number):
            return papers, as_opened(papers, exhibit)
    own = own_papers(part)
    exhibit = own.exhibit(number)
    if exhibit is None:
        raise Http404
    return own, exhibit


def own_papers(part: Appointment) -> Papers:
    """What they handed in, in the shape of papers that nobody served."""
    own: list[Evidence] = []
    if part.kind is Role.SUBJECT:
        own = list(handed_in_by_employee(part.case))
    elif part.kind is Role.EVIDENCE_CUSTODIAN:
        own = held_by_custodian(part)
    return Papers(part.case, False, None, {}, [], [], handed_in=own)


def addresses_of(part: Appointment) -> Addresses:
    return Addresses(("part_exhibit", "part_exhibit_picture", "part_exhibit_original", "part_exhibit_media"), part.pk)


# ---- Handing in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandedIn:
    """What became of one file: kept, or the sentence why not."""

    name: str
    exhibit: Evidence | None = None
    sentence: str = ""


def part_files(request: Request, pk: object) -> HttpResponseBase:
    part, standing = _who_hands_in(request, pk)
    rows: list[HandedIn] = []
    if request.method == "POST":
        rows = [_receive(file, part, request.user) for file in request.FILES.getlist("files")]
        if request.headers.get("Accept", "").startswith("application/json"):
            return _answer_one(rows, part)
        if rows and all(row.exhibit for row in rows):
            messages.success(request, "1 file is kept." if len(rows) == 1 else f"{len(rows)} files are kept.")
            return redirect("part_detail", part.pk)
    return render(
        request,
        "participants/files.html",
        _about_files(request, part, standing, rows, is_posted=request.method == "POST"),
        status=422 if request.method == "POST" else 200,
    )


def part_upload_start(request: Request, pk: object) -> HttpResponseBase:
    return answer_start(request, _desk(*_who_hands_in(request, pk)))


def part_upload_one(request: Request, pk: object, upload: UUID) -> HttpResponseBase:
    return answer_one_upload(request, _desk(*_who_hands_in(request, pk)), upload)


def _who_hands_in(request: Request, pk: object) -> tuple[Appointment, Standing]:
    part, standing = the_part(request, pk)
    if part.kind not in HANDS_IN:
        raise Http404
    return part, standing


def _desk(part: Appointment, standing: Standing) -> Desk:
    return Desk(
        to=part.case,
        names=("part_upload_start", "part_upload_one"),
        args=[part.pk],
        page=reverse("part_files", args=[part.pk]),
        kept_as=_kept_as,
        page_of=lambda exhibit: addresses_of(part).page(exhibit.number),
        instead=lambda: NOT_NOW if standing.work_refusal(HANDS_IN[part.kind]) else "",
    )


def _kept_as(exhibit: Evidence) -> str:
    """Without a word on other exhibits: who has a part need not know which there are."""
    return f"Kept as exhibit {exhibit.number}."


def _about_files(
    request: Request, part: Appointment, standing: Standing, rows: list[HandedIn], *, is_posted: bool
) -> dict[str, Any]:
    desk = _desk(part, standing)
    return {
        "begun": begun(desk, request.user),
        "resumable_url": desk.start,
        "part": part,
        "refusal": NOT_NOW if standing.work_refusal(HANDS_IN[part.kind]) else "",
        "rows": rows,
        "error": "Choose at least one file" if is_posted and not rows else "",
        "accept": ACCEPT_ATTRIBUTE,
        "hint": "Choose as many as you like at once. "
        f"Accepted are {ACCEPTED}, each up to {in_megabytes(upload_limit())}.",
        "own": own_papers(part).handed_in,
    }


def _receive(file: UploadedFile, part: Appointment, user: User) -> HandedIn:
    name = file.name or ""
    keep = hand_in if part.kind is Role.SUBJECT else add_evidence
    try:
        exhibit = keep(part.case, file, by=user)
    except Refused:
        return HandedIn(name, sentence=NOT_NOW)
    except VaultRefusal as refused:
        return HandedIn(name, sentence=str(refused))
    return HandedIn(exhibit.file_name, exhibit, _kept_as(exhibit))


def _answer_one(rows: list[HandedIn], part: Appointment) -> JsonResponse:
    """To the script, which sends each file by itself."""
    if not rows:
        return JsonResponse({"error": "The file did not arrive. Choose it again."}, status=400)
    row = rows[0]
    if row.exhibit is None:
        return JsonResponse({"error": row.sentence}, status=422)
    return JsonResponse({"text": row.sentence, "url": addresses_of(part).page(row.exhibit.number)}, status=201)
