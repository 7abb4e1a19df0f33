"""Who may take which step of the school's own records: written by hand.  If it surprises you, the table is wrong."""

import pytest

from investigations.access import devices_for, school_role_for, sign_offs_for
from investigations.models import Device, SignOff
from investigations.procedure.sign_off import SCHOOL_TABLES, DeviceProcedure, SignOffProcedure
from tests.world import World

pytestmark = pytest.mark.django_db

#: step: who may, where the record is the teacher's.
OF_A_TEACHER = {
    "send_request": {None},
    "open_policy": {"teacher"},
    "sign_policy": {"teacher"},
    "record_paper": {"head", "chair", "clerk", "business_manager"},
    "refuse_to_sign": {"teacher"},
    "ask_again": {"head"},
    "countersign_policy": {"head"},
    "replace_request": {None},
    "discuss_device": {"head"},
    "approve_device": {"head"},
    "decline_device": {"head"},
    "activate_device": {"teacher", "it_lead"},
    "renew_device": {"head"},
    "expire_device": {None},
    "revoke_device": {"head", "it_lead", "teacher", None},
}
#: Where it is the head teacher's, the chair of governors decides.
OF_THE_HEAD = {
    "ask_again": {"chair"},
    "countersign_policy": {"chair"},
    "discuss_device": {"chair"},
    "approve_device": {"chair"},
    "decline_device": {"chair"},
    "renew_device": {"chair"},
    "revoke_device": {"chair", "it_lead", "head", None},
    "record_paper": {"chair", "clerk", "business_manager"},
    "sign_policy": {"head"},
}


def record_for(world, step, who):
    person = world[who]
    if step.table == "SignOffProcedure":
        return SignOff.objects.get(person=person)
    return Device.objects.get_or_create(person=person, name="Phone", purpose="Posts.")[0]


def takers(world, step, who):
    record = record_for(world, step, who)
    people = {key: person for key, person in world.people.items()} | {None: None}
    return {key for key, person in people.items() if school_role_for(step, record, person) is not None}


def test_each_step_is_for_those_of_the_table_and_for_nobody_else():
    world = World.make()
    steps = {step.name: step for table, _ in SCHOOL_TABLES for step in table.steps()}
    assert {name: takers(world, step, "teacher") for name, step in steps.items()} == OF_A_TEACHER
    assert {name: takers(world, steps[name], "head") for name in OF_THE_HEAD} == OF_THE_HEAD


def test_another_schools_head_may_nothing_and_sees_nothing():
    world, other = World.make(), World.make("Other School", "other.org")
    row = SignOff.objects.get(person=world["teacher"])
    device = Device.objects.create(person=world["teacher"], name="Phone", purpose="Posts.")
    assert school_role_for(SignOffProcedure.record_paper, row, other["head"]) is None
    assert school_role_for(DeviceProcedure.revoke_device, device, other["head"]) is None
    assert row not in sign_offs_for(other["head"]) and device not in devices_for(other["head"])


def test_a_member_of_staff_sees_their_own_and_nobody_elses():
    world = World.make()
    Device.objects.create(person=world["teacher"], name="Phone", purpose="Posts.")
    see_sign_offs = {key for key in world.people if sign_offs_for(world[key]).exclude(person=world[key]).exists()}
    assert see_sign_offs == {"head", "chair", "clerk", "business_manager"}
    assert {key for key in world.people if devices_for(world[key]).exists()} == {"head", "chair", "it_lead", "teacher"}
    assert [row.person for row in sign_offs_for(world["colleague"])] == [world["colleague"]]
