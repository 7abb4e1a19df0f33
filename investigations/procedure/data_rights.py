"""What may happen to a request about personal data?  Received, checked, extended, answered or refused: each by law's clock."""

from .asks import Ask, Kind, Question
from .calendar import Service
from .clocks import Clock, ClockRule
from .labelled import Labelled
from .letters import Letter
from .roles import Role
from .sections import Section
from .steps import Procedure, Step

ANSWERS = (Role.REQUEST_OWNER, Role.CASE_MANAGER)
RULE = "UK GDPR, article 12"


class RequestKind(Labelled):
    ACCESS = "access", "Subject access: a copy of what the school holds"
    RECTIFICATION = "rectification", "Rectification: something is wrong or incomplete"
    ERASURE = "erasure", "Erasure"
    OBJECTION = "objection", "Objection"
    RESTRICTION = "restriction", "Restriction"

    @property
    def response(self) -> ClockRule:
        return Clock.SAR_RESPONSE if self is RequestKind.ACCESS else Clock.RECTIFICATION_RESPONSE

    @property
    def extended(self) -> ClockRule:
        if self is RequestKind.ACCESS:
            return Clock.SAR_RESPONSE_EXTENDED
        return Clock.RECTIFICATION_RESPONSE_EXTENDED


class RequestState(Labelled):
    RECEIVED = "received", "Received: to be answered"
    EXTENDED = "extended", "Extended by two months"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Refused, with reasons"
    WITHDRAWN = "withdrawn", "Withdrawn"

    @property
    def is_open(self) -> bool:
        return self in (RequestState.RECEIVED, RequestState.EXTENDED)


class Exemption(Labelled):
    """Why something may be left out of a copy (Data Protection Act 2018)."""

    THIRD_PARTY = "third_party", "It is about somebody else too (Schedule 2, paragraphs 16 and 17)"
    PRIVILEGE = "privilege", "Legal advice (Schedule 2, paragraph 19)"
    REFERENCE = "reference", "A confidential reference (Schedule 2, paragraph 24)"
    CRIME = "crime", "It would hinder the prevention or detection of crime (Schedule 2, paragraph 2)"
    CHILD = "child", "Child abuse data, not in the child's interest (Schedule 3, part 5)"


OPEN = (RequestState.RECEIVED, RequestState.EXTENDED)
ANSWERED_ON = Question(name="answered_on", label="When was it answered?", kind=Kind.DATE, past=True)
HOW = Question(name="method", label="How was the answer sent?", kind=Kind.CHOICE, choices=Service)
CHECKED_ON = Question(name="checked_on", label="When was the identity checked?", kind=Kind.DATE, past=True)
CHECKED_HOW = Question(
    name="checked_how",
    label="How is it known who they are?",
    kind=Kind.LINE,
    hint="Somebody who works here is known. For others say what was seen; keep no copy of it.",
)
TOLD_ON = Question(
    name="told_on",
    label="When was the person told of the extension, and why it is needed?",
    kind=Kind.DATE,
    past=True,
    hint="Within one month of the request.",
)
SENT = Question(
    name="sent",
    label="What was searched, and what was sent?",
    hint="Files, mailboxes and devices that were searched, and the copy that was given. E-mails about the person count.",
)
EXEMPTIONS = Question(
    name="exemptions",
    label="What was left out falls under",
    kind=Kind.CHOICES,
    choices=Exemption,
    required=False,
    hint="Leave empty where nothing was left out.",
)
WITHHELD = Question(
    name="withheld",
    label="What was left out or blacked out, and why?",
    required=False,
    hint="Witness statements mostly speak of more than one person: weigh, black out, and say how it was weighed.",
)
ABOUT = Question(
    name="about",
    label="Which papers does it concern?",
    hint="Exhibits, statements or notes, by their number. What was handed in as evidence is never changed: a note is "
    "added, and stands here and in the case file.",
)
CORRECTED = Question(
    name="corrected",
    label="Which facts were corrected, and how?",
    hint="What was written, and what is right. Write “nothing” where no fact was wrong.",
)
OPINIONS = Question(
    name="opinions",
    label="Which opinions stay, with the person's own statement beside them?",
    required=False,
    hint="What somebody thought stays as what they thought; the person's statement is kept with it.",
)
OWN_STATEMENT = Question(
    name="own_statement",
    label="The person's own statement, in their words",
    required=False,
    hint="It stands beside the opinion wherever that is printed.",
)
DECIDED = Question(
    name="decided",
    label="What was decided, and why?",
    hint="A record of a procedure that is needed for a legal claim or a public task is mostly kept. Say what is done.",
)
RESTRICT = Question(
    name="is_restricted",
    label="Flag the record: it is kept, and used for nothing but this procedure and legal claims",
    kind=Kind.YES,
    required=False,
)
REFUSED_BECAUSE = Question(
    name="reason",
    label="Why is it refused?",
    hint="Only where it is manifestly unfounded or excessive, or the identity cannot be known. The person is told, and "
    "that they can complain to the Information Commissioner.",
)


