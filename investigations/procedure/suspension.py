"""What may happen to a suspension?  Proposed, in force, reviewed, ended: and only the governing body ends it."""

from . import guards as g
from .asks import Ask, Kind, Question
from .clocks import Clock
from .labelled import Labelled
from .letters import Letter
from .roles import Role
from .sections import Section
from .steps import Procedure, Starts, Step

REGULATIONS = "School Staffing (England) Regulations 2009, regulations 19 and 31"
ACAS = "Acas Code of Practice 1, paragraph 8"
GUIDANCE = "Keeping Children Safe in Education, part four"


class SuspensionState(Labelled):
    PROPOSED = "proposed", "Proposed"
    IN_FORCE = "in_force", "In force"
    ENDED = "ended", "Ended"
    NOT_IMPOSED = "not_imposed", "Not imposed"

    @property
    def is_open(self) -> bool:
        return self in (SuspensionState.PROPOSED, SuspensionState.IN_FORCE)


class Alternative(Labelled):
    """What is tried in thought before anybody is suspended (domain paper 1.5)."""

    NOT_ALONE = "not_alone", "No unsupervised contact with pupils"
    OTHER_DUTIES = "other_duties", "Other duties"
    OTHER_SITE = "other_site", "Work at another site or from home"
    ACCOUNT_ACCESS = "account_access", "Access to the school's account revoked"
    DEVICE = "device", "Authorisation of the device removed"
    SECOND_PERSON = "second_person", "A second person approves every post"
    OTHER = "other", "Something else"


class ReviewResult(Labelled):
    CONTINUES = "continues", "The suspension continues as it is"
    CHANGED = "changed", "The suspension continues on other terms"


FROM = Question(
    name="suspended_from",
    label="When was the employee told that they are suspended?",
    kind=Kind.MOMENT,
    past=True,
    hint="The suspension runs from that moment. The letter follows within one working day.",
)
CONTACT = Question(
    name="named_contact",
    label="Who is their named contact, and how are they reached?",
    kind=Kind.LINE,
    hint="Somebody with no part in the case, who keeps in touch and gives support. Name and telephone or e-mail.",
)
TERMS = Question(
    name="terms",
    label="What do they have to keep to while they are suspended?",
    hint="Where they do not go, whom they do not contact without permission, what they hand back, when they can be "
    "reached. Their trade union is always excepted.",
)
AGREED = Question(
    name="agreed_with_lado",
    label="If it is about safeguarding: what did the LADO say to it?",
    required=False,
    hint="Leave empty where no advice of the LADO was called for.",
)
TOLD_BODY = Question(
    name="body_told_on",
    label="When did head and governing body tell each other?",
    kind=Kind.DATE,
    past=True,
    hint="The one who decided tells the other at once.",
)
TOLD_AUTHORITY = Question(
    name="authority_told_on",
    label="When was the local authority, or in an academy the trust, told?",
    kind=Kind.DATE,
    past=True,
    hint="The fact and the reason, at once.",
)
TOLD_HOW = Question(name="told_how", label="Who was told, and how?", kind=Kind.LINE)
REVIEWED_ON = Question(name="reviewed_on", label="When was it reviewed?", kind=Kind.DATE, past=True)
REVIEW = Question(
    name="review_result", label="What came of the review?", kind=Kind.CHOICE, choices=ReviewResult
)  # fmt: skip
NEW_TERMS = Question(
    name="new_terms",
    label="If it continues on other terms: which?",
    required=False,
    hint="They take the place of the terms so far.",
)
ENDS_ON = Question(
    name="ended_on", label="On which day does the suspension end?", kind=Kind.DATE, hint="Today or a day to come."
)
MINUTE = Question(
    name="minute_reference",
    label="Where is the decision minuted?",
    kind=Kind.LINE,
    hint="The minute of the governing body that decided it, or of the committee or chair it has delegated this to. In "
    "an academy, the minute or the part of the scheme of delegation.",
)
RETURN = Question(
    name="return_plan",
    label="How does the employee come back to work?",
    hint="The employee is told this, and the day. The ending says nothing about what will be decided.",
)
CEASED_ON = Question(name="ended_on", label="On which day did the employment end?", kind=Kind.DATE, past=True)


