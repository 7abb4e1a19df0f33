"""Whom else has the school to tell, or what else to do, because of a case?  Duties, the questions that open them, their steps.

Domain paper, section 3.  A duty has an owner and a clock of its own, and it ends in one of two ways: it was done, or it
was recorded as not required, with the reason.
"""

import re
from dataclasses import dataclass

from . import guards as g
from .asks import Ask
from .clocks import Clock, ClockRule
from .labelled import Labelled
from .letters import Letter
from .roles import Office, Role
from .sections import Section
from .states import DutyState
from .steps import Procedure, Step

KCSIE = "Keeping Children Safe in Education, Part four"


class DutyKind(Labelled):
    LADO = "lado", "LADO"
    LOW_LEVEL = "low_level", "Low-level concern log"
    DSL = "dsl", "Designated safeguarding lead"
    POLICE = "police", "Children's social care or the police"
    BREACH_LOG = "breach_log", "Personal-data breach log"
    ICO = "ico", "Information Commissioner"
    DATA_SUBJECTS = "data_subjects", "People whose data it is"
    TRA = "tra", "Teaching Regulation Agency"
    DBS = "dbs", "Disclosure and Barring Service"
    LOCAL_AUTHORITY = "local_authority", "Local authority"
    OFSTED = "ofsted", "Ofsted"
    INSURER = "insurer", "Insurer"
    TAKEDOWN = "takedown", "Report to the platform"
    PARENTS = "parents", "Informing parents"
    ANONYMITY = "anonymity", "Teacher's anonymity"

    @property
    def rule(self) -> "DutyRule":
        return DUTY[self]


class Force(Labelled):
    MUST = "must", "Must"
    CONSIDER = "consider", "Must consider"
    SHOULD = "should", "Should"


@dataclass(frozen=True, kw_only=True)
class DutyRule:
    """One line of section 3.  `owner` is the office that usually sees to it; `tells` is what an owner who does not work
    on the case is told, and all they are told unless the case manager adds to it."""

    kind: DutyKind
    force: Force
    required: str
    owner: Office
    tells: str
    source: str
    otherwise: str
    clock: ClockRule | None = None
    letter: Letter | None = None


