"""A new version is published: one signs by drawing, one refuses, one is reminded twice, and the copy holds what was signed."""

import json
from datetime import date

import pytest

from investigations.actions.sign_off_reminders import look_at_sign_offs
from investigations.models import Acknowledgement, SignedCopy
from tests.pdf import faults, text_of

pytestmark = pytest.mark.django_db
DRAWN = json.dumps([[[10, 90], [120, 40], [240, 120], [400, 60]]])


def test_from_a_new_version_to_the_signed_copy(visits, calendar, world):
    head = visits("head")
    head.opens("/policies/import/").sends("Read it", text=DOCUMENT)
    head.sends("Save as a draft version", effective_from=date(2026, 9, 14)).sends("Publish and freeze")
    look_at_sign_offs()

    tessa, colin, dora = visits("teacher"), visits("colleague"), visits("dsl")
    assert tessa.opens_my_work().sees("Sign “Tablets policy”", "Version 1. A new version.")
    tessa.follows("Sign “Tablets policy”")
    assert tessa.sees("Tablets are locked away at night.", "Fingerprint of these words")
    assert "Type your full name, or draw your signature below." in tessa.tries("Sign")
    tessa.sends("Sign", drawing=DRAWN)
    assert tessa.sees("What you signed", "Not countersigned yet")
    assert tessa.page.html.select_one("svg.signed__drawing path")["d"].startswith("M10 90 L120 40")

    colin.opens_my_work().follows("Sign “Tablets policy”").follows("I do not sign this")
    assert colin.sees("To refuse is not a breach of the policy.", "The head teacher reads your reason")
    colin.sends("Say that I do not sign", reason="The second rule is unclear.")
    assert "Sign “Tablets policy”" not in colin.opens_my_work().reads
    head.opens_my_work().follows("Colin Hay does not sign “Tablets policy”")
    assert head.sees("The second rule is unclear.", "Ask again")

    for day, told in ((21, "Reminded after 7 days"), (28, "Reminded after 14 days")):
        calendar.comes_to(day, 9)
        look_at_sign_offs()
        look_at_sign_offs()
        head.opens("/policies/sign-off/?q=Dora").follows("Dora Slate")
        assert head.reads.count(told) == 1
    calendar.comes_to(1, 10)
    assert dora.opens_my_work().sees("Overdue")
    assert head.opens("/policies/sign-off/?standing=overdue").sees("Dora Slate", "3 days")
    assert "Tessa Moor Tablets" not in head.reads and "Colin Hay Tablets" not in head.reads
    assert head.opens("/policies/sign-off/?standing=refused").sees("Colin Hay")
    assert not dora.finds("/policies/sign-off/")

    head.opens_my_work().follows("Countersign 1 signature").follows("Tessa Moor").sends(
        "Countersign", signature="Helen Ward"
    )
    signed = Acknowledgement.objects.get(version__policy__title="Tablets policy")
    address = f"/policies/signatures/{signed.pk}/copy/"
    tessa.opens(f"/policies/signatures/{signed.pk}/").page.click("Download the signed policy")
    first, second = (tessa.app.get(address).body for _ in range(2))
    assert first == second and SignedCopy.objects.filter(is_countersigned=True).count() == 1
    assert not colin.finds(address)
    words = text_of(first)
    assert faults(first) == []
    for said in (
        "Testing Primary School", "Tablets policy", "Tablets are locked away at night.", "Nobody lends a tablet.",
        "Any breach will be investigated.", "Green tablets are the school", "I have read this policy and will follow it.",
        "Tessa Moor", "Countersigned", "Helen Ward", "Monday 14 September 2026", signed.version.text_hash[:20],
    ):  # fmt: skip
        assert said in words, said


def test_a_device_is_asked_for_approved_used_and_lost(visits, calendar, world):
    tessa, head, ivan = visits("teacher"), visits("head"), visits("it_lead")
    tessa.opens("/devices/").follows("Ask for a device").sends("Ask for it", name="My phone", purpose="Class posts.")
    device = tessa.page.request.path
    assert not visits("colleague").finds(device)
    head.opens_my_work().follows("Record that it was discussed: My phone of Tessa Moor")
    head.follows("Record that it was discussed")
    head.sends("Record that it was discussed", talked_on=date(2026, 9, 14), agreed="The lock and pictures.")
    assert head.sees("Every policy in force has to be signed first")
    assert not tessa.finds(f"{device}steps/approve_device/")
    tessa.opens_my_work().follows("Sign “Social media policy”").sends("Sign", signature="Tessa Moor")
    head.opens(device).follows("Approve the device")
    assert "Tick the box to go on" in head.tries("Approve the device", system="Android 16", owner="The member of staff")
    head.sends("Approve the device", system="Android 16", owner="The member of staff", pin_is_set=True)
    tessa.opens(device).follows("Record that the account is set up on it").sends(
        "Record that the account is set up on it"
    )
    assert tessa.sees("In use", "PIN or passcode seen on", "Tuesday 14 September 2027")
    calendar.comes_to(20, 10)
    tessa.opens(device).follows("Revoke, or report as lost")
    tessa.sends("Revoke, or report as lost", because="The device is lost", details="Left on the train.")
    assert ivan.opens(device).sees("Revoked", "Revoked the authorisation of My phone", "Left on the train.")


def test_an_account_of_the_school_is_kept_in_the_register(visits, calendar, world):
    head, ivan, chair = visits("head"), visits("it_lead"), visits("chair")
    assert {key for key in world.people if visits(key).finds("/accounts/")} == {"head", "it_lead", "chair"}
    assert not chair.finds("/accounts/add/")
    ivan.opens("/policies/").follows("Accounts of the school").follows("Add an account")
    assert "Say since when" in ivan.tries("Save", platform="X", handle="@TestingPri", two_step=True)
    ivan.sends("Save", two_step_since=date(2026, 9, 1), recovery="By the office mailbox.")
    account = ivan.page.request.path
    ivan.follows("Add somebody who holds it").sends("Save", person="Ivan Lund")
    assert ivan.sees("No device of Ivan Lund is authorised.", "Ivan Lund has not signed every policy in force.")
    ivan.opens(account).follows("Add somebody who holds it")
    assert "say why they need to hold the account" in ivan.tries("Save", person="Tessa Moor")
    ivan.sends("Save", because="Runs the class posts.")
    assert ivan.sees("Tessa Moor is neither head teacher nor IT lead.")
    assert head.opens_my_work().sees("Put right: @TestingPri (X)")

    ivan.opens(account).follows("Record a change of the password")
    ivan.sends("Save", changed_at=calendar.now(), changed_by="Ivan Lund", reason="It had been broken into.")
    assert ivan.sees("Still to be allowed") and "Allow it" not in ivan.reads
    head.opens(account).follows("Allow it").sends("Save", reason="It could not wait.")
    assert head.sees("Allowed afterwards by Helen Ward", "It could not wait.")
    ivan.opens(account).follows("Take it from Tessa Moor").sends("Save", ends=date(2026, 9, 14))
    assert ivan.sees("Change its password now", "Tessa Moor Monday 14 September 2026 to Monday 14 September 2026")


DOCUMENT = """# Tablets policy

Green tablets are the school's.

## Code of conduct

1. Tablets are locked away at night.
2. Nobody lends a tablet.

## Breaches

Any breach will be investigated.

Signed ............
"""