class SuspensionProcedure(Procedure):
    title = "The procedure of a suspension"

    impose_suspension = Step(
        label="Impose the suspension",
        record="suspended the employee as a precaution, on full pay",
        hint="A precaution and no sanction. Say it in person where possible, with the named contact at hand.",
        source=SuspensionState.PROPOSED,
        target=SuspensionState.IN_FORCE,
        by=Role.CASE_MANAGER,
        section=Section.SUSPENSION,
        asks=(FROM, CONTACT, TERMS, AGREED),
        guards=(g.the_employee_is_known,),
        starts=(
            Starts(clock=Clock.SUSPENSION_LETTER, since=FROM),
            Starts(clock=Clock.SUSPENSION_NOTICE, since=FROM),
            Starts(clock=Clock.SUSPENSION_REVIEW, since=FROM),
        ),
        rule=REGULATIONS,
    )
    do_not_impose = Step(
        label="Record that nobody is suspended",
        record="recorded that the proposed suspension is not imposed",
        hint="Say which of the alternatives is used instead, or why nothing is needed.",
        source=SuspensionState.PROPOSED,
        target=SuspensionState.NOT_IMPOSED,
        by=Role.CASE_MANAGER,
        section=Section.SUSPENSION,
        asks=(Ask.REASON,),
        rule=ACAS,
    )
    serve_suspension_letter = Step(
        label="Serve the letter that confirms it",
        record="served the letter confirming the suspension",
        hint="The employee reads it on their own page too. It names the contact, the terms and the day of the review.",
        source=SuspensionState.IN_FORCE,
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.SUSPENSION,
        asks=(Ask.SERVED_AT, Ask.METHOD, Ask.ADDRESS),
        stops=(Clock.SUSPENSION_LETTER,),
        letter=Letter.SUSPENSION,
        rule=GUIDANCE,
    )
    tell_the_authority = Step(
        label="Record who was told of it",
        record="recorded that the governing body or head teacher and the authority were told",
        hint="Of the suspension, and again of its end: at once, each time.",
        source=(SuspensionState.IN_FORCE, SuspensionState.ENDED),
        target=None,
        by=(Role.CASE_MANAGER, Role.GOVERNING_BODY),
        section=Section.SUSPENSION,
        asks=(TOLD_BODY, TOLD_AUTHORITY, TOLD_HOW),
        stops=(Clock.SUSPENSION_NOTICE,),
        letter=Letter.SUSPENSION_NOTICE,
        rule=REGULATIONS,
    )
    review_suspension = Step(
        label="Record a review",
        record="reviewed the suspension",
        hint="Is it still needed, or would an alternative do by now? The next review is counted from this one.",
        source=SuspensionState.IN_FORCE,
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.SUSPENSION,
        asks=(REVIEWED_ON, REVIEW, NEW_TERMS, Ask.REASON),
        starts=(Starts(clock=Clock.SUSPENSION_REVIEW, since=REVIEWED_ON),),
        letter=Letter.SUSPENSION_REVIEW,
        rule=ACAS,
    )
    recommend_lifting = Step(
        label="Recommend lifting the suspension",
        record="recommended that the suspension be lifted",
        hint="The governing body reads the recommendation and decides; it does not read the case.",
        source=SuspensionState.IN_FORCE,
        target=None,
        by=Role.CASE_MANAGER,
        section=Section.SUSPENSION,
        asks=(
            Question(
                name="recommendation",
                label="What do you recommend, and why?",
                hint="Chair, vice-chair and clerk read these words. Say nothing of what is alleged.",
            ),
        ),
        rule=REGULATIONS,
    )
    end_suspension = Step(
        label="End the suspension",
        record="ended the suspension",
        hint="Only the governing body ends a suspension in a maintained school. Authority and head teacher are told at "
        "once.",
        source=SuspensionState.IN_FORCE,
        target=SuspensionState.ENDED,
        by=(Role.GOVERNING_BODY, Role.DELEGATE),
        section=Section.SUSPENSION,
        asks=(ENDS_ON, MINUTE, Ask.REASON, RETURN),
        starts=(Clock.SUSPENSION_NOTICE,),
        stops=(Clock.SUSPENSION_REVIEW, Clock.SUSPENSION_LETTER),
        letter=Letter.SUSPENSION_ENDED,
        rule=REGULATIONS,
    )
    end_with_the_employment = Step(
        label="Record that it ended with the employment",
        record="recorded that the suspension ended with the employment",
        hint="Where a dismissal or a resignation has taken effect, nothing is left to be lifted.",
        source=SuspensionState.IN_FORCE,
        target=SuspensionState.ENDED,
        by=Role.CASE_MANAGER,
        section=Section.SUSPENSION,
        asks=(CEASED_ON,),
        guards=(g.the_employment_has_ended,),
        starts=(Clock.SUSPENSION_NOTICE,),
        stops=(Clock.SUSPENSION_REVIEW, Clock.SUSPENSION_LETTER),
        rule=REGULATIONS,
        is_side=True,
    )
