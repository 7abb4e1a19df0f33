"""Is somebody suspended, on what terms, and who ends it?  Proposed here; the rest are steps, with what each of them does."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from investigations.models import Case, Suspension, User
from investigations.procedure.calendar import Service, long_date
from investigations.procedure.choices import EmployerType
from investigations.procedure.clocks import Clock
from investigations.procedure.sign_off import RevokedBecause
from investigations.procedure.suspension import Alternative, ReviewResult, SuspensionProcedure
from investigations.procedure.work import Working

from .checks import Bad, checks
from .devices import revoke_devices_of
from .effects import _keep as keep
from .effects import _serve as serve
from .effects import effect
from .refusals import BadAnswers, Refused
from .work import working

if TYPE_CHECKING:
    from .take import Move


def propose_suspension(case: Case, *, reasons: str, rejected: dict[str, str], by: User) -> Suspension:
    """Propose to suspend the employee.  `rejected` says of each alternative that was weighed why it is not enough."""
    with working(case, Working.propose_suspension, by=by) as writing:
        case = writing.case
        if case.subject is None:
            raise Refused("Say first who the employee concerned is.")
        if any(one.is_open for one in case.suspensions.all()):
            raise Refused("A suspension is proposed or in force already.")
        weighed = [
            {"alternative": alternative.value, "rejected_because": rejected[alternative.value].strip()}
            for alternative in Alternative
            if rejected.get(alternative.value, "").strip()
        ]
        bad: dict[str, str] = {}
        if not reasons.strip():
            bad["reasons"] = "Say why a suspension is thought to be needed."
        if not weighed:
            bad[Alternative.NOT_ALONE.value] = "Weigh at least one alternative first, and say why it is not enough."
        if bad:
            raise BadAnswers(bad)
        last = case.suspensions.aggregate(last=models.Max("number"))["last"] or 0
        suspension = Suspension.objects.create(
            case=case, number=last + 1, reasons=reasons, alternatives=weighed, proposed_by=writing.by
        )
        writing.facts = {"suspension": suspension.number}
        writing.says = f"proposed a suspension, with {len(weighed)} alternatives weighed"
    return suspension


# ---- What the steps do --------------------------------------------------------------------------------------------------


@effect(SuspensionProcedure.impose_suspension)
def keep_the_terms(move: "Move") -> None:
    """Keeps who suspended, from when, on what terms, and the named contact; every device loses its authorisation at once."""
    keep(
        move.record,
        imposed_by=move.by,
        imposed_at=move.answer("suspended_from"),
        named_contact=move.answer("named_contact"),
        terms=move.answer("terms"),
        agreed_with_lado=move.answer("agreed_with_lado") or "",
    )
    if move.case.subject:
        # At once and by the clock's own hand: whoever reads the register of devices learns of no case.
        revoke_devices_of(move.case.subject, RevokedBecause.WITHDRAWN)


@effect(SuspensionProcedure.do_not_impose)
def keep_why_not(move: "Move") -> None:
    """Keeps why nobody is suspended."""
    keep(move.record, not_imposed_because=move.answer("reason"))


@effect(SuspensionProcedure.serve_suspension_letter)
def serve_the_letter(move: "Move") -> None:
    """Opens the employee's own page, with the letter and the named contact as they were served."""
    text = letter_as_text(move.record)
    serve(move, "Suspension", sent_at=move.answer("served_at"), text=text, even_untold=True)


@effect(SuspensionProcedure.review_suspension)
def keep_the_review(move: "Move") -> None:
    """Keeps the review and, where they changed, the terms; tells the employee, with the day of the next review."""
    suspension: Suspension = move.record
    keep(
        suspension,
        reviewed_on=move.answer("reviewed_on"),
        terms=move.answer("new_terms") or suspension.terms,
        recommendation="",
        recommended_at=None,
    )
    result = ReviewResult(move.answer("review_result"))
    parts = [f"The suspension was reviewed on {long_date(move.answer('reviewed_on'))}. {result.label}."]
    if move.answer("new_terms"):
        parts.append(f"The terms are now: {move.answer('new_terms')}")
    parts.append(f"The next review is due on {long_date(next_review(move.case, move.answer('reviewed_on')))}.")
    _tell(move, "Review of the suspension", parts)