_RULES = (
    DutyRule(
        kind=DutyKind.LADO,
        force=Force.MUST,
        required="Speak to the local authority designated officer at once, and within one working day. Nobody approaches "
        "the employee before.",
        owner=Office.HEAD,
        tells="Speak to the local authority designated officer. The case manager gives you the facts.",
        source=f"{KCSIE}; Working Together to Safeguard Children",
        otherwise="An approach to the employee too early can spoil what the police or social care have to find out.",
        clock=Clock.LADO_CONTACT,
        letter=Letter.LADO_REFERRAL,
    ),
    DutyRule(
        kind=DutyKind.LOW_LEVEL,
        force=Force.MUST,
        required="Write what was at odds with the code of conduct into the log of low-level concerns, with what was done "
        "and why.",
        owner=Office.HEAD,
        tells="Enter the concern in the log of low-level concerns.",
        source=f"{KCSIE}, section two",
        otherwise="A pattern that shows only over several concerns stays unseen.",
        clock=Clock.LOW_LEVEL_CONCERN,
    ),
    DutyRule(
        kind=DutyKind.DSL,
        force=Force.MUST,
        required="Tell the designated safeguarding lead the same day. What they do stands in the child's own file, never "
        "in this case.",
        owner=Office.DSL,
        tells="A pupil may be at risk. Ask the case manager which pupil and why. Keep what you do in the child's own "
        "file, and record here only that you have it in hand.",
        source=KCSIE,
        otherwise="A child whose whereabouts are protected may be found.",
        clock=Clock.DSL_TOLD,
    ),
    DutyRule(
        kind=DutyKind.POLICE,
        force=Force.SHOULD,
        required="Where somebody is in danger, telephone 999 now. Otherwise tell children's social care or the police the "
        "same day, and ask what the school has to hold back.",
        owner=Office.HEAD,
        tells="Contact children's social care or the police. The case manager gives you the facts.",
        source=f"{KCSIE}; Children Act 1989",
        otherwise="A child stays in danger, or evidence of a crime is lost.",
        clock=Clock.POLICE_OR_SOCIAL_CARE,
        letter=Letter.POLICE_STATEMENT,
    ),
    DutyRule(
        kind=DutyKind.BREACH_LOG,
        force=Force.MUST,
        required="Tell the data protection officer at once, and enter the breach in the log, also where nobody else has to "
        "be told.",
        owner=Office.DPO,
        tells="Personal data was shown, lost or opened without permission. Enter it in the breach log: facts about the "
        "data only.",
        source="UK GDPR, Article 33(5)",
        otherwise="The school cannot show the Commissioner that it saw the breach and weighed it.",
    ),
    DutyRule(
        kind=DutyKind.ICO,
        force=Force.MUST,
        required="Report the breach to the Information Commissioner within 72 hours of becoming aware, unless a risk to "
        "anybody is unlikely. What is not known yet follows in further reports.",
        owner=Office.DPO,
        tells="A personal-data breach is to be reported to the Information Commissioner within 72 hours. The decision is "
        "the head teacher's; advise on it, and record the report here. What is not known yet follows later.",
        source="UK GDPR, Article 33",
        otherwise="A reprimand or a fine; and a report after 72 hours has to explain itself.",
        clock=Clock.ICO_NOTIFY,
        letter=Letter.ICO_WORKSHEET,
    ),
    DutyRule(
        kind=DutyKind.DATA_SUBJECTS,
        force=Force.MUST,
        required="Where the risk to them is high, tell those whose data it is without undue delay: for pupils their parents, "
        "and the pupil as far as their age allows.",
        owner=Office.HEAD,
        tells="Write to the people whose data it is. The data protection officer has a say in the words.",
        source="UK GDPR, Article 34",
        otherwise="They cannot protect themselves, and the Commissioner can order it.",
        letter=Letter.LETTER_TO_PARENTS,
    ),
    DutyRule(
        kind=DutyKind.TRA,
        force=Force.CONSIDER,
        required="Teachers only: consider whether to refer to the Teaching Regulation Agency a teacher who was dismissed "
        "for serious misconduct, or might have been had they stayed. Record the reasons either way.",
        owner=Office.HEAD,
        tells="The employer considers a referral to the Teaching Regulation Agency.",
        source="Education Act 2002, sections 141B to 141E",
        otherwise="A duty to consider is broken by not considering: the record of reasons is the proof.",
        letter=Letter.TRA_REFERRAL,
    ),
    DutyRule(
        kind=DutyKind.DBS,
        force=Force.MUST,
        required="Where somebody was removed from work with children, or would have been, because they harmed a child or "
        "put one at risk: refer to the Disclosure and Barring Service as soon as that is so.",
        owner=Office.HEAD,
        tells="A referral to the Disclosure and Barring Service has to be made where its conditions are met.",
        source="Safeguarding Vulnerable Groups Act 2006, section 35",
        otherwise="Without a reasonable excuse, not referring is an offence.",
        letter=Letter.DBS_REFERRAL,
    ),
    DutyRule(
        kind=DutyKind.LOCAL_AUTHORITY,
        force=Force.MUST,
        required="Notify the local authority in writing of the decision to dismiss, with the reasons: it gives notice "
        "within 14 days.",
        owner=Office.CLERK,
        tells="The local authority has to be notified in writing of a decision of the governing body.",
        source="School Staffing (England) Regulations 2009, regulation 20",
        otherwise="The dismissal does not take effect.",
        clock=Clock.LA_DISMISSAL_NOTICE,
        letter=Letter.DETERMINATION_TO_AUTHORITY,
    ),
    DutyRule(
        kind=DutyKind.OFSTED,
        force=Force.MUST,
        required="Registered early-years provision: tell Ofsted of an allegation of serious harm or abuse within 14 days.",
        owner=Office.HEAD,
        tells="Ofsted has to be notified.",
        source="Early years foundation stage framework",
        otherwise="Not telling Ofsted is an offence of the registered provider.",
        clock=Clock.OFSTED_NOTIFY,
    ),
    DutyRule(
        kind=DutyKind.INSURER,
        force=Force.SHOULD,
        required="Tell the insurer, or the risk protection arrangement, before anything is admitted to anybody.",
        owner=Office.BUSINESS_MANAGER,
        tells="A claim or legal expenses may follow. Notify the insurer or the risk protection arrangement, and admit "
        "nothing.",
        source="Conditions of the policy",
        otherwise="Cover can be refused.",
    ),
    DutyRule(
        kind=DutyKind.TAKEDOWN,
        force=Force.SHOULD,
        required="Report the post or the account to the platform the same day, after the evidence is captured. Where the "
        "platform refuses, ask the Professionals Online Safety Helpline.",
        owner=Office.IT_LEAD,
        tells="A post or an account is to be reported to the platform, after the evidence of it is captured. Ask the case "
        "manager for its address.",
        source="Rules of the platform",
        otherwise="What was shown goes on being seen and copied.",
        clock=Clock.PLATFORM_REPORT,
        letter=Letter.TAKEDOWN_RECORD,
    ),
    DutyRule(
        kind=DutyKind.PARENTS,
        force=Force.SHOULD,
        required="Tell parents whose child is affected: the facts and what protects the child, never how a member of staff "
        "is dealt with. Where it is a safeguarding matter, ask the LADO or the police first.",
        owner=Office.HEAD,
        tells="Parents whose child is affected are to be told the facts, and nothing about staff.",
        source=KCSIE,
        otherwise="They learn of it from others, and the school is not believed afterwards.",
        letter=Letter.LETTER_TO_PARENTS,
    ),
    DutyRule(
        kind=DutyKind.ANONYMITY,
        force=Force.MUST,
        required="Publish nothing that could identify a teacher who is said to have committed an offence against a pupil of "
        "the school and is not charged. Tell everybody who speaks for the school, and pass every statement through the "
        "anonymity check.",
        owner=Office.HEAD,
        tells="Nothing that could identify a certain teacher may be published.",
        source="Education Act 2002, section 141F",
        otherwise="Publishing is an offence, also a parent's post that repeats the school's words.",
    ),
)
DUTY: dict[DutyKind, DutyRule] = {rule.kind: rule for rule in _RULES}

