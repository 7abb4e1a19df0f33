"""Governing-body actions: proposed from the catalogue or freely, owned, due, done or explained."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint
from investigations.actions.governing_body import propose_action
from investigations.actions.take import take
from investigations.models import GoverningBodyAction
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db


def client_of(world, who):
    client = Client()
    client.force_login(world.user(who))
    return client


def page(world, who, name, *args, query=""):
    return client_of(world, who).get(reverse(name, args=args) + query)


def words(response):
    return " ".join(response.content.decode().split())


def proposed(world, case, owner="it_lead", **given):
    given = {"title": "Freeze the account", "protects": ["school"], "due_on": timezone.localdate()} | given
    return propose_action(case, owner=world[owner], by=world.user("head"), **given)


def answers(world, **given):
    due = timezone.localdate() + timedelta(days=10)
    return {
        "title": "Write to the family", "protects": ["children"], "owner": str(world["dsl"].pk),
        "due_on_0": due.day, "due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year,
        "instructions": "Tell them what was done.", "minute_reference": "",
    } | given  # fmt: skip


def add(world, case, who="head", code="own", **given):
    address = reverse("action_add", args=[case.reference]) + f"?code={code}"
    return client_of(world, who).post(address, answers(world, **given))


def test_the_catalogue_is_offered_whole_and_the_choice_fills_in_its_words():
    world = World.make()
    case = world.log()
    shown = words(page(world, "head", "action_add", case.reference))
    assert all(f"GA{number:02}:" in shown for number in range(1, 21)) and "An action of our own" in shown
    form = page(world, "head", "action_add", case.reference, query="?code=GA10").context["form"]
    assert form.initial == {
        "title": "Write to the family concerned and support the pupil",
        "protects": ["children", "parents"],
        "owner": world["dsl"],
    }


def test_an_unknown_code_asks_again():
    world = World.make()
    case = world.log()
    response = page(world, "head", "action_add", case.reference, query="?code=GA99")
    assert response.context["form"].errors == {"code": ["Choose one of the answers listed"]}


def test_the_usual_owner_is_left_out_where_the_case_is_about_them():
    world = World.make()
    case = world.log(about="it_lead")
    form = page(world, "head", "action_add", case.reference, query="?code=GA01").context["form"]
    assert form.initial["owner"] is None


def test_an_action_is_proposed_and_stands_on_the_list():
    world = World.make()
    case = world.log()
    response = add(world, case, code="GA10")
    action = GoverningBodyAction.objects.get()
    assert response["Location"] == reverse("action_detail", args=[case.reference, 1])
    assert (action.code, action.owner, action.protects) == ("GA10", world["dsl"], ["children"])
    shown = words(page(world, "head", "action_list", case.reference))
    assert "Write to the family" in shown and "Dora Slate" in shown and "Proposed" in shown
    assert "1 still open" in shown and "cannot be closed" in shown


def test_bad_answers_stand_beside_their_fields_and_keep_what_was_typed():
    world = World.make()
    case = world.log()
    response = add(world, case, title="KEEPTHIS", protects=[], due_on_day="31", due_on_month="2")
    assert set(response.context["form"].errors) == {"protects", "due_on"}
    assert "KEEPTHIS" in words(response)
    assert not GoverningBodyAction.objects.exists()


@pytest.mark.parametrize("owner", ["teacher", "governor1"])
def test_neither_the_employee_nor_a_judge_is_made_the_owner(owner):
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    response = add(world, case, owner=str(world[owner].pk))
    name = world[owner].name
    assert response.context["form"].errors == {
        "owner": [f"{name} cannot carry out an action of this case: choose somebody else."]
    }


def test_what_is_due_and_not_done_is_overdue():
    world = World.make()
    case = world.log()
    proposed(world, case, due_on=timezone.localdate() - timedelta(days=7))
    for name, args in (("action_list", ()), ("action_detail", (1,))):
        assert "overdue" in words(page(world, "head", name, case.reference, *args))


def test_who_sees_the_actions_and_who_may_propose_one():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    appoint(case, world["vice_chair"], Role.INCIDENT_GROUP, by=world.user("head"))
    proposed(world, case)
    for who in ("head", "hr", "clerk", "vice_chair"):
        assert page(world, who, "action_list", case.reference).status_code == 200
        assert page(world, who, "action_detail", case.reference, 1).status_code == 200
    for who in ("hr", "clerk"):
        assert page(world, who, "action_add", case.reference).status_code == 404
        assert add(world, case, who).status_code == 404
        assert page(world, who, "action_step", case.reference, 1, "approve_action").status_code == 404
    assert page(world, "vice_chair", "action_add", case.reference).status_code == 200
    outside = ("deputy", "colleague", "governor1", "teacher", "reporter", "it_lead", "chair", "governor7")
    for who in outside:
        for name, args in (("action_list", ()), ("action_detail", (1,)), ("action_add", ())):
            assert page(world, who, name, case.reference, *args).status_code == 404, (who, name)


def test_an_action_goes_from_proposed_to_done():
    world = World.make()
    case = world.log()
    action = proposed(world, case)
    case.refresh_from_db()
    head = client_of(world, "head")
    address = reverse("action_step", args=[case.reference, 1, "approve_action"])
    assert head.post(address, {"minute_reference": "7.2", "revision": case.revision}).status_code == 302
    case.refresh_from_db()
    today = timezone.localdate()
    given = {
        "done_on_day": today.day, "done_on_month": today.month, "done_on_year": today.year, "proof": "A capture.",
        "minute_reference": "", "revision": case.revision,
    }  # fmt: skip
    address = reverse("action_step", args=[case.reference, 1, "complete_action"])
    assert head.post(address, given).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.proof, action.minute_reference) == ("done", "A capture.", "7.2")
    assert "A capture." in words(page(world, "head", "action_detail", case.reference, 1))


def test_an_action_that_will_not_be_done_says_why():
    world = World.make()
    case = world.log()
    action = proposed(world, case)
    take(ActionProcedure.explain_action, action, by=world.user("head"), reason="The account is closed.")
    shown = words(page(world, "head", "action_detail", case.reference, 1))
    assert "The account is closed." in shown
    assert "still open" not in words(page(world, "head", "action_list", case.reference))


def test_in_a_closed_case_no_action_is_proposed_and_the_page_says_so():
    world = World.make()
    case = world.case_at(State.CLOSED)
    assert "No action can be proposed now" in words(page(world, "head", "action_list", case.reference))
    response = add(world, case, title="KEEPTHIS")
    assert (response.status_code, "KEEPTHIS" in words(response)) == (409, True)


def test_an_action_of_another_case_is_not_found_by_its_number():
    world = World.make()
    case, other = world.log(), world.log()
    proposed(world, other)
    assert page(world, "head", "action_detail", case.reference, 1).status_code == 404
    assert page(world, "head", "action_detail", other.reference, 1).status_code == 200
