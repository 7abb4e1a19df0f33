"""The pages on which one blacks out, without any script: boxes are typed, passages named, copies compared."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from investigations.actions.evidence import add_evidence
from investigations.actions.pseudonyms import enter_pseudonym
from investigations.actions.redaction import Box, black_out_page, black_out_words
from investigations.actions.renditions import ask_for_rendition, make
from investigations.models import Case, Notice, Pseudonym
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind, RenditionState
from investigations.procedure.states import State
from tests.documents import canaries
from tests.documents.test_page_text import at as at_place
from tests.documents.test_page_text import pdf
from tests.world import World

from .pages import words

pytestmark = pytest.mark.django_db
PARTIES = Scope.PARTIES


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker):
    """A referred case with a picture (exhibit 2) and a text (exhibit 3); each test undoes what it writes."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = World.make()
        case = world.case_at(State.REFERRED)
        Case.objects.filter(pk=case.pk).update(state=State.INVESTIGATION)
        case.refresh_from_db()
        add_evidence(case, SimpleUploadedFile("post.png", canaries.png_with_words()), by=world.user("deputy"))
        text = "Amelia Clarke lives in Mill Lane 3.\n<b>Mill Lane 3</b> & Ben Low"
        add_evidence(case, SimpleUploadedFile("note.txt", text.encode()), by=world.user("deputy"))
        yield world, case
        transaction.set_rollback(True)


@pytest.fixture
def world(life):
    return life[0]


@pytest.fixture
def case(life):
    return life[1]


@pytest.fixture
def as_(world):
    def signed_in(who):
        client = Client()
        client.force_login(world.user(who))
        return client

    return signed_in


def at(case, name, number, **more):
    return reverse(name, kwargs={"reference": case.reference, "number": number, "scope": "parties", **more})


def row(number, left, top, width, height, reason, **more):
    sides = {f"left_{number}": left, f"top_{number}": top, f"width_{number}": width, f"height_{number}": height}
    return {**sides, f"reason_{number}": reason, **more}


def post_boxes(client, case, *rows, seen=None, **more):
    address = at(case, "redaction_edit", 2)
    if seen is None:
        seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())[1]
    numbers = [next(iter(one)).rpartition("_")[2] for one in rows]
    data = {"seen": seen, "box": numbers, **more}
    for one in rows:
        data |= one
    return client.post(address, data)


def test_boxes_are_typed_in_per_cent_saved_changed_and_removed(case, as_):
    deputy = as_("deputy")
    answer = post_boxes(
        deputy, case, row(1, "10", "10", "20", "30.5", "A pupil's face"), row(2, "", "", "", "", ""),
        row(7, "50", "50", "10", "10", "Address"),
    )  # fmt: skip
    assert answer.status_code == 302
    exhibit = case.evidence.get(number=2)
    assert [one.box for one in exhibit.redactions.standing()] == [
        {"x": 0.1, "y": 0.1, "w": 0.2, "h": 0.305},
        {"x": 0.5, "y": 0.5, "w": 0.1, "h": 0.1},
    ]
    page = deputy.get(at(case, "redaction_edit", 2)).content.decode()
    assert 'x="10.00" y="10.00" width="20.00" height="30.50"' in page and "No copy yet" in page
    post_boxes(
        deputy, case, row(1, "10", "10", "20", "30.5", "A pupil's face", remove_1="on"),
        row(2, "50", "50", "10", "10", "Address"),
    )  # fmt: skip
    assert exhibit.redactions.standing().count() == 1


def test_what_is_wrong_with_a_box_stands_beside_it_and_nothing_typed_is_lost(case, as_):
    answer = post_boxes(
        as_("deputy"), case, row(1, "10", "10", "", "30", ""), row(4, "10", "10", "20", "20", ""),
        row(5, "120", "x", "20", "20", "Why"),
    )  # fmt: skip
    page = words(answer)
    assert "Box 1: give all four sides, or leave all four empty" in page
    assert "Box 5: enter a number from 0 to 100" in page
    assert 'value="120"' in answer.content.decode()
    answer = post_boxes(as_("deputy"), case, row(4, "10", "10", "20", "20", " "))
    assert "Say why box 1 is blacked out" in words(answer)
    assert case.evidence.get(number=2).redactions.count() == 0


