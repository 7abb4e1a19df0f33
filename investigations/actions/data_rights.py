"""Who asked what about their personal data, and how is it answered?  Recorded here; answered and refused by steps."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from investigations.models import Case, DataRequest, Person, StepTaken, User
from investigations.procedure.calendar import long_date
from investigations.procedure.data_rights import DataRequestProcedure
from investigations.procedure.notices import NoticeKind
from investigations.procedure.work import Working

from .checks import Bad, checks
from .clocks import start_clock
from .effects import _keep as keep
from .effects import effect
from .governing_body import may_own
from .notify import notify
from .received import noon_of, not_yet, whose
from .refusals import BadAnswers
from .work import working

if TYPE_CHECKING:
    from .take import Move


def record_request(
    case: Case,
    *,
    request_kind: str,
    received_on: date,
    channel: str,
    what: str,
    owner: Person,
    by: User,
    person: Person | None = None,
    name: str = "",
) -> DataRequest:
    """Record a request in connection with the case.  Its owner, mostly the data protection officer, sees it alone."""
    with working(case, Working.record_request, by=by) as writing:
        case = writing.case
        bad = whose(person, name) | not_yet(received_on)
        if not may_own(case, owner) or owner == person:
            bad["owner"] = f"{owner} cannot answer this request: choose somebody else."
        if bad:
            raise BadAnswers(bad)
        last = case.data_requests.aggregate(last=models.Max("number"))["last"] or 0
        request = DataRequest.objects.create(
            case=case, number=last + 1, request_kind=request_kind, received_on=received_on, person=person,
            name="" if person else name.strip(), channel=channel, what=what, owner=owner, recorded_by=writing.by,
        )  # fmt: skip
        start_clock(case, request.kind.response, since=noon_of(received_on), at=timezone.now(), record=request)
        notify(owner, NoticeKind.REQUEST_IS_YOURS, case=case, record=request, by=writing.by)
        writing.facts = {"request": request.number, "kind": request.kind.value}
        writing.says = f"recorded request {request.number} about personal data ({request.kind.value})"
    return request


# ---- What the steps do --------------------------------------------------------------------------------------------------


@effect(DataRequestProcedure.check_identity)
def keep_the_check(move: "Move") -> None:
    """Keeps how it is known who made the request."""
    keep(move.record, checked_on=move.answer("checked_on"), checked_how=move.answer("checked_how"))


@effect(DataRequestProcedure.extend_request)
def count_from_receipt_again(move: "Move") -> None:
    """Counts three months from receipt in place of the one, and keeps the reason and when the person was told."""
    request: DataRequest = move.record
    keep(request, extended_because=move.answer("reason"), told_of_extension_on=move.answer("told_on"))
    taken = StepTaken.objects.filter(record_id=str(request.pk), step=move.step.name).latest("pk")
    since = noon_of(request.received_on)
    start_clock(move.case, request.kind.extended, since=since, at=move.at, by=taken, record=request)


@effect(DataRequestProcedure.answer_access)
def keep_what_was_sent(move: "Move") -> None:
    """Keeps what was searched, sent and left out, with the exemption for it."""
    keep(
        move.record,
        answered_on=move.answer("answered_on"),
        answer=move.answer("sent"),
        exemptions=[str(one) for one in move.answer("exemptions") or ()],
        withheld=move.answer("withheld") or "",
    )


@effect(DataRequestProcedure.answer_rectification)
def add_the_note(move: "Move") -> None:
    """Adds a note of what was corrected; what was handed in as evidence stays as it is."""
    keep(
        move.record,
        answered_on=move.answer("answered_on"),
        about=move.answer("about"),
        answer=move.answer("corrected"),
        opinions=move.answer("opinions") or "",
        own_statement=move.answer("own_statement") or "",
    )


@effect(DataRequestProcedure.answer_objection)
def keep_the_decision(move: "Move") -> None:
    """Keeps the decision, and flags the record where it is restricted."""
    keep(
        move.record,
        answered_on=move.answer("answered_on"),
        answer=move.answer("decided"),
        is_restricted=bool(move.answer("is_restricted")),
    )


@effect(DataRequestProcedure.refuse_request)
def keep_the_refusal(move: "Move") -> None:
    """Keeps why it was refused."""
    keep(move.record, answered_on=move.answer("answered_on"), refused_because=move.answer("reason"))


@effect(DataRequestProcedure.withdraw_request)
def keep_the_withdrawal(move: "Move") -> None:
    """Keeps that the person no longer asks."""
    keep(move.record, withdrawn_because=move.answer("reason"))


# ---- Whether their answers hold together --------------------------------------------------------------------------------


@checks(DataRequestProcedure.extend_request)
def _told_within_the_first_month(move: "Move") -> Bad:
    request: DataRequest = move.record
    clock = move.case.clocks.filter(
        key=request.kind.response.key, record_id=str(request.pk), stopped_at=None
    ).first()  # fmt: skip
    if move.answer("told_on") < request.received_on:
        return {"told_on": "This is before the request was received."}
    if clock and move.answer("told_on") > timezone.localdate(clock.due_at):
        last = long_date(timezone.localdate(clock.due_at))
        return {"told_on": f"The person had to be told by {last}: after that the time cannot be extended. Answer now."}
    return {}


@checks(DataRequestProcedure.answer_access)
def _what_is_left_out_has_its_exemption(move: "Move") -> Bad:
    bad = _answered_in_order(move)
    if move.answer("exemptions") and not move.answer("withheld"):
        bad["withheld"] = "Say what was left out under the exemption, and why."
    if move.answer("withheld") and not move.answer("exemptions"):
        bad["exemptions"] = "Choose the exemption under which it was left out."
    return bad


@checks(DataRequestProcedure.answer_rectification)
def _an_opinion_has_a_statement_beside_it(move: "Move") -> Bad:
    bad = _answered_in_order(move)
    if move.answer("opinions") and not move.answer("own_statement"):
        bad["own_statement"] = "An opinion stays only with the person's own statement beside it: write it here."
    return bad


@checks(DataRequestProcedure.answer_objection, DataRequestProcedure.refuse_request)
def _answered_in_order(move: "Move") -> Bad:
    if move.answer("answered_on") < move.record.received_on:
        return {"answered_on": "This is before the request was received."}
    if move.record.checked_on is None and move.step is not DataRequestProcedure.refuse_request:
        return {"answered_on": "Record first how the identity of the person was checked."}
    return {}