#: Held back while the LADO has not been spoken to.
HELD_BY_THE_LADO = frozenset({Letter.NOTICE_OF_INVESTIGATION, Letter.INVESTIGATION_MEETING})
#: Go out to others: each passes the anonymity check first.
OUTWARD_LETTERS = frozenset({Letter.LETTER_TO_PARENTS, Letter.STATEMENT_TO_PARENTS, Letter.PRESS_LINE})
OUTWARD_ACTIONS = frozenset({"GA07", "GA08", "GA09", "GA10"})


# ---- The questions ---------------------------------------------------------------------------------------------------


class Occasion(Labelled):
    ASSESSMENT = "assessment", "At the assessment"
    EVIDENCE = "evidence", "After new evidence"
    RESIGNATION = "resignation", "After a resignation"
    DISMISSAL = "dismissal", "After a dismissal"


class Answer(Labelled):
    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known yet"


class QuestionList(Labelled):
    """Asked one list at a time."""

    CHILDREN = "children", "Children"
    DATA = "data", "Personal data"
    SCHOOL = "school", "The account and the school"
    LEAVING = "leaving", "When somebody leaves"


@dataclass(frozen=True, kw_only=True)
class TriggerQuestion:
    """A question in plain words, and the duties that "yes" and "not known yet" open."""

    key: str
    text: str
    opens: tuple[DutyKind, ...]
    list: QuestionList
    hint: str = ""


