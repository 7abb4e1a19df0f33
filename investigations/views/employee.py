"""What does the employee concerned read and do?  What was served, their dates, their answer, their companion."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from investigations.access import Standing
from investigations.actions.employee import choose_companion, share_papers
from investigations.actions.hearing_day import write_mitigation
from investigations.actions.papers import employees_answers, handed_in_by_employee
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.statements import answer
from investigations.documents.hidden import hidden_from_reader
from investigations.documents.letter_text import blocks_of
from investigations.forms.hearing_day import MitigationForm
from investigations.forms.parts import AnswerForm, CompanionForm
from investigations.models import Appointment, Case, Mitigation, Outcome, Served, Suspension
from investigations.procedure.calendar import Service
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import Level
from investigations.procedure.clocks import Clock
from investigations.procedure.roles import Role
from investigations.procedure.suspension import SuspensionProcedure, SuspensionState
from investigations.procedure.work import Work, Working

from .gate import Request, the_part
from .part_documents import documents_of_part
from .steps import NOT_NOW, show, step_page

#: The clocks that run for the employee, in words for them.
DATES = {
    Clock.EMPLOYEE_PAPERS.key: "Hand in your own papers by",
    Clock.APPEAL_LODGE.key: "Lodge an appeal by",
}
#: What the employee may write, in words for them, and where.
WORKS = (
    (Working.answer, "Answer the allegations", "part_answer"),
    (Working.hand_in, "Hand in papers", "part_files"),
    (Working.write_mitigation, "Say what speaks for a milder outcome", "part_mitigation"),
    (Working.name_companion, "Name the person who comes with you", "part_companion"),
)
PROPOSES = (
    "Propose another day, because my companion cannot come",
    "Your proposal is with the clerk. You are told the new day in writing.",
)
#: The steps that are the employee's, in their own words: the label, and what is said afterwards.
IN_MY_WORDS = {
    CaseProcedure.lodge_appeal.name: ("Appeal against the outcome", "Your appeal is lodged. The clerk writes to you."),
    CaseProcedure.receive_late_appeal.name: (
        "Appeal although the time is over",
        "Your late appeal is received. You are told in writing whether it is heard.",
    ),
    CaseProcedure.propose_hearing_day.name: PROPOSES,
    CaseProcedure.propose_appeal_day.name: PROPOSES,
    CaseProcedure.withdraw_appeal.name: ("Withdraw my appeal", "Your appeal is withdrawn. The first outcome stands."),
}


def about_the_employee(part: Appointment, standing: Standing) -> dict[str, Any]:
    case = part.case
    return {
        "served": [about_served(part, row) for row in served_on(part).order_by("-sent_at", "-recorded_at")],
        "hearings": case.hearings.filter(bundle__served__to=part.person).distinct().order_by("starts_at"),
        "dates": dates_of(case),
        "offers": offers_to(part, standing),
        "answers": employees_answers(case),
        "handed_in": handed_in_by_employee(case),
        "companion": case.appointments.live().of(Role.COMPANION).select_related("person").first(),
        "outcome": hidden_from_reader(standing).words(outcome_told(case)),
        "suspension": suspension_told(part),
        "was_heard": standing.facts.has_outcome,
        **documents_of_part(part, standing),
    }


def served_on(part: Appointment) -> Any:
    return Served.objects.filter(case=part.case, to=part.person).select_related("bundle__hearing", "case_letter")


def about_served(part: Appointment, row: Served) -> dict[str, Any]:
    papers = ""
    if row.bundle:
        papers = (
            f"{reverse('part_papers', args=[part.pk])}?of={'appeal' if row.bundle.hearing.is_appeal else 'hearing'}"
        )
    letter = getattr(row, "case_letter", None)
    return {
        "row": row,
        "how": Service(row.method).label.lower(),
        "papers_url": papers,
        "blocks": blocks_of(letter.frozen["text"]) if letter else [],
        "pdf_url": reverse("part_letter_pdf", args=[part.pk, letter.number]) if letter else "",
    }


def dates_of(case: Case) -> list[dict[str, Any]]:
    """What the employee has to do by when, and how each day was counted."""
    today, calendar = timezone.localdate(), case.school.calendar
    return [
        {
            "label": DATES[clock.key],
            "due": clock.due_at,
            "sentence": clock.counted["sentence"],
            "working_days_left": calendar.working_days_until(today, timezone.localdate(clock.due_at)),
        }
        for clock in case.clocks.filter(key__in=DATES, stopped_at=None)
    ]


def offers_to(part: Appointment, standing: Standing) -> list[dict[str, str]]:
    """What is open to them now.  In time or late, an appeal is offered once."""
    rows = [{"label": label, "url": reverse(name, args=[part.pk])} for work, label, name in WORKS if standing.may(work)]
    for offer in standing.offers():
        in_time = standing.facts.is_appeal_window_open
        if offer.step is CaseProcedure.lodge_appeal and not in_time:
            continue
        if offer.is_possible:
            label, _ = IN_MY_WORDS[offer.step.name]
            rows.append({"label": label, "url": reverse("part_step", args=[part.pk, offer.step.name])})
    return rows


def outcome_told(case: Case) -> dict[str, Any] | None:
    """The outcome as it stands, which was served on them; a warning says until when it counts."""
    outcome = Outcome.objects.filter(case=case).first()
    if outcome is None:
        return None
    return {"level": Level(outcome.level), "live_until": outcome.live_until, "change_required": outcome.change_required}


def suspension_told(part: Appointment) -> Suspension | None:
    """The suspension in force, once its letter was served on them: the named contact stands where it is looked for."""
    letter = SuspensionProcedure.serve_suspension_letter.letter
    if not served_on(part).filter(letter=letter).exists():
        return None
    return part.case.suspensions.filter(state=SuspensionState.IN_FORCE).first()


# ---- What they do -------------------------------------------------------------------------------------------------


def part_answer(request: Request, pk: object) -> HttpResponse:
    part, standing = the_employees_part(request, pk)
    form = AnswerForm(request.POST or None)
    refusal = closed(standing, Working.answer)
    if request.method == "POST" and form.is_valid():
        try:
            answer(part.case, form.cleaned_data["text"], by=request.user)
        except Refused:
            refusal = NOT_NOW
        else:
            messages.success(request, "Your answer is kept, in your own words. Whoever decides will read it.")
            return redirect("part_detail", part.pk)
    return _page(request, "participants/answer.html", part, form, refusal)


def part_mitigation(request: Request, pk: object) -> HttpResponse:
    part, standing = the_employees_part(request, pk)
    stored = Mitigation.objects.filter(case=part.case, by=part.person).first()
    form = MitigationForm(request.POST or None, initial={"text": stored.text if stored else ""})
    refusal = closed(standing, Working.write_mitigation)
    if request.method == "POST" and form.is_valid():
        try:
            write_mitigation(part.case, form.cleaned_data["text"], by=request.user)
        except BadAnswers as bad:
            show(form, bad)
        except Refused:
            refusal = NOT_NOW
        else:
            messages.success(request, "It is kept. The panel reads it after it has found on every allegation.")
            return redirect("part_detail", part.pk)
    return _page(request, "participants/mitigation.html", part, form, refusal)


def part_companion(request: Request, pk: object) -> HttpResponse:
    part, standing = the_employees_part(request, pk)
    form = CompanionForm(request.POST or None, case=part.case, me=part.person)
    refusal = closed(standing, Working.name_companion)
    if request.method == "POST" and form.is_valid():
        try:
            companion = choose_companion(part.case, by=request.user, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused:
            refusal = NOT_NOW
        else:
            messages.success(request, f"You named {companion.person} as the person who comes with you.")
            return redirect("part_detail", part.pk)
    return _page(request, "participants/name_companion.html", part, form, refusal)


@require_POST
def part_companion_share(request: Request, pk: object) -> HttpResponse:
    """Open the hearing papers to the companion (`shared=yes`), or close them again."""
    part, _ = the_employees_part(request, pk)
    companion = part.case.appointments.live().of(Role.COMPANION).first()
    if companion is None:
        raise Http404
    shared = request.POST.get("shared") == "yes"
    share_papers(companion, shared=shared, by=request.user)
    words = "can read the hearing papers now" if shared else "can no longer read the hearing papers"
    messages.success(request, f"{companion.person} {words}.")
    return redirect("part_detail", part.pk)


def part_step(request: Request, pk: object, name: str) -> HttpResponse:
    """Lodge an appeal, in time or late, or withdraw it."""
    part, standing = the_employees_part(request, pk)
    if name not in IN_MY_WORDS:
        raise Http404
    label, done = IN_MY_WORDS[name]
    return step_page(
        request,
        standing,
        part.case,
        name,
        back=reverse("part_detail", args=[part.pk]),
        template="participants/step.html",
        done=done,
        part=part,
        label=label,
        dates=dates_of(part.case),
    )


def the_employees_part(request: Request, pk: object) -> tuple[Appointment, Standing]:
    part, standing = the_part(request, pk)
    if part.kind is not Role.SUBJECT:
        raise Http404
    return part, standing


def closed(standing: Standing, work: Work) -> str:
    """Why not now, without saying where the case stands."""
    return NOT_NOW if standing.work_refusal(work) else ""


def _page(request: Request, template: str, part: Appointment, form: Any, refusal: str) -> HttpResponse:
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, template, {"part": part, "form": form, "refusal": refusal}, status=status)
