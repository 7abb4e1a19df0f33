"""Which closed lists does the procedure choose from?  Severity, depth, findings, outcomes, channels."""

from .clocks import Clock, ClockRule
from .labelled import Labelled


class EmployerType(Labelled):
    """Who employs the staff decides who is told, who ends a suspension and who gives notice (domain paper 1.1)."""

    COMMUNITY = "community", "Community or voluntary controlled school"
    FOUNDATION = "foundation", "Foundation or voluntary aided school"
    ACADEMY = "academy", "Academy or trust school"

    @property
    def governing_body(self) -> str:
        return "local governing body" if self is EmployerType.ACADEMY else "governing body"

    @property
    def employer(self) -> str:
        return {
            EmployerType.COMMUNITY: "the local authority",
            EmployerType.FOUNDATION: "the governing body",
            EmployerType.ACADEMY: "the academy trust",
        }[self]


class PersonKind(Labelled):
    STAFF = "staff", "Member of staff"
    GOVERNOR = "governor", "Governor"
    ADVISER = "adviser", "Adviser from outside the school"
    PUPIL = "pupil", "Pupil"
    PARENT = "parent", "Parent or carer"
    OTHER = "other", "Somebody else"


class Severity(Labelled):
    NONE = "0", "No breach"
    MINOR = "1", "Minor: advice may be enough"
    MISCONDUCT = "2", "Misconduct"
    SERIOUS = "3", "Serious misconduct"
    GROSS = "4", "Potential gross misconduct"


class Depth(Labelled):
    """Every concern is investigated; assessment settles only how deeply."""

    FACT_FINDING = "fact_finding", "Preliminary fact-finding"
    FORMAL = "formal", "Formal investigation"


class Channel(Labelled):
    SEEN = "seen", "Somebody saw the post or the account"
    IN_PERSON = "in_person", "Told in person"
    TELEPHONE = "telephone", "By telephone"
    EMAIL = "email", "By e-mail or letter"
    COMPLAINT = "complaint", "A parent's or carer's complaint"
    PLATFORM = "platform", "A notice from the platform"
    CHECK = "check", "A routine check or audit"
    SELF = "self", "The person concerned said so"
    OTHER = "other", "Another way"


class FindingResult(Labelled):
    PROVED = "proved", "Proved"
    PARTLY = "partly", "Partly proved"
    NOT_PROVED = "not_proved", "Not proved"

    @property
    def is_breach(self) -> bool:
        return self is not FindingResult.NOT_PROVED


class FoundBy(Labelled):
    """Whose finding it is.  The panel finds afresh; the appeal may review."""

    INVESTIGATION = "investigation", "Investigating officer"
    PANEL = "panel", "Disciplinary panel"
    APPEAL = "appeal", "Appeal panel"


class Bearing(Labelled):
    SUPPORTS = "supports", "Supports the allegation"
    AGAINST = "against", "Speaks against it"
    CONTEXT = "context", "Context"


class ScanState(Labelled):
    """What the virus scanner said of a file.  Not scanned is a state of its own, and never called clean."""

    NOT_SCANNED = "not_scanned", "Not scanned"
    PENDING = "pending", "Waiting to be scanned"
    CLEAN = "clean", "Scanned, nothing found"
    SUSPECT = "suspect", "Suspect: locked away"
    COULD_NOT = "could_not", "Could not be scanned"


class UploadState(Labelled):
    """Where a file stands that comes in pieces."""

    RECEIVING = "receiving", "On its way"
    ARRIVED = "arrived", "Arrived, not kept yet"
    KEPT = "kept", "Kept"
    REFUSED = "refused", "Not kept"


class StillPublic(Labelled):
    """Whether a post could still be seen by anybody when it was captured."""

    YES = "yes", "Yes"
    NO = "no", "No: deleted, hidden or for followers only"
    NOT_KNOWN = "not_known", "Not known"


class PreviewState(Labelled):
    """Whether what is shown of a file is there already.  That none can be made is said where it would stand."""

    NOT_YET = "not_yet", "Made when it is opened"
    WAITING = "waiting", "Being made"
    MADE = "made", "Made"
    NONE = "none", "None can be made"


class Recommendation(Labelled):
    """What an investigator may recommend; never a sanction (domain paper 1.6)."""

    FORMAL = "formal", "Formal action: there is a case to answer"
    INFORMAL = "informal", "Informal action, such as advice or training"
    NONE = "none", "No further action"


class Level(Labelled):
    """Outcomes of a hearing, mildest first.  `rank` lets an appeal prove that it is never harsher."""

    rank: int
    warning: ClockRule | None

    def __init__(self, value: str, label: str, rank: int, warning: ClockRule | None) -> None:
        self.rank = rank
        self.warning = warning

    NO_SANCTION = "no_sanction", "No sanction", 0, None
    ADVICE = "advice", "Management advice", 1, None
    RECORDED_VERBAL = "recorded_verbal", "Recorded verbal warning", 2, Clock.WARNING_RECORDED_VERBAL
    FIRST_WRITTEN = "first_written", "First written warning", 3, Clock.WARNING_FIRST_WRITTEN
    FINAL_WRITTEN = "final_written", "Final written warning", 4, Clock.WARNING_FINAL_WRITTEN
    ALTERNATIVE = (
        "alternative",
        "Demotion or transfer by agreement, with a final written warning",
        5,
        Clock.WARNING_FINAL_WRITTEN,
    )
    DISMISSAL_WITH_NOTICE = "dismissal_with_notice", "Dismissal with notice", 6, None
    SUMMARY_DISMISSAL = "summary_dismissal", "Summary dismissal for gross misconduct", 7, None

    @property
    def is_dismissal(self) -> bool:
        return self in (Level.DISMISSAL_WITH_NOTICE, Level.SUMMARY_DISMISSAL)


class AppealResult(Labelled):
    DISMISSED = "dismissed", "Appeal not upheld: the outcome stands"
    REDUCED = "reduced", "Upheld in part: a lesser outcome"
    OVERTURNED = "overturned", "Upheld: the outcome is withdrawn"


class AppealGround(Labelled):
    UNFAIR = "unfair", "The outcome was unfair or too severe"
    NEW_EVIDENCE = "new_evidence", "There is new evidence"
    PROCEDURE = "procedure", "The procedure was not followed"
    INCONSISTENT = "inconsistent", "Similar cases were treated differently"


class AppealScope(Labelled):
    """What an appeal is about, by the school's procedure (domain paper 1.3, model difference iii)."""

    REVIEW = "review", "Review: was the first decision fair and reasonable, on the grounds given?"
    REHEARING = "rehearing", "Rehearing: the case is heard again from the beginning"

    @property
    def in_notice(self) -> str:
        return {
            AppealScope.REVIEW: "The appeal is a review of the first decision on the grounds you gave.",
            AppealScope.REHEARING: "The appeal is a rehearing: the case is heard again from the beginning.",
        }[self]


class AdviceFrom(Labelled):
    LADO = "lado", "Local authority designated officer (LADO)"
    POLICE = "police", "Police"
    BOTH = "both", "LADO and police"


class Protects(Labelled):
    """Whose reputation or interest a governing-body action protects (the founding policy's last provision)."""

    SCHOOL = "school", "The school"
    STAFF = "staff", "Staff"
    PARENTS = "parents", "Parents and carers"
    GOVERNORS = "governors", "Governors"
    CHILDREN = "children", "Children"
    OTHERS = "others", "Others directly linked to the school"
