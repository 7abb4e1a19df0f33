"""A passkey in a real browser: made at the first sign-in, asked at the next, and enough to confirm with."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.browser.screen import faults, sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "harbour-violet-anvil"


@pytest.fixture
def key_of(page):
    """Plugs a security key into the window, as Chromium's own tests do."""

    def plug():
        line = page.context.new_cdp_session(page)
        line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    return plug


def give_password(page, site, email="head@example.org"):
    page.goto(f"{site}/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_from_the_first_sign_in_on(page, live_server, world, key_of):
    user = world.user("head")
    user.set_password(PASSWORD)
    user.save()
    line, key = key_of()
    site = live_server.url

    give_password(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second step")
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("What do you call this passkey?").fill("My laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    with page.expect_download() as file:
        page.get_by_role("button", name="Download them as a file").click()
    assert file.value.suggested_filename == "casework recovery codes.txt"
    page.get_by_role("button", name="I have kept them").click()
    expect(page).to_have_url(f"{site}/")
    assert [str(one) for one in Authenticator.objects.filter(user=user, type="webauthn")] == ["My laptop"]

    page.get_by_role("button", name="Sign out").click()
    give_password(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(f"{site}/")
    page.goto(f"{site}/my-sign-in/")
    expect(page.locator(".days__name", has_text="My laptop")).to_be_visible()

    page.goto(f"{site}/confirm/?next=/procedure/")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(f"{site}/procedure/")

    # Without the key the page says so, and the code can still be typed.
    page.get_by_role("button", name="Sign out").click()
    line.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    give_password(page, site)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("Your browser gave no passkey.")).to_be_visible()
    expect(page.get_by_label("Code")).to_be_visible()
    assert faults(page) == []


def test_every_page_of_the_sign_in_is_for_everybody(page, live_server, world):
    """Each on a desk and on a phone, with axe; the code is typed as one reads it."""
    from tests.signin.ways import code_of

    user = world.user("head")
    user.set_password(PASSWORD)
    user.save()
    found = []

    def look(name):
        page.set_viewport_size({"width": 1280, "height": 900})
        found.extend(f"{name}: {fault}" for fault in faults(page) + sideways(page))

    for path in ("/sign-in/", "/sign-in/forgotten/", "/sign-in/forgotten/sent/"):
        page.goto(live_server.url + path)
        look(path)
    give_password(page, live_server.url, "nobody@example.org")
    look("a wrong password")
    give_password(page, live_server.url)
    look("the start")
    for path in ("/my-sign-in/passkeys/add/", "/my-sign-in/app/"):
        page.goto(live_server.url + path)
        look(path)
    page.get_by_role("button", name="Finish").click()
    look("no code")
    secret = page.locator(".key").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill(code_of(secret))
    page.get_by_role("button", name="Finish").click()
    look("the codes")
    for path in ("", "sessions/", "recovery-codes/", "recovery-codes/make/"):
        page.goto(f"{live_server.url}/my-sign-in/{path}")
        look(path or "the list")
    factor = Authenticator.objects.get(user=user, type="totp")
    for path in (f"/my-sign-in/{factor.pk}/remove/", "/confirm/"):
        page.goto(live_server.url + path)
        look(path)
    page.get_by_role("button", name="Confirm").click()
    look("nothing confirmed")
    assert found == []
