"""Which cases exist for this person?"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from investigations.models import (
    Appointment,
    Case,
    CasePermission,
    DataRequest,
    Duty,
    Exclusion,
    GoverningBodyAction,
    Hearing,
    Person,
    Suspension,
    User,
)
from investigations.models.cases import CaseQuerySet
from investigations.procedure.roles import CASEWORKERS, JUDGES, PARTICIPANTS, Role
from investigations.procedure.sections import ONLY_AFTER, SEES, Section
from investigations.procedure.states import ActionState, State

from .governing_body import suspensions_of

#: The facts of ONLY_AFTER as the database tells them, for questions about many cases at once.
HAS_COME: dict[str, Q] = {
    "": Q(),
    "was_referred": Q(referred_at__isnull=False),
    "papers_were_served": Q(Exists(Hearing.objects.filter(case=OuterRef("pk"), is_appeal=False))),
    "appeal_papers_were_served": Q(Exists(Hearing.objects.filter(case=OuterRef("pk"), is_appeal=True))),
}


def cases_for(user: User | AnonymousUser, *, seeing: Section | None = None) -> CaseQuerySet:
    """The cases that exist for this account; with `seeing`, only those of which it sees that section.

    Guardian's rows say which (a copy of the live appointments, kept by `sync`); the employee concerned and whoever is
    shut out is taken away again here, so that neither a stale row nor a mistaken grant shows anything.  A superuser
    has no row, and so no case.
    """
    if not user.is_authenticated or not user.is_active:
        return Case.objects.none()
    cases = Case.objects.filter(readers__user=user).exclude(_shut_out(user))
    if seeing is not None:
        cases = cases.filter(_in_a_role_that_sees(seeing, user))
    return cases


def _in_a_role_that_sees(section: Section, user: User) -> Q:
    """They hold a role that sees the section, and its time has come: the same two questions as `Standing` asks."""
    found = Q(pk__in=[])
    for role, sections in SEES.items():
        if section in sections:
            mine = Appointment.objects.live().filter(case=OuterRef("pk"), person__user=user, role=role)
            mine = mine.exclude(declaration=None) if role in JUDGES else mine
            found |= Q(Exists(mine)) & HAS_COME[ONLY_AFTER.get(role, "")]
    return found


def _shut_out(user: User) -> Q:
    return Q(Exists(Exclusion.objects.filter(case=OuterRef("pk"), person__user=user, lifted_at=None))) | Q(
        Exists(Appointment.objects.live().filter(case=OuterRef("pk"), person__user=user, role=Role.SUBJECT))
    )


def parts_for(user: User | AnonymousUser) -> QuerySet[Appointment]:
    """The live parts of this account in cases: reporter, witness, employee concerned, companion, evidence custodian.

    The employee's part opens when they have been told, or when something was served on them: before that the case does
    not exist for them either.  Somebody who stood down or has a conflict keeps no part but that of the employee.
    """
    if not user.is_authenticated or not user.is_active:
        return Appointment.objects.none()
    told = Q(case__employee_told_at__isnull=False) | Q(case__served__to__user=user)
    shut_out = Exclusion.objects.filter(case=OuterRef("case"), person__user=user, lifted_at=None)
    about_me = Appointment.objects.live().filter(case=OuterRef("case"), person__user=user, role=Role.SUBJECT)
    return (
        Appointment.objects.live()
        .of(*PARTICIPANTS)
        .filter(person__user=user)
        .filter((Q(role=Role.SUBJECT) & told) | (~Q(role=Role.SUBJECT) & ~Q(Exists(shut_out)) & ~Q(Exists(about_me))))
        .select_related("case", "case__school", "person")
        .distinct()
        .order_by("-appointed_at")
    )


def part_for(user: User | AnonymousUser, pk: UUID | str) -> Appointment | None:
    """One part by its key, or None: what is another's cannot be told from what does not exist."""
    return parts_for(user).filter(pk=pk).first()


def panel_places(user: User | AnonymousUser) -> QuerySet[Appointment]:
    """The places on panels of open cases that this account was convened to.

    They open no case: before the papers are served a member learns that a matter exists, and nothing of it.
    """
    if not user.is_authenticated or not user.is_active:
        return Appointment.objects.none()
    shut_out = Exclusion.objects.filter(case=OuterRef("case"), person__user=user, lifted_at=None)
    about_me = Appointment.objects.live().filter(case=OuterRef("case"), person__user=user, role=Role.SUBJECT)
    return (
        Appointment.objects.live()
        .of(*JUDGES)
        .filter(person__user=user)
        .exclude(case__state=State.CLOSED)
        .exclude(Exists(shut_out))
        .exclude(Exists(about_me))
        .select_related("case", "case__school", "person", "declaration")
    )


