"""What leaves for readers of papers says nothing of camera, place or author, in print and as a download."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from investigations.actions.evidence import add_evidence
from investigations.actions.pseudonyms import enter_pseudonym
from investigations.documents.burnt import CannotBurn
from investigations.documents.cleaned import cleaned, ending_of_cleaned
from investigations.documents.exhibit_copies import exhibit_copies
from investigations.documents.exhibit_pages import described
from investigations.documents.hidden import Hidden
from investigations.documents.leaks import leaks_in
from investigations.documents.sought import Gone
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.states import State
from investigations.vault import store
from tests.documents import canaries
from tests.documents.canaries import CANARY
from tests.documents.test_page_text import at, pdf
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        yield world, world.case_at(State.INVESTIGATION)
        transaction.set_rollback(True)


def handed_in(life, name, content):
    world, case = life
    return add_evidence(case, SimpleUploadedFile(name, content), by=world.user("deputy"))


def photograph() -> bytes:
    """Lying on its side, as telephones write it, with the place where it was taken."""
    exif, held = Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010F] = 6, CANARY
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4], place[0x1D] = "N", (54.0, 27.0, 3.5), "W", (1.0, 14.0, 0.5), CANARY
    canaries.picture().save(held, "JPEG", exif=exif, quality=95)
    return held.getvalue()


def test_the_place_where_a_picture_was_taken_is_neither_printed_nor_downloaded(life, tmp_path):
    original = photograph()
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)[2] == (54.0, 27.0, 3.5)
    exhibit = handed_in(life, "photo.jpg", original)
    made, _ = exhibit_copies([(exhibit, described(exhibit))], Hidden(life[1], Scope.PARTIES), tmp_path, lambda *_: None)
    printed = [b"".join(store.read_chunks(part.part.vault_key))[part.start : part.end] for part in made.assets.values()]
    out = [*printed, b"".join(store.read_chunks(cleaned(exhibit)))]
    assert len(out) == 2 and ending_of_cleaned(exhibit) == ".jpg"
    for content in out:
        assert canaries.words_in(content, tmp_path / "p") == []
        with Image.open(io.BytesIO(content)) as picture:
            assert not dict(picture.getexif()) and picture.height > picture.width, "upright"
    assert b"".join(store.read_chunks(exhibit.vault_key)) == original


def pdf_that_tells() -> bytes:
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(at(60, 700, "Dear head")))) as made:
        made.docinfo["/Author"] = CANARY
        with made.open_metadata() as about:
            about["dc:creator"] = [CANARY]
        photo = made.make_stream(photograph())
        photo.Type, photo.Subtype, photo.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        photo.Width, photo.Height, photo.BitsPerComponent, photo.ColorSpace = 600, 400, 8, pikepdf.Name.DeviceRGB
        page = made.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(P=photo)
        page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(CANARY)))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], T=pikepdf.String(CANARY),
            Contents=pikepdf.String("Look here"),
        )  # fmt: skip
        page.Annots = pikepdf.Array([made.make_indirect(note)])
        made.save(held)
    return canaries._updated(held.getvalue())


def test_a_pdf_says_nothing_of_its_author_and_keeps_its_words_and_pictures(life, tmp_path):
    original, place = pdf_that_tells(), tmp_path / "a.pdf"
    place.write_bytes(original)
    gone = [Gone((CANARY,), "the author")]
    assert len(leaks_in(place, gone)) == 3
    place.write_bytes(b"".join(store.read_chunks(cleaned(handed_in(life, "letter.pdf", original)))))
    assert leaks_in(place, gone) == [] and canaries._has(place.read_bytes()) is False
    with pikepdf.open(place) as made:
        [page] = made.pages
        assert str(page.Annots[0].Contents) == "Look here"
        picture = Image.open(io.BytesIO(page.Resources.XObject.P.read_raw_bytes()))
        assert picture.size == (600, 400) and picture.getpixel((120, 100))[0] > 200
    assert len(leaks_in(place, [Gone(("Dear head",), "words")])) >= 1


def test_a_pdf_that_is_locked_is_not_handed_out(life):
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(at(60, 700, "Dear head")))) as made:
        made.save(held, encryption=pikepdf.Encryption(owner="one", user="two"))
    with pytest.raises(CannotBurn, match="locked with a password"):
        cleaned(handed_in(life, "locked.pdf", held.getvalue()))


def test_a_pdf_that_still_names_somebody_holds_the_copy_back_and_names_the_page(life, tmp_path):
    world, case = life
    exhibit = handed_in(life, "letter.pdf", pdf(at(60, 700, "Amelia Clarke")))
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=world.user("deputy"))
    hidden = Hidden(case, Scope.PARTIES)
    made, [listed] = exhibit_copies([(exhibit, described(exhibit))], hidden, tmp_path, lambda *_: None)
    assert listed["instead"] == f"Exhibit {exhibit.number} names somebody who is hidden, on page 1: black it out there."
    assert made.assets == {}
