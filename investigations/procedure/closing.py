"""What has to be settled before a case is closed?  The closing checklist (domain paper 1.9), one line each.

The page shows these lines and the step that closes a case asks them, so that the two cannot differ.
"""

from dataclasses import dataclass

from . import guards as g
from .asks import Ask, Question
from .guards import Guard
from .sections import Section


@dataclass(frozen=True, kw_only=True)
class ClosingLine:
    """Either a fact that has to hold (`guard`), or something only a person can say (`question`).

    `section` is where it is settled; `page` is the name of that address.
    """

    label: str
    guard: Guard | None = None
    question: Question | None = None
    section: Section | None = None
    page: str = ""


CHECKLIST: tuple[ClosingLine, ...] = (
    ClosingLine(
        label="Every allegation has a finding",
        guard=g.every_allegation_has_a_finding,
        section=Section.FINDINGS,
        page="finding_list",
    ),
    ClosingLine(
        label="The time for an appeal is over, or the appeal is decided",
        guard=g.no_appeal_is_open,
        section=Section.OUTCOME,
        page="outcome_detail",
    ),
    ClosingLine(
        label="Every letter is served, or recorded as not needed",
        guard=g.every_letter_is_settled,
        section=Section.LETTERS,
        page="letter_list",
    ),
    ClosingLine(
        label="Governing-body actions are done or explained",
        guard=g.every_action_is_settled,
        section=Section.ACTIONS,
        page="action_list",
    ),
    ClosingLine(
        label="No suspension is open",
        guard=g.no_suspension_is_open,
        section=Section.SUSPENSION,
        page="suspension_list",
    ),
    ClosingLine(
        label="Complaints that ran beside it are answered",
        guard=g.every_complaint_is_answered,
        section=Section.COMPLAINTS,
        page="complaint_list",
    ),
    ClosingLine(
        label="Requests about personal data are answered",
        guard=g.every_request_is_answered,
        section=Section.DATA_RIGHTS,
        page="request_list",
    ),
    ClosingLine(
        label="Every duty to others is done, or recorded as not required",
        guard=g.every_duty_is_settled,
        section=Section.DUTIES,
        page="duty_list",
    ),
    ClosingLine(label="The person who reported it was told that it is concluded", question=Ask.REPORTER_TOLD),
    ClosingLine(
        label="Devices are returned, and exports kept or destroyed",
        question=Ask.EVIDENCE_SETTLED,
        section=Section.EVIDENCE,
        page="evidence_list",
    ),
    ClosingLine(label="The entry in the personal file is made, or there is none", question=Ask.PERSONAL_FILE),
    ClosingLine(
        label="Lessons are turned into changes of policy, training or settings",
        question=Ask.LESSONS,
        section=Section.ACTIONS,
        page="action_list",
    ),
    ClosingLine(label="It is settled how long the case is kept", question=Ask.RETENTION),
    ClosingLine(label="The confidential (Part II) minute is named", question=Ask.PART_II_MINUTE),
)
CLOSING_GUARDS: tuple[Guard, ...] = tuple(line.guard for line in CHECKLIST if line.guard)
CLOSING_ASKS: tuple[Question, ...] = tuple(line.question for line in CHECKLIST if line.question)
