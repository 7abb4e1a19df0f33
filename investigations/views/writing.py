"""How is something written on a page?  One form, one verb; what was typed is never lost, whatever the answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from investigations.access import Standing
from investigations.actions.meanwhile import Meanwhile
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.base import Form
from investigations.models import Case
from investigations.procedure.sections import Section
from investigations.procedure.work import Work

from .case_frame import render_case
from .gate import Request, the_case
from .steps import show


def the_work(request: Request, reference: str, section: Section, *works: Work) -> tuple[Case, Standing]:
    """The case, for somebody whose work this is in some state of it; 404 for everybody else."""
    case, standing = the_case(request, reference, section)
    if not any(set(work.by) & standing.roles for work in works):
        raise Http404
    return case, standing


def why_not(standing: Standing, *works: Work) -> str:
    """Why none of these can be written now, or nothing: of those that are theirs, not of another role's."""
    if standing.may(*works):
        return ""
    mine = [work for work in works if set(work.by) & standing.roles]
    return standing.work_refusal((mine or works)[0])


def can_write(standing: Standing, *works: Work) -> dict[str, Any]:
    """For a page that shows: whether to show a way to write, and what to say where it is not open now."""
    is_theirs = any(set(work.by) & standing.roles for work in works)
    return {"is_theirs": is_theirs, "why_not": why_not(standing, *works) if is_theirs else ""}


def writing_page(
    request: Request,
    case: Case,
    standing: Standing,
    form: Any,
    write: Callable[[], object],
    *,
    works: tuple[Work, ...],
    template: str,
    back: str,
    said: str,
    **context: Any,
) -> HttpResponse:
    """Show the form; when it is posted and answers, call `write`, say `said` and go `back`.

    A bad answer stands beside its field.  A refusal stands above the form, and so do the words of somebody who saved
    while this person was typing.
    """
    refusal, compared, status = why_not(standing, *works), [], 200
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except BadAnswers as bad:
            show(form, bad)
        except Meanwhile as meanwhile:
            refusal, compared, status = meanwhile.sentence, form.compare(meanwhile), 409
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, said)
            return redirect(back)
    context |= {
        "form": form,
        "refusal": refusal,
        "compared": compared,
        # A form that cannot be saved is only shown to whoever has typed into it.
        "can_save": not why_not(standing, *works),
        "back": back,
    }
    return render_case(request, template, case, standing, context, status=status)


def answers(form: Form) -> dict[str, Any]:
    """What was answered, without the fingerprint."""
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}
