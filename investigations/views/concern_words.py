"""How is a report in the making told back, and where does one go on in it?"""

from typing import Any

from django.urls import reverse

from investigations.access import cases_for
from investigations.forms.concern_pages import GuidedReport, Page
from investigations.models import Appointment
from investigations.procedure.choices import Channel
from investigations.procedure.roles import Office
from investigations.procedure.states import Stage

from .gate import Request

QUESTIONS = {
    "who": "Who is it about?",
    "what": "What happened?",
    "when": "When did it happen?",
    "where": "Where did it happen?",
    "clauses": "Which rules may have been broken?",
    "another": "Is there another allegation?",
    "source": "How did it come to light?",
    "done": "What was done at once?",
}


def title_of(report: GuidedReport) -> str:
    return (report.typed(Page("what", 1)).get("title") or [""])[0] or "Report without a title yet"


def told_so_far(report: GuidedReport) -> list[dict[str, Any]]:
    """The allegations begun, as they were typed, with the way to each."""
    pages = [Page("what", number) for number in range(1, report.number_of_allegations + 1)]
    return [
        {
            "number": page.number,
            "what": (report.typed(page).get("what") or [""])[0],
            "url": url_of(report, page),
        }
        for page in pages
    ]


def receiver(report: GuidedReport) -> str:
    """Who will read it first, before it is sent."""
    if report.manager is None:
        return ""
    offices = sorted(report.manager.current_offices(), key=list(Office).index)
    office = f"the {offices[0].in_sentence}" if offices else "who manages cases"
    return "you" if report.writer_will_manage else f"{report.manager.name}, {office}"


def rows(report: GuidedReport, *names: str, number: int | None = None) -> list[dict[str, Any]]:
    pages = [Page(name, number) for name in names]
    return [row | {"change_url": url_of(report, page, check=True)} for page in pages for row in said_on(report, page)]


def said_on(report: GuidedReport, page: Page) -> list[dict[str, Any]]:
    """What was answered on a page, row by row; one row that says so where it was not."""
    answers = report.answers(page)
    if answers is None:
        return [{"label": QUESTIONS[page.name], "value": "", "is_missing": True}]
    match page.name:
        case "who":
            return [{"label": "Who", "value": report.subject.name if report.subject else "Not known yet"}]
        case "what":
            title = [{"label": "Title", "value": answers["title"]}] if page.number == 1 else []
            return [*title, {"label": "What happened", "words": answers["what"]}]
        case "when":
            return [{"label": "When", "first": answers["first"], "last": answers["last"]}]
        case "where":
            places = [answers["account"], answers["post_address"], answers["device"]]
            return [{"label": "Where", "lines": [place for place in places if place], "empty": "Not said"}]
        case "clauses":
            return [{"label": "Clauses", "clauses": report.clauses(page.number or 1), "empty": "To be settled"}]
        case "source":
            told_by = report.told_by
            who = "You noticed it yourself" if told_by is None else told_by.name or "A pupil"
            lines = [Channel(answers["channel"]).label, who, answers["words"]]
            return [
                {"label": "How it came to light", "lines": [line for line in lines if line]},
                {"label": "Known since", "first": answers["received_on"]},
            ]
    return [{"label": "Done at once", "words": report.done_in_words(), "empty": "Nothing yet"}]


def earlier(request: Request, part: Appointment) -> dict[str, Any]:
    """A report this person made: that it is being dealt with or was, and never how it ended."""
    case = cases_for(request.user).filter(pk=part.case_id).first()
    return {
        "part": part,
        "title": part.case.title,
        "is_settled": part.case.status.stage is Stage.CLOSED,
        "url": reverse("case_detail", args=[case.reference]) if case else reverse("part_detail", args=[part.pk]),
    }


def url_of(report: GuidedReport, page: Page, *, check: bool = False) -> str:
    return reverse("concern_question", args=[report.draft.pk, page]) + ("?from=check" if check else "")


def on_from(request: Request, report: GuidedReport, page: Page) -> str:
    """Back to checking where they came from there and nothing is missing; else the next page."""
    if request.GET.get("from") == "check":
        missing = report.unanswered()
        return url_of(report, missing[0], check=True) if missing else reverse("concern_check", args=[report.draft.pk])
    following = report.after(page)
    return url_of(report, following) if following else reverse("concern_files", args=[report.draft.pk])


def back_from(request: Request, report: GuidedReport, page: Page) -> str:
    if request.GET.get("from") == "check":
        return reverse("concern_check", args=[report.draft.pk])
    before = report.before(page)
    return url_of(report, before) if before else reverse("concern_list")


def way_on(report: GuidedReport) -> str:
    """Where somebody goes on with a report they had left."""
    missing = report.unanswered()
    if missing:
        return url_of(report, missing[0])
    return reverse("concern_check", args=[report.draft.pk])
