"""What did the employee know of the policy?  For each version cited: in force when, signed when, refused, or never."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from investigations.models import Acknowledgement, Case, Person, PolicyVersion, SignOff
from investigations.procedure.calendar import long_date
from investigations.procedure.sign_off import SignOffState

NOT_A_DEFENCE = "Whether somebody had signed goes to mitigation. Not to have signed is no defence in itself, and no breach of a clause."


@dataclass(frozen=True)
class SignedVersion:
    """One version that the case cites, and how the employee concerned stood to it on the day."""

    version: PolicyVersion
    subject: Person | None
    day: date | None
    #: The last signature on or before the day; otherwise the first one afterwards.
    signed: Acknowledgement | None
    in_time: bool
    #: The last signature by the day under an earlier version of the same policy.
    earlier: Acknowledgement | None
    refused: SignOff | None

    @property
    def besides(self) -> str:
        """What has to be known besides whether it was signed in time."""
        words = []
        if self.earlier and not self.in_time:
            words.append(
                f"The last version they had signed was version {self.earlier.version.number}, "
                f"on {long_date(timezone.localdate(self.earlier.signed_at))}."
            )
        if self.refused:
            words.append(f"They refused to sign on {long_date(timezone.localdate(self.refused.state_since))}.")
        return " ".join(words)


def signed_versions(case: Case) -> list[SignedVersion]:
    """For each policy cited: the version in force on the day, and whether the employee had signed it by then."""
    versions = PolicyVersion.objects.filter(clauses__allegations__case=case).distinct().select_related("policy")
    return [row_of(version, case.subject, case.happened_from) for version in versions]


def row_of(version: PolicyVersion, subject: Person | None, day: date | None) -> SignedVersion:
    if subject is None:
        return SignedVersion(version, None, day, None, False, None, None)
    signed = version.signature_of(subject, day)
    in_time = signed is not None and day is not None and timezone.localdate(signed.signed_at) <= day
    others = subject.acknowledgements.filter(version__policy=version.policy_id).exclude(version=version)
    earlier = others.by_day(day).select_related("version").first() if day else None
    refused = SignOff.objects.filter(version=version, person=subject, state=SignOffState.REFUSED)
    return SignedVersion(version, subject, day, signed, in_time, earlier, refused.order_by("-state_since").first())
