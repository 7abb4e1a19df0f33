"""The main job as somebody at a desk does it: report by keyboard, upload, describe, look, and take the case file home."""

import hashlib
import io
import random
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from investigations.documents.produce import produce
from investigations.models import Case, Job
from investigations.procedure.states import State
from tests.browser.screen import faults, sideways
from tests.world import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# By keyboard ---------------------------------------------------------------------------------------------------------


def reach(page, thing) -> None:
    """Come to it with the tabulator, as one must who has no mouse, and see where one is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if thing.evaluate("one => one === document.activeElement"):
            assert thing.evaluate("one => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow") != (
                "nonenone"
            ), "the focus cannot be seen"
            return
    raise AssertionError(f"{thing} cannot be reached by keyboard")


def type_into(page, label: str, words: str) -> None:
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(words)


def press(page, button: str) -> None:
    reach(page, page.get_by_role("button", name=button, exact=True))
    with page.expect_navigation():
        page.keyboard.press("Enter")


def heading(page) -> str:
    return page.locator("h1").inner_text()


def test_the_head_logs_a_breach_by_keyboard_alone_in_ten_pages(page, as_, world):
    as_("head")
    page.goto("/report/")
    seen = []

    def go_on(button: str = "Continue") -> None:
        press(page, button)
        seen.append(heading(page))

    go_on("Start now")
    reach(page, page.get_by_label("Person", exact=True))
    page.keyboard.type("Tessa Moor")
    go_on()
    type_into(page, "Give it a short title, without names", "Picture with the full name")
    type_into(page, "What you saw or were told", "A post showed Pupil A\nand the full name.")
    go_on()
    day = timezone.localdate()
    first = page.get_by_role("group", name="Day", exact=True)
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        reach(page, first.get_by_label(part, exact=True))
        page.keyboard.type(str(number))
    go_on()
    type_into(page, "Account (optional)", "@testing")
    go_on()
    reach(page, page.get_by_label("3. A pupil's picture never appears"))
    page.keyboard.press("Space")
    go_on()
    go_on()  # no other allegation
    go_on()  # noticed it myself, today
    reach(page, page.get_by_label("Screenshots were taken before anything was changed"))
    page.keyboard.press("Space")
    go_on()
    go_on()  # no files
    assert len(seen) == 10, seen
    assert seen[-1] == "Check your answers"
    assert faults(page) == []
    press(page, "Send the report")
    case = Case.objects.get()
    assert heading(page) == "The case is open"
    assert faults(page) == []
    claim = case.allegations.get()
    assert (case.title, case.subject.name, claim.what.splitlines(), claim.happened_from, claim.account) == (
        "Picture with the full name",
        "Tessa Moor",
        ["A post showed Pupil A", "and the full name."],
        day,
        "@testing",
    )
    assert [clause.number for clause in claim.clauses.all()] == ["3"]
    press(page, "Go to the case")
    assert page.url.endswith(f"/cases/{case.reference}/")


# Evidence ------------------------------------------------------------------------------------------------------------


def picture(colour: str, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(made, kind)
    return made.getvalue()


def a_file(name: str, content: bytes, kind: str = "image/png") -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


def row(page, name: str):
    return page.locator(".upload__file", has_text=name)


DROP = """([name, bytes]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
    const zone = document.querySelector("[data-upload-drop]");
    for (const kind of ["dragenter", "dragover", "drop"])
        zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_many_files_come_at_once_one_bad_file_stops_no_other_and_all_are_described_together(page, as_, world):
    case = world.case_at(State.INVESTIGATION)
    as_("deputy")
    page.goto(f"/cases/{case.reference}/evidence/upload/")
    page.get_by_label("Choose files", exact=True).set_input_files(
        [
            a_file("first.png", picture("navy")),
            a_file("tool.exe", b"MZ\x90\x00 a program", "application/octet-stream"),
            a_file("second.jpg", picture("teal", "JPEG"), "image/jpeg"),
        ]
    )
    expect(page.locator("[data-upload-summary]")).to_have_text("2 files kept. 1 not kept: see why beside it.")
    expect(row(page, "first.png")).to_contain_text("Kept as exhibit 1.")
    expect(row(page, "second.jpg")).to_contain_text("Kept as exhibit 2.")
    expect(row(page, "tool.exe")).to_contain_text("exe")
    refusal = row(page, "tool.exe").locator(".upload__result").inner_text()
    assert refusal.endswith(".") and len(refusal.split()) > 4, refusal
    page.evaluate(DROP, ["dragged.png", list(PNG)])
    expect(row(page, "dragged.png")).to_contain_text("Kept as exhibit 3.")
    assert faults(page) == []

    page.get_by_role("link", name="Go on: describe what you added").click()
    assert heading(page) == "Describe 3 exhibits"
    rows = page.locator(".describe__row")
    for number, words in enumerate(["The post", "The answers to it", "The account's page"]):
        rows.nth(number).get_by_label("Description").first.fill(words)
    page.get_by_role("button", name="Save the descriptions").click()
    expect(page.get_by_text("3 exhibits are described.")).to_be_visible()
    assert list(case.evidence.order_by("number").values_list("file_name", "description")) == [
        ("first.png", "The post"),
        ("second.jpg", "The answers to it"),
        ("dragged.png", "The account's page"),
    ]
    page.locator(".figure__frame").first.click()
    shown = page.locator("main img").first
    expect(shown).to_be_visible()
    page.wait_for_function("() => document.querySelector('main img').complete")
    assert shown.evaluate("one => one.naturalWidth") > 600
    page.get_by_role("link", name="Exhibit 2", exact=True).click()
    assert heading(page) == "Exhibit 2: The answers to it"


def on_its_way(page, case, *files) -> None:
    """Begin to send, and lose the line after the first piece of each that is large."""
    page.goto(f"/cases/{case.reference}/evidence/upload/")
    pieces = []

    def lose(route):
        if route.request.method == "PATCH" and len(pieces) >= len(files):
            return route.abort()
        if route.request.method == "PATCH":
            pieces.append(route)
        route.continue_()

    page.route("**/evidence/uploads/*/", lose)
    page.get_by_label("Choose files", exact=True).set_input_files(list(files))
    expect(page.locator(".upload__result").last).to_contain_text("Trying again…")


def large(folder: Path, name: str, number: int) -> Path:
    """On the disk, where a file keeps the time at which it was made."""
    place = folder / name
    place.write_bytes(picture("navy", "JPEG") + random.Random(number).randbytes(9_000_000))
    return place


def test_a_file_goes_on_from_where_the_line_broke_also_after_the_page_was_loaded_anew(page, as_, world, tmp_path):
    case = world.case_at(State.INVESTIGATION)
    as_("deputy")
    first, second = large(tmp_path, "first.jpg", 1), large(tmp_path, "second.jpg", 2)
    on_its_way(page, case, first)
    page.unroute_all()
    expect(row(page, "first.jpg")).to_contain_text("Kept as exhibit 1.")

    on_its_way(page, case, second)
    assert faults(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"/cases/{case.reference}/evidence/upload/")
    page.unroute_all()
    begun = page.locator("[data-upload-begun]")
    expect(begun).to_contain_text("second.jpg, 9.0 MB. 46% of it arrived. Choose the same file again")
    assert faults(page) == []
    sent = []
    page.on("request", lambda request: sent.append(request.method) if "/uploads/" in request.url else None)
    page.get_by_label("Choose files", exact=True).set_input_files([second])
    expect(row(page, "second.jpg")).to_contain_text("Kept as exhibit 2.")
    expect(begun).to_have_count(0)
    assert sent == ["HEAD", "PATCH", "PATCH", "POST"]  # neither begun anew nor sent twice
    for exhibit, file in zip(case.evidence.order_by("number"), [first, second], strict=True):
        assert exhibit.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_file_chosen_twice_is_sent_once_and_a_cancelled_one_not_at_all(page, as_, world, tmp_path):
    case = world.case_at(State.INVESTIGATION)
    as_("deputy")
    on_its_way(page, case, large(tmp_path, "film.jpg", 3))
    page.get_by_role("button", name="Cancel sending film.jpg").click()
    expect(row(page, "film.jpg")).to_contain_text("Cancelled. Nothing of this file is kept.")
    page.unroute_all()
    path = tmp_path / "post.png"
    path.write_bytes(PNG)
    page.get_by_label("Choose files", exact=True).set_input_files([path])
    page.get_by_label("Choose files", exact=True).set_input_files([path])
    expect(row(page, "post.png").nth(0)).to_contain_text("Kept as exhibit 1.")
    expect(row(page, "post.png").nth(1)).to_contain_text("You have chosen this file already, so it is sent once.")
    page.get_by_role("button", name="Send it again as another exhibit: post.png").click()
    expect(row(page, "post.png").nth(1)).to_contain_text("Kept as exhibit 2. It is the same file as exhibit 1")
    expect(page.locator("[data-upload-summary]")).to_have_text(
        "2 files kept. One is the same as an earlier exhibit: both stay."
    )
    assert faults(page) == []
    assert sideways(page) == []


# The case file -------------------------------------------------------------------------------------------------------


def work_on(pk) -> None:
    """What the worker does, in a thread of its own beside the site."""
    try:
        time.sleep(1.5)  # so that the page is seen waiting
        produce(pk)
    finally:
        connection.close()


def test_the_page_of_a_case_file_goes_on_to_the_document_by_itself(page, as_, world):
    case = world.case_at(State.REFERRED)
    as_("head")
    page.goto(f"/cases/{case.reference}/documents/")
    page.get_by_role("button", name="Make the case file").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert faults(page) == []
    worker = threading.Thread(target=work_on, args=[Job.objects.get().pk])
    worker.start()
    expect(page.get_by_role("heading", name="It is ready")).to_be_visible(timeout=90_000)
    worker.join()
    assert faults(page) == []
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the PDF").click()
    with open(coming.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"
    assert case.reference in coming.value.suggested_filename
    page.goto(f"/cases/{case.reference}/documents/")
    expect(page.get_by_role("heading", name="Kept")).to_be_visible()
    assert faults(page) == []
