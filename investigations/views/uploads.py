"""How does a browser send a large file so that a lost connection costs nothing?  tus 1.0.0: creation, termination, expiration.

Every request asks the gate anew.  An upload is its sender's alone: for anybody else it does not exist.  A page of the case,
one of a person's part in it and one of a report in the making answer alike; how they differ, a Desk says.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import http_date

from investigations.actions.evidence import same_file
from investigations.actions.refusals import Refused
from investigations.actions.uploads import (
    ABANDONED,
    NotYet,
    WrongPlace,
    add_piece,
    discard_upload,
    enter_upload,
    look_at,
    start_upload,
    unfinished,
)
from investigations.models import Case, ConcernDraft, Evidence, Upload, User
from investigations.procedure.choices import UploadState
from investigations.procedure.sections import Section
from investigations.procedure.work import Working
from investigations.vault.names import clean_name
from investigations.vault.refusals import NoRoom, TooLarge, VaultRefusal
from investigations.vault.uploads import upload_limit

from .gate import Request, first_or_404
from .writing import the_work

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
OVERRIDE = ("PATCH", "DELETE", "HEAD")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where the files of one page go, and how that page speaks of them."""

    to: Case | ConcernDraft
    #: The names of two addresses, of all uploads and of one, and what they are reversed with.
    names: tuple[str, str]
    args: list[Any]
    #: Where its buttons lead back to.
    page: str
    #: What became of one, in a sentence, and where it is read.
    kept_as: Callable[[Any], str]
    page_of: Callable[[Any], str] = lambda kept: ""
    #: A sentence instead of the refusal, for a page whose reader must not learn how the case stands.
    instead: Callable[[], str] = lambda: ""
    is_of_the_case: bool = False

    @property
    def start(self) -> str:
        return reverse(self.names[0], args=self.args)

    def address_of(self, upload: Upload) -> str:
        return reverse(self.names[1], args=[*self.args, upload.pk])

    def words(self, sentence: str) -> str:
        return self.instead() or sentence


def upload_start(request: Request, reference: str) -> HttpResponseBase:
    return answer_start(request, _desk_of_the_case(request, reference))


def upload_one(request: Request, reference: str, pk: UUID) -> HttpResponseBase:
    return answer_one_upload(request, _desk_of_the_case(request, reference), pk)


def _desk_of_the_case(request: Request, reference: str) -> Desk:
    case, _ = the_work(request, reference, Section.EVIDENCE, Working.add_evidence)
    return desk_of_the_case(case)


def desk_of_the_case(case: Case) -> Desk:
    return Desk(
        to=case,
        names=("upload_start", "upload_one"),
        args=[case.reference],
        page=reverse("evidence_upload", args=[case.reference]),
        kept_as=kept_as,
        page_of=lambda exhibit: reverse("evidence_detail", args=[case.reference, exhibit.number]),
        is_of_the_case=True,
    )


def answer_start(request: Request, desk: Desk) -> HttpResponseBase:
    """Creation: the answer names the address to which the pieces go."""
    if request.method == "OPTIONS":
        return _tus(204, **{"Tus-Version": VERSION, "Tus-Extension": "creation,termination,expiration",
                            "Tus-Max-Size": str(upload_limit())})  # fmt: skip
    if request.method != "POST":
        return _tus(405, Allow="POST, OPTIONS")
    if bad := _other_version(request):
        return bad
    size, about = request.headers.get("Upload-Length", ""), _metadata(request.headers.get("Upload-Metadata", ""))
    if not (size.isdecimal() and len(size) < 16) or about is None:
        return _said(400, "The upload was not announced as it should be. Choose the file again.")
    try:
        upload = start_upload(
            desk.to,
            by=request.user,
            name=about.get("filename", ""),
            size=int(size),
            modified=about.get("modified", ""),
            is_archive=desk.is_of_the_case and about.get("archive") == "yes",
            for_capture=desk.is_of_the_case and about.get("for") == "capture",
        )
    except (Refused, VaultRefusal) as refused:
        return _said(_status(refused), desk.words(str(refused)))
    return _tus(201, Location=desk.address_of(upload), **_standing(upload))


def answer_one_upload(request: Request, desk: Desk, pk: UUID) -> HttpResponseBase:
    """One upload: how far it is (HEAD), its next piece (PATCH), its end (DELETE), and what became of it (GET, POST)."""
    uploads = desk.to.uploads.filter(pk=pk, by__user=request.user)
    upload = first_or_404(uploads.select_related("case", "draft", "exhibit", "draft_file"))
    method = request.headers.get("X-HTTP-Method-Override", "").upper() if request.method == "POST" else ""
    match method if method in OVERRIDE else request.method:
        case "HEAD":
            return _other_version(request) or _tus(200, **_standing(upload))
        case "PATCH":
            return _other_version(request) or _piece(request, upload)
        case "DELETE":
            return _other_version(request) or _ended(upload)
        case "GET":
            return _told(upload, desk)
        case "POST":
            return _asked(request, upload, desk)
        case _:
            return _tus(405, Allow="HEAD, PATCH, DELETE, GET, POST")


