"""Does everything work where scripts do not run?  They are comfort, and no more."""

import pytest
from django.conf import settings
from django.utils import timezone

from investigations.models import Case
from investigations.procedure.states import State
from tests.browser.screen import session_of
from tests.world import PNG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(chromium, live_server, world):
    """`plain("head")` opens a window without scripts in which that person has signed in."""
    opened = []

    def open_for(who: str):
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=False)
        context.set_default_timeout(10_000)
        session = session_of(world.user(who))
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def files(*names: str) -> list[dict]:
    return [
        {"name": name, "mimeType": "image/png", "buffer": b"MZ a program" if name.endswith("exe") else PNG}
        for name in names
    ]


def go_on(page, button: str = "Continue") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def test_a_breach_is_logged_with_files(plain, world):
    page = plain("head")
    page.goto("/report/")
    go_on(page, "Start now")
    page.get_by_label("Person", exact=True).select_option(str(world["teacher"].pk))
    go_on(page)
    page.get_by_label("Give it a short title").fill("Picture with the full name")
    page.get_by_label("What you saw or were told").fill("A post showed Pupil A.")
    go_on(page)
    day = timezone.localdate()
    first = page.get_by_role("group", name="Day", exact=True)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        first.get_by_label(label, exact=True).fill(str(number))
    for _ in ("when", "where", "clauses", "another", "source", "done"):
        if page.get_by_label("3. A pupil's picture").count():
            page.get_by_label("3. A pupil's picture").check()
        go_on(page)
    page.get_by_label("Add files").set_input_files(files("post.png", "tool.exe", "answers.png"))
    go_on(page, "Upload")
    assert "tool.exe" in page.locator(".govuk-error-message").inner_text()
    assert page.locator(".upload__name").all_inner_texts() == ["post.png", "answers.png"]
    go_on(page)
    go_on(page, "Send the report")
    case = Case.objects.get()
    assert case.reference in page.locator("main").inner_text()
    assert sorted(case.evidence.values_list("file_name", flat=True)) == ["answers.png", "post.png"]


def test_files_are_handed_in_and_a_step_is_taken(plain, world):
    case = world.case_at(State.INVESTIGATION)
    page = plain("deputy")
    page.goto(f"/cases/{case.reference}/evidence/upload/")
    page.get_by_label("Choose files", exact=True).set_input_files(files("one.png", "tool.exe", "two.png"))
    go_on(page, "Upload")
    became = page.get_by_role("region", name="What became of your files").get_by_role("listitem").all_inner_texts()
    assert [line.split(":")[0] for line in became] == ["one.png", "tool.exe", "two.png"]
    assert "not kept" in became[1]
    assert case.evidence.count() == 2

    page = plain("head")
    page.goto(f"/cases/{case.reference}/")
    page.get_by_role("link", name="Extend the investigation").click()
    page.get_by_label("By how many more working days?").fill("5")
    page.get_by_label("Reasons").fill("Two witnesses were ill.")
    go_on(page, "Extend the investigation")
    assert page.url.endswith(f"/cases/{case.reference}/")
    assert case.steps_taken.latest("at").step == "extend_investigation"
