"""Who has a part in the case, who is appointed to what, and who leaves it?"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from investigations.access import Standing, cases_for
from investigations.actions import appointments as act
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.succession import next_manager
from investigations.forms.appointments import (
    MEANS,
    BecauseForm,
    ConflictForm,
    NewcomerForm,
    PersonForm,
    RoleForm,
    StandDownForm,
    offered,
    who_may_conflict,
)
from investigations.forms.base import lower_first
from investigations.models import Appointment, Case, Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import CASEWORKERS, SINGLE, Role
from investigations.procedure.sections import ONLY_AFTER, Section
from investigations.procedure.taint import EVERYBODY
from investigations.procedure.work import Working

from .case_frame import render_case
from .cases import people_shown
from .confirm import confirm_first
from .gate import Request, the_case
from .judged import judged_in_words
from .steps import show
from .writing import can_write, the_work

NOT_BEFORE = {
    "was_referred": "They see it once the case is referred to the disciplinary procedure.",
    "papers_were_served": "They see it once the papers of the hearing are served.",
    "appeal_papers_were_served": "They see it once the papers of the appeal are served.",
}


def appointment_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.PEOPLE)
    writing = can_write(standing, Working.appoint)
    return render_case(
        request,
        "appointments/list.html",
        case,
        standing,
        {
            "rows": _rows(case, standing),
            "ended": _ended(case, standing),
            "writing": writing,
            "can_appoint": writing["is_theirs"] and not writing["why_not"],
            "can_leave": bool(standing.roles & CASEWORKERS),
            "sees_register": bool(standing.roles & {Role.CASE_MANAGER, Role.CLERK}),
        },
    )


def appointment_add(request: Request, reference: str) -> HttpResponse:
    """Choose the role, then the person, then check what follows.  Without a script each is a page."""
    case, standing = _may_appoint(request, reference)
    if first := confirm_first(request):
        return first
    form = RoleForm(request.GET or None)
    if not form.is_valid():
        shown = {"form": form, "back": _people(case)}
        return render_case(request, "appointments/role.html", case, standing, shown)
    return _choose(request, case, standing, Role(form.cleaned_data["role"]))


def appointment_end(request: Request, reference: str, pk: UUID) -> HttpResponse:
    case, standing = _may_appoint(request, reference)
    appointment = next((row for row in people_shown(case, standing) if row.pk == pk), None)
    if appointment is None or act.ending_refusal(appointment.kind):
        raise Http404
    if first := confirm_first(request):
        return first
    form = BecauseForm(request.POST or None)
    return _act(
        request,
        case,
        standing,
        form,
        lambda: act.end_appointment(appointment, by=request.user, because=form.cleaned_data["because"]),
        template="appointments/end.html",
        said=f"{appointment.person} is no longer {lower_first(appointment.kind.label)}.",
        appointment=appointment,
    )


def conflict_declare(request: Request, reference: str) -> HttpResponse:
    case, standing = _may_appoint(request, reference)
    form = ConflictForm(request.POST or None, people=who_may_conflict(case))
    return _act(
        request,
        case,
        standing,
        form,
        lambda: act.declare_conflict(case, form.chosen(), by=request.user, because=form.cleaned_data["because"]),
        template="appointments/conflict.html",
        said="They are shut out of this case from now on.",
    )


def stand_down(request: Request, reference: str) -> HttpResponse:
    """Any caseworker may leave for good.  Where they manage the case, the page says who will."""
    case, standing = the_case(request, reference)
    if standing.person is None or not standing.roles & CASEWORKERS:
        raise Http404
    successor, refusal = _who_follows(case, standing.person)
    form = StandDownForm(request.POST or None)
    return _act(
        request,
        case,
        standing,
        form,
        lambda: act.stand_down(case, by=request.user, because=form.cleaned_data["because"]),
        template="appointments/stand_down.html",
        said="You stood down. The case is no longer shown to you.",
        successor=successor,
        refusal=refusal,
    )


def case_person_add(request: Request, reference: str) -> HttpResponse:
    """A witness, a parent, a pupil under a letter: somebody without an entry at the school."""
    case, standing = _may_appoint(request, reference)
    form = NewcomerForm(request.POST or None)

    def enter() -> Appointment:
        answers = form.cleaned_data
        return act.appoint_newcomer(
            case,
            Role(answers["role"]),
            kind=PersonKind(answers["kind"]),
            name=answers["name"],
            job_title=answers["job_title"],
            by=request.user,
        )

    return _act(
        request,
        case,
        standing,
        form,
        enter,
        template="appointments/newcomer.html",
        said="They have a part in the case.",
    )


# ---- One page after the other --------------------------------------------------------------------------------------


def _choose(request: Request, case: Case, standing: Standing, role: Role) -> HttpResponse:
    """Choose the person, then check, then appoint: `stage` says what the button under the page was."""
    form = PersonForm(request.POST or None, offered=offered(case, role))
    shown = {
        "role": role,
        "means": MEANS[role],
        "careful": [judged_in_words(row, in_full=standing.sees(Section.ACCESS)) for row in form.offered.careful],
        "is_in_register": role in EVERYBODY,
        "back": reverse("appointment_add", args=[case.reference]),
    }
    if request.POST.get("stage") == "check" and form.is_valid():
        person = form.chosen()
        follows = _what_follows(case, role, person)
        shown |= follows | {"form": form, "appointee": person}
        return render_case(request, "appointments/check.html", case, standing, shown)
    if request.POST.get("stage") != "appoint":
        return render_case(request, "appointments/person.html", case, standing, shown | {"form": form})
    return _act(
        request,
        case,
        standing,
        form,
        lambda: act.appoint(case, form.chosen(), role, by=request.user, reason=form.cleaned_data["reason"]),
        template="appointments/person.html",
        said=f"The appointment to {lower_first(role.label)} is made.",
        **shown,
    )


def _act(
    request: Request,
    case: Case,
    standing: Standing,
    form: Any,
    verb: Callable[[], object],
    *,
    template: str,
    said: str,
    refusal: str = "",
    **context: Any,
) -> HttpResponse:
    """Ask, act, and go where the person may still go: somebody who left the case goes to their own work."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, said)
            stays = cases_for(request.user, seeing=Section.PEOPLE).filter(pk=case.pk).exists()
            return redirect(_people(case) if stays else reverse("my_work"))
    context = {"back": _people(case)} | context | {"form": form, "refusal": refusal}
    return render_case(request, template, case, standing, context, status=status)


