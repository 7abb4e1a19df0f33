"""Which exhibits and which names does somebody meet who blacks out?  The clerk meets what goes into the papers."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from investigations.models import (
    Appointment,
    Bundle,
    Case,
    Evidence,
    Person,
    Pseudonym,
    Redaction,
    Rendition,
    User,
)
from investigations.procedure.redaction import RenditionState
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.work import REDACTING

from .gate import cases_for
from .standing import Standing

#: Whose names stand in exhibits: those who take part.  Who manages, judges or advises is no matter of the evidence.
NAMED = (Role.SUBJECT, Role.REPORTER, Role.WITNESS, Role.EVIDENCE_CUSTODIAN)


def exhibits_to_redact(standing: Standing) -> QuerySet[Evidence]:
    """All of them for whoever sees the evidence.  For the clerk those that were served; before anything was, those that
    will be: what is withheld, and what comes in after the service, is not theirs to know of."""
    exhibits = standing.case.evidence.order_by("number")
    if standing.sees(Section.EVIDENCE):
        return exhibits
    if Bundle.objects.filter(hearing__case=standing.case).exists():
        return exhibits.filter(bundles__isnull=False).distinct()
    return exhibits.filter(withheld_because="")


def copies_to_check(user: User) -> QuerySet[Rendition]:
    """Redacted copies that this account may compare and approve: the newest of its exhibit, neither made nor marked by
    them, with nothing marked or taken back since.  The oldest first."""
    held = Appointment.objects.live().filter(case=OuterRef("pk"), person__user=user, role__in=REDACTING)
    cases = cases_for(user, seeing=Section.REDACTION).filter(Exists(held))
    of_the_case = Bundle.objects.filter(hearing__case=OuterRef("evidence__case"))
    served = Q(Exists(of_the_case.filter(evidence=OuterRef("evidence"))))
    will_be = Q(evidence__withheld_because="") & ~Q(Exists(of_the_case))
    sees_all = Q(evidence__case__in=cases_for(user, seeing=Section.EVIDENCE).values("pk"))
    of_the_same = {"evidence": OuterRef("evidence"), "scope": OuterRef("scope")}
    marks = Redaction.objects.filter(**of_the_same)
    since = Q(at__gt=OuterRef("made_at")) | Q(taken_back_at__gt=OuterRef("made_at"))
    return (
        Rendition.objects.filter(sees_all | served | will_be, state=RenditionState.DRAFTED)
        .filter(evidence__case__in=cases.values("pk"))
        .exclude(made_by__user=user)
        .exclude(Exists(marks.filter(by__user=user, taken_back_at=None)))
        .exclude(Exists(marks.filter(since)))
        .exclude(Exists(Rendition.objects.filter(**of_the_same, made_at__gt=OuterRef("made_at"))))
        .select_related("evidence__case", "made_by")
        .order_by("made_at", "pk")
    )


def may_read_the_name(standing: Standing, pseudonym: Pseudonym) -> bool:
    """Whether this person may learn who is behind a pseudonym: the clerk learns nobody's part who is known to them
    from the papers alone."""
    if pseudonym.person is None:
        return True
    return all(standing.knows(role) for role in _roles_of(standing.case, pseudonym.person))


def people_to_propose(standing: Standing) -> list[tuple[Person, Role]]:
    """Who takes part in the case, is known to this person, and has no pseudonym yet."""
    has_one = set(standing.case.pseudonyms.exclude(person=None).values_list("person_id", flat=True))
    found: dict[Person, Role] = {}
    held = Appointment.objects.filter(case=standing.case, role__in=NAMED).select_related("person")
    for appointment in held.order_by("appointed_at"):
        if standing.knows(appointment.kind):
            found.setdefault(appointment.person, appointment.kind)
    if standing.sees(Section.STATEMENTS):
        for statement in standing.case.statements.select_related("person").order_by("number"):
            found.setdefault(statement.person, Role.WITNESS)
    return [(person, role) for person, role in found.items() if person.pk not in has_one]


def _roles_of(case: Case, person: Person) -> set[Role]:
    roles = {appointment.kind for appointment in case.appointments.filter(person=person, role__in=NAMED)}
    return roles or ({Role.WITNESS} if case.statements.filter(person=person).exists() else set())
