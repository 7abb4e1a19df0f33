"""Every answer tells the browser to keep nothing, lend nothing and turn nothing on: pages, errors, redirects, files."""

import pytest
from django.urls import reverse

from investigations.procedure.states import State
from tests.world import World


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    settings.DATA_DIR, settings.VAULT_DIR = tmp_path, tmp_path / "vault"
    return World.make()


def guarded(response) -> bool:
    return (
        response["Cache-Control"] == "no-store, private"
        and response["Cross-Origin-Resource-Policy"] == "same-origin"
        and response["Cross-Origin-Opener-Policy"] == "same-origin"
        and response["X-Content-Type-Options"] == "nosniff"
        and response["X-Frame-Options"] == "DENY"
        and response["Referrer-Policy"] == "same-origin"
        and "camera=(), " in response["Permissions-Policy"]
        and "'unsafe" not in response["Content-Security-Policy"]
    )


def test_pages_errors_redirects_and_progress_are_guarded_alike(world, client):
    case = world.case_at(State.INVESTIGATION)
    stranger = client.get(reverse("case_detail", args=[case.reference]))
    assert (stranger.status_code, guarded(stranger)) == (302, True)
    assert guarded(client.get(reverse("sign_in")))
    client.force_login(world.user("head"))
    page = client.get(reverse("case_detail", args=[case.reference]))
    assert (page.status_code, guarded(page)) == (200, True)
    missing = client.get(reverse("case_detail", args=["ZZZZ-ZZZZ"]))
    assert (missing.status_code, guarded(missing)) == (404, True)
    assert guarded(client.get(reverse("case_export")))
    not_by_get = client.get(reverse("sign_out"))
    assert (not_by_get.status_code, guarded(not_by_get)) == (405, True)


def test_signing_out_takes_what_the_browser_kept(world, client):
    client.force_login(world.user("head"))
    left = client.post(reverse("sign_out"))
    assert left["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert guarded(left)
