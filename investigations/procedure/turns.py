"""Whose turn is it, for whom does a clock tick, and who keeps its date?  Read from the table of steps."""

from collections.abc import Collection

from .case import CaseProcedure
from .clocks import Clock, ClockRule
from .labelled import Labelled
from .roles import Role
from .sections import Section
from .states import State
from .steps import Step

#: Who has to act before the clock runs out.
WAITS_FOR: dict[ClockRule, Role] = {
    Clock.ACK_REPORTER: Role.CASE_MANAGER,
    Clock.INITIAL_ASSESSMENT: Role.CASE_MANAGER,
    Clock.LADO_CONTACT: Role.CASE_MANAGER,
    Clock.LOW_LEVEL_CONCERN: Role.CASE_MANAGER,
    Clock.DSL_TOLD: Role.CASE_MANAGER,
    Clock.POLICE_OR_SOCIAL_CARE: Role.CASE_MANAGER,
    Clock.OFSTED_NOTIFY: Role.CASE_MANAGER,
    Clock.ICO_NOTIFY: Role.CASE_MANAGER,
    Clock.PLATFORM_REPORT: Role.CASE_MANAGER,
    Clock.LA_DISMISSAL_NOTICE: Role.CASE_MANAGER,
    Clock.NOTIFY_EMPLOYEE: Role.CASE_MANAGER,
    Clock.INVESTIGATION_TARGET: Role.INVESTIGATING_OFFICER,
    Clock.CASE_DECISION: Role.CASE_MANAGER,
    Clock.EMPLOYEE_PAPERS: Role.SUBJECT,
    Clock.OUTCOME_LETTER: Role.PANEL_CHAIR,
    Clock.APPEAL_LODGE: Role.SUBJECT,
    Clock.APPEAL_HEARD: Role.CLERK,
    Clock.APPEAL_OUTCOME: Role.APPEAL_CHAIR,
    Clock.SUSPENSION_LETTER: Role.CASE_MANAGER,
    Clock.SUSPENSION_NOTICE: Role.CASE_MANAGER,
    Clock.SUSPENSION_REVIEW: Role.CASE_MANAGER,
    Clock.COMPLAINT_ACK: Role.CASE_MANAGER,
    Clock.COMPLAINT_RESPONSE: Role.CASE_MANAGER,
    Clock.SAR_RESPONSE: Role.REQUEST_OWNER,
    Clock.SAR_RESPONSE_EXTENDED: Role.REQUEST_OWNER,
    Clock.RECTIFICATION_RESPONSE: Role.REQUEST_OWNER,
    Clock.RECTIFICATION_RESPONSE_EXTENDED: Role.REQUEST_OWNER,
}
#: Clocks that begin when something is written down beside the case, and with no step: whoever does not see that part of
#: it does not learn from a date that somebody complained, or asked what is held about them.
BEGIN_IN: dict[ClockRule, Section] = {
    Clock.COMPLAINT_ACK: Section.COMPLAINTS,
    Clock.COMPLAINT_RESPONSE: Section.COMPLAINTS,
    Clock.SAR_RESPONSE: Section.DATA_RIGHTS,
    Clock.RECTIFICATION_RESPONSE: Section.DATA_RIGHTS,
}


def hidden_beginnings(sections: Collection[Section]) -> list[str]:
    """The keys of those clocks whose beginning somebody who sees only these sections does not learn of."""
    return [rule.key for rule, section in BEGIN_IN.items() if section not in sections]


#: The clerk keeps the dates of hearing and appeal, the case manager all others.
KEPT_BY_THE_CLERK = frozenset(
    {
        Clock.HEARING_NOTICE,
        Clock.MANAGEMENT_BUNDLE,
        Clock.EMPLOYEE_PAPERS,
        Clock.COMBINED_BUNDLE,
        Clock.OUTCOME_LETTER,
        Clock.APPEAL_LODGE,
        Clock.APPEAL_HEARD,
        Clock.APPEAL_NOTICE,
        Clock.APPEAL_OUTCOME,
    }
)
#: A date whose extension has a step of its own, because a letter is due for it.
EXTENDED_BY: dict[ClockRule, Step] = {Clock.INVESTIGATION_TARGET: CaseProcedure.extend_investigation}


class Change(Labelled):
    EXTEND = "extend", "Move the date on"
    STOP = "stop", "End the date"


def keeper(rule: ClockRule) -> Role:
    """Who may move the date on, or end it."""
    return Role.CLERK if rule in KEPT_BY_THE_CLERK else Role.CASE_MANAGER


def refusal_of(rule: ClockRule, change: Change, *, is_extended: bool = False) -> str:
    """Why a date of this kind is not moved on, or ended, by hand; nothing where it is."""
    if change is Change.EXTEND and rule.extended_to:
        return "The law allows one extension, and it was used." if is_extended else ""
    if rule.is_hard:
        return f"This date is fixed by {rule.fixed_by}: nobody can move it on or end it by hand."
    if change is Change.STOP and rule is Clock.APPEAL_LODGE:
        return "The employee has this time by right: only their own word in writing, or the end of it, ends it."
    if rule.may_extend is False:
        return "The life of a warning is set by the outcome: nobody can change it by hand."
    if change is Change.EXTEND and rule in EXTENDED_BY:
        return f"A letter is due when this date is moved on: use the step “{EXTENDED_BY[rule].label}”."
    return ""


def turn(state: State) -> tuple[Role, ...]:
    """The roles whose step is next; the employee is never "the turn" while somebody at the school can act."""
    roles: list[Role] = []
    for step in CaseProcedure.from_state(state):
        if not step.is_side and step.target is not None:
            roles += [role for role in step.roles if role is not Role.SUBJECT and role not in roles]
    return tuple(roles)
