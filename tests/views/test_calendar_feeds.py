"""A person's due dates in a calendar of their own: secret, revocable, without a word of any case."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from investigations.actions import calendar_feeds
from investigations.actions.calendar_feeds import make_feed, revoke_feed
from investigations.actions.governing_body import propose_action
from investigations.actions.take import take
from investigations.models import AuditEvent, CalendarFeed, Exclusion, ExclusionKind
from investigations.procedure.side_tracks import ActionProcedure
from investigations.procedure.states import State
from tests.views.pages import words
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


def ask(token):
    """As a calendar does it: no session, no cookie."""
    return Client().get(reverse("calendar_file", args=[token]))


def days(token):
    answer = ask(token)
    assert answer.status_code == 200
    return sorted(event.decoded("dtstart") for event in Calendar.from_ical(answer.content).walk("VEVENT"))


def names(token):
    return {str(event["uid"]) for event in Calendar.from_ical(ask(token).content).walk("VEVENT")}


def test_the_address_is_shown_once_and_only_its_fingerprint_is_kept(world, client):
    client.force_login(world.user("head"))
    assert "You have no address yet" in words(client.get(reverse("calendar_feed")))
    made = client.post(reverse("calendar_feed_make"))
    address = made.context["address"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert made["Cache-Control"] == "no-store, private"
    assert len(token) == 43 and address.startswith("http://testserver/calendar/")
    assert token not in str(CalendarFeed.objects.values().get())
    for page in ("calendar_feed", "my_work"):
        assert token not in client.get(reverse(page)).content.decode()
    assert ask(token).status_code == 200
    assert client.get(reverse("calendar_feed_make")).status_code == 405


def test_a_new_address_ends_the_old_one_and_one_that_is_taken_back_answers_like_an_unknown_one(world, client):
    old = make_feed(world["head"])
    client.force_login(world.user("head"))
    new = client.post(reverse("calendar_feed_make")).context["address"].rpartition("/")[2].removesuffix(".ics")
    assert (ask(old).status_code, ask(new).status_code) == (404, 200)
    client.post(reverse("calendar_feed_revoke"))
    taken_back, unknown = ask(new), ask("x" * 43)
    assert (taken_back.status_code, taken_back.content, taken_back.headers) == (404, unknown.content, unknown.headers)
    kinds = list(AuditEvent.objects.filter(kind__startswith="calendar_feed").values_list("kind", flat=True))
    assert kinds == ["calendar_feed.made", "calendar_feed.made", "calendar_feed.revoked"]


def test_the_file_holds_the_dates_that_wait_for_the_person_and_says_nothing_of_a_case(world):
    case = world.case_at(State.INVESTIGATION, title="QUILLWORT")
    token = make_feed(world["head"])
    answer = ask(token)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    due = case.clocks.get(key="notify_employee").due_at
    assert days(token) == [timezone.localdate(due)]
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["summary"]), str(event["url"])) == ("A date in Casework is due", "http://testserver/")
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
    text = answer.content.decode().replace("\r\n ", "")
    told = [
        case.reference,
        case.title,
        str(case.pk),
        case.pk.hex,
        "notify_employee",
        str(case.clocks.get(key="notify_employee").pk),
    ]
    told += [person.name for person in world.people.values()] + [world.school.name, "Word of the investigation"]
    assert [word for word in told if word in text] == []


def test_a_date_keeps_its_name_and_two_people_cannot_compare_theirs(world):
    world.case_at(State.INVESTIGATION)
    head = make_feed(world["head"])
    assert names(head) == names(head)
    first = {calendar_feeds.name_of_date(world[who], "clock", 1) for who in ("head", "deputy")}
    assert len(first) == 2


def test_each_finds_their_own_dates_and_nobody_anothers(world):
    world.case_at(State.INVESTIGATION)
    found = {who: len(days(make_feed(world[who]))) for who in ("head", "deputy", "hr", "teacher", "reporter", "chair")}
    assert found == {"head": 1, "deputy": 1, "hr": 0, "teacher": 0, "reporter": 0, "chair": 0}


def test_the_employee_finds_their_own_two_and_the_owner_of_a_task_that(world):
    case = world.case_at(State.HEARING_ARRANGED)
    head = world.user("head")
    action = propose_action(
        case, title="Keep the post", owner=world["it_lead"], due_on=timezone.localdate(), protects=["school"], by=head
    )
    owner = make_feed(world["it_lead"])
    assert days(owner) == []
    take(ActionProcedure.approve_action, action, by=head)
    assert days(owner) == [timezone.localdate()]
    employee = case.clocks.get(key="employee_papers").due_at
    assert days(make_feed(world["teacher"])) == [timezone.localdate(employee)]


def test_who_is_shut_out_who_has_left_and_whose_account_is_closed_find_their_dates_gone(world):
    case = world.case_at(State.INVESTIGATION)
    head, deputy = make_feed(world["head"]), make_feed(world["deputy"])
    assert len(days(head)) == len(days(deputy)) == 1
    exclusion = Exclusion.objects.create(case=case, person=world["deputy"], kind=ExclusionKind.CONFLICT)
    assert days(deputy) == []
    exclusion.delete()
    assert len(days(deputy)) == 1
    case.appointments.filter(person=world["deputy"]).update(ended_at=timezone.now())
    assert days(deputy) == []
    world["head"].left_on = timezone.localdate()
    world["head"].save()
    assert days(head) == []
    world["head"].left_on = None
    world["head"].save()
    assert len(days(head)) == 1
    user = world.user("head")
    user.is_active = False
    user.save()
    assert days(head) == []


def test_what_asks_without_end_is_told_to_wait_and_costs_no_more(world, monkeypatch, django_assert_max_num_queries):
    world.case_at(State.INVESTIGATION)
    token = make_feed(world["head"])
    monkeypatch.setattr(calendar_feeds, "MOST_ASKED", 3)
    assert [ask(token).status_code for _ in range(4)] == [200, 200, 200, 429]
    with django_assert_max_num_queries(3):
        assert ask(token)["Retry-After"] == "3600"
    with django_assert_max_num_queries(1):
        assert ask("unknown").status_code == 404
    CalendarFeed.objects.update(asked_since=timezone.now() - timedelta(hours=2))
    assert ask(token).status_code == 200


def test_a_person_takes_back_only_their_own_address(world, client):
    token = make_feed(world["head"])
    client.force_login(world.user("deputy"))
    client.post(reverse("calendar_feed_revoke"))
    assert ask(token).status_code == 200
    assert revoke_feed(world["head"]) and not revoke_feed(world["head"])
