"""Which words may a letter take from the case?  A closed list: a template names a field, and can do nothing else.

In a template `[[employee]]` stands for the value of that field, and `‹...›` for a gap that the writer has to fill.  A
field that has no value becomes a gap of its own label, so that nothing is left out unsaid.
"""

import re

from .labelled import Labelled

FIELD = re.compile(r"\[\[\s*([a-z_]+)\s*\]\]")
GAP = re.compile(r"‹([^‹›]*)›")


class MergeField(Labelled):
    """One field.  The label says what stands there, to whoever adjusts a template; some are whole paragraphs."""

    # The letter itself
    DATE = "date", "Date of the letter"
    REFERENCE = "reference", "Reference of the case"
    RECIPIENT = "recipient", "Name of the recipient"
    SENDER = "sender", "Name of the sender"
    SENDER_OFFICE = "sender_office", "Office of the sender"
    # The school
    SCHOOL = "school", "Name of the school"
    SCHOOL_ADDRESS = "school_address", "Address of the school"
    EMPLOYER = "employer", "The employer"
    GOVERNING_BODY = "governing_body", "The governing body, as this school calls it"
    LOCAL_AUTHORITY = "local_authority", "The local authority or trust"
    # People of the case
    EMPLOYEE = "employee", "Name of the employee concerned"
    EMPLOYEE_POST = "employee_post", "Post of the employee concerned"
    CASE_MANAGER = "case_manager", "Name of the case manager"
    INVESTIGATING_OFFICER = "investigating_officer", "Name of the investigating officer"
    PRESENTING_OFFICER = "presenting_officer", "Name of the presenting officer"
    CLERK = "clerk", "Name of the clerk"
    HR_ADVISER = "hr_adviser", "Name of the HR adviser"
    PANEL_MEMBERS = "panel_members", "Members of the panel, the chair first"
    # What it is about
    RECEIVED_ON = "received_on", "Day on which the concern was received"
    ALLEGATIONS = "allegations", "The allegations, numbered, with days and clauses (paragraphs)"
    POLICY_VERSIONS = "policy_versions", "The policies cited, with version and day in force"
    POSSIBLE_OUTCOME = "possible_outcome", "What the outcome could be, with dismissal where it is possible (paragraph)"
    REASON = "reason", "The reasons given with the step"
    # Suspension
    SUSPENDED_FROM = "suspended_from", "Day from which the suspension runs"
    SUSPENSION_REASON = "suspension_reason", "Why the employee is suspended"
    ALTERNATIVES = "alternatives", "Alternatives to suspension that were considered"
    NAMED_CONTACT = "named_contact", "Named contact during the suspension"
    REVIEW_BY = "review_by", "Day of the next review"
    SUSPENSION_ENDED_ON = "suspension_ended_on", "Day on which the suspension ends"
    # Investigation
    TERMS = "terms", "The terms of reference (paragraphs)"
    REPORT_BY = "report_by", "Day by which the report is due"
    STATEMENT = "statement", "Text of the statement or interview notes (paragraphs)"
    RETURN_BY = "return_by", "Day by which the notes are to come back"
    ADVICE_GIVEN = "advice_given", "The advice given"
    # Hearing
    HEARING_WHEN = "hearing_when", "Day and time of the hearing"
    HEARING_PLACE = "hearing_place", "Place of the hearing"
    PAPERS_BY = "papers_by", "Day by which the employee hands in papers"
    INDEX = "index", "Index of the papers (paragraphs)"
    HELD_ON = "held_on", "Day on which it was heard"
    PRESENT = "present", "Who was present at the hearing"
    # Outcome
    FINDINGS = "findings", "The findings, allegation by allegation (paragraphs)"
    OUTCOME = "outcome", "The outcome"
    OUTCOME_REASONS = "outcome_reasons", "Reasons for the outcome"
    CHANGE_REQUIRED = "change_required", "What change is required, and by when"
    LIVE_UNTIL = "live_until", "Day until which the warning is live"
    WARNING_GIVEN_ON = "warning_given_on", "Day on which the warning was given"
    APPEAL_BY = "appeal_by", "Day by which an appeal can be lodged"
    # Appeal
    APPEAL_RECEIVED_ON = "appeal_received_on", "Day on which the appeal was received"
    APPEAL_GROUNDS = "appeal_grounds", "Grounds of the appeal (paragraphs)"
    APPEAL_SCOPE = "appeal_scope", "Whether the appeal is a rehearing or a review (paragraph)"
    APPEAL_RESULT = "appeal_result", "Decision on the appeal"
    APPEAL_REASONS = "appeal_reasons", "Reasons for the decision on the appeal"
    # Duties and requests
    AWARE_AT = "aware_at", "When the school became aware"
    CONCERN = "concern", "How the concern came to light"
    DONE_AT_ONCE = "done_at_once", "What was done at once"
    REQUEST_RECEIVED_ON = "request_received_on", "Day on which the request was received"


FIELDS: dict[str, MergeField] = {field.value: field for field in MergeField}


def unknown_fields(text: str) -> list[str]:
    """The names in double brackets that are not on the list, each once, in order."""
    return list(dict.fromkeys(name for name in FIELD.findall(text) if name not in FIELDS))


def merged(text: str, values: dict[MergeField, str]) -> str:
    """The text with every field replaced; one without a value becomes a gap.  What a value holds is never merged again."""

    def value_of(found: re.Match[str]) -> str:
        field = FIELDS.get(found[1])
        return found[0] if field is None else values.get(field) or f"‹{field.label}›"

    return FIELD.sub(value_of, text)


def gaps(text: str) -> list[str]:
    """The gaps that are still to be filled, in order."""
    return [found.strip() for found in GAP.findall(text)]
