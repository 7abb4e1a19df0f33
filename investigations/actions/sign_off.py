"""Who is asked to sign, when again, and what follows when they sign, refuse or are countersigned?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from investigations import audit
from investigations.access.at_school import decides_for
from investigations.models import Acknowledgement, Person, PolicyVersion, School, SignOff
from investigations.models.policies import local_midnight
from investigations.news import notify
from investigations.procedure.choices import PersonKind
from investigations.procedure.clocks import Clock, count
from investigations.procedure.notices import NoticeKind
from investigations.procedure.roles import Office
from investigations.procedure.sign_off import OUTSTANDING, SIGNED, SignOffProcedure, SignOffReason, SignOffState
from investigations.reading.strokes import BadDrawing, read_strokes

from .refusals import BadAnswers, Refused
from .take_at_school import SchoolMove, at_school, take_at_school

STATEMENT = "I have read this policy and will follow it."
ON_PAPER = "Signed on paper."


# Who is asked --------------------------------------------------------------------------------------------------


def must_sign(school: School) -> models.QuerySet[Person]:
    """Everybody who works here today, and the governors where the school chooses: whoever holds an office of theirs."""
    kinds = [PersonKind.STAFF, PersonKind.GOVERNOR] if school.governors_sign else [PersonKind.STAFF]
    in_office = Person.objects.at(school).holding(*Office)
    return Person.objects.at(school).filter(left_on=None, kind__in=kinds, pk__in=in_office.values("pk"))


def open_campaign(version: PolicyVersion, *, by: Person | None) -> int:
    """Ask everybody who has to sign for a signature under a new version.  Runs in the transaction that publishes it."""
    school = version.policy.school
    people = must_sign(school)
    asked = _ask(version, people, SignOffReason.NEW_VERSION, by=by)
    audit.record_school(
        school,
        "sign_off.campaign",
        by=by,
        facts={"version": str(version.pk), "asked": len(asked)},
        says=f"{len(asked)} people were to be asked to sign {version}",
    )
    return len(asked)


def ask_person(person: Person, reason: SignOffReason, *, by: Person | None) -> list[SignOff]:
    """Ask one person for every policy in force: new here, given an account, or back after a long absence.

    Who has just joined and has signed already, or is being asked, is not asked twice; the other reasons ask anew.
    """
    if person.left_on or person.kind == PersonKind.PUPIL:
        return []
    asked = []
    with transaction.atomic():
        School.objects.select_for_update().get(pk=person.school_id)
        for version in _to_sign(person.school):
            now = SignOff.objects.filter(version=version, person=person, is_current=True).first()
            if now and (now.status.is_outstanding or (now.status.is_signed and reason is SignOffReason.JOINER)):
                continue
            asked += _ask(version, Person.objects.filter(pk=person.pk), reason, by=by)
        if asked:
            audit.record_school(
                person.school,
                "sign_off.asked",
                by=by,
                facts={"person": str(person.pk), "reason": reason.value, "asked": len(asked)},
                says=f"{person} was to be asked to sign: {reason.label.lower()}",
            )
    return asked


def ask_whoever_is_due(school: School) -> int:
    """By the clock: whoever's last signature is a year old, and whoever was never asked.  How many were asked."""
    today, asked = timezone.localdate(), 0
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school.pk)
        people = must_sign(school)
        for version in _to_sign(school):
            current = SignOff.objects.filter(version=version, is_current=True)
            old = current.filter(state__in=SIGNED, renew_on__lte=today)
            again = _ask(version, people.filter(pk__in=old.values("person")), SignOffReason.RENEWAL, by=None)
            never = people.exclude(pk__in=current.values("person"))
            new = _ask(version, never, SignOffReason.JOINER, by=None)
            if number := len(again) + len(new):
                asked += number
                audit.record_school(
                    school,
                    "sign_off.due",
                    facts={"version": str(version.pk), "renewals": len(again), "new": len(new)},
                    says=f"{number} {'person was' if number == 1 else 'people were'} to be asked to sign {version}",
                )
    return asked


