"""How does somebody report a concern?  One question a page, kept as it is typed, checked, and sent once."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import cases_for, parts_for
from investigations.actions import drafts
from investigations.actions.refusals import Refused
from investigations.forms.concern_pages import GuidedReport, Page
from investigations.models import ConcernDraft
from investigations.procedure.roles import Role
from investigations.vault.kinds import ACCEPT_ATTRIBUTE, ACCEPTED
from investigations.vault.refusals import VaultRefusal

from .concern_words import QUESTIONS, back_from, earlier, on_from, receiver, rows, title_of, told_so_far, url_of, way_on
from .gate import Request
from .uploads import Desk, answer_one_upload, answer_start, begun

View = Callable[..., HttpResponseBase]


def with_report(view: View) -> View:
    """Only its writer has a report in the making; one that was sent leads to the page that says so."""

    @wraps(view)
    def found(request: Request, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = ConcernDraft.objects.filter(pk=pk, by=request.person, school=request.school).first()
        if draft is not None:
            with suppress(drafts.Gone):
                return view(request, GuidedReport(draft, request.person), *args, **kwargs)
        if was_sent(request, pk):
            return redirect("concern_sent", pk)
        raise Http404

    return found


def was_sent(request: Request, pk: UUID) -> bool:
    return drafts.was_sent_by(request.person, pk) or cases_for(request.user).filter(pk=pk).exists()


def concern_list(request: Request) -> HttpResponse:
    """What happens with a report, the reports begun, and what became of earlier ones."""
    reports = [GuidedReport(draft, request.person) for draft in request.person.concern_drafts.all()]
    return render(
        request,
        "concerns/list.html",
        {
            "drafts": [{"draft": report.draft, "title": title_of(report), "url": way_on(report)} for report in reports],
            "earlier": [earlier(request, part) for part in parts_for(request.user).filter(role=Role.REPORTER)],
        },
    )


@require_POST
def concern_start(request: Request) -> HttpResponse:
    return redirect(way_on(GuidedReport(drafts.start_draft(request.person), request.person)))


@with_report
def concern_question(request: Request, report: GuidedReport, question: str) -> HttpResponse:
    page = report.page(question)
    if page is None:
        raise Http404
    if page.name == "clauses" and report.when(page.number or 1) is None:
        return redirect("concern_question", report.draft.pk, Page("when", page.number))
    if request.method == "POST":
        return answer(request, report, page)
    return ask(request, report, page, report.form(page))


def ask(request: Request, report: GuidedReport, page: Page, form: Any) -> HttpResponse:
    several = page.number and (page.number > 1 or report.number_of_allegations > 1)
    return render(
        request,
        f"concerns/{page.name}.html",
        {
            "form": form,
            "report": report,
            "page": page,
            "question": heading(form, page),
            "caption": f"Report a concern: allegation {page.number}" if several else "Report a concern",
            "back_url": back_from(request, report, page),
            "told": told_so_far(report),
        },
    )


def heading(form: Any, page: Page) -> str:
    """The page's own h1; a question alone on its page is its own."""
    if page.name == "another":
        return "What you have told so far"
    return QUESTIONS[page.name] if len(form.visible_fields()) > 1 else ""


def answer(request: Request, report: GuidedReport, page: Page) -> HttpResponse:
    """Keep what was typed, right or wrong; go on once it does."""
    if page.name == "another":
        return answer_another(request, report, page)
    draft = drafts.keep_answers(report.draft, page.name, report.typed_in(page, request.POST), allegation=page.number)
    if request.POST.get("save"):
        messages.success(request, "Your report is saved. You can go on with it whenever you like.")
        return redirect("concern_list")
    form = report.form(page, request.POST)
    if not form.is_valid():
        return ask(request, report, page, form)
    return redirect(on_from(request, GuidedReport(draft, request.person), page))


def answer_another(request: Request, report: GuidedReport, page: Page) -> HttpResponse:
    if number := request.POST.get("remove"):
        drafts.remove_allegation(report.draft, int(number) if number.isdecimal() else 0)
        return redirect("concern_question", report.draft.pk, page)
    form = report.form(page, request.POST)
    if request.POST.get("save") or not form.is_valid():
        return redirect("concern_list") if request.POST.get("save") else ask(request, report, page, form)
    more = Page("what", report.number_of_allegations + 1)
    if form.cleaned_data["another"] == "yes" and report.page(more.slug):
        return redirect("concern_question", report.draft.pk, more)
    return redirect(on_from(request, report, page))


