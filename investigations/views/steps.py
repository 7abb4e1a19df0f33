"""How is a step taken?  One page for all of them: what it means, its questions, and whoever came first is named."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from investigations.access import Standing
from investigations.access.standing import Record
from investigations.actions.refusals import BadAnswers, Overtaken, Refused
from investigations.actions.step_files import take_with_files
from investigations.actions.take import step_named
from investigations.documents.fairness import like_cases
from investigations.documents.hearing_parts import disclosure_for
from investigations.forms.base import Form, lower_first
from investigations.forms.steps import step_form
from investigations.models import Duty, StepTaken
from investigations.procedure.asks import Kind
from investigations.procedure.case import CaseProcedure
from investigations.procedure.letter_track import serves_its_letter
from investigations.procedure.roles import Role
from investigations.procedure.states import LetterState
from investigations.procedure.steps import Step

from .case_frame import render_case
from .confirm import confirm_first
from .gate import Request, the_case
from .letter_desk import LetterDesk

#: Pages of people who have a part in a case or a task out of it, and do not see the case itself.
OUTSIDE = ("participants/", "tasks/")
#: The steps that decide what follows: whoever takes them is shown what was disclosed, and what followed in like cases.
WEIGHS = (CaseProcedure.issue_outcome.name, CaseProcedure.decide_appeal.name)
#: Questions by which somebody is appointed.
APPOINTS = (Kind.PEOPLE, Kind.CHAIR, Kind.MEMBER)
#: What a form of a step holds besides its answers.
NOT_ANSWERS = ("revision", "letter_text", "letter_made")
NOT_NOW = "This cannot be done now. It may have been done already, or it is too late or too early for it."
CHANGED = "Something changed while you were on this page. Nothing you typed is lost: read the page again, then go on."


def step_take(request: Request, reference: str, name: str) -> HttpResponse:
    """A step of the case itself."""
    case, standing = the_case(request, reference)
    back = reverse("case_detail", args=[case.reference])
    alike: dict[str, Any] = {}
    if name in WEIGHS:
        alike = {"shows_like_cases": True, "like_cases": like_cases(case), "disclosure": disclosure_for(standing)}
    return step_page(request, standing, case, name, back=back, template="cases/step.html", **alike)


def step_page(
    request: Request,
    standing: Standing,
    record: Record,
    name: str,
    *,
    back: str,
    template: str,
    done: str = "",
    **context: Any,
) -> HttpResponse:
    """Ask for a step and take it.  A step that is never this person's is a 404; one not possible now says why.

    `done` is said afterwards in place of the record's own sentence.
    """
    try:
        step = step_named(record, name)
    except KeyError as unknown:
        raise Http404 from unknown
    if standing.role_for(step, record) is None:
        raise Http404
    if any(question.kind in APPOINTS for question in step.asks) and (first := confirm_first(request)):
        return first
    is_outside = template.startswith(OUTSIDE)
    desk = LetterDesk(request, step, record) if serves_its_letter(step) and not is_outside else None
    form = step_form(step, standing, record, with_letter=bool(desk and desk.is_open))(
        request.POST or None, request.FILES or None
    )
    refusal = refusal_shown(step, standing, record, is_outside)
    status, taken = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            if desk is None or desk.may_go_on(form, answers_of(form)):
                taken = take_with_files(
                    step, record, by=request.user, revision=form.cleaned_data["revision"],
                    letter_text=form.cleaned_data.get("letter_text") or None, **answers_of(form),
                )  # fmt: skip
        except BadAnswers as bad:
            show(form, bad)
        except Overtaken as overtaken:
            refusal, status = CHANGED if is_outside else overtaken.sentence, 409
            form.data = _as_of_now(form, record)
        except Refused as refused:
            refusal, status = NOT_NOW if is_outside else refused.sentence, 409
        if taken is not None:
            messages.success(request, done or (f"You {taken.record}." if is_outside else said(step, taken)))
            return redirect(back)
    context |= {"step": step, "form": form, "refusal": refusal, "back": back, "record": record, "desk": desk}
    context |= what_it_does(step, standing, record)
    if is_outside:
        return render(request, template, context, status=status)
    return render_case(request, template, record.case, standing, context, status=status)


def refusal_shown(step: Step, standing: Standing, record: Record, is_outside: bool) -> str:
    """Why not now.  Who does not see the case learns from the sentence neither its state nor who did what."""
    refusal = standing.refusal(step, record)
    if not refusal or not is_outside:
        return refusal
    return step.unmet(standing.facts) if record.status in step.sources and record.case.is_open else NOT_NOW


def what_it_does(step: Step, standing: Standing, record: Record) -> dict[str, Any]:
    """What follows from a step, for the page that asks for it."""
    school = standing.case.school
    return {
        "as_role": _in_mid_sentence(standing.role_for(step, record)),
        "moves_to": step.target,
        "starts": [
            f"{row.clock.label}: {school.unit(row.clock).of(school.amount(row.clock))}" for row in step.clocks_started
        ],
        "stops": [clock.label for clock in step.stops if not isinstance(record, Duty) or clock == record.rule.clock],
        "letter": step.letter,
    }


def _in_mid_sentence(role: Role | None) -> str:
    return lower_first(role.label) if role else ""


def _as_of_now(form: Form, record: Record) -> Any:
    """What was typed, with the number that the case has now: sent again, it is taken as an answer to what changed."""
    typed = form.data.copy()
    record.case.refresh_from_db(fields=["revision"])
    typed["revision"] = str(record.case.revision)
    return typed


def answers_of(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in NOT_ANSWERS}


def show(form: Form, bad: BadAnswers) -> None:
    """Put each sentence beside its field; one without a field stands at the top."""
    for name, sentence in bad.sentences.items():
        form.add_error(name if name in form.fields else None, sentence)


def said(step: Step, taken: StepTaken) -> str:
    """What was done, and which letter waits now or went out with it."""
    words = [f"You {taken.record}."]
    for letter in taken.letters.all():
        what = f"{letter.code}, {letter.kind.in_sentence},"
        served = letter.status is LetterState.SERVED
        words.append(f"Letter {what} {'was issued and served.' if served else 'waits among the letters of this case.'}")
    return " ".join(words)
