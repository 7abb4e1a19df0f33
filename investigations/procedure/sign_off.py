"""How does a policy get signed, and how is a device authorised?  Tables of steps of the school's own records.

They run beside every case and know nothing of one; domain paper, section 5.
"""

from typing import Protocol

from .asks import Kind, Question
from .guards import guard
from .labelled import Labelled
from .roles import SchoolRole
from .steps import Procedure, SchoolStep

#: Days after somebody was asked on which they are told again; after the last they are overdue.
REMINDERS = (0, 7, 14)
OVERDUE_AFTER = REMINDERS[-1]
SOURCE = "Policy, sign-off"
DEVICES = "Policy, use of the account on a phone"


class SignOffState(Labelled):
    NOT_SENT = "not_sent", "Not sent yet"
    SENT = "sent", "Sent"
    OPENED = "opened", "Opened"
    SIGNED = "signed", "Signed"
    COUNTERSIGNED = "countersigned", "Signed and countersigned"
    REFUSED = "refused", "Refused"
    SUPERSEDED = "superseded", "Replaced"

    @property
    def is_outstanding(self) -> bool:
        return self in OUTSTANDING

    @property
    def is_signed(self) -> bool:
        return self in SIGNED


OUTSTANDING = (SignOffState.NOT_SENT, SignOffState.SENT, SignOffState.OPENED)
SIGNED = (SignOffState.SIGNED, SignOffState.COUNTERSIGNED)


class SignOffReason(Labelled):
    """Why somebody is asked to sign."""

    NEW_VERSION = "new_version", "A new version"
    JOINER = "joiner", "New at the school, or in an office"
    RENEWAL = "renewal", "The yearly renewal"
    ACCOUNT_ACCESS = "account_access", "Access to an account"
    RETURN = "return", "Back after a long absence"
    OWN_ACCORD = "own_accord", "Of their own accord"


class DeviceState(Labelled):
    REQUESTED = "requested", "Requested"
    DISCUSSED = "discussed", "Discussed"
    APPROVED = "approved", "Approved"
    ACTIVE = "active", "In use"
    DECLINED = "declined", "Not approved"
    REVOKED = "revoked", "Revoked"
    EXPIRED = "expired", "Expired"

    @property
    def is_over(self) -> bool:
        return self in (DeviceState.DECLINED, DeviceState.REVOKED)


class DeviceOwner(Labelled):
    PERSON = "person", "The member of staff"
    SCHOOL = "school", "The school"


class RevokedBecause(Labelled):
    LOST = "lost", "The device is lost or stolen"
    NOT_SAFE = "not_safe", "The device is no longer safe to use"
    LEFT = "left", "They have left, or have no more need of it"
    WITHDRAWN = "withdrawn", "The school has withdrawn the access"


class DeviceFacts(Protocol):
    has_signed_the_policy_in_force: bool


@guard("Every policy in force has to be signed first: whoever uses the account has read the rules for it.")
def the_policy_in_force_is_signed(device: DeviceFacts) -> bool:
    return device.has_signed_the_policy_in_force


class AskAtSchool:
    """What these steps ask, beside what every step may."""

    SIGNATURE = Question(name="signature", label="Full name, typed", kind=Kind.LINE, required=False)
    DRAWING = Question(
        name="drawing", label="Or the signature, drawn with a mouse, a finger or the arrow keys", required=False
    )
    COUNTERSIGNATURE = Question(name="signature", label="Full name, typed", kind=Kind.LINE)
    WHY_NOT = Question(
        name="reason",
        label="Why do you not sign?",
        hint="The head teacher reads this and will speak to you. It is kept with the policy.",
    )
    SIGNED_ON = Question(name="signed_on", label="On which day was it signed?", kind=Kind.DATE, past=True)
    WHERE = Question(
        name="place", label="Where is the signed paper kept?", kind=Kind.LINE, hint="Such as personnel file, section 2."
    )
    REASON = Question(name="reason", label="Why not?", hint="The person whose device it is reads this.")
    TALKED_ON = Question(name="talked_on", label="When did you speak about it?", kind=Kind.DATE, past=True)
    AGREED = Question(
        name="agreed",
        label="What was said?",
        hint="What the device is used for, and what the policy asks: the lock, pictures, passwords.",
    )
    PIN = Question(
        name="pin_is_set", label="I have seen that the device locks itself with a PIN or a passcode", kind=Kind.YES
    )
    SYSTEM = Question(
        name="system", label="Operating system and version", kind=Kind.LINE, hint="Such as Android 16 or iOS 26.1."
    )
    OWNER = Question(name="owner", label="Whose device is it?", kind=Kind.CHOICE, choices=DeviceOwner)
    MANAGED = Question(
        name="is_managed",
        label="The school can lock and erase it from afar (it is managed)",
        kind=Kind.YES,
        required=False,
    )
    BECAUSE = Question(name="because", label="Why is it revoked?", kind=Kind.CHOICE, choices=RevokedBecause)
    DETAILS = Question(
        name="details",
        label="What happened, and what was done about it?",
        required=False,
        hint="Name no case and no allegation here: the IT lead reads this.",
    )


