"""The pages of what runs beside a case, and those of whoever has one thing of it to do and sees nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import declare_conflict
from investigations.actions.complaints import record_complaint
from investigations.actions.data_rights import record_request
from investigations.actions.suspension import propose_suspension
from investigations.actions.take import take
from investigations.models import Complaint, DataRequest, Suspension
from investigations.procedure.suspension import SuspensionProcedure
from tests import world as w
from tests.world import World

from .pages import at, day, finders, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World.make()


@pytest.fixture
def case(world):
    return world.log()


def client_of(world, who):
    client = Client()
    client.force_login(world.user(who))
    return client


def in_force(world, case):
    head = world.user("head")
    suspension = propose_suspension(case, reasons="Because of WREASON.", rejected={"not_alone": "No WOTHER."}, by=head)
    take(
        SuspensionProcedure.impose_suspension, suspension, by=head, suspended_from=timezone.now(),
        named_contact="Ann Bell, 01234", terms="Stay away, WTERMS.",
    )  # fmt: skip
    return suspension


def a_request(world, case):
    return record_request(
        case, request_kind="access", received_on=timezone.localdate(), channel="email", what="All about me, WASKED.",
        name="Ms Lowe", owner=world["dpo"], by=world.user("head"),
    )  # fmt: skip


def today(name):
    now = timezone.localdate()
    return day(name, now.day, now.month, now.year)


def test_the_page_of_a_suspension_is_for_who_speaks_for_the_governing_body(world, case, client):
    suspension = in_force(world, case)
    address = reverse("suspension_task", args=[suspension.pk])
    assert finders(world, client, address) == {"chair", "vice_chair", "clerk"}
    step = reverse("suspension_task_step", args=[suspension.pk, "end_suspension"])
    assert finders(world, client, step) == {"chair", "vice_chair", "clerk"}
    imposing = reverse("suspension_task_step", args=[suspension.pk, "recommend_lifting"])
    assert finders(world, client, imposing) == set()
    shown = words(client_of(world, "chair").get(address))
    assert "Tessa Moor" in shown and "Ann Bell, 01234" in shown and "End the suspension" in shown
    for hidden in (case.reference, case.title, "WREASON", "WOTHER", "WTERMS"):
        assert hidden not in shown


def test_a_chair_with_a_conflict_finds_no_suspension_from_then_on(world, case):
    suspension = in_force(world, case)
    chair = client_of(world, "chair")
    address = reverse("suspension_task", args=[suspension.pk])
    assert chair.get(address).status_code == 200
    assert "A member of staff is suspended" in words(chair.get("/"))
    declare_conflict(case, world["chair"], by=world.user("head"), because="A neighbour.")
    assert chair.get(address).status_code == 404
    assert "A member of staff is suspended" not in words(chair.get("/"))


def test_ending_it_without_a_minute_keeps_what_was_typed(world, case):
    suspension = in_force(world, case)
    chair, address = client_of(world, "chair"), reverse("suspension_task_step", args=[suspension.pk, "end_suspension"])
    case.refresh_from_db()
    answers = {"revision": case.revision, "reason": "Enough of it.", "return_plan": "On Monday."} | today("ended_on")
    response = chair.post(address, answers)
    assert response.status_code == 200 and "Enough of it." in words(response)
    assert Suspension.objects.get().state == "in_force"
    chair.post(address, answers | {"minute_reference": "Minute 3"})
    ended = Suspension.objects.get()
    assert (ended.state, ended.ended_by, ended.minute_reference) == ("ended", world["chair"], "Minute 3")


def test_the_page_of_a_request_is_for_its_owner_and_says_nothing_of_the_case(world, case, client):
    request = a_request(world, case)
    address = reverse("request_task", args=[request.pk])
    assert finders(world, client, address) == {"dpo"}
    assert finders(world, client, reverse("request_task_step", args=[request.pk, "answer_access"])) == {"dpo"}
    assert finders(world, client, reverse("request_task_step", args=[request.pk, "answer_objection"])) == set()
    dpo = client_of(world, "dpo")
    shown = words(dpo.get(address))
    assert "WASKED" in shown and "Ms Lowe" in shown
    assert case.reference not in shown and case.title not in shown and "Tessa Moor" not in shown
    assert "Subject access" in words(dpo.get("/"))


def test_the_owner_takes_the_steps_on_their_own_page(world, case):
    request = a_request(world, case)
    case.refresh_from_db()
    response = client_of(world, "dpo").post(
        reverse("request_task_step", args=[request.pk, "check_identity"]),
        {"revision": case.revision, "checked_how": "Seen a passport"} | today("checked_on"),
        follow=True,
    )
    assert "You recorded how the identity" in words(response)
    assert DataRequest.objects.get().checked_how == "Seen a passport"


def test_the_head_records_a_complaint_and_a_request_and_what_is_wrong_stands_beside_its_field(world, case):
    head = client_of(world, "head")
    complaint = {"channel": "email", "what": "The picture.", "name": "", "person": ""} | today("received_on")
    wrong = head.post(at("complaint_add", case), complaint)
    assert "Choose the person, or write the name." in words(wrong) and "The picture." in words(wrong)
    head.post(at("complaint_add", case), complaint | {"name": "Ms Lowe"})
    assert Complaint.objects.get().by_whom == "Ms Lowe"
    asked = complaint | {"name": "Ms Lowe", "request_kind": "access"}
    wrong = head.post(at("request_add", case), asked | {"owner": str(world["teacher"].pk)})
    assert "cannot answer this request" in words(wrong)
    head.post(at("request_add", case), asked | {"owner": str(world["dpo"].pk)})
    assert DataRequest.objects.get().owner == world["dpo"]
    overview = words(head.get(at("case_detail", case)))
    assert "Complaint 1: received" in overview and "Request about personal data" in overview


def test_a_step_that_ends_a_date_is_offered_until_the_date_has_ended(world, case):
    suspension = in_force(world, case)
    head, address = client_of(world, "head"), at("suspension_detail", case, 1)
    assert "Serve the letter that confirms it" in words(head.get(address))
    take(
        SuspensionProcedure.serve_suspension_letter, suspension, by=world.user("head"), served_at=timezone.now(),
        method="by_hand",
    )  # fmt: skip
    assert "Serve the letter that confirms it" not in words(head.get(address))


def test_whoever_sees_no_part_beside_the_case_learns_of_none_from_its_dates(world, case):
    w.assess(world, case)
    w.investigate(world, case)
    in_force(world, case)
    a_request(world, case)
    record_complaint(
        case,
        received_on=timezone.localdate(),
        channel="email",
        what="A picture.",
        name="Ms Lowe",
        by=world.user("head"),
    )
    beside = ("suspension", "complaint", "subject access request")
    for who, knows in (("head", True), ("deputy", False)):
        client = client_of(world, who)
        for page in ("clock_list", "case_detail", "history"):
            shown = words(client.get(at(page, case))).lower()
            if page == "clock_list" or not knows:
                assert all((word in shown) is knows for word in beside), (who, page)
