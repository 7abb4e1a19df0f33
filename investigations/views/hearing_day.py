"""The day of a hearing: its order as a checklist, its sessions, and who decides after them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.hearing_day import (
    WORDS,
    deciding_of,
    keep_session,
    order_of,
    order_work,
    panel_of,
    session_work,
    tick_order,
    why_nobody_decides,
    write_mitigation,
)
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.hidden import hidden_from_reader
from investigations.forms.hearing_day import MitigationForm, SessionForm, TickForm
from investigations.models import Case, Hearing, HearingSession, Mitigation, Person
from investigations.procedure.hearing_order import COMPANION_MAY, COMPANION_MAY_NOT
from investigations.procedure.labelled import Labelled
from investigations.procedure.sections import Section
from investigations.procedure.work import Work, Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import show

#: In an address, which of the two hearings is meant.
KINDS = {"hearing": False, "appeal": True}


def hearing_day(request: Request, reference: str, kind: str) -> HttpResponse:
    case, standing, hearing = the_hearing(request, reference, kind)
    about = {
        "hearing": hearing,
        "kind": kind,
        "order": order_rows(hearing, standing, kind),
        "sessions": session_rows(hearing, standing, kind),
        "add_session": writes(standing, session_work(hearing)),
        "add_session_url": reverse("session_add", args=[case.reference, kind]),
        "companion_may": COMPANION_MAY,
        "companion_may_not": COMPANION_MAY_NOT,
        **who_decides(hearing),
    }
    return render_case(request, "hearings/day.html", case, standing, about)


def the_hearing(request: Request, reference: str, kind: str) -> tuple[Case, Standing, Hearing]:
    """The hearing, for whoever sees its section; 404 while none is arranged."""
    if kind not in KINDS:
        raise Http404
    is_appeal = KINDS[kind]
    case, standing = the_case(request, reference, Section.APPEAL if is_appeal else Section.HEARING)
    return case, standing, first_or_404(Hearing.objects.filter(case=case, is_appeal=is_appeal))


def who_decides(hearing: Hearing) -> dict[str, Any]:
    """Each member, and whether they were at every session so far."""
    deciding = {person.pk for person in deciding_of(hearing)}
    return {
        "deciding": [{"row": row, "decides": row.person_id in deciding} for row in panel_of(hearing)],
        "why_nobody_decides": why_nobody_decides(hearing),
    }


def writes(standing: Standing, work: Work) -> dict[str, Any]:
    return {"is_theirs": bool(set(work.by) & standing.roles), "why_not": standing.work_refusal(work)}


def order_rows(hearing: Hearing, standing: Standing, kind: str) -> list[dict[str, Any]]:
    ticks = {tick.part: tick for tick in hearing.order_ticks.select_related("by")}
    may = standing.may(order_work(hearing)) and timezone.localdate(hearing.starts_at) <= timezone.localdate()
    return [
        {
            "part": part,
            "tick": ticks.get(part.value),
            "url": reverse("order_tick", args=[hearing.case.reference, kind, part.value]) if may else "",
        }
        for part in order_of(hearing)
    ]


def session_rows(hearing: Hearing, standing: Standing, kind: str) -> list[dict[str, Any]]:
    may = standing.may(session_work(hearing))
    panel = panel_of(hearing)
    rows = []
    sessions = hearing.sessions.prefetch_related("members").select_related("recorded_by")
    for session in hidden_from_reader(standing).rows(sessions, "minutes", "set_aside_because", "witnesses"):
        present = {person.pk for person in session.members.all()}
        rows.append(
            {
                "session": session,
                "present": [row.person for row in panel if row.person_id in present],
                "absent": [row.person for row in panel if row.person_id not in present],
                "url": reverse("session_edit", args=[hearing.case.reference, kind, session.number])
                if may and not session.set_aside_at
                else "",
            }
        )
    return rows


# ---- Writing ---------------------------------------------------------------------------------------------------------


def session_add(request: Request, reference: str, kind: str) -> HttpResponse:
    return _session(request, reference, kind, None)


def session_edit(request: Request, reference: str, kind: str, number: int) -> HttpResponse:
    return _session(request, reference, kind, number)


def _session(request: Request, reference: str, kind: str, number: int | None) -> HttpResponse:
    case, standing, hearing = the_hearing(request, reference, kind)
    work = session_work(hearing)
    if not set(work.by) & standing.roles:
        raise Http404
    session = first_or_404(hearing.sessions.filter(number=number)) if number else None
    sitting = Person.objects.filter(pk__in=[row.person_id for row in panel_of(hearing)]).order_by("name")
    form = SessionForm(request.POST or None, sitting=sitting, initial=_as_stored(hearing, session))
    refusal = standing.work_refusal(work)
    back = reverse("hearing_day", args=[case.reference, kind])
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        try:
            kept = keep_session(hearing, session=session, by=request.user, members=list(words.pop("members")), **words)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"Session {kept.number} is recorded.")
            return redirect(back)
    context = {
        "form": form,
        "refusal": refusal,
        "back": back,
        "title": f"Session {number}" if number else "Record a session",
    }
    status = 409 if refusal and request.method == "POST" else 200
    return render_case(request, "hearings/write.html", case, standing, context, status=status)


def _as_stored(hearing: Hearing, session: HearingSession | None) -> dict[str, Any]:
    if session is None:
        return {"starts_at": timezone.localtime(hearing.starts_at), "presenter_attended": not hearing.is_appeal}
    return {name: getattr(session, name) for name in WORDS} | {"members": session.members.all()}


def order_tick(request: Request, reference: str, kind: str, part: str) -> HttpResponse:
    case, standing, hearing = the_hearing(request, reference, kind)
    work = order_work(hearing)
    chosen = _the_part(hearing, part)
    if not set(work.by) & standing.roles:
        raise Http404
    tick = hearing.order_ticks.filter(part=part).first()
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = TickForm(request.POST or None, initial={"at": tick.at if tick else now, "note": tick.note if tick else ""})
    refusal = standing.work_refusal(work)
    back = reverse("hearing_day", args=[case.reference, kind])
    if request.method == "POST" and form.is_valid():
        try:
            tick_order(hearing, chosen, by=request.user, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect(f"{back}#order")
    context = {"form": form, "refusal": refusal, "back": back, "title": chosen.label, "hint": chosen.hint}  # type: ignore[attr-defined]
    status = 409 if refusal and request.method == "POST" else 200
    return render_case(request, "hearings/write.html", case, standing, context, status=status)


def _the_part(hearing: Hearing, part: str) -> Labelled:
    try:
        return order_of(hearing)(part)
    except ValueError as unknown:
        raise Http404 from unknown


def mitigation_edit(request: Request, reference: str) -> HttpResponse:
    """The clerk takes down what the employee or the companion said; the employee writes it on their own page."""
    case, standing = the_case(request, reference, Section.HEARING)
    work = Working.write_mitigation
    if not set(work.by) & standing.roles:
        raise Http404
    stored = Mitigation.objects.filter(case=case, by=standing.person).first()
    form = MitigationForm(request.POST or None, initial={"text": stored.text if stored else ""})
    refusal = standing.work_refusal(work)
    back = reverse("hearing_detail", args=[case.reference])
    if request.method == "POST" and form.is_valid():
        try:
            write_mitigation(case, form.cleaned_data["text"], by=request.user)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "It is kept, and is put before the panel after its findings.")
            return redirect(back)
    context = {"form": form, "refusal": refusal, "back": back, "title": "What speaks for a milder outcome"}
    status = 409 if refusal and request.method == "POST" else 200
    return render_case(request, "hearings/write.html", case, standing, context, status=status)
