"""Who is called what in the copies of this case?  Names go in here; what stands in their place is given once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from investigations.access import Standing, may_read_the_name, people_to_propose
from investigations.actions.pseudonyms import change_pseudonym, enter_pseudonym, usual_kind
from investigations.forms.redaction import PseudonymForm, SpellingsForm
from investigations.models import Person, Pseudonym
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .writing import can_write, the_work, writing_page

NOT_TOLD = "Not told to you"


def pseudonym_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.REDACTION)
    writing = can_write(standing, Working.enter_pseudonym)
    context = {
        "rows": [row_of(standing, one) for one in case.pseudonyms.select_related("person")],
        "proposed": proposals(standing) if writing["is_theirs"] and not writing["why_not"] else [],
        "writing": writing,
    }
    return render_case(request, "redaction/pseudonyms.html", case, standing, context)


def row_of(standing: Standing, pseudonym: Pseudonym) -> dict[str, Any]:
    is_told = may_read_the_name(standing, pseudonym)
    return {
        "pseudonym": pseudonym,
        "name": pseudonym.name if is_told else NOT_TOLD,
        "also": pseudonym.also if is_told else [],
        "is_told": is_told,
    }


def proposals(standing: Standing) -> list[dict[str, Any]]:
    url = reverse("pseudonym_add", args=[standing.case.reference])
    return [
        {"person": person, "role": role, "url": f"{url}?person={person.pk}"}
        for person, role in people_to_propose(standing)
    ]


def pseudonym_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.REDACTION, Working.enter_pseudonym)
    person, role = _proposed(request, standing)
    form = PseudonymForm(
        request.POST or None, person=person, kind=usual_kind(person, role) if person and role else None
    )

    def write() -> None:
        given = form.cleaned_data
        made = enter_pseudonym(
            case,
            kind=PseudonymKind(given["kind"]),
            name=given["name"],
            also=form.spellings(),
            person=person,
            by=request.user,
        )
        messages.success(request, f"The name is hidden as {made.label} from now on.")

    return writing_page(
        request,
        case,
        standing,
        form,
        write,
        works=(Working.enter_pseudonym,),
        template="redaction/pseudonym_add.html",
        back=reverse("pseudonym_list", args=[reference]),
        said="Look through the exhibits again: copies that hold the name have to be made anew.",
        person=person,
    )


def _proposed(request: Request, standing: Standing) -> tuple[Person | None, Role | None]:
    """Only somebody whom the page proposes to this person: nobody else's key says that they exist."""
    asked = request.POST.get("person") or request.GET.get("person", "")
    found = (pair for pair in people_to_propose(standing) if str(pair[0].pk) == asked)
    return next(found, (None, None))


def pseudonym_edit(request: Request, reference: str, pk: Any) -> HttpResponse:
    case, standing = the_work(request, reference, Section.REDACTION, Working.enter_pseudonym)
    pseudonym = first_or_404(case.pseudonyms.filter(pk=pk).select_related("case__school", "person"))
    row = row_of(standing, pseudonym)
    # Whoever is not told the name is not shown its spellings either, and so cannot change them.
    first_or_404(case.pseudonyms.filter(pk=pk) if row["is_told"] else case.pseudonyms.none())
    form = SpellingsForm(request.POST or None, pseudonym=pseudonym)
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: change_pseudonym(pseudonym, by=request.user, **form.given()),
        works=(Working.enter_pseudonym,),
        template="redaction/pseudonym_edit.html",
        back=reverse("pseudonym_list", args=[reference]),
        said=f"{pseudonym.label} is found by these names from now on.",
        pseudonym=pseudonym,
    )
