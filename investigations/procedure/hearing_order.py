"""In which order is a hearing held?  (Domain paper, 1.7.)  The clerk ticks each part as it is done."""

from .labelled import Labelled


class HearingOrder(Labelled):
    hint: str

    def __init__(self, value: str, label: str, hint: str) -> None:
        self.hint = hint

    INTRODUCTIONS = (
        "introductions",
        "Introductions and procedure",
        "Who everybody is, what is alleged, how the day goes, and that breaks may be asked for.",
    )
    COMPANION = (
        "companion",
        "The companion's rights are explained",
        "A companion may put the case, sum up, respond to views and confer with the employee; they may not answer "
        "questions in the employee's place.",
    )
    MANAGEMENT_CASE = "management_case", "The management case, with its witnesses", "The presenting officer puts it."
    EMPLOYEE_ASKS = "employee_asks", "Questions by the employee or the companion", "To the presenter and each witness."
    PANEL_ASKS_MANAGEMENT = "panel_asks_management", "Questions by the panel on the management case", ""
    EMPLOYEE_CASE = "employee_case", "The employee's case, with their witnesses", "Put by the employee or companion."
    MANAGEMENT_ASKS = "management_asks", "Questions by the presenting officer", "To the employee and each witness."
    PANEL_ASKS_EMPLOYEE = "panel_asks_employee", "Questions by the panel on the employee's case", ""
    MANAGEMENT_SUMS_UP = "management_sums_up", "The presenting officer sums up", "Nothing new is brought in."
    EMPLOYEE_SUMS_UP = "employee_sums_up", "The employee or the companion sums up", "The employee has the last word."
    WITHDRAWAL = (
        "withdrawal",
        "Everybody withdraws but the panel, the clerk and the adviser",
        "The adviser advises and has no vote.",
    )
    TOLD = "told", "The employee is told by word of mouth, if possible", "The letter follows, and counts."


class AppealOrder(Labelled):
    """An appeal: the employee, who appeals, speaks first and has the last word."""

    hint: str

    def __init__(self, value: str, label: str, hint: str) -> None:
        self.hint = hint

    INTRODUCTIONS = (
        "introductions",
        "Introductions and procedure",
        "Who everybody is, whether it is a review or a rehearing, and how the day goes.",
    )
    COMPANION = "companion", HearingOrder.COMPANION.label, HearingOrder.COMPANION.hint
    EMPLOYEE_CASE = "employee_case", "The employee explains each ground of appeal", "Or the companion does."
    RESPONSE_ASKS = "response_asks", "Questions by whoever answers for the first decision", ""
    PANEL_ASKS_EMPLOYEE = "panel_asks_employee", "Questions by the panel on the grounds", ""
    RESPONSE = "response", "The answer for the first decision", "Why the first panel decided as it did."
    EMPLOYEE_ASKS = "employee_asks", "Questions by the employee or the companion", ""
    PANEL_ASKS_RESPONSE = "panel_asks_response", "Questions by the panel on the answer", ""
    RESPONSE_SUMS_UP = "response_sums_up", "The first decision is summed up", "Nothing new is brought in."
    EMPLOYEE_SUMS_UP = "employee_sums_up", "The employee or the companion sums up", "The employee has the last word."
    WITHDRAWAL = "withdrawal", HearingOrder.WITHDRAWAL.label, HearingOrder.WITHDRAWAL.hint
    TOLD = "told", HearingOrder.TOLD.label, "The letter follows. The decision is final."


COMPANION_MAY = (
    "put the employee's case",
    "sum it up",
    "respond for the employee to a view that is expressed",
    "confer with the employee at any time, and ask for a short break",
)
COMPANION_MAY_NOT = (
    "answer questions in the employee's place",
    "speak where the employee does not want it",
    "keep anybody else from putting their case",
)
