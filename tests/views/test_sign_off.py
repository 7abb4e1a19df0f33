"""Pages of sign-off, devices and accounts: who finds each, what stands there, and what is said when it cannot be done."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from investigations.actions.accounts import add_account, add_administrator, record_password_change
from investigations.actions.devices import request_device
from investigations.actions.sign_off import refuse, sign, the_request
from investigations.models import SignOff
from investigations.procedure.sign_off import SignOffState
from tests.views.pages import day, finders, words
from tests.world import World

pytestmark = pytest.mark.django_db
RUN_IT = {"head", "chair", "clerk", "business_manager"}
SEE_DEVICES = {"head", "chair", "it_lead"}


@pytest.fixture
def world():
    world = World.make()
    world.version.refresh_from_db()
    return world


@pytest.fixture
def as_(world, client):
    def enter(who):
        client.force_login(world.user(who))
        return client

    return enter


def of(row, name="sign_off_detail", *args):
    return reverse(name, args=[row.pk, *args])


def version_page(world, name):
    return reverse(name, args=[world.version.policy_id, world.version.number])


def test_each_page_is_found_by_those_it_is_for_and_by_nobody_else(world, client):
    mine = the_request(world.version, world["teacher"])
    of_head = the_request(world.version, world["head"])
    device = request_device(world["teacher"], name="Phone", purpose="Posts.")
    about = {"platform": "X", "handle": "@TestingPri", "two_step": False}
    account = add_account(world.school, by=world["head"], **about)
    held = add_administrator(account, world["it_lead"], starts=timezone.localdate(), by=world["head"])
    change = record_password_change(
        account, changed_at=timezone.now(), changed_by=world["it_lead"], reason="x", by=world["head"]
    )
    refuse(world.version, "No.", by=world["dsl"])
    refused = the_request(world.version, world["dsl"])
    staff = {"head", "deputy", "teacher", "colleague", "reporter", "it_lead", "dsl", "business_manager"}
    everybody = set(world.people)
    wanted = {
        reverse("sign_off_list"): RUN_IT,
        reverse("sign_off_ask"): RUN_IT,
        of(mine): RUN_IT | {"teacher"},
        of(of_head): RUN_IT,
        of(mine, "sign_off_step", "record_paper"): RUN_IT,
        of(of_head, "sign_off_step", "record_paper"): RUN_IT - {"head"},
        of(refused, "sign_off_step", "ask_again"): {"head"},
        of(mine, "sign_off_step", "send_request"): set(),
        of(mine, "sign_off_step", "no_such_step"): set(),
        version_page(world, "version_refuse"): staff,
        reverse("device_list"): everybody,
        of(device, "device_detail"): SEE_DEVICES | {"teacher"},
        of(device, "device_step", "discuss_device"): {"head"},
        of(device, "device_step", "revoke_device"): {"head", "it_lead", "teacher"},
        of(device, "device_step", "expire_device"): set(),
        of(device, "device_step", "no_such_step"): set(),
        reverse("account_list"): SEE_DEVICES,
        reverse("account_add"): {"head", "it_lead"},
        of(account, "account_detail"): SEE_DEVICES,
        of(account, "account_edit"): {"head", "it_lead"},
        of(account, "administrator_add"): {"head", "it_lead"},
        of(account, "administrator_end", held.pk): {"head", "it_lead"},
        of(account, "password_add"): {"head", "it_lead"},
        of(account, "password_permit", change.pk): {"head"},
    }
    found = {address: finders(world, client, address) for address in wanted}
    assert found == wanted


def test_another_schools_head_finds_nothing(world, as_, client):
    other = World.make("Other School", "other.org")
    device = request_device(world["teacher"], name="Phone", purpose="Posts.")
    account = add_account(world.school, by=world["head"], platform="X", handle="@TestingPri", two_step=False)
    signed = sign(world.version, "Tessa Moor", by=world["teacher"])
    client.force_login(other.user("head"))
    for address in (
        of(signed.sign_off), of(signed, "signature_copy"), of(device, "device_detail"), of(account, "account_detail"),
        reverse("device_detail", args=[uuid.uuid4()]), version_page(world, "version_refuse"),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    listed = client.get(reverse("sign_off_list")).context["rows"]
    assert listed and {row["row"].person.school for row in listed} == {other.school}
    assert "Phone" not in words(client.get(reverse("device_list")))
    assert "@TestingPri" not in words(client.get(reverse("account_list")))


def test_the_copy_is_for_whoever_signed_and_for_those_who_run_the_school(world, client):
    signed = sign(world.version, "Tessa Moor", by=world["teacher"])
    address = of(signed, "signature_copy")
    assert finders(world, client, address) == RUN_IT | {"teacher"}
    assert signed.copies.count() == 1
    client.force_login(world.user("teacher"))
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_opening_the_page_to_sign_is_kept_once(world, as_):
    as_("teacher").get(version_page(world, "version_sign"))
    as_("teacher").get(version_page(world, "version_sign"))
    row = the_request(world.version, world["teacher"])
    assert row.status is SignOffState.OPENED
    page = words(as_("head").get(of(row)))
    assert page.count("Opened a policy to sign it") == 1
    assert the_request(world.version, world["colleague"]).status is SignOffState.NOT_SENT


def test_the_figures_lead_to_their_rows_and_what_is_not_understood_narrows_nothing(world, as_):
    sign(world.version, "Tessa Moor", by=world["teacher"])
    refuse(world.version, "No.", by=world["colleague"])
    SignOff.objects.filter(person=world["dsl"]).update(asked_on=timezone.localdate() - timedelta(days=20))
    client = as_("head")

    def shown(query):
        return {row["row"].person.name for row in client.get(reverse("sign_off_list") + query).context["rows"]}

    figures = {row["label"]: row["number"] for row in client.get(reverse("sign_off_list")).context["counts"]}
    assert figures == {"Signed": 1, "Outstanding": 6, "Overdue": 1, "Refused": 1}
    assert shown("?standing=signed") == {"Tessa Moor"}
    assert shown("?standing=refused") == {"Colin Hay"}
    assert shown("?standing=overdue") == {"Dora Slate"}
    assert shown("?q=moor") == {"Tessa Moor"}
    assert len(shown("?standing=nonsense&policy=nonsense")) == 8
    assert shown(f"?policy={world.version.policy_id}&standing=outstanding&q=slate") == {"Dora Slate"}


def test_one_person_is_asked_again_from_the_page(world, as_):
    sign(world.version, "Tessa Moor", by=world["teacher"])
    client = as_("business_manager")
    empty = client.post(reverse("sign_off_ask"), {})
    assert empty.status_code == 200 and SignOff.objects.filter(reason="return").count() == 0
    sent = {"person": str(world["teacher"].pk), "reason": "return"}
    assert "Tessa Moor is asked to sign" in words(client.post(reverse("sign_off_ask"), sent, follow=True))
    assert the_request(world.version, world["teacher"]).reason == "return"
    assert "is being asked already" in words(client.post(reverse("sign_off_ask"), sent, follow=True))
    page = words(as_("teacher").get(reverse("policy_list")))
    assert "To be signed again" in page and "Read and sign again" in page


def test_paper_is_recorded_and_what_lies_ahead_is_refused_with_what_was_typed(world, as_):
    row, today = the_request(world.version, world["teacher"]), timezone.localdate()
    address = of(row, "sign_off_step", "record_paper")
    ahead = {"place": "Safe", **day("signed_on", today.day, today.month, today.year + 1)}
    page = as_("clerk").post(address, ahead)
    assert "This day has not come yet" in words(page) and page.context["form"]["place"].value() == "Safe"
    done = as_("clerk").post(
        address, {"place": "Safe", **day("signed_on", today.day, today.month, today.year)}, follow=True
    )
    assert "You recorded that Tessa Moor signed Social media policy, version 1 on paper." in words(done)
    assert as_("clerk").post(address, {"place": "Safe"}).status_code in (200, 409)
    row.refresh_from_db()
    assert row.status is SignOffState.SIGNED


def test_a_broken_drawing_is_refused_beside_the_field(world, as_):
    page = as_("teacher").post(version_page(world, "version_sign"), {"drawing": "[[[1,1]]]"})
    assert page.status_code == 200
    assert "The drawing is too small to be a signature." in words(page)
    assert not world["teacher"].acknowledgements.exists()