@with_report
def concern_files(request: Request, report: GuidedReport) -> HttpResponse:
    """Many files at once; each is kept or refused by itself, and says so."""
    draft = report.draft
    if request.method != "POST":
        return show_files(request, draft)
    if request.POST.get("remove"):
        drafts.remove_file(draft, _uuid_or_404(request.POST["remove"]))
        return redirect("concern_files", draft.pk)
    refusals = keep_files(draft, request.FILES.getlist("files"))
    if not request.accepts("text/html"):
        return JsonResponse({"error": refusals[0]} if refusals else {"text": "Kept."}, status=422 if refusals else 201)
    return show_files(request, draft, refusals) if refusals else redirect("concern_files", draft.pk)


@with_report
def concern_upload_start(request: Request, report: GuidedReport) -> HttpResponseBase:
    return answer_start(request, _desk(report.draft))


@with_report
def concern_upload_one(request: Request, report: GuidedReport, upload: UUID) -> HttpResponseBase:
    return answer_one_upload(request, _desk(report.draft), upload)


def _desk(draft: ConcernDraft) -> Desk:
    return Desk(
        to=draft,
        names=("concern_upload_start", "concern_upload_one"),
        args=[draft.pk],
        page=reverse("concern_files", args=[draft.pk]),
        kept_as=lambda file: "Kept with this report.",
    )


def keep_files(draft: ConcernDraft, files: list[Any]) -> list[str]:
    """Keep what can be kept; a sentence for each that cannot."""
    refusals = [] if files else ["Choose at least one file, or continue without."]
    for file in files:
        try:
            drafts.add_file(draft, file)
        except (VaultRefusal, Refused) as refused:
            refusals.append(str(refused))
    return refusals


def show_files(request: Request, draft: ConcernDraft, refusals: list[str] | None = None) -> HttpResponse:
    desk = _desk(draft)
    return render(
        request,
        "concerns/files.html",
        {
            "draft": draft,
            "begun": begun(desk, request.user),
            "resumable_url": desk.start,
            "files": draft.files.all(),
            "upload_url": reverse("concern_files", args=[draft.pk]),
            "accept": ACCEPT_ATTRIBUTE,
            "accepted": ACCEPTED,
            "error": " ".join(refusals or []),
            "back_url": reverse("concern_question", args=[draft.pk, Page("done")]),
            "check_url": reverse("concern_check", args=[draft.pk]),
        },
        status=422 if refusals else 200,
    )


@with_report
def concern_check(request: Request, report: GuidedReport) -> HttpResponse:
    return check(request, report)


def check(request: Request, report: GuidedReport, refusal: str = "", status: int = 200) -> HttpResponse:
    """Everything that was answered, with the way to change it, and who will receive it."""
    return render(
        request,
        "concerns/check.html",
        {
            "report": report,
            "about": rows(report, "who"),
            "allegations": [
                {"number": number, "rows": rows(report, "what", "when", "where", "clauses", number=number)}
                for number in range(1, max(report.number_of_allegations, 1) + 1)
            ],
            "circumstances": rows(report, "source", "done"),
            "files": report.draft.files.all(),
            "unanswered": [(QUESTIONS[page.name], url_of(report, page, check=True)) for page in report.unanswered()],
            "receiver": receiver(report),
            "refusal": refusal,
        },
        status=status,
    )


@require_POST
@with_report
def concern_send(request: Request, report: GuidedReport) -> HttpResponse:
    if report.unanswered():
        return check(request, report, status=400)
    try:
        case = drafts.send(
            report.draft,
            report.concern(),
            subject=report.subject,
            told_by=report.told_by,
            by=request.user,
            at=request.person,
        )
    except Refused as refused:
        return check(request, report, refused.sentence, status=409)
    return redirect("concern_sent", case.pk)


def concern_sent(request: Request, pk: UUID) -> HttpResponse:
    """Thanks, and what comes next.  Only who may read the case learns its reference."""
    case = cases_for(request.user).filter(pk=pk).first()
    part = parts_for(request.user).filter(case=pk, role=Role.REPORTER).first()
    if part is None and not was_sent(request, pk):
        raise Http404
    return render(request, "concerns/sent.html", {"case": case, "part": part})


@require_POST
@with_report
def concern_discard(request: Request, report: GuidedReport) -> HttpResponse:
    drafts.discard_draft(report.draft)
    messages.success(request, "The report was thrown away. Nothing of it was sent.")
    return redirect("concern_list")


def _uuid_or_404(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError as wrong:
        raise Http404 from wrong
