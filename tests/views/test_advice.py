"""Advice: noted by the HR adviser, read by the case manager, and by nobody else at any time."""

import pytest

from investigations.procedure.states import State
from tests.views.pages import at, finders, words
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_adviser_notes_advice_and_only_the_case_manager_reads_it(client):
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    client.force_login(world.user("hr"))
    assert "No advice is noted yet." in words(client.get(at("advice_list", case)))
    empty = client.post(at("advice_list", case), {"text": "  "})
    assert empty.context["form"].errors == {"text": ["Enter advice"]}
    client.post(at("advice_list", case), {"text": "Suspension is not needed."})
    assert finders(world, client, at("advice_list", case)) == {"head", "hr"}
    client.force_login(world.user("head"))
    page = words(client.get(at("advice_list", case)))
    assert "Hari Rao" in page and "Suspension is not needed." in page
    assert "Note advice" not in page
    assert client.post(at("advice_list", case), {"text": "By the head"}).status_code == 404
    assert list(case.advice.values_list("text", "by__name")) == [("Suspension is not needed.", "Hari Rao")]


def test_a_closed_case_takes_no_advice_and_keeps_what_was_typed(client):
    world = World.make()
    case = world.case_at(State.CLOSED)
    client.force_login(world.user("hr"))
    sentence = "This can no longer be done, or not yet: the case stands at “Closed”."
    page = client.get(at("advice_list", case))
    assert sentence in words(page) and b"<textarea" not in page.content
    late = client.post(at("advice_list", case), {"text": "Too late"})
    assert late.status_code == 409
    assert "Too late" in late.content.decode()
    assert not case.advice.exists()
