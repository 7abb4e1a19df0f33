"""Which letters and forms does the procedure know?  L01 to L44 of the domain paper, section 7: who sends each to whom."""

from .labelled import Labelled
from .roles import Role
from .sections import Section

R = Role


class Addressee(Labelled):
    """To whom a letter goes.  Only people of the case are chosen from it; others are typed in."""

    EMPLOYEE = "employee", "The employee concerned"
    REPORTER = "reporter", "The person who reported"
    WITNESS = "witness", "A witness"
    INTERVIEWED = "interviewed", "The person who was interviewed"
    OFFICER = "officer", "The investigating officer"
    AUTHORITY = "authority", "The local authority or another employer"
    AGENCY = "agency", "An agency or regulator"
    PARENTS = "parents", "Parents or carers"
    PUBLIC = "public", "Everybody"
    HOLDER = "holder", "Whoever holds the evidence"
    APPLICANT = "applicant", "The person who made the request"
    FILE = "file", "The papers of the case"


class Letter(Labelled):
    """`writers` are the roles that write, issue and serve it; `section` is the part of the case that it belongs to.

    What is a document of its own (the report, the case file, a certificate) is never written as a letter.
    """

    writers: tuple[Role, ...]
    to: Addressee
    section: Section

    def __init__(self, value: str, label: str, writers: tuple[Role, ...], to: Addressee, section: Section) -> None:
        self.writers = writers
        self.to = to
        self.section = section

    ACKNOWLEDGEMENT_TO_REPORTER = (
        "L01",
        "Acknowledgement to the person who reported",
        (R.CASE_MANAGER,),
        Addressee.REPORTER,
        Section.ASSESSMENT,
    )
    PRESERVATION_NOTICE = (
        "L02",
        "Notice to preserve evidence",
        (R.CASE_MANAGER, R.INVESTIGATING_OFFICER),
        Addressee.HOLDER,
        Section.EVIDENCE,
    )
    NOTICE_OF_INVESTIGATION = (
        "L03",
        "Notice of investigation",
        (R.CASE_MANAGER,),
        Addressee.EMPLOYEE,
        Section.INVESTIGATION,
    )
    SUSPENSION = "L04", "Suspension", (R.CASE_MANAGER,), Addressee.EMPLOYEE, Section.SUSPENSION
    SUSPENSION_REVIEW = "L05", "Review of the suspension", (R.CASE_MANAGER,), Addressee.EMPLOYEE, Section.SUSPENSION
    SUSPENSION_ENDED = (
        "L06",
        "Ending of the suspension",
        (R.GOVERNING_BODY, R.CASE_MANAGER),
        Addressee.EMPLOYEE,
        Section.SUSPENSION,
    )
    SUSPENSION_NOTICE = (
        "L07",
        "Notice of a suspension to the authority",
        (R.CASE_MANAGER,),
        Addressee.AUTHORITY,
        Section.SUSPENSION,
    )
    INVESTIGATION_MEETING = (
        "L08",
        "Invitation to an investigation meeting",
        (R.INVESTIGATING_OFFICER,),
        Addressee.EMPLOYEE,
        Section.INVESTIGATION,
    )
    WITNESS_MEETING = (
        "L09",
        "Invitation to a witness, with guidance",
        (R.INVESTIGATING_OFFICER,),
        Addressee.WITNESS,
        Section.STATEMENTS,
    )
    INTERVIEW_NOTES = (
        "L10",
        "Interview notes for agreement",
        (R.INVESTIGATING_OFFICER, R.CASE_MANAGER),
        Addressee.INTERVIEWED,
        Section.STATEMENTS,
    )
    EXTENSION_OF_INVESTIGATION = (
        "L11",
        "Extension of the investigation",
        (R.CASE_MANAGER,),
        Addressee.EMPLOYEE,
        Section.INVESTIGATION,
    )
    TERMS_OF_REFERENCE = "L12", "Terms of reference", (R.CASE_MANAGER,), Addressee.OFFICER, Section.INVESTIGATION
    INVESTIGATION_REPORT = "L13", "Investigation report", (), Addressee.FILE, Section.REPORT
    NO_CASE_TO_ANSWER = "L14", "No case to answer", (R.CASE_MANAGER,), Addressee.EMPLOYEE, Section.DECISION
    MANAGEMENT_ADVICE = "L15", "Management advice", (R.CASE_MANAGER,), Addressee.EMPLOYEE, Section.DECISION
    STATEMENT_OF_CASE = (
        "L16",
        "Management statement of case",
        (R.PRESENTING_OFFICER,),
        Addressee.FILE,
        Section.HEARING,
    )
    INVITATION_TO_HEARING = (
        "L17",
        "Invitation to a disciplinary hearing",
        (R.CLERK,),
        Addressee.EMPLOYEE,
        Section.HEARING,
    )
    BUNDLE_COVER = "L18", "Bundle cover and index", (R.CLERK,), Addressee.FILE, Section.HEARING
    POSTPONEMENT = "L19", "Postponement or adjournment", (R.CLERK,), Addressee.EMPLOYEE, Section.HEARING
    NOT_UPHELD = (
        "L20",
        "Outcome: not upheld or no sanction",
        (R.PANEL_CHAIR, R.CLERK),
        Addressee.EMPLOYEE,
        Section.OUTCOME,
    )
    #: Stands in the table of steps for whichever of L20 to L26 the outcome calls for.
    OUTCOME = (
        "L21",
        "Outcome of the hearing: first written warning",
        (R.PANEL_CHAIR, R.CLERK),
        Addressee.EMPLOYEE,
        Section.OUTCOME,
    )
    FINAL_WARNING = "L22", "Final written warning", (R.PANEL_CHAIR, R.CLERK), Addressee.EMPLOYEE, Section.OUTCOME
    DISMISSAL_WITH_NOTICE = (
        "L23",
        "Dismissal with notice",
        (R.PANEL_CHAIR, R.CLERK),
        Addressee.EMPLOYEE,
        Section.OUTCOME,
    )
    SUMMARY_DISMISSAL = "L24", "Summary dismissal", (R.PANEL_CHAIR, R.CLERK), Addressee.EMPLOYEE, Section.OUTCOME
    DETERMINATION_TO_AUTHORITY = (
        "L25",
        "Notification of the determination to the authority",
        (R.CLERK,),
        Addressee.AUTHORITY,
        Section.OUTCOME,
    )
    ALTERNATIVE_TO_DISMISSAL = (
        "L26",
        "Alternative to dismissal",
        (R.PANEL_CHAIR, R.CLERK),
        Addressee.EMPLOYEE,
        Section.OUTCOME,
    )
    ACKNOWLEDGEMENT_OF_APPEAL = "L27", "Acknowledgement of appeal", (R.CLERK,), Addressee.EMPLOYEE, Section.APPEAL
    LATE_APPEAL_DECISION = "L28", "Decision on a late appeal", (R.CLERK,), Addressee.EMPLOYEE, Section.APPEAL
    INVITATION_TO_APPEAL = "L29", "Invitation to an appeal hearing", (R.CLERK,), Addressee.EMPLOYEE, Section.APPEAL
    APPEAL_OUTCOME = (
        "L30",
        "Outcome of the appeal",
        (R.APPEAL_CHAIR, R.CLERK),
        Addressee.EMPLOYEE,
        Section.APPEAL,
    )
    END_OF_WARNING = "L31", "End of a warning", (R.CASE_MANAGER,), Addressee.EMPLOYEE, Section.OUTCOME
    LADO_REFERRAL = "L32", "Referral to the LADO", (R.CASE_MANAGER,), Addressee.AGENCY, Section.DUTIES
    ICO_WORKSHEET = (
        "L33",
        "Worksheet for the Information Commissioner",
        (R.CASE_MANAGER,),
        Addressee.AGENCY,
        Section.DUTIES,
    )
    LETTER_TO_PARENTS = (
        "L34",
        "Letter to parents whose child is affected",
        (R.CASE_MANAGER,),
        Addressee.PARENTS,
        Section.DUTIES,
    )
    TRA_REFERRAL = (
        "L35",
        "Referral to the Teaching Regulation Agency",
        (R.CASE_MANAGER,),
        Addressee.AGENCY,
        Section.DUTIES,
    )
    DBS_REFERRAL = (
        "L36",
        "Referral to the Disclosure and Barring Service",
        (R.CASE_MANAGER,),
        Addressee.AGENCY,
        Section.DUTIES,
    )
    STATEMENT_TO_PARENTS = (
        "L37",
        "Statement to parents and the community",
        (R.CASE_MANAGER, R.INCIDENT_GROUP),
        Addressee.PUBLIC,
        Section.ACTIONS,
    )
    PRESS_LINE = (
        "L38",
        "Holding line for the press",
        (R.CASE_MANAGER, R.INCIDENT_GROUP),
        Addressee.PUBLIC,
        Section.ACTIONS,
    )
    TAKEDOWN_RECORD = "L39", "Record of a report to the platform", (R.CASE_MANAGER,), Addressee.AGENCY, Section.DUTIES
    POLICE_STATEMENT = "L40", "Cover for a statement to the police", (R.CASE_MANAGER,), Addressee.AGENCY, Section.DUTIES
    ACCESS_RESPONSE = (
        "L41",
        "Reply to a subject access request",
        (R.CASE_MANAGER,),
        Addressee.APPLICANT,
        Section.DATA_RIGHTS,
    )
    CASE_FILE = "L42", "Case file", (), Addressee.FILE, Section.DOCUMENTS
    PART_II_MINUTE = "L43", "Confidential (Part II) minute extract", (), Addressee.FILE, Section.ACTIONS
    DISPOSAL_CERTIFICATE = "L44", "Certificate of disposal", (), Addressee.FILE, Section.DOCUMENTS

    @property
    def is_written(self) -> bool:
        """Whether somebody writes it as a letter; the others are documents made in their own way."""
        return bool(self.writers)

    @property
    def is_sent(self) -> bool:
        """Whether it goes to somebody; what is for the papers of the case is issued and not served."""
        return self.to is not Addressee.FILE

    @property
    def goes_outside(self) -> bool:
        """Whether it leaves the circle of the case, so that nobody may be identified who must not be."""
        return self.to in (Addressee.PUBLIC, Addressee.PARENTS)

    @property
    def names_the_appeal(self) -> bool:
        """Written for the first hearing and for an appeal alike: the letter then belongs to the appeal."""
        return self in (Letter.POSTPONEMENT, Letter.BUNDLE_COVER)