class DataRequestProcedure(Procedure):
    title = "The procedure of a request about personal data"

    check_identity = Step(
        label="Record the check of identity",
        record="recorded how the identity of the person who made the request was checked",
        source=OPEN,
        target=None,
        by=ANSWERS,
        section=Section.DATA_RIGHTS,
        asks=(CHECKED_ON, CHECKED_HOW),
        rule="UK GDPR, article 12(6)",
    )
    extend_request = Step(
        label="Extend the time by two months",
        record="extended the time for a request about personal data",
        hint="Only where it is complex, or the person made several. They are told within the first month, with reasons.",
        source=RequestState.RECEIVED,
        target=RequestState.EXTENDED,
        by=ANSWERS,
        section=Section.DATA_RIGHTS,
        asks=(TOLD_ON, Ask.REASON),
        stops=(Clock.SAR_RESPONSE, Clock.RECTIFICATION_RESPONSE),
        rule="UK GDPR, article 12(3)",
        is_side=True,
    )
    answer_access = Step(
        label="Record the reply to the access request",
        record="replied to a subject access request",
        source=OPEN,
        target=RequestState.ANSWERED,
        by=ANSWERS,
        kinds=(RequestKind.ACCESS,),
        section=Section.DATA_RIGHTS,
        asks=(ANSWERED_ON, HOW, SENT, EXEMPTIONS, WITHHELD),
        stops=(Clock.SAR_RESPONSE, Clock.SAR_RESPONSE_EXTENDED),
        letter=Letter.ACCESS_RESPONSE,
        rule="UK GDPR, article 15",
    )
    answer_rectification = Step(
        label="Record what was corrected",
        record="answered a request for rectification",
        hint="Facts are corrected. Opinions stay, marked as opinions. Evidence is never overwritten.",
        source=OPEN,
        target=RequestState.ANSWERED,
        by=ANSWERS,
        kinds=(RequestKind.RECTIFICATION,),
        section=Section.DATA_RIGHTS,
        asks=(ANSWERED_ON, ABOUT, CORRECTED, OPINIONS, OWN_STATEMENT),
        stops=(Clock.RECTIFICATION_RESPONSE, Clock.RECTIFICATION_RESPONSE_EXTENDED),
        rule="UK GDPR, article 16",
    )
    answer_objection = Step(
        label="Record the decision on the request",
        record="decided on a request about personal data",
        source=OPEN,
        target=RequestState.ANSWERED,
        by=ANSWERS,
        kinds=(RequestKind.ERASURE, RequestKind.OBJECTION, RequestKind.RESTRICTION),
        section=Section.DATA_RIGHTS,
        asks=(ANSWERED_ON, DECIDED, RESTRICT),
        stops=(Clock.RECTIFICATION_RESPONSE, Clock.RECTIFICATION_RESPONSE_EXTENDED),
        rule="UK GDPR, articles 17, 18 and 21",
    )
    refuse_request = Step(
        label="Refuse the request",
        record="refused a request about personal data",
        source=OPEN,
        target=RequestState.REFUSED,
        by=ANSWERS,
        section=Section.DATA_RIGHTS,
        asks=(ANSWERED_ON, REFUSED_BECAUSE),
        stops=(
            Clock.SAR_RESPONSE,
            Clock.SAR_RESPONSE_EXTENDED,
            Clock.RECTIFICATION_RESPONSE,
            Clock.RECTIFICATION_RESPONSE_EXTENDED,
        ),
        rule="UK GDPR, article 12(5)",
        is_side=True,
    )
    withdraw_request = Step(
        label="Record that it was withdrawn",
        record="recorded that a request about personal data was withdrawn",
        source=OPEN,
        target=RequestState.WITHDRAWN,
        by=ANSWERS,
        section=Section.DATA_RIGHTS,
        asks=(Ask.REASON,),
        stops=(
            Clock.SAR_RESPONSE,
            Clock.SAR_RESPONSE_EXTENDED,
            Clock.RECTIFICATION_RESPONSE,
            Clock.RECTIFICATION_RESPONSE_EXTENDED,
        ),
        rule=RULE,
        is_side=True,
    )
