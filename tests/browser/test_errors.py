"""What happens after a bad answer: is it said, can one go to it, and is everything still there?"""

import pytest
from playwright.sync_api import expect

from investigations.procedure.states import State
from tests.browser.screen import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def focused(page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_a_bad_answer_is_said_first_leads_to_its_field_and_loses_nothing(page, as_, world):
    case = world.case_at(State.INVESTIGATION)
    as_("head")
    page.goto(f"/cases/{case.reference}/steps/extend_investigation/")
    page.get_by_label("By how many more working days?").fill("a few")
    page.get_by_label("Reasons").fill("Two witnesses were ill.")
    page.get_by_role("button", name="Extend the investigation").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    expect(page.get_by_label("By how many more working days?")).to_have_value("a few")
    expect(page.get_by_label("Reasons")).to_have_value("Two witnesses were ill.")
    assert faults(page) == []
    summary.get_by_role("link").first.click()
    field = page.get_by_label("By how many more working days?")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby").split()
    assert [page.locator(f"#{one}").text_content().strip() for one in described if one.endswith("_error")] == [
        "Error: " + summary.get_by_role("link").first.inner_text()
    ]
    field.fill("5")
    page.get_by_role("button", name="Extend the investigation").click()
    expect(page).to_have_url(f"{page.url.split('/cases/')[0]}/cases/{case.reference}/")


def test_a_day_that_does_not_exist_is_kept_as_it_was_typed(page, as_, world):
    as_("reporter")
    page.goto("/report/")
    page.get_by_role("button", name="Start now").click()
    page.goto(page.url.replace("/who/", "/when/"))
    first = page.get_by_role("group", name="Day", exact=True)
    for label, typed in (("Day", "31"), ("Month", "2"), ("Year", "2026")):
        first.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert [first.get_by_label(label, exact=True).input_value() for label in ("Day", "Month", "Year")] == [
        "31",
        "2",
        "2026",
    ]


def test_the_way_past_the_navigation_comes_first_and_works(page, as_, world):
    case = world.log()
    as_("head")
    page.goto(f"/cases/{case.reference}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "main-content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main-content').contains(document.activeElement)")


def test_back_after_signing_out_shows_nothing_of_the_case(page, as_, world):
    case = world.case_at(State.INVESTIGATION, title="QUILLWORT")
    as_("head")
    page.goto("/")
    page.goto(f"/cases/{case.reference}/")
    expect(page.locator("body")).to_contain_text("QUILLWORT")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    for _ in range(2):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("QUILLWORT")
        expect(page.get_by_label("Password", exact=True)).to_be_visible()
