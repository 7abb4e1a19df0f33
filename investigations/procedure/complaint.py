"""What may happen to a complaint that runs beside a case?  Received, acknowledged, answered, closed."""

from .asks import Ask, Kind, Question
from .calendar import Service
from .clocks import Clock
from .labelled import Labelled
from .roles import Role
from .sections import Section
from .steps import Procedure, Step

POLICY = "School's complaints policy; Education Act 2002, section 29"


class ComplaintState(Labelled):
    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged: to be answered"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"

    @property
    def is_open(self) -> bool:
        """Still waits for an answer; an answered one may yet be taken further."""
        return self in (ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED)


ACKNOWLEDGED_ON = Question(name="acknowledged_on", label="When was it acknowledged?", kind=Kind.DATE, past=True)
ANSWERED_ON = Question(name="answered_on", label="When was it answered?", kind=Kind.DATE, past=True)
HOW = Question(name="method", label="How was it sent?", kind=Kind.CHOICE, choices=Service)
ANSWER = Question(
    name="answer",
    label="What was answered?",
    hint="That it was looked into and dealt with, what the school does for the child, and how to take it further. Never "
    "what became of a member of staff.",
)
AGAIN = Question(
    name="again",
    label="What do they say to the answer?",
    hint="The complaint is answered once more, at the next stage of the complaints policy.",
)


class ComplaintProcedure(Procedure):
    title = "The procedure of a complaint"

    acknowledge_complaint = Step(
        label="Record that it was acknowledged",
        record="acknowledged a complaint",
        source=ComplaintState.RECEIVED,
        target=ComplaintState.ACKNOWLEDGED,
        by=Role.CASE_MANAGER,
        section=Section.COMPLAINTS,
        asks=(ACKNOWLEDGED_ON,),
        stops=(Clock.COMPLAINT_ACK,),
        rule=POLICY,
    )
    answer_complaint = Step(
        label="Record the answer",
        record="answered a complaint",
        hint="The disciplinary procedure is kept apart from it: whoever complained learns that it was dealt with, and "
        "not the outcome.",
        source=(ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED),
        target=ComplaintState.ANSWERED,
        by=Role.CASE_MANAGER,
        section=Section.COMPLAINTS,
        asks=(ANSWERED_ON, HOW, ANSWER),
        stops=(Clock.COMPLAINT_ACK, Clock.COMPLAINT_RESPONSE),
        rule=POLICY,
    )
    take_complaint_further = Step(
        label="Record that it is taken further",
        record="recorded that a complaint is taken further",
        source=ComplaintState.ANSWERED,
        target=ComplaintState.ACKNOWLEDGED,
        by=Role.CASE_MANAGER,
        section=Section.COMPLAINTS,
        asks=(AGAIN,),
        starts=(Clock.COMPLAINT_RESPONSE,),
        rule=POLICY,
        is_side=True,
    )
    withdraw_complaint = Step(
        label="Record that it was withdrawn",
        record="recorded that a complaint was withdrawn",
        hint="The concern itself is investigated all the same.",
        source=(ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED),
        target=ComplaintState.CLOSED,
        by=Role.CASE_MANAGER,
        section=Section.COMPLAINTS,
        asks=(Ask.REASON,),
        stops=(Clock.COMPLAINT_ACK, Clock.COMPLAINT_RESPONSE),
        rule=POLICY,
        is_side=True,
    )
    close_complaint = Step(
        label="Close the complaint",
        record="closed a complaint",
        hint="When it was answered and nobody takes it further.",
        source=ComplaintState.ANSWERED,
        target=ComplaintState.CLOSED,
        by=Role.CASE_MANAGER,
        section=Section.COMPLAINTS,
        asks=(Ask.REASON,),
        rule=POLICY,
    )
