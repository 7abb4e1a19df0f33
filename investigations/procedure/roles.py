"""Who can a person be, in a school and in a case?"""

from collections.abc import Collection

from .labelled import Labelled


class Office(Labelled):
    """What a person holds at the school, from a date to a date."""

    HEAD = "head", "Head teacher"
    CHAIR = "chair", "Chair of governors"
    VICE_CHAIR = "vice_chair", "Vice-chair of governors"
    CLERK = "clerk", "Clerk to the governors"
    GOVERNOR = "governor", "Governor"
    STAFF_GOVERNOR = "staff_governor", "Staff governor"
    HR_ADVISER = "hr_adviser", "HR adviser"
    BUSINESS_MANAGER = "business_manager", "School business manager"
    IT_LEAD = "it_lead", "IT lead"
    DSL = "dsl", "Designated safeguarding lead"
    DPO = "dpo", "Data protection officer"
    STAFF = "staff", "Member of staff"
    ASSOCIATE = "associate", "Panel member from outside"

    @property
    def is_governor(self) -> bool:
        return self in (Office.CHAIR, Office.VICE_CHAIR, Office.GOVERNOR, Office.STAFF_GOVERNOR)

    @property
    def may_judge(self) -> bool:
        """Sits on panels: governors, and who was brought in for it, such as a governor of another school."""
        return self.is_governor or self is Office.ASSOCIATE

    @property
    def is_employed(self) -> bool:
        """Works for the school, and so is never an eligible panel member by default."""
        return self in (
            Office.HEAD,
            Office.STAFF_GOVERNOR,
            Office.BUSINESS_MANAGER,
            Office.IT_LEAD,
            Office.DSL,
            Office.STAFF,
        )


class Role(Labelled):
    """What a person is in one case.  Appointments give roles; those of WORKED_OUT follow from facts, and nobody is appointed."""

    CASE_MANAGER = "case_manager", "Case manager"
    INVESTIGATING_OFFICER = "investigating_officer", "Investigating officer"
    HR_ADVISER = "hr_adviser", "HR adviser"
    CLERK = "clerk", "Clerk"
    PRESENTING_OFFICER = "presenting_officer", "Presenting officer"
    PANEL = "panel", "Disciplinary panel member"
    APPEAL_PANEL = "appeal_panel", "Appeal panel member"
    INCIDENT_GROUP = "incident_group", "Incident group member"
    EVIDENCE_CUSTODIAN = "evidence_custodian", "Evidence custodian"
    REPORTER = "reporter", "Person who reported the concern"
    WITNESS = "witness", "Witness"
    SUBJECT = "subject", "Employee concerned"
    COMPANION = "companion", "Companion"
    # worked out from facts
    PANEL_CHAIR = "panel_chair", "Chair of the disciplinary panel"
    APPEAL_CHAIR = "appeal_chair", "Chair of the appeal panel"
    MAKER = "maker", "Person whose statement it is"
    ACTION_OWNER = "action_owner", "Owner of the action"
    DUTY_OWNER = "duty_owner", "Owner of the duty"
    LETTER_WRITER = "letter_writer", "Sender of the letter"
    GOVERNING_BODY = "governing_body", "Governing body"
    DELEGATE = "delegate", "Holder of the delegated power, in an academy"
    REQUEST_OWNER = "request_owner", "Owner of the request"


class SchoolRole(Labelled):
    """What a person is to a record of the school: a signature wanted, a device.  No part in any case follows from it."""

    SIGNER = "signer", "Person who signs"
    HOLDER = "holder", "Person whose device it is"
    HEAD = "head", "Head teacher; for the head teacher, the chair of governors"
    IT_LEAD = "it_lead", "IT lead"
    REGISTER = "register", "Whoever runs the school"
    CASEWORK = "casework", "Casework itself, by the date"


#: Keep the register of people, offices, policies and settings.
RUN_THE_SCHOOL = (Office.HEAD, Office.CHAIR, Office.CLERK, Office.BUSINESS_MANAGER)
WORKED_OUT = frozenset(
    {
        Role.PANEL_CHAIR,
        Role.APPEAL_CHAIR,
        Role.MAKER,
        Role.ACTION_OWNER,
        Role.DUTY_OWNER,
        Role.LETTER_WRITER,
        Role.GOVERNING_BODY,
        Role.DELEGATE,
        Role.REQUEST_OWNER,
    }
)
#: Work the case: they find it in the case list.
CASEWORKERS = frozenset(
    {
        Role.CASE_MANAGER,
        Role.INVESTIGATING_OFFICER,
        Role.HR_ADVISER,
        Role.CLERK,
        Role.PRESENTING_OFFICER,
        Role.PANEL,
        Role.APPEAL_PANEL,
        Role.INCIDENT_GROUP,
    }
)
#: Have a part in the case, and see that part and nothing else.
PARTICIPANTS = frozenset({Role.EVIDENCE_CUSTODIAN, Role.REPORTER, Role.WITNESS, Role.SUBJECT, Role.COMPANION})
#: Nobody holds two of these in one case, not even after the first has ended.
SEPARATE = frozenset({Role.INVESTIGATING_OFFICER, Role.PANEL, Role.APPEAL_PANEL})
#: Named in a panel: they judge.
JUDGES = frozenset({Role.PANEL, Role.APPEAL_PANEL})
#: Only one person at a time.
SINGLE = frozenset({Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER, Role.CLERK, Role.PRESENTING_OFFICER, Role.SUBJECT})
#: The case manager appoints them; the clerk appoints panels by convening, and the employee names the companion.
APPOINTED_BY_MANAGER = (
    Role.INVESTIGATING_OFFICER,
    Role.HR_ADVISER,
    Role.CLERK,
    Role.PRESENTING_OFFICER,
    Role.INCIDENT_GROUP,
    Role.EVIDENCE_CUSTODIAN,
    Role.WITNESS,
    Role.SUBJECT,
    Role.REPORTER,
)


def is_a_party(roles: Collection[Role]) -> bool:
    """Whether somebody in those roles has nothing to work on in the case, and so reads it as the parties do."""
    return not set(roles) & (CASEWORKERS - JUDGES)
