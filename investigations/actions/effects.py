"""What does a step do that no column of the table can say?  One small function for each such row."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from investigations.documents.fairness import like_cases
from investigations.models import Appeal, Appointment, Attendance, Hearing, Outcome, Report, Served
from investigations.procedure.calendar import Service, Unit, count_forward, long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import AppealGround, AppealResult, AppealScope, Depth, Level
from investigations.procedure.clocks import Clock
from investigations.procedure.duties import Occasion
from investigations.procedure.notices import NoticeKind
from investigations.procedure.retention import RetentionClass
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.steps import Step

from .clocks import earliest_day, extend_clock, notice_of, service_date
from .closing import suggested_retention
from .duties import open_for_leaving
from .hearing_day import keep_as_one_session, keep_the_votes, record_that_there_was_nothing
from .notify import notify
from .papers import allegations_as_text, make_bundle

if TYPE_CHECKING:
    from .take import Move

Effect = Callable[["Move"], None]
EFFECTS: dict[Step, Effect] = {}


def carry_out(move: "Move") -> None:
    if move.step in EFFECTS:
        EFFECTS[move.step](move)


def effect(*steps: Step) -> Callable[[Effect], Effect]:
    def keep(function: Effect) -> Effect:
        for step in steps:
            EFFECTS[step] = function
        return function

    return keep


def _keep(record: object, **values: object) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))  # type: ignore[attr-defined]


# ---- Assessment and investigation ------------------------------------------------------------------------------------


@effect(CaseProcedure.begin_fact_finding, CaseProcedure.open_investigation)
def settle_the_depth(move: "Move") -> None:
    """Keeps how deeply it is investigated and how serious it would be."""
    depth = Depth.FORMAL if move.step is CaseProcedure.open_investigation else Depth.FACT_FINDING
    _keep(move.case, depth=depth, severity=move.answer("severity"))


@effect(CaseProcedure.tell_the_employee)
def serve_the_allegations(move: "Move") -> None:
    """Opens the employee's own page, with the allegations in the words that were served."""
    _keep(move.case, employee_told_at=move.answer("told_on"))
    _serve(move, "Notice of investigation", sent_at=move.answer("told_on"), text=allegations_as_text(move.case))


