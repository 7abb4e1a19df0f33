"""To whom have I a tie, and could I judge with an open mind?  Neither page says whether there is a case, or whose."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from investigations.access import panel_places
from investigations.actions.impartiality import answer_for_panel, declare_tie, end_tie
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.base import Form
from investigations.forms.declarations import EndTieForm, PanelAnswerForm, TieForm
from investigations.models import Declaration, Person
from investigations.procedure.taint import Tie

from .gate import Request, first_or_404
from .steps import show


def tie_list(request: Request) -> HttpResponse:
    context = {"ties": ties_of(request.person), "places": places_shown(request)}
    return render(request, "declarations/list.html", context)


def tie_add(request: Request) -> HttpResponse:
    form = TieForm(request.POST or None, person=request.person)
    return _form_page(
        request,
        form,
        lambda: declare_tie(
            request.person,
            form.chosen(),
            kind=Tie(form.cleaned_data["kind"]),
            words=form.cleaned_data["words"],
            since=form.cleaned_data["since"],
        ),
        "declarations/add.html",
        said="The tie is declared.",
    )


def tie_end(request: Request, pk: UUID) -> HttpResponse:
    declared = first_or_404(Declaration.objects.ties().filter(pk=pk, person=request.person, until=None))
    form = EndTieForm(request.POST or None)
    return _form_page(
        request,
        form,
        lambda: end_tie(declared, by=request.person, until=form.cleaned_data["until"]),
        "declarations/end.html",
        said="It is entered that the tie has ended.",
        tie=_tie(declared),
    )


def panel_answer(request: Request, pk: UUID) -> HttpResponse:
    """For a convened member: least is told here.  Not the case, not its reference, and nobody's name."""
    place = first_or_404(panel_places(request.user).filter(pk=pk, case__school=request.school))
    form = PanelAnswerForm(request.POST or None)
    return _form_page(
        request,
        form,
        lambda: answer_for_panel(
            place,
            by=request.user,
            has_interest=form.cleaned_data["answer"] == "interest",
            words=form.cleaned_data["words"],
        ),
        "declarations/panel.html",
        said="Your answer is kept. Thank you.",
        ties=ties_of(request.person),
        answered=getattr(place, "declaration", None),
        to="my_work",
    )


def ties_of(person: Person) -> list[dict[str, Any]]:
    return [_tie(row) for row in person.declarations.ties().select_related("about").order_by("declared_at")]


def places_shown(request: Request) -> list[dict[str, Any]]:
    """Panels that this person was asked to sit on, and has not answered for."""
    places = panel_places(request.user).filter(case__school=request.school, declaration=None)
    return [
        {
            "label": "Say whether you could sit on a panel of governors",
            "hint": "You are asked about your ties before you learn of the matter.",
            "url": reverse("panel_answer", args=[place.pk]),
            "since": place.appointed_at,
        }
        for place in places
    ]


def _tie(row: Declaration) -> dict[str, Any]:
    return {"row": row, "kind": Tie(row.kind).label}


def _form_page(
    request: Request,
    form: Form,
    verb: Callable[[], object],
    template: str,
    *,
    said: str,
    to: str = "tie_list",
    **context: Any,
) -> HttpResponse:
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, said)
            return redirect(to)
    return render(request, template, context | {"form": form, "refusal": refusal}, status=status)
