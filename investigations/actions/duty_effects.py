"""What does a step of a duty do besides moving it, and what do steps of a case do to its duties?"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from investigations.models import Case, Duty, RunningClock
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import AdviceFrom
from investigations.procedure.duties import DutyKind, DutyProcedure
from investigations.procedure.side_tracks import ActionProcedure
from investigations.procedure.states import DutyState, State

from .anonymity import action_refusal
from .checks import Bad, checks
from .clocks import start_clock
from .duties import open_duty
from .effects import effect
from .take import take

if TYPE_CHECKING:
    from .take import Move

P = DutyProcedure
ADVISERS = {
    AdviceFrom.LADO: (DutyKind.LADO,),
    AdviceFrom.POLICE: (DutyKind.POLICE,),
    AdviceFrom.BOTH: (DutyKind.LADO, DutyKind.POLICE),
}
LOGGED = ("nature", "categories", "people", "consequences", "measures", "context", "action", "rationale")


@effect(P.require_duty, P.decline_duty)
def keep_the_reasons(move: "Move") -> None:
    """Keeps the reasons either way, with who gave them."""
    duty: Duty = move.record
    duty.reasons, duty.decided_by, duty.decided_at = move.answer("reason"), move.by, move.at
    duty.save(update_fields=["reasons", "decided_by", "decided_at"])


@effect(P.complete_duty, P.report_to_platform, P.refer_to_tra, P.log_breach, P.log_low_level_concern)
def keep_what_was_done(move: "Move") -> None:
    """Keeps when it was done, who was told what, and the entry of the log; its clock ends."""
    duty: Duty = move.record
    duty.done_at = move.answer("done_at")
    for name in ("told_to", "said", "reference", "late_because"):
        setattr(duty, name, move.answer(name) or "")
    duty.entry = {name: move.answer(name) for name in LOGGED if move.answer(name) not in (None, "")}
    duty.save(update_fields=["done_at", "told_to", "said", "reference", "late_because", "entry"])


@effect(P.reconsider_duty)
def count_again(move: "Move") -> None:
    """Starts its clock anew, from the moment the school became aware of what is new."""
    duty: Duty = move.record
    duty.aware_at, duty.opened_because = move.answer("aware_at"), move.answer("reason")
    duty.instructions = duty.instructions or duty.rule.tells
    duty.save(update_fields=["aware_at", "opened_because", "instructions"])
    if duty.rule.clock:
        taken = move.case.steps_taken.filter(record_id=str(duty.pk)).latest("pk")
        start_clock(move.case, duty.rule.clock, since=duty.aware_at, at=move.at, by=taken, record=duty)


@effect(CaseProcedure.await_advice)
def open_the_duty_to_ask(move: "Move") -> None:
    """Opens the duty to speak to the LADO or the police, or takes it up again; its clock runs from when the case came."""
    for kind in ADVISERS[AdviceFrom(move.answer("advice_from"))]:
        duty = move.case.duties.filter(duty=kind).first()
        since = move.at if duty else move.case.reported_at
        if duty is None:
            open_duty(
                move.case, kind, aware_at=since, because=move.answer("reason"), by=move.by, state=DutyState.REQUIRED
            )  # fmt: skip
        elif not duty.is_open:
            user = move.by.user
            assert user is not None
            take(P.reconsider_duty, duty, by=user, aware_at=since, reason=move.answer("reason"))


@effect(CaseProcedure.record_advice)
def settle_the_duty_to_ask(move: "Move") -> None:
    """Records the advice as what was done about the duty to speak to the LADO or the police."""
    user = move.by.user
    assert user is not None
    for duty in move.case.duties.open().filter(duty__in=asked_in_the_case(move.case)):
        clock = running_clock(duty)
        late = "The advice was recorded after the time for the contact." if clock and move.at > clock.due_at else ""
        take(
            P.complete_duty, duty, by=user, done_at=move.at, told_to=move.answer("adviser"), said=move.answer("advice"),
            late_because=late,
        )  # fmt: skip


@checks(P.complete_duty, P.report_to_platform, P.refer_to_tra, P.log_low_level_concern)
def _it_was_in_time_or_says_why(move: "Move") -> Bad:
    duty, done_at = move.record, move.answer("done_at")
    if bad := _when_it_was_done(duty, done_at):
        return bad
    if move.case.status is State.AWAITING_ADVICE and duty.kind in asked_in_the_case(move.case):
        step = CaseProcedure.record_advice.label
        return {"said": f"The case waits for this advice: take the step “{step}”, which settles this duty as well."}
    clock = running_clock(duty)
    if clock and done_at > clock.due_at and not move.answer("late_because"):
        return {"late_because": "It was done after its time: say why. The reason goes into the report."}
    return {}


@checks(P.log_breach)
def _it_was_logged_after_it_was_known(move: "Move") -> Bad:
    return _when_it_was_done(move.record, move.answer("done_at"))


def _when_it_was_done(duty: Duty, done_at: datetime) -> Bad:
    if done_at > timezone.now():
        return {"done_at": "This moment has not come yet: enter an earlier one."}
    if done_at < duty.aware_at.replace(second=0, microsecond=0):
        return {"done_at": "This is before the school became aware of it: enter a later moment."}
    return {}


def asked_in_the_case(case: Case) -> tuple[DutyKind, ...]:
    """Whose advice the case was last held for."""
    held = case.steps_taken.filter(step=CaseProcedure.await_advice.name).order_by("-pk").first()
    return ADVISERS[AdviceFrom(held.answers["advice_from"])] if held else ()


def running_clock(duty: Duty) -> RunningClock | None:
    rule = duty.rule.clock
    return duty.case.clocks.filter(key=rule.key, record_id=str(duty.pk), stopped_at=None).first() if rule else None


@checks(ActionProcedure.complete_action)
def _its_words_passed_the_check(move: "Move") -> Bad:
    refusal = action_refusal(move.record)
    return {"proof": refusal} if refusal else {}
