"""Do the answers of a step hold together, with the facts of the case and the numbers of the school?

Runs inside the transaction that takes the step, so what was eligible on the page is asked again when it counts.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from investigations.access import Register
from investigations.models import Hearing
from investigations.procedure.asks import Kind
from investigations.procedure.calendar import companion_window, long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import AppealResult, Level
from investigations.procedure.clocks import Clock
from investigations.procedure.retention import RetentionClass
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.steps import Step

from .clocks import earliest_day, notice_of, service_date
from .closing import suggested_retention
from .hearing_day import why_it_is_not_carried

if TYPE_CHECKING:
    from .take import Move

Bad = dict[str, str]
CHECKS: dict[Step, Callable[["Move"], Bad]] = {}
FULL_PANEL = 3


def check(move: "Move") -> Bad:
    """One sentence for each answer that does not do; empty where all do."""
    bad = _what_every_question_needs(move)
    if not bad and move.step in CHECKS:
        bad = CHECKS[move.step](move)
    return bad


def checks(*steps: Step) -> Callable[[Callable[["Move"], Bad]], Callable[["Move"], Bad]]:
    def keep(function: Callable[["Move"], Bad]) -> Callable[["Move"], Bad]:
        for step in steps:
            CHECKS[step] = function
        return function

    return keep


def _what_every_question_needs(move: "Move") -> Bad:
    bad: Bad = {}
    for question in move.step.asks:
        if not question.is_asked(move.standing.facts):
            continue
        answer = move.answer(question.name)
        if question.required and question.kind is not Kind.ATTENDANCE and answer in (None, "", [], False):
            bad[question.name] = "Tick the box to go on." if question.kind is Kind.YES else f"Answer “{question.label}”"
        elif question.past and answer and _day(answer) > timezone.localdate():
            bad[question.name] = "This day has not come yet: enter today or an earlier day."
    return bad


def _day(answer: object) -> date:
    return timezone.localdate(answer) if hasattr(answer, "hour") else answer  # type: ignore[arg-type,return-value]


@checks(CaseProcedure.convene_panel, CaseProcedure.convene_appeal_panel)
def _a_panel_is_eligible(move: "Move") -> Bad:
    is_appeal = move.step is CaseProcedure.convene_appeal_panel
    role = Role.APPEAL_PANEL if is_appeal else Role.PANEL
    members = list(move.answer("members"))
    sitting = {appointment.person_id for appointment in move.case.appointments.live().of(role)}
    register, in_full = Register.of(move.case), move.standing.sees(Section.ACCESS)
    judged = [register.judge(person, role) for person in members if person.pk not in sitting]
    if barred := [reason for one in judged if (reason := one.why_not(in_full=in_full))]:
        return {"members": " ".join(barred)}
    if move.answer("chair") not in members:
        return {"chair": "The chair has to be one of the members."}
    if is_appeal and len(members) < move.standing.facts.panel_size:
        return {"members": f"The first panel had {move.standing.facts.panel_size} members: choose at least as many."}
    if len(members) < FULL_PANEL and not move.answer("small_panel_reason"):
        return {"small_panel_reason": "Choose three members, or say why fewer sit."}
    return {}


@checks(CaseProcedure.arrange_hearing, CaseProcedure.arrange_appeal)
def _the_notice_is_long_enough(move: "Move") -> Bad:
    served = service_date(move.case, move.answer("served_at"), move.answer("method"))
    counted = earliest_day(move.case, notice_of(move.step is CaseProcedure.arrange_appeal), served)
    hearing = timezone.localdate(move.answer("hearing_at"))
    if hearing < served:
        return {"hearing_at": "The hearing cannot be before the notice of it was served."}
    if hearing >= counted.due.date():
        return {}
    earliest = f"The earliest day is {long_date(counted.due.date())}: {counted.sentence}"
    if not move.answer("short_notice_agreement"):
        why = (
            "Attach what the employee wrote." if move.answer("short_notice") else "Say how they agreed, and attach it."
        )
        return {
            "hearing_at": f"{earliest} Choose that day or a later one, or attach the employee's written agreement.",
            "short_notice_agreement": f"A shorter notice needs the employee's agreement in writing. {why}",
        }
    if not move.answer("short_notice"):
        return {"short_notice": "Say when and how the employee agreed to the shorter notice."}
    return {}


@checks(CaseProcedure.postpone_hearing, CaseProcedure.postpone_appeal)
def _a_postponement_is_fair(move: "Move") -> Bad:
    hearing = Hearing.objects.get(case=move.case, is_appeal=move.step is CaseProcedure.postpone_appeal)
    proposed = timezone.localdate(move.answer("hearing_at"))
    if proposed < timezone.localdate():
        return {"hearing_at": "Choose a day that has not passed."}
    earliest = earliest_day(move.case, notice_of(hearing.is_appeal), hearing.served_on).due.date()
    if proposed < earliest and proposed < timezone.localdate(hearing.starts_at):
        return {"hearing_at": f"The notice would be too short: the earliest day is {long_date(earliest)}."}
    if move.answer("companion_unavailable"):
        last = companion_window(move.case.school.calendar, timezone.localdate(hearing.starts_at))
        if proposed > last:
            return {
                "hearing_at": f"For a companion's sake the new day is at the latest {long_date(last)}: five working "
                "days from the day first proposed (Employment Relations Act 1999, section 10)."
            }
    return {}


@checks(CaseProcedure.issue_outcome)
def _the_outcome_was_announced_as_possible(move: "Move") -> Bad:
    level = Level(move.answer("level"))
    if level.is_dismissal and not move.case.may_dismiss:
        return {"level": "The employee was not told that dismissal was possible, so it is not open to this panel."}
    if level.warning is Clock.WARNING_RECORDED_VERBAL and not move.case.school.uses_verbal_warnings:
        return {"level": "This school does not use recorded verbal warnings: its settings switch them on."}
    if longer := _life_of_the_warning(move, level):
        return longer
    if level.warning and not move.answer("change_required"):
        return {"change_required": "A warning has to say what change is required, and by when."}
    return why_it_is_not_carried(move)


@checks(CaseProcedure.find_not_upheld)
def _a_majority_is_for_it(move: "Move") -> Bad:
    return why_it_is_not_carried(move)


def _life_of_the_warning(move: "Move", level: Level) -> Bad:
    """Longer than the school's figure only for a warning, and with the reason that safety gives."""
    months = move.answer("live_months")
    if not months:
        return {"live_months": "Say for how many months."} if move.answer("longer_reason") else {}
    if level.warning is None:
        return {"live_months": "Only a warning has a time for which it is live."}
    usual = move.case.school.amount(level.warning)
    if months <= usual:
        return {"live_months": f"The school's procedure gives {usual} months: leave this empty, or choose more."}
    return {} if move.answer("longer_reason") else {"longer_reason": "Say why the safety of pupils calls for it."}


