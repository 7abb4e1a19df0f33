"""Which clocks run, how long for, and on whose authority?  A school may set its own figure within a row's range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .calendar import (
    COMPANION_DAYS,
    Counted,
    SchoolCalendar,
    Unit,
    count_back,
    count_forward,
)
from .labelled import Labelled

GOOD_PRACTICE = "Good practice"
SCHOOL_PROCEDURES = "Usual in school disciplinary procedures"
ACAS = "Acas Code on disciplinary procedures"
KCSIE = "Keeping Children Safe in Education, Part four"
STAFFING = "School Staffing Regulations 2009"
COMPLAINTS = "School complaints policy"


class Direction(Labelled):
    DUE_AFTER = "due_after", "to be done by the date"
    DUE_BEFORE = "due_before", "to be done by a date before the event"
    EARLIEST = "earliest", "the event may not be earlier"
    LASTS = "lasts", "runs until the date, then ends of itself"


class NoticeDays(Labelled):
    """Which calendar the notice of a hearing counts by: the domain paper lets a school choose."""

    WORKING = "working_days", "Working days: Monday to Friday except bank holidays, so school holidays count"
    SCHOOL = "school_days", "School days: by the school's own terms and closures, so school holidays do not count"


IN_SCHOOL_DAYS = {Unit.WORKING_DAYS: Unit.SCHOOL_DAYS, Unit.CLEAR_WORKING_DAYS: Unit.CLEAR_SCHOOL_DAYS}


@dataclass(frozen=True, kw_only=True, eq=False)
class ClockRule:
    """One clock. Two rules are the same when their keys are: the key is what the database remembers."""

    label: str
    amount: int
    unit: Unit
    low: int
    high: int
    source: str
    since: str  # the event counted from (or back from), as the counted sentence names it
    direction: Direction = Direction.DUE_AFTER
    is_hard: bool = False
    fixed_by: str = "law"
    is_notice: bool = False  # a school may count it in its own school days, see NoticeDays
    may_extend: bool | None = None  # by hand; None where nothing but `is_hard` decides
    extended_to: str = ""  # the key of the period that the law allows instead, once and with reasons
    key: str = field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        # Another class may keep a rule as an attribute of its own; that must not rename it.
        if not self.key:
            object.__setattr__(self, "key", name.lower())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClockRule) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.key

    @property
    def can_be_overdue(self) -> bool:
        """A notice period and a live warning end without anybody being late."""
        return self.direction in (Direction.DUE_AFTER, Direction.DUE_BEFORE)

    def unit_by(self, days: NoticeDays) -> Unit:
        return IN_SCHOOL_DAYS[self.unit] if self.is_notice and days is NoticeDays.SCHOOL else self.unit

    def check(self, amount: int, unit: Unit | None = None) -> str:
        """Why a school may not set this figure, or nothing when it may."""
        if self.low <= amount <= self.high:
            return ""
        if self.is_hard and self.amount == 0:
            return f"{self.label} is due the same day: {self.fixed_by} leaves no choice."
        if self.is_hard:
            return f"{self.label} is fixed by {self.fixed_by} at {self.unit.of(self.amount)}."
        return f"{self.label} must be between {self.low} and {(unit or self.unit).of(self.high)}."


def amount_for(rule: ClockRule, settings: Mapping[str, int]) -> int:
    """The school's figure, or the default. What the law fixes no setting moves; a figure out of range is refused."""
    if rule.is_hard:
        return rule.amount
    amount = settings.get(rule.key, rule.amount)
    if refusal := rule.check(amount):
        raise ValueError(refusal)
    return amount


def count(
    rule: ClockRule,
    calendar: SchoolCalendar,
    moment: datetime,
    settings: Mapping[str, int] = MappingProxyType({}),
    *,
    unit: Unit | None = None,
) -> Counted:
    """Run one clock from (or back from) a moment, by the school's figure; `unit` where the school chose its calendar."""
    amount, unit = amount_for(rule, settings), unit or rule.unit
    if rule.direction is Direction.DUE_BEFORE:
        return count_back(calendar, moment, amount, unit, before=rule.since)
    return count_forward(calendar, moment, amount, unit, since=rule.since)


def _fixed(*, amount: int, **columns: Any) -> ClockRule:
    return ClockRule(amount=amount, low=amount, high=amount, is_hard=True, **columns)


