"""What was served for a hearing, and what does a reader of it get to open?  Nothing that is not in their bundle."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from investigations.access import Standing
from investigations.actions.papers import (
    Papers,
    as_opened,
    as_the_parties_read,
    papers_as_served,
    papers_to_be_served,
    record_reading_of,
)
from investigations.documents.cleaned import can_be_cleaned
from investigations.documents.hidden import Hidden
from investigations.models import Case, Evidence, Person, Served
from investigations.procedure.audiences import Scope
from investigations.procedure.roles import Role
from investigations.procedure.sections import SEES, Section
from investigations.procedure.states import State

from .case_frame import render_case
from .copies import my_copies
from .evidence_files import PAGE, THUMBNAIL, can_be_pictured, evidence_response, open_exhibit
from .gate import Request, the_case

#: Whose bundle is the first hearing's: everybody who reads papers, except who hears the appeal and nothing else.
READERS_OF_THE_FIRST = frozenset(role for role in Role if Section.BUNDLE in SEES.get(role, ())) - {Role.APPEAL_PANEL}


def bundle_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.BUNDLE)
    found = visible_papers(case, standing)
    chosen = chosen_papers(request, found)
    if chosen and standing.person:
        record_reading_of(chosen, by=standing.person)
    return render_case(
        request,
        "bundles/detail.html",
        case,
        standing,
        {
            "papers": chosen,
            "copies": my_copies(standing, ("copy_open", "copy_acknowledge"), case.reference),
            "others": [papers for papers in found if papers is not chosen],
            "shown": about_papers(chosen, addresses_in(case)) if chosen else None,
            "served": Served.objects.filter(bundle__hearing=chosen.hearing).first()
            if chosen and chosen.hearing
            else None,
        },
    )


def bundle_exhibit(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.BUNDLE)
    papers, exhibit = the_exhibit(case, standing, number)
    back = reverse("bundle_detail", args=[case.reference])
    about = about_exhibit(papers, exhibit, reader_of(standing), addresses_in(case), back)
    return render_case(request, "bundles/exhibit.html", case, standing, about)


def bundle_exhibit_picture(request: Request, reference: str, number: int) -> HttpResponseBase:
    case, standing = the_case(request, reference, Section.BUNDLE)
    papers, exhibit = the_exhibit(case, standing, number)
    return picture_of(request, papers, exhibit, reader_of(standing))


def bundle_exhibit_original(request: Request, reference: str, number: int) -> HttpResponseBase:
    case, standing = the_case(request, reference, Section.BUNDLE)
    papers, exhibit = the_exhibit(case, standing, number)
    back = reverse("bundle_exhibit", args=[case.reference, number])
    return original_of(request, papers, exhibit, reader_of(standing), back)


def bundle_exhibit_media(request: Request, reference: str, number: int) -> HttpResponseBase:
    case, standing = the_case(request, reference, Section.BUNDLE)
    papers, exhibit = the_exhibit(case, standing, number)
    return media_of(request, papers, exhibit, reader_of(standing), reverse("bundle_exhibit", args=[reference, number]))


def reader_of(standing: Standing) -> Person:
    assert standing.person is not None  # the gate let them in by an appointment
    return standing.person


def visible_papers(case: Case, standing: Standing) -> list[Papers]:
    """The bundles this person may read, the newest first.

    The first panel never gets the appeal's; the appeal panel gets its own, which holds what the first had.
    """
    found = []
    if standing.sees(Section.APPEAL):
        found.append(papers_as_served(case, is_appeal=True) or _appeal_papers_before_service(case, standing))
    if standing.sees(Section.BUNDLE) and standing.roles & READERS_OF_THE_FIRST:
        found.append(papers_as_served(case, is_appeal=False) or _papers_before_service(case, standing))
    return [as_the_parties_read(papers) for papers in found if papers is not None]


def _papers_before_service(case: Case, standing: Standing) -> Papers | None:
    judges_only = not standing.roles & (READERS_OF_THE_FIRST - {Role.PANEL})
    if not standing.facts.was_referred or judges_only:
        return None
    return papers_to_be_served(case, is_appeal=False)


def _appeal_papers_before_service(case: Case, standing: Standing) -> Papers | None:
    if case.status is not State.APPEAL_LODGED or not standing.roles & {Role.CLERK, Role.CASE_MANAGER}:
        return None
    return papers_to_be_served(case, is_appeal=True)


def chosen_papers(request: Request, found: list[Papers]) -> Papers | None:
    """`?of=hearing` or `?of=appeal` where there are two; the newest without it."""
    wanted = request.GET.get("of")
    if wanted:
        found = [papers for papers in found if papers.is_appeal == (wanted == "appeal")] or found
    return found[0] if found else None


def the_exhibit(case: Case, standing: Standing, number: int) -> tuple[Papers, Evidence]:
    """An exhibit of that number in papers this person may read; 404 where there is none."""
    for papers in visible_papers(case, standing):
        if exhibit := papers.exhibit(number):
            return papers, as_opened(papers, exhibit)
    raise Http404


# ---- Papers as pages, the case's and a participant's alike -----------------------------------------------------


def about_papers(papers: Papers, addresses: "Addresses") -> dict[str, Any]:
    """The papers as the templates write them: exhibits by their served titles, with where to open them."""

    def row(exhibit: Evidence) -> dict[str, Any]:
        picture = f"{addresses.picture(exhibit.number)}?size=small" if can_be_pictured(exhibit) else ""
        return {
            "exhibit": exhibit,
            "title": papers.title_of(exhibit),
            "url": addresses.page(exhibit.number),
            "picture": picture,
            "kind": exhibit.file_name.rpartition(".")[2].upper()[:5],
        }

    served = {exhibit.pk for exhibit in papers.exhibits}
    findings = {row["position"]: row for row in papers.contents.get("findings", [])}
    return {
        "contents": papers.contents,
        "allegations": [
            {"row": row, "finding": findings.get(row["position"])} for row in papers.contents.get("allegations", [])
        ],
        "exhibits": [row(exhibit) for exhibit in papers.exhibits],
        "handed_in": [row(exhibit) for exhibit in papers.handed_in if exhibit.pk not in served],
        "statements": papers.statements,
        "answers": papers.answers,
    }


def about_exhibit(
    papers: Papers, exhibit: Evidence, reader: Person, addresses: "Addresses", back: str
) -> dict[str, Any]:
    """One exhibit of some papers, with the ones beside it.  Who handed it in is not said: it may be the reporter."""
    title = papers.title_of(exhibit)
    exhibit.description = title  # on this page alone: nothing is saved, and what was put better later is not shown
    opened = open_exhibit(exhibit, reader, section_of(papers))
    numbers = [row.number for row in papers.every_exhibit]
    here = numbers.index(exhibit.number)
    before, after = numbers[here - 1] if here else None, numbers[here + 1] if here + 1 < len(numbers) else None
    return {
        "exhibit": exhibit,
        "title": title,
        "opened": opened,
        "aloud": _read_aloud(papers, exhibit) if opened.has_picture else {},
        "picture_url": f"{addresses.picture(exhibit.number)}?{urlencode({'opened': opened.token})}",
        "media_url": f"{addresses.media(exhibit.number)}?{urlencode({'opened': opened.token})}",
        "is_clean": is_handed_out_clean(exhibit, reader),
        "original_url": addresses.original(exhibit.number),
        "before": (f"Exhibit {before}", addresses.page(before)) if before else None,
        "after": (f"Exhibit {after}", addresses.page(after)) if after else None,
        "back": back,
    }


def _read_aloud(papers: Papers, exhibit: Evidence) -> dict[int, str]:
    """By page; what a reader of their own papers handed in needs no words of ours."""
    return Hidden(papers.case, Scope.PARTIES).read_aloud(exhibit, exhibit.vault_key) if papers.hearing else {}


def picture_of(request: Request, papers: Papers, exhibit: Evidence, reader: Person) -> HttpResponseBase:
    width = THUMBNAIL if request.GET.get("size") == "small" else PAGE
    return evidence_response(request, exhibit, reader, "picture", width=width, section=section_of(papers))


def original_of(request: Request, papers: Papers, exhibit: Evidence, reader: Person, back: str) -> HttpResponseBase:
    kind = "clean" if is_handed_out_clean(exhibit, reader) else "original"
    return evidence_response(request, exhibit, reader, kind, section=section_of(papers), back=back)


def is_handed_out_clean(exhibit: Evidence, reader: Person) -> bool:
    """Without what camera or program noted in it, which may tell who handed it in; whoever did gets their own back."""
    is_own = exhibit.received_by_id == reader.pk
    return can_be_cleaned(exhibit) and not exhibit.is_redacted_copy and not is_own


def media_of(request: Request, papers: Papers, exhibit: Evidence, reader: Person, back: str) -> HttpResponseBase:
    return evidence_response(request, exhibit, reader, "media", section=section_of(papers), back=back)


def section_of(papers: Papers) -> Section:
    """Where a reading of them is written down: whoever does not see the appeal does not learn who reads for it."""
    return Section.APPEAL if papers.is_appeal else Section.BUNDLE


@dataclass(frozen=True)
class Addresses:
    """Where the exhibits of some papers are opened: in the case, or on a participant's page."""

    names: tuple[str, str, str, str]
    of: Any

    def page(self, number: int) -> str:
        return reverse(self.names[0], args=[self.of, number])

    def picture(self, number: int) -> str:
        return reverse(self.names[1], args=[self.of, number])

    def original(self, number: int) -> str:
        return reverse(self.names[2], args=[self.of, number])

    def media(self, number: int) -> str:
        return reverse(self.names[3], args=[self.of, number])


def addresses_in(case: Case) -> Addresses:
    names = ("bundle_exhibit", "bundle_exhibit_picture", "bundle_exhibit_original", "bundle_exhibit_media")
    return Addresses(names, case.reference)
