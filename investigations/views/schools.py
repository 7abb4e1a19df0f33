"""How is this school set up?  Its name, terms, closures and day counts, for those who run it."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.schools import (
    ABOUT,
    add_closure,
    change_school,
    name_governor,
    remove_closure,
    remove_term,
    save_term,
    set_day_counts,
)
from investigations.forms.base import Form
from investigations.forms.schools import ClosureForm, NamedGovernorForm, NumbersForm, SchoolForm, TermForm
from investigations.models import Term
from investigations.procedure.choices import AppealScope
from investigations.procedure.clocks import Clock, ClockRule, NoticeDays

from .gate import Request, first_or_404
from .person import runs_the_school
from .steps import show

DATES_STAND = "Dates that run already stay as they were counted."


def school_settings(request: Request) -> HttpResponse:
    for_the_register(request)
    school = request.school
    own = [rule for rule in Clock.all() if not rule.is_hard and school.amount(rule) != rule.amount]
    context = {
        "facts": [
            ("Name", school.name),
            ("Who employs the staff", school.employer.label),
            ("Local authority", school.local_authority),
            ("Trust", school.trust),
            ("Address", school.address),
            ("Governor named to take a case after chair and vice-chair", school.named_governor),
            ("Who signs the policies", "Staff and governors" if school.governors_sign else "Staff"),
            ("What an appeal is", AppealScope(school.appeal_scope).label),
            (
                "Expired warnings",
                "Told after the findings where children's safety requires it, with a reason"
                if school.tells_spent_for_safety
                else "Never told to a panel",
            ),
        ],
        "years": _school_years(list(school.terms.order_by("-starts"))),
        "closures": school.closures.order_by("-day"),
        "own": [
            {
                "label": rule.label,
                "own": school.unit(rule).of(school.amount(rule)),
                "usual": school.unit(rule).of(rule.amount),
            }
            for rule in own
        ],
        "notice_days": NoticeDays(school.notice_days).label.partition(":")[0].lower(),
        "counted": len(Clock.all()),
    }
    return render(request, "schools/settings.html", context)


def _school_years(terms: list[Term]) -> list[dict[str, Any]]:
    """Terms by the school year that begins in September; the one we are in, or the newest, lies open."""
    this_year = _begins(timezone.localdate())
    years = [
        {"label": f"{year} to {year + 1}", "year": year, "terms": list(group)}
        for year, group in groupby(terms, key=lambda term: _begins(term.starts))
    ]
    shown = next((row for row in years if row["year"] == this_year), years[0] if years else None)
    return [row | {"is_open": row is shown} for row in years]


def _begins(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def school_edit(request: Request) -> HttpResponse:
    for_the_register(request)
    form = SchoolForm(request.POST or None, initial={name: getattr(request.school, name) for name in ABOUT})
    return _form_page(
        request,
        form,
        lambda: change_school(request.school, by=request.person, **form.cleaned_data),
        title="Change the school's details",
        said="The school's details are changed.",
    )


def named_governor(request: Request) -> HttpResponse:
    """Whom the governing body named to take a case that head, chair and vice-chair cannot have."""
    for_the_register(request)
    form = NamedGovernorForm(request.POST or None, school=request.school)
    return _form_page(
        request,
        form,
        lambda: name_governor(request.school, form.chosen(), by=request.person),
        title="Name the governor who follows the vice-chair",
        said="It is entered who takes a case after the vice-chair.",
    )


def term_add(request: Request) -> HttpResponse:
    for_the_register(request)
    form = TermForm(request.POST or None)
    return _form_page(
        request,
        form,
        lambda: save_term(request.school, by=request.person, **form.cleaned_data),
        title="Add a term",
        said=f"The term is added. {DATES_STAND}",
    )


def term_edit(request: Request, pk: int) -> HttpResponse:
    for_the_register(request)
    term = first_or_404(request.school.terms.filter(pk=pk))
    form = TermForm(request.POST or None, initial={"name": term.name, "starts": term.starts, "ends": term.ends})
    return _form_page(
        request,
        form,
        lambda: save_term(request.school, term=term, by=request.person, **form.cleaned_data),
        title="Change a term",
        said=f"The term is changed. {DATES_STAND}",
    )


@require_POST
def term_remove(request: Request, pk: int) -> HttpResponse:
    for_the_register(request)
    term = first_or_404(request.school.terms.filter(pk=pk))
    remove_term(term, by=request.person)
    messages.success(request, f"“{term.name}” is removed. {DATES_STAND}")
    return redirect("school_settings")


def closure_add(request: Request) -> HttpResponse:
    for_the_register(request)
    form = ClosureForm(request.POST or None)
    return _form_page(
        request,
        form,
        lambda: add_closure(request.school, by=request.person, **form.cleaned_data),
        title="Add a day on which the school is closed",
        said=f"The day is added. {DATES_STAND}",
    )


@require_POST
def closure_remove(request: Request, pk: int) -> HttpResponse:
    for_the_register(request)
    closure = first_or_404(request.school.closures.filter(pk=pk))
    remove_closure(closure, by=request.person)
    messages.success(request, f"The day is removed. {DATES_STAND}")
    return redirect("school_settings")


def procedure_numbers(request: Request) -> HttpResponse:
    """Every clock with its figure; what the law fixes is shown, and no posting changes it."""
    for_the_register(request)
    form = NumbersForm(request.POST or None, school=request.school)
    if request.method == "POST" and form.is_valid():
        try:
            given = dict(form.cleaned_data)
            switches = {name: given.pop(name) for name in ("notice_days", "uses_verbal_warnings")}
            changed = set_day_counts(request.school, given, by=request.person, **switches)
        except BadAnswers as bad:
            show(form, bad)
        else:
            messages.success(request, _said_of(changed))
            return redirect("procedure_numbers")
    rows = [_number_row(rule, form, request) for rule in Clock.all()]
    context = {
        "form": form,
        "soft": [row for row in rows if row["field"]],
        "hard": [row for row in rows if not row["field"]],
    }
    return render(request, "schools/numbers.html", context)


def _said_of(changed: list[str]) -> str:
    if not changed:
        return "Nothing was changed."
    return f"Changed: {', '.join(label.lower() for label in changed)}. It holds for dates that start from now on."


def _number_row(rule: ClockRule, form: NumbersForm, request: Request) -> dict[str, Any]:
    is_soft = rule.key in form.fields
    unit = request.school.unit(rule)
    return {
        "rule": rule,
        "field": form[rule.key] if is_soft else None,
        "range": f"{rule.low} to {unit.of(rule.high)}",
        "usual": unit.of(rule.amount) if rule.amount else "the same day",
        "is_own": is_soft and request.school.amount(rule) != rule.amount,
        "unit": unit.label,
    }


def _form_page(request: Request, form: Form, save: Callable[[], object], *, title: str, said: str) -> HttpResponse:
    """One form of the school's: save it and go back, or show what does not do with everything typed kept."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, said)
            return redirect("school_settings")
    return render(request, "schools/form.html", {"form": form, "title": title})


def for_the_register(request: Request) -> None:
    if not runs_the_school(request.person):
        raise Http404
