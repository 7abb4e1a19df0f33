"""The steps around a hearing: who was there, another chair, a new beginning, another day, what is disclosed when."""

from typing import TYPE_CHECKING

from django.utils import timezone

from investigations.models import Case, Disclosure, HearingSession, Mitigation, Outcome
from investigations.procedure.calendar import Service, companion_window, long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import Level
from investigations.procedure.deciding import why_it_cannot_decide
from investigations.procedure.roles import Role

from .checks import Bad, checks
from .effects import _keep as keep
from .effects import _serve as serve
from .effects import effect
from .hearing_day import counting, deciding_of, hearing_of, panel_of
from .papers import live_warnings

if TYPE_CHECKING:
    from .take import Move


@checks(CaseProcedure.hold_hearing, CaseProcedure.hold_appeal)
def _somebody_can_decide(move: "Move") -> Bad:
    hearing = hearing_of(move)
    if move.standing.facts.has_sessions:
        bare = next((session for session in counting(hearing) if not session.minutes.strip()), None)
        if bare:
            return {"minutes": f"Write the minutes of session {bare.number} first."}
    panel, present = panel_of(hearing), list(move.answer("present") or [])
    has_chair = any(row.is_chair and row.person in present for row in panel)
    if sentence := why_it_cannot_decide(len(panel), len(present), has_chair=has_chair):
        return {"present": sentence}
    if not move.standing.facts.has_sessions and move.answer("held_on") < timezone.localdate(hearing.starts_at):
        return {"held_on": "The hearing was arranged for a later day."}
    return {}


@checks(CaseProcedure.name_panel_chair, CaseProcedure.name_appeal_chair)
def _the_new_chair_was_there(move: "Move") -> Bad:
    hearing = hearing_of(move)
    chair = next((row for row in panel_of(hearing) if row.is_chair), None)
    if chair and chair.person == move.answer("chair"):
        return {"chair": "This member is in the chair already."}
    if move.answer("chair") not in (row.person for row in panel_of(hearing)):
        return {"chair": "The chair has to be one of the members."}
    if counting(hearing) and move.answer("chair") not in deciding_of(hearing):
        return {"chair": "This member was not present throughout, so they cannot announce a decision either."}
    return {}


@effect(CaseProcedure.name_panel_chair, CaseProcedure.name_appeal_chair)
def move_the_chair(move: "Move") -> None:
    """Another member takes the chair."""
    role = Role.APPEAL_PANEL if move.step is CaseProcedure.name_appeal_chair else Role.PANEL
    panel = move.case.appointments.live().of(role)
    panel.update(is_chair=False)
    panel.filter(person=move.answer("chair")).update(is_chair=True)


@effect(CaseProcedure.begin_hearing_again, CaseProcedure.begin_appeal_again)
def set_the_sessions_aside(move: "Move") -> None:
    """Sets aside what was heard, and tells the employee why; the record of it stays."""
    sessions = HearingSession.objects.filter(hearing=hearing_of(move), set_aside_at=None)
    sessions.update(set_aside_at=move.at, set_aside_because=move.answer("reason"))
    text = f"The hearing begins again from the start, on a day that you will be told.\n\n{move.answer('reason')}"
    serve(move, "The hearing begins again", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


# ---- A companion who cannot come -------------------------------------------------------------------------------------


@checks(CaseProcedure.propose_hearing_day, CaseProcedure.propose_appeal_day)
def _the_day_is_within_five_working_days(move: "Move") -> Bad:
    hearing = hearing_of(move)
    proposed = timezone.localdate(move.answer("proposed_at"))
    first = timezone.localdate(hearing.starts_at)
    last = companion_window(move.case.school.calendar, first)
    if proposed <= first:
        return {"proposed_at": f"Propose a day after the one that was set, {long_date(first)}."}
    if proposed > last:
        return {
            "proposed_at": f"The latest day that you can ask for is {long_date(last)}: five working days, beginning "
            "with the first working day after the day that was set (Employment Relations Act 1999, section 10). For a "
            "later day, write to the clerk."
        }
    return {}


@effect(CaseProcedure.propose_hearing_day, CaseProcedure.propose_appeal_day)
def keep_the_proposal(move: "Move") -> None:
    """Keeps the day that the employee proposes; the clerk grants it by postponing the hearing to it."""
    keep(
        hearing_of(move),
        proposed_at=move.answer("proposed_at"),
        proposed_because=move.answer("proposed_because"),
    )


# ---- What the panel learns after its findings ------------------------------------------------------------------------


@checks(CaseProcedure.disclose)
def _a_spent_warning_needs_the_setting(move: "Move") -> Bad:
    if move.answer("spent_because") and not move.standing.facts.may_tell_spent_warnings:
        return {"spent_because": "Expired warnings are not told here: the school's settings do not allow it."}
    return {}


@effect(CaseProcedure.disclose)
def open_the_warnings(move: "Move") -> None:
    """Opens the live warnings and the mitigation to the panel, in the words of this day; its findings are fixed."""
    spent_because = move.answer("spent_because") or ""
    written = list(Mitigation.objects.filter(case=move.case).values_list("text", flat=True))
    said = [text for text in (*written, move.answer("mitigation") or "") if text]
    Disclosure.objects.create(
        case=move.case,
        warnings=[as_told(outcome) for outcome in live_warnings(move.case)],
        spent=[as_told(outcome) for outcome in _spent(move.case)] if spent_because else [],
        spent_because=spent_because,
        mitigation="\n\n".join(said),
        by=move.by,
        at=move.at,
    )


def as_told(outcome: Outcome) -> dict[str, str]:
    """A warning as a panel is told it: never the case that it comes from."""
    return {
        "level": Level(outcome.level).label,
        "decided": long_date(timezone.localdate(outcome.decided_at)),
        "live_until": long_date(outcome.live_until) if outcome.live_until else "",
    }


def _spent(case: Case) -> list[Outcome]:
    return list(Outcome.objects.against_the_subject_of(case).spent())
