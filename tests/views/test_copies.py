"""The pages of a numbered copy: prepared, released, called off and received by who may, each said on the log."""

import pytest
from django.test import Client
from django.urls import reverse

from investigations.actions.recipients import recipients_of
from investigations.documents.produce import produce
from investigations.models import Job, Release
from investigations.procedure.audiences import Audience
from investigations.procedure.releases import ReleaseState
from investigations.procedure.states import State
from tests.views.pages import words
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_copy_goes_its_way_by_the_pages_of_the_clerk():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    clerk = Client()
    clerk.force_login(world.user("clerk"))
    key = next(row.key for row in recipients_of(case) if row.audience is Audience.EMPLOYEE)

    def at(name, *number) -> str:
        return reverse(name, args=[case.reference, *number])

    def send(name, number, **answers) -> str:
        response = clerk.post(at(name, number), answers, follow=True)
        assert response.status_code in (200, 422)
        return words(response)

    for number in (1, 2):
        clerk.post(at("copy_add"), {"recipient": key, "withheld": ""})
        produce(Job.objects.get(release__number=number).pk)
    assert [copy.status for copy in Release.objects.order_by("number")] == [ReleaseState.CHECKED] * 2

    # Nothing is lost where an answer is missing, and nothing happens.
    page = clerk.post(at("copy_release", 1), {"note": "At the gate"}).content.decode()
    assert "Answer the question “How does it reach them?”" in page
    assert 'value="At the gate"' in page and Release.objects.get(number=1).status is ReleaseState.CHECKED

    assert "Copy 1 is released to" in send("copy_release", 1, way="by_hand", note="At the gate")
    assert "It is written down that" in send("copy_received", 1, how="A signed slip, in the office")
    assert "Copy 2 does not go out." in send("copy_call_off", 2, because="Made by mistake")
    first, second = Release.objects.order_by("number")
    assert (first.status, second.status) == (ReleaseState.RELEASED, ReleaseState.CALLED_OFF)
    assert first.acknowledged_at and first.released_by == world["clerk"]
    log = words(clerk.get(at("copy_list")))
    assert "Copy 1" in log and "Copy 2" in log
    # Who does not prepare such copies finds no such page.
    other = Client()
    other.force_login(world.user("deputy"))
    assert other.post(at("copy_release", 2), {"way": "by_hand"}).status_code == 404
