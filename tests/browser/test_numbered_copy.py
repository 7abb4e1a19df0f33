"""A numbered copy on its way: the redacted exhibit is approved by a second person, the copy made, released, confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from investigations.actions.evidence import add_evidence
from investigations.actions.renditions import ask_for_rendition, make
from investigations.documents.produce import produce
from investigations.models import Release
from investigations.procedure.audiences import Scope
from investigations.procedure.releases import ReleaseState
from investigations.procedure.states import State
from tests import world as w
from tests.browser.screen import DESK, faults, sideways
from tests.documents.copies import PUPIL, hide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_employees_copy_from_the_second_look_to_the_receipt(page, live_server, world, as_):
    case = world.case_at(State.INVESTIGATION, title=f"Picture of {PUPIL}")
    file = SimpleUploadedFile("note.txt", f"{PUPIL} was there.".encode())
    exhibit = add_evidence(case, file, by=world.user("deputy"), description=f"Note on {PUPIL}")
    hide(case, PUPIL)
    make(ask_for_rendition(exhibit, Scope.PARTIES, by=world.user("deputy")).pk)
    for go in (w.report, w.refer, w.arrange):
        go(world, case)
        case.refresh_from_db()
    page.set_viewport_size(DESK)

    def press(name: str) -> None:
        page.get_by_role("button", name=name).click()

    def looks_right() -> None:
        assert (faults(page), sideways(page)) == ([], [])
        page.set_viewport_size(DESK)

    as_("clerk")
    page.goto(f"{live_server.url}/cases/{case.reference}/copies/add/")
    page.get_by_label("Tessa Moor, employee: papers of the hearing").check()
    press("Prepare the copy")
    assert "waits for a second person to approve it" in page.locator("main").inner_text()

    as_("head")
    page.goto(f"{live_server.url}/cases/{case.reference}/redaction/{exhibit.number}/parties/check/")
    press("Approve this copy")

    as_("clerk")
    page.goto(f"{live_server.url}/cases/{case.reference}/copies/add/")
    page.get_by_label("Tessa Moor, employee: papers of the hearing").check()
    press("Prepare the copy")
    release = Release.objects.get(case=case)
    produce(release.jobs.get().pk)
    page.goto(f"{live_server.url}/cases/{case.reference}/copies/{release.number}/")
    looks_right()
    press("Release it")
    page.get_by_label("On their own page in Casework").check()
    press("Release the copy")
    page.goto(f"{live_server.url}/cases/{case.reference}/copies/")
    assert "Receipt not confirmed yet." in page.locator("main").inner_text()
    looks_right()

    as_("teacher")
    page.goto(f"{live_server.url}/parts/{case.appointments.get(role='subject').pk}/")
    looks_right()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=f"Hearing papers, copy {release.number}").click()
    assert downloading.value.suggested_filename.endswith(f"copy {release.number}.pdf")
    assert PUPIL.split()[-1] not in page.locator("main").inner_text()
    press(f"I have copy {release.number}")
    page.get_by_text("You confirmed").wait_for()
    release.refresh_from_db()
    assert (release.status, release.acknowledged_by) == (ReleaseState.RELEASED, world["teacher"])
