"""Who complained, and how is it answered?  Recorded here; acknowledged, answered and closed by steps."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from investigations.models import Case, Complaint, Person, User
from investigations.procedure.calendar import long_date
from investigations.procedure.clocks import Clock
from investigations.procedure.complaint import ComplaintProcedure
from investigations.procedure.work import Working

from .checks import Bad, checks
from .clocks import start_clock
from .effects import _keep as keep
from .effects import effect
from .received import noon_of, not_yet, whose
from .refusals import BadAnswers
from .work import working

if TYPE_CHECKING:
    from .take import Move


def record_complaint(
    case: Case, *, received_on: date, channel: str, what: str, by: User, person: Person | None = None, name: str = ""
) -> Complaint:
    """Record a complaint that runs beside the case, by somebody the school knows or by a name."""
    with working(case, Working.record_complaint, by=by) as writing:
        case = writing.case
        if bad := whose(person, name) | not_yet(received_on):
            raise BadAnswers(bad)
        last = case.complaints.aggregate(last=models.Max("number"))["last"] or 0
        complaint = Complaint.objects.create(
            case=case, number=last + 1, received_on=received_on, person=person, name="" if person else name.strip(),
            channel=channel, what=what, recorded_by=writing.by,
        )  # fmt: skip
        for rule in (Clock.COMPLAINT_ACK, Clock.COMPLAINT_RESPONSE):
            start_clock(case, rule, since=noon_of(received_on), at=timezone.now(), record=complaint)
        writing.facts = {"complaint": complaint.number}
        writing.says = f"recorded complaint {complaint.number}, received on {long_date(received_on)}"
    return complaint


# ---- What the steps do --------------------------------------------------------------------------------------------------


@effect(ComplaintProcedure.acknowledge_complaint)
def keep_the_acknowledgement(move: "Move") -> None:
    """Keeps the day of the acknowledgement."""
    keep(move.record, acknowledged_on=move.answer("acknowledged_on"))


@effect(ComplaintProcedure.answer_complaint)
def keep_the_answer(move: "Move") -> None:
    """Keeps the answer in the words in which it was given."""
    keep(move.record, answered_on=move.answer("answered_on"), answer=move.answer("answer"))


@effect(ComplaintProcedure.take_complaint_further)
def keep_what_they_say(move: "Move") -> None:
    """Keeps what was said to the answer; it is to be answered once more."""
    keep(move.record, taken_further=move.answer("again"))


@effect(ComplaintProcedure.withdraw_complaint, ComplaintProcedure.close_complaint)
def keep_how_it_ended(move: "Move") -> None:
    """Keeps how the complaint ended."""
    keep(move.record, closed_because=move.answer("reason"))


@checks(ComplaintProcedure.acknowledge_complaint, ComplaintProcedure.answer_complaint)
def _after_it_was_received(move: "Move") -> Bad:
    name = "answered_on" if move.step is ComplaintProcedure.answer_complaint else "acknowledged_on"
    if move.answer(name) < move.record.received_on:
        return {name: "This is before the complaint was received."}
    return {}
