"""What may a guard ask of a case?  The facts, as a protocol: the model keeps them, the procedure reads them."""

from datetime import date
from typing import Protocol


class CaseFacts(Protocol):
    """Each is a plain answer read from the database inside the transaction that takes the step."""

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
    has_resigned: bool
    panel_size: int
    appeal_panel_size: int
    every_member_has_declared: bool
    every_appeal_member_has_declared: bool
    every_allegation_has_a_panel_finding: bool
    panel_proved_something: bool
    every_allegation_has_an_appeal_finding: bool
    was_referred: bool
    papers_were_served: bool
    appeal_papers_were_served: bool
    is_appeal_decided: bool
    has_outcome: bool
    is_decided: bool
    has_appeal: bool
    has_open_appeal: bool
    today: date
    is_appeal_window_open: bool
    has_open_action: bool
    hearing_is_due: bool
    appeal_hearing_is_due: bool
    is_suspended: bool
    has_open_suspension: bool
    has_open_complaint: bool
    has_open_request: bool
    had_resigned: bool
    employment_has_ended: bool
    is_concluded: bool
    has_sessions: bool
    was_disclosed: bool
    awaits_disclosure: bool
    may_tell_spent_warnings: bool
    has_evidence: bool
    trigger_questions_are_answered: bool
    awaits_the_lado: bool
    has_open_duty: bool
    has_unserved_letter: bool