_K = DutyKind
TRIGGERS: tuple[TriggerQuestion, ...] = (
    TriggerQuestion(
        key="harm",
        text="Could somebody who works here have harmed a child?",
        opens=(_K.LADO,),
        list=QuestionList.CHILDREN,
    ),
    TriggerQuestion(
        key="offence",
        text="Could they have committed an offence against a child, or to do with a child?",
        opens=(_K.LADO, _K.POLICE),
        list=QuestionList.CHILDREN,
    ),
    TriggerQuestion(
        key="risk",
        text="Did they behave in a way that suggests they may be a risk to children?",
        opens=(_K.LADO,),
        list=QuestionList.CHILDREN,
    ),
    TriggerQuestion(
        key="unsuitable",
        text="Did they behave, here or elsewhere, in a way that suggests they may not be suited to work with children?",
        opens=(_K.LADO,),
        list=QuestionList.CHILDREN,
        hint="These first four are the criteria of the harm threshold.",
    ),
    TriggerQuestion(
        key="low_level",
        text="Was it at odds with the code of conduct, without reaching any of the four?",
        opens=(_K.LOW_LEVEL,),
        list=QuestionList.CHILDREN,
        hint="Pictures of pupils on a personal telephone are an example.",
    ),
    TriggerQuestion(
        key="child_at_risk",
        text="Could a pupil be at risk because of it?",
        opens=(_K.DSL,),
        list=QuestionList.CHILDREN,
        hint="A child in care, a court order, a refuge: somebody could learn where the child is.",
    ),
    TriggerQuestion(
        key="parents",
        text="Is a child affected whose parents do not know of it yet?",
        opens=(_K.PARENTS,),
        list=QuestionList.CHILDREN,
    ),
    TriggerQuestion(
        key="early_years",
        text="Is it an allegation of serious harm or abuse in registered early-years provision?",
        opens=(_K.OFSTED,),
        list=QuestionList.CHILDREN,
        hint="Many maintained schools need no registration for children of three and over.",
    ),
    TriggerQuestion(
        key="data",
        text="Was personal data lost, altered, shown or opened without permission?",
        opens=(_K.BREACH_LOG,),
        list=QuestionList.DATA,
        hint="A picture with a full name is personal data. So is a lost telephone with pictures on it.",
    ),
    TriggerQuestion(
        key="data_risk",
        text="Is a risk to the people whose data it is more than unlikely?",
        opens=(_K.ICO,),
        list=QuestionList.DATA,
        hint="If you answer yes or not known yet, 72 hours run from the moment the school became aware.",
    ),
    TriggerQuestion(
        key="data_high_risk",
        text="Could that risk be high for any of them?",
        opens=(_K.DATA_SUBJECTS,),
        list=QuestionList.DATA,
    ),
    TriggerQuestion(
        key="crime",
        text="Could a crime have been committed by anybody?",
        opens=(_K.POLICE,),
        list=QuestionList.SCHOOL,
        hint="Taking over an account, threats, harassment, indecent pictures, a stolen device.",
    ),
    TriggerQuestion(
        key="live",
        text="Is the post still to be seen, or the account out of the school's hands?",
        opens=(_K.TAKEDOWN,),
        list=QuestionList.SCHOOL,
    ),
    TriggerQuestion(
        key="claim",
        text="Could a claim, legal expenses or a cyber incident come of it?",
        opens=(_K.INSURER,),
        list=QuestionList.SCHOOL,
    ),
    TriggerQuestion(
        key="identified",
        text="Is a teacher said to have committed an offence against a pupil of this school?",
        opens=(_K.ANONYMITY,),
        list=QuestionList.SCHOOL,
        hint="Until a charge nothing may be published from which the teacher could be known, not even the year group.",
    ),
    TriggerQuestion(
        key="serious_misconduct",
        text="Was a teacher dismissed for serious misconduct, or might they have been had they stayed?",
        opens=(_K.TRA,),
        list=QuestionList.LEAVING,
        hint="The employer must consider a referral, and record the reasons either way.",
    ),
    TriggerQuestion(
        key="removed",
        text="Were they removed from work with children, or would they have been, because they harmed a child or put one "
        "at risk?",
        opens=(_K.DBS,),
        list=QuestionList.LEAVING,
    ),
)
QUESTION: dict[str, TriggerQuestion] = {question.key: question for question in TRIGGERS}
LISTS: dict[Occasion, tuple[QuestionList, ...]] = {
    Occasion.ASSESSMENT: (QuestionList.CHILDREN, QuestionList.DATA, QuestionList.SCHOOL),
    Occasion.EVIDENCE: (QuestionList.CHILDREN, QuestionList.DATA, QuestionList.SCHOOL),
    Occasion.RESIGNATION: (QuestionList.LEAVING,),
    Occasion.DISMISSAL: (QuestionList.LEAVING,),
}


