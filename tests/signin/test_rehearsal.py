"""Choosing a person needs neither password nor second step, and is worth nothing beside anything real."""

import pytest
from django.urls import reverse

from investigations.models import School, User
from tests.world import World

from .ways import is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rehearsal():
    return World.make(name="Larkfield Primary School", is_rehearsal=True)


def choose(client, person):
    return client.post(reverse("rehearsal"), {"person": str(person.pk)})


def test_one_click_and_one_is_in(client, rehearsal):
    assert choose(client, rehearsal["head"])["Location"] == reverse("my_work")
    assert is_in(client)
    assert choose(client, rehearsal["clerk"])["Location"] == reverse("my_work")
    assert is_in(client)


def test_a_session_by_a_click_ends_as_soon_as_there_is_a_real_school(client, rehearsal):
    choose(client, rehearsal["head"])
    assert is_in(client)
    School.objects.create(name="A real school")
    assert client.get(reverse("my_work"))["Location"] == reverse("sign_in")
    assert "_auth_user_id" not in client.session


def test_beside_an_account_of_no_rehearsal_school_nobody_is_chosen(client, rehearsal):
    User.objects.create_superuser("root@example.com", "harbour-violet-anvil")
    assert client.get(reverse("rehearsal")).status_code == 404
    assert choose(client, rehearsal["head"]).status_code == 404
    assert not is_in(client)


def test_a_password_in_a_rehearsal_school_asks_for_the_second_step_like_everywhere(client, rehearsal):
    user = rehearsal.user("head")
    user.set_password("harbour-violet-anvil")
    user.save()
    client.post(reverse("sign_in"), {"email": user.email, "password": "harbour-violet-anvil"})
    assert client.get(reverse("my_work"))["Location"] == reverse("second_step_start")