@effect(SuspensionProcedure.recommend_lifting)
def keep_the_recommendation(move: "Move") -> None:
    """Shows the recommendation to the chair, the vice-chair and the clerk, who read nothing of the case."""
    keep(move.record, recommendation=move.answer("recommendation"), recommended_at=move.at)


@effect(SuspensionProcedure.end_suspension)
def keep_the_end(move: "Move") -> None:
    """Keeps who ended it, why and by which minute, and tells the employee how they come back."""
    keep(
        move.record,
        ended_on=move.answer("ended_on"),
        ended_by=move.by,
        ended_because=move.answer("reason"),
        minute_reference=move.answer("minute_reference"),
        return_plan=move.answer("return_plan"),
    )
    parts = [
        f"The suspension ends on {long_date(move.answer('ended_on'))}, by decision of {who_decides(move.case)}.",
        move.answer("return_plan"),
        "That it ends says nothing about what is decided in the matter itself.",
    ]
    _tell(move, "End of the suspension", parts)


@effect(SuspensionProcedure.end_with_the_employment)
def keep_the_last_day(move: "Move") -> None:
    """Keeps the last day of the employment as the end of the suspension."""
    keep(
        move.record,
        ended_on=move.answer("ended_on"),
        ended_by=move.by,
        ended_because="The employment ended.",
    )


def _tell(move: "Move", title: str, parts: list[str]) -> None:
    """Only somebody who was told of the suspension in writing is told how it goes on."""
    text = "\n\n".join(parts)
    if move.case.served.filter(letter=SuspensionProcedure.serve_suspension_letter.letter).exists():
        serve(move, title, sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE, even_untold=True)


def letter_as_text(suspension: Suspension) -> str:
    """What the letter says, from what was decided; what is alleged stands in the notice of investigation."""
    assert suspension.imposed_at is not None  # there is no letter before that
    case = suspension.case
    since = timezone.localdate(suspension.imposed_at)
    review = next_review(case, suspension.reviewed_on or since)
    return "\n\n".join(
        part
        for part in (
            f"You are suspended from work from {long_date(since)}, on full pay. This is a precaution while the matter "
            "is looked into. It is no sanction, and nothing has been decided.",
            f"Why: {suspension.reasons}",
            "What was considered instead: "
            + "; ".join(f"{row['label'].lower()} ({row['because']})" for row in suspension.weighed),
            f"What to keep to: {suspension.terms} You may speak to your trade union at any time.",
            f"Your named contact is {suspension.named_contact}.",
            f"The suspension is reviewed by {long_date(review)}. It can be ended by {who_decides(case)} only.",
        )
        if part
    )


def who_decides(case: Case) -> str:
    """Who ends a suspension at this school, in words."""
    if case.school.employer is EmployerType.ACADEMY:
        return "whoever the trust has given that power"
    return f"the {case.school.employer.governing_body}"


def next_review(case: Case, since: date) -> date:
    noon = timezone.make_aware(datetime.combine(since, time(12)))
    return case.school.count(Clock.SUSPENSION_REVIEW, noon).due.date()


# ---- Whether their answers hold together --------------------------------------------------------------------------------


@checks(SuspensionProcedure.review_suspension)
def _a_change_says_which(move: "Move") -> Bad:
    bad: Bad = {}
    changed = move.answer("review_result") == ReviewResult.CHANGED
    if changed and not move.answer("new_terms"):
        bad["new_terms"] = "Say on which terms the suspension continues."
    if not changed and move.answer("new_terms"):
        bad["review_result"] = "You wrote new terms: choose that it continues on other terms."
    if move.answer("reviewed_on") < timezone.localdate(move.record.imposed_at):
        bad["reviewed_on"] = "The review cannot be before the suspension began."
    return bad


@checks(SuspensionProcedure.end_suspension, SuspensionProcedure.end_with_the_employment)
def _it_ends_after_it_began(move: "Move") -> Bad:
    if move.answer("ended_on") < timezone.localdate(move.record.imposed_at):
        return {"ended_on": "The suspension cannot end before it began."}
    return {}