def test_whoever_saves_second_is_told_and_may_then_save(case, world, as_):
    exhibit, deputy = case.evidence.get(number=2), as_("deputy")
    address = at(case, "redaction_edit", 2)
    seen = re.search(r'name="seen" value="(\w+)"', deputy.get(address).content.decode())[1]
    black_out_page(exhibit, PARTIES, 1, [Box(0.5, 0.5, 0.1, 0.1, "Address")], by=world.user("head"))
    answer = post_boxes(deputy, case, row(1, "10", "10", "20", "20", "Face"), seen=seen)
    assert answer.status_code == 409 and "Somebody else changed what is blacked out" in words(answer)
    now = re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]
    assert post_boxes(deputy, case, row(1, "10", "10", "20", "20", "Face"), seen=now).status_code == 302
    assert [one.reason for one in exhibit.redactions.standing()] == ["Face"]


def test_a_suggested_face_is_hidden_only_where_somebody_ticks_it(case, as_):
    answer = post_boxes(
        as_("deputy"), case, row(1, "10", "10", "20", "20", "Face", accept_1="on"),
        row(2, "50", "50", "20", "20", "Face"), suggested=["1", "2"],
    )  # fmt: skip
    assert answer.status_code == 302
    assert [one.box["x"] for one in case.evidence.get(number=2).redactions.standing()] == [0.1]


def test_a_passage_is_blacked_out_by_its_words_and_taken_back(case, world, as_):
    deputy, address = as_("deputy"), at(case, "redaction_edit", 3)
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=world.user("deputy"))
    answer = deputy.post(address, {"words": "Mill Lane 3", "where": "one", "which": "2", "reason": "Address"})
    assert answer.status_code == 302
    shown = deputy.get(address).content.decode()
    assert "Pupil A lives in Mill Lane 3.\n&lt;b&gt;[blacked out]&lt;/b&gt; &amp; Ben Low" in shown
    assert "1 name is hidden in it by itself" in words(deputy.get(address))
    answer = deputy.post(address, {"words": "Mill Road", "where": "every", "reason": "Address"})
    assert "These words do not stand in the text exactly like this" in words(answer)
    passage = case.evidence.get(number=3).redactions.get()
    deputy.post(at(case, "redaction_take_back", 3), {"passage": passage.pk})
    passage.refresh_from_db()
    assert passage.taken_back_by == world["deputy"]


def test_the_second_person_compares_approves_and_may_send_back(case, world, as_):
    exhibit, deputy, head = case.evidence.get(number=2), as_("deputy"), as_("head")
    black_out_page(exhibit, PARTIES, 1, [Box(0.1, 0.1, 0.2, 0.3, "A face")], by=world.user("deputy"))
    answer = deputy.post(at(case, "rendition_make", 2))
    assert answer.url == at(case, "rendition_check", 2)
    assert "The copy is being made" in words(deputy.get(answer.url))
    rendition = exhibit.renditions.get()
    assert make(rendition.pk)
    waiting = f"Exhibit 2 for {PARTIES.in_sentence}"
    assert waiting in words(head.get(reverse("my_work"))) and waiting not in words(deputy.get(reverse("my_work")))
    notice = Notice.objects.get(to=world["head"], kind="copy_to_check")
    assert head.get(reverse("notice_open", args=[notice.pk])).url == answer.url
    assert "You had this copy made yourself" in words(deputy.get(answer.url))
    assert "Approve this copy" not in words(deputy.get(answer.url))
    assert deputy.post(answer.url, {"do": "approve"}).status_code == 409
    assert "Approve this copy" in words(head.get(answer.url))
    picture = head.get(at(case, "rendition_page", 2, pk=rendition.pk, page=1))
    assert picture["Content-Type"] == "image/jpeg" and b"".join(picture).startswith(b"\xff\xd8")
    head.post(answer.url, {"do": "approve"})
    assert waiting not in words(head.get(reverse("my_work")))
    rendition.refresh_from_db()
    assert (rendition.status, rendition.approved_by) == (RenditionState.APPROVED, world["head"])
    assert "What has to be changed?" in words(head.post(answer.url, {"do": "send_back", "why": ""}))
    head.post(answer.url, {"do": "send_back", "why": "The hand is seen."})
    assert "The hand is seen." in words(deputy.get(at(case, "redaction_edit", 2)))


