"""For whom is a copy made, and what may stand in it?  One case, several true copies: domain paper, section 6."""

from .labelled import Labelled


class Scope(Labelled):
    """Which blacking-out applies.  The parties share one, so that the panel reads what the employee was served."""

    PARTIES = "parties", "Employee, companion and panels"
    REPORTER = "reporter", "Reporter"
    SUBJECT_ACCESS = "subject_access", "Subject access"
    PART_II = "part_ii", "Governing body, Part II"


class Audience(Labelled):
    EMPLOYEE = "employee", "Employee"
    COMPANION = "companion", "Companion"
    PANEL = "panel", "Panel"
    APPEAL_PANEL = "appeal_panel", "Appeal panel"
    REPORTER = "reporter", "Reporter"
    SUBJECT_ACCESS = "subject_access", "Subject access"
    PART_II = "part_ii", "Governing body, Part II"

    @property
    def scope(self) -> Scope:
        return SCOPES[self]


SCOPES: dict[Audience, Scope] = {
    Audience.EMPLOYEE: Scope.PARTIES,
    Audience.COMPANION: Scope.PARTIES,
    Audience.PANEL: Scope.PARTIES,
    Audience.APPEAL_PANEL: Scope.PARTIES,
    Audience.REPORTER: Scope.REPORTER,
    Audience.SUBJECT_ACCESS: Scope.SUBJECT_ACCESS,
    Audience.PART_II: Scope.PART_II,
}
#: They are served the same papers, to the letter; only the mark on the page says whose copy it is.
SERVED_ALIKE = frozenset({Audience.EMPLOYEE, Audience.COMPANION, Audience.PANEL, Audience.APPEAL_PANEL})
