"""Who is reminded to sign?  On the day they are asked, and 7 and 14 days later, each once, by the clock."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from investigations.models import School, SignOff, SignOffReminder
from investigations.news import notify
from investigations.procedure.notices import NoticeKind
from investigations.procedure.sign_off import OUTSTANDING, REMINDERS, SignOffProcedure, SignOffState

from .devices import expire_devices
from .sign_off import ask_whoever_is_due
from .take_at_school import take_at_school


def look_at_sign_offs() -> int:
    """Ask whoever is due, end what was not renewed, and remind whoever was asked; how many were told.  Twice is once."""
    expire_devices()
    for school in School.objects.all():
        ask_whoever_is_due(school)
    today = timezone.localdate()
    waiting = SignOff.objects.current().outstanding().filter(person__user__is_active=True)
    return sum(_remind(pk, today) for pk in waiting.values_list("pk", flat=True))


def _remind(pk: object, today: date) -> bool:
    """Only the newest reminder that is due: after a holiday of the machine nobody is told three times in a minute."""
    with transaction.atomic():
        wanted = SignOff.objects.select_for_update(of=("self",)).select_related("person__school").get(pk=pk)
        due = [day for day in REMINDERS if day <= (today - wanted.asked_on).days]
        if wanted.state not in OUTSTANDING or not due:
            return False
        if wanted.reminders.filter(day__gte=due[-1]).exists():
            return False
        if wanted.status is SignOffState.NOT_SENT:
            take_at_school(SignOffProcedure.send_request, wanted, by=None)
        SignOffReminder.objects.create(sign_off=wanted, day=due[-1], at=timezone.now())
        kind = NoticeKind.SIGN_REMINDER if due[-1] else NoticeKind.SIGN_POLICY
        notify(wanted.person, kind, record=wanted)
    return True