class SignOffProcedure(Procedure):
    title = "How a policy is signed"

    send_request = SchoolStep(
        label="Ask for the signature",
        record="asked for a signature under a policy",
        source=SignOffState.NOT_SENT,
        target=SignOffState.SENT,
        who=SchoolRole.CASEWORK,
        rule=SOURCE,
        hint="On the day somebody has to sign. Reminders follow after 7 and 14 days; then the head teacher sees them as overdue.",
    )
    open_policy = SchoolStep(
        label="Open the policy to sign it",
        record="opened a policy to sign it",
        source=(SignOffState.NOT_SENT, SignOffState.SENT),
        target=SignOffState.OPENED,
        who=SchoolRole.SIGNER,
        rule=SOURCE,
    )
    sign_policy = SchoolStep(
        label="Sign the policy",
        record="signed a policy",
        source=(*OUTSTANDING, SignOffState.REFUSED),
        target=SignOffState.SIGNED,
        who=SchoolRole.SIGNER,
        asks=(AskAtSchool.SIGNATURE, AskAtSchool.DRAWING),
        rule=SOURCE,
    )
    record_paper = SchoolStep(
        label="Record a signature on paper",
        record="recorded that a policy was signed on paper",
        hint="For a person without an account. Keep the paper: this entry only says where it is.",
        source=(*OUTSTANDING, SignOffState.REFUSED),
        target=SignOffState.SIGNED,
        who=SchoolRole.REGISTER,
        asks=(AskAtSchool.SIGNED_ON, AskAtSchool.WHERE),
        rule=SOURCE,
    )
    refuse_to_sign = SchoolStep(
        label="Say that I do not sign",
        record="refused to sign a policy",
        hint="To refuse is not a breach of the policy. It holds for you all the same, and the head teacher will speak to you.",
        source=OUTSTANDING,
        target=SignOffState.REFUSED,
        who=SchoolRole.SIGNER,
        asks=(AskAtSchool.WHY_NOT,),
        rule=SOURCE,
    )
    ask_again = SchoolStep(
        label="Ask again",
        record="asked once more for a signature that had been refused",
        source=SignOffState.REFUSED,
        target=SignOffState.SENT,
        who=SchoolRole.HEAD,
        asks=(AskAtSchool.TALKED_ON,),
        rule=SOURCE,
    )
    countersign_policy = SchoolStep(
        label="Countersign",
        record="countersigned a policy",
        source=SignOffState.SIGNED,
        target=SignOffState.COUNTERSIGNED,
        who=SchoolRole.HEAD,
        asks=(AskAtSchool.COUNTERSIGNATURE,),
        rule=SOURCE,
    )
    replace_request = SchoolStep(
        label="Replace the request",
        record="replaced a request to sign by a newer one",
        source=(*OUTSTANDING, SignOffState.REFUSED),
        target=SignOffState.SUPERSEDED,
        who=SchoolRole.CASEWORK,
        rule=SOURCE,
        is_side=True,
    )


class DeviceProcedure(Procedure):
    title = "How a device is authorised"

    discuss_device = SchoolStep(
        label="Record that it was discussed",
        record="discussed the use of a device",
        source=DeviceState.REQUESTED,
        target=DeviceState.DISCUSSED,
        who=SchoolRole.HEAD,
        asks=(AskAtSchool.TALKED_ON, AskAtSchool.AGREED),
        rule=DEVICES,
    )
    approve_device = SchoolStep(
        label="Approve the device",
        record="approved a device",
        source=DeviceState.DISCUSSED,
        target=DeviceState.APPROVED,
        who=SchoolRole.HEAD,
        asks=(AskAtSchool.PIN, AskAtSchool.SYSTEM, AskAtSchool.OWNER, AskAtSchool.MANAGED),
        guards=(the_policy_in_force_is_signed,),
        rule=DEVICES,
    )
    decline_device = SchoolStep(
        label="Do not approve the device",
        record="did not approve a device",
        source=(DeviceState.REQUESTED, DeviceState.DISCUSSED),
        target=DeviceState.DECLINED,
        who=SchoolRole.HEAD,
        asks=(AskAtSchool.REASON,),
        rule=DEVICES,
    )
    activate_device = SchoolStep(
        label="Record that the account is set up on it",
        record="recorded that a device is in use",
        source=DeviceState.APPROVED,
        target=DeviceState.ACTIVE,
        who=(SchoolRole.HOLDER, SchoolRole.IT_LEAD),
        guards=(the_policy_in_force_is_signed,),
        rule=DEVICES,
    )
    renew_device = SchoolStep(
        label="Renew the authorisation",
        record="renewed the authorisation of a device",
        hint="Once a year, with the device in your hand.",
        source=(DeviceState.ACTIVE, DeviceState.EXPIRED),
        target=DeviceState.ACTIVE,
        who=SchoolRole.HEAD,
        asks=(AskAtSchool.TALKED_ON, AskAtSchool.PIN, AskAtSchool.SYSTEM),
        guards=(the_policy_in_force_is_signed,),
        rule=DEVICES,
    )
    expire_device = SchoolStep(
        label="Let the authorisation expire",
        record="ended an authorisation that was not renewed in time",
        source=(DeviceState.APPROVED, DeviceState.ACTIVE),
        target=DeviceState.EXPIRED,
        who=SchoolRole.CASEWORK,
        rule=DEVICES,
        is_side=True,
    )
    revoke_device = SchoolStep(
        label="Revoke, or report as lost",
        record="revoked the authorisation of a device",
        hint="It ends at once. Change the account's password if the device is lost: the permission can be given afterwards.",
        source=(
            DeviceState.REQUESTED,
            DeviceState.DISCUSSED,
            DeviceState.APPROVED,
            DeviceState.ACTIVE,
            DeviceState.EXPIRED,
        ),
        target=DeviceState.REVOKED,
        who=(SchoolRole.HEAD, SchoolRole.IT_LEAD, SchoolRole.HOLDER, SchoolRole.CASEWORK),
        asks=(AskAtSchool.BECAUSE, AskAtSchool.DETAILS),
        rule=DEVICES,
        is_side=True,
    )


#: The tables of the school's own records with their states, in the order in which they are printed.
SCHOOL_TABLES: tuple[tuple[type[Procedure], type[Labelled]], ...] = (
    (SignOffProcedure, SignOffState),
    (DeviceProcedure, DeviceState),
)