def _to_sign(school: School) -> list[PolicyVersion]:
    """The newest version of each policy: one that comes into force next week is signed now, and the old one no more."""
    newest = PolicyVersion.objects.published().filter(policy=models.OuterRef("policy"))
    newest_first = newest.order_by("-effective_from", "-number").values("pk")[:1]
    return list(
        PolicyVersion.objects.filter(policy__school=school, pk=models.Subquery(newest_first)).select_related(
            "policy__school"
        )
    )


def _ask(
    version: PolicyVersion, people: Iterable[Person], reason: SignOffReason, *, by: Person | None
) -> list[SignOff]:
    """New rows; what stood for these people and this policy before is replaced, or is history where it was signed."""
    people = list(people)
    earlier = SignOff.objects.filter(version__policy=version.policy_id, person__in=people, is_current=True)
    now = timezone.now()
    earlier.filter(state__in=[*OUTSTANDING, SignOffState.REFUSED]).update(
        state=SignOffState.SUPERSEDED, state_since=now
    )
    earlier.update(is_current=False)
    return SignOff.objects.bulk_create(
        SignOff(
            version=version, person=person, reason=reason, asked_by=by, asked_on=timezone.localdate(), state_since=now
        )
        for person in people
    )


# What they do --------------------------------------------------------------------------------------------------


def sign(
    version: PolicyVersion,
    signature: str = "",
    *,
    by: Person,
    drawing: Any = None,
    address: str = "",
    browser: str = "",
) -> Acknowledgement:
    """Sign a published version, with the name typed or drawn.  Whoever was not asked may sign of their own accord."""
    if not version.is_published:
        raise Refused("This version is not published yet, so there is nothing to sign.")
    if version.policy.school_id != by.school_id:
        raise Refused("This policy belongs to another school.")
    if version.policy.versions.published().order_by("-effective_from", "-number").first() != version:
        raise Refused("A newer version is published. Sign that one.")
    with transaction.atomic():
        wanted = the_request(version, by)
        if wanted is None:
            School.objects.select_for_update().get(pk=by.school_id)
            [wanted] = _ask(version, [by], SignOffReason.OWN_ACCORD, by=by)
        if wanted.status.is_signed:
            raise Refused("You have signed this version already.")
        take_at_school(SignOffProcedure.sign_policy, wanted, by=by, signature=signature, drawing=drawing)
        wanted.refresh_from_db()
        signed: Acknowledgement = wanted.acknowledgement
        if address or browser:
            signed.address, signed.browser = address or None, browser[:200]
            signed.save(update_fields=["address", "browser"])
    return signed


def the_request(version: PolicyVersion, person: Person) -> SignOff | None:
    return SignOff.objects.filter(version=version, person=person, is_current=True).first()


def refuse(version: PolicyVersion, reason: str, *, by: Person) -> SignOff:
    wanted = the_request(version, by)
    if wanted is None:
        raise Refused("You were not asked to sign this version, so there is nothing to refuse.")
    take_at_school(SignOffProcedure.refuse_to_sign, wanted, by=by, reason=reason)
    return wanted


def may_countersign(signed: Acknowledgement, person: Person) -> str:
    """Why this person may not countersign, or nothing.  The head countersigns; for the head, the chair."""
    if signed.countersigned_at:
        return "This signature is countersigned already."
    if signed.person == person:
        return "Nobody countersigns their own signature."
    wanted = decides_for(signed.person)
    return "" if person.holds(wanted) else f"The {wanted.in_sentence} countersigns this signature."


def countersign(signed: Acknowledgement, signature: str, *, by: Person) -> None:
    if signed.person.school_id != by.school_id:
        raise Refused("This signature belongs to another school.")
    if refusal := may_countersign(signed, by):
        raise Refused(refusal)
    take_at_school(SignOffProcedure.countersign_policy, signed.sign_off, by=by, signature=signature)
    signed.refresh_from_db()


# What follows --------------------------------------------------------------------------------------------------


