"""How does a concern become a case?  Logged once, with allegations and files, and given to whoever may manage it."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.access import sync
from investigations.models import (
    Allegation,
    Appointment,
    Case,
    Clause,
    ExclusionKind,
    Person,
    PolicyVersion,
    School,
    User,
)
from investigations.models.policies import PolicyVersionQuerySet
from investigations.procedure.choices import Channel
from investigations.procedure.clocks import Clock
from investigations.procedure.references import new_reference
from investigations.procedure.roles import Office, Role
from investigations.procedure.sections import Section

from .clocks import start_clock
from .duties import open_duties_of_clauses
from .evidence import KeptFile, enter_exhibit
from .notify import tell_who_came_in
from .refusals import BadAnswers, Refused
from .succession import first_manager, shut_out

NOT_COME_YET = "This day has not come yet: enter today or an earlier day."


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
    #: The key of the case.  A draft gives its own, so that its files lie in the case's folder and it is sent only once.
    id: uuid.UUID = field(default_factory=uuid.uuid4)
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
    from the first moment.  Whoever told of it is its reporter, and so is whoever logs it without managing it: both can
    follow what becomes of it.
    """
    if at.user_id != by.pk:
        raise Refused("You can report a concern only as yourself.")
    if bad := what_does_not_hold(concern, at.school):
        raise BadAnswers(bad)
    with transaction.atomic():
        now = timezone.now()
        about_the_head = concern.subject is not None and concern.subject.holds(Office.HEAD)
        manager = first_manager(at.school, about=concern.subject)
        case = Case.objects.create(
            id=concern.id,
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
        Appointment.objects.create(case=case, person=manager, role=Role.CASE_MANAGER)
        for reporter in _reporters(concern, at, manager):
            Appointment.objects.create(case=case, person=reporter, role=Role.REPORTER, appointed_by=at)
        if concern.subject:
            Appointment.objects.create(case=case, person=concern.subject, role=Role.SUBJECT, appointed_by=at)
            shut_out(case, concern.subject, ExclusionKind.SUBJECT, "The concern is about them.", by=at)
        for kept in concern.files:
            enter_exhibit(case, kept, by=at)
        start_clock(case, Clock.ACK_REPORTER, since=now, at=now)
        open_duties_of_clauses(case, [clause for claim in concern.claims for clause in claim.clauses], by=None)
        sync(case)
        tell_who_came_in(case, by=at)
        audit.record(
            case,
            "case.logged",
            by=at,
            section=Section.STATEMENTS,  # it names who reported it, which is not for the clerk
            facts={"reference": case.reference, "allegations": len(concern.claims), "files": len(concern.files)},
            says=f"{at} logged the concern",
        )
    return case


def write_claim(case: Case, claim: Claim, position: int) -> Allegation:
    if bad := what_is_wrong_with(claim, case.school):
        raise BadAnswers(bad)
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


def what_does_not_hold(concern: Concern, school: School) -> dict[str, str]:
    """One sentence for each answer that does not do; empty where all do."""
    bad: dict[str, Any] = {}
    if not concern.claims:
        bad["claims"] = "Say what happened."
    if concern.received_on > timezone.localdate():
        bad["received_on"] = NOT_COME_YET
    for person in (concern.subject, concern.reported_by):
        if person is not None and person.school_id != school.pk:
            bad["subject"] = f"{person} does not belong to this school."
    for claim in concern.claims:
        bad |= what_is_wrong_with(claim, school)
    return bad


def what_is_wrong_with(claim: Claim, school: School) -> dict[str, str]:
    """Days that can be, and clauses that were in force on them."""
    today = timezone.localdate()
    if not claim.what.strip():
        return {"what": "Say what happened."}
    if claim.happened_from > today:
        return {"happened_from": NOT_COME_YET}
    if claim.happened_to and claim.happened_to > today:
        return {"happened_to": NOT_COME_YET}
    if claim.happened_to and claim.happened_to < claim.happened_from:
        return {"happened_to": "The last day cannot be before the first."}
    in_force = set(versions_in_force(school, claim.happened_from, claim.happened_to).values_list("pk", flat=True))
    if any(clause.version_id not in in_force for clause in claim.clauses):
        return {"clauses": "Another version of the policy was in force then: choose from its clauses."}
    return {}


def versions_in_force(school: School, first: date, last: date | None = None) -> PolicyVersionQuerySet:
    """The published version of each policy on the first day, and any that came into force up to the last."""
    at_first = PolicyVersion.objects.in_force(school, first)
    if last is None or last <= first:
        return at_first
    later = PolicyVersion.objects.published().filter(
        policy__school=school, effective_from__gt=first, effective_from__lte=last
    )
    both = [*at_first.values_list("pk", flat=True), *later.values_list("pk", flat=True)]
    return PolicyVersion.objects.filter(pk__in=both).order_by("policy__title", "effective_from")


def _reporters(concern: Concern, at: Person, manager: Person) -> list[Person]:
    """Who told of it and who passed it on, but never the employee concerned."""
    people = [concern.reported_by or at]
    if concern.reported_by and at not in (manager, concern.reported_by):
        people.append(at)
    return [person for person in people if person != concern.subject]


def _free_reference() -> str:
    while Case.objects.filter(reference=(reference := new_reference())).exists():
        pass
    return reference