@effect(CaseProcedure.extend_investigation)
def move_the_target(move: "Move") -> None:
    """Moves the investigation's target date on, counted from the date that stood, and tells the employee."""
    extend_clock(move.case, Clock.INVESTIGATION_TARGET, move.answer("working_days"), move.answer("reason"), by=move.by)
    text = f"The investigation takes longer than was planned.\n\n{move.answer('reason')}"
    _serve(move, "Extension of the investigation", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


@effect(CaseProcedure.submit_report, CaseProcedure.conclude_fact_finding)
def lock_the_report(move: "Move") -> None:
    """Locks the report."""
    _keep(move.case.report, submitted_by=move.by, submitted_at=move.at)


@effect(CaseProcedure.return_for_enquiries, CaseProcedure.reopen)
def unlock_the_report(move: "Move") -> None:
    """Unlocks the report and takes up the case again."""
    Report.objects.filter(case=move.case).update(submitted_by=None, submitted_at=None)
    _keep(move.case, depth=Depth.FORMAL, concluded_at=None, closed_at=None)


# ---- Decision ------------------------------------------------------------------------------------------


@effect(CaseProcedure.refer_to_disciplinary)
def open_to_the_clerk(move: "Move") -> None:
    """From now on the clerk and the presenting officer see their part of the case."""
    _keep(move.case, referred_at=move.at, may_dismiss=bool(move.answer("may_dismiss")))


# ---- Hearing and appeal ------------------------------------------------------------------------------------------


@effect(CaseProcedure.convene_panel, CaseProcedure.convene_appeal_panel)
def appoint_the_panel(move: "Move") -> None:
    """Appoints the members and the chair; they see the case once the papers are served."""
    role = Role.APPEAL_PANEL if move.step is CaseProcedure.convene_appeal_panel else Role.PANEL
    members, chair = list(move.answer("members")), move.answer("chair")
    live = move.case.appointments.live().of(role)
    live.exclude(person__in=members).update(ended_at=move.at, ended_because="The panel was convened anew.")
    for person in members:
        Appointment.objects.update_or_create(
            case=move.case,
            person=person,
            role=role,
            ended_at=None,
            defaults={
                "is_chair": person == chair,
                "appointed_by": move.by,
                "reason": move.answer("small_panel_reason") or "",
            },
        )


@effect(CaseProcedure.arrange_hearing, CaseProcedure.arrange_appeal)
def serve_the_papers(move: "Move") -> None:
    """Makes the papers, the same for all, serves them on the employee and opens them to the panel."""
    is_appeal = move.step is CaseProcedure.arrange_appeal
    role = Role.APPEAL_PANEL if is_appeal else Role.PANEL
    chair = move.case.appointments.live().of(role).filter(is_chair=True).first()
    served_on = service_date(move.case, move.answer("served_at"), move.answer("method"))
    hearing = Hearing.objects.create(
        case=move.case,
        is_appeal=is_appeal,
        starts_at=move.answer("hearing_at"),
        place=move.answer("place"),
        served_at=move.answer("served_at"),
        served_on=served_on,
        notice=earliest_day(move.case, notice_of(is_appeal), served_on).as_json(),
        short_notice_agreement=move.answer("short_notice_agreement"),
        short_notice=move.answer("short_notice") or "",
        small_panel_reason=chair.reason if chair else "",
        scope=move.case.school.appeal_scope if is_appeal else "",
    )
    title = "Notice of the appeal hearing, with the papers" if is_appeal else "Notice of the hearing, with the papers"
    _serve(move, title, sent_at=move.answer("served_at"), bundle=make_bundle(hearing), text=_invitation(move, hearing))


def _invitation(move: "Move", hearing: Hearing) -> str:
    when = timezone.localtime(hearing.starts_at)
    possible = "Dismissal is a possible outcome." if move.case.may_dismiss else "Dismissal is not a possible outcome."
    if hearing.is_appeal:
        scope = AppealScope(hearing.scope or AppealScope.REVIEW)
        possible = f"{scope.in_notice} It cannot end in a harsher outcome than the first."
    return "\n\n".join(
        part
        for part in (
            f"The hearing is on {when:%A} {when.day} {when:%B %Y} at {when:%H:%M}, {hearing.place}.",
            _who_hears(move, hearing),
            possible,
            "You may be accompanied by a trade union official or a colleague of your choice. If they cannot come on "
            "that day, you may propose another within five working days.",
            _papers_by(move, hearing),
        )
        if part
    )


def _who_hears(move: "Move", hearing: Hearing) -> str:
    role = Role.APPEAL_PANEL if hearing.is_appeal else Role.PANEL
    panel = move.case.appointments.live().of(role).select_related("person").order_by("-is_chair", "person__name")
    names = ", ".join(f"{member.person} (chair)" if member.is_chair else str(member.person) for member in panel)
    presents = move.case.appointments.live().of(Role.PRESENTING_OFFICER).select_related("person").first()
    by_whom = f" {presents.person} presents the case." if presents and not hearing.is_appeal else ""
    return f"The panel: {names}.{by_whom}" if names else ""


def _papers_by(move: "Move", hearing: Hearing) -> str:
    if hearing.is_appeal:
        return ""
    due = move.case.school.count(Clock.EMPLOYEE_PAPERS, hearing.starts_at).due
    return f"Hand in your own papers, and the names of your witnesses, by {long_date(due.date())}."


@effect(CaseProcedure.postpone_hearing, CaseProcedure.postpone_appeal)
def move_the_hearing(move: "Move") -> None:
    """Moves the hearing to its new day and place, and tells the employee."""
    hearing = Hearing.objects.get(case=move.case, is_appeal=move.step is CaseProcedure.postpone_appeal)
    _keep(
        hearing, starts_at=move.answer("hearing_at"), place=move.answer("place"), proposed_at=None, proposed_because=""
    )
    text = f"{_invitation(move, hearing)}\n\nWhy it was postponed: {move.answer('reason')}"
    _serve(move, "Notice of postponement", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


@effect(CaseProcedure.adjourn_hearing)
def tell_of_the_adjournment(move: "Move") -> None:
    """Tells the employee that the hearing was adjourned, and why; a new day is told when it is set."""
    text = f"The hearing was adjourned: it goes on on a day that you will be told.\n\n{move.answer('reason')}"
    _serve(move, "Notice of adjournment", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


@effect(CaseProcedure.hold_hearing, CaseProcedure.hold_appeal)
def keep_the_attendance(move: "Move") -> None:
    """Keeps the minutes and who was present throughout: only they decide."""
    is_appeal = move.step is CaseProcedure.hold_appeal
    hearing = Hearing.objects.get(case=move.case, is_appeal=is_appeal)
    _keep(
        hearing,
        held_on=move.answer("held_on"),
        employee_attended=bool(move.answer("employee_attended")),
        companion=move.answer("companion_present") or "",
        minutes=move.answer("minutes"),
    )
    if not move.standing.facts.has_sessions:
        keep_as_one_session(move, hearing)
    present = set(move.answer("present") or [])
    for member in move.case.appointments.live().of(Role.APPEAL_PANEL if is_appeal else Role.PANEL):
        Attendance.objects.create(hearing=hearing, person=member.person, present_throughout=member.person in present)


@effect(CaseProcedure.issue_outcome)
def keep_the_outcome(move: "Move") -> None:
    """Keeps the outcome, the votes, until when a warning is live, and the like cases that whoever decided was shown.

    A dismissal opens what the employer owes to others."""
    level = Level(move.answer("level"))
    served_on = service_date(move.case, move.answer("served_at"), move.answer("method"))
    record_that_there_was_nothing(move)
    keep_the_votes(move)
    Outcome.objects.create(
        case=move.case,
        level=level,
        reasons=move.answer("reason"),
        change_required=move.answer("change_required") or "",
        decided_by=move.by,
        decided_at=move.at,
        served_on=served_on,
        live_until=_live_until(move, level, served_on, months=move.answer("live_months")),
        longer_because=move.answer("longer_reason") or "",
        like_cases=like_cases(move.case),
    )
    if level.is_dismissal:
        open_for_leaving(move.case, Occasion.DISMISSAL, by=move.by, decided_at=move.at)
    text = f"{level.label}.\n\n{move.answer('reason')}\n\n{move.answer('change_required') or ''}"
    _serve(move, "Outcome of the hearing", sent_at=move.answer("served_at"), text=text.strip())


def _live_until(move: "Move", level: Level, since: date, *, months: int | None = None) -> date | None:
    """The last day on which a warning counts: by the school's figure, or the longer time that the panel gave."""
    if level.warning is None:
        return None
    start = timezone.make_aware(datetime.combine(since, time(12)))
    if months:
        return count_forward(move.case.school.calendar, start, months, Unit.MONTHS).due.date()
    return move.case.school.count(level.warning, start).due.date()


@effect(CaseProcedure.find_not_upheld)
def tell_that_nothing_was_upheld(move: "Move") -> None:
    """Keeps the votes; tells the employee that nothing was upheld and no sanction follows."""
    keep_the_votes(move)
    text = f"The panel found nothing proved. No sanction follows.\n\n{move.answer('reason')}"
    _serve(move, "Outcome of the hearing", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


@effect(CaseProcedure.no_case_to_answer)
def tell_that_there_is_no_case(move: "Move") -> None:
    """Tells the employee, if they had been told of the allegations, that there is no case to answer."""
    text = "There is no case to answer. Nothing is put on your personal file."
    _serve(move, "No case to answer", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


@effect(CaseProcedure.give_management_advice)
def tell_the_advice(move: "Move") -> None:
    """Gives the employee the advice in writing; it is not a sanction."""
    text = f"{move.answer('advice_given')}\n\nThis is advice. It is not a sanction and does not count as a warning."
    _serve(move, "Management advice", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE, even_untold=True)


@effect(CaseProcedure.lodge_appeal, CaseProcedure.receive_late_appeal)
def keep_the_appeal(move: "Move") -> None:
    """Keeps the grounds, and whether the appeal was late."""
    is_late = move.step is CaseProcedure.receive_late_appeal
    Appeal.objects.create(
        case=move.case,
        received_on=move.answer("received_on"),
        grounds=[str(ground) for ground in move.answer("grounds")],
        grounds_text=move.answer("grounds_text"),
        is_late=is_late,
        late_reason=move.answer("late_reason") or "",
        was_accepted=None if is_late else True,
        first_level=move.case.outcome.level,
    )


@effect(CaseProcedure.accept_late_appeal, CaseProcedure.refuse_late_appeal)
def decide_on_the_late_appeal(move: "Move") -> None:
    """Keeps the decision on the late appeal and tells the employee."""
    accepted = move.step is CaseProcedure.accept_late_appeal
    _keep(
        move.case.appeal,
        was_accepted=accepted,
        late_decision=move.answer("reason"),
        concurrence=move.answer("concurrence"),
    )
    text = f"Your late appeal was {'accepted' if accepted else 'refused'}.\n\n{move.answer('reason')}"
    _serve(move, "Decision on your late appeal", sent_at=move.at, text=text, method=Service.ON_THEIR_PAGE)


@effect(CaseProcedure.withdraw_appeal)
def keep_the_withdrawal(move: "Move") -> None:
    """Keeps why the appeal was withdrawn; the first outcome stands."""
    _keep(move.case.appeal, withdrawn_because=move.answer("reason"))


@effect(CaseProcedure.decide_appeal)
def keep_the_result(move: "Move") -> None:
    """Keeps the votes, the result and what became of each ground; changes the outcome where it was reduced or withdrawn."""
    outcome, appeal = move.case.outcome, move.case.appeal
    result = AppealResult(move.answer("result"))
    level = {AppealResult.DISMISSED: Level(outcome.level), AppealResult.OVERTURNED: Level.NO_SANCTION}.get(
        result, Level(move.answer("level")) if move.answer("level") else Level.NO_SANCTION
    )
    upheld = [str(ground) for ground in move.answer("grounds_upheld") or []]
    _keep(
        appeal,
        result=result,
        level=level,
        reasons=move.answer("reason"),
        grounds_upheld=upheld,
        decided_by=move.by,
        decided_at=move.at,
    )
    keep_the_votes(move)
    if result is not AppealResult.DISMISSED:
        _keep(outcome, level=level, live_until=_shortened(move, level), longer_because="")
    _serve(move, "Outcome of the appeal", sent_at=move.at, text=appeal_in_words(appeal), method=Service.ON_THEIR_PAGE)


def appeal_in_words(appeal: Appeal) -> str:
    """The decision on an appeal, ground by ground, as it is told to the employee."""
    grounds = [
        f"{AppealGround(ground).label}: {'upheld' if ground in appeal.grounds_upheld else 'not upheld'}."
        for ground in appeal.grounds
    ]
    return "\n\n".join(
        (
            f"{AppealResult(appeal.result).label}.",
            f"The outcome is now: {Level(appeal.level).label}.",
            "\n".join(grounds),
            appeal.reasons,
            "This decision is final.",
        )
    )


def _shortened(move: "Move", level: Level) -> date | None:
    """The lesser outcome counts for its usual time, and never longer than the first would have."""
    outcome = move.case.outcome
    until = _live_until(move, level, outcome.served_on or timezone.localdate())
    return min(until, outcome.live_until) if until and outcome.live_until else until


@effect(CaseProcedure.close)
def keep_the_closing(move: "Move") -> None:
    """Keeps the day of closing, how long the case is kept, and the day on which somebody looks at that again."""
    kept_as = RetentionClass(move.answer("retention") or suggested_retention(move.case))
    reviewed = count_forward(move.case.school.calendar, move.at, kept_as.months, Unit.MONTHS).due.date()
    _keep(
        move.case,
        closed_at=move.at,
        retention=kept_as,
        retention_review_on=reviewed,
        part_two_minute=move.answer("part_two_minute") or "",
    )


@effect(CaseProcedure.resume_closing)
def open_the_checklist(move: "Move") -> None:
    """Opens the closing checklist; what was found and decided is not touched."""
    _keep(move.case, closed_at=None)


# ---- Side tracks ------------------------------------------------------------------------------------------


@effect(StatementProcedure.confirm_statement)
def keep_the_confirmation(move: "Move") -> None:
    """Keeps when the person confirmed it; the text is not changed after that."""
    _keep(move.record, settled_at=move.at, settled_how=f"Confirmed by {move.by} in Casework", correction="")


@effect(StatementProcedure.ask_for_correction)
def keep_the_correction(move: "Move") -> None:
    """Sends the statement back with what should be corrected."""
    _keep(move.record, correction=move.answer("correction"))


@effect(StatementProcedure.confirm_on_paper, StatementProcedure.treat_as_agreed)
def keep_how_it_was_settled(move: "Move") -> None:
    """Keeps how the statement was settled without the person's own confirmation."""
    _keep(move.record, settled_at=move.at, settled_how=move.answer("proof") or move.answer("reason"))


@effect(ActionProcedure.approve_action)
def keep_the_approval(move: "Move") -> None:
    """Keeps who approved it; its owner sees it from now on."""
    _keep(
        move.record,
        approved_by=move.by,
        approved_at=move.at,
        minute_reference=move.answer("minute_reference") or move.record.minute_reference,
    )


@effect(ActionProcedure.complete_action)
def keep_the_proof(move: "Move") -> None:
    """Keeps the proof that it was done."""
    _keep(
        move.record,
        done_on=move.answer("done_on"),
        proof=move.answer("proof"),
        minute_reference=move.answer("minute_reference") or move.record.minute_reference,
    )


@effect(ActionProcedure.explain_action)
def keep_the_explanation(move: "Move") -> None:
    """Keeps why it will not be done."""
    _keep(
        move.record,
        not_done_because=move.answer("reason"),
        minute_reference=move.answer("minute_reference") or move.record.minute_reference,
    )


def _serve(
    move: "Move",
    title: str,
    *,
    sent_at: datetime,
    text: str,
    bundle: object = None,
    method: str = "",
    even_untold: bool = False,
) -> None:
    """Write what was served on the employee.  Nothing is served on somebody who was never told of the case."""
    employee = move.case.subject
    if employee is None or (move.case.employee_told_at is None and not even_untold):
        return
    method = move.answer("method") or method
    move.served = Served.objects.create(
        case=move.case,
        to=employee,
        title=title,
        letter=move.step.letter or "",
        text=text,
        bundle=bundle,
        method=method,
        address=move.answer("address") or "",
        sent_at=sent_at,
        served_on=service_date(move.case, sent_at, method),
        by=move.by,
    )
    notify(employee, NoticeKind.SERVED, case=move.case, by=move.by)
