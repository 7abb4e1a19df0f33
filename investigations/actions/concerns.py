"""How does a concern become a case?  Logged once, with its allegations and files, and given to whoever may manage it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.access import sync
from investigations.models import Allegation, Appointment, Case, Clause, ExclusionKind, Person, User
from investigations.procedure.choices import Channel
from investigations.procedure.clocks import Clock
from investigations.procedure.references import new_reference
from investigations.procedure.roles import Office, Role

from .clocks import start_clock
from .evidence import KeptFile, enter_exhibit
from .refusals import BadAnswers, Refused
from .succession import first_manager, shut_out


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One allegation as it was reported."""

    what: str
    happened_from: date
    happened_to: date | None = None
    account: str = ""
    post_address: str = ""
    device: str = ""
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Concern:
    """Everything the guided report asked."""

    title: str
    claims: tuple[Claim, ...]
    subject: Person | None = None
    channel: str = Channel.SEEN
    how_it_came_to_light: str = ""
    received_on: date = field(default_factory=timezone.localdate)
    reported_by: Person | None = None  # where somebody else told the person who logs it
    done_at_once: str = ""
    files: tuple[KeptFile, ...] = ()


def log_concern(concern: Concern, *, by: User, at: Person) -> Case:
    """Log a suspected breach.  `at` is the person of the account at this school.

    The case goes to the head teacher; where it is about the head, to the chair of governors, and the head is shut out
    from the first moment.
    """
    if at.user_id != by.pk:
        raise Refused("You can report a concern only as yourself.")
    _refuse_what_does_not_hold(concern)
    with transaction.atomic():
        now = timezone.now()
        about_the_head = concern.subject is not None and concern.subject.holds(Office.HEAD)
        manager = first_manager(at.school, about=concern.subject)
        case = Case.objects.create(
            school=at.school,
            reference=_free_reference(),
            title=concern.title,
            is_about_the_head=about_the_head,
            channel=concern.channel,
            how_it_came_to_light=concern.how_it_came_to_light,
            done_at_once=concern.done_at_once,
            received_on=concern.received_on,
            reported_at=now,
            state_since=now,
        )
        for position, claim in enumerate(concern.claims, start=1):
            write_claim(case, claim, position)
        reporter = concern.reported_by or at
        Appointment.objects.create(case=case, person=manager, role=Role.CASE_MANAGER, appointed_by=at)
        if reporter != concern.subject:
            Appointment.objects.create(case=case, person=reporter, role=Role.REPORTER, appointed_by=at)
        if concern.subject:
            Appointment.objects.create(case=case, person=concern.subject, role=Role.SUBJECT, appointed_by=at)
            shut_out(case, concern.subject, ExclusionKind.SUBJECT, "The concern is about them.", by=at)
        for kept in concern.files:
            enter_exhibit(case, kept, by=at)
        start_clock(case, Clock.ACK_REPORTER, since=now, at=now)
        sync(case)
        audit.record(
            case,
            "case.logged",
            by=at,
            section="overview",
            facts={"reference": case.reference, "allegations": len(concern.claims), "files": len(concern.files)},
            says=f"{at} logged the concern",
        )
    return case


def write_claim(case: Case, claim: Claim, position: int) -> Allegation:
    allegation = Allegation.objects.create(
        case=case,
        position=position,
        what=claim.what,
        happened_from=claim.happened_from,
        happened_to=claim.happened_to,
        account=claim.account,
        post_address=claim.post_address,
        device=claim.device,
    )
    allegation.clauses.set(claim.clauses)
    return allegation


def _refuse_what_does_not_hold(concern: Concern) -> None:
    bad: dict[str, Any] = {}
    today = timezone.localdate()
    if not concern.claims:
        bad["claims"] = "Say what happened."
    if concern.received_on > today:
        bad["received_on"] = "This day has not come yet: enter today or an earlier day."
    for claim in concern.claims:
        if claim.happened_from > today:
            bad["happened_from"] = "This day has not come yet: enter today or an earlier day."
        if claim.happened_to and claim.happened_to < claim.happened_from:
            bad["happened_to"] = "The last day cannot be before the first."
    if bad:
        raise BadAnswers(bad)


def _free_reference() -> str:
    while Case.objects.filter(reference=(reference := new_reference())).exists():
        pass
    return reference
