"""What may a person be told of, and how?  In the application in words; by mail never more than that something waits."""

from .labelled import Labelled

#: The same for everybody and for every cause: a mail says nothing that its reader's neighbour could not read.
MAIL_SUBJECT = "Something is waiting for you in Casework"
MAIL_WORDS = """Something is waiting for you in Casework. Sign in to see what it is:

{address}

This mail says nothing more on purpose, and is the same for everybody. How often you get it can be set under
"Notification settings" there.
"""


class Way(Labelled):
    """On which of a person's pages they find what a notice is about; whoever has not that page has no such notice."""

    CASE = "case", "The case"
    PART = "part", "Their own part in a case"
    TASK = "task", "A task of the governing body"
    REQUEST = "request", "A request about personal data that they answer"
    DUTY = "duty", "A duty that they see to"
    SUSPENSION = "suspension", "A suspension that the governing body is told of"
    OWN = "own", "Their own affairs at the school"


class NoticeKind(Labelled):
    """`ways` are tried in order: the first page on which the person may see what happened."""

    ways: tuple[Way, ...]

    def __init__(self, value: str, label: str, *ways: Way) -> None:
        self.ways = ways

    YOUR_TURN = "your_turn", "It is your turn", Way.CASE
    CONCERN = "concern", "A concern was reported", Way.CASE
    APPOINTED = "appointed", "You were appointed", Way.CASE
    HAS_PART = "has_part", "You have a part in a matter", Way.PART
    PASSED_TO_YOU = "passed_to_you", "A case passed to you", Way.CASE
    SERVED = "served", "Something was served on you", Way.PART
    STATEMENT_WAITS = "statement_waits", "A statement waits for you to confirm it", Way.PART
    STATEMENT_BACK = "statement_back", "A statement came back to be corrected", Way.CASE
    TASK_IS_YOURS = "task_is_yours", "A task is yours", Way.TASK
    REQUEST_IS_YOURS = "request_is_yours", "A request about personal data is yours to answer", Way.REQUEST
    REQUEST_DUE = "request_due", "The time to answer a request about personal data runs short", Way.REQUEST
    DUTY_IS_YOURS = "duty_is_yours", "A duty is yours to see to", Way.DUTY
    DUTY_DUE = "duty_due", "The time for a duty runs short", Way.DUTY
    SUSPENDED = "suspended", "A member of staff was suspended", Way.SUSPENSION
    LIFTING = "lifting", "It is recommended to lift a suspension", Way.SUSPENSION
    DATE_HALF_GONE = "date_half_gone", "Half the time for something has gone", Way.CASE, Way.PART
    DATE_NEAR = "date_near", "A date is nearly due", Way.CASE, Way.PART
    DATE_PASSED = "date_passed", "A date has passed", Way.CASE, Way.PART
    DOCUMENT_READY = "document_ready", "A document is ready", Way.CASE, Way.PART
    DOCUMENT_FAILED = "document_failed", "A document could not be made", Way.CASE, Way.PART
    COPY_RELEASED = "copy_released", "A copy of papers was released to you", Way.CASE, Way.PART
    COPY_TO_CHECK = "copy_to_check", "A redacted copy waits for a second person", Way.CASE
    SUSPECT_FILE = "suspect_file", "A file that was handed in is suspect and was locked away", Way.CASE
    EVIDENCE_DAMAGED = "evidence_damaged", "A stored file was found damaged", Way.CASE
    EXPORT_ASKED = "export_asked", "A whole case is being exported", Way.OWN
    SIGN_POLICY = "sign_policy", "You are asked to sign a policy", Way.OWN
    SIGN_REMINDER = "sign_reminder", "A policy still waits for your signature", Way.OWN
    COUNTERSIGN = "countersign", "A signature waits for you to countersign it", Way.OWN
    SIGN_REFUSED = "sign_refused", "Somebody does not sign a policy", Way.OWN
    DEVICE_ASKED = "device_asked", "Somebody asks for the use of a device", Way.OWN
    DEVICE_MOVED = "device_moved", "The authorisation of a device has changed", Way.OWN


#: The notices of a running date, by how much of its time has gone.
BY_PERCENT = {50: NoticeKind.DATE_HALF_GONE, 80: NoticeKind.DATE_NEAR, 100: NoticeKind.DATE_PASSED}


class MailWish(Labelled):
    """How often a person wants to be told by mail; in the application they are told in any case."""

    IMMEDIATE = "immediate", "At once"
    DAILY = "daily", "Once a day, at seven in the morning of a working day, if there is something new"
    NEVER = "never", "Not by mail"


class MailState(Labelled):
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    UNSURE = "unsure", "May have been sent: the server stopped in the middle"
    FAILED = "failed", "Could not be sent"
    DROPPED = "dropped", "No longer needed"
