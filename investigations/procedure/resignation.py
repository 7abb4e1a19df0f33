"""What may happen to a resignation?  Received and running; then the employment ends, or it is withdrawn with consent."""

from . import guards as g
from .asks import Ask, Kind, Question
from .labelled import Labelled
from .roles import Role
from .sections import Section
from .steps import Procedure, Step

RULE = "Education Act 2002, section 141D; Safeguarding Vulnerable Groups Act 2006, section 35"
CONTRACT = "The contract of employment: a notice that was given is withdrawn by agreement only"


class ResignationState(Labelled):
    NOTICE = "notice", "Notice is running"
    ENDED = "ended", "The employment has ended"
    WITHDRAWN = "withdrawn", "Withdrawn, with the employer's consent"


LAST_DAY = Question(name="last_day", label="What was the last day of the employment?", kind=Kind.DATE, past=True)
ENDS_ON = Question(name="effective_on", label="When does the employment end now?", kind=Kind.DATE)
AGREEMENT = Question(
    name="agreement",
    label="Was anything agreed, such as a settlement or a reference?",
    required=False,
    hint="Whatever was agreed, it cannot stop the case, a referral or what a reference has to say about safeguarding.",
)
CONSENT = Question(
    name="consented",
    label="Who agreed for the employer, and where is it written?",
    hint="Without the employer's consent the resignation stands.",
)


class ResignationProcedure(Procedure):
    title = "The procedure of a resignation"

    change_last_day = Step(
        label="Change the day on which the employment ends",
        record="changed the day on which the employment ends",
        source=ResignationState.NOTICE,
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.RESIGNATION,
        asks=(ENDS_ON, Ask.REASON),
        rule=CONTRACT,
        is_side=True,
    )
    withdraw_resignation = Step(
        label="Record that it was withdrawn, with consent",
        record="recorded that the resignation was withdrawn with the employer's consent",
        source=ResignationState.NOTICE,
        target=ResignationState.WITHDRAWN,
        by=Role.CASE_MANAGER,
        section=Section.RESIGNATION,
        asks=(CONSENT,),
        guards=(g.the_case_goes_on,),
        rule=CONTRACT,
        is_side=True,
    )
    end_employment = Step(
        label="Record that the employment has ended",
        record="recorded that the employment has ended",
        hint="The case goes on to a conclusion all the same, and so do the duties to refer.",
        source=ResignationState.NOTICE,
        target=ResignationState.ENDED,
        by=Role.CASE_MANAGER,
        section=Section.RESIGNATION,
        asks=(LAST_DAY, AGREEMENT),
        rule=RULE,
    )