class Clock:
    # Reporting and first assessment
    ACK_REPORTER = ClockRule(
        label="Acknowledgement to the reporter",
        amount=1,
        unit=Unit.WORKING_DAYS,
        low=1,
        high=5,
        source=GOOD_PRACTICE,
        since="the report",
    )
    INITIAL_ASSESSMENT = ClockRule(
        label="Initial assessment",
        amount=2,
        unit=Unit.WORKING_DAYS,
        low=1,
        high=5,
        source=GOOD_PRACTICE,
        since="the report",
    )

    # Safeguarding and other duties
    LADO_CONTACT = _fixed(
        label="Contact with the LADO",
        amount=1,
        unit=Unit.WORKING_DAYS,
        source="Working Together to Safeguard Children, and local procedures",
        fixed_by="statutory guidance",
        since="the concern reaching the case manager",
    )
    LOW_LEVEL_CONCERN = ClockRule(
        label="Low-level concern shared with the head teacher",
        amount=1,
        unit=Unit.WORKING_DAYS,
        low=0,
        high=2,
        source=KCSIE,
        since="the concern",
    )
    DSL_TOLD = _fixed(
        label="Word to the designated safeguarding lead",
        amount=0,
        unit=Unit.CALENDAR_DAYS,
        source=KCSIE,
        fixed_by="statutory guidance",
        since="the concern",
    )
    POLICE_OR_SOCIAL_CARE = _fixed(
        label="Contact with children's social care or the police",
        amount=0,
        unit=Unit.CALENDAR_DAYS,
        source=KCSIE,
        fixed_by="statutory guidance",
        since="the concern",
    )
    OFSTED_NOTIFY = _fixed(
        label="Notice to Ofsted",
        amount=14,
        unit=Unit.CALENDAR_DAYS,
        source="Early years foundation stage framework",
        since="the allegation",
    )
    ICO_NOTIFY = _fixed(
        label="Report to the Information Commissioner",
        amount=72,
        unit=Unit.CLOCK_HOURS,
        source="UK GDPR Art 33",
        since="becoming aware",
    )
    PLATFORM_REPORT = ClockRule(
        label="Report to the platform",
        amount=0,
        unit=Unit.CALENDAR_DAYS,
        low=0,
        high=2,
        source=GOOD_PRACTICE,
        since="the discovery",
    )
    SAR_RESPONSE = _fixed(
        label="Reply to a subject access request",
        amount=1,
        unit=Unit.MONTHS,
        source="UK GDPR Art 12(3), 15",
        since="receipt",
        extended_to="sar_response_extended",
    )
    SAR_RESPONSE_EXTENDED = _fixed(
        label="Reply to a complex subject access request",
        amount=3,
        unit=Unit.MONTHS,
        source="UK GDPR Art 12(3), 15",
        since="receipt",
    )
    RECTIFICATION_RESPONSE = _fixed(
        label="Reply to a rectification request",
        amount=1,
        unit=Unit.MONTHS,
        source="UK GDPR Art 12(3), 16",
        since="receipt",
        extended_to="rectification_response_extended",
    )
    RECTIFICATION_RESPONSE_EXTENDED = _fixed(
        label="Reply to a complex rectification request",
        amount=3,
        unit=Unit.MONTHS,
        source="UK GDPR Art 12(3), 16",
        since="receipt",
    )

    # Suspension
    SUSPENSION_NOTICE = _fixed(
        label="Word of a suspension to the local authority and governing body",
        amount=0,
        unit=Unit.CALENDAR_DAYS,
        source=f"{STAFFING} reg 19, 31",
        since="the suspension",
    )
    SUSPENSION_LETTER = _fixed(
        label="Letter confirming a suspension",
        amount=1,
        unit=Unit.WORKING_DAYS,
        source=KCSIE,
        fixed_by="statutory guidance",
        since="the suspension",
    )
    SUSPENSION_REVIEW = ClockRule(
        label="Review of a suspension",
        amount=10,
        unit=Unit.WORKING_DAYS,
        low=5,
        high=15,
        source=f"{ACAS}, paragraph 8",
        since="the suspension or its last review",
    )

    # A complaint that runs beside
    COMPLAINT_ACK = ClockRule(
        label="Acknowledgement of a complaint",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=1,
        high=10,
        source=COMPLAINTS,
        since="receipt of the complaint",
    )
    COMPLAINT_RESPONSE = ClockRule(
        label="Answer to a complaint",
        amount=20,
        unit=Unit.WORKING_DAYS,
        low=10,
        high=40,
        source=COMPLAINTS,
        since="receipt of the complaint",
    )

    # Investigation
    NOTIFY_EMPLOYEE = ClockRule(
        label="Word of the investigation to the employee",
        amount=2,
        unit=Unit.WORKING_DAYS,
        low=1,
        high=5,
        source=GOOD_PRACTICE,
        since="the decision to investigate",
    )
    INVESTIGATION_MEETING_NOTICE = ClockRule(
        label="Notice of an investigation meeting",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=10,
        source=GOOD_PRACTICE,
        since="service",
        direction=Direction.EARLIEST,
    )
    NOTES_FOR_AGREEMENT = ClockRule(
        label="Interview notes sent for agreement",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=10,
        source=GOOD_PRACTICE,
        since="the interview",
    )
    NOTES_RETURNED = ClockRule(
        label="Return of the interview notes",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=10,
        source=GOOD_PRACTICE,
        since="service of the notes",
    )
    INVESTIGATION_TARGET = ClockRule(
        label="Investigation report",
        amount=20,
        unit=Unit.WORKING_DAYS,
        low=10,
        high=40,
        source=SCHOOL_PROCEDURES,
        since="the appointment of the investigating officer",
    )
    CASE_DECISION = ClockRule(
        label="Decision whether there is a case to answer",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=10,
        source=GOOD_PRACTICE,
        since="receipt of the report",
    )

    # Hearing
    HEARING_NOTICE = ClockRule(
        label="Notice of the hearing",
        amount=10,
        unit=Unit.CLEAR_WORKING_DAYS,
        low=5,
        high=15,
        source=SCHOOL_PROCEDURES,
        since="service",
        direction=Direction.EARLIEST,
        is_notice=True,
    )
    MANAGEMENT_BUNDLE = ClockRule(
        label="Service of the management bundle",
        amount=10,
        unit=Unit.CLEAR_WORKING_DAYS,
        low=3,
        high=15,
        source=SCHOOL_PROCEDURES,
        since="the hearing",
        direction=Direction.DUE_BEFORE,
        is_notice=True,
    )
    EMPLOYEE_PAPERS = ClockRule(
        label="The employee's papers",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=5,
        source=SCHOOL_PROCEDURES,
        since="the hearing",
        direction=Direction.DUE_BEFORE,
    )
    COMBINED_BUNDLE = ClockRule(
        label="Combined bundle to the panel",
        amount=3,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=5,
        source=GOOD_PRACTICE,
        since="the hearing",
        direction=Direction.DUE_BEFORE,
    )
    COMPANION_POSTPONEMENT = _fixed(
        label="Postponement for the companion",
        amount=COMPANION_DAYS,
        unit=Unit.WORKING_DAYS,
        source="Employment Relations Act 1999 s.10(4)-(5)",
        since="the day first proposed",
    )
    OUTCOME_LETTER = ClockRule(
        label="Outcome letter",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=10,
        source=SCHOOL_PROCEDURES,
        since="the hearing",
    )

    # Appeal and what follows
    APPEAL_LODGE = ClockRule(
        label="Time to appeal",
        amount=10,
        unit=Unit.WORKING_DAYS,
        low=5,
        high=10,
        source=SCHOOL_PROCEDURES,
        since="receipt of the outcome letter",
        direction=Direction.LASTS,
    )
    APPEAL_HEARD = ClockRule(
        label="Appeal hearing",
        amount=20,
        unit=Unit.WORKING_DAYS,
        low=10,
        high=30,
        source=SCHOOL_PROCEDURES,
        since="receipt of the appeal",
    )
    APPEAL_NOTICE = ClockRule(
        label="Notice of the appeal hearing",
        amount=10,
        unit=Unit.WORKING_DAYS,
        low=5,
        high=10,
        source=SCHOOL_PROCEDURES,
        since="service",
        direction=Direction.EARLIEST,
        is_notice=True,
    )
    APPEAL_OUTCOME = ClockRule(
        label="Appeal outcome letter",
        amount=5,
        unit=Unit.WORKING_DAYS,
        low=2,
        high=10,
        source=SCHOOL_PROCEDURES,
        since="the appeal hearing",
    )
    LA_DISMISSAL_NOTICE = _fixed(
        label="Notice of dismissal by the local authority",
        amount=14,
        unit=Unit.CALENDAR_DAYS,
        source=f"{STAFFING} reg 20",
        since="notification of the decision",
    )

    # Live warnings
    WARNING_RECORDED_VERBAL = ClockRule(
        label="Life of a recorded verbal warning",
        amount=6,
        unit=Unit.MONTHS,
        low=3,
        high=6,
        source=SCHOOL_PROCEDURES,
        since="the warning",
        direction=Direction.LASTS,
        may_extend=False,
    )
    WARNING_FIRST_WRITTEN = ClockRule(
        label="Life of a first written warning",
        amount=6,
        unit=Unit.MONTHS,
        low=6,
        high=12,
        source=SCHOOL_PROCEDURES,
        since="the warning",
        direction=Direction.LASTS,
        may_extend=False,
    )
    WARNING_FINAL_WRITTEN = ClockRule(
        label="Life of a final written warning",
        amount=12,
        unit=Unit.MONTHS,
        low=12,
        high=24,
        source=SCHOOL_PROCEDURES,
        since="the warning",
        direction=Direction.LASTS,
        may_extend=False,
    )

    # Policies
    POLICY_REACKNOWLEDGE = ClockRule(
        label="Renewed sign-off of a policy",
        amount=12,
        unit=Unit.MONTHS,
        low=6,
        high=24,
        source=GOOD_PRACTICE,
        since="the last sign-off",
    )

    @classmethod
    def all(cls) -> tuple[ClockRule, ...]:
        return tuple(row for row in vars(cls).values() if isinstance(row, ClockRule))

    @classmethod
    def get(cls, key: str) -> ClockRule:
        for rule in cls.all():
            if rule.key == key:
                return rule
        raise KeyError(f"There is no clock called {key}.")
