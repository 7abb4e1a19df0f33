"""A sign-in ends: by itself, by its owner, and whenever rights change."""

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from investigations.actions.people import change_person, switch_account
from investigations.views.sessions import device

from .ways import events, is_in, sign_in, with_app, words_of

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1"


@pytest.fixture
def clock():
    with freeze_time("2026-11-02 08:00") as clock:
        yield clock


def minutes(clock, number):
    clock.tick(number * 60)


def test_half_an_hour_without_a_page_ends_it(clock, client, world):
    sign_in(client, world.user("head"))
    for _ in range(3):
        minutes(clock, 29)
        assert is_in(client)
    minutes(clock, 31)
    asked = client.get(reverse("case_list"))
    assert asked["Location"] == f"{reverse('sign_in')}?next={reverse('case_list')}"
    assert "because nothing had happened for half an hour" in words_of(client.get(asked["Location"]))
    assert UserSession.objects.count() == 0


def test_ten_hours_end_it_whatever_happens(clock, client, world):
    sign_in(client, world.user("head"))
    for _ in range(10 * 60 // 25):
        minutes(clock, 25)
        assert is_in(client)
    minutes(clock, 1)
    assert not is_in(client)
    assert "a sign-in lasts ten hours at most" in words_of(client.get(reverse("sign_in")))


def test_a_page_that_asks_by_itself_how_far_a_job_is_keeps_nobody_signed_in(clock, client, world):
    from investigations.models import Job

    sign_in(client, world.user("head"))
    case = world.log()
    job = Job.objects.create(case=case, kind="case_file", requested_by=world["head"])
    minutes(clock, 20)
    assert client.get(reverse("job_progress", args=[case.reference, job.pk])).status_code == 200
    minutes(clock, 11)
    assert not is_in(client)


def test_a_session_whose_beginning_is_not_known_is_over(client, world):
    sign_in(client, world.user("head"))
    session = client.session
    del session["began"]
    session.save()
    assert not is_in(client)


def test_the_owner_sees_each_and_ends_one(clock, client, other, world):
    user = world.user("head")
    secret = with_app(user)
    client.defaults["HTTP_USER_AGENT"], other.defaults["HTTP_USER_AGENT"] = CHROME, SAFARI
    sign_in(client, user, secret)
    sign_in(other, user, secret)
    page = words_of(client.get(reverse("session_list")))
    assert "Chrome on Windows" in page and "Safari on iPhone" in page and "192.0.2.1" in page
    theirs = UserSession.objects.get(user_agent=SAFARI)
    assert client.post(reverse("session_end", args=[theirs.pk]))["Location"] == reverse("session_list")
    assert is_in(client) and not is_in(other)
    assert "Helen Ward ended one of their own sessions" in events("session.ended")


def test_the_owner_ends_all_others_or_this_one(client, other, world):
    user = world.user("head")
    secret = with_app(user)
    sign_in(client, user, secret)
    sign_in(other, user, secret)
    client.post(reverse("sessions_end_others"))
    assert is_in(client) and not is_in(other)
    mine = UserSession.objects.get()
    assert client.post(reverse("session_end", args=[mine.pk]))["Location"] == reverse("sign_in")
    assert not is_in(client)


def test_nobody_sees_or_ends_anothers(client, other, world):
    sign_in(client, world.user("head"))
    other.defaults["HTTP_USER_AGENT"] = SAFARI
    sign_in(other, world.user("deputy"))
    assert "Safari on iPhone" not in words_of(client.get(reverse("session_list")))
    theirs = UserSession.objects.get(user=world.user("deputy"))
    assert client.post(reverse("session_end", args=[theirs.pk])).status_code == 404
    assert is_in(other)


def test_a_session_is_ended_by_a_post_alone(client, world):
    sign_in(client, world.user("head"))
    mine = UserSession.objects.get()
    assert client.get(reverse("session_end", args=[mine.pk])).status_code == 405
    assert client.get(reverse("sessions_end_others")).status_code == 405


def test_a_closed_account_is_out_at_once(client, world):
    sign_in(client, world.user("deputy"))
    switch_account(world["deputy"], on=False, by=world["head"])
    assert not is_in(client)
    assert UserSession.objects.count() == 0
    assert "Daniel Price was signed out: the account was switched off" in events("session.ended")


def test_whoever_left_is_out_at_once(client, world):
    sign_in(client, world.user("deputy"))
    person = world["deputy"]
    change_person(person, name=person.name, job_title="", left_on=timezone.localdate(), by=world["head"])
    assert client.get(reverse("my_work"))["Location"].startswith(reverse("sign_in"))
    assert "Daniel Price was signed out: they left the school" in events("session.ended")


def test_signing_out_takes_it_from_the_list(client, world):
    sign_in(client, world.user("head"))
    client.post(reverse("sign_out"))
    assert UserSession.objects.count() == 0
    assert events("session.ended") == ["Helen Ward signed out"]


def test_devices_are_named_in_words():
    assert [device(agent) for agent in (CHROME, SAFARI, "", "curl/8")] == [
        "Chrome on Windows", "Safari on iPhone", "A browser", "A browser",
    ]  # fmt: skip
