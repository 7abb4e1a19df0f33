"""Boxes are drawn with the mouse, a finger and the keyboard, passages are selected, and everybody can use these pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations.actions.evidence import add_evidence
from investigations.actions.pseudonyms import enter_pseudonym
from investigations.actions.redaction import Box, black_out_page
from investigations.actions.renditions import ask_for_rendition, make
from investigations.models import Redaction
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.states import State
from tests.browser.screen import DESK, faults, sideways
from tests.documents import canaries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: A smiley counts as one letter here and as two in the browser.
TEXT = "Seen 🙂 by Amelia Clarke.\nShe lives in Mill Lane 3."


@pytest.fixture
def case(world):
    case = world.case_at(State.INVESTIGATION)
    deputy = world.user("deputy")
    add_evidence(case, SimpleUploadedFile("post.png", canaries.png_with_words()), by=deputy, description="The post")
    add_evidence(case, SimpleUploadedFile("note.txt", TEXT.encode()), by=deputy, description="A note")
    enter_pseudonym(case, kind=PseudonymKind.PUPIL, name="Amelia Clarke", by=deputy)
    return case


def open_page(page, live_server, case, number):
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/cases/{case.reference}/redaction/{number}/parties/")
    page.wait_for_load_state("networkidle")


def sheet_of(page):
    drawing = page.locator("[data-boxes-drawing]")
    drawing.scroll_into_view_if_needed()
    return drawing.bounding_box()


def save(page):
    page.get_by_role("button", name="Save this page").click()
    page.get_by_text("boxes now").or_(page.get_by_text("box now")).wait_for()
    return [
        {side: round(value * 100) for side, value in one.box.items()} | {"why": one.reason}
        for one in Redaction.objects.standing()
    ]


def test_boxes_are_drawn_moved_and_resized_with_the_mouse(page, live_server, case, as_):
    as_("deputy")
    open_page(page, live_server, case, 1)
    at = sheet_of(page)

    def drag(x, y, to_x, to_y):
        page.mouse.move(at["x"] + at["width"] * x, at["y"] + at["height"] * y)
        page.mouse.down()
        page.mouse.move(at["x"] + at["width"] * to_x, at["y"] + at["height"] * to_y, steps=4)
        page.mouse.up()

    drag(0.1, 0.1, 0.3, 0.4)
    page.keyboard.type("A pupil's face")  # the reason is asked for at once
    drag(0.2, 0.2, 0.5, 0.3)  # within the box: it moves
    drag(0.6, 0.5, 0.5, 0.6)  # its corner: it grows smaller
    at = sheet_of(page)
    drag(0.7, 0.7, 0.8, 0.8)
    page.keyboard.type("Address")  # in the place of the reason that was taken over
    assert save(page) == [
        {"x": 40, "y": 20, "w": 10, "h": 40, "why": "A pupil's face"},
        {"x": 70, "y": 70, "w": 10, "h": 10, "why": "Address"},
    ]


def test_boxes_are_drawn_changed_and_removed_with_the_keyboard_alone(page, live_server, case, as_):
    as_("deputy")
    open_page(page, live_server, case, 1)
    page.get_by_role("button", name="Add a box").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Box 1. Left 40, top 40, width 20, height 10 per cent"
    )
    for key in ["ArrowLeft"] * 5 + ["ArrowUp"] * 3 + ["Shift+ArrowRight"] * 4 + ["Shift+ArrowDown"] * 2:
        page.keyboard.press(key)
    page.keyboard.press("Control+ArrowLeft")
    assert page.get_by_role("status").filter(has_text="Left 35, top 37, width 24, height 12 per cent").count() == 1
    page.get_by_label("Reason").first.fill("A pupil's name")
    page.get_by_role("button", name="Add a box").press("Enter")
    page.keyboard.press("Delete")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Box 1")
    assert save(page) == [{"x": 35, "y": 37, "w": 24, "h": 12, "why": "A pupil's name"}]


def test_boxes_are_drawn_with_a_finger_once_that_is_asked_for(page, live_server, case, as_):
    as_("deputy")
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 1})
    open_page(page, live_server, case, 1)

    def drag():
        at = sheet_of(page)
        for kind, place in (("touchStart", 0.2), ("touchMove", 0.3), ("touchMove", 0.4), ("touchEnd", None)):
            points = (
                [] if place is None else [{"x": at["x"] + at["width"] * place, "y": at["y"] + at["height"] * place}]
            )
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    drag()
    assert page.locator("[data-boxes-row]").count() == 0, "a finger scrolls"
    page.get_by_role("button", name="Draw with a finger").click()
    drag()
    page.get_by_label("Reason").first.fill("A pupil's face")
    assert save(page) == [{"x": 20, "y": 20, "w": 20, "h": 20, "why": "A pupil's face"}]


def test_a_selected_passage_is_blacked_out_where_it_was_selected(page, live_server, case, as_):
    as_("deputy")
    open_page(page, live_server, case, 2)
    page.evaluate(
        """() => {
            const piece = [...document.querySelectorAll("[data-passages-text] [data-start]")].pop();
            const at = piece.firstChild.data.indexOf(" Mill Lane");
            document.getSelection().setBaseAndExtent(piece.firstChild, at, piece.firstChild, at + 12);
        }"""
    )
    page.get_by_text("Selected: Mill Lane 3").wait_for(state="attached")
    assert page.get_by_label("Passage").input_value() == "Mill Lane 3"
    page.get_by_label("Only in the selected place").check()
    page.get_by_label("Reason").fill("Address")
    page.get_by_role("button", name="Black it out").click()
    page.get_by_text("1 place is blacked out.").wait_for()
    passage = Redaction.objects.get()
    assert (passage.words, passage.start) == ("Mill Lane 3", TEXT.index("Mill Lane 3"))
    shown = page.locator("[data-passages-text]").inner_text()
    assert "Amelia Clarke Pupil A" in shown and "Mill Lane 3 [blacked out]" in shown


def test_everybody_can_use_these_pages_on_a_desk_and_on_a_phone(page, live_server, case, world, as_):
    exhibit, deputy = case.evidence.get(number=1), world.user("deputy")
    black_out_page(exhibit, Scope.PARTIES, 1, [Box(0.1, 0.1, 0.2, 0.3, "A pupil's face")], by=deputy)
    assert make(ask_for_rendition(exhibit, Scope.PARTIES, by=deputy).pk)
    assert make(ask_for_rendition(case.evidence.get(number=2), Scope.PARTIES, by=deputy).pk)
    as_("head")
    pages = (
        "",
        "names/",
        "names/add/",
        "1/parties/",
        "1/parties/?faces=yes",
        "1/parties/check/",
        "2/parties/",
        "2/parties/check/",
    )
    found = {}
    for name in pages:
        page.set_viewport_size(DESK)
        page.goto(f"{live_server.url}/cases/{case.reference}/redaction/{name}")
        page.wait_for_load_state("networkidle")
        wrong = faults(page) + sideways(page)
        found |= {name: wrong} if wrong else {}
    assert found == {}