def tasks_for(user: User | AnonymousUser) -> QuerySet[GoverningBodyAction]:
    """Governing-body actions that this account has to carry out: the action, never the case."""
    if not user.is_authenticated or not user.is_active:
        return GoverningBodyAction.objects.none()
    about_me = Appointment.objects.live().filter(case=OuterRef("case"), person__user=user, role=Role.SUBJECT)
    shut_out = Exclusion.objects.filter(case=OuterRef("case"), person__user=user, lifted_at=None)
    return (
        GoverningBodyAction.objects.filter(owner__user=user)
        .exclude(state=ActionState.PROPOSED)
        .exclude(Exists(about_me))
        .exclude(Exists(shut_out))
        .select_related("case", "case__school", "owner")
        .order_by("due_on")
    )


def suspensions_for(user: User | AnonymousUser) -> QuerySet[Suspension]:
    """Suspensions that this account is told of for the governing body: the fact, never what is alleged."""
    if not user.is_authenticated or not user.is_active:
        return Suspension.objects.none()
    return suspensions_of(user)


def requests_for(user: User | AnonymousUser) -> QuerySet[DataRequest]:
    """Requests about personal data that this account has to answer: the request, never the case."""
    if not user.is_authenticated or not user.is_active:
        return DataRequest.objects.none()
    about_me = Appointment.objects.live().filter(case=OuterRef("case"), person__user=user, role=Role.SUBJECT)
    shut_out = Exclusion.objects.filter(case=OuterRef("case"), person__user=user, lifted_at=None)
    return (
        DataRequest.objects.filter(owner__user=user)
        .exclude(Exists(about_me))
        .exclude(Exists(shut_out))
        .select_related("case", "case__school", "owner", "person", "recorded_by")
        .order_by("received_on", "pk")
    )


def duties_for(user: User | AnonymousUser) -> QuerySet[Duty]:
    """Duties that this account has to see to: the duty, never the case."""
    if not user.is_authenticated or not user.is_active:
        return Duty.objects.none()
    mine = Appointment.objects.live().filter(case=OuterRef("case"), person__user=user)
    shut_out = Exclusion.objects.filter(case=OuterRef("case"), person__user=user, lifted_at=None)
    return (
        Duty.objects.filter(owner__user=user)
        .exclude(Exists(mine.filter(role=Role.SUBJECT)))
        .exclude(Exists(shut_out))
        .select_related("case", "case__school", "owner")
        .order_by("opened_at", "pk")
    )


def sync(case: Case) -> None:
    """Make guardian's rows of this case match its live appointments.  Runs in the transaction that changed them."""
    wanted = _readers(case)
    permission = Permission.objects.get(content_type__app_label="investigations", codename="read_case")
    kept = CasePermission.objects.filter(content_object=case)
    kept.exclude(user__in=wanted).delete()
    present = set(kept.values_list("user_id", flat=True))
    CasePermission.objects.bulk_create(
        CasePermission(user_id=user, content_object=case, permission=permission, reported_at=case.reported_at)
        for user in wanted
        if user not in present
    )


def _readers(case: Case) -> set[UUID]:
    """The accounts of live caseworkers whose time has come, less everybody who is shut out."""
    come = {fact for fact, when in HAS_COME.items() if Case.objects.filter(when, pk=case.pk).exists()}
    roles = [role for role in CASEWORKERS if ONLY_AFTER.get(role, "") in come]
    barred = case.exclusions.filter(lifted_at=None).values("person")
    subjects = case.appointments.live().of(Role.SUBJECT).values("person")
    accounts = (
        case.appointments.live()
        .of(*roles)
        .filter(person__user__isnull=False, person__user__is_active=True)
        .exclude(person__in=barred)
        .exclude(person__in=subjects)
        .exclude(role__in=JUDGES, declaration=None)
        .values_list("person__user", flat=True)
    )
    return {account for account in accounts if account is not None}


def readers_of(case: Case) -> list[tuple[Person, list[Appointment]]]:
    """Who can see this case, and by which appointments: for the page that says so."""
    accounts = set(case.readers.values_list("user", flat=True))
    seen: dict[Person, list[Appointment]] = {}
    for appointment in case.appointments.live().of(*CASEWORKERS).select_related("person"):
        if appointment.person.user_id in accounts:
            seen.setdefault(appointment.person, []).append(appointment)
    return sorted(seen.items(), key=lambda row: row[0].name)