def _piece(request: Request, upload: Upload) -> HttpResponseBase:
    offset, length = request.headers.get("Upload-Offset", ""), request.headers.get("Content-Length", "0") or "0"
    if request.content_type != PIECE:
        return _said(415, "A piece of a file is sent as application/offset+octet-stream.")
    if not (offset.isdecimal() and length.isdecimal()):
        return _said(400, "The piece does not say where it belongs.")
    if int(offset) + int(length) > upload.size:
        return _said(413, "More arrived than the file was said to hold.")
    try:
        add_piece(upload, request, offset=int(offset))
    except WrongPlace:
        return _said(409, "The piece does not follow the last one that arrived.")
    except (Refused, VaultRefusal) as refused:
        return _said(_status(refused), str(refused))
    return _tus(204, **_standing(upload))


def _ended(upload: Upload) -> HttpResponse:
    if upload.upload_state is not UploadState.KEPT:  # an exhibit stays, and so does the way to it
        discard_upload(upload)
    return _tus(204)


def _asked(request: Request, upload: Upload, desk: Desk) -> HttpResponseBase:
    """The sender's page: keep it now, only look whether it would do, or (a button) give it up."""
    do = request.POST.get("do")
    if do == "discard":
        _ended(upload)
        messages.success(request, f"{clean_name(upload.name)} is discarded.")
        return redirect(desk.page)
    try:
        if upload.for_capture and do != "keep":
            look_at(upload)
        else:
            enter_upload(upload, by=request.user)
    except (Refused, VaultRefusal) as refused:
        sentence = desk.words(upload.says or str(refused))
        if do == "keep":
            messages.error(request, sentence)
            return redirect(desk.page)
        return _said(_status(refused), sentence)
    upload.refresh_from_db()
    if do == "keep":
        messages.success(request, desk.kept_as(upload.became))
        return redirect(desk.page)
    return _told(upload, desk, status=201)


def _told(upload: Upload, desk: Desk, status: int = 200) -> JsonResponse:
    """What became of it, in words."""
    answer: dict[str, Any] = {"state": upload.state, "offset": upload.offset, "size": upload.size}
    if upload.became is not None:
        answer |= {"text": desk.kept_as(upload.became), "url": desk.page_of(upload.became)}
        answer["is_same"] = desk.is_of_the_case and same_file(upload.became) is not None
    elif upload.upload_state is UploadState.REFUSED:
        answer["error"] = desk.words(upload.says)
    elif upload.upload_state is UploadState.ARRIVED:
        answer["text"] = "Arrived. It becomes an exhibit when you save."
    return JsonResponse(answer, status=status)


def begun(desk: Desk, user: User) -> list[dict[str, Any]]:
    """For the page: what this person began to send and nothing has become of, so that it can go on."""
    rows = unfinished(desk.to, user).filter(for_capture=False)
    return [
        {
            "upload": upload,
            "name": clean_name(upload.name),
            "url": desk.address_of(upload),
            "has_arrived": upload.upload_state is UploadState.ARRIVED,
        }
        for upload in rows[:100]
    ]


def kept_as(exhibit: Evidence) -> str:
    """In a sentence, with the one warning there is."""
    sentence = f"Kept as exhibit {exhibit.number}."
    if earlier := same_file(exhibit):
        sentence += f" It is the same file as exhibit {earlier.number}: both stay."
    return sentence


def _standing(upload: Upload) -> dict[str, str]:
    ends: datetime = upload.last_at + ABANDONED
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": http_date(ends.timestamp()),
    }


def _other_version(request: Request) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _tus(412, **{"Tus-Version": VERSION})


def _metadata(header: str) -> dict[str, str] | None:
    """`name base64, name base64`; None where it is something else."""
    about = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _, coded = pair.partition(" ")
        try:
            about[name] = base64.b64decode(coded, validate=True).decode(errors="replace")
        except binascii.Error:
            return None
    return about


def _status(refused: Exception) -> int:
    """Never 409, which tells a sender to ask for the offset and go on."""
    if isinstance(refused, TooLarge):
        return 413
    if isinstance(refused, NotYet):
        return 423
    return 507 if isinstance(refused, NoRoom) else 422


def _said(status: int, sentence: str) -> HttpResponse:
    response = JsonResponse({"error": sentence}, status=status)
    return _guarded(response)


def _tus(status: int, **headers: str) -> HttpResponse:
    return _guarded(HttpResponse(status=status, headers=headers))


def _guarded(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    return response
