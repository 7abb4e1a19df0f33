"""Whose turn is it, and for whom does a clock tick?  Read from the table of steps."""

from .case import CaseProcedure
from .clocks import Clock, ClockRule
from .roles import Role
from .states import State

#: Who has to act before the clock runs out.
WAITS_FOR: dict[ClockRule, Role] = {
    Clock.ACK_REPORTER: Role.CASE_MANAGER,
    Clock.INITIAL_ASSESSMENT: Role.CASE_MANAGER,
    Clock.LADO_CONTACT: Role.CASE_MANAGER,
    Clock.NOTIFY_EMPLOYEE: Role.CASE_MANAGER,
    Clock.INVESTIGATION_TARGET: Role.INVESTIGATING_OFFICER,
    Clock.CASE_DECISION: Role.CASE_MANAGER,
    Clock.EMPLOYEE_PAPERS: Role.SUBJECT,
    Clock.OUTCOME_LETTER: Role.PANEL_CHAIR,
    Clock.APPEAL_LODGE: Role.SUBJECT,
    Clock.APPEAL_HEARD: Role.CLERK,
    Clock.APPEAL_OUTCOME: Role.APPEAL_CHAIR,
}


def turn(state: State) -> tuple[Role, ...]:
    """The roles whose step is next; the employee is never "the turn" while somebody at the school can act."""
    roles: list[Role] = []
    for step in CaseProcedure.from_state(state):
        if not step.is_side and step.target is not None:
            roles += [role for role in step.roles if role is not Role.SUBJECT and role not in roles]
    return tuple(roles)
