"""What of sign-off is under way at the rehearsal school today?  A renewal, a refusal, an overdue one, two devices, an account."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from investigations.actions.accounts import (
    add_account,
    add_administrator,
    permit_afterwards,
    record_password_change,
)
from investigations.actions.devices import request_device
from investigations.actions.sign_off import countersign, refuse, sign
from investigations.actions.sign_off_reminders import look_at_sign_offs
from investigations.actions.take_at_school import take_at_school
from investigations.models import Device, PasswordChange, Person, PolicyVersion, SchoolAccount, SignOff
from investigations.procedure.sign_off import DeviceOwner, DeviceProcedure
from investigations.procedure.steps import SchoolStep

from .cast import Cast
from .moved_time import MovedTime
from .school import Days

HANDLE = "@LarkfieldClass"
#: Working days from today: the yearly renewals came up, and what became of them.
RENEWED = -28
REFUSES, OVERDUE = "sandys", ("fitch", "mellor")


Act = tuple[datetime, Callable[[], object]]


def tell_sign_off(cast: Cast, days: Days, clock: MovedTime) -> None:
    """In the order in which it happened: the school has one record of its affairs."""
    clock.to(days.at(RENEWED, "07:00"))
    look_at_sign_offs()
    reminders: list[Act] = [
        (days.at(distance, "07:00"), look_at_sign_offs) for distance in (RENEWED + 5, RENEWED + 10, -1)
    ]
    acts = [*_renewals(cast, days), *_devices(cast, days), *_account(cast, days), *reminders]
    for moment, act in sorted(acts, key=lambda one: one[0]):
        clock.to(moment)
        act()


def _renewals(cast: Cast, days: Days) -> Iterator[Act]:
    """Whoever was asked again signs in the days after, but for one who refuses, two who let it lie, and the newcomer."""
    version = PolicyVersion.objects.in_force(cast.school, days.day(RENEWED)).get()
    asked = set(SignOff.objects.filter(version=version, is_current=True).outstanding().values_list("person", flat=True))
    for place, key in enumerate(cast.staff()):
        if cast[key].pk not in asked or key in (*OVERDUE, "joiner"):
            continue
        day = RENEWED + 1 + place // 6
        moment = days.at(day, f"{8 + place % 6:02}:{place * 7 % 60:02}")
        if key == REFUSES:
            reason = "I was told that clause 7 would be put more clearly first."
            yield moment, partial(refuse, version, reason, by=cast[key])
            continue
        yield moment, partial(sign, version, cast[key].name, by=cast[key], drawing=_drawn(place))
        yield days.at(day, f"15:{place % 60:02}"), partial(_countersign, version, cast, key)


def _countersign(version: PolicyVersion, cast: Cast, key: str) -> None:
    by = cast["chair" if key == "head" else "head"]
    countersign(version.acknowledgements.filter(person=cast[key]).order_by("-signed_at")[0], by.name, by=by)


def _drawn(place: int) -> list[list[list[int]]]:
    """A line like a signature, another for each."""
    heights = (90, 40, 130, 60, 110, 70, 95, 50, 100)
    wave = [[30 + 52 * at, (height + place * 11 * (at % 2)) % 160 + 10] for at, height in enumerate(heights)]
    return [wave, [[300, 150], [540, 140]]]


def _devices(cast: Cast, days: Days) -> Iterator[Act]:
    """The IT lead's phone is in use; a teacher's request waits to be talked about."""
    head, it_lead = cast["head"], cast["it_lead"]

    def take(step: SchoolStep, by: Person, **answers: object) -> Callable[[], object]:
        return lambda: take_at_school(step, Device.objects.get(person=it_lead), by=by, **answers)

    purpose = "Class account on school trips."
    yield days.at(-22, "10:15"), partial(request_device, it_lead, name="School phone 2", purpose=purpose)
    agreed = "Lock after one minute. Pictures are deleted once they are posted."
    yield days.at(-21, "12:30"), take(DeviceProcedure.discuss_device, head, talked_on=days.day(-21), agreed=agreed)
    given = {"pin_is_set": True, "system": "Android 16", "owner": DeviceOwner.SCHOOL, "is_managed": True}
    yield days.at(-21, "12:40"), take(DeviceProcedure.approve_device, head, **given)
    yield days.at(-20, "08:20"), take(DeviceProcedure.activate_device, it_lead)
    purpose = "Posts from the residential in Year 6."
    yield days.at(-2, "15:40"), partial(request_device, cast["mensah"], name="My own phone", purpose=purpose)


def _account(cast: Cast, days: Days) -> Iterator[Act]:
    """The class account, with a password that was changed in an emergency and allowed the next morning."""
    head, it_lead = cast["head"], cast["it_lead"]

    def enter() -> None:
        account = add_account(
            cast.school, by=it_lead, platform="X", handle=HANDLE, two_step=True, two_step_since=days.day(-200),
            recovery="By the office mailbox; the recovery codes lie in the school safe.", closed_on=None,
        )  # fmt: skip
        for person in (head, it_lead):
            add_administrator(account, person, starts=days.day(-300), by=it_lead)

    def change() -> None:
        record_password_change(
            SchoolAccount.objects.get(school=cast.school), changed_at=timezone.now() - timedelta(minutes=15),
            changed_by=it_lead, by=it_lead,
            reason="A sign-in from another country was reported, and nobody could be reached.",
        )  # fmt: skip

    def allow() -> None:
        [late] = PasswordChange.objects.filter(account__school=cast.school)
        permit_afterwards(late, reason="It could not wait, and was the right thing to do.", by=head)

    yield days.at(RENEWED, "07:30"), enter
    yield days.at(-9, "19:20"), change
    yield days.at(-8, "08:10"), allow
