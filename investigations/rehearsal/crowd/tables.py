"""Into which tables does a case go?  Every row of it, in the order in which they have to be written."""

from typing import Any

from django.contrib.auth.models import Permission

from investigations.models import (
    Advice,
    Allegation,
    Appeal,
    Appointment,
    Attendance,
    AuditEvent,
    AuditStream,
    Bundle,
    Case,
    CasePermission,
    ChronologyEntry,
    Declaration,
    Disclosure,
    Evidence,
    EvidenceBearing,
    Exclusion,
    Finding,
    GoverningBodyAction,
    Hearing,
    HearingSession,
    Outcome,
    Report,
    RunningClock,
    Served,
    Statement,
    StepTaken,
    TermsOfReference,
    Vote,
)
from investigations.procedure.choices import PreviewState, ScanState

from .rows import Numbers, Rows


class Tables:
    def __init__(self) -> None:
        self.cases = Rows(
            Case,
            "id school_id reference title state revision is_about_the_head channel how_it_came_to_light done_at_once "
            "received_on reported_at severity depth may_dismiss resigned_on employment_ends_on employee_told_at "
            "referred_at concluded_at closed_at state_since retention retention_review_on",
            part_two_minute="",
        )
        self.streams = Rows(AuditStream, "id school_id name count head")
        self.events = Rows(AuditEvent, "stream_id seq prev hash body sealed at kind section")
        self.allegations = Rows(
            Allegation, "id case_id position what happened_from account post_address created_at", device=""
        )
        self.cited = Rows(Allegation.clauses.through, "allegation_id clause_id")
        self.appointments = Rows(
            Appointment, "id case_id person_id role is_chair reason appointed_by_id appointed_at", ended_because=""
        )
        self.declarations = Rows(
            Declaration, "id person_id case_id place_id declared_at", kind="", has_interest=False, words=""
        )
        self.exclusions = Rows(Exclusion, "case_id person_id kind reason made_by_id made_at")
        self.steps = Rows(
            StepTaken,
            "id case_id table step record_id from_state to_state by_id as_role at answers record section",
        )
        self.clocks = Rows(
            RunningClock,
            "id case_id key started_by_id started_at due_at counted stopped_at stopped_by_id",
            extended_because="",
            record_id="",
            warned=0,
        )
        self.terms = Rows(
            TermsOfReference,
            "case_id background scope report_to report_by written_by_id written_at",
            excluded="",
            people_to_interview="",
            confidentiality="Everybody keeps what they were asked, and what they said, to themselves.",
            updates="",
        )
        self.statements = Rows(
            Statement,
            "id case_id number person_id taken_by_id taken_on text state settled_at settled_how",
            how_taken="In a meeting, notes taken at once",
            correction="",
        )
        self.findings = Rows(Finding, "allegation_id found_by result evidence_for evidence_against reasons by_id at")
        self.reports = Rows(
            Report,
            "case_id introduction process mitigating conclusion recommendation updated_by_id updated_at "
            "submitted_by_id submitted_at",
            not_collected="",
            not_interviewed="",
            facts_established="",
            facts_not_established="",
            other_information="",
            other_recommendations="",
        )
        self.evidence = Rows(
            Evidence,
            "id case_id number file_name content_type kind_label size sha256 vault_key description received_by_id "
            "received_at",
            source="",
            withheld_because="",
            damage="",
            scan=ScanState.NOT_SCANNED.value,
            scan_says="",
            scan_attempts=0,
            preview=PreviewState.NOT_YET.value,
            preview_says="",
            preview_attempts=0,
        )
        self.bearings = Rows(EvidenceBearing, "evidence_id allegation_id bearing")
        self.chronology = Rows(ChronologyEntry, "case_id day text entered_by_id entered_at")
        self.advice = Rows(Advice, "case_id text by_id at")
        self.hearings = Rows(
            Hearing,
            "id case_id is_appeal starts_at place served_at served_on held_on employee_attended minutes",
            short_notice="",
            small_panel_reason="",
            companion="",
            notice="{}",
            scope="",
            proposed_because="",
        )
        self.sessions = Rows(
            HearingSession,
            "id hearing_id starts_at minutes recorded_by_id recorded_at",
            number=1,
            employee_attended=flag(True),
            companion="",
            presenter_attended=flag(True),
            advisers="",
            witnesses="",
            set_aside_because="",
        )
        self.session_members = Rows(HearingSession.members.through, "hearingsession_id person_id")
        self.votes = Rows(Vote, "hearing_id member_id by_id at", is_for=flag(True), is_casting=flag(False))
        self.disclosures = Rows(Disclosure, "case_id at", warnings="[]", spent="[]", spent_because="", mitigation="")
        self.bundles = Rows(Bundle, "id hearing_id contents made_at")
        self.bundled_evidence = Rows(Bundle.evidence.through, "bundle_id evidence_id")
        self.bundled_statements = Rows(Bundle.statements.through, "bundle_id statement_id")
        self.attendance = Rows(Attendance, "hearing_id person_id present_throughout")
        self.served = Rows(
            Served,
            "id case_id to_id title letter text bundle_id method sent_at served_on by_id recorded_at",
            address="",
            to_name="",
            proof="",
        )
        self.outcomes = Rows(
            Outcome,
            "case_id level reasons change_required decided_by_id decided_at served_on live_until spent_at",
            longer_because="",
            like_cases="[]",
        )
        self.appeals = Rows(
            Appeal,
            "case_id received_on grounds grounds_text is_late late_reason late_decision was_accepted result first_level "
            "level reasons decided_by_id decided_at grounds_upheld",
            withdrawn_because="",
            concurrence="",
        )
        self.actions = Rows(
            GoverningBodyAction,
            "id case_id number code title protects owner_id proposed_by_id proposed_at approved_by_id approved_at due_on "
            "state done_on proof",
            instructions="What the case itself is about is not needed for it.",
            not_done_because="",
            minute_reference="",
        )
        permission = Permission.objects.get(content_type__app_label="investigations", codename="read_case")
        self.readers = Rows(CasePermission, "user_id content_object_id reported_at", permission_id=permission.pk)
        self.numbers = Numbers((Allegation, StepTaken, Hearing, Bundle))
        self._all = [value for value in vars(self).values() if isinstance(value, Rows)]

    def write(self) -> int:
        return sum(rows.write() for rows in self._all)


def flag(value: Any) -> int:
    """A yes or no as both databases take it."""
    return 1 if value else 0
