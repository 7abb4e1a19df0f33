"""Notices, saved views and the figures: usable by everybody, on a desk and on a phone."""

import pytest
from django.urls import reverse

from investigations.models import OutgoingMail
from investigations.procedure.notices import MailState
from tests.browser.screen import DESK, faults, sideways, sign_in
from tests.views.test_case_list import many

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "head": ("notice_list", "notice_settings", "overview", "view_list", "view_save", "outgoing_mail", "case_list"),
    "clerk": ("overview",),
}


def test_the_pages_have_no_fault_and_the_pictures_fit_a_phone(page, live_server, world):
    many(world, 6)
    world.log()
    world.log()
    OutgoingMail.objects.update(state=MailState.FAILED, error="The mail server cannot be reached.")
    report: list[str] = []
    for who, names in PAGES.items():
        sign_in(page, live_server, world.user(who))
        for name in names:
            page.set_viewport_size(DESK)
            page.goto(reverse(name))
            report += [f"{name} ({who}): {fault}" for fault in [*faults(page), *sideways(page)]]
    assert report == []
    sign_in(page, live_server, world.user("head"))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(reverse("overview"))
    assert page.locator("svg.bars").count() == 4
    widths = page.locator("svg.bars").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert max(widths) < 320, widths
    # By keyboard alone: the same figures open as a table.
    page.locator("details.count__table summary").first.press("Enter")
    page.get_by_role("table", name="Cases by stage").get_by_text("Concern", exact=True).wait_for()
