"""The owner of a governing-body action sees the action, and nothing of the case it belongs to."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import appoint, declare_conflict
from investigations.actions.governing_body import propose_action
from investigations.actions.take import take
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure
from investigations.procedure.states import State
from tests.world import World

pytestmark = pytest.mark.django_db


def client_of(world, who):
    client = Client()
    client.force_login(world.user(who))
    return client


def words(response):
    return " ".join(response.content.decode().split())


def task_in(world, case, owner="it_lead", approved=True):
    action = propose_action(
        case, title="Freeze the account", owner=world[owner], due_on=timezone.localdate(), protects=["school"],
        by=world.user("head"), code="GA05", instructions="Until Friday. Keep the setting's record.",
    )  # fmt: skip
    if approved:
        take(ActionProcedure.approve_action, action, by=world.user("head"))
    case.refresh_from_db()
    return action


def done(case, **given):
    today = timezone.localdate()
    return {
        "done_on_day": today.day, "done_on_month": today.month, "done_on_year": today.year, "proof": "A capture.",
        "minute_reference": "", "revision": case.revision,
    } | given  # fmt: skip


def test_the_owner_reads_the_task_and_nothing_of_the_case():
    world = World.make()
    case = world.case_at(State.HEARD, title="TITLEWORD")
    task = task_in(world, case)
    client = client_of(world, "it_lead")
    for address in (
        reverse("task_detail", args=[task.pk]),
        reverse("task_step", args=[task.pk, "complete_action"]),
    ):
        shown = words(client.get(address))
        assert "Freeze the account" in shown
        for word in (case.reference, "TITLEWORD", "Tessa Moor", "Rita Shaw", "Helen Ward", "deliberating", "A post"):
            assert word not in shown, word
    assert "Until Friday." in words(client.get(reverse("task_detail", args=[task.pk])))
    assert client.get(reverse("case_detail", args=[case.reference])).status_code == 404
    assert client.get(reverse("action_detail", args=[case.reference, task.number])).status_code == 404


def test_the_owner_records_that_it_was_done():
    world = World.make()
    case = world.log()
    task = task_in(world, case)
    address = reverse("task_step", args=[task.pk, "complete_action"])
    client = client_of(world, "it_lead")
    response = client.post(address, done(case))
    assert (response.status_code, response["Location"]) == (302, reverse("task_detail", args=[task.pk]))
    task.refresh_from_db()
    assert (task.state, task.proof) == ("done", "A capture.")
    shown = words(client.get(response["Location"]))
    assert "A capture." in shown and "Record that it was done</a>" not in shown


def test_without_a_proof_it_is_asked_for_and_the_rest_stays():
    world = World.make()
    case = world.log()
    task = task_in(world, case)
    address = reverse("task_step", args=[task.pk, "complete_action"])
    response = client_of(world, "it_lead").post(address, done(case, proof="", minute_reference="KEEPTHIS"))
    assert set(response.context["form"].errors) == {"proof"}
    assert "KEEPTHIS" in words(response)


def test_a_change_in_the_case_meanwhile_is_told_without_saying_what():
    world = World.make()
    case = world.log()
    task = task_in(world, case)
    stale = done(case)
    from investigations.procedure.case import CaseProcedure

    take(CaseProcedure.begin_assessment, case, by=world.user("head"))
    response = client_of(world, "it_lead").post(reverse("task_step", args=[task.pk, "complete_action"]), stale)
    shown = words(response)
    assert (response.status_code, "A capture." in shown) == (409, True)
    assert "Something changed" in shown and "Helen Ward" not in shown and "assessment" not in shown


def test_nobody_else_has_the_task():
    world = World.make()
    case = world.log()
    task = task_in(world, case)
    addresses = [reverse("task_detail", args=[task.pk]), reverse("task_step", args=[task.pk, "complete_action"])]
    for who in ("head", "clerk", "dsl", "teacher", "reporter", "chair"):
        assert [client_of(world, who).get(address).status_code for address in addresses] == [404, 404], who
    owner = client_of(world, "it_lead")
    assert owner.get(reverse("task_detail", args=[uuid.uuid4()])).status_code == 404
    for step in ("approve_action", "explain_action", "nothing_like_it"):
        assert owner.get(reverse("task_step", args=[task.pk, step])).status_code == 404


def test_a_task_that_is_only_proposed_is_not_there_yet():
    world = World.make()
    task = task_in(world, world.log(), approved=False)
    assert client_of(world, "it_lead").get(reverse("task_detail", args=[task.pk])).status_code == 404


def test_an_owner_who_is_shut_out_or_becomes_the_employee_concerned_loses_the_task():
    for shut in (
        lambda world, case: declare_conflict(
            case, world["it_lead"], by=world.user("head"), because="They are married."
        ),
        lambda world, case: appoint(case, world["it_lead"], Role.SUBJECT, by=world.user("head")),
    ):
        world = World.make(name=f"School {uuid.uuid4()}", domain=f"{uuid.uuid4().hex}.example.org")
        case = world.log(about=None)
        task = task_in(world, case)
        address = reverse("task_detail", args=[task.pk])
        assert client_of(world, "it_lead").get(address).status_code == 200
        shut(world, case)
        assert client_of(world, "it_lead").get(address).status_code == 404
