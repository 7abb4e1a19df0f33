"""Who is appointed to what, who leaves, and who is shut out?  Access follows at once."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, eligibility, sync
from investigations.models import Appointment, Case, ExclusionKind, Person, School, User
from investigations.models.appointments import AppointmentQuerySet
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import APPOINTED_BY_MANAGER, JUDGES, SINGLE, Office, Role
from investigations.procedure.sections import KNOWN_WITH, Section
from investigations.procedure.work import Working

from .notify import tell_who_came_in
from .people import enter_pupil
from .refusals import BadAnswers, Refused
from .succession import pass_on, shut_out


def appoint(case: Case, person: Person, role: Role, *, by: User, reason: str = "") -> Appointment:
    """Appoint a person to a role.  One who holds a single role (the investigating officer, say) is replaced.

    Naming the employee concerned shuts them out of everything but their own page, and passes the case on where they
    were its manager.
    """
    with transaction.atomic():
        case, standing = _locked(case, by)
        if refusal := standing.work_refusal(Working.appoint):
            raise Refused(refusal)
        if role not in APPOINTED_BY_MANAGER:
            raise Refused(f"A {role.in_sentence} is not appointed on this page.")
        if reason_against := eligibility(case, person, role).reason:
            raise BadAnswers({"person": reason_against})
        if role in SINGLE:
            _replace(case, role, person, standing)
        appointment = _create(case, person, role, standing.person, reason)
        if role is Role.SUBJECT:
            _make_it_about(case, person, standing.person)
        elif role is Role.WITNESS:
            pass_on(case, f"{person} is a witness.", by=standing.person)
        _settle(case, "appointment.made", standing.person, role, f"appointed {person} as {role.in_sentence}")
    return appointment


def end_appointment(appointment: Appointment, *, by: User, because: str) -> None:
    """End an appointment; it stays in the record, and still bars from judging."""
    with transaction.atomic():
        case, standing = _locked(appointment.case, by)
        if refusal := standing.work_refusal(Working.appoint):
            raise Refused(refusal)
        role = appointment.kind
        if refusal := ending_refusal(role):
            raise Refused(refusal)
        live = Appointment.objects.live().filter(pk=appointment.pk, case=case)
        if not live.exists():
            raise Refused("This appointment has ended already.")
        if not because.strip():
            raise BadAnswers({"because": "Say why the appointment ends."})
        _end(live, because)
        if role is Role.SUBJECT:
            _no_longer_about(case, appointment.person, standing)
        _settle(case, "appointment.ended", standing.person, role, f"ended the appointment of {appointment.person}")


def ending_refusal(role: Role) -> str:
    """Why the case manager cannot end an appointment to this role, or nothing."""
    if role is Role.CASE_MANAGER:
        return "A case always has a manager: stand down instead, and the case passes on."
    if role in JUDGES:
        return "The clerk convenes a panel anew. If a member has a conflict of interest, record that instead."
    return "" if role in APPOINTED_BY_MANAGER else f"The {role.in_sentence} is not appointed by the case manager."


def stand_down(case: Case, *, by: User, because: str = "") -> Person | None:
    """Leave a case for good, because of a conflict or from choice; nobody has to say why.  Returns who manages it now, where that changed.

    Whoever stands down keeps nothing of it, not even the part of the person who reported it.  Refused, with nothing
    changed, where nobody is left who could manage the case.
    """
    with transaction.atomic():
        case, standing = _locked(case, by)
        person = standing.person
        if person is None or not standing.roles - {Role.SUBJECT}:
            raise Refused("You have no part in this case to stand down from.")
        because = because.strip() or "They stood down without saying why."
        return remove(case, person, ExclusionKind.RECUSED, because, by=person)


def declare_conflict(case: Case, person: Person, *, by: User, because: str) -> Person | None:
    """The case manager shuts somebody out who has a conflict of interest, before or after they were appointed."""
    with transaction.atomic():
        case, standing = _locked(case, by)
        if refusal := standing.work_refusal(Working.appoint):
            raise Refused(refusal)
        if reason_against := _no_conflict_to_record(case, person):
            raise BadAnswers({"person": reason_against})
        if not because.strip():
            raise BadAnswers({"because": "Say what the conflict is."})
        return remove(case, person, ExclusionKind.CONFLICT, because, by=standing.person)


def name_companion(case: Case, person: Person, *, by: User) -> Appointment:
    """The employee names their companion (one at a time)."""
    with transaction.atomic():
        case, standing = _locked(case, by)
        if refusal := standing.work_refusal(Working.name_companion):
            raise Refused(refusal)
        if reason_against := eligibility(case, person, Role.COMPANION).reason:
            raise BadAnswers({"person": reason_against})
        _end(case.appointments.live().of(Role.COMPANION), f"Replaced by {person}.")
        appointment = _create(case, person, Role.COMPANION, standing.person, "")
        _settle(case, "companion.named", standing.person, Role.COMPANION, f"named {person} as companion")
    return appointment


def introduce(school: School, *, kind: PersonKind, name: str = "", job_title: str = "") -> Person:
    """Somebody the school has no entry for: entered without an account, so that they can have a part in a case.

    A pupil is given the next pseudonym, and no name is kept.  Whoever has the same name and kind, and no account, is
    the same person.  One with an account is never guessed: a head entered anew would be sent the case about the head.
    """
    with transaction.atomic():
        School.objects.select_for_update().get(pk=school.pk)  # two at once would be entered twice
        if kind is PersonKind.PUPIL:
            return enter_pupil(school)
        name = " ".join(name.split())
        if not name:
            raise BadAnswers({"name": "Enter their name."})
        if kind is PersonKind.STAFF and (listed := listed_as(school, name)):
            raise BadAnswers({"name": f"{listed} is on the list: choose them there."})
        known = Person.objects.at(school).filter(kind=kind, name__iexact=name, user=None, left_on=None).first()
        return known or Person.objects.create(
            school=school, kind=kind, name=name, job_title=" ".join(job_title.split())
        )


def listed_as(school: School, name: str) -> Person | None:
    """The person with an account whose whole name stands in what was typed: "Mrs Helen Ward" is Helen Ward."""
    typed = f" {' '.join(name.split()).casefold()} "
    people = Person.objects.at(school).filter(user__isnull=False, left_on=None)
    return next((person for person in people if f" {person.name.casefold()} " in typed), None)


def appoint_newcomer(
    case: Case,
    role: Role,
    *,
    kind: PersonKind,
    by: User,
    name: str = "",
    job_title: str = "",
    reason: str = "",
) -> Appointment:
    """Enter somebody the school has no entry for, and appoint them, or neither."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)  # the case before its school, as everywhere
        person = introduce(case.school, kind=kind, name=name, job_title=job_title)
        return appoint(case, person, role, by=by, reason=reason)


