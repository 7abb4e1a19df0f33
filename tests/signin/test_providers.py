"""Sign-in by Google or Microsoft: an account that is here already, an address that the provider calls verified."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import environ
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from casework.providers import origins, providers
from investigations.models import User

from .ways import code_of, events, give_code, is_in, with_app, words_of

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """A provider of OpenID Connect on this machine; `says` is what its ID token claims."""

    def __init__(self, server):
        self.server, self.says = f"http://127.0.0.1:{server.server_port}", {}

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.server,
            "aud": ["google-client", "microsoft-client"],
            "sub": "1",
            "iat": now,
            "exp": now + 300,
        } | self.says
        return jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})


@pytest.fixture(scope="module")
def _server():
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            at = self.server.provider.server
            self.answer({
                "issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/keys", "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip

        def do_POST(self):  # noqa: N802
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer({"access_token": "a", "token_type": "Bearer", "id_token": self.server.provider.token()})

        def answer(self, words):
            body = json.dumps(words).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        server.provider = Provider(server)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


@pytest.fixture
def provider(_server, settings):
    _server.provider.says = {}
    apps = [
        {"provider_id": name, "name": name.capitalize(), "client_id": f"{name}-client", "secret": "s",
         "settings": {"server_url": _server.provider.server, "fetch_userinfo": False}}
        for name in ("google", "microsoft")
    ]  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
    return _server.provider


def come(client, name="google", **more):
    """There and back again, as a browser goes."""
    there = client.post(reverse("openid_connect_login", args=[name]), more)
    asked = parse_qs(urlsplit(there["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = {"code": "c", "state": asked["state"][0]}
    return client.get(reverse("openid_connect_callback", args=[name]), back)


def test_who_has_an_account_comes_in_with_a_second_step_of_ours(client, world, provider):
    user = world.user("head")
    secret = with_app(user)
    provider.says = {"email": "HEAD@example.org", "email_verified": True}
    assert come(client)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert come(client)["Location"] == reverse("mfa_authenticate")
    assert give_code(client, code_of(secret))["Location"] == reverse("my_work")
    assert is_in(client)


def test_without_a_second_step_of_ours_it_is_set_up_first(client, world, provider):
    provider.says = {"email": "head@example.org", "email_verified": True}
    come(client)
    assert client.get(reverse("my_work"))["Location"] == reverse("second_step_start")


def test_a_provider_whose_own_second_step_is_trusted_is_enough(client, other, world, provider, settings):
    settings.SECOND_STEP_TRUSTED = frozenset({"google"})
    with_app(world.user("deputy"))
    provider.says = {"email": "deputy@example.org", "email_verified": True}
    assert come(client)["Location"] == reverse("my_work")
    assert is_in(client)
    provider.says = {"email": "deputy@example.org", "xms_edov": True}
    assert come(other, "microsoft")["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    "says",
    [
        {"email": "head@example.org"},
        {"email": "head@example.org", "email_verified": False},
        {"email": "head@example.org", "email_verified": "true"},
        {"email": "head@example.org", "xms_edov": False},
        {"email_verified": True},
        {"email": "", "email_verified": True},
        {"email": "nobody@example.org", "email_verified": True},
        {"email": "closed@example.org", "email_verified": True},
        {"email": "head@example.org", "email_verified": True, "aud": "another-client"},
        {"email": "head@example.org", "email_verified": True, "iss": "https://evil.example"},
        {"email": "head@example.org", "email_verified": True, "exp": 1},
    ],
)
def test_everybody_else_is_told_the_same_and_no_account_is_made(client, world, provider, says):
    User.objects.filter(email="deputy@example.org").update(email="closed@example.org", is_active=False)
    before = User.objects.count()
    provider.says = says
    response = come(client)
    assert (response.status_code, response["Location"]) == (302, reverse("sign_in"))
    assert "You could not be signed in that way." in words_of(client.get(reverse("sign_in")))
    assert not is_in(client) and User.objects.count() == before


def test_an_answer_that_was_not_asked_for_opens_nothing(client, other, world, provider):
    provider.says = {"email": "head@example.org", "email_verified": True}
    state = parse_qs(urlsplit(other.post(reverse("openid_connect_login", args=["google"]))["Location"]).query)["state"][
        0
    ]
    for given in (
        {},
        {"code": "c"},
        {"code": "c", "state": "x"},
        {"code": "c", "state": state},
        {"error": "access_denied"},
    ):
        response = client.get(reverse("openid_connect_callback", args=["google"]), given)
        assert (response.status_code, response["Location"]) == (302, reverse("sign_in")), given
    assert not is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(client, world, provider, settings, elsewhere):
    settings.SECOND_STEP_TRUSTED = frozenset({"google"})
    provider.says = {"email": "head@example.org", "email_verified": True}
    assert come(client, next=elsewhere)["Location"] == reverse("my_work")


def test_only_a_post_starts_it_and_only_with_a_provider_that_is_set(client, world, provider):
    assert client.get(reverse("openid_connect_login", args=["google"])).status_code == 405
    assert client.post(reverse("openid_connect_login", args=["nothing"])).status_code == 404
    assert client.get(reverse("openid_connect_callback", args=["nothing"])).status_code == 404


def test_without_a_setting_there_is_none(client, world):
    assert "school account" not in words_of(client.get(reverse("sign_in")))
    assert client.post(reverse("openid_connect_login", args=["google"])).status_code == 404


def test_the_settings_are_read_from_the_environment_and_refused_in_words(monkeypatch):
    env = environ.Env()
    assert providers(env) == []
    monkeypatch.setenv("GOOGLE_CLIENT_ID", "g")
    with pytest.raises(ImproperlyConfigured, match="GOOGLE_CLIENT_SECRET"):
        providers(env)
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET", "s")
    monkeypatch.setenv("MICROSOFT_CLIENT_ID", "m")
    monkeypatch.setenv("MICROSOFT_CLIENT_SECRET", "s")
    for tenant in ("", "common", "organizations", "consumers"):
        monkeypatch.setenv("MICROSOFT_TENANT", tenant)
        with pytest.raises(ImproperlyConfigured, match="the school's own tenant"):
            providers(env)
    monkeypatch.setenv("MICROSOFT_TENANT", "8eaef023-2b34-4da1-9baa-8bc8c9d6a490")
    assert [app["provider_id"] for app in providers(env)] == ["google", "microsoft"]
    assert origins(env) == ["https://accounts.google.com", "https://login.microsoftonline.com"]


def test_what_was_refused_is_written_down(client, world, provider):
    provider.says = {"email": "nobody@example.org", "email_verified": True}
    come(client)
    assert events("sign_in.failed") == ["Somebody came from a provider without an account here"]
