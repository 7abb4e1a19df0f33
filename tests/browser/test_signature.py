"""A signature is drawn with the mouse and with the keyboard; without scripts the typed name is enough."""

import pytest

from investigations.models import Acknowledgement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def address(world):
    return f"/policies/{world.version.policy_id}/versions/1/sign/"


def test_a_signature_is_drawn_with_the_mouse_and_with_the_keyboard(page, world, as_):
    as_("teacher")
    page.goto(address(world))
    box = page.locator("canvas.draw__box")
    box.scroll_into_view_if_needed()
    at = box.bounding_box()
    page.mouse.move(at["x"] + 40, at["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(at["x"] + 40 + step * 20, at["y"] + 60 + (step % 3) * 15)
    page.mouse.up()
    assert page.get_by_text("Something is drawn.").is_visible()
    page.get_by_role("button", name="Clear the drawing").click()
    assert page.locator("input[name=drawing]").input_value() == ""

    box.focus()
    page.keyboard.press("Space")
    assert page.get_by_text("The pen is down.").is_visible()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("img", name="The signature as it was drawn").wait_for()
    assert page.locator("svg.signed__drawing path").get_attribute("d").startswith("M150 90 L156 90")
    signed = Acknowledgement.objects.get()
    assert (signed.person, signed.signature, len(signed.drawing[0])) == (world["teacher"], "", 21)
