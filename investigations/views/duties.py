"""Whom else has the school to tell because of a case, is it done, and what has to be asked again?"""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from investigations.access import Standing
from investigations.actions.anonymity import record_check
from investigations.actions.duties import answer_triggers, assign_duty, latest_answers
from investigations.forms.duties import AnonymityForm, DutyOwnerForm, TriggerForm
from investigations.models import Case, Clause, Duty, RunningClock, questions_waiting
from investigations.procedure.answers import said, step_of
from investigations.procedure.calendar import SchoolCalendar, Unit
from investigations.procedure.clocks import Clock
from investigations.procedure.duties import LISTS, QUESTION, Answer, DutyKind, Occasion, QuestionList, asked_for
from investigations.procedure.sections import Section
from investigations.procedure.states import DutyState
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import step_page
from .writing import can_write, the_work, writing_page

TONES = {
    DutyState.OPEN: "orange",
    DutyState.REQUIRED: "blue",
    DutyState.DONE: "green",
    DutyState.NOT_REQUIRED: "grey",
}


def duty_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DUTIES)
    running = running_clocks(case)
    rows = [row_of(duty, running.get(str(duty.pk)), standing) for duty in case.duties.select_related("owner")]
    context = {
        "open_rows": [row for row in rows if row["duty"].is_open],
        "settled_rows": [row for row in rows if not row["duty"].is_open],
        "waiting": [_occasion_shown(case, occasion) for occasion in questions_waiting(case)],
        "answers": [_answer_shown(row) for row in latest_answers(case).values()],
        "writing": can_write(standing, Working.answer_triggers),
        "again": _occasion_shown(case, Occasion.EVIDENCE),
        "awaits_the_lado": standing.facts.awaits_the_lado,
        "checks": case.anonymity_checks.select_related("by", "action"),
    }
    return render_case(request, "duties/list.html", case, standing, context)


def duty_detail(request: Request, reference: str, kind: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DUTIES)
    duty = the_duty(case, kind)
    clock = running_clocks(case).get(str(duty.pk))
    context = row_of(duty, clock, standing) | {
        "offers": duty_offers(standing, duty),
        "history": history_of(duty),
        "entry": entry_of(duty),
        "letter_url": letter_url(case, duty, standing),
        "writing": can_write(standing, Working.assign_duty),
        "clock": clock,
    }
    return render_case(request, "duties/detail.html", case, standing, context)


def duty_step(request: Request, reference: str, kind: str, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.DUTIES)
    duty = the_duty(case, kind)
    back = reverse("duty_detail", args=[case.reference, duty.duty])
    return step_page(request, standing, duty, name, back=back, template="duties/step.html", duty=duty)


def duty_assign(request: Request, reference: str, kind: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.DUTIES, Working.assign_duty)
    duty = the_duty(case, kind)
    form = DutyOwnerForm(request.POST or None, duty=duty)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: assign_duty(duty, by=request.user, **form.cleaned_data),
        works=(Working.assign_duty,),
        template="duties/assign.html",
        back=reverse("duty_detail", args=[case.reference, duty.duty]),
        said="It is kept. They see this duty, and not the case.",
        duty=duty,
    )


def trigger_questions(request: Request, reference: str, occasion: str, name: str) -> HttpResponse:
    """One list of the questions of an occasion; then the next list, then the duties they opened."""
    case, standing = the_work(request, reference, Section.DUTIES, Working.answer_triggers)
    if occasion not in [one.value for one in Occasion] or name not in [one.value for one in LISTS[Occasion(occasion)]]:
        raise Http404
    at, of = Occasion(occasion), QuestionList(name)
    lists = LISTS[at]
    number = lists.index(of) + 1
    form = TriggerForm(
        request.POST or None, occasion=at, of=of, pointed_out=pointed_out(case), initial=as_answered(case)
    )
    following = lists[number] if number < len(lists) else None
    if following:
        onward = reverse("trigger_questions", args=[case.reference, at.value, following.value])
    else:
        onward = reverse("duty_list", args=[case.reference])
    response = writing_page(
        request,
        case,
        standing,
        form,
        lambda: answer_triggers(
            case, form.given(), by=request.user, occasion=at, of=of, aware_at=form.cleaned_data["aware_at"],
            all_no=form.cleaned_data["all_no"],
        ),
        works=(Working.answer_triggers,),
        template="duties/questions.html",
        back=onward,
        said="The answers are recorded.",
        list=of, occasion=at, number=number, lists=len(lists), following=following,
        cancel=reverse("duty_list", args=[case.reference]),
    )  # fmt: skip
    return response


def anonymity_check(request: Request, reference: str) -> HttpResponse:
    """May these words go out?  `?action=8` or `?letter=3` names what they are the words of."""
    case, standing = the_work(request, reference, Section.DUTIES, Working.check_anonymity)
    action = (
        case.actions.filter(number=request.GET["action"]).first() if _is_number(request.GET.get("action")) else None
    )
    letter = (
        case.letters.filter(number=request.GET["letter"]).first() if _is_number(request.GET.get("letter")) else None
    )
    initial = {"action": action, "about": action.title if action else ""}
    if letter and standing.sees(Section(letter.section)):
        initial |= {"about": f"Letter {letter.number}: {letter.subject}"[:200], "text": letter.text}
    form = AnonymityForm(request.POST or None, case=case, initial=initial)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: record_check(case, by=request.user, **form.cleaned_data),
        works=(Working.check_anonymity,),
        template="duties/anonymity.html",
        back=reverse("duty_list", args=[case.reference]) + "#anonymity",
        said="The check is recorded, with the words that were checked.",
    )