def questions(occasion: Occasion, of: QuestionList | None = None) -> tuple[TriggerQuestion, ...]:
    return tuple(
        question for question in TRIGGERS if question.list in LISTS[occasion] and (of is None or question.list is of)
    )


def asked_for(kind: DutyKind) -> tuple[str, ...]:
    """The keys of the questions that open a duty."""
    return tuple(question.key for question in TRIGGERS if kind in question.opens)


# ---- What a clause of the policy opens -----------------------------------------------------------------------------------

_PICTURE = re.compile(r"\b(pictures?|photo(?:graph)?s?|images?)\b", re.IGNORECASE)
_NAME = re.compile(r"\b(full |sur|last )?names?\b", re.IGNORECASE)
_FOLLOW = re.compile(r"\bfollow(?:s|ed|ing)?\b", re.IGNORECASE)
_PUPIL = re.compile(r"\b(?:ex-?)?(pupils?|students?|child(?:ren)?)\b", re.IGNORECASE)


def opened_by(text: str) -> list[str]:
    """The duties that a clause opens by itself: pictures together with names are a matter of personal data."""
    return [DutyKind.BREACH_LOG.value] if _PICTURE.search(text) and _NAME.search(text) else []


def suggested_by(text: str) -> list[str]:
    """The duties whose questions a clause points out: an account that follows pupils is a matter for the LADO."""
    return [DutyKind.LADO.value] if _FOLLOW.search(text) and _PUPIL.search(text) else []


# ---- The steps ------------------------------------------------------------------------------------------------------------

_OPEN = (DutyState.OPEN, DutyState.REQUIRED)
_CLOCKS = tuple(rule.clock for rule in _RULES if rule.clock)
_TELLS = (Ask.TOLD_AT, Ask.TOLD_WHOM, Ask.WHAT_WAS_SAID, Ask.DUTY_REFERENCE, Ask.WHY_LATE)
_WITH_A_ROW = (DutyKind.BREACH_LOG, DutyKind.LOW_LEVEL, DutyKind.TAKEDOWN, DutyKind.TRA)
_TOLD = tuple(kind for kind in DutyKind if kind not in _WITH_A_ROW)
_DOERS = (Role.DUTY_OWNER, Role.CASE_MANAGER)
RULE = "The law or guidance that stands with each duty"


