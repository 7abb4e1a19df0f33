"""How does a device get its authorisation, and how does it lose it?"""

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.access.at_school import decides_for
from investigations.models import Device, Person
from investigations.news import notify
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import PersonKind
from investigations.procedure.notices import NoticeKind
from investigations.procedure.roles import Office
from investigations.procedure.sign_off import DeviceProcedure, RevokedBecause

from .refusals import BadAnswers, Refused
from .sign_off import renewal_day
from .take_at_school import SchoolMove, at_school, take_at_school


def request_device(person: Person, *, name: str, purpose: str) -> Device:
    """Ask for the use of an account on a device of one's own, or on one of the school."""
    if person.kind != PersonKind.STAFF or person.left_on:
        raise Refused("Only members of staff use an account of the school on a device.")
    name = " ".join(name.split())
    if not name:
        raise BadAnswers({"name": "Say which device it is."})
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if any(
            not device.status.is_over and device.name.casefold() == name.casefold() for device in person.devices.all()
        ):
            raise BadAnswers({"name": "You have asked for a device of this name already."})
        device = Device.objects.create(person=person, name=name, purpose=purpose)
        audit.record_school(
            person.school,
            "device.requested",
            by=person,
            facts={"device": str(device.pk)},
            says=f"{person} asked for the use of an account on {name}",
        )
        for head in Person.objects.at(person.school).holding(decides_for(person)):
            notify(head, NoticeKind.DEVICE_ASKED, record=device)
    return device


def revoke_devices_of(person: Person, because: RevokedBecause, details: str = "", *, by: Person | None = None) -> int:
    """End every authorisation of a person at once, such as when they leave or are suspended; how many there were.

    Runs in the transaction of what caused it.  `by` None where they may not revoke devices themselves.
    """
    devices = [device for device in Device.objects.filter(person=person) if not device.status.is_over]
    for device in devices:
        take_at_school(DeviceProcedure.revoke_device, device, by=by, because=because, details=details)
    return len(devices)


def expire_devices() -> int:
    """By the clock: what was not renewed by its day ends.  Twice run is once ended."""
    late = Device.objects.authorised().filter(renew_on__lt=timezone.localdate()).select_related("person__school")
    ended = 0
    for device in late:
        try:
            take_at_school(DeviceProcedure.expire_device, device, by=None)
        except Refused:
            continue  # somebody renewed or revoked it just now
        ended += 1
    return ended


@at_school(DeviceProcedure.discuss_device)
def keep_what_was_agreed(move: SchoolMove) -> None:
    """Keeps the day and what was said."""
    move.keep(discussed_on=move.answers["talked_on"], agreed=move.answers["agreed"])
    move.says = f"discussed the use of {move.record}"


@at_school(DeviceProcedure.approve_device)
def keep_the_approval(move: SchoolMove) -> None:
    """Keeps that the lock was seen, the system, whose device it is, and the day by which it has to be renewed."""
    given = move.answers
    move.keep(
        pin_seen_at=move.at, system=given["system"], owner=given["owner"], is_managed=bool(given["is_managed"]),
        approved_by=move.by, approved_at=move.at, renew_on=renewal_day(move.record.school, move.at),
    )  # fmt: skip
    move.says = f"approved {move.record}"
    notify(move.record.person, NoticeKind.DEVICE_MOVED, record=move.record, by=move.by)


@at_school(DeviceProcedure.renew_device)
def keep_the_renewal(move: SchoolMove) -> None:
    """Sets the next day of renewal, a year on."""
    move.keep(pin_seen_at=move.at, system=move.answers["system"], renew_on=renewal_day(move.record.school, move.at))
    move.says = f"renewed the authorisation of {move.record} until {long_date(move.record.renew_on)}"


@at_school(DeviceProcedure.decline_device, DeviceProcedure.activate_device, DeviceProcedure.expire_device)
def name_the_device(move: SchoolMove) -> None:
    """Names the device in the record."""
    move.says = f"{move.step.record.replace(' a device', ' ' + str(move.record))}"


@at_school(DeviceProcedure.revoke_device)
def tell_whoever_holds_the_account(move: SchoolMove) -> None:
    """Ends at once.  The head teacher and the IT lead are told, so that the account's password can be changed."""
    because = RevokedBecause(move.answers["because"])
    move.says = f"revoked the authorisation of {move.record}: {because.in_sentence}"
    move.facts["because"] = because.value
    told = Person.objects.at(move.record.school).holding(decides_for(move.record.person), Office.IT_LEAD)
    for person in told.exclude(pk=move.record.person_id).select_related("user"):
        notify(person, NoticeKind.DEVICE_MOVED, record=move.record, by=move.by)
