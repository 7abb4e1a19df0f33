"""What happened, day by day?  The events in the world; what was done in the case is the history."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from investigations.actions.investigation import ENTRY, add_to_chronology, change_chronology
from investigations.actions.meanwhile import words_of
from investigations.forms.chronology import ChronologyForm
from investigations.models import Case, ChronologyEntry
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, the_case
from .writing import can_write, the_work, writing_page


def chronology_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.CHRONOLOGY)
    entries = numbered(case)
    shown = {entry.evidence_id for entry in entries}
    writing = can_write(standing, Working.write_chronology)
    # An exhibit with a date is something that happened on that day: one click away from the chronology.
    dated = case.evidence.exclude(dated=None).exclude(pk__in=shown).order_by("dated", "number")
    return render_case(
        request,
        "chronology/list.html",
        case,
        standing,
        {"entries": entries, "dated": dated if writing["is_theirs"] else [], "writing": writing},
    )


def chronology_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.CHRONOLOGY, Working.write_chronology)
    form = ChronologyForm(request.POST or None, case=case, stored={}, initial=from_exhibit(request, case))
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: add_to_chronology(case, by=request.user, **answered(form, "at")),
        works=(Working.write_chronology,),
        template="chronology/edit.html",
        back=reverse("chronology_list", args=[case.reference]),
        said="Added to the chronology.",
    )


def chronology_edit(request: Request, reference: str, number: int) -> HttpResponse:
    """`number` counts the entries of this case in the order in which they were entered; none is ever taken out."""
    case, standing = the_work(request, reference, Section.CHRONOLOGY, Working.write_chronology)
    entry = the_entry(case, number)
    form = ChronologyForm(
        request.POST or None, case=case, stored=words_of(entry, ENTRY), initial={"evidence": entry.evidence_id}
    )
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: change_chronology(entry, by=request.user, seen=form.cleaned_data["seen"], **answered(form, "time")),
        works=(Working.write_chronology,),
        template="chronology/edit.html",
        back=reverse("chronology_list", args=[case.reference]),
        said="The chronology is changed.",
        entry=entry,
    )


def numbered(case: Case) -> list[ChronologyEntry]:
    """The entries by day and time, each with its number for the address: a key would tell how many there are in all."""
    entries = list(case.chronology.select_related("evidence", "entered_by"))
    for number, entry in enumerate(sorted(entries, key=lambda entry: entry.pk), start=1):
        entry.number = number  # type: ignore[attr-defined]
    return entries


def the_entry(case: Case, number: int) -> ChronologyEntry:
    entry = next((entry for entry in numbered(case) if entry.number == number), None)  # type: ignore[attr-defined]
    if entry is None:
        raise Http404
    return entry


def from_exhibit(request: Request, case: Case) -> dict[str, Any]:
    number = request.GET.get("exhibit", "")
    exhibit = case.evidence.filter(number=number).first() if number.isdecimal() and len(number) < 7 else None
    return {"day": exhibit.dated, "text": exhibit.title, "evidence": exhibit.pk} if exhibit else {}


def answered(form: ChronologyForm, time: str) -> dict[str, Any]:
    given = form.cleaned_data
    return {"day": given["day"], time: given["time"], "text": given["text"], "evidence": given["evidence"]}
