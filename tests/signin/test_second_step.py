"""Everybody has a second step: it is set up at the first sign-in, asked at each, and cannot be walked around."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.urls import get_resolver, reverse
from freezegun import freeze_time

from investigations.models import OutgoingMail, UsedCode
from investigations.news.mail import send_waiting
from investigations.views.second_step import SET_UP

from .ways import (
    PASSWORD,
    code_of,
    events,
    factors_of,
    give_code,
    give_password,
    is_in,
    sign_in,
    with_app,
    with_password,
    with_recovery_codes,
    words_of,
)

pytestmark = pytest.mark.django_db
OPEN = {"sign_in", "account_login", "forgotten", "forgotten_sent", "mfa_authenticate", "rehearsal"}


def addresses() -> dict[str, str]:
    """Every address that needs no more than its name."""
    found = {}
    for pattern in get_resolver("investigations.urls").url_patterns:
        if not pattern.pattern.converters:
            found[pattern.name] = reverse(pattern.name)
    return found


def test_without_a_second_step_nothing_is_reached_but_its_setting_up(client, world):
    user = with_password(world.user("head"))
    case = world.log()
    assert give_password(client, user.email)["Location"] == reverse("my_work")
    start = reverse("second_step_start")
    rest = {
        "case": reverse("case_detail", args=[case.reference]),
        "nothing": reverse("case_detail", args=["ZZZZ-ZZZZ"]),
    }
    for name, address in (addresses() | rest).items():
        if name in OPEN | SET_UP:
            continue
        for response in (client.get(address), client.post(address)):
            assert (response.status_code, response["Location"]) == (302, start), name
    page = client.get(start)
    assert page.status_code == 200
    shown = {"person", "navigation", "unread"} & {name for part in page.context for name in part.flatten()}
    assert shown == set(), "the header tells nothing yet either"


def test_an_app_is_set_up_with_a_code_and_the_recovery_codes_are_handed_out_once(client, world):
    user = with_password(world.user("head"))
    give_password(client, user.email)
    page = client.get(reverse("totp_add"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml" in words_of(page)
    wrong = client.post(reverse("totp_add"), {"code": "000000"})
    assert wrong.status_code == 200 and "That was not right" in words_of(wrong)
    assert factors_of(user) == set()

    done = client.post(reverse("totp_add"), {"code": code_of(secret)})
    assert done["Location"] == reverse("recovery_codes")
    assert factors_of(user) == {"totp", "recovery_codes"}
    codes = client.get(reverse("recovery_codes")).context["codes"]
    assert len(codes) == 10
    again = client.get(reverse("recovery_codes"))
    assert again.context["codes"] == [] and not [code for code in codes if code in words_of(again)]
    file = client.post(reverse("recovery_codes_file"))
    assert [code for code in codes if code in words_of(file)] == codes
    assert (file["Content-Disposition"].split(";")[0], file["Cache-Control"]) == ("attachment", "no-store, private")
    assert client.post(reverse("recovery_codes_file"))["Location"] == reverse("factor_list")
    assert is_in(client)


def test_the_secret_of_an_app_lies_sealed_in_the_database(world):
    secret = with_app(world.user("head"))
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and len(kept) > len(secret)


def test_password_and_code_let_one_in(client, world):
    user = world.user("head")
    assert sign_in(client, user)["Location"] == reverse("my_work")
    assert is_in(client)
    assert events("sign_in.succeeded") == ["Helen Ward signed in from 192.0.2.1"]


def test_the_password_alone_reaches_nothing(client, world):
    user = world.user("head")
    with_app(user)
    assert give_password(client, user.email)["Location"] == reverse("mfa_authenticate")
    for name in ("my_work", "case_list", "factor_list", "totp_add", "second_step_start", "recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("sign_in")), name
    assert not is_in(client)


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "1" * 5000, "null"])
def test_no_other_code_does(client, world, code):
    user = world.user("head")
    with_app(user)
    give_password(client, user.email)
    assert give_code(client, code).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize(
    "credential", ["{}", "[]", "1", '"x"', '{"id": 1}', '{"id": "AA", "response": {}}', "nonsense"]
)
def test_no_invented_passkey_does(client, world, credential):
    user = world.user("head")
    with_app(user)
    give_password(client, user.email)
    response = client.post(reverse("mfa_authenticate"), {"credential": credential})
    assert response.status_code == 200
    assert not is_in(client)


def test_the_code_of_somebody_else_does_not(client, world):
    with_app(world.user("head"))
    another = with_app(world.user("deputy"))
    give_password(client, world.user("head").email)
    assert give_code(client, code_of(another)).status_code == 200
    assert not is_in(client)


def test_a_code_is_good_for_one_use_whoever_comes_second(client, other, world):
    user = world.user("head")
    secret = with_app(user)
    with freeze_time("2026-11-02 10:00:00"):
        code = code_of(secret)
        for window in (client, other):
            give_password(window, user.email)
        assert give_code(client, code)["Location"] == reverse("my_work")
        assert give_code(other, code).status_code == 200
    assert UsedCode.objects.count() == 1


def test_a_code_is_good_for_half_a_minute_more_and_no_longer(client, world):
    user = world.user("head")
    secret = with_app(user)
    with freeze_time("2026-11-02 10:00:00"):
        give_password(client, user.email)
        assert give_code(client, code_of(secret, later=-2)).status_code == 200
        assert give_code(client, code_of(secret, later=-1))["Location"] == reverse("my_work")


def test_a_recovery_code_works_once(client, other, world):
    user = world.user("head")
    with_app(user)
    code = with_recovery_codes(user)[3]
    give_password(client, user.email)
    assert give_code(client, code)["Location"] == reverse("my_work")
    give_password(other, user.email)
    assert give_code(other, code).status_code == 200


def test_a_session_from_before_the_second_step_is_worth_nothing(client, world):
    user = with_password(world.user("head"))
    give_password(client, user.email)
    assert client.get(reverse("second_step_start")).status_code == 200
    with_app(user)
    client.get(reverse("my_work"))
    assert "_auth_user_id" not in client.session


def test_somebody_else_s_second_step_opens_no_session(client, world):
    """Both windows in one browser: what was proved was proved for one account."""
    sign_in(client, world.user("head"))
    deputy = world.user("deputy")
    with_app(deputy)
    assert give_password(client, deputy.email)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_an_account_that_is_closed_between_the_steps_stays_out(client, world):
    user = world.user("deputy")
    secret = with_app(user)
    give_password(client, user.email)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    give_code(client, code_of(secret))
    assert not is_in(client)


# ---- Changed by their owner -----------------------------------------------------------------------------------------


def test_the_only_second_step_cannot_be_removed(client, world):
    user = world.user("head")
    sign_in(client, user)
    factor = Authenticator.objects.get(user=user, type="totp")
    refused = client.post(reverse("factor_remove", args=[factor.pk]))
    assert refused.status_code == 409 and "This is your only second step." in words_of(refused)
    assert factors_of(user) == {"totp"}


def a_passkey(user):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "My phone", "credential": {}})


def test_one_of_two_is_removed_and_its_owner_told_and_signed_out_elsewhere(client, other, world):
    user = world.user("head")
    secret = with_app(user)
    for window in (client, other):
        sign_in(window, user, secret)
    passkey = a_passkey(user)
    assert client.post(reverse("factor_remove", args=[passkey.pk]))["Location"] == reverse("factor_list")
    assert factors_of(user) == {"totp"}
    assert is_in(client) and not is_in(other)
    assert OutgoingMail.objects.get().about == "factors_changed"
    send_waiting()
    assert mail.outbox[0].to == [user.email] and settings.SITE_URL not in mail.outbox[0].body
    assert "Helen Ward removed a second step: passkey" in events("factor.changed")


def test_nobody_removes_anothers(client, world):
    sign_in(client, world.user("head"))
    theirs = a_passkey(world.user("deputy"))
    assert client.post(reverse("factor_remove", args=[theirs.pk])).status_code == 404
    assert factors_of(world.user("deputy")) == {"webauthn"}


def test_new_recovery_codes_end_the_old(client, other, world):
    user = world.user("head")
    secret = with_app(user)
    old = with_recovery_codes(user)
    sign_in(client, user, secret)
    assert client.post(reverse("recovery_codes_make"))["Location"] == reverse("recovery_codes")
    new = client.get(reverse("recovery_codes")).context["codes"]
    assert len(new) == 10 and not set(old) & set(new)
    give_password(other, user.email)
    assert give_code(other, old[0]).status_code == 200


# ---- The password is forgotten ---------------------------------------------------------------------------------------


def test_a_new_password_removes_no_second_step(client, world):
    user = world.user("head")
    secret = with_app(user)
    with_recovery_codes(user)
    client.post(reverse("forgotten"), {"email": user.email})
    send_waiting()
    link = next(word for word in mail.outbox[0].body.split() if "/set-password/" in word)
    page = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    client.post(
        page.request["PATH_INFO"], {"new_password1": "quite another one 7", "new_password2": "quite another one 7"}
    )
    assert factors_of(user) == {"totp", "recovery_codes"}
    assert give_password(client, user.email, PASSWORD).status_code == 200
    assert give_password(client, user.email, "quite another one 7")["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert give_code(client, code_of(secret))["Location"] == reverse("my_work")