def _may_appoint(request: Request, reference: str) -> tuple[Case, Standing]:
    """For whoever appoints; where it is not possible now the list says why, and the page is not there."""
    case, standing = the_work(request, reference, Section.PEOPLE, Working.appoint)
    if not standing.may(Working.appoint):
        raise Http404
    return case, standing


def _people(case: Case) -> str:
    return reverse("appointment_list", args=[case.reference])


# ---- In words ------------------------------------------------------------------------------------------------------


def _rows(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """The lines of the list.  Whoever logged a concern gave it to its manager, and not all may know who that was."""
    reporters = set(case.appointments.of(Role.REPORTER).values_list("person", flat=True))
    secret = set() if standing.sees(Section.STATEMENTS) else reporters
    return [_row(one, standing, shows_by=one.appointed_by_id not in secret) for one in people_shown(case, standing)]


def _row(appointment: Appointment, standing: Standing, *, shows_by: bool) -> dict[str, Any]:
    """One line.  Reasons are for whoever appoints."""
    kind = appointment.kind
    waits = kind in ONLY_AFTER and not getattr(standing.facts, ONLY_AFTER[kind])
    return {
        "appointment": appointment,
        "role": kind.label,
        "by": appointment.appointed_by if shows_by else None,
        "is_chair": appointment.is_chair,
        "is_reader": standing.person == appointment.person,
        "not_before": NOT_BEFORE[ONLY_AFTER[kind]] if waits else "",
        "can_end": not act.ending_refusal(kind) and not (kind is Role.SUBJECT and standing.facts.was_referred),
        "shows_reason": standing.sees(Section.ACCESS),
    }


def _ended(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """Who had a part before, for whoever sees who may read the case."""
    if not standing.sees(Section.ACCESS):
        return []
    rows = case.appointments.exclude(ended_at=None).select_related("person").order_by("-ended_at")
    return [{"appointment": row, "role": row.kind.label} for row in rows if standing.knows(row.kind)]


def _who_follows(case: Case, leaving: Person) -> tuple[Person | None, str]:
    try:
        return next_manager(case, leaving=leaving), ""
    except Refused as refused:
        return None, refused.sentence


def _what_follows(case: Case, role: Role, person: Person) -> dict[str, Any]:
    """What the appointment sets off, to be read before it is made."""
    live = case.appointments.live().select_related("person")
    replaced = [row.person for row in live.filter(role=role)] if role in SINGLE else []
    ends = [row.kind.label for row in live.filter(person=person)] if role is Role.SUBJECT else []
    leaves = role in (Role.SUBJECT, Role.WITNESS)
    successor, refusal = _who_follows(case, person) if leaves else (None, "")
    return {"replaced": replaced, "ends": ends, "successor": successor, "refusal": refusal}