@checks(CaseProcedure.lodge_appeal)
def _the_appeal_is_in_time(move: "Move") -> Bad:
    window = move.case.clocks.filter(key=Clock.APPEAL_LODGE.key).order_by("-started_at").first()
    if window and move.answer("received_on") > timezone.localdate(window.due_at):
        return {
            "received_on": f"The time to appeal ended on {long_date(timezone.localdate(window.due_at))}: "
            "record it as a late appeal."
        }
    return {}


@checks(CaseProcedure.close_appeal_window)
def _the_window_is_over(move: "Move") -> Bad:
    if move.standing.facts.is_appeal_window_open and not move.answer("no_appeal"):
        ends = move.standing.facts.appeal_window_ends
        when = f" It ends on {long_date(timezone.localdate(ends))}." if ends else ""
        return {
            "no_appeal": f"The employee can still appeal.{when} Until then, only their own word in writing ends it."
        }
    return {}


@checks(CaseProcedure.decide_appeal)
def _the_appeal_panel_decides(move: "Move") -> Bad:
    return _never_harsher(move) or _each_ground_is_answered(move) or why_it_is_not_carried(move)


def _each_ground_is_answered(move: "Move") -> Bad:
    upheld = {str(ground) for ground in move.answer("grounds_upheld") or []}
    if upheld - set(move.case.appeal.grounds):
        return {"grounds_upheld": "Only the grounds that the employee gave can be upheld."}
    if move.answer("result") != AppealResult.DISMISSED and not upheld:
        return {"grounds_upheld": "An appeal is upheld on a ground: say on which."}
    return {}


def _never_harsher(move: "Move") -> Bad:
    first = Level(move.case.outcome.level)
    if move.answer("result") != AppealResult.REDUCED:
        return (
            {"level": "Choose a lesser outcome only where the appeal is upheld in part."}
            if move.answer("level")
            else {}
        )
    if not move.answer("level"):
        return {"level": "Say to what outcome it is reduced."}
    level = Level(move.answer("level"))
    if level is first and move.case.outcome.longer_because:
        return {}  # the same warning for its usual time is less than one that lasts longer
    if level.rank >= first.rank:
        return {"level": f"An appeal is never harsher, and “reduced” means less than “{first.label}”."}
    return {}


@checks(CaseProcedure.close)
def _the_checklist_is_answered(move: "Move") -> Bad:
    least = suggested_retention(move.case)
    if move.answer("retention") and RetentionClass(move.answer("retention")).months < least.months:
        return {"retention": f"The way this case ended calls for at least {least.period}: {least.label}."}
    others = move.case.appointments.live().of(Role.REPORTER).exclude(person=move.by)
    if others.exists() and not move.answer("reporter_told_on"):
        return {
            "reporter_told_on": "Somebody reported this concern: tell them that it was dealt with, and enter the day."
        }
    return {}


@checks(CaseProcedure.record_resignation)
def _the_employment_ends_later(move: "Move") -> Bad:
    if move.answer("effective_on") < move.answer("resigned_on"):
        return {"effective_on": "The employment cannot end before the resignation was received."}
    return {}
