"""Does the redacted copy show nothing that is hidden?  A second person sees it beside the original, and says so."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from investigations.actions.redaction import names_not_black
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.renditions import approve_rendition, ask_for_rendition, check_refusal, send_back_rendition
from investigations.documents.exhibit_text import NoText, is_in_words, text_of
from investigations.documents.hidden import Hidden
from investigations.documents.pseudonyms import names_in
from investigations.documents.renditions import passages_in
from investigations.forms.redaction import SendBackForm
from investigations.models import Rendition
from investigations.procedure.redaction import RenditionState
from investigations.procedure.work import Working
from investigations.vault import pictures, responses, store
from investigations.vault.refusals import VaultRefusal

from .case_frame import render_case
from .evidence_files import PAGE, open_exhibit
from .gate import Request
from .redacted import copy_of, pieces
from .redaction_page import SECTION, Place, the_place
from .steps import show

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "text/plain": "txt"}


@require_POST
def rendition_make(request: Request, reference: str, number: int, scope: str) -> HttpResponse:
    place = the_place(request, reference, number, scope, work=Working.make_rendition)
    try:
        ask_for_rendition(place.exhibit, place.scope, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(place.url)
    return redirect("rendition_check", *place.at)


def rendition_check(request: Request, reference: str, number: int, scope: str) -> HttpResponse:
    """Side by side, page by page; approved, or sent back with the reason."""
    place = the_place(request, reference, number, scope)
    rendition = _newest(place)
    form = SendBackForm(request.POST if request.POST.get("do") == "send_back" else None)
    refusal = ""
    if request.method == "POST":
        try:
            return _answer(request, place, rendition, form)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
    context = {
        "exhibit": place.exhibit,
        "scope": place.scope,
        "at": place.at,
        "rendition": rendition,
        "copy": copy_of(place.exhibit, place.scope),
        "form": form,
        "refusal": refusal,
        "why_not": check_refusal(rendition, place.standing),
        "marked": place.exhibit.redactions.standing().to(place.scope).select_related("by"),
        **(_beside(request, place, rendition) if rendition.vault_key else {}),
    }
    return render_case(
        request, "redaction/check.html", place.case, place.standing, context, status=409 if refusal else 200
    )


def _answer(request: Request, place: Place, rendition: Rendition, form: SendBackForm) -> HttpResponse:
    if request.POST.get("do") == "approve":
        approve_rendition(rendition, by=request.user)
        messages.success(request, f"The copy is approved: it goes to “{place.scope.label}” instead of the original.")
    elif form.is_valid():
        send_back_rendition(rendition, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "The copy is sent back.")
    else:
        raise BadAnswers({})
    return redirect("rendition_check", *place.at)


def _newest(place: Place) -> Rendition:
    asked = place.exhibit.renditions.to(place.scope).select_related(
        "evidence__case__school", "made_by", "approved_by", "sent_back_by"
    )
    newest = asked.first()
    if newest is None:
        raise Http404
    return newest


def _beside(request: Request, place: Place, rendition: Rendition) -> dict[str, Any]:
    """The original and the copy, of one page or of the whole text.  Opening it is a reading of the original."""
    assert place.standing.person is not None
    opened = open_exhibit(place.exhibit, place.standing.person, SECTION)
    if sentence := opened.refusal or opened.held_back:
        return {"sentence": sentence}
    if is_in_words(place.exhibit):
        return _texts(place, rendition)
    page = min(max(_number(request.GET.get("page", "1")), 1), rendition.pages)
    original = f"{reverse('redaction_picture', args=[*place.at, PAGE])}?"
    boxes = place.exhibit.redactions.standing().to(place.scope).filter(page=page)
    return {
        "page": page,
        "pages": rendition.pages,
        "page_numbers": range(1, rendition.pages + 1),
        "original": original + urlencode({"opened": opened.token, "page": page}),
        "boxes": [{side: one.box[side] * 100 for side in "xywh"} for one in boxes],
        "copied": reverse("rendition_page", args=[*place.at, rendition.pk, page]),
        "aloud": Hidden(place.case, place.scope).read_aloud(place.exhibit, rendition.vault_key).get(page, ""),
        "named_on": sorted(names_not_black(place.exhibit, place.scope)),
    }


def _texts(place: Place, rendition: Rendition) -> dict[str, Any]:
    try:
        text = text_of(place.exhibit)
        passages = passages_in(place.exhibit, place.scope, text)
    except (NoText, VaultRefusal) as why:
        return {"sentence": str(why)}
    names = names_in(text, place.case.pseudonyms.hidden_in(place.scope))
    copied = b"".join(store.read_chunks(rendition.vault_key)).decode()
    return {"pieces": pieces(text, passages, names), "copied_text": copied}


@require_GET
def rendition_page(request: Request, reference: str, number: int, scope: str, pk: Any, page: int) -> HttpResponseBase:
    place = the_place(request, reference, number, scope)
    rendition = _made(place, pk)
    try:
        return responses.picture(pictures.preview(rendition.vault_key, rendition.content_type, width=PAGE, page=page))
    except VaultRefusal:
        raise Http404 from None


@require_GET
def rendition_file(request: Request, reference: str, number: int, scope: str, pk: Any) -> HttpResponseBase:
    """The copy as a file, named after nobody."""
    place = the_place(request, reference, number, scope)
    rendition = _made(place, pk)
    name = f"{place.case.reference}-exhibit-{place.exhibit.number}-redacted.{ENDINGS[rendition.content_type]}"
    try:
        store.verify(rendition.vault_key, rendition.sha256, rendition.size)
        return responses.attachment(rendition.vault_key, name)
    except VaultRefusal:
        messages.error(request, "The copy cannot be read. Have it made again: the original is not touched by that.")
        return redirect(place.url)


def _made(place: Place, pk: Any) -> Rendition:
    made = [RenditionState.DRAFTED, RenditionState.APPROVED, RenditionState.SENT_BACK]
    rendition = place.exhibit.renditions.to(place.scope).filter(pk=pk, state__in=made).first()
    if rendition is None:
        raise Http404
    return rendition


def _number(asked: str) -> int:
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1
