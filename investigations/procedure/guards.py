"""What has to be true before a step?  A guard states a fact and owns the sentence that is said where it fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .facts import CaseFacts


@dataclass(frozen=True)
class Guard:
    name: str
    sentence: str
    holds: Callable[[Any], bool]

    def refusal(self, facts: Any) -> str:
        """Empty where the guard holds; otherwise the sentence for the person."""
        return "" if self.holds(facts) else self.sentence


def guard(sentence: str) -> Callable[[Callable[[Any], bool]], Guard]:
    def wrap(function: Callable[[Any], bool]) -> Guard:
        return Guard(name=function.__name__, sentence=sentence, holds=function)

    return wrap


@guard("Say first who the employee concerned is.")
def the_employee_is_known(case: CaseFacts) -> bool:
    return case.has_subject


@guard("Write down at least one allegation first.")
def there_is_an_allegation(case: CaseFacts) -> bool:
    return case.has_allegations


@guard("Name the clause of the policy for every allegation first.")
def every_allegation_cites_a_clause(case: CaseFacts) -> bool:
    return case.every_allegation_cites_a_clause


@guard("Appoint an investigating officer first.")
def an_investigating_officer_is_appointed(case: CaseFacts) -> bool:
    return case.has_investigating_officer


@guard("Write the terms of reference first.")
def terms_of_reference_are_written(case: CaseFacts) -> bool:
    return case.has_terms_of_reference


@guard("Record a finding for every allegation first.")
def every_allegation_has_a_finding(case: CaseFacts) -> bool:
    return case.has_allegations and case.every_allegation_has_a_finding


@guard("Write the report first: its process, its conclusion and its recommendation.")
def the_report_is_written(case: CaseFacts) -> bool:
    return case.has_report


@guard("Every statement has to be confirmed, or marked as not confirmed, first.")
def every_statement_is_settled(case: CaseFacts) -> bool:
    return case.every_statement_is_settled


@guard("No allegation was found proved or partly proved, so there is no case to answer.")
def there_is_a_case_to_answer(case: CaseFacts) -> bool:
    return case.has_case_to_answer


@guard("An allegation was found proved or partly proved: decide on a referral, management advice or further enquiries.")
def there_is_no_case_to_answer(case: CaseFacts) -> bool:
    return not case.has_case_to_answer


@guard("The employee has to be told of the allegations in writing first.")
def the_employee_was_told(case: CaseFacts) -> bool:
    return case.was_told_of_the_allegations


@guard("No resignation is recorded.")
def the_employee_has_resigned(case: CaseFacts) -> bool:
    return case.has_resigned


@guard("A resignation is recorded already.")
def no_resignation_is_recorded(case: CaseFacts) -> bool:
    return not case.has_resigned


@guard("Appoint a clerk first.")
def a_clerk_is_appointed(case: CaseFacts) -> bool:
    return case.has_clerk


@guard("Appoint a presenting officer first.")
def a_presenting_officer_is_appointed(case: CaseFacts) -> bool:
    return case.has_presenting_officer


@guard("Convene the disciplinary panel first.")
def the_panel_is_convened(case: CaseFacts) -> bool:
    return case.panel_size > 0


@guard("Convene the appeal panel first.")
def the_appeal_panel_is_convened(case: CaseFacts) -> bool:
    return case.appeal_panel_size > 0


@guard("Every member of the panel has to answer first whether they have an interest. They are asked on My work.")
def every_member_has_declared(case: CaseFacts) -> bool:
    return case.every_member_has_declared


@guard("Every member of the appeal panel has to answer first whether they have an interest. They are asked on My work.")
def every_appeal_member_has_declared(case: CaseFacts) -> bool:
    return case.every_appeal_member_has_declared


@guard("The appeal panel must not be smaller than the first panel.")
def the_appeal_panel_is_not_smaller(case: CaseFacts) -> bool:
    return case.appeal_panel_size >= case.panel_size


@guard("The day of the hearing has not come yet.")
def the_hearing_day_has_come(case: CaseFacts) -> bool:
    return case.hearing_is_due


@guard("The day of the appeal hearing has not come yet.")
def the_appeal_day_has_come(case: CaseFacts) -> bool:
    return case.appeal_hearing_is_due


@guard("Record the panel's finding for every allegation first.")
def the_panel_found_on_every_allegation(case: CaseFacts) -> bool:
    return case.every_allegation_has_a_panel_finding


@guard("The panel found nothing proved, so there can be no sanction.")
def the_panel_proved_something(case: CaseFacts) -> bool:
    return case.panel_proved_something


@guard("The panel found an allegation proved or partly proved: decide the outcome.")
def the_panel_proved_nothing(case: CaseFacts) -> bool:
    return case.every_allegation_has_a_panel_finding and not case.panel_proved_something


@guard("Record the appeal panel's finding for every allegation first.")
def the_appeal_panel_found_on_every_allegation(case: CaseFacts) -> bool:
    return case.every_allegation_has_an_appeal_finding


@guard("The time for an appeal has run out: record it as a late appeal.")
def the_appeal_window_is_open(case: CaseFacts) -> bool:
    return case.is_appeal_window_open


@guard("The time for an appeal has not run out: record it as an appeal.")
def the_appeal_window_is_over(case: CaseFacts) -> bool:
    return case.has_outcome and not case.is_appeal_window_open


@guard("There was an appeal already: its decision is final.")
def there_was_no_appeal(case: CaseFacts) -> bool:
    return not case.has_appeal


@guard("The time for an appeal has to be over, and an appeal decided, first.")
def no_appeal_is_open(case: CaseFacts) -> bool:
    return not case.is_appeal_window_open and not case.has_open_appeal


@guard("Serve every letter that is waiting, or record that it is not needed, first.")
def every_letter_is_settled(case: CaseFacts) -> bool:
    return not case.has_unserved_letter


@guard("Every governing-body action has to be done, or explained, first.")
def every_action_is_settled(case: CaseFacts) -> bool:
    return not case.has_open_action


@guard(
    "Papers of a hearing were served in this case, so it stays as it was decided. Report new facts as a new concern."
)
def no_hearing_was_arranged(case: CaseFacts) -> bool:
    return not case.papers_were_served


@guard("A suspension is proposed or in force: it has to be ended, or not imposed, first.")
def no_suspension_is_open(case: CaseFacts) -> bool:
    return not case.has_open_suspension


@guard("A complaint that runs beside the case has to be answered first.")
def every_complaint_is_answered(case: CaseFacts) -> bool:
    return not case.has_open_complaint


@guard("A request about personal data has to be answered, or refused, first.")
def every_request_is_answered(case: CaseFacts) -> bool:
    return not case.has_open_request


@guard("The employment goes on: no dismissal was decided, and no resignation has taken effect.")
def the_employment_has_ended(case: CaseFacts) -> bool:
    return case.employment_has_ended


@guard("The case was concluded after the resignation, so it cannot be withdrawn any more.")
def the_case_goes_on(case: CaseFacts) -> bool:
    return not case.is_concluded


@guard("No session of the hearing is recorded, so there is nothing to begin again.")
def a_session_was_kept(case: CaseFacts) -> bool:
    return case.has_sessions


@guard("The hearing has begun already: the clerk sets the days on which it goes on.")
def no_session_was_kept(case: CaseFacts) -> bool:
    return not case.has_sessions


# Said to the clerk and the case manager, who must not learn what the panel found: so the sentence tells neither.
@guard("The panel's findings have to stand for every allegation first: the chair records them.")
def the_findings_stand(case: CaseFacts) -> bool:
    return case.has_allegations and case.every_allegation_has_a_panel_finding


@guard("Live warnings and mitigation were disclosed already.")
def nothing_is_disclosed_yet(case: CaseFacts) -> bool:
    return not case.was_disclosed


@guard(
    "Live warnings and mitigation have to be disclosed to the panel first, now that its findings stand: ask the clerk."
)
def the_warnings_were_disclosed(case: CaseFacts) -> bool:
    return case.was_disclosed or not case.awaits_disclosure


@guard("Answer the questions about the school's other duties first: who else has to be told?")
def the_trigger_questions_are_answered(case: CaseFacts) -> bool:
    return case.trigger_questions_are_answered


@guard("Speak to the LADO before anybody approaches the employee.")
def the_lado_does_not_hold_it(case: CaseFacts) -> bool:
    return not case.awaits_the_lado


@guard("Capture the evidence first: nothing is taken down before an exhibit of it is kept.")
def the_evidence_is_captured(case: CaseFacts) -> bool:
    return case.has_evidence


@guard("Every duty has to be done, or recorded as not required, first.")
def every_duty_is_settled(case: CaseFacts) -> bool:
    return not case.has_open_duty
