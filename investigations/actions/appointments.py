"""Who is appointed to what, who leaves, and who is shut out?  Access follows at once."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, eligibility, sync
from investigations.models import Appointment, Case, ExclusionKind, Person, User
from investigations.models.appointments import AppointmentQuerySet
from investigations.procedure.roles import APPOINTED_BY_MANAGER, SINGLE, Office, Role
from investigations.procedure.work import Working

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
            raise Refused(f"A {role.label.lower()} is not appointed on this page.")
        if reason_against := eligibility(case, person, role).reason:
            raise BadAnswers({"person": reason_against})
        if role in SINGLE:
            _end(case.appointments.live().of(role), f"Replaced by {person}.")
        appointment = _create(case, person, role, standing.person, reason)
        if role is Role.SUBJECT:
            _make_it_about(case, person, standing.person)
        elif role is Role.WITNESS:
            pass_on(case, f"{person} is a witness.", by=standing.person)
        _settle(case, "appointment.made", standing.person, role, f"appointed {person} as {role.label.lower()}")
    return appointment


def end_appointment(appointment: Appointment, *, by: User, because: str) -> None:
    """End an appointment; it stays in the record, and still bars from judging."""
    with transaction.atomic():
        case, standing = _locked(appointment.case, by)
        if refusal := standing.work_refusal(Working.appoint):
            raise Refused(refusal)
        role = appointment.kind
        if role is Role.CASE_MANAGER:
            raise Refused("A case always has a manager: stand down instead, and the case passes on.")
        if not because.strip():
            raise BadAnswers({"because": "Say why the appointment ends."})
        _end(Appointment.objects.live().filter(pk=appointment.pk, case=case), because)
        if role is Role.SUBJECT:
            case.exclusions.filter(person=appointment.person, kind=ExclusionKind.SUBJECT, lifted_at=None).update(
                lifted_at=timezone.now()
            )
            _set_about_the_head(case, False)
        _settle(case, "appointment.ended", standing.person, role, f"ended the appointment of {appointment.person}")


def stand_down(case: Case, *, by: User, because: str) -> Person | None:
    """Leave a case for good, because of a conflict or from choice.  The next in line takes it where needed."""
    with transaction.atomic():
        case, standing = _locked(case, by)
        person = standing.person
        if person is None or not standing.roles - {Role.SUBJECT}:
            raise Refused("You have no part in this case to stand down from.")
        if not because.strip():
            raise BadAnswers({"because": "Say why you stand down. The reason is kept with the case."})
        return _remove(case, person, ExclusionKind.RECUSED, because, by=person)


def declare_conflict(case: Case, person: Person, *, by: User, because: str) -> Person | None:
    """The case manager shuts somebody out who has a conflict of interest, before or after they were appointed."""
    with transaction.atomic():
        case, standing = _locked(case, by)
        if refusal := standing.work_refusal(Working.appoint):
            raise Refused(refusal)
        if not because.strip():
            raise BadAnswers({"because": "Say what the conflict is."})
        return _remove(case, person, ExclusionKind.CONFLICT, because, by=standing.person)


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


def _remove(case: Case, person: Person, kind: ExclusionKind, because: str, *, by: Person | None) -> Person | None:
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
    audit.record(case, kind, by=by, section="people", facts={"role": role.value if role else ""}, says=f"{by} {says}")