@at_school(SignOffProcedure.sign_policy)
def keep_the_signature(move: SchoolMove) -> None:
    """Keeps the signature with the statement and the moment, and sets the day of the next renewal."""
    person, version = move.record.person, move.record.version
    name, drawing = (move.answers["signature"] or "").strip(), move.answers["drawing"]
    if drawing:
        try:
            strokes = read_strokes(drawing)
        except BadDrawing as bad:
            raise BadAnswers({"drawing": str(bad)}) from bad
    else:
        strokes = []
    if name and name.casefold() != person.name.casefold():
        raise BadAnswers({"signature": f"Type your name as it stands here: {person.name}"})
    if not name and not strokes:
        raise BadAnswers({"signature": "Type your full name, or draw your signature below."})
    _keep_signed(move, statement=STATEMENT, signature=name, drawing=strokes, signed_at=move.at)
    move.facts |= {"version": str(version.pk), "hash": version.text_hash}
    move.says = f"signed {version}"


@at_school(SignOffProcedure.record_paper)
def keep_the_place_of_the_paper(move: SchoolMove) -> None:
    """Keeps the day of the signature and where the paper is; the renewal counts from that day."""
    day = move.answers["signed_on"]
    version = move.record.version
    if day < timezone.localdate(version.published_at):
        raise BadAnswers({"signed_on": "The version was not published yet on that day."})
    signed_at = local_midnight(day)
    name = move.record.person.name
    _keep_signed(move, statement=ON_PAPER, signature=name, kept_at=move.answers["place"], signed_at=signed_at)
    move.facts |= {"version": str(version.pk), "hash": version.text_hash}
    move.says = f"recorded that {move.record.person} signed {version} on paper"


def _keep_signed(move: SchoolMove, *, signed_at: datetime, **about: Any) -> None:
    record = move.record
    signed = Acknowledgement.objects.create(version=record.version, person=record.person, signed_at=signed_at, **about)
    move.keep(acknowledgement=signed, renew_on=renewal_day(record.person.school, signed_at), refused_because="")
    for person in Person.objects.at(record.person.school).holding(decides_for(record.person)).select_related("user"):
        notify(person, NoticeKind.COUNTERSIGN, by=move.by)


def renewal_day(school: School, signed_at: datetime) -> date:
    """Counted in months, so that no term dates are asked for."""
    return timezone.localdate(count(Clock.POLICY_REACKNOWLEDGE, school.calendar, signed_at, school.day_counts).due)


@at_school(SignOffProcedure.countersign_policy)
def keep_the_countersignature(move: SchoolMove) -> None:
    """Keeps the countersignature beside the signature."""
    name = (move.answers["signature"] or "").strip()
    if move.by is None or name.casefold() != move.by.name.casefold():
        raise BadAnswers({"signature": f"Type your name as it stands here: {move.by}"})
    signed = Acknowledgement.objects.select_for_update(of=("self",)).get(pk=move.record.acknowledgement_id)
    signed.countersigned_by, signed.countersignature, signed.countersigned_at = move.by, name, move.at
    signed.save(update_fields=["countersigned_by", "countersignature", "countersigned_at"])
    move.facts["signature"] = str(signed.pk)
    move.says = f"countersigned for {move.record.person}"


@at_school(SignOffProcedure.refuse_to_sign)
def tell_of_the_refusal(move: SchoolMove) -> None:
    """Keeps the reason, and tells the head teacher; for the head teacher, the chair of governors."""
    move.keep(refused_because=move.answers["reason"])
    move.says = f"refused to sign {move.record.version}"
    for person in (
        Person.objects.at(move.record.person.school).holding(decides_for(move.record.person)).select_related("user")
    ):
        notify(person, NoticeKind.SIGN_REFUSED, record=move.record, by=move.by)


@at_school(SignOffProcedure.ask_again)
def count_from_today(move: SchoolMove) -> None:
    """Counts the reminders from today again."""
    move.record.reminders.all().delete()
    move.keep(asked_on=timezone.localdate(move.at))
    move.says = f"asked {move.record.person} once more to sign {move.record.version}"
