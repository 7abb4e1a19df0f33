"""How long is a closed case kept?  The classes of the domain paper, section 6, and which of them an outcome calls for.

How long a warning can be used and how long its paper is held are two dates: a spent warning is held on, unusable.
The periods follow the toolkit of the Information and Records Management Society; a school may keep to its own schedule.
"""

from .calendar import Unit
from .choices import Level
from .labelled import Labelled


class RetentionClass(Labelled):
    """`months` run from the closing of the case; at their end somebody looks whether it is disposed of."""

    months: int

    def __init__(self, value: str, label: str, months: int) -> None:
        self.months = months

    WARNING = "warning", "Recorded verbal or first written warning: 6 months", 6
    NO_CASE = "no_case", "No case found, or advice: 12 months in a restricted file, nothing on the personal file", 12
    FINAL = "final", "Final written warning: 18 months", 18
    DISMISSAL = "dismissal", "Dismissal or resignation: 6 years", 72
    CHILD_PROTECTION = (
        "child_protection",
        "Child-protection allegation, neither malicious nor false: 10 years, then until pension age where that is later",
        120,
    )

    @property
    def period(self) -> str:
        return f"{self.months // 12} years" if self.months > 18 else Unit.MONTHS.of(self.months)


def suggested(level: Level | None, *, has_left: bool, is_safeguarding: bool) -> RetentionClass:
    """What the way the case ended calls for, and the least that it is kept."""
    if is_safeguarding:
        return RetentionClass.CHILD_PROTECTION
    if has_left or (level is not None and level.is_dismissal):
        return RetentionClass.DISMISSAL
    if level in (Level.FINAL_WRITTEN, Level.ALTERNATIVE):
        return RetentionClass.FINAL
    if level in (Level.RECORDED_VERBAL, Level.FIRST_WRITTEN):
        return RetentionClass.WARNING
    return RetentionClass.NO_CASE