def _is_number(value: str | None) -> bool:
    return bool(value) and value.isdecimal() and len(value) < 9  # type: ignore[union-attr]


# ---- What is shown of a duty ---------------------------------------------------------------------------------------------


def the_duty(case: Case, kind: str) -> Duty:
    duty: Duty = first_or_404(case.duties.filter(duty=kind).select_related("owner", "case__school", "decided_by"))
    return duty


def running_clocks(case: Case) -> dict[str, RunningClock]:
    """The running clock of each duty, by its record."""
    return {clock.record_id: clock for clock in case.clocks.filter(stopped_at=None).exclude(record_id="")}


def row_of(duty: Duty, clock: RunningClock | None, standing: Standing | None = None) -> dict[str, Any]:
    due = due_shown(clock, duty.case.school.calendar)
    url = reverse("clock_detail", args=[duty.case.reference, clock.pk]) if clock and standing else ""
    return {
        "duty": duty,
        "kind": duty.kind,
        "rule": duty.rule,
        "state": duty.status,
        "tone": TONES[duty.status],
        "due": due,
        "clock_url": url,
        "at_once": duty.is_open and clock is None,
    }


def due_shown(clock: RunningClock | None, calendar: SchoolCalendar) -> dict[str, Any] | None:
    """How far off it is: in hours where the law counts hours, else in working days."""
    if clock is None:
        return None
    if Clock.get(clock.key).unit is Unit.CLOCK_HOURS:
        hours = int((clock.due_at - timezone.now()).total_seconds() // 3600)
        late = hours < 0
        words = f"{abs(hours)} hour{'' if abs(hours) == 1 else 's'}"
        label = f"{words} overdue" if late else f"due in {words}" if hours else "due within the hour"
        return {"label": label, "tone": "red" if late else "orange" if hours < 24 else "grey", "when": clock.due_at}
    today, day = timezone.localdate(), timezone.localdate(clock.due_at)
    return {"days": calendar.working_days_until(today, day), "when": day}


def duty_offers(standing: Standing, duty: Duty) -> list[dict[str, Any]]:
    rows = sorted(standing.offers(duty), key=lambda offer: (bool(offer.refusal), offer.step.is_side))
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": reverse("duty_step", args=[duty.case.reference, duty.duty, offer.step.name]),
        }
        for offer in rows
    ]


def history_of(duty: Duty) -> list[dict[str, Any]]:
    """Every step with what was said in it, reports in phases included."""
    taken = duty.case.steps_taken.filter(record_id=str(duty.pk)).select_related("by")
    return [
        {
            "title": f"{row.by or 'Casework'} {row.record}",
            "when": row.at,
            "said": said(step_of(row.table, row.step), row.answers),
        }
        for row in taken
    ]


ENTRY_LABELS = {
    "nature": "What happened to the data",
    "categories": "Kinds of data, and of whom",
    "people": "About how many people",
    "consequences": "What could follow",
    "measures": "What was done about it",
    "context": "The concern and its circumstances",
    "action": "What was done",
    "rationale": "Why this was enough",
}


def entry_of(duty: Duty) -> list[tuple[str, Any]]:
    return [(ENTRY_LABELS[name], value) for name, value in duty.entry.items()]


def letter_url(case: Case, duty: Duty, standing: Standing) -> str:
    """Where its letter or form is prepared, for whoever writes it."""
    if duty.rule.letter is None or not duty.is_open or not standing.writes(duty.rule.letter):
        return ""
    return f"{reverse('letter_add', args=[case.reference])}?code={duty.rule.letter.value}"


def _occasion_shown(case: Case, occasion: Occasion) -> dict[str, Any]:
    first = LISTS[occasion][0]
    return {
        "occasion": occasion,
        "url": reverse("trigger_questions", args=[case.reference, occasion.value, first.value]),
    }


def _answer_shown(row: Any) -> dict[str, Any]:
    question = QUESTION[row.question]
    return {"question": question, "answer": Answer(row.answer), "row": row, "occasion": Occasion(row.occasion)}


def pointed_out(case: Case) -> dict[str, str]:
    """Which questions the cited clauses point out, and why."""
    words: dict[str, str] = {}
    for clause in Clause.objects.filter(allegations__case=case).distinct():
        for kind in (*clause.opens, *clause.suggests):
            how = "always opens this duty" if kind in clause.opens else "points to this question"
            for key in asked_for(DutyKind(kind)):
                words[key] = f"Clause {clause.number}, which is cited, {how}."
    return words


def as_answered(case: Case) -> dict[str, Any]:
    """What was answered before: where the questions are asked again one changes only what is new."""
    return {
        name: value
        for key, row in latest_answers(case).items()
        for name, value in ((key, row.answer), (f"{key}_reason", row.reason))
    }


def questions_again(case: Case, standing: Standing) -> str:
    """The way to the questions that wait for this person once more; the first time a step says so itself."""
    if not case.is_open or not standing.may(Working.answer_triggers):
        return ""
    waiting = [occasion for occasion in questions_waiting(case) if occasion is not Occasion.ASSESSMENT]
    return str(_occasion_shown(case, waiting[0])["url"]) if waiting else ""