def _no_conflict_to_record(case: Case, person: Person) -> str:
    if person.school_id != case.school_id:
        return f"{person} does not belong to this school."
    if case.appointments.live().of(Role.SUBJECT).filter(person=person).exists():
        return f"The case is about {person}: they are shut out of it already."
    if case.exclusions.filter(person=person, lifted_at=None).exists():
        return f"{person} is shut out of this case already."
    return ""


def remove(case: Case, person: Person, kind: ExclusionKind, because: str, *, by: Person | None) -> Person | None:
    """Out of the case at once and everywhere, but for their own part as a witness or the employee.

    Runs in the transaction that holds the lock of the case.  Returns who manages it now, where that changed.
    """
    shut_out(case, person, kind, because, by=by)
    successor = pass_on(case, f"{person} can no longer manage the case.", by=by)
    _end(case.appointments.live().filter(person=person).exclude(role__in=[Role.SUBJECT, Role.WITNESS]), because)
    _settle(case, "person.shut_out", by, None, f"recorded that {person} no longer has a part in the case")
    return successor


def _make_it_about(case: Case, person: Person, by: Person | None) -> None:
    shut_out(case, person, ExclusionKind.SUBJECT, "The case is about them.", by=by)
    _end(case.appointments.live().filter(person=person).exclude(role__in=[Role.SUBJECT, Role.CASE_MANAGER]),
         "The case is about them.")  # fmt: skip
    pass_on(case, f"The case is about {person}.", by=by)
    _set_about_the_head(case, person.holds(Office.HEAD))


def _replace(case: Case, role: Role, person: Person, standing: Standing) -> None:
    """Make room in a role that only one person holds."""
    live = case.appointments.live().of(role).select_related("person")
    before = [appointment.person for appointment in live]
    _end(live, f"Replaced by {person}.")
    if role is Role.SUBJECT:
        for wrongly_named in before:
            _no_longer_about(case, wrongly_named, standing)


def _no_longer_about(case: Case, person: Person, standing: Standing) -> None:
    """They were named by mistake.  What they had before does not come back, but they may be appointed again.

    Nobody has told the right person yet, and whoever came with the wrong one does not stay with the right one.
    """
    if standing.facts.was_referred:
        raise Refused(f"The case about {person} was referred: report a concern about somebody else as a new one.")
    case.exclusions.filter(person=person, kind=ExclusionKind.SUBJECT, lifted_at=None).update(lifted_at=timezone.now())
    _end(case.appointments.live().of(Role.COMPANION), f"The case is not about {person}.")
    Case.objects.filter(pk=case.pk).update(is_about_the_head=False, employee_told_at=None)


def _set_about_the_head(case: Case, is_about_the_head: bool) -> None:
    Case.objects.filter(pk=case.pk).update(is_about_the_head=is_about_the_head)


def _locked(case: Case, by: User) -> tuple[Case, Standing]:
    locked = Case.objects.select_for_update().select_related("school").get(pk=case.pk)
    return locked, Standing.of(by, locked)


def _create(case: Case, person: Person, role: Role, by: Person | None, reason: str) -> Appointment:
    try:
        with transaction.atomic():
            return Appointment.objects.create(case=case, person=person, role=role, appointed_by=by, reason=reason)
    except IntegrityError as clash:
        raise BadAnswers({"person": f"{person} cannot be appointed: they had another part in this case."}) from clash


def _end(appointments: AppointmentQuerySet, because: str) -> None:
    appointments.update(ended_at=timezone.now(), ended_because=because)


def _settle(case: Case, kind: str, by: Person | None, role: Role | None, says: str) -> None:
    sync(case)
    tell_who_came_in(case, by=by)
    facts = {"role": role.value if role else ""}
    audit.record(case, kind, by=by, section=_section_of(role), facts=facts, says=f"{by} {says}")


def _section_of(role: Role | None) -> Section:
    """Who reads of it in the history: whoever may know of that part; of who was shut out, who sees why."""
    return Section.ACCESS if role is None else KNOWN_WITH.get(role, Section.PEOPLE)
