"""What is remembered: facts, and questions about facts.  Models never call up; nothing happens in save()."""

from .accounts import AccountAdministrator, AccountEntry, PasswordChange, SchoolAccount
from .actions import GoverningBodyAction
from .appointments import Appointment, Exclusion, ExclusionKind
from .audit import AuditEvent, AuditStream
from .calendar_feeds import CalendarFeed
from .captures import CaptureCorrection, PostCapture
from .cases import Allegation, Case, ClockChange, RunningClock, StepTaken
from .complaints import Complaint
from .data_rights import DataRequest
from .devices import Device
from .documents import Document, DocumentKind, Job, JobState, KeptPart
from .drafts import ConcernDraft, DraftFile, PolicyImport
from .duties import AnonymityCheck, Duty, TriggerAnswer, questions_waiting
from .evidence import Evidence, EvidenceBearing, Statement
from .facts import Facts
from .hearing_day import Disclosure, HearingSession, Mitigation, OrderTick, Vote
from .hearings import Appeal, Attendance, Bundle, Hearing, Outcome, Served, Submission
from .investigation import Advice, ChronologyEntry, Finding, Report, TermsOfReference
from .letters import CaseLetter, LetterTemplate, SchoolLetterhead, open_letters
from .minutes import ConfidentialMinute
from .notices import Notice, NoticeWish, OutgoingMail
from .people import OfficeHeld, Person, User
from .permissions import CasePermission
from .policies import Acknowledgement, Clause, Passage, PassageKind, Policy, PolicyVersion, SignedCopy
from .redaction import Inclusion, PageDescription, Pseudonym, Redaction, Rendition
from .releases import Release
from .resignation import Resignation
from .saved_views import SavedView
from .school_keys import SchoolKey
from .schools import Closure, School, Term
from .sign_in import FactorRemoval, Invitation, SignInTry, UsedCode
from .sign_off import SchoolStepTaken, SignOff, SignOffReminder
from .suspension import Suspension
from .taint import Declaration, Opening, Override
from .uploads import Upload

__all__ = [
    "AccountAdministrator", "AccountEntry", "Acknowledgement", "Advice", "Allegation", "AnonymityCheck", "Appeal",
    "Appointment", "Attendance", "AuditEvent", "AuditStream", "Bundle", "CalendarFeed", "CaptureCorrection", "Case", "CaseLetter",
    "CasePermission", "ChronologyEntry", "Clause", "ClockChange", "Closure", "Complaint", "ConcernDraft",
    "ConfidentialMinute", "DataRequest", "Declaration", "Device", "Disclosure", "Document", "DocumentKind",
    "DraftFile", "Duty", "Evidence", "EvidenceBearing", "Exclusion", "ExclusionKind", "FactorRemoval", "Facts", "Finding",
    "GoverningBodyAction", "Hearing", "HearingSession", "Inclusion", "Invitation", "Job", "JobState", "KeptPart", "LetterTemplate", "Mitigation", "Notice",
    "NoticeWish", "OfficeHeld", "open_letters", "Opening", "OrderTick", "Outcome", "OutgoingMail", "Override",
    "Passage", "PassageKind", "PageDescription", "PasswordChange", "Person", "Policy", "PolicyImport", "PolicyVersion", "PostCapture", "Pseudonym",
    "questions_waiting", "Redaction", "Release", "Rendition", "Report", "Resignation", "RunningClock", "SavedView", "School", "SchoolAccount",
    "SchoolKey", "SchoolLetterhead", "SchoolStepTaken", "Served", "SignedCopy", "SignInTry", "SignOff", "SignOffReminder", "Statement",
    "StepTaken", "Submission", "Suspension", "Term", "TermsOfReference", "TriggerAnswer", "Upload", "UsedCode", "User", "Vote",
]  # fmt: skip
