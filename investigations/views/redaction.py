"""What is blacked out, for whom?  The list of the exhibits, and the page of one: boxes on its pages, passages in its text."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from investigations.access import exhibits_to_redact
from investigations.actions.redaction import (
    Box,
    black_out_page,
    black_out_words,
    boxes_on,
    names_not_black,
    seen_boxes,
    take_back,
    take_over,
)
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.burnt import can_be_redacted, suggested_faces
from investigations.documents.exhibit_text import NoText, is_in_words, text_of
from investigations.documents.pseudonyms import names_in
from investigations.documents.renditions import passages_in, redacted_text
from investigations.forms.redaction import BoxesForm, PassageForm
from investigations.models import Case, Evidence, Redaction
from investigations.procedure.audiences import Scope
from investigations.procedure.work import Working
from investigations.vault import pictures
from investigations.vault.refusals import VaultRefusal

from .case_frame import render_case
from .evidence_files import PAGE, THUMBNAIL, Opened, can_be_pictured, evidence_response, open_exhibit
from .gate import Request, the_case
from .redacted import copy_of, pieces
from .redaction_page import SECTION, Place, page_of, the_place
from .steps import show
from .uncut import is_withheld, uncut_page
from .writing import can_write


@require_GET
def redaction_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, SECTION)
    asked = request.GET.get("for", "")
    scope = Scope(asked) if asked in [one.value for one in Scope] else Scope.PARTIES
    exhibits = list(exhibits_to_redact(standing))
    context = {
        "scope": scope,
        "scopes": [(one, f"{request.path}?{urlencode({'for': one.value})}") for one in Scope],
        "rows": [row_of(case, exhibit, scope) for exhibit in exhibits],
        "pseudonyms": case.pseudonyms.count(),
        "writing": can_write(standing, Working.black_out),
    }
    return render_case(request, "redaction/list.html", case, standing, context)


def row_of(case: Case, exhibit: Evidence, scope: Scope) -> dict[str, Any]:
    at = [case.reference, exhibit.number]
    return {
        "exhibit": exhibit,
        "url": reverse("redaction_edit", args=[*at, scope.value]),
        "picture": reverse("redaction_picture", args=[*at, scope.value, THUMBNAIL]) if can_be_pictured(exhibit) else "",
        "kind": exhibit.file_name.rpartition(".")[2].upper()[:5],
        "can_be_redacted": can_be_redacted(exhibit),
        "is_withheld": is_withheld(exhibit, scope),
        "marked": exhibit.redactions.standing().to(scope).count(),
        **copy_of(exhibit, scope),
    }


# ---- One exhibit ----------------------------------------------------------------------------------------------------


def redaction_edit(request: Request, reference: str, number: int, scope: str) -> HttpResponse:
    place = the_place(request, reference, number, scope)
    if not can_be_redacted(place.exhibit):
        return uncut_page(request, place)
    assert place.standing.person is not None
    opened = open_exhibit(place.exhibit, place.standing.person, SECTION)
    if sentence := opened.refusal or opened.held_back:
        return page_of(request, place, {"sentence": sentence})
    return passages_page(request, place) if is_in_words(place.exhibit) else boxes_page(request, place, opened)


def boxes_page(request: Request, place: Place, opened: Opened) -> HttpResponse:
    if not opened.has_picture:
        return page_of(request, place, {"sentence": opened.no_preview})
    page = _page(request, opened.pages)
    standing = boxes_on(place.exhibit, place.scope, page)
    described = place.exhibit.page_descriptions.by_page(place.scope).get(page, "")
    seen = seen_boxes(standing, described)
    looks_for_faces = request.method == "GET" and request.GET.get("faces") == "yes"
    faces = _faces(place, page) if looks_for_faces else []
    named = names_not_black(place.exhibit, place.scope)
    names = named.pop(page, []) if request.method == "GET" else []
    form = BoxesForm(request.POST, standing=standing, seen=seen, described=described, suggested=[*names, *faces])
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _save_boxes(request, place, page, form)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
            form.show_seen(seen)
    context = {
        "template": "redaction/boxes.html",
        "form": form,
        "refusal": refusal,
        "page": page,
        "pages": opened.pages,
        "page_numbers": range(1, opened.pages + 1),
        "looks_for_faces": looks_for_faces,
        "faces": len(faces),
        "names_here": len(names),
        "named_on": sorted(set(named) - {page}),
        "here": _address(place, page),
        "picture": f"{reverse('redaction_picture', args=[*place.at, PAGE])}?"
        + urlencode({"opened": opened.token, "page": page}),
    }
    return page_of(request, place, context, status=409 if refusal else 200)


def _address(place: Place, page: int, **more: str) -> str:
    query = ({"page": str(page)} if page > 1 else {}) | more
    return f"{place.url}?{urlencode(query)}" if query else place.url


def _save_boxes(request: Request, place: Place, page: int, form: BoxesForm) -> HttpResponse:
    """A refusal names its row: the rows of the page keep their numbers, also where some were left empty."""
    rows = form.boxes()
    wants_faces = {"faces": "yes"} if request.POST.get("do") == "faces" else {}
    if wants_faces and not form.has_changed():
        return redirect(_address(place, page, **wants_faces))
    try:
        black_out_page(
            place.exhibit,
            place.scope,
            page,
            [box for _, box in rows],
            by=request.user,
            described=form.cleaned_data["described"],
            seen=form.cleaned_data["seen"],
        )
    except BadAnswers as bad:
        numbers = {str(place_in): number for place_in, (number, _) in enumerate(rows, start=1)}
        raise BadAnswers({_field(name, numbers): said for name, said in bad.sentences.items()}) from bad
    count = len(rows)
    said = f"Page {page} has {count} {'box' if count == 1 else 'boxes'} now."
    messages.success(request, said if form.has_changed() else "Nothing was changed.")
    return redirect(_address(place, page, **wants_faces))


def _field(name: str, numbers: dict[str, int]) -> str:
    kind, _, number = name.partition("_")
    return f"{'left' if kind == 'box' else kind}_{numbers.get(number, number)}"


def _faces(place: Place, page: int) -> list[Box]:
    """What seems to be a face and is not black yet."""
    try:
        seen = pictures.preview(place.exhibit.vault_key, place.exhibit.content_type, width=PAGE, page=page)
    except VaultRefusal:
        return []
    black = [one.box for one in boxes_on(place.exhibit, place.scope, page)]
    faces = [face for face in suggested_faces(seen) if not any(_covers(box, face) for box in black)]
    return [Box(*face, reason="A pupil's face") for face in faces]


def _covers(box: dict[str, float], face: list[float]) -> bool:
    x, y = face[0] + face[2] / 2, face[1] + face[3] / 2
    return box["x"] <= x <= box["x"] + box["w"] and box["y"] <= y <= box["y"] + box["h"]


def _page(request: Request, pages: int) -> int:
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 5 else 1


# ---- A text ---------------------------------------------------------------------------------------------------------


def passages_page(request: Request, place: Place) -> HttpResponse:
    form = PassageForm(request.POST or None)
    try:
        text = text_of(place.exhibit)
        if request.method == "POST" and form.is_valid():
            return _save_passage(request, place, form, text)
        status, refusal = 200, ""
    except NoText as why:
        return page_of(request, place, {"sentence": str(why)})
    except BadAnswers as bad:
        show(form, bad)
        status, refusal = 200, ""
    except Refused as refused:
        status, refusal = 409, refused.sentence
    context = {"template": "redaction/passages.html", "form": form, "refusal": refusal, **_text_shown(place, text)}
    return page_of(request, place, context, status=status)


def _text_shown(place: Place, text: str) -> dict[str, Any]:
    marked = place.exhibit.redactions.standing().to(place.scope).select_related("by")
    try:
        passages = passages_in(place.exhibit, place.scope, text)
        reads = redacted_text(place.exhibit, place.scope, text)
    except NoText as why:
        return {"moved": str(why), "pieces": pieces(text, [], []), "marked": marked, "reads": ""}
    names = names_in(text, place.case.pseudonyms.hidden_in(place.scope))
    return {
        "pieces": pieces(text, passages, names),
        "marked": marked,
        "names": len(names),
        "reads": reads,
    }


def _save_passage(request: Request, place: Place, form: PassageForm, text: str) -> HttpResponse:
    given = form.cleaned_data
    count = black_out_words(
        place.exhibit, place.scope, given["words"], reason=given["reason"], by=request.user, start=form.start_in(text)
    )
    said = (
        "It was blacked out already."
        if not count
        else f"{count} {'place is' if count == 1 else 'places are'} blacked out."
    )
    messages.success(request, said)
    return redirect(place.url)


# ---- What is posted from these pages ----------------------------------------------------------------------------------


@require_POST
def redaction_take_back(request: Request, reference: str, number: int, scope: str) -> HttpResponse:
    place = the_place(request, reference, number, scope, work=Working.black_out)
    wanted = request.POST.get("passage", "")
    marked = place.exhibit.redactions.standing().to(place.scope)
    chosen = next((one for one in marked if str(one.pk) == wanted), None)
    return _done(request, place, lambda: _took_back(chosen, request))


@require_POST
def redaction_take_over(request: Request, reference: str, number: int, scope: str) -> HttpResponse:
    place = the_place(request, reference, number, scope, work=Working.black_out)
    other = request.POST.get("from", "")
    if other not in [one.value for one in Scope]:
        return redirect(place.url)
    return _done(request, place, lambda: _took_over(place, Scope(other), request))


def _took_back(redaction: Redaction | None, request: Request) -> str:
    if redaction is None:
        return "It was taken back already."
    take_back(redaction, by=request.user)
    return "It is no longer blacked out."


def _took_over(place: Place, other: Scope, request: Request) -> str:
    count = take_over(place.exhibit, place.scope, other=other, by=request.user)
    return f"{count} {'is' if count == 1 else 'are'} taken over from “{other.label}”."


def _done(request: Request, place: Place, do: Any) -> HttpResponse:
    try:
        messages.success(request, do())
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(place.url)


@require_GET
def redaction_picture(request: Request, reference: str, number: int, scope: str, width: int) -> HttpResponseBase:
    place = the_place(request, reference, number, scope)
    assert place.standing.person is not None
    return evidence_response(request, place.exhibit, place.standing.person, "picture", width=width, section=SECTION)
