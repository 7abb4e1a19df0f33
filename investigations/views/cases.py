"""Where is the case, whose turn is it, what is due, and what happened last?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing, readers_of
from investigations.models import Appointment, Case, PolicyVersion, RunningClock
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import PARTICIPANTS, Role
from investigations.procedure.sections import ONLY_AFTER, SEES, Section
from investigations.procedure.states import Stage
from investigations.procedure.turns import WAITS_FOR, turn

from .case_frame import render_case
from .gate import Request, the_case


def case_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference)
    waiting_for = turn(case.status)
    return render_case(
        request,
        "cases/detail.html",
        case,
        standing,
        {
            "stages": stages(case),
            "turn": turn_in_words(case, waiting_for),
            "is_yours": bool(set(waiting_for) & standing.roles),
            "offers": offers(case, standing),
            "clocks": clocks_shown(case, standing),
            "last": last_events(case, standing),
            "people": people_shown(case, standing),
            "allegations": case.allegations.prefetch_related("clauses__version__policy")
            if standing.sees(Section.ALLEGATIONS)
            else (),
            "versions": signed_versions(case) if standing.sees(Section.ALLEGATIONS) else (),
        },
    )


def stages(case: Case) -> list[dict[str, Any]]:
    """The line of eight stations, with the one the case stands at."""
    order = list(Stage)
    here = order.index(case.status.stage)
    return [{"label": stage.label, "is_here": n == here, "is_past": n < here} for n, stage in enumerate(order)]


def turn_in_words(case: Case, roles: tuple[Role, ...]) -> str:
    if not roles:
        return ""
    people = case.appointments.live().of(*_appointable(roles)).select_related("person")
    chairs_only = {Role.PANEL_CHAIR, Role.APPEAL_CHAIR} & set(roles)
    if chairs_only:
        people = people.filter(is_chair=True)
    words = " or the ".join(role.label.lower() for role in roles)
    names = ", ".join(sorted({appointment.person.name for appointment in people}))
    return f"Waiting for the {words}" + (f": {names}" if names and Role.PANEL_CHAIR not in roles else "")


def _appointable(roles: tuple[Role, ...]) -> list[Role]:
    worked_out = {Role.PANEL_CHAIR: Role.PANEL, Role.APPEAL_CHAIR: Role.APPEAL_PANEL}
    return [worked_out.get(role, role) for role in roles]


def offers(case: Case, standing: Standing) -> list[dict[str, str]]:
    """The steps that are theirs: the way on first, the side ways after."""
    rows = sorted(standing.offers(), key=lambda offer: (offer.step.is_side, bool(offer.refusal)))
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": reverse("step_take", args=[case.reference, offer.step.name]),
        }
        for offer in rows
    ]


def clocks_shown(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """Running clocks, soonest first, with the working days that are left.  All see what waits for them."""
    calendar = case.school.calendar
    today = timezone.localdate()
    rows = []
    for clock in case.clocks.filter(stopped_at=None):
        rule = Clock.get(clock.key)
        if not standing.sees(Section.CLOCKS) and WAITS_FOR.get(rule) not in standing.roles:
            continue
        rows.append(
            {
                "clock": clock,
                "label": rule.label,
                "due": clock.due_at,
                "working_days_left": calendar.working_days_until(today, timezone.localdate(clock.due_at)),
                "waits_for": WAITS_FOR[rule].label if rule in WAITS_FOR else "",
                "url": _clock_url(case, clock, standing),
            }
        )
    return rows


def _clock_url(case: Case, clock: RunningClock, standing: Standing) -> str:
    return reverse("clock_detail", args=[case.reference, clock.pk]) if standing.sees(Section.CLOCKS) else ""


def last_events(case: Case, standing: Standing, number: int = 4) -> list[Any]:
    """The newest steps whose section this person sees."""
    steps = case.steps_taken.filter(section__in=standing.sections).select_related("by").order_by("-pk")
    return list(steps[:number])


def people_shown(case: Case, standing: Standing) -> list[Appointment]:
    """The live appointments this person may know of: nobody learns of a panel or of participants before their time."""
    if not standing.sees(Section.PEOPLE):
        return []
    rows = case.appointments.live().select_related("person").prefetch_related("person__offices")
    return [row for row in rows if may_know(standing, row)]


def may_know(standing: Standing, appointment: Appointment) -> bool:
    """The investigator learns no panel names; the clerk meets participants from the papers only."""
    kind = appointment.kind
    if kind in (Role.PANEL, Role.APPEAL_PANEL):
        return standing.sees(Section.HEARING if kind is Role.PANEL else Section.APPEAL)
    if kind in (Role.REPORTER, Role.WITNESS, Role.EVIDENCE_CUSTODIAN):
        return standing.sees(Section.STATEMENTS)
    if kind is Role.INCIDENT_GROUP:
        return standing.sees(Section.ACTIONS)
    return True


def signed_versions(case: Case) -> list[dict[str, Any]]:
    """For each policy cited: the version in force on the day, and whether the employee had signed it by then."""
    subject = case.subject
    versions = PolicyVersion.objects.filter(clauses__allegations__case=case).distinct().select_related("policy")
    day = case.happened_from
    rows = []
    for version in versions:
        signed = version.acknowledgements.filter(person=subject).first() if subject else None
        in_time = signed is not None and day is not None and timezone.localdate(signed.signed_at) <= day
        rows.append({"version": version, "signed": signed, "in_time": in_time, "subject": subject, "day": day})
    return rows


def case_access(request: Request, reference: str) -> HttpResponse:
    """Who can see this case, and why; who cannot, and why not; who has only a part."""
    case, standing = the_case(request, reference, Section.ACCESS)
    readers = [
        {"person": person, "rows": [_why(appointment) for appointment in appointments]}
        for person, appointments in readers_of(case)
    ]
    found = {row["person"].pk for row in readers}
    waiting = [
        appointment
        for appointment in case.appointments.live().select_related("person")
        if appointment.kind in ONLY_AFTER and appointment.person_id not in found
    ]
    return render_case(
        request,
        "cases/access.html",
        case,
        standing,
        {
            "readers": readers,
            "waiting": waiting,
            "parts": case.appointments.live().of(*PARTICIPANTS).select_related("person"),
            "barred": case.exclusions.filter(lifted_at=None).select_related("person"),
        },
    )


def _why(appointment: Appointment) -> dict[str, Any]:
    sections = sorted(section.label for section in SEES[appointment.kind])
    return {"appointment": appointment, "role": appointment.kind.label, "sections": sections}
