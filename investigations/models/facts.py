"""What is true of a case right now?  The answers that guards ask for, read in a handful of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import FindingResult, FoundBy, Level
from investigations.procedure.clocks import Clock
from investigations.procedure.complaint import ComplaintState
from investigations.procedure.data_rights import RequestState
from investigations.procedure.duties import DutyKind, Occasion, questions
from investigations.procedure.roles import Role
from investigations.procedure.states import ActionState, State, StatementState
from investigations.procedure.suspension import SuspensionState

from .cases import Case
from .hearing_day import Disclosure, Mitigation
from .hearings import Outcome
from .letters import open_letters


@dataclass(frozen=True)
class Facts:
    """A snapshot.  Inside the transaction that takes a step it is read anew, after the lock."""

    has_subject: bool
    has_investigating_officer: bool
    has_clerk: bool
    has_presenting_officer: bool
    has_terms_of_reference: bool
    has_allegations: bool
    every_allegation_cites_a_clause: bool
    has_report: bool
    every_allegation_has_a_finding: bool
    has_case_to_answer: bool
    every_statement_is_settled: bool
    was_told_of_the_allegations: bool
    was_referred: bool
    has_resigned: bool
    panel_size: int
    appeal_panel_size: int
    #: Each live member was asked about their interests, and answered.
    every_member_has_declared: bool
    every_appeal_member_has_declared: bool
    papers_were_served: bool
    appeal_papers_were_served: bool
    every_allegation_has_a_panel_finding: bool
    panel_proved_something: bool
    every_allegation_has_an_appeal_finding: bool
    has_outcome: bool
    #: A panel has decided, whether with an outcome or by finding nothing upheld.
    is_decided: bool
    has_appeal: bool
    #: Lodged, and neither decided, nor refused as late, nor withdrawn.
    has_open_appeal: bool
    is_appeal_decided: bool
    appeal_window_ends: datetime | None
    today: date
    is_appeal_window_open: bool
    has_open_action: bool
    hearing_is_due: bool
    appeal_hearing_is_due: bool
    is_suspended: bool
    has_open_suspension: bool
    has_open_complaint: bool
    has_open_request: bool
    #: A resignation was recorded, even if it was withdrawn since.
    had_resigned: bool
    #: By a dismissal, or because the last day after a resignation has passed.
    employment_has_ended: bool
    is_concluded: bool
    #: Of the hearing under way: the appeal's, once it is arranged.
    has_sessions: bool
    #: Live warnings and mitigation were opened to the panel.
    was_disclosed: bool
    #: There is something to disclose before the panel may decide on the outcome.
    awaits_disclosure: bool
    may_tell_spent_warnings: bool
    has_evidence: bool
    trigger_questions_are_answered: bool
    awaits_the_lado: bool
    has_open_duty: bool
    has_unserved_letter: bool

    @classmethod
    def of(cls, case: Case) -> "Facts":
        now = timezone.now()
        held = list(case.appointments.live().values_list("role", "declaration"))
        roles = [role for role, _ in held]
        silent = {role for role, declaration in held if declaration is None}
        allegations = list(
            case.allegations.annotate(
                cited=Count("clauses", distinct=True),
                found=Count("findings", filter=Q(findings__found_by=FoundBy.INVESTIGATION), distinct=True),
                breaches=_breaches(FoundBy.INVESTIGATION),
                panel_found=Count("findings", filter=Q(findings__found_by=FoundBy.PANEL), distinct=True),
                panel_breaches=_breaches(FoundBy.PANEL),
                appeal_found=Count("findings", filter=Q(findings__found_by=FoundBy.APPEAL), distinct=True),
            ).values("cited", "found", "breaches", "panel_found", "panel_breaches", "appeal_found")
        )
        hearings = {hearing.is_appeal: hearing for hearing in case.hearings.all()}
        first, appeal_hearing = hearings.get(False), hearings.get(True)
        report = getattr(case, "report", None)
        appeal = getattr(case, "appeal", None)
        open_duties = set(case.duties.open().values_list("duty", flat=True))
        window = case.clocks.filter(key=Clock.APPEAL_LODGE.key).order_by("-started_at").first()
        suspensions = [SuspensionState(state) for state in case.suspensions.values_list("state", flat=True)]
        under_way = appeal_hearing or first
        is_heard = case.state == State.HEARD
        return cls(
            has_subject=Role.SUBJECT in roles,
            has_investigating_officer=Role.INVESTIGATING_OFFICER in roles,
            has_clerk=Role.CLERK in roles,
            has_presenting_officer=Role.PRESENTING_OFFICER in roles,
            has_terms_of_reference=hasattr(case, "terms_of_reference"),
            has_allegations=bool(allegations),
            every_allegation_cites_a_clause=all(row["cited"] for row in allegations),
            has_report=report is not None and report.is_written,
            every_allegation_has_a_finding=all(row["found"] for row in allegations),
            has_case_to_answer=any(row["breaches"] for row in allegations),
            every_statement_is_settled=not case.statements.filter(
                state__in=[StatementState.DRAFT, StatementState.SENT]
            ).exists(),
            was_told_of_the_allegations=case.employee_told_at is not None,
            was_referred=case.referred_at is not None,
            has_resigned=case.resigned_on is not None,
            panel_size=roles.count(Role.PANEL),
            appeal_panel_size=roles.count(Role.APPEAL_PANEL),
            every_member_has_declared=Role.PANEL not in silent,
            every_appeal_member_has_declared=Role.APPEAL_PANEL not in silent,
            papers_were_served=first is not None,
            appeal_papers_were_served=appeal_hearing is not None,
            every_allegation_has_a_panel_finding=all(row["panel_found"] for row in allegations),
            panel_proved_something=any(row["panel_breaches"] for row in allegations),
            every_allegation_has_an_appeal_finding=all(row["appeal_found"] for row in allegations),
            has_outcome=hasattr(case, "outcome"),
            is_decided=hasattr(case, "outcome")
            or case.steps_taken.filter(step=CaseProcedure.find_not_upheld.name).exists(),
            has_appeal=appeal is not None,
            has_open_appeal=appeal is not None and appeal.is_open,
            is_appeal_decided=appeal is not None and bool(appeal.result),
            appeal_window_ends=window.due_at if window else None,
            today=timezone.localdate(now),
            is_appeal_window_open=case.state == State.OUTCOME_ISSUED and (window is None or window.due_at >= now),
            has_open_action=case.actions.filter(state__in=[ActionState.PROPOSED, ActionState.APPROVED]).exists(),
            hearing_is_due=first is not None and timezone.localdate(first.starts_at) <= timezone.localdate(now),
            appeal_hearing_is_due=appeal_hearing is not None
            and timezone.localdate(appeal_hearing.starts_at) <= timezone.localdate(now),
            is_suspended=SuspensionState.IN_FORCE in suspensions,
            has_open_suspension=any(state.is_open for state in suspensions),
            has_open_complaint=case.complaints.filter(state__in=_open(ComplaintState)).exists(),
            has_open_request=case.data_requests.filter(state__in=_open(RequestState)).exists(),
            had_resigned=case.resigned_on is not None or case.resignations.exists(),
            employment_has_ended=_has_left(case, timezone.localdate(now)),
            is_concluded=case.status in (State.CONCLUDED, State.CLOSED),
            has_sessions=under_way is not None and under_way.sessions.counting().exists(),
            was_disclosed=first is not None and Disclosure.objects.filter(case=case).exists(),
            awaits_disclosure=is_heard and _has_something_to_disclose(case),
            may_tell_spent_warnings=is_heard
            and case.school.tells_spent_for_safety
            and Outcome.objects.against_the_subject_of(case).spent().exists(),
            has_evidence=case.evidence.exists(),
            trigger_questions_are_answered={question.key for question in questions(Occasion.ASSESSMENT)}
            <= set(case.trigger_answers.order_by().values_list("question", flat=True)),
            awaits_the_lado=DutyKind.LADO in open_duties,
            has_open_duty=bool(open_duties),
            has_unserved_letter=case.letters.filter(open_letters()).exists(),
        )


def _open(states: Any) -> list[str]:
    return [state.value for state in states if state.is_open]


def _has_left(case: Case, today: date) -> bool:
    outcome = getattr(case, "outcome", None)
    if outcome is not None and Level(outcome.level).is_dismissal:
        return True
    return case.employment_ends_on is not None and case.employment_ends_on <= today


def _has_something_to_disclose(case: Case) -> bool:
    return Mitigation.objects.filter(case=case).exists() or Outcome.objects.against_the_subject_of(case).live().exists()


def _breaches(body: FoundBy) -> Count:
    return Count(
        "findings",
        filter=Q(findings__found_by=body, findings__result__in=[FindingResult.PROVED, FindingResult.PARTLY]),
        distinct=True,
    )
