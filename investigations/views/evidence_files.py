"""How does an exhibit reach a reader's eyes?  The reading is written down first; without that, no byte leaves.

These functions take an exhibit that the caller has already allowed: the evidence pages through the gate, the hearing
papers because it was served.  `section` says which of the two, see `record_reading`.
"""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static

from investigations.actions.evidence import record_reading
from investigations.actions.previews import want_preview
from investigations.documents.burnt import CannotBurn
from investigations.documents.cleaned import cleaned, ending_of_cleaned
from investigations.documents.damage import note_damage, note_sound
from investigations.models import Evidence, Person
from investigations.procedure.choices import PreviewState
from investigations.procedure.sections import Section
from investigations.vault import pictures, responses, store, texts
from investigations.vault.kinds import UNOPENED
from investigations.vault.pictures import PAGE, THUMBNAIL
from investigations.vault.playing import how_played, playable
from investigations.vault.refusals import Damaged, KeyDestroyed, NoPreview, VaultRefusal
from investigations.vault.scanning import held_back

from .gate import Request

WIDTHS = (THUMBNAIL, PAGE)
#: Up to this size the original is checked whenever its page is opened; a large film only when it is downloaded.
CHECKED_ON_OPENING = 64 * 1024 * 1024
SHOWN_TEXT = 40_000
MOST_PAGES = 100
OPENED = signing.TimestampSigner(salt="investigations.exhibit.opened")
OPENED_FOR = 15 * 60  # seconds in which the pictures of an opened page may still be fetched
PLAYED = "played"  # in the session: the opened pages whose playing is written down

DAMAGED = (
    "{exhibit} is damaged: the stored file is no longer the one that was handed in, so it is not shown. "
    "Do not rely on it. Tell whoever looks after the server: it can be brought back from a backup. That it was "
    "found damaged is recorded."
)


@dataclass(frozen=True)
class Opened:
    """An exhibit whose reading is written down.  `token` goes with its pictures, so that these are not another reading.

    `refusal` is the sentence why it cannot be read at all, `no_preview` why it can only be downloaded.
    """

    token: str
    refusal: str = ""
    no_preview: str = ""
    #: The scanner found something, or has not looked yet.
    held_back: str = ""
    #: `video` or `audio` where it can be played on the page.
    plays: str = ""
    pages: int = 0  # of a PDF; any other picture is one page, what cannot be pictured has none
    text: str = ""
    #: What the text leaves out, where the file holds more than words.
    text_is: str = ""

    @property
    def has_picture(self) -> bool:
        return self.pages > 0

    @property
    def pages_shown(self) -> range:
        """Each is fetched when it comes into sight: `&page=` after the token."""
        return range(1, min(self.pages, MOST_PAGES) + 1)


def can_be_pictured(exhibit: Evidence) -> bool:
    if exhibit.instead or exhibit.is_held_back or exhibit.preview_state is PreviewState.NONE:
        return False
    return exhibit.content_type in pictures.PICTURED


def open_exhibit(exhibit: Evidence, person: Person, section: Section = Section.EVIDENCE) -> Opened:
    """Write down that this person looks at the exhibit, check that it is what was handed in, and say what can be shown.

    Every opening counts, also the second one of a day: who looked how often can matter.  A thumbnail in a list does
    not: it shows which exhibit is which, and forty readings for one glance at a list would bury the real ones.
    """
    record_reading(exhibit, "viewed", by=person, section=section)
    token = OPENED.sign(f"{_mark(exhibit, person)}/{secrets.token_hex(8)}")
    if exhibit.instead:
        return Opened(token, refusal=exhibit.instead)
    if held := held_back(exhibit.scan_state):
        return Opened(token, held_back=held)
    try:
        if exhibit.size <= CHECKED_ON_OPENING:
            _verify(exhibit)
        elif exhibit.is_damaged:
            return Opened(token, refusal=DAMAGED.format(exhibit=exhibit))
        if exhibit.is_opaque:
            return Opened(token, no_preview=UNOPENED)
        if exhibit.preview_state is PreviewState.NONE:
            raise NoPreview(exhibit.preview_says)
        if exhibit.content_type in texts.READ:
            text = texts.text_of(exhibit.vault_key, exhibit.content_type, most=SHOWN_TEXT)
            said = texts.TEXT_IS.get(exhibit.content_type, "")
            return Opened(token, text=text, text_is=said, plays=how_played(exhibit.content_type))
        pages = pictures.number_of_pages(exhibit.vault_key, exhibit.content_type)
        pictures.preview(exhibit.vault_key, exhibit.content_type, width=PAGE)
    except NoPreview as why:
        return Opened(token, no_preview=str(why), plays=how_played(exhibit.content_type))
    except VaultRefusal as wrong:
        return Opened(token, refusal=_say(exhibit, wrong))
    return Opened(token, pages=pages, plays=how_played(exhibit.content_type))


