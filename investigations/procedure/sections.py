"""Which parts has a case, and which role sees which of them, from when?  (Domain paper, section 8.)"""

from collections.abc import Collection

from .labelled import Labelled
from .roles import Role
from .states import Stage, State


class Section(Labelled):
    OVERVIEW = "overview", "Overview"
    ALLEGATIONS = "allegations", "Allegations"
    PEOPLE = "people", "People"
    ASSESSMENT = "assessment", "Assessment"
    ADVICE = "advice", "Advice"
    INVESTIGATION = "investigation", "Investigation"
    EVIDENCE = "evidence", "Evidence"
    STATEMENTS = "statements", "Statements"
    CHRONOLOGY = "chronology", "Chronology"
    REDACTION = "redaction", "Redaction"
    FINDINGS = "findings", "Findings"
    REPORT = "report", "Report"
    DECISION = "decision", "Decision"
    HEARING = "hearing", "Hearing"
    BUNDLE = "bundle", "Hearing papers"
    DELIBERATION = "deliberation", "Panel's findings"
    OUTCOME = "outcome", "Outcome"
    APPEAL = "appeal", "Appeal"
    APPEAL_DELIBERATION = "appeal_deliberation", "Appeal panel's findings"
    SUSPENSION = "suspension", "Suspension"
    DUTIES = "duties", "Duties"
    COMPLAINTS = "complaints", "Complaint"
    RESIGNATION = "resignation", "Resignation"
    DATA_RIGHTS = "data_rights", "Requests about personal data"
    LETTERS = "letters", "Letters"
    FAIRNESS = "fairness", "Fairness record"
    ACTIONS = "actions", "Governing-body actions"
    CLOCKS = "clocks", "Dates and deadlines"
    HISTORY = "history", "History"
    DOCUMENTS = "documents", "Documents"
    COPIES = "copies", "Copies released"
    ACCESS = "access", "Who can see this case"


#: What each role sees.  Of the letters each sees those of the sections that they see.  A participant (employee, witness, reporter...) sees none of it: they have their own page.
SEES: dict[Role, frozenset[Section]] = {
    Role.CASE_MANAGER: frozenset(Section) - {Section.DELIBERATION, Section.APPEAL_DELIBERATION},
    Role.HR_ADVISER: frozenset(Section) - {Section.DELIBERATION, Section.APPEAL_DELIBERATION, Section.APPEAL},
    Role.INVESTIGATING_OFFICER: frozenset(
        {
            Section.OVERVIEW,
            Section.ALLEGATIONS,
            Section.PEOPLE,
            Section.INVESTIGATION,
            Section.EVIDENCE,
            Section.STATEMENTS,
            Section.CHRONOLOGY,
            Section.REDACTION,
            Section.FINDINGS,
            Section.REPORT,
            Section.LETTERS,
            Section.CLOCKS,
            Section.HISTORY,
            Section.DOCUMENTS,
        }
    ),
    Role.CLERK: frozenset(
        {
            Section.OVERVIEW,
            Section.PEOPLE,
            Section.REDACTION,
            Section.HEARING,
            Section.BUNDLE,
            Section.OUTCOME,
            Section.APPEAL,
            Section.LETTERS,
            Section.FAIRNESS,
            Section.ACTIONS,
            Section.CLOCKS,
            Section.HISTORY,
            Section.DOCUMENTS,
            Section.COPIES,
        }
    ),
    Role.PRESENTING_OFFICER: frozenset(
        {Section.OVERVIEW, Section.ALLEGATIONS, Section.HEARING, Section.BUNDLE, Section.LETTERS, Section.CLOCKS}
    ),
    Role.PANEL: frozenset(
        {
            Section.OVERVIEW,
            Section.HEARING,
            Section.BUNDLE,
            Section.DELIBERATION,
            Section.OUTCOME,
            Section.LETTERS,
            Section.DOCUMENTS,
        }
    ),
    Role.APPEAL_PANEL: frozenset(
        {
            Section.OVERVIEW,
            Section.HEARING,
            Section.BUNDLE,
            Section.OUTCOME,
            Section.APPEAL,
            Section.APPEAL_DELIBERATION,
            Section.LETTERS,
            Section.DOCUMENTS,
        }
    ),
    Role.INCIDENT_GROUP: frozenset({Section.OVERVIEW, Section.ACTIONS, Section.LETTERS}),
}

#: The fact that has to be true before the role sees anything at all.  Until then the case does not exist for them.
ONLY_AFTER: dict[Role, str] = {
    Role.CLERK: "was_referred",
    Role.PRESENTING_OFFICER: "was_referred",
    Role.PANEL: "papers_were_served",
    Role.APPEAL_PANEL: "appeal_papers_were_served",
}

#: Sections that open to the case's managers once the fact is true: a panel deliberates alone until it has decided.
OPENS_AFTER: dict[Section, tuple[str, frozenset[Role]]] = {
    Section.DELIBERATION: (
        "is_decided",
        frozenset({Role.CASE_MANAGER, Role.HR_ADVISER, Role.CLERK, Role.APPEAL_PANEL}),
    ),
    Section.APPEAL_DELIBERATION: ("is_appeal_decided", frozenset({Role.CASE_MANAGER, Role.CLERK})),
}

#: To learn who holds the role one has to see this section too, besides the people of the case: the investigator learns
#: no panel names, and the clerk meets the participants from the papers only.
KNOWN_WITH: dict[Role, Section] = {
    Role.PANEL: Section.HEARING,
    Role.APPEAL_PANEL: Section.APPEAL,
    Role.REPORTER: Section.STATEMENTS,
    Role.WITNESS: Section.STATEMENTS,
    Role.EVIDENCE_CUSTODIAN: Section.STATEMENTS,
    Role.INCIDENT_GROUP: Section.ACTIONS,
}


def as_told(state: State, roles: Collection[Role]) -> State:
    """The state as somebody in those roles is told it: who sees nothing of an appeal is not told that there is one."""
    if state.stage is Stage.APPEAL and not any(Section.APPEAL in SEES.get(role, ()) for role in roles):
        return State.OUTCOME_ISSUED
    return state
