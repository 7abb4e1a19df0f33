"""What may a step ask?  Each question carries its words; `forms/steps.py` turns them into fields."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from .calendar import Service
from .choices import AdviceFrom, AppealGround, AppealResult, Level, Severity
from .labelled import Labelled
from .retention import RetentionClass
from .roles import Role


class Kind(Enum):
    LINE = auto()
    TEXT = auto()
    DATE = auto()
    MOMENT = auto()  # date and time
    NUMBER = auto()
    CHOICE = auto()
    CHOICES = auto()
    YES = auto()  # a box that has to be ticked where the question is required
    PEOPLE = auto()  # several people eligible for `role`
    CHAIR = auto()  # one of the people just chosen for `role`
    FILE = auto()  # one file, kept as an exhibit when the step is taken
    ATTENDANCE = auto()  # who was present throughout, of the live members of `role`
    MEMBER = auto()  # one of the live members of `role`
    VOTES = auto()  # who voted for it, of the members who decide; kept apart from the other answers


@dataclass(frozen=True, kw_only=True)
class Question:
    """One answer a step needs.  `name` is the key of the answer; `role` says whom PEOPLE and ATTENDANCE offer."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = True
    choices: type[Labelled] | type[Service] | None = None
    role: Role | None = None
    past: bool = False  # a date or moment that cannot lie in the future
    today_for: Role | None = None  # not asked of this role: it is today
    proves: str = ""  # what the exhibit is called that a FILE becomes
    only_when: str = ""  # the fact that has to be true for it to be asked
    unless: str = ""  # the fact that answers it: then it is not asked
    low: int = 1
    high: int = 60

    def is_asked(self, facts: Any) -> bool:
        """Whether the case as it stands leaves it open."""
        if self.only_when and not getattr(facts, self.only_when):
            return False
        return not (self.unless and getattr(facts, self.unless))


#: Sessions were kept for the hearing under way: they say who was there and what was said.
SESSIONS = "has_sessions"


