"""What ran beside some of the cases: a suspension in force, one that has ended, a complaint, a request about data."""

from investigations.actions.complaints import record_complaint
from investigations.actions.data_rights import record_request
from investigations.actions.suspension import propose_suspension
from investigations.actions.take import take
from investigations.models import Suspension
from investigations.procedure.choices import Channel
from investigations.procedure.complaint import ComplaintProcedure
from investigations.procedure.data_rights import DataRequestProcedure, RequestKind
from investigations.procedure.suspension import Alternative, ReviewResult, SuspensionProcedure

from .telling import Telling

CONTACT = "Jean Prior, school office, on 01632 960142 between eight and four"


def suspends(story: Telling, reasons: str, **rejected: str) -> Suspension:
    """Propose, impose, serve the letter and tell who has to be told, all in one morning of the story."""
    by = story.user(story.manager)
    weighed = {Alternative[name.upper()].value: because for name, because in rejected.items()}
    suspension = propose_suspension(story.case, reasons=reasons, rejected=weighed, by=by)
    take(
        SuspensionProcedure.impose_suspension, suspension, by=by, suspended_from=story.clock.now,
        named_contact=CONTACT,
        terms="Stay away from the school and its events, and speak to no pupil, parent, governor or colleague about this "
        "without asking first. Hand in keys and school devices. Be reachable by telephone in working hours.",
    )  # fmt: skip
    take(
        SuspensionProcedure.serve_suspension_letter, suspension, by=by, served_at=story.clock.now, method="by_hand",
        address="Handed over at school",
    )  # fmt: skip
    today = story.clock.now.date()
    take(
        SuspensionProcedure.tell_the_authority, suspension, by=by, body_told_on=today, authority_told_on=today,
        told_how="The chair by telephone; the council's schools personnel team by secure mail",
    )  # fmt: skip
    return suspension


def reviews(story: Telling, suspension: Suspension, reason: str) -> None:
    take(
        SuspensionProcedure.review_suspension, suspension, by=story.user(story.manager),
        reviewed_on=story.clock.now.date(), review_result=ReviewResult.CONTINUES, reason=reason,
    )  # fmt: skip


def recommends(story: Telling, suspension: Suspension, words: str) -> None:
    take(SuspensionProcedure.recommend_lifting, suspension, by=story.user(story.manager), recommendation=words)


def governors_end_it(story: Telling, suspension: Suspension, *, minute: str, reason: str, back: str) -> None:
    """The chair records what the governing body decided, and tells the council the same day."""
    today, chair = story.clock.now.date(), story.user("chair")
    take(
        SuspensionProcedure.end_suspension, suspension, by=chair, ended_on=today, minute_reference=minute, reason=reason,
        return_plan=back,
    )  # fmt: skip
    take(
        SuspensionProcedure.tell_the_authority, suspension, by=chair, body_told_on=today, authority_told_on=today,
        told_how="The head teacher in person; the council's schools personnel team by secure mail",
    )  # fmt: skip


def complains(story: Telling, who: str, what: str) -> None:
    """Received and acknowledged; the answer is still to come."""
    by, today = story.user(story.manager), story.clock.now.date()
    complaint = record_complaint(
        story.case, received_on=today, channel=Channel.EMAIL, what=what, person=story.cast[who], by=by
    )
    take(ComplaintProcedure.acknowledge_complaint, complaint, by=by, acknowledged_on=today)


def asks_for_a_copy(story: Telling, who: str, what: str) -> None:
    """A subject access request, with the identity checked by the data protection officer."""
    today = story.clock.now.date()
    request = record_request(
        story.case, request_kind=RequestKind.ACCESS, received_on=today, channel=Channel.EMAIL, what=what,
        person=story.cast[who], owner=story.cast["dpo"], by=story.user(story.manager),
    )  # fmt: skip
    take(
        DataRequestProcedure.check_identity, request, by=story.user("dpo"), checked_on=today,
        checked_how="Works at the school; asked from the school's own mailbox",
    )  # fmt: skip
