"""What was handed in, what is it, and which way does it speak?"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_safe

from investigations.access import Standing
from investigations.actions.evidence import add_evidence, describe, describe_many, description_of
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.custody import custody
from investigations.documents.kinds import offered
from investigations.documents.post import post_of
from investigations.documents.produce import in_ranges
from investigations.forms.evidence import DescribeManyForm, EvidenceFilter, EvidenceForm
from investigations.models import Case, DocumentKind, Evidence
from investigations.procedure.choices import ScanState
from investigations.procedure.sections import Section
from investigations.procedure.work import Working
from investigations.vault import keys
from investigations.vault.kinds import ACCEPT_ATTRIBUTE, ACCEPTED, EXPORT_ENDING
from investigations.vault.refusals import NoRoom, VaultRefusal, in_megabytes
from investigations.vault.uploads import upload_limit

from .case_frame import render_case
from .evidence_files import PAGE, THUMBNAIL, can_be_pictured, evidence_response, open_exhibit
from .gate import Request, first_or_404, the_case
from .steps import show
from .uploads import begun, desk_of_the_case, kept_as
from .writing import can_write, the_work, why_not, writing_page

AT_ONCE = 50


# ---- The list -------------------------------------------------------------------------------------------------------


def evidence_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.EVIDENCE)
    chosen = EvidenceFilter(request.GET, allegations=case.allegations.all())
    found = chosen.narrow(case.evidence.all())
    exhibits = list(
        found.filter(number__gt=_after(request))
        .select_related("received_by")
        .prefetch_related("bearings__allegation")
        .annotate(same_as=_earlier_with_the_same_bytes())
        .order_by("number")[: AT_ONCE + 1]
    )
    more, exhibits = len(exhibits) > AT_ONCE, exhibits[:AT_ONCE]
    counts = case.evidence.aggregate(
        all=models.Count("pk"), undescribed=models.Count("pk", filter=models.Q(description=""))
    )
    context = {
        "exhibits": [card(exhibit, case) for exhibit in exhibits],
        "counts": counts,
        "unscanned": case.evidence.filter(scan=ScanState.NOT_SCANNED).count(),
        "damaged": damaged_in_words(case),
        "key_is_lost": bool(counts["all"]) and not keys.has_key(case.pk.hex),
        "number_found": found.count() if chosen.is_on else counts["all"],
        "filter_form": chosen,
        "as_table": request.GET.get("view") == "table",
        "pictures_url": _here(request, view=""),
        "table_url": _here(request, view="table"),
        "first_url": _here(request, after="") if _after(request) else "",
        "next_url": _here(request, after=str(exhibits[-1].number)) if more else "",
        "adding": can_write(standing, Working.add_evidence),
        "describing": can_write(standing, Working.describe_evidence),
    }
    return render_case(request, "evidence/list.html", case, standing, context)


def damaged_in_words(case: Case) -> str:
    """ "Exhibits 3 and 7 are", or nothing."""
    numbers = list(case.evidence.filter(damaged_at__isnull=False).values_list("number", flat=True))
    return f"{in_ranges(numbers)} {'is' if len(numbers) == 1 else 'are'}" if numbers else ""


def card(exhibit: Evidence, case: Case) -> dict[str, Any]:
    """An exhibit as lists show it.  Its thumbnail is no reading, see `open_exhibit`."""
    at = [case.reference, exhibit.number]
    return {
        "exhibit": exhibit,
        "url": reverse("evidence_detail", args=at),
        "picture": reverse("evidence_picture", args=[*at, THUMBNAIL]) if can_be_pictured(exhibit) else "",
        "kind": exhibit.file_name.rpartition(".")[2].upper()[:5],
    }


def _earlier_with_the_same_bytes() -> models.Subquery:
    earlier = Evidence.objects.filter(
        case=models.OuterRef("case"), sha256=models.OuterRef("sha256"), number__lt=models.OuterRef("number")
    )
    return models.Subquery(earlier.order_by("number").values("number")[:1])


def _after(request: Request) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isdecimal() and len(after) < 9 else 0


def _here(request: Request, **changed: str) -> str:
    """This page with some of its query changed; another view begins at its first page only where asked."""
    query = {name: value for name, value in {**request.GET.dict(), **changed}.items() if value}
    return f"{request.path}?{urlencode(query)}" if query else request.path


# ---- Handing in -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Received:
    """What became of one file: an exhibit, or the sentence why not."""

    name: str
    exhibit: Evidence | None = None
    sentence: str = ""
    status: int = 201


def evidence_upload(request: Request, reference: str) -> HttpResponseBase:
    case, standing = the_work(request, reference, Section.EVIDENCE, Working.add_evidence)
    received: list[Received] = []
    if request.method == "POST":
        received = receive_each(request, case)
        if request.headers.get("Accept", "").startswith("application/json"):
            return answer_one(received, case)
        if received and all(row.exhibit for row in received):
            messages.success(request, in_words(received))
            return redirect("evidence_describe_many", case.reference)
    undescribed = case.evidence.filter(description="").count()
    desk = desk_of_the_case(case)
    context = {
        "refusal": why_not(standing, Working.add_evidence),
        "received": received,
        "error": "Choose at least one file" if request.method == "POST" and not received else "",
        "begun": begun(desk, request.user),
        "resumable_url": desk.start,
        "archive_ticked": request.POST.get("archive") == "yes",
        "accept": f"{ACCEPT_ATTRIBUTE},{EXPORT_ENDING}",
        "hint": f"Choose up to 100 at once. Accepted are {ACCEPTED}, each up to {in_megabytes(upload_limit())}.",
        "can_describe": standing.may(Working.describe_evidence),
        "undescribed": undescribed,
    }
    is_bad = request.method == "POST" and not any(row.exhibit for row in received)
    return render_case(request, "evidence/upload.html", case, standing, context, status=422 if is_bad else 200)


def receive_each(request: Request, case: Case) -> list[Received]:
    """Keep every file that was posted, or say why not: one bad file stops no other."""
    return [_receive(file, case, request) for file in request.FILES.getlist("files")]


def _receive(file: Any, case: Case, request: Request) -> Received:
    try:
        exhibit = add_evidence(case, file, by=request.user, is_export=request.POST.get("archive") == "yes")
    except Refused as refused:
        return Received(file.name, sentence=refused.sentence, status=409)
    except VaultRefusal as refused:
        return Received(file.name, sentence=str(refused), status=507 if isinstance(refused, NoRoom) else 422)
    return Received(exhibit.file_name, exhibit, kept_as(exhibit))


def answer_one(received: list[Received], case: Case) -> JsonResponse:
    """To the script, which sends each file by itself."""
    if not received:
        return JsonResponse({"error": "The file did not arrive. Choose it again."}, status=400)
    row = received[0]
    if row.exhibit is None:
        return JsonResponse({"error": row.sentence}, status=row.status)
    url = reverse("evidence_detail", args=[case.reference, row.exhibit.number])
    return JsonResponse({"text": row.sentence, "url": url}, status=201)


def in_words(received: list[Received]) -> str:
    numbers = [row.exhibit.number for row in received if row.exhibit]
    if len(numbers) == 1:
        return received[0].sentence
    same = sum("the same file" in row.sentence for row in received)
    return f"{len(numbers)} files are kept, as exhibits {numbers[0]} to {numbers[-1]}." + (
        f" {same} of them are the same as earlier ones." if same else ""
    )


def evidence_describe_many(request: Request, reference: str) -> HttpResponse:
    """A quick table for what has no description yet: forty screenshots come at once."""
    case, standing = the_work(request, reference, Section.EVIDENCE, Working.describe_evidence)
    waiting = case.evidence.filter(description="").order_by("number")
    if request.method == "POST":
        # The exhibits of the page that was filled in, also where somebody described one of them meanwhile.
        numbers = [number for number in request.POST.getlist("number") if number.isdecimal() and len(number) < 7]
        waiting = case.evidence.filter(number__in=numbers[:AT_ONCE]).order_by("number")
    exhibits = list(waiting[:AT_ONCE])
    form = DescribeManyForm(request.POST or None, exhibits=exhibits, allegations=case.allegations.all())
    refusal, status = why_not(standing, Working.describe_evidence), 200
    if request.method == "POST" and form.is_valid():
        try:
            number = describe_many(case, form.answers(), by=request.user, bearings=form.bearings)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal, status = refused.sentence, 409
        else:
            messages.success(request, f"{number} {'exhibit is' if number == 1 else 'exhibits are'} described.")
            return redirect("evidence_list", case.reference)
    context = {
        "form": form,
        "rows": [row | card(row["exhibit"], case) for row in form.rows()],
        "refusal": refusal,
        "back": reverse("evidence_list", args=[case.reference]),
    }
    return render_case(request, "evidence/describe_many.html", case, standing, context, status=status)


# ---- One exhibit ----------------------------------------------------------------------------------------------------


@require_GET
def evidence_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing, exhibit = the_exhibit(request, reference, number)
    assert standing.person is not None
    opened = open_exhibit(exhibit, standing.person)
    at = [case.reference, number]
    context = {
        "exhibit": exhibit,
        "opened": opened,
        "picture": f"{reverse('evidence_picture', args=[*at, PAGE])}?{urlencode({'opened': opened.token})}",
        "media": f"{reverse('evidence_media', args=at)}?{urlencode({'opened': opened.token})}",
        "post": post_of(exhibit),
        "others_of_post": case.evidence.filter(captures__exhibits=exhibit).exclude(pk=exhibit.pk).order_by("number"),
        "bearings": exhibit.bearings.select_related("allegation"),
        "same": case.evidence.filter(sha256=exhibit.sha256).exclude(pk=exhibit.pk).order_by("number"),
        "custody": custody(exhibit, standing),
        "custody_sheet": DocumentKind.CUSTODY_SHEET if (DocumentKind.CUSTODY_SHEET, "") in offered(standing) else "",
        "describing": can_write(standing, Working.describe_evidence),
        "can_add_to_chronology": standing.may(Working.write_chronology),
        **neighbours(exhibit),
    }
    return render_case(request, "evidence/detail.html", case, standing, context)


def neighbours(exhibit: Evidence) -> dict[str, int | None]:
    numbers = Evidence.objects.filter(case=exhibit.case_id).values_list("number", flat=True)
    return {
        "previous": numbers.filter(number__lt=exhibit.number).order_by("-number").first(),
        "next": numbers.filter(number__gt=exhibit.number).order_by("number").first(),
    }


def evidence_edit(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_work(request, reference, Section.EVIDENCE, Working.describe_evidence)
    exhibit = first_or_404(case.evidence.filter(number=number))
    form = EvidenceForm(request.POST or None, stored=description_of(exhibit), allegations=case.allegations.all())

    def write() -> None:
        given = form.cleaned_data
        about = {name: given[name] for name in ("description", "source", "dated", "withheld_because")}
        describe(exhibit, form.bearings, by=request.user, seen=given["seen"], **about)

    return writing_page(
        request,
        case,
        standing,
        form,
        write,
        works=(Working.describe_evidence,),
        template="evidence/edit.html",
        back=reverse("evidence_detail", args=[case.reference, number]),
        said=f"{exhibit} is described.",
        exhibit=exhibit,
        card=card(exhibit, case),
    )


@require_GET
def evidence_picture(request: Request, reference: str, number: int, width: int) -> HttpResponseBase:
    _, standing, exhibit = the_exhibit(request, reference, number)
    assert standing.person is not None
    return evidence_response(request, exhibit, standing.person, "picture", width=width)


@require_GET
def evidence_original(request: Request, reference: str, number: int) -> HttpResponseBase:
    """The file as it was handed in, as a download; the vault sees to it that no browser opens it in place."""
    case, standing, exhibit = the_exhibit(request, reference, number)
    assert standing.person is not None
    back = reverse("evidence_detail", args=[case.reference, number])
    return evidence_response(request, exhibit, standing.person, "original", back=back)


@require_safe
def evidence_media(request: Request, reference: str, number: int) -> HttpResponseBase:
    """A film or a recording for the player of the page, in the parts that it asks for."""
    case, standing, exhibit = the_exhibit(request, reference, number)
    assert standing.person is not None
    back = reverse("evidence_detail", args=[case.reference, number])
    return evidence_response(request, exhibit, standing.person, "media", back=back)


def the_exhibit(request: Request, reference: str, number: int) -> tuple[Case, Standing, Evidence]:
    case, standing = the_case(request, reference, Section.EVIDENCE)
    exhibits = case.evidence.filter(number=number).select_related("case__school", "received_by")
    return case, standing, first_or_404(exhibits)
