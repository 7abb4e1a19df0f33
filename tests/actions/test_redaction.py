"""Redacted copies hold no word and no pixel that was hidden, are approved by a second person, and leave the original be."""

import io
from types import SimpleNamespace

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from investigations import audit
from investigations.access import Standing, copies_to_check, exhibits_to_redact, may_read_the_name, people_to_propose
from investigations.actions.evidence import add_evidence
from investigations.actions.pseudonyms import change_pseudonym, enter_pseudonym
from investigations.actions.redaction import (
    CHANGED,
    Box,
    black_out_page,
    black_out_words,
    boxes_on,
    seen_boxes,
    take_back,
    take_over,
)
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.renditions import approve_rendition, ask_for_rendition, make, send_back_rendition
from investigations.documents.exhibit_pages import exhibit_pages
from investigations.documents.exhibit_text import NoText, text_of
from investigations.documents.renditions import approved_rendition, needs_rendition, pseudonymised
from investigations.documents.text import paragraphs_html
from investigations.models import AuditEvent, Case, Evidence, Notice, Redaction, Rendition
from investigations.procedure.audiences import Scope
from investigations.procedure.choices import PersonKind
from investigations.procedure.notices import NoticeKind
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from investigations.vault import store, texts
from investigations.views.evidence_files import open_exhibit
from tests.documents import canaries
from tests.documents.canaries import CANARY, SQUARE
from tests.vault import samples
from tests.vault.test_texts import written
from tests.world import World

