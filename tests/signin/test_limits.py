"""Guessing is stopped; a school behind one address, and the owner somewhere else, are not."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from investigations.actions.tries import begin_try
from investigations.models import SignInTry
from investigations.procedure.sign_in import CODES_OF_AN_ACCOUNT, RESETS, TRIES, TRIES_OF_AN_ADDRESS, Tried
from tests.world import World

from .ways import PASSWORD, code_of, events, give_code, give_password, with_app, with_password, words_of

pytestmark = pytest.mark.django_db
HOME, SCHOOL = "198.51.100.7", "192.0.2.1"


def fail(client, email, times, address=SCHOOL):
    return [give_password(client, email, "wrong-password-here", REMOTE_ADDR=address).status_code for _ in range(times)]


def test_five_wrong_passwords_shut_the_door_for_a_quarter_of_an_hour(client, world):
    user = with_password(world.user("head"))
    with freeze_time("2026-11-02 10:00") as clock:
        assert fail(client, user.email, TRIES + 1) == [200] * TRIES + [429]
        shut = give_password(client, user.email)
        assert shut.status_code == 429 and "tried too often from here" in words_of(shut)
        clock.tick(14 * 60)
        assert give_password(client, user.email).status_code == 429
        clock.tick(2 * 60)
        assert give_password(client, user.email).status_code == 302


def test_the_owner_comes_in_from_another_address_meanwhile(client, other, world):
    user = with_password(world.user("head"))
    fail(client, user.email, 50)
    assert give_password(client, user.email).status_code == 429
    assert give_password(other, user.email, REMOTE_ADDR=HOME).status_code == 302


def test_the_others_behind_the_same_address_come_in_meanwhile(client, other, world):
    fail(client, world.user("head").email, 50)
    with_password(world.user("deputy"))
    assert give_password(other, "deputy@example.org").status_code == 302


def test_many_accounts_from_one_address_are_stopped_in_the_end(client, world):
    user = with_password(world.user("head"))
    for number in range(TRIES_OF_AN_ADDRESS):
        assert begin_try(Tried.PASSWORD, f"somebody{number}@example.org", SCHOOL)
    assert give_password(client, user.email).status_code == 429
    assert give_password(client, user.email, REMOTE_ADDR=HOME).status_code == 302


def test_one_line_of_ipv6_is_one_address():
    for number in range(TRIES):
        assert begin_try(Tried.PASSWORD, "a@example.org", f"2001:db8:1:2::{number}")
    assert begin_try(Tried.PASSWORD, "a@example.org", "2001:db8:1:2:ffff::9") is None
    assert begin_try(Tried.PASSWORD, "a@example.org", "2001:db8:1:3::1")


def test_whoever_signs_in_has_all_tries_again(client, other, world):
    user = with_password(world.user("head"))
    fail(client, user.email, TRIES - 1)
    assert give_password(client, user.email).status_code == 302
    assert fail(other, user.email, TRIES) == [200] * TRIES


def test_wrong_codes_shut_it_too(client, other, world):
    user = world.user("head")
    secret = with_app(user)
    give_password(client, user.email)
    assert [give_code(client, "000000").status_code for _ in range(TRIES + 1)] == [200] * TRIES + [429]
    assert give_code(client, code_of(secret)).status_code == 429
    give_password(other, user.email, REMOTE_ADDR=HOME)
    assert give_code(other, code_of(secret), HOME).status_code == 302


def test_codes_cannot_be_guessed_from_many_addresses(world):
    key = str(world.user("head").pk)
    for number in range(CODES_OF_AN_ACCOUNT):
        assert begin_try(Tried.CODE, key, f"192.0.2.{number}")
    assert begin_try(Tried.CODE, key, "198.51.100.1") is None


def test_an_empty_field_is_no_try(client, world):
    user = world.user("head")
    secret = with_app(user)
    give_password(client, user.email)
    for _ in range(TRIES * 2):
        assert give_code(client, "").status_code == 200
    assert give_code(client, code_of(secret)).status_code == 302


def test_the_counters_are_rows_and_hold_no_address_in_the_clear(client, world):
    fail(client, "head@example.org", 1)
    kept = SignInTry.objects.get()
    assert len(kept.account) == len(kept.place) == 64
    assert "head" not in kept.account and "192" not in kept.place[:3]


def test_what_is_shut_is_written_down_once(client, world):
    fail(client, "head@example.org", 20)
    assert len(events("sign_in.failed")) == TRIES - 1
    assert events("sign_in.locked") == [
        "Somebody gave a wrong password for head@example.org from 192.0.2.1, and has to wait now"
    ]


def test_links_to_a_new_password_are_limited_in_silence(client, world):
    from investigations.models import OutgoingMail

    answers = {client.post(reverse("forgotten"), {"email": "head@example.org"})["Location"] for _ in range(RESETS * 3)}
    assert answers == {reverse("forgotten_sent")}
    assert OutgoingMail.objects.count() == RESETS


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
@pytest.mark.django_db(transaction=True)
def test_forty_at_once_are_not_more_than_five(kind):
    """Written down before the password is looked at: nobody slips through between the look and the count."""
    World.make()
    open_, gate = [], threading.Barrier(40)

    def guess(number):
        try:
            gate.wait()
            if begin_try(Tried.PASSWORD, "head@example.org", SCHOOL):
                open_.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=[number]) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(open_) <= TRIES


def test_without_redis_and_without_cache_the_counters_count(client, world, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    user = world.user("head")
    secret = with_app(user)
    assert fail(client, user.email, TRIES + 1)[-1] == 429
    away = Client()
    give_password(away, user.email, PASSWORD, REMOTE_ADDR=HOME)
    code = code_of(secret)
    assert give_code(away, code, HOME).status_code == 302
    third = Client()
    give_password(third, user.email, REMOTE_ADDR=HOME)
    assert give_code(third, code, HOME).status_code == 200


def test_a_redis_that_is_away_shuts_nobody_out_and_opens_nothing(client, world, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
            "OPTIONS": settings.REDIS_PATIENCE,
        }
    }
    user = world.user("head")
    secret = with_app(user)
    assert fail(client, user.email, TRIES + 1)[-1] == 429
    away = Client()
    give_password(away, user.email, REMOTE_ADDR=HOME)
    assert give_code(away, code_of(secret), HOME).status_code == 302
