"""Who belongs to the school, which offices do they hold, and who may sign in?"""

from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from investigations import audit
from investigations.access import sync
from investigations.models import Case, OfficeHeld, Person, Pseudonym, School, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.roles import RUN_THE_SCHOOL, Office
from investigations.procedure.sign_off import RevokedBecause, SignOffReason

from .devices import revoke_devices_of
from .invitations import invite
from .refusals import BadAnswers, Refused
from .sessions import end_sessions
from .sign_off import ask_person, must_sign
from .succession import LEADING, LINE, leave_all, pass_on_all

#: Usually held by one person at a time; two at once are possible, and worth a word.
USUALLY_ONE = (Office.HEAD, Office.CHAIR)
#: Who is entered as one of these holds that office from the first day, unless another is chosen.
USUAL_OFFICE = {PersonKind.STAFF: Office.STAFF, PersonKind.GOVERNOR: Office.GOVERNOR}

#: The same for everybody: a mail says nothing that its reader's neighbour could not read.
MAIL_SUBJECT = "Set your password for Casework"
MAIL_WORDS = """An account at Casework is waiting for you, or somebody asked for a new password for it.

Choose a password here. The address works once, and for seven days:

{address}

If you did not expect this, ask your school office before you open it.
"""
MAIL_PATIENCE = 15  # seconds until a mail server that does not answer is given up


def add_person(
    school: School,
    *,
    kind: PersonKind,
    name: str = "",
    job_title: str = "",
    email: str = "",
    office: Office | None = None,
    starts: date | None = None,
    by: Person | None = None,
) -> Person:
    """Enter somebody in the register.  A pupil is given the next pseudonym, and whatever name is given is not kept."""
    kind = PersonKind(kind)
    refuse_unless_runs(school, by)
    with transaction.atomic():
        if kind is PersonKind.PUPIL:
            person = enter_pupil(school)
        else:
            name = _tidy(name)
            if not name:
                raise BadAnswers({"name": "Enter a name."})
            person = Person.objects.create(
                school=school, kind=kind, name=name, job_title=_tidy(job_title), email=email.strip()
            )
        audit.record_school(
            school,
            "person.added",
            by=by,
            facts={"person": str(person.pk), "kind": kind.value},
            says=f"{by or 'Casework'} entered {person} ({kind.in_sentence})",
        )
        if kind is not PersonKind.PUPIL and (first := office or USUAL_OFFICE.get(kind)):
            give_office(person, first, starts=starts or timezone.localdate(), by=by)
    return person


def enter_pupil(school: School) -> Person:
    """Pupil A to Pupil Z, then Pupil AA.  Nothing is recorded here: who asks for it may be a case."""
    with transaction.atomic():
        # Two at once would both be Pupil C.
        school = School.objects.select_for_update().get(pk=school.pk)
        register = Person.objects.at(school).filter(kind=PersonKind.PUPIL).values_list("name", flat=True)
        # A letter that stands for a child in the copies of some case stands for no other child of the school.
        in_copies = Pseudonym.objects.filter(case__school=school).values_list("label", flat=True)
        name = PseudonymKind.PUPIL.next_label({*register, *in_copies})
        return Person.objects.create(school=school, kind=PersonKind.PUPIL, name=name)


def change_person(person: Person, *, name: str, job_title: str, left_on: date | None, by: Person) -> None:
    """Correct the name or the job title, or enter the day on which somebody left (or take it back)."""
    with transaction.atomic():
        person = _locked(person, by)
        if person.kind == PersonKind.PUPIL:
            raise Refused("A pupil stands here under a letter alone: there is nothing to change.")
        if not _tidy(name):
            raise BadAnswers({"name": "Enter a name."})
        if left_on and left_on > timezone.localdate():
            raise BadAnswers({"left_on": "This day has not come yet: enter it when they have left."})
        if left_on and person == by:
            raise BadAnswers({"left_on": "You cannot enter this for yourself: somebody else has to."})
        before = (person.name, person.job_title, person.left_on)
        person.name, person.job_title, person.left_on = _tidy(name), _tidy(job_title), left_on
        person.save(update_fields=["name", "job_title", "left_on"])
        if left_on:
            for held in person.offices.filter(models.Q(ends=None) | models.Q(ends__gt=left_on)):
                held.ends = max(held.starts, left_on)
                held.save(update_fields=["ends"])
            revoke_devices_of(person, RevokedBecause.LEFT)
        _refuse_if_nobody_runs(person.school)
        if left_on:
            leave_all(person, "They left the school.", by=by)
            if person.user and not person.user.people.filter(left_on=None).exists():
                end_sessions(person.user, "they left the school")
        words = [f"the name was {before[0]}"] if before[0] != person.name else []
        if before[2] != left_on:
            words.append(f"left on {left_on}" if left_on else "is back")
        changed = [
            label
            for label, old, new in zip(
                ("name", "job_title", "left_on"), before, (person.name, person.job_title, left_on), strict=True
            )
            if old != new
        ]
        if changed:
            audit.record_school(
                person.school,
                "person.changed",
                by=by,
                facts={"person": str(person.pk), "changed": changed, "left_on": left_on.isoformat() if left_on else ""},
                says=f"{by} changed the entry of {person}" + (f": {', '.join(words)}" if words else ""),
            )