pytestmark = pytest.mark.django_db
PARTIES = Scope.PARTIES


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker):
    """One case for all of these tests; each rolls back what it writes."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        yield SimpleNamespace(world=world, case=world.case_at(State.REFERRED))
        transaction.set_rollback(True)


def exhibit_of(life, name, content):
    Case.objects.filter(pk=life.case.pk).update(state=State.INVESTIGATION)
    life.case.refresh_from_db()
    return add_evidence(life.case, SimpleUploadedFile(name, content), by=life.world.user("deputy"))


def box(place=SQUARE, reason="A pupil's face"):
    return Box(place["x"], place["y"], place["w"], place["h"], reason)


def copy_of(life, exhibit, scope=PARTIES):
    rendition = ask_for_rendition(exhibit, scope, by=life.world.user("deputy"))
    assert make(rendition.pk)
    rendition.refresh_from_db()
    assert rendition.trouble == ""
    return rendition, b"".join(store.read_chunks(rendition.vault_key))


def red_in(picture):
    """How many pixels are still more red than grey: what lay under the box."""
    red, green, _ = picture.convert("RGB").split()
    return sum(r > g + 40 for r, g in zip(red.tobytes(), green.tobytes(), strict=True))


# ---- Nothing under the box ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "make_file", "content_type"),
    [
        ("post.jpg", canaries.jpeg_with_words, "image/jpeg"),
        ("post.png", canaries.png_with_words, "image/png"),
    ],
)
def test_a_picture_is_made_anew_without_what_lay_under_the_box_or_beside_the_picture(
    life, tmp_path, name, make_file, content_type
):
    original = make_file()
    assert canaries.words_in(original, tmp_path / "o") and red_in(Image.open(io.BytesIO(original))) > 10_000
    exhibit = exhibit_of(life, name, original)
    black_out_page(exhibit, PARTIES, 1, [box()], by=life.world.user("deputy"))
    rendition, made = copy_of(life, exhibit)
    assert (rendition.content_type, rendition.pages) == (content_type, 1)
    assert canaries.words_in(made, tmp_path / "m") == []
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (600, 400) and red_in(picture) == 0
        assert picture.getpixel((120, 100)) == (0, 0, 0) and picture.getpixel((400, 300))[0] > 190
    store.verify(exhibit.vault_key, exhibit.sha256, exhibit.size)
    assert b"".join(store.read_chunks(exhibit.vault_key)) == original


def test_a_pdf_becomes_pictures_without_text_layers_notes_attachments_or_earlier_revisions(life, tmp_path):
    original = canaries.pdf_with_words()
    assert {"bytes", "text layer", "metadata", "earlier revision"} <= set(canaries.words_in(original, tmp_path / "o"))
    exhibit = exhibit_of(life, "letter.pdf", original)
    over_the_name = Box(0.07, 0.09, 0.4, 0.1, "A pupil's name")
    for page in (1, 2):
        black_out_page(exhibit, PARTIES, page, [over_the_name], by=life.world.user("deputy"))
    rendition, made = copy_of(life, exhibit)
    assert (rendition.content_type, rendition.pages) == ("application/pdf", 2)
    assert canaries.words_in(made, tmp_path / "m") == []
    for page in pypdfium2.PdfDocument(made):
        seen = page.render(scale=1).to_pil().convert("RGB")
        assert seen.size == (595, 842) and red_in(seen) == 0
        black = sum(value < 100 for value in seen.crop((50, 500, 300, 560)).convert("L").tobytes())
        assert black > 50, "what may be read is there"
    assert b"".join(store.read_chunks(exhibit.vault_key)) == original


def test_a_mail_keeps_its_lines_and_its_text_with_pseudonyms_and_nothing_else(life, tmp_path):
    exhibit = exhibit_of(life, "mail.eml", canaries.mail_with_words())
    enter_pseudonym(
        life.case, kind=PseudonymKind.PUPIL, name=f"{CANARY} Smith", also=[CANARY, f"{CANARY}@example.org"],
        by=life.world.user("deputy"),
    )  # fmt: skip
    _, made = copy_of(life, exhibit)
    assert canaries.words_in(made, tmp_path / "m") == []
    assert made.decode() == (
        "From: Pupil A <Pupil A>\nTo: head@example.org\nDate: Mon, 2 Nov 2026 09:00:00 +0000\n"
        "Subject: About Pupil A's bag\n\nDear head, Pupil A was there.\n\n"
        "Attached, and not opened here:\n- Pupil A.txt (text/plain, 7 bytes)"
    )


def test_a_word_document_is_rebuilt_from_the_words_one_sees(life, tmp_path):
    from docx import Document

    held, document = io.BytesIO(), Document()
    document.core_properties.author = CANARY
    document.add_paragraph(f"{CANARY} was there.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Seen", CANARY
    document.sections[0].header.paragraphs[0].text = f"About {CANARY}"
    document.save(held)
    exhibit = exhibit_of(life, "note.docx", held.getvalue())
    enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name=CANARY, by=life.world.user("deputy"))
    _, made = copy_of(life, exhibit)
    assert made.decode() == "Pupil A was there.\nSeen | Pupil A\nAbout Pupil A"


READ = [row for row in samples.GOOD if row[2] in texts.WRITTEN and "doc" not in row[0] and "xls" not in row[0]]


@pytest.mark.parametrize(
    ("name", "content"),
    [*((name, content) for name, content, _ in READ), ("note.docx", written("One", table=[["two", "three"]]))],
)
def test_readers_the_paper_and_whoever_blacks_out_have_the_same_text(life, tmp_path, name, content):
    exhibit = exhibit_of(life, name, content)
    text = text_of(exhibit)
    page = open_exhibit(exhibit, life.world["deputy"])
    [row] = exhibit_pages([(exhibit, {})], tmp_path, lambda *_: None).rows
    assert text and page.text == text
    assert row["transcript"] == paragraphs_html(text) and row["note"] == page.text_is


def test_of_a_text_that_is_no_longer_what_was_handed_in_no_copy_is_made(life):
    exhibit = exhibit_of(life, "note.txt", b"Amelia was there")
    black_out_words(exhibit, PARTIES, "Amelia", reason="A pupil", by=life.world.user("deputy"))
    rendition = ask_for_rendition(exhibit, PARTIES, by=life.world.user("deputy"))
    Evidence.objects.filter(pk=exhibit.pk).update(sha256="0" * 64)
    make(rendition.pk)
    rendition.refresh_from_db()
    assert rendition.trouble == "The stored file is damaged, so no copy was made of it."


def test_a_text_too_long_to_be_looked_through_is_shown_in_part_and_not_blacked_out(life):
    exhibit = exhibit_of(life, "long.txt", b"x" * 500_001)
    assert open_exhibit(exhibit, life.world["deputy"]).text.endswith(texts.GOES_ON)
    with pytest.raises(NoText, match="more text than can be looked through"):
        text_of(exhibit)


# ---- Passages and pseudonyms -------------------------------------------------------------------------------------------


def test_a_passage_goes_everywhere_or_in_one_place_and_a_name_in_it_with_it(life):
    exhibit = exhibit_of(life, "note.txt", b"Amelia, Mill Lane 3. Again: Mill Lane 3, said Amelia.")
    deputy = life.world.user("deputy")
    enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", also=["Amelia"], by=deputy)
    assert black_out_words(exhibit, PARTIES, "Mill Lane 3", reason="Address", by=deputy) == 2
    assert copy_of(life, exhibit)[1].decode() == "Pupil A, [blacked out]. Again: [blacked out], said Pupil A."
    for one in exhibit.redactions.standing():
        take_back(one, by=deputy)
    assert black_out_words(exhibit, PARTIES, "said Amelia", reason="Who said it", by=deputy, start=41) == 1
    assert copy_of(life, exhibit)[1].decode() == "Pupil A, Mill Lane 3. Again: Mill Lane 3, [blacked out]."
    with pytest.raises(BadAnswers, match="do not stand in the text"):
        black_out_words(exhibit, PARTIES, "Mill Road", reason="Address", by=deputy)


def test_one_name_is_the_same_pseudonym_in_every_exhibit_and_no_label_comes_twice(life):
    deputy = life.world.user("deputy")
    first = exhibit_of(life, "a.txt", b"Amelia Clarke and Ben Low")
    second = exhibit_of(life, "b.txt", b"BEN LOW hit Amelia Clarke")
    amelia = enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=deputy)
    enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Ben Low", by=deputy)
    assert copy_of(life, first)[1] == b"Pupil A and Pupil B"
    assert copy_of(life, second)[1] == b"Pupil B hit Pupil A"
    change_pseudonym(amelia, also=["Millie"], scopes=[], by=deputy)
    amelia.refresh_from_db()
    assert (amelia.label, set(amelia.hidden_scopes)) == ("Pupil A", set(Scope)), "a pupil is hidden from everybody"
    assert pseudonymised("Millie!", life.case, Scope.PART_II) == "Pupil A!"
    with pytest.raises(BadAnswers, match="already stands for Pupil A"):
        enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="MILLIE", by=deputy)


def test_the_employee_is_hidden_from_the_reporter_but_not_from_themselves_and_a_reporter_from_the_parties(life):
    by, world = life.world.user("head"), life.world
    employee = enter_pseudonym(life.case, kind=PseudonymKind.STAFF, name="Tessa Moor", person=world["teacher"], by=by)
    reporter = enter_pseudonym(life.case, kind=PseudonymKind.WITNESS, name="Rita Shaw", person=world["reporter"], by=by)
    assert (employee.label, employee.hidden_scopes) == ("Member of staff 1", (Scope.REPORTER, Scope.PART_II))
    assert (reporter.label, set(reporter.hidden_scopes)) == ("Witness 1", set(Scope))


def test_a_pupil_of_the_register_keeps_their_letter_and_no_other_child_gets_it(life):
    from investigations.actions.people import enter_pupil

    deputy, known = life.world.user("deputy"), enter_pupil(life.world.school)
    other = enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Ben Low", by=deputy)
    same = enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", person=known, by=deputy)
    assert (known.name, same.label, other.label) == ("Pupil A", "Pupil A", "Pupil B")
    assert enter_pupil(life.world.school).name == "Pupil C"


def test_no_event_says_the_name_that_is_hidden(life):
    enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name=CANARY, also=["Qan"], by=life.world.user("deputy"))
    events = AuditEvent.objects.filter(stream__name=f"case:{life.case.pk}")
    assert events.filter(kind="work.enter_pseudonym").count() == 1
    assert not [event for event in events if CANARY.encode() in bytes(event.body) + str(audit.said(event)).encode()]


# ---- Boxes -------------------------------------------------------------------------------------------------------------


def test_boxes_that_stay_keep_their_author_and_what_goes_is_taken_back_never_deleted(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    deputy, head = life.world.user("deputy"), life.world.user("head")
    one, two = box(), Box(0.5, 0.5, 0.2, 0.2, "Address")
    assert black_out_page(exhibit, PARTIES, 1, [one, two], by=deputy) == (2, 0)
    assert black_out_page(exhibit, PARTIES, 1, [one, Box(0.6, 0.6, 0.9, 0.9, "Address")], by=head) == (1, 1)
    standing = boxes_on(exhibit, PARTIES, 1)
    assert [(row.by, row.box["w"]) for row in standing] == [(life.world["deputy"], 0.22), (life.world["head"], 0.4)]
    gone = Redaction.objects.get(evidence=exhibit, taken_back_at__isnull=False)
    assert (gone.taken_back_by, gone.reason) == (life.world["head"], "Address")


def test_who_saves_over_somebody_elses_boxes_is_told_first(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    seen = seen_boxes(boxes_on(exhibit, PARTIES, 1))
    black_out_page(exhibit, PARTIES, 1, [box()], by=life.world.user("head"), seen=seen)
    with pytest.raises(Refused) as refused:
        black_out_page(exhibit, PARTIES, 1, [], by=life.world.user("deputy"), seen=seen)
    assert refused.value.sentence == CHANGED
    assert len(boxes_on(exhibit, PARTIES, 1)) == 1


def test_a_box_needs_a_reason_and_a_place_on_the_page(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    with pytest.raises(BadAnswers) as bad:
        black_out_page(exhibit, PARTIES, 1, [box(reason=" "), Box(1.2, 0, 0.1, 0.1, "x")], by=life.world.user("deputy"))
    assert bad.value.sentences == {
        "reason_1": "Say why box 1 is blacked out",
        "box_2": "Box 2 lies outside the page, or is too small to be seen",
    }


def test_what_is_hidden_from_one_is_taken_over_for_another_once(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    deputy = life.world.user("deputy")
    black_out_page(exhibit, PARTIES, 1, [box()], by=deputy)
    assert take_over(exhibit, Scope.PART_II, other=PARTIES, by=deputy) == 1
    assert take_over(exhibit, Scope.PART_II, other=PARTIES, by=deputy) == 0
    assert [row.box for row in boxes_on(exhibit, Scope.PART_II, 1)] == [SQUARE]


# ---- A second person ---------------------------------------------------------------------------------------------------


def test_neither_who_made_it_nor_who_drew_approves_and_a_second_person_does(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    world = life.world
    black_out_page(exhibit, PARTIES, 1, [box()], by=world.user("head"))
    rendition, _ = copy_of(life, exhibit)
    for who, sentence in (("deputy", "You had this copy made yourself"), ("head", "marked by you")):
        with pytest.raises(Refused, match=sentence):
            approve_rendition(rendition, by=world.user(who))
    assert approved_rendition(exhibit, PARTIES) is None
    approve_rendition(rendition, by=world.user("clerk"))
    assert approved_rendition(exhibit, PARTIES) == rendition and needs_rendition(exhibit, PARTIES) == ""
    black_out_page(exhibit, PARTIES, 1, [box(), Box(0.5, 0.5, 0.2, 0.2, "Address")], by=world.user("head"))
    assert approved_rendition(exhibit, PARTIES) is None, "what is hidden has changed since"


def test_a_copy_that_is_out_of_date_is_not_approved(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    world = life.world
    black_out_page(exhibit, PARTIES, 1, [box()], by=world.user("deputy"))
    rendition, _ = copy_of(life, exhibit)
    black_out_page(exhibit, PARTIES, 1, [], by=world.user("deputy"))
    with pytest.raises(Refused, match="has changed since this copy was made"):
        approve_rendition(rendition, by=world.user("head"))


def test_sending_back_takes_a_reason_and_also_undoes_an_approval(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    world = life.world
    black_out_page(exhibit, PARTIES, 1, [box()], by=world.user("deputy"))
    rendition, _ = copy_of(life, exhibit)
    approve_rendition(rendition, by=world.user("head"))
    with pytest.raises(BadAnswers):
        send_back_rendition(rendition, why=" ", by=world.user("clerk"))
    send_back_rendition(rendition, why="The hand is seen too.", by=world.user("clerk"))
    assert approved_rendition(exhibit, PARTIES) is None
    assert "was sent back" in needs_rendition(exhibit, PARTIES)


def test_nothing_hidden_makes_no_copy_and_a_second_asking_no_second_copy(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    deputy = life.world.user("deputy")
    with pytest.raises(Refused, match="Nothing in this exhibit is hidden"):
        ask_for_rendition(exhibit, PARTIES, by=deputy)
    black_out_page(exhibit, PARTIES, 1, [box()], by=deputy)
    assert ask_for_rendition(exhibit, PARTIES, by=deputy) == ask_for_rendition(exhibit, PARTIES, by=deputy)
    rendition = Rendition.objects.get()
    assert make(rendition.pk) and not make(rendition.pk)


# ---- Who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["hr", "colleague", "teacher", "reporter", "governor7"])
def test_others_black_out_nothing(life, who):
    exhibit = life.case.evidence.first()
    with pytest.raises(Refused, match="not yours"):
        black_out_page(exhibit, PARTIES, 1, [box()], by=life.world.user(who))
    with pytest.raises(Refused, match="not yours"):
        enter_pseudonym(life.case, kind=PseudonymKind.PUPIL, name="Ben Low", by=life.world.user(who))


def test_the_clerk_blacks_out_what_goes_into_the_papers_and_nothing_that_is_withheld(life):
    exhibit = exhibit_of(life, "post.png", canaries.png_with_words())
    clerk = life.world.user("clerk")
    assert black_out_page(exhibit, PARTIES, 1, [box()], by=clerk) == (1, 0)
    type(exhibit).objects.filter(pk=exhibit.pk).update(withheld_because="Legal advice")
    with pytest.raises(Refused, match="not yours to black out"):
        black_out_page(exhibit, PARTIES, 1, [], by=clerk)


def test_after_the_service_the_clerk_meets_what_was_served_and_nothing_that_came_in_later(life):
    case = life.world.case_at(State.HEARING_ARRANGED)
    served = case.evidence.get()
    late = add_evidence(case, SimpleUploadedFile("late.png", canaries.png_with_words()), by=life.world.user("deputy"))
    clerk = Standing.of(life.world.user("clerk"), Case.objects.get(pk=case.pk))
    deputy = Standing.of(life.world.user("deputy"), case)
    assert list(exhibits_to_redact(clerk)) == [served]
    assert list(exhibits_to_redact(deputy)) == [served, late]


def test_the_clerk_is_not_told_who_reported_and_the_investigator_is(life):
    world = life.world
    proposed = {who: people_to_propose(Standing.of(world.user(who), life.case)) for who in ("deputy", "clerk")}
    assert (world["reporter"], Role.REPORTER) in proposed["deputy"]
    assert [person for person, _ in proposed["clerk"]] == [world["teacher"]]
    reporter = enter_pseudonym(
        life.case, kind=PseudonymKind.WITNESS, name="Rita Shaw", person=world["reporter"], by=world.user("deputy")
    )
    assert may_read_the_name(Standing.of(world.user("deputy"), life.case), reporter)
    assert not may_read_the_name(Standing.of(world.user("clerk"), life.case), reporter)
    assert PersonKind(world["reporter"].kind) is PersonKind.STAFF


def test_a_copy_waits_for_whoever_may_approve_it_until_one_has(life):
    world, exhibit = life.world, exhibit_of(life, "post.png", canaries.png_with_words())

    def waits_for():
        everybody = ("head", "deputy", "clerk", "hr", "colleague", "teacher", "governor7")
        return {who for who in everybody if copies_to_check(world.user(who)).exists()}

    black_out_page(exhibit, PARTIES, 1, [box()], by=world.user("deputy"))
    rendition, _ = copy_of(life, exhibit)
    assert waits_for() == {"head", "clerk"}
    told = Notice.objects.filter(kind=NoticeKind.COPY_TO_CHECK, record_id=rendition.pk)
    assert {notice.to for notice in told} == {world["head"], world["clerk"]}
    exhibit.withheld_because = "Legal advice"
    exhibit.save()
    assert waits_for() == {"head"}, "the clerk does not learn of what is withheld"
    type(exhibit).objects.filter(pk=exhibit.pk).update(withheld_because="")
    black_out_page(exhibit, PARTIES, 1, [box(), Box(0.5, 0.5, 0.2, 0.2, "Address")], by=world.user("deputy"))
    assert waits_for() == set(), "it is out of date"
    rendition, _ = copy_of(life, exhibit)
    approve_rendition(rendition, by=world.user("head"))
    assert waits_for() == set()