class DutyProcedure(Procedure):
    title = "The procedure of a duty"

    open_duty = Step(
        label="Open the duty",
        record="opened a duty",
        hint="An answer, a clause of the policy, a resignation or a dismissal opens it; nobody does so by hand.",
        source=(),
        target=DutyState.OPEN,
        by=Role.CASE_MANAGER,
        section=Section.DUTIES,
        rule=RULE,
        is_side=True,
    )
    require_duty = Step(
        label="Record that it is required",
        record="recorded that a duty is required",
        source=DutyState.OPEN,
        target=DutyState.REQUIRED,
        by=Role.CASE_MANAGER,
        section=Section.DUTIES,
        asks=(Ask.WHY_REQUIRED,),
        rule=RULE,
    )
    complete_duty = Step(
        label="Record that it was done",
        record="recorded that a duty was done",
        source=_OPEN,
        target=DutyState.DONE,
        by=_DOERS,
        section=Section.DUTIES,
        asks=_TELLS,
        stops=_CLOCKS,
        rule=RULE,
        kinds=_TOLD,
    )
    log_breach = Step(
        label="Enter it in the breach log",
        record="entered a personal-data breach in the log",
        source=_OPEN,
        target=DutyState.DONE,
        by=_DOERS,
        section=Section.DUTIES,
        asks=(
            Ask.TOLD_AT,
            Ask.BREACH_NATURE,
            Ask.BREACH_CATEGORIES,
            Ask.BREACH_PEOPLE,
            Ask.BREACH_CONSEQUENCES,
            Ask.BREACH_MEASURES,
        ),
        rule="UK GDPR, Article 33(5)",
        kinds=(DutyKind.BREACH_LOG,),
    )
    log_low_level_concern = Step(
        label="Enter it in the log of low-level concerns",
        record="entered a low-level concern in the log",
        source=_OPEN,
        target=DutyState.DONE,
        by=_DOERS,
        section=Section.DUTIES,
        asks=(Ask.TOLD_AT, Ask.CONCERN_CONTEXT, Ask.CONCERN_ACTION, Ask.CONCERN_RATIONALE, Ask.WHY_LATE),
        stops=_CLOCKS,
        rule=KCSIE,
        kinds=(DutyKind.LOW_LEVEL,),
    )
    report_to_platform = Step(
        label="Record the report to the platform",
        record="recorded a report to the platform",
        source=_OPEN,
        target=DutyState.DONE,
        by=_DOERS,
        section=Section.DUTIES,
        asks=_TELLS,
        guards=(g.the_evidence_is_captured,),
        stops=_CLOCKS,
        rule="Good practice",
        kinds=(DutyKind.TAKEDOWN,),
    )
    refer_to_tra = Step(
        label="Record the referral to the Teaching Regulation Agency",
        record="recorded a referral to the Teaching Regulation Agency",
        hint="Only after it was considered, and the reasons recorded.",
        source=DutyState.REQUIRED,
        target=DutyState.DONE,
        by=_DOERS,
        section=Section.DUTIES,
        asks=_TELLS,
        rule="Education Act 2002, section 141D",
        kinds=(DutyKind.TRA,),
    )
    report_further = Step(
        label="Record a further report",
        record="recorded a further report on a duty",
        hint="What was not known at first may follow in phases.",
        source=DutyState.DONE,
        target=None,
        by=_DOERS,
        section=Section.DUTIES,
        asks=(Ask.TOLD_AT, Ask.TOLD_WHOM, Ask.WHAT_WAS_SAID, Ask.DUTY_REFERENCE),
        rule="UK GDPR, Article 33(4)",
        is_side=True,
    )
    decline_duty = Step(
        label="Record that it is not required",
        record="recorded that a duty is not required",
        source=_OPEN,
        target=DutyState.NOT_REQUIRED,
        by=Role.CASE_MANAGER,
        section=Section.DUTIES,
        asks=(Ask.WHY_NOT_REQUIRED,),
        stops=_CLOCKS,
        rule=RULE,
    )
    reconsider_duty = Step(
        label="Consider it again",
        record="took up a duty again",
        source=(DutyState.DONE, DutyState.NOT_REQUIRED),
        target=DutyState.OPEN,
        by=Role.CASE_MANAGER,
        section=Section.DUTIES,
        asks=(Ask.AWARE_AT, Ask.WHY_AGAIN),
        rule=RULE,
        is_side=True,
    )