# Offices, by date ----------------------------------------------------------------------------------------------


def give_office(
    person: Person, office: Office, *, starts: date, ends: date | None = None, by: Person | None = None
) -> OfficeHeld:
    """Enter an office from a day on.  It gives no case to anybody: parts in cases are given in the case."""
    office = Office(office)
    with transaction.atomic():
        person = _locked(person, by)
        if person.kind == PersonKind.PUPIL:
            raise Refused("A pupil holds no office.")
        if person.left_on:
            raise Refused(f"{person} has left. Take back the day on which they left first.")
        if ends and ends < starts:
            raise BadAnswers({"ends": "The last day cannot be before the first."})
        if _held_between(starts, ends).filter(person=person, office=office).exists():
            raise BadAnswers({"office": f"{person} holds this office in that time already."})
        held = OfficeHeld.objects.create(person=person, office=office, starts=starts, ends=ends)
        if starts <= timezone.localdate() and must_sign(person.school).filter(pk=person.pk).exists():
            ask_person(person, SignOffReason.JOINER, by=by)
        audit.record_school(
            person.school,
            "office.given",
            by=by,
            facts={"person": str(person.pk), "office": office.value, "starts": starts.isoformat()},
            says=f"{by or 'Casework'} entered {person} as {office.in_sentence} from {starts}",
        )
    return held


def end_office(held: OfficeHeld, *, ends: date, by: Person) -> None:
    with transaction.atomic():
        _locked(held.person, by)
        held = OfficeHeld.objects.select_related("person__school").get(pk=held.pk)
        if held.ends and held.ends <= timezone.localdate():
            raise Refused(f"This office ended on {held.ends.day} {held.ends:%B %Y}.")
        if ends < held.starts:
            raise BadAnswers(
                {"ends": f"The last day cannot be before the first, {held.starts.day} {held.starts:%B %Y}."}
            )
        held.ends = ends
        held.save(update_fields=["ends"])
        _refuse_if_nobody_runs(held.person.school, after=ends)
        if Office(held.office) in LINE and ends <= timezone.localdate():
            # An office that ends today ends with the day; whoever follows need not wait for midnight.
            lost = Office(held.office) if Office(held.office) in LEADING else None
            pass_on_all(held.person, "Their office has ended.", by=by, lost=lost)
        audit.record_school(
            held.person.school,
            "office.ended",
            by=by,
            facts={"person": str(held.person_id), "office": held.office, "ends": ends.isoformat()},
            says=f"{by} ended {held.person}'s office as {Office(held.office).in_sentence} on {ends}",
        )


def others_in_office(held: OfficeHeld) -> list[Person]:
    """Who else holds the office in that time, where usually one person does."""
    if held.office not in USUALLY_ONE:
        return []
    others = _held_between(held.starts, held.ends).filter(person__school=held.person.school_id, office=held.office)
    rows = others.exclude(person=held.person_id).filter(person__left_on=None).select_related("person")
    return list({row.person: None for row in rows})


def _held_between(starts: date, ends: date | None) -> "models.QuerySet[OfficeHeld]":
    overlapping = OfficeHeld.objects.filter(models.Q(ends=None) | models.Q(ends__gte=starts))
    return overlapping.filter(starts__lte=ends) if ends else overlapping


def _refuse_if_nobody_runs(school: School, after: date | None = None) -> None:
    """A school without anybody who keeps the register could never be put right from its own pages."""
    day = max(after or date.min, timezone.localdate()) + timedelta(days=1)
    running = Person.objects.at(school).holding(*RUN_THE_SCHOOL, on=day)
    if not running.filter(left_on=None, user__is_active=True).exists():
        raise Refused(
            "Then nobody with an account could run the school any more. Enter a head teacher, chair of governors, "
            "clerk or business manager first."
        )