def test_the_file_of_a_copy_is_named_after_nobody_and_holds_nothing_hidden(case, world, as_, tmp_path):
    exhibit = case.evidence.get(number=2)
    black_out_page(exhibit, PARTIES, 1, [Box(0.1, 0.1, 0.2, 0.3, "A face")], by=world.user("deputy"))
    rendition = ask_for_rendition(exhibit, PARTIES, by=world.user("deputy"))
    assert make(rendition.pk)
    answer = as_("clerk").get(at(case, "rendition_file", 2, pk=rendition.pk))
    assert f"{case.reference}-exhibit-2-redacted.png" in answer["Content-Disposition"]
    assert canaries.words_in(b"".join(answer), tmp_path / "copy") == []


def test_what_is_hidden_from_one_is_taken_over_for_another(case, world, as_):
    exhibit = case.evidence.get(number=3)
    black_out_words(exhibit, Scope.REPORTER, "Ben Low", reason="A name", by=world.user("deputy"))
    assert "Hide here too what is hidden from “Reporter”" in words(as_("head").get(at(case, "redaction_edit", 3)))
    as_("head").post(at(case, "redaction_take_over", 3), {"from": "reporter"})
    assert [one.words for one in exhibit.redactions.standing().to(PARTIES)] == ["Ben Low"]


def test_a_name_is_entered_proposed_and_kept_from_whoever_does_not_know_it(case, world, as_):
    deputy, clerk = as_("deputy"), as_("clerk")
    names = reverse("pseudonym_list", args=[case.reference])
    assert "Rita Shaw" in words(deputy.get(names)) and "Rita Shaw" not in words(clerk.get(names))
    add = reverse("pseudonym_add", args=[case.reference])
    answer = deputy.post(
        add, {"kind": "witness", "name": "Rita Shaw", "also": "Rita\nMs Shaw", "person": world["reporter"].pk}
    )
    assert answer.status_code == 302
    one = Pseudonym.objects.get(case=case)
    assert (one.label, one.also, one.person) == ("Witness 1", ["Rita", "Ms Shaw"], world["reporter"])
    assert "Rita Shaw" in words(deputy.get(names))
    seen = words(clerk.get(names))
    assert "Witness 1" in seen and "Rita" not in seen and "Shaw" not in seen
    edit = reverse("pseudonym_edit", args=[case.reference, one.pk])
    assert clerk.get(edit).status_code == 404
    deputy.post(edit, {"also": "Rita", "scopes": ["reporter"]})
    one.refresh_from_db()
    assert (one.label, one.also, one.scopes) == ("Witness 1", ["Rita"], ["reporter"])


def test_the_clerk_does_not_learn_of_an_exhibit_that_is_withheld(case, as_):
    case.evidence.filter(number=2).update(withheld_because="Legal advice")
    clerk = as_("clerk")
    assert "Exhibit 2" not in words(clerk.get(reverse("redaction_list", args=[case.reference])))
    assert clerk.get(at(case, "redaction_edit", 2)).status_code == 404
    assert clerk.get(at(case, "redaction_picture", 2, width=320)).status_code == 404
    assert as_("deputy").get(at(case, "redaction_edit", 2)).status_code == 200


def test_names_of_a_pdf_are_suggested_when_its_page_is_opened_and_black_only_where_they_are_ticked(case, world, as_):
    deputy = as_("deputy")
    exhibit = add_evidence(
        case, SimpleUploadedFile("letter.pdf", pdf(at_place(60, 700, "Amelia Clarke"))), by=world.user("deputy")
    )
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=world.user("deputy"))
    address = at(case, "redaction_edit", exhibit.number)
    answer = deputy.get(address)
    assert "1 place in the text of this page names somebody who is hidden" in words(answer)
    assert "Black this out" in words(answer)
    assert "are held back until it is" in words(answer) and "goes to “" not in words(answer)
    given = dict(
        re.findall(r'name="((?:left|top|width|height|reason)_1|seen)"[^>]* value="([^"]*)"', answer.content.decode())
    )
    deputy.post(address, {**given, "box": "1", "suggested": "1"})
    assert not exhibit.redactions.exists()
    deputy.post(address, {**given, "box": "1", "suggested": "1", "accept_1": "on", "described": "A short letter"})
    assert exhibit.redactions.get().reason == "The name of Pupil A"
    page = deputy.get(address)
    assert "names somebody who is hidden" not in words(page) and "A short letter</textarea>" in page.content.decode()
