"""What is true of a case right now?  The answers that guards ask for, each read when it is first asked."""

from datetime import date, datetime
from functools import cached_property
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


class Facts:
    """A snapshot, each answer read when a guard first asks for it.

    Inside the transaction that takes a step it is made anew, after the lock: nothing it reads can change meanwhile but
    by the step itself.  What the step changes on the case is therefore taken down here at once.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._state = State(case.state)
        self._now = timezone.now()
        self.today: date = timezone.localdate(self._now)
        self.was_told_of_the_allegations: bool = case.employee_told_at is not None
        self.was_referred: bool = case.referred_at is not None
        self.has_resigned: bool = case.resigned_on is not None
        self.is_concluded: bool = self._state in (State.CONCLUDED, State.CLOSED)
        self.employment_ends_on: date | None = case.employment_ends_on

    @classmethod
    def of(cls, case: Case) -> "Facts":
        return cls(case)

    # ---- Who has a part -------------------------------------------------------------------------------------------

    @cached_property
    def _held(self) -> list[tuple[str, int | None]]:
        return list(self._case.appointments.live().values_list("role", "declaration"))

    @cached_property
    def _roles(self) -> list[str]:
        return [role for role, _ in self._held]

    @cached_property
    def has_subject(self) -> bool:
        return Role.SUBJECT in self._roles

    @cached_property
    def has_investigating_officer(self) -> bool:
        return Role.INVESTIGATING_OFFICER in self._roles

    @cached_property
    def has_clerk(self) -> bool:
        return Role.CLERK in self._roles

    @cached_property
    def has_presenting_officer(self) -> bool:
        return Role.PRESENTING_OFFICER in self._roles

    @cached_property
    def panel_size(self) -> int:
        return self._roles.count(Role.PANEL)

    @cached_property
    def appeal_panel_size(self) -> int:
        return self._roles.count(Role.APPEAL_PANEL)

    @cached_property
    def every_member_has_declared(self) -> bool:
        """Each live member was asked about their interests, and answered."""
        return (Role.PANEL, None) not in self._held

    @cached_property
    def every_appeal_member_has_declared(self) -> bool:
        return (Role.APPEAL_PANEL, None) not in self._held

    # ---- Allegations and the investigation ------------------------------------------------------------------------

    @cached_property
    def _allegations(self) -> list[dict[str, Any]]:
        return list(
            self._case.allegations.annotate(
                cited=Count("clauses", distinct=True),
                found=Count("findings", filter=Q(findings__found_by=FoundBy.INVESTIGATION), distinct=True),
                breaches=_breaches(FoundBy.INVESTIGATION),
                panel_found=Count("findings", filter=Q(findings__found_by=FoundBy.PANEL), distinct=True),
                panel_breaches=_breaches(FoundBy.PANEL),
                appeal_found=Count("findings", filter=Q(findings__found_by=FoundBy.APPEAL), distinct=True),
            ).values("cited", "found", "breaches", "panel_found", "panel_breaches", "appeal_found")
        )

    @cached_property
    def has_allegations(self) -> bool:
        return bool(self._allegations)

    @cached_property
    def every_allegation_cites_a_clause(self) -> bool:
        return all(row["cited"] for row in self._allegations)

    @cached_property
    def every_allegation_has_a_finding(self) -> bool:
        return all(row["found"] for row in self._allegations)

    @cached_property
    def has_case_to_answer(self) -> bool:
        return any(row["breaches"] for row in self._allegations)

    @cached_property
    def every_allegation_has_a_panel_finding(self) -> bool:
        return all(row["panel_found"] for row in self._allegations)

    @cached_property
    def panel_proved_something(self) -> bool:
        return any(row["panel_breaches"] for row in self._allegations)

    @cached_property
    def every_allegation_has_an_appeal_finding(self) -> bool:
        return all(row["appeal_found"] for row in self._allegations)

    @cached_property
    def has_terms_of_reference(self) -> bool:
        return hasattr(self._case, "terms_of_reference")

    @cached_property
    def has_report(self) -> bool:
        report = getattr(self._case, "report", None)
        return report is not None and report.is_written

    @cached_property
    def has_evidence(self) -> bool:
        return self._case.evidence.exists()

    @cached_property
    def every_statement_is_settled(self) -> bool:
        open_ones = [StatementState.DRAFT, StatementState.SENT]
        return not self._case.statements.filter(state__in=open_ones).exists()

    # ---- The hearing ----------------------------------------------------------------------------------------------

    @cached_property
    def _hearings(self) -> dict[bool, Any]:
        return {hearing.is_appeal: hearing for hearing in self._case.hearings.all()}

    @cached_property
    def papers_were_served(self) -> bool:
        return False in self._hearings

    @cached_property
    def appeal_papers_were_served(self) -> bool:
        return True in self._hearings

    @cached_property
    def hearing_is_due(self) -> bool:
        return self._has_come(self._hearings.get(False))

    @cached_property
    def appeal_hearing_is_due(self) -> bool:
        return self._has_come(self._hearings.get(True))

    def _has_come(self, hearing: Any) -> bool:
        return hearing is not None and timezone.localdate(hearing.starts_at) <= self.today

    @cached_property
    def has_sessions(self) -> bool:
        """Of the hearing under way: the appeal's, once it is arranged."""
        under_way = self._hearings.get(True) or self._hearings.get(False)
        return under_way is not None and under_way.sessions.counting().exists()

    @cached_property
    def was_disclosed(self) -> bool:
        """Live warnings and mitigation were opened to the panel."""
        return self.papers_were_served and Disclosure.objects.filter(case=self._case).exists()

    @cached_property
    def awaits_disclosure(self) -> bool:
        """There is something to disclose before the panel may decide on the outcome."""
        return self._state == State.HEARD and _has_something_to_disclose(self._case)

    @cached_property
    def may_tell_spent_warnings(self) -> bool:
        return (
            self._state == State.HEARD
            and self._case.school.tells_spent_for_safety
            and Outcome.objects.against_the_subject_of(self._case).spent().exists()
        )

    # ---- The outcome and the appeal -------------------------------------------------------------------------------

    @cached_property
    def has_outcome(self) -> bool:
        return hasattr(self._case, "outcome")

    @cached_property
    def is_decided(self) -> bool:
        """A panel has decided, whether with an outcome or by finding nothing upheld."""
        return self.has_outcome or self._case.steps_taken.filter(step=CaseProcedure.find_not_upheld.name).exists()

    @cached_property
    def _appeal(self) -> Any:
        return getattr(self._case, "appeal", None)

    @cached_property
    def has_appeal(self) -> bool:
        return self._appeal is not None

    @cached_property
    def has_open_appeal(self) -> bool:
        """Lodged, and neither decided, nor refused as late, nor withdrawn."""
        return self._appeal is not None and self._appeal.is_open

    @cached_property
    def is_appeal_decided(self) -> bool:
        return self._appeal is not None and bool(self._appeal.result)

    @cached_property
    def appeal_window_ends(self) -> datetime | None:
        window = self._case.clocks.filter(key=Clock.APPEAL_LODGE.key).order_by("-started_at").first()
        return window.due_at if window else None

    @cached_property
    def is_appeal_window_open(self) -> bool:
        if self._state != State.OUTCOME_ISSUED:
            return False
        return self.appeal_window_ends is None or self.appeal_window_ends >= self._now

    # ---- Beside the road ------------------------------------------------------------------------------------------

    @cached_property
    def has_open_action(self) -> bool:
        return self._case.actions.filter(state__in=[ActionState.PROPOSED, ActionState.APPROVED]).exists()

    @cached_property
    def _suspensions(self) -> list[SuspensionState]:
        return [SuspensionState(state) for state in self._case.suspensions.values_list("state", flat=True)]

    @cached_property
    def is_suspended(self) -> bool:
        return SuspensionState.IN_FORCE in self._suspensions

    @cached_property
    def has_open_suspension(self) -> bool:
        return any(state.is_open for state in self._suspensions)

    @cached_property
    def has_open_complaint(self) -> bool:
        return self._case.complaints.filter(state__in=_open(ComplaintState)).exists()

    @cached_property
    def has_open_request(self) -> bool:
        return self._case.data_requests.filter(state__in=_open(RequestState)).exists()

    @cached_property
    def had_resigned(self) -> bool:
        """A resignation was recorded, even if it was withdrawn since."""
        return self.has_resigned or self._case.resignations.exists()

    @cached_property
    def employment_has_ended(self) -> bool:
        """By a dismissal, or because the last day after a resignation has passed."""
        outcome = getattr(self._case, "outcome", None)
        if outcome is not None and Level(outcome.level).is_dismissal:
            return True
        return self.employment_ends_on is not None and self.employment_ends_on <= self.today

    @cached_property
    def trigger_questions_are_answered(self) -> bool:
        asked = {question.key for question in questions(Occasion.ASSESSMENT)}
        return asked <= set(self._case.trigger_answers.order_by().values_list("question", flat=True))

    @cached_property
    def _open_duties(self) -> set[str]:
        return set(self._case.duties.open().values_list("duty", flat=True))

    @cached_property
    def awaits_the_lado(self) -> bool:
        return DutyKind.LADO in self._open_duties

    @cached_property
    def has_open_duty(self) -> bool:
        return bool(self._open_duties)

    @cached_property
    def has_unserved_letter(self) -> bool:
        return self._case.letters.filter(open_letters()).exists()


def _open(states: Any) -> list[str]:
    return [state.value for state in states if state.is_open]


def _has_something_to_disclose(case: Case) -> bool:
    return Mitigation.objects.filter(case=case).exists() or Outcome.objects.against_the_subject_of(case).live().exists()


def _breaches(body: FoundBy) -> Count:
    return Count(
        "findings",
        filter=Q(findings__found_by=body, findings__result__in=[FindingResult.PROVED, FindingResult.PARTLY]),
        distinct=True,
    )
