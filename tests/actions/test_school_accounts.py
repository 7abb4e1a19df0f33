"""The register of accounts and devices: who may, what is amiss, and what a case's manager is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.accounts import (
    add_account,
    add_administrator,
    change_account,
    end_administrator,
    permit_afterwards,
    record_password_change,
    warnings_about,
)
from investigations.actions.appointments import appoint
from investigations.actions.devices import expire_devices, request_device, revoke_devices_of
from investigations.actions.people import change_person
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.sign_off import refuse, sign, the_request
from investigations.actions.suspension import propose_suspension
from investigations.actions.take import take
from investigations.actions.take_at_school import take_at_school
from investigations.documents.sign_off_record import signed_versions
from investigations.models import Acknowledgement, Device, SchoolAccount, SignOff
from investigations.procedure.case import CaseProcedure
from investigations.procedure.roles import Role
from investigations.procedure.sign_off import DeviceProcedure as D
from investigations.procedure.sign_off import DeviceState, RevokedBecause, SignOffReason
from investigations.procedure.suspension import Alternative, SuspensionProcedure
from tests.views.pages import words
from tests.world import World

pytestmark = pytest.mark.django_db
ABOUT = {"platform": "X", "handle": "@TestingPri", "recovery": "", "two_step": False, "two_step_since": None}


@pytest.fixture
def world():
    world = World.make()
    world.version.refresh_from_db()
    return world


@pytest.fixture
def account(world):
    return add_account(world.school, by=world["head"], **ABOUT)


def active(world, who="teacher"):
    """A device that went the whole way."""
    person, today = world[who], timezone.localdate()
    if not the_request(world.version, person).status.is_signed:
        sign(world.version, person.name, by=person)
    decides = world["chair" if who == "head" else "head"]
    device = request_device(person, name="Phone", purpose="Posts.")
    take_at_school(D.discuss_device, device, by=decides, talked_on=today, agreed="The lock.")
    take_at_school(D.approve_device, device, by=decides, pin_is_set=True, system="iOS 26", owner="person")
    take_at_school(D.activate_device, device, by=person)
    return device


# Devices -------------------------------------------------------------------------------------------------------


def test_only_who_has_signed_the_policy_in_force_is_approved(world):
    device = request_device(world["teacher"], name="Phone", purpose="Posts.")
    given = {"pin_is_set": True, "system": "iOS 26", "owner": "person"}
    with pytest.raises(Refused, match="stands at “Requested”"):
        take_at_school(D.approve_device, device, by=world["head"], **given)
    take_at_school(D.discuss_device, device, by=world["head"], talked_on=timezone.localdate(), agreed="The lock.")
    with pytest.raises(Refused, match="Every policy in force has to be signed first"):
        take_at_school(D.approve_device, device, by=world["head"], **given)
    sign(world.version, "Tessa Moor", by=world["teacher"])
    with pytest.raises(BadAnswers) as bad:
        take_at_school(D.approve_device, device, by=world["head"], **given | {"pin_is_set": False})
    assert bad.value.sentences == {"pin_is_set": "Tick the box to go on."}
    with pytest.raises(BadAnswers) as bad:
        take_at_school(D.approve_device, device, by=world["head"], **given | {"owner": "nobody"})
    assert list(bad.value.sentences) == ["owner"]
    take_at_school(D.approve_device, device, by=world["head"], **given)
    assert (device.status, device.approved_by, device.is_managed) == (DeviceState.APPROVED, world["head"], False)


def test_nobody_approves_their_own_device_and_the_chair_does_for_the_head(world):
    assert active(world, "head").approved_by == world["chair"]
    mine = request_device(world["head"], name="Tablet", purpose="Posts.")
    with pytest.raises(Refused, match="not yours"):
        take_at_school(D.discuss_device, mine, by=world["head"], talked_on=timezone.localdate(), agreed="x")


def test_what_is_not_renewed_in_time_expires_once_and_can_be_renewed(world):
    device = active(world)
    Device.objects.update(renew_on=timezone.localdate() - timedelta(days=1))
    assert (expire_devices(), expire_devices()) == (1, 0)
    device.refresh_from_db()
    assert device.status is DeviceState.EXPIRED
    take_at_school(
        D.renew_device, device, by=world["head"], talked_on=timezone.localdate(), pin_is_set=True, system="iOS 27"
    )
    assert (device.status, device.system) == (DeviceState.ACTIVE, "iOS 27")
    assert device.renew_on > timezone.localdate() + timedelta(days=300)


def test_whoever_leaves_or_is_told_so_loses_every_device_at_once(world):
    device = active(world)
    assert revoke_devices_of(world["teacher"], RevokedBecause.WITHDRAWN) == 1
    assert revoke_devices_of(world["teacher"], RevokedBecause.WITHDRAWN) == 0
    device.refresh_from_db()
    assert device.status is DeviceState.REVOKED
    other = request_device(world["teacher"], name="Tablet", purpose="Posts.")
    change_person(world["teacher"], name="Tessa Moor", job_title="", left_on=timezone.localdate(), by=world["head"])
    other.refresh_from_db()
    assert other.status is DeviceState.REVOKED


def test_one_device_is_asked_for_once_and_by_staff_only(world):
    request_device(world["teacher"], name="Phone", purpose="Posts.")
    with pytest.raises(BadAnswers, match="of this name already"):
        request_device(world["teacher"], name=" phone ", purpose="Posts.")
    with pytest.raises(Refused, match="Only members of staff"):
        request_device(world["governor1"], name="Phone", purpose="Posts.")


# Accounts ------------------------------------------------------------------------------------------------------


def test_only_the_head_and_the_it_lead_keep_the_register(world, account):
    for key in set(world.people) - {"head", "it_lead"}:
        with pytest.raises(Refused, match="keep the register of accounts"):
            change_account(account, by=world[key], **ABOUT | {"handle": "@Other"})
    change_account(account, by=world["it_lead"], **ABOUT | {"handle": "@Other"})
    account.refresh_from_db()
    assert account.handle == "@Other"
    with pytest.raises(BadAnswers, match="in the register already"):
        add_account(world.school, by=world["head"], **ABOUT | {"handle": "@Other"})
    add_account(world.school, by=world["head"], **ABOUT | {"handle": "@Other", "platform": "Bluesky"})


def test_who_is_given_an_account_signs_anew_and_what_is_amiss_is_said(world, account):
    sign(world.version, "Ivan Lund", by=world["it_lead"])
    held = add_administrator(account, world["it_lead"], starts=timezone.localdate(), by=world["head"])
    assert the_request(world.version, world["it_lead"]).reason == SignOffReason.ACCOUNT_ACCESS
    assert warnings_about(held) == [
        "No device of Ivan Lund is authorised.", "Ivan Lund has not signed every policy in force.",
    ]  # fmt: skip
    active(world, "it_lead")
    assert warnings_about(held) == []
    with pytest.raises(BadAnswers, match="neither head teacher nor IT lead"):
        add_administrator(account, world["teacher"], starts=timezone.localdate(), by=world["head"])
    with pytest.raises(BadAnswers, match="holds this account already"):
        add_administrator(account, world["it_lead"], starts=timezone.localdate(), by=world["head"])
    end_administrator(held, ends=timezone.localdate(), by=world["head"])
    with pytest.raises(Refused, match="holds the account no more"):
        end_administrator(held, ends=timezone.localdate(), by=world["head"])


def test_an_emergency_change_is_allowed_afterwards_by_the_head_and_never_by_who_made_it(world, account):
    now = timezone.now()
    made = {"changed_at": now, "changed_by": world["it_lead"], "reason": "Broken into.", "by": world["it_lead"]}
    change = record_password_change(account, **made)
    for key in ("it_lead", "chair", "clerk"):
        with pytest.raises(Refused, match="The head teacher allows it"):
            permit_afterwards(change, reason="x", by=world[key])
    permit_afterwards(change, reason="It could not wait.", by=world["head"])
    change.refresh_from_db()
    assert (change.permitted_by, change.was_permitted_before) == (world["head"], False)
    with pytest.raises(Refused, match="allowed already"):
        permit_afterwards(change, reason="Again.", by=world["head"])
    own = record_password_change(account, **made | {"changed_by": world["head"]})
    with pytest.raises(Refused, match="The chair of governors allows it"):
        permit_afterwards(own, reason="x", by=world["head"])
    before = {"permitted_by": world["head"], "permitted_at": now - timedelta(hours=1)}
    assert record_password_change(account, **made, **before).was_permitted_before
    for wrong, field in (
        (before | {"permitted_at": None}, "permitted_at"),
        (before | {"permitted_at": now + timedelta(hours=1)}, "permitted_at"),
        (before | {"permitted_by": world["chair"]}, "permitted_by"),
    ):
        with pytest.raises(BadAnswers) as bad:
            record_password_change(account, **made, **wrong)
        assert list(bad.value.sentences) == [field]


@pytest.mark.parametrize(
    ("words_used", "is_named"),
    [("@TestingPri", True), ("testingpri", True), ("the school's @testingpri account", True), ("X: @TestingPri.", True),
     ("@TestingPrimary", False), ("", False), ("a private account", False)],
)  # fmt: skip
def test_an_account_is_known_by_its_name_alone(words_used, is_named):
    assert SchoolAccount(platform="X", handle="@TestingPri").is_named_in(words_used) is is_named


# In a case -----------------------------------------------------------------------------------------------------


def test_the_case_manager_alone_is_told_that_the_account_is_in_the_hands_of_the_employee(world, account):
    for key in ("it_lead", "head"):
        add_administrator(account, world[key], starts=timezone.localdate(), by=world["head"])
    case = world.log(about="it_lead")
    case.allegations.update(account="@testingpri")
    appoint(case, world["hr"], Role.HR_ADVISER, by=world.user("head"))

    def read(key):
        client = Client()
        client.force_login(world.user(key))
        return words(client.get(reverse("case_detail", args=[case.reference])))

    told = "Ivan Lund, whom the case is about, holds it, and must neither collect the evidence"
    assert told in read("head") and "Helen Ward, who holds it too" in read("head")
    assert "holds it" not in read("hr")
    appoint(case, world["dsl"], Role.EVIDENCE_CUSTODIAN, by=world.user("head"))
    assert "Dora Slate keeps the evidence instead." in read("head") and told not in read("head")
    client = Client()
    client.force_login(world.user("it_lead"))
    page = words(client.get(reverse("account_detail", args=[account.pk])))
    assert (
        case.reference not in page and case.title not in page and "evidence" not in page.partition("Everything here")[0]
    )


def test_a_case_says_what_the_employee_had_signed_by_the_day(world):
    case = world.log()
    [row] = signed_versions(case)
    assert (row.signed, row.in_time, row.besides) == (None, False, "")
    day = case.happened_from
    early = Acknowledgement.objects.create(
        version=world.version, person=world["teacher"], statement="x", signed_at=timezone.now() - timedelta(days=300)
    )
    late = Acknowledgement.objects.create(
        version=world.version, person=world["teacher"], statement="x", signed_at=timezone.now() + timedelta(days=1)
    )
    [row] = signed_versions(case)
    assert (row.signed, row.in_time, row.day) == (early, True, day)
    early.delete()
    [row] = signed_versions(case)
    assert (row.signed, row.in_time) == (late, False)
    late.delete()
    refuse(world.version, "No.", by=world["teacher"])
    [row] = signed_versions(case)
    assert row.besides.startswith("They refused to sign on ")
    assert SignOff.objects.get(person=world["teacher"]).refused_because == "No."


def test_a_suspension_ends_every_device_at_once_and_the_register_tells_of_no_case(world):
    device, case, head = active(world), world.log(), world.user("head")
    take(CaseProcedure.begin_assessment, case, by=head)
    suspension = propose_suspension(
        case, reasons="The account.", rejected={Alternative.NOT_ALONE.value: "Nobody is free."}, by=head
    )
    take(
        SuspensionProcedure.impose_suspension, suspension, by=head, suspended_from=timezone.now(),
        named_contact="Dora Slate", terms="Does not use the account.",
    )  # fmt: skip
    device.refresh_from_db()
    assert device.status is DeviceState.REVOKED
    client = Client()
    client.force_login(world.user("it_lead"))
    page = words(client.get(reverse("device_detail", args=[device.pk])))
    assert "the school has withdrawn the access" in page
    assert case.reference not in page and "suspen" not in page.casefold()