class Ask:
    """Every question of the procedure, once."""

    REASON = Question(name="reason", label="Reasons", hint="These words stand in the record of the case.")
    SEVERITY = Question(
        name="severity",
        label="How serious would this be, if it were proved?",
        kind=Kind.CHOICE,
        choices=Severity,
        hint="The policy's own view is the starting point. Judge this case on its own facts.",
    )
    ACKNOWLEDGED_ON = Question(
        name="acknowledged_on",
        label="When was the person who reported it told that it was received?",
        kind=Kind.DATE,
        required=False,
        past=True,
        hint="Leave empty if nobody reported it, or they have not been told yet.",
    )
    ADVICE_FROM = Question(name="advice_from", label="Whose advice is awaited?", kind=Kind.CHOICE, choices=AdviceFrom)
    ADVISER = Question(
        name="adviser", label="Who gave the advice?", kind=Kind.LINE, hint="Name, office and telephone or reference."
    )
    ADVICE = Question(name="advice", label="What was advised, and what may be told to whom?")
    TOLD_ON = Question(name="told_on", label="When was the notice sent or handed over?", kind=Kind.MOMENT, past=True)
    METHOD = Question(name="method", label="How was it served?", kind=Kind.CHOICE, choices=Service)
    SERVED_AT = Question(name="served_at", label="When was it sent or handed over?", kind=Kind.MOMENT, past=True)
    ADDRESS = Question(
        name="address",
        label="To which address?",
        kind=Kind.LINE,
        required=False,
        hint="E-mail address, postal address or place.",
    )
    PROOF_OF_SERVICE = Question(
        name="proof",
        label="What proves that it was served?",
        kind=Kind.LINE,
        hint="Such as the signed receipt, the certificate of posting, or the e-mail in the sent folder.",
    )
    PROOF_EXHIBIT = Question(
        name="proof_exhibit",
        label="If the proof is kept as evidence: the number of the exhibit",
        kind=Kind.NUMBER,
        required=False,
        high=9999,
    )
    WORKING_DAYS = Question(
        name="working_days", label="By how many more working days?", kind=Kind.NUMBER, low=1, high=40
    )
    ADVICE_GIVEN = Question(
        name="advice_given",
        label="What is advised?",
        hint="What was expected, the standard from now on, and any support or training. This is not a sanction.",
    )
    GROSS = Question(
        name="may_dismiss",
        label="Dismissal is a possible outcome",
        kind=Kind.YES,
        required=False,
        hint="Tick this if the allegations, proved, could be gross misconduct. The invitation has to say so.",
    )
    PANEL = Question(
        name="members",
        label="Who sits on the disciplinary panel?",
        kind=Kind.PEOPLE,
        role=Role.PANEL,
        hint="Three governors with no earlier part in this matter.",
    )
    PANEL_CHAIR = Question(name="chair", label="Who chairs the panel?", kind=Kind.CHAIR, role=Role.PANEL)
    APPEAL_PANEL = Question(
        name="members",
        label="Who sits on the appeal panel?",
        kind=Kind.PEOPLE,
        role=Role.APPEAL_PANEL,
        hint="Different people, and at least as many as sat on the first panel.",
    )
    APPEAL_CHAIR = Question(name="chair", label="Who chairs the appeal panel?", kind=Kind.CHAIR, role=Role.APPEAL_PANEL)
    SMALL_PANEL = Question(
        name="small_panel_reason",
        label="If fewer than three people sit, why?",
        required=False,
        hint="Only where the school has too few eligible governors. The reason is printed in the case file.",
    )
    HEARING_AT = Question(name="hearing_at", label="When is the hearing?", kind=Kind.MOMENT)
    PLACE = Question(name="place", label="Where?", kind=Kind.LINE)
    SHORT_NOTICE = Question(
        name="short_notice",
        label="If the notice is shorter than the school's procedure: how did the employee agree in writing?",
        required=False,
        hint="Say when and how. Without written agreement the notice cannot be shortened.",
    )
    SHORT_NOTICE_AGREEMENT = Question(
        name="short_notice_agreement",
        label="If the notice is shorter: the employee's written agreement",
        kind=Kind.FILE,
        proves="The employee's written agreement to a shorter notice",
        required=False,
        hint="Their letter or e-mail, as a file. It is kept as an exhibit and left out of the hearing papers.",
    )
    COMPANION_UNAVAILABLE = Question(
        name="companion_unavailable",
        label="The companion cannot attend on the day first proposed",
        kind=Kind.YES,
        required=False,
        hint="The employee may then propose a day within five working days, and it must be granted.",
    )
    HELD_ON = Question(
        name="held_on", label="On which day did the hearing end?", kind=Kind.DATE, past=True, unless=SESSIONS
    )
    PRESENT = Question(
        name="present",
        label="Which members were present throughout?",
        kind=Kind.ATTENDANCE,
        role=Role.PANEL,
        hint="Only those present throughout may decide.",
        unless=SESSIONS,
    )
    APPEAL_PRESENT = Question(
        name="present",
        label="Which members were present throughout?",
        kind=Kind.ATTENDANCE,
        role=Role.APPEAL_PANEL,
        hint="Only those present throughout may decide.",
        unless=SESSIONS,
    )
    EMPLOYEE_ATTENDED = Question(
        name="employee_attended", label="The employee attended", kind=Kind.YES, required=False, unless=SESSIONS
    )
    COMPANION_PRESENT = Question(
        name="companion_present",
        label="Who accompanied the employee?",
        kind=Kind.LINE,
        required=False,
        hint="Name and union or workplace. Leave empty if the employee chose to come alone.",
        unless=SESSIONS,
    )
    MINUTES = Question(
        name="minutes",
        label="Minutes",
        hint="What was said for each side, in the order of the hearing.",
        unless=SESSIONS,
    )
    LEVEL = Question(name="level", label="What is the outcome?", kind=Kind.CHOICE, choices=Level)
    CHANGE_REQUIRED = Question(name="change_required", label="What change is required, and by when?", required=False)
    LIVE_MONTHS = Question(
        name="live_months",
        label="If the warning has to last longer for the safety of pupils: how many months in all?",
        kind=Kind.NUMBER,
        required=False,
        low=7,
        high=60,
        hint="Leave empty for the time in the school's procedure. A longer one can be appealed like the warning itself.",
    )
    LONGER_REASON = Question(
        name="longer_reason", label="Why does the safety of pupils call for the longer time?", required=False
    )
    VOTES = Question(
        name="votes",
        label="Who voted for this?",
        kind=Kind.VOTES,
        role=Role.PANEL,
        hint="Only members present throughout have a vote; whoever is not ticked voted against. The adviser has none.",
    )
    APPEAL_VOTES = Question(
        name="votes",
        label="Who voted for this?",
        kind=Kind.VOTES,
        role=Role.APPEAL_PANEL,
        hint="Only members present throughout have a vote; whoever is not ticked voted against. The adviser has none.",
    )
    MITIGATION = Question(
        name="mitigation",
        label="What was said for a milder outcome",
        required=False,
        hint="What the employee wrote is shown to the panel beside it. Leave empty if nothing more was said.",
    )
    SPENT_BECAUSE = Question(
        name="spent_because",
        label="If an expired warning is told too: why does children's safety require it?",
        required=False,
        hint="Leave empty, and expired warnings stay untold. The reason stands in the record of the case.",
        only_when="may_tell_spent_warnings",
    )
    NEW_CHAIR = Question(name="chair", label="Who takes the chair?", kind=Kind.MEMBER, role=Role.PANEL)
    NEW_APPEAL_CHAIR = Question(name="chair", label="Who takes the chair?", kind=Kind.MEMBER, role=Role.APPEAL_PANEL)
    PROPOSED_AT = Question(name="proposed_at", label="Which day and time can your companion come?", kind=Kind.MOMENT)
    PROPOSED_BECAUSE = Question(
        name="proposed_because", label="Why can they not come on the day of the notice?", kind=Kind.LINE
    )
    CONCURRENCE = Question(
        name="concurrence",
        label="Which chair decided this with you, and when?",
        kind=Kind.LINE,
        hint="The clerk does not decide alone on a late appeal. Name the chair and the day.",
    )
    GROUNDS_UPHELD = Question(
        name="grounds_upheld",
        label="Which of the grounds are upheld?",
        kind=Kind.CHOICES,
        choices=AppealGround,
        required=False,
        hint="Leave all empty if none is. Say in the reasons what the panel makes of each ground.",
    )
    GROUNDS = Question(name="grounds", label="Grounds of appeal", kind=Kind.CHOICES, choices=AppealGround)
    GROUNDS_TEXT = Question(name="grounds_text", label="Explain each ground")
    RECEIVED_ON = Question(
        name="received_on", label="When was the appeal received?", kind=Kind.DATE, past=True, today_for=Role.SUBJECT
    )
    LATE_REASON = Question(name="late_reason", label="Why was it late, as the employee explains it?")
    APPEAL_RESULT = Question(
        name="result", label="What does the appeal panel decide?", kind=Kind.CHOICE, choices=AppealResult
    )
    NEW_LEVEL = Question(
        name="level",
        label="If reduced: to what outcome?",
        kind=Kind.CHOICE,
        choices=Level,
        required=False,
        hint="Never harsher than the first outcome.",
    )
    NO_APPEAL_IN_WRITING = Question(
        name="no_appeal",
        label="The employee has said in writing that there will be no appeal",
        kind=Kind.YES,
        required=False,
        hint="Otherwise the window has to run out first.",
    )
    RESIGNED_ON = Question(name="resigned_on", label="When was the resignation received?", kind=Kind.DATE, past=True)
    EFFECTIVE_ON = Question(name="effective_on", label="When does the employment end?", kind=Kind.DATE)
    REPORTER_TOLD = Question(
        name="reporter_told_on",
        label="When was the person who reported it told that it was concluded?",
        kind=Kind.DATE,
        required=False,
        past=True,
        hint="That it was dealt with, never the outcome. Leave empty if nobody reported it.",
    )
    EVIDENCE_SETTLED = Question(name="evidence_settled", label="What happened to devices and exports held as evidence?")
    LESSONS = Question(
        name="lessons",
        label="What has the school learned?",
        required=False,
        hint="Changes to policy, training or settings.",
    )
    PERSONAL_FILE = Question(
        name="personal_file", label="What goes on the personal file?", hint="Where no action was taken, nothing does."
    )
    RETENTION = Question(
        name="retention",
        label="How long is the case kept?",
        kind=Kind.CHOICE,
        choices=RetentionClass,
        required=False,
        hint="Leave it open to take what the outcome calls for. A longer time than that can be chosen, not a shorter one.",
    )
    PART_II_MINUTE = Question(
        name="part_two_minute",
        label="Reference of the confidential (Part II) minute",
        kind=Kind.LINE,
        required=False,
        hint="Leave empty where the governing body has not dealt with it.",
    )
    CORRECTION = Question(name="correction", label="What should be corrected?")
    CONFIRMED = Question(
        name="confirmed", label="I have read the statement and it is true to the best of my knowledge", kind=Kind.YES
    )
    PROOF = Question(name="proof", label="What shows that it was done?")
    MINUTE = Question(name="minute_reference", label="Minute reference", kind=Kind.LINE, required=False)
    DONE_ON = Question(name="done_on", label="When was it done?", kind=Kind.DATE, past=True)
    # ---- Duties to others
    TOLD_AT = Question(
        name="done_at", label="When was it done?", kind=Kind.MOMENT, past=True, hint="To the minute: a clock may run."
    )
    TOLD_WHOM = Question(
        name="told_to", label="Who was told?", kind=Kind.LINE, hint="Name, office and how they were reached."
    )
    WHAT_WAS_SAID = Question(name="said", label="What was said, and what was the answer?")
    DUTY_REFERENCE = Question(
        name="reference",
        label="Reference",
        kind=Kind.LINE,
        required=False,
        hint="The number that the authority, the police or the platform gave it.",
    )
    WHY_LATE = Question(
        name="late_because",
        label="If it was done after its time: why?",
        required=False,
        hint="A report to the Information Commissioner after 72 hours has to give its reasons.",
    )
    WHY_REQUIRED = Question(
        name="reason",
        label="Why is it required?",
        hint="The facts it rests on. What was weighed is recorded either way.",
    )
    WHY_NOT_REQUIRED = Question(
        name="reason",
        label="Why is it not required?",
        hint="The facts it rests on. Without a reason nothing is recorded as not required.",
    )
    WHY_AGAIN = Question(name="reason", label="What is new?")
    AWARE_AT = Question(
        name="aware_at",
        label="When did the school become aware of it?",
        kind=Kind.MOMENT,
        past=True,
        hint="The clock counts from this moment, nights and weekends included where the law says so.",
    )
    BREACH_NATURE = Question(
        name="nature",
        label="What happened to the data?",
        hint="Lost, altered, shown, or opened without permission. Facts about the data only: name no member of staff.",
    )
    BREACH_CATEGORIES = Question(
        name="categories",
        label="Which kinds of data, and of whom?",
        hint="For instance: picture and full name of pupils.",
    )
    BREACH_PEOPLE = Question(
        name="people",
        label="About how many people?",
        kind=Kind.NUMBER,
        low=0,
        high=100_000,
    )
    BREACH_CONSEQUENCES = Question(name="consequences", label="What could follow for them?")
    BREACH_MEASURES = Question(name="measures", label="What was done about it, and what will be?")
    CONCERN_CONTEXT = Question(
        name="context", label="What was the concern, and in which circumstances?", hint="In a few factual lines."
    )
    CONCERN_ACTION = Question(name="action", label="What was done about it?")
    CONCERN_RATIONALE = Question(name="rationale", label="Why is it below the harm threshold, and why was this enough?")