# Accounts ------------------------------------------------------------------------------------------------------


def give_account(person: Person, email: str, *, by: Person | None) -> User:
    """Let a person sign in with this address: with a new account that has no password yet, or with the one it has."""
    email = email.strip().lower()
    try:
        with transaction.atomic():
            person = _locked(person, by)
            if person.kind == PersonKind.PUPIL:
                raise Refused("A pupil has no account.")
            if person.left_on:
                raise Refused(f"{person} has left, and can be given no account.")
            if person.user_id:
                raise Refused(f"{person} has an account already.")
            user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
            if same := Person.objects.at(person.school).filter(user=user).first():
                raise BadAnswers({"email": f"{same} signs in with this address already."})
            person.user, person.email = user, person.email or email
            person.save(update_fields=["user", "email"])
            _sync_cases(person)
            audit.record_school(
                person.school,
                "account.given",
                by=by,
                facts={"person": str(person.pk), "account": str(user.pk)},
                says=f"{by or 'Casework'} gave {person} an account with the address {email}",
            )
    except IntegrityError as clash:
        raise Refused("Somebody else gave this address an account just now. Look at the entry again.") from clash
    return user


def send_invitation(person: Person, *, by: Person) -> str:
    """Mail a link to set a password to the account's own address, and to no other.  Returns that address."""
    with transaction.atomic():
        user = _account_of(_locked(person, by))
        if not user.is_active:
            raise Refused("The account is switched off. Switch it on first.")
        audit.record_school(
            person.school,
            "account.link_sent",
            by=by,
            facts={"person": str(person.pk), "account": str(user.pk)},
            says=f"{by} sent {person} an address to set a password at",
        )
        path = invite(user, by=by)
    # Outside the transaction: a slow mail server must not keep others from writing.
    words = MAIL_WORDS.format(address=settings.SITE_URL.rstrip("/") + path)
    try:
        EmailMessage(MAIL_SUBJECT, words, to=[user.email], connection=get_connection(timeout=MAIL_PATIENCE)).send()
    except OSError as failed:  # smtplib's own errors are OSErrors too
        raise Refused("The mail could not be sent just now. Nothing is lost: send it again in a while.") from failed
    return user.email


def switch_account(person: Person, *, on: bool, by: Person) -> None:
    """Open or close an account.  Closing ends every session of it."""
    with transaction.atomic():
        person = _locked(person, by)
        user = _account_of(person)
        if user.pk == by.user_id:
            raise Refused("You cannot switch off your own account: somebody else has to.")
        if user.is_superuser:
            raise Refused("This is a technical administrator's account, which is not switched from here.")
        if user.people.exclude(pk=person.pk).exists():
            raise Refused(
                f"{person} uses this account at another school too, so it stays open. Enter the day on which they "
                "left instead: then they see nothing of this school."
            )
        if user.is_active is on:
            return
        user.is_active = on
        user.save(update_fields=["is_active"])
        if not on:
            end_sessions(user, "the account was switched off")
            pass_on_all(person, "Their account was switched off.", by=by)
        _sync_cases(person)
        audit.record_school(
            person.school,
            "account.switched_on" if on else "account.switched_off",
            by=by,
            facts={"person": str(person.pk), "account": str(user.pk)},
            says=f"{by} switched the account of {person} {'on' if on else 'off'}",
        )


def _account_of(person: Person) -> User:
    if person.user is None:
        raise Refused(f"{person} has no account.")
    return person.user


def _sync_cases(person: Person) -> None:
    """Who gets or loses an account finds or loses the cases they have a part in, from now on."""
    for case in Case.objects.filter(appointments__person=person, appointments__ended_at=None).distinct():
        sync(case)


def refuse_unless_runs(school: School, by: Person | None) -> None:
    """`by` is None at a terminal, where whoever runs the machine speaks."""
    if by is not None and not (by.school_id == school.pk and by.holds(*RUN_THE_SCHOOL)):
        offices = ", ".join(office.in_sentence for office in RUN_THE_SCHOOL)
        raise Refused(f"Only who runs the school does this: {offices}.")


def _locked(person: Person, by: Person | None) -> Person:
    """The person as they are now.  The school is locked with them: who runs it is asked across people."""
    refuse_unless_runs(person.school, by)
    School.objects.select_for_update().get(pk=person.school_id)
    return Person.objects.select_related("school", "user").get(pk=person.pk)


def _tidy(words: str) -> str:
    return " ".join(words.split())