def evidence_response(
    request: Request,
    exhibit: Evidence,
    person: Person,
    kind: str,
    *,
    width: int = PAGE,
    section: Section = Section.EVIDENCE,
    back: str = "",
) -> HttpResponseBase:
    """The picture, the original, the original without its notes ("clean") or the film ("media") of an exhibit.  A reading is recorded before anything is sent.

    A picture one can read counts as a reading too, unless it belongs to a page just opened: `?opened=` and the token.
    `&page=` chooses the page of a PDF.
    """
    if exhibit.instead and kind != "picture":
        return _cannot_read(request, exhibit, exhibit.instead, back)
    if kind in ("original", "clean"):
        return _original(request, exhibit, person, section, back, is_clean=kind == "clean")
    if kind == "media":
        return _media(request, exhibit, person, section, back)
    if width not in WIDTHS:
        raise Http404
    if exhibit.instead or exhibit.is_held_back:
        return redirect(static("investigations/no-preview.svg"))
    if width == THUMBNAIL and _is_to_be_made(exhibit) and not pictures.is_made(exhibit.vault_key, width):
        want_preview(exhibit)
        return _being_made()
    if width > THUMBNAIL and not _was_just_opened(request, exhibit, person):
        record_reading(exhibit, "viewed", by=person, section=section)
    try:
        made = pictures.preview(exhibit.vault_key, exhibit.content_type, width=width, page=_page(request))
        return responses.picture(made)
    except VaultRefusal:
        # The page of the exhibit says in words what is wrong; in a list a drawn sheet stands in its place.
        return redirect(static("investigations/no-preview.svg"))


def _original(
    request: Request, exhibit: Evidence, person: Person, section: Section, back: str, *, is_clean: bool
) -> HttpResponseBase:
    if held := held_back(exhibit.scan_state):
        return _cannot_read(request, exhibit, held, back, is_held_back=True)
    try:
        _verify(exhibit)
        if is_clean:
            place, name = cleaned(exhibit), f"{exhibit}{ending_of_cleaned(exhibit)}"
        else:
            place, name = exhibit.vault_key, exhibit.file_name
        record_reading(exhibit, "downloaded", by=person, section=section)
        return responses.attachment(place, name)
    except CannotBurn as why:
        return _cannot_read(request, exhibit, str(why), back)
    except VaultRefusal as wrong:
        return _cannot_read(request, exhibit, _say(exhibit, wrong), back)


def _media(request: Request, exhibit: Evidence, person: Person, section: Section, back: str) -> HttpResponseBase:
    """A part of a film or a recording.  The player asks for hundreds of them; the playing is written down once for each
    page that was opened, and for every request that comes from no page."""
    if not how_played(exhibit.content_type):
        sentence = f"{exhibit} is neither a film nor a recording, so it is not played. Download the original."
        return _cannot_read(request, exhibit, sentence, back)
    if held := held_back(exhibit.scan_state):
        return _cannot_read(request, exhibit, held, back, is_held_back=True)
    page = request.GET.get("opened", "") if _was_just_opened(request, exhibit, person, within=None) else ""
    if not page or page not in request.session.get(PLAYED, ()):
        record_reading(exhibit, "played", by=person, section=section)
        if page:
            request.session[PLAYED] = [*request.session.get(PLAYED, ()), page][-20:]
    asked, only_if = request.headers.get("Range", ""), request.headers.get("If-Range", "")
    try:
        return playable(
            exhibit.vault_key, exhibit.content_type, exhibit.size, exhibit.sha256, asked=asked, only_if=only_if
        )
    except VaultRefusal as wrong:
        return _cannot_read(request, exhibit, _say(exhibit, wrong), back)


def _cannot_read(
    request: Request, exhibit: Evidence, sentence: str, back: str, *, is_held_back: bool = False
) -> HttpResponseBase:
    context = {"exhibit": exhibit, "sentence": sentence, "back": back, "is_held_back": is_held_back}
    return render(request, "evidence/cannot_read.html", context, status=409)


def _is_to_be_made(exhibit: Evidence) -> bool:
    """By the worker: it waits there, or came in before there were such jobs."""
    if exhibit.is_redacted_copy or exhibit.is_damaged:
        return False
    return exhibit.preview_state in (PreviewState.WAITING, PreviewState.NOT_YET)


def _being_made() -> HttpResponseBase:
    """A drawn sheet in the place of a thumbnail; the next time the list is drawn the picture will be there."""
    return redirect(static("investigations/preview-waits.svg"))


def _page(request: Request) -> int:
    page = request.GET.get("page", "1")
    return int(page) if page.isdecimal() and len(page) < 5 else 0


def _was_just_opened(request: Request, exhibit: Evidence, person: Person, *, within: int | None = OPENED_FOR) -> bool:
    try:
        opened = OPENED.unsign(request.GET.get("opened", ""), max_age=within)
    except signing.BadSignature:
        return False
    return opened.rpartition("/")[0] == _mark(exhibit, person)


def _mark(exhibit: Evidence, person: Person) -> str:
    return f"{exhibit.pk}/{person.pk}"


def _verify(exhibit: Evidence) -> None:
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)
    if not exhibit.is_redacted_copy:
        note_sound(exhibit)


def _say(exhibit: Evidence, wrong: VaultRefusal) -> str:
    """A sentence for the reader; what the vault says names its own places."""
    if isinstance(wrong, KeyDestroyed):
        return f"{exhibit} was disposed of with its case, and can no longer be read."
    if isinstance(wrong, Damaged):
        if not exhibit.is_redacted_copy:
            note_damage(exhibit, wrong.what)
        return DAMAGED.format(exhibit=exhibit)
    return f"{exhibit} cannot be opened at the moment. Nothing is lost: tell whoever looks after the server."
