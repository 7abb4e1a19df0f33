"""Which letters does the procedure call for?  The codes of the domain paper, section 7, that a step names."""

from .labelled import Labelled


class Letter(Labelled):
    ACKNOWLEDGEMENT_TO_REPORTER = "L01", "Acknowledgement to the person who reported"
    NOTICE_OF_INVESTIGATION = "L03", "Notice of investigation"
    EXTENSION_OF_INVESTIGATION = "L11", "Extension of the investigation"
    TERMS_OF_REFERENCE = "L12", "Terms of reference"
    INVESTIGATION_REPORT = "L13", "Investigation report"
    NO_CASE_TO_ANSWER = "L14", "No case to answer"
    MANAGEMENT_ADVICE = "L15", "Management advice"
    INVITATION_TO_HEARING = "L17", "Invitation to a disciplinary hearing"
    POSTPONEMENT = "L19", "Postponement or adjournment"
    NOT_UPHELD = "L20", "Outcome: not upheld or no sanction"
    OUTCOME = "L21", "Outcome of the hearing"
    ACKNOWLEDGEMENT_OF_APPEAL = "L27", "Acknowledgement of appeal"
    LATE_APPEAL_DECISION = "L28", "Decision on a late appeal"
    INVITATION_TO_APPEAL = "L29", "Invitation to an appeal hearing"
    APPEAL_OUTCOME = "L30", "Outcome of the appeal"
    CASE_FILE = "L42", "Case file"
