"""What a page of somebody else's can make a browser do here, and what a mail can make a person follow: nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from .ways import PASSWORD, is_in, sign_in, with_password

pytestmark = pytest.mark.django_db
OUTSIDE = ("sign_in", "forgotten", "rehearsal", "sign_out")
INSIDE = (
    "confirm", "totp_add", "passkey_add", "recovery_codes_file", "recovery_codes_make", "sessions_end_others",
)  # fmt: skip


def test_a_form_of_another_site_does_nothing(world):
    stranger = Client(enforce_csrf_checks=True)
    with_password(world.user("head"))
    for name in OUTSIDE:
        assert stranger.post(reverse(name), {"email": "head@example.org", "password": PASSWORD}).status_code == 403, (
            name
        )
    assert stranger.post(reverse("openid_connect_login", args=["google"])).status_code == 403
    assert not is_in(stranger)

    signed_in = Client()
    sign_in(signed_in, world.user("head"))
    signed_in.handler.enforce_csrf_checks = True
    pages = [reverse(name) for name in INSIDE]
    pages += [reverse("session_end", args=[1]), reverse("factor_remove", args=[1])]
    pages += [reverse("removal_ask", args=[world["deputy"].pk])]
    for page in pages:
        assert signed_in.post(page).status_code == 403, page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///evil.example",
        " //evil.example",
    ],
)
def test_next_leads_to_no_other_site_after_both_steps(client, world, elsewhere):
    assert sign_in(client, world.user("head"), next=elsewhere)["Location"] == reverse("my_work")


def test_next_leads_to_the_page_that_was_asked_for_after_both_steps(client, world):
    assert sign_in(client, world.user("head"), next=reverse("case_list"))["Location"] == reverse("case_list")


def test_codes_and_links_lie_in_no_cache(client, world):
    sign_in(client, world.user("head"))
    for name in ("totp_add", "passkey_add", "recovery_codes"):
        if (response := client.get(reverse(name))).status_code == 200:
            assert "no-store" in response["Cache-Control"], name
