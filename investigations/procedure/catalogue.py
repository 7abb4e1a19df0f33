"""What may a governing body do to protect reputations?  The catalogue GA01-GA20 (domain paper, section 4)."""

from dataclasses import dataclass

from .choices import Protects
from .roles import Office


@dataclass(frozen=True, kw_only=True)
class CatalogueAction:
    """One line of the catalogue.  `by_default` is the office that usually does it; a case may choose another."""

    code: str
    title: str
    protects: tuple[Protects, ...]
    by_default: Office
    when: str
    proof: str


_EVERYBODY = tuple(Protects)


def _action(
    code: str, title: str, protects: tuple[Protects, ...], owner: Office, when: str, proof: str
) -> CatalogueAction:
    return CatalogueAction(code=code, title=title, protects=protects, by_default=owner, when=when, proof=proof)


CATALOGUE: tuple[CatalogueAction, ...] = (
    _action(
        "GA01",
        "Preserve the evidence: captures with address and time, account export, hold on the device",
        _EVERYBODY,
        Office.IT_LEAD,
        "First, before anything is removed",
        "List of hashes and custody log",
    ),
    _action(
        "GA02",
        "Remove or hide the post, or limit replies",
        (Protects.CHILDREN, Protects.PARENTS),
        Office.IT_LEAD,
        "The same day, after the evidence is kept",
        "Captures before and after",
    ),
    _action(
        "GA03",
        "Change the account's password, end its sessions, turn on two-step sign-in",
        (Protects.SCHOOL,),
        Office.IT_LEAD,
        "The same day, with the head's written permission",
        "Record of the change",
    ),
    _action(
        "GA04",
        "Withdraw a member of staff's access or device authorisation",
        (Protects.SCHOOL,),
        Office.IT_LEAD,
        "With suspension or assessment",
        "Entry in the account register",
    ),
    _action(
        "GA05",
        "Freeze the account for a time, or have a second person approve posts",
        (Protects.SCHOOL,),
        Office.IT_LEAD,
        "The same day",
        "Record of the setting",
    ),
    _action(
        "GA06",
        "Report the post to the platform, and escalate to the Professionals Online Safety Helpline",
        (Protects.CHILDREN, Protects.STAFF),
        Office.IT_LEAD,
        "The same day",
        "Ticket number",
    ),
    _action(
        "GA07",
        "Publish a correction or an apology",
        (Protects.SCHOOL, Protects.PARENTS),
        Office.HEAD,
        "Once the facts are known",
        "Copy of what was published",
    ),
    _action(
        "GA08",
        "Agree a holding statement and a single spokesperson",
        (Protects.SCHOOL, Protects.STAFF),
        Office.CHAIR,
        "Before the first enquiry",
        "Question-and-answer sheet and call log",
    ),
    _action(
        "GA09",
        "Write to all parents and carers",
        (Protects.PARENTS, Protects.SCHOOL),
        Office.HEAD,
        "After the families concerned have been told",
        "Copy and list of recipients",
    ),
    _action(
        "GA10",
        "Write to the family concerned and support the pupil",
        (Protects.CHILDREN, Protects.PARENTS),
        Office.DSL,
        "First among messages that leave the school",
        "Copy",
    ),
    _action(
        "GA11",
        "Support a member of staff named or harassed online",
        (Protects.STAFF,),
        Office.HEAD,
        "The same week",
        "Record of the offer",
    ),
    _action(
        "GA12",
        "Answer online abuse of staff: warning letter, report to the platform or the police",
        (Protects.STAFF,),
        Office.CHAIR,
        "As it arises",
        "Copy of the letter",
    ),
    _action(
        "GA13",
        "Answer a complaint",
        (Protects.PARENTS,),
        Office.HEAD,
        "On the clock of the complaints policy",
        "Copy of the letter",
    ),
    _action(
        "GA14",
        "Tell the insurer, the local authority, the trust or the diocese",
        (Protects.SCHOOL,),
        Office.BUSINESS_MANAGER,
        "As soon as practicable",
        "Reference given",
    ),
    _action(
        "GA15",
        "Audit picture consents and remove other pictures without consent",
        (Protects.CHILDREN,),
        Office.BUSINESS_MANAGER,
        "Within 10 working days",
        "Audit sheet",
    ),
    _action(
        "GA16", "Train or brief staff, without names", _EVERYBODY, Office.DSL, "By half-term", "Attendance register"
    ),
    _action(
        "GA17",
        "Review the policy, publish a new version and have it signed again",
        _EVERYBODY,
        Office.HEAD,
        "At the next meeting",
        "Minute and version",
    ),
    _action(
        "GA18",
        "Review who administers the account, and reduce their number",
        (Protects.SCHOOL,),
        Office.HEAD,
        "Within 10 working days",
        "Account register",
    ),
    _action(
        "GA19",
        "Update the risk register, or have the safeguarding governor check",
        (Protects.SCHOOL, Protects.GOVERNORS),
        Office.CHAIR,
        "At the next meeting",
        "Minute",
    ),
    _action(
        "GA20",
        "Report the lessons learned, without names",
        _EVERYBODY,
        Office.HEAD,
        "After the case has closed",
        "Confidential (Part II) paper",
    ),
)

BY_CODE = {action.code: action for action in CATALOGUE}
