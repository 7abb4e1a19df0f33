"""Was this document changed since it was made?  By upload, or by what stands on its last page.

Of a document that the person may not read, nothing is said but what their own file says.
"""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from investigations.access import Standing
from investigations.audit import school_stream
from investigations.documents import apart, verifier
from investigations.documents.case_parts import moment
from investigations.documents.kinds import may_read
from investigations.documents.proof import checked, public_keys, verifier_file
from investigations.documents.proven import MadeAtSchool, differences, kept_document, made_at_school
from investigations.forms.checking import CheckForm
from investigations.models import Document
from investigations.vault.school_key import key_of

from .gate import Request


def check_document(request: Request) -> HttpResponse:
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "key": own_keys(request)[-1]}
    if request.method == "POST" and form.is_valid():
        context["verdict"] = in_words(request, verdict_on(form.cleaned_data["file"], own_keys(request)))
    elif "document" in request.GET:
        context["printed"] = printed(request, request.GET["document"], request.GET.get("print", ""))
    return render(request, "checking/check.html", context)


def verifier_download(request: Request) -> HttpResponse:
    own_keys(request)
    response = HttpResponse(verifier_file(request.school), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verifier.py"'
    return response


def school_key(request: Request) -> HttpResponse:
    response = JsonResponse({"school": request.school.name, "keys": own_keys(request)}, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="school-key.json"'
    return response


def own_keys(request: Request) -> list[dict[str, str]]:
    key_of(request.school)
    return public_keys(request.school)


def verdict_on(file: Any, keys: list[dict[str, str]]) -> verifier.Verdict:
    """The file lies in a private folder while it is looked at, and nowhere afterwards."""
    with apart.work_folder() as folder:
        path = folder / "given.pdf"
        with path.open("wb") as copy:
            for piece in file.chunks():
                copy.write(piece)
        return checked(path, keys)


def in_words(request: Request, verdict: verifier.Verdict) -> dict[str, Any]:
    words: dict[str, Any] = {
        "is_sound": verdict.status == verifier.SOUND,
        "is_changed": verdict.status == verifier.CHANGED,
        "changes": verdict.changes,
    }
    if verdict.status != verifier.SOUND:
        return words
    record = verdict.manifest["record"]
    words["facts"] = [
        ("Document", record["title"]),
        ("Number", record["document"]),
        ("Made for", record["asked_by"]),
        ("Made on", moment(datetime.fromisoformat(record["made_at"]))),
        ("Pages", str(len(verdict.manifest["content"]["pages"]))),
        *([("Exhibits in it", str(len(record["exhibits"]) or "None"))] if record["case"] else []),
        ("Fingerprint", verifier.spoken(verdict.manifest["print"])),
        ("Signed with the key", verifier.spoken(verifier.key_fingerprint(verdict.key))),
    ]
    if readable(request, record["document"]):
        words["is_of_ours"], words["is_of_a_case"] = True, bool(record["case"])
        words["differences"] = list(differences(verdict.manifest))
    return words


def printed(request: Request, number: str, print_: str) -> dict[str, Any]:
    """What the code on the last page leads to.  The same words for what is not theirs and for what is not there."""
    document = readable(request, number)
    if document is None or not document.fingerprint:
        return {"is_known": False}
    return {
        "is_known": True,
        "document": document,
        "fingerprint": verifier.spoken(document.fingerprint),
        "agrees": len(print_) == 20 and document.fingerprint.startswith(print_.lower()),
    }


def readable(request: Request, number: object) -> Document | MadeAtSchool | None:
    """What belongs to no case names no case either: whoever holds it may know that it is one of ours."""
    document = kept_document(number)
    if document is None:
        return made_at_school(number, school_stream(request.school).name)
    # Not the list of cases: the employee concerned has papers and letters, and finds no case there.
    standing = Standing.of(request.user, document.case)
    return document if standing.roles and may_read(standing, document) else None
