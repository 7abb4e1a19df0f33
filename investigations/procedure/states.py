"""Where can a case, and each record beside it, be?"""

from .labelled import Labelled


class Stage(Labelled):
    """The eight stations of a case's line, in order."""

    CONCERN = "concern", "Concern"
    ASSESSMENT = "assessment", "Assessment"
    INVESTIGATION = "investigation", "Investigation"
    DECISION = "decision", "Decision"
    HEARING = "hearing", "Hearing"
    OUTCOME = "outcome", "Outcome"
    APPEAL = "appeal", "Appeal"
    CLOSED = "closed", "Closed"


class State(Labelled):
    """The states of a case (domain paper 1.2).  Side tracks have states of their own."""

    stage: Stage

    def __init__(self, value: str, label: str, stage: Stage) -> None:
        self.stage = stage

    REPORTED = "reported", "Concern reported", Stage.CONCERN
    ASSESSMENT = "assessment", "Initial assessment", Stage.ASSESSMENT
    AWAITING_ADVICE = "awaiting_advice", "Awaiting LADO or police advice", Stage.ASSESSMENT
    FACT_FINDING = "fact_finding", "Preliminary fact-finding", Stage.INVESTIGATION
    INVESTIGATION = "investigation", "Formal investigation", Stage.INVESTIGATION
    INVESTIGATION_PAUSED = "investigation_paused", "Investigation paused", Stage.INVESTIGATION
    REPORT_SUBMITTED = "report_submitted", "Report submitted", Stage.DECISION
    REFERRED = "referred", "Referred to the disciplinary procedure", Stage.HEARING
    HEARING_ARRANGED = "hearing_arranged", "Hearing arranged", Stage.HEARING
    HEARING_ADJOURNED = "hearing_adjourned", "Hearing adjourned", Stage.HEARING
    HEARD = "heard", "Heard: the panel is deliberating", Stage.HEARING
    OUTCOME_ISSUED = "outcome_issued", "Outcome issued: appeal window open", Stage.OUTCOME
    LATE_APPEAL = "late_appeal", "Late appeal to be decided", Stage.APPEAL
    APPEAL_LODGED = "appeal_lodged", "Appeal lodged", Stage.APPEAL
    APPEAL_ARRANGED = "appeal_arranged", "Appeal hearing arranged", Stage.APPEAL
    APPEAL_HEARD = "appeal_heard", "Appeal heard: the panel is deliberating", Stage.APPEAL
    CONCLUDED = "concluded", "Concluded: closing checklist", Stage.CLOSED
    CLOSED = "closed", "Closed", Stage.CLOSED

    @property
    def is_open(self) -> bool:
        return self is not State.CLOSED


class StatementState(Labelled):
    DRAFT = "draft", "Being written"
    SENT = "sent", "With the person to confirm"
    CONFIRMED = "confirmed", "Confirmed"
    UNSIGNED = "unsigned", "Not confirmed: treated as agreed"


class ActionState(Labelled):
    PROPOSED = "proposed", "Proposed"
    APPROVED = "approved", "To be done"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done, with reason"

    @property
    def is_open(self) -> bool:
        return self in (ActionState.PROPOSED, ActionState.APPROVED)


class DutyState(Labelled):
    OPEN = "open", "To be considered"
    REQUIRED = "required", "Required"
    DONE = "done", "Done"
    NOT_REQUIRED = "not_required", "Not required, with reason"

    @property
    def is_open(self) -> bool:
        return self in (DutyState.OPEN, DutyState.REQUIRED)


class LetterState(Labelled):
    DRAFT = "draft", "Being written"
    ISSUED = "issued", "Issued"
    SERVED = "served", "Served"
    NOT_NEEDED = "not_needed", "Not needed"
