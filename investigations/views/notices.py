"""What was I told, and how do I wish to be told?  And, for those who run the school: which mails did not go out?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import cases_for, copies_to_check, parts_for, tasks_for
from investigations.actions.notices import choose_mail, mark_read, send_again
from investigations.actions.refusals import Refused
from investigations.documents.hidden import as_read
from investigations.forms.notices import WishForm
from investigations.models import Appointment, Case, Evidence, Job, Notice, Person, Rendition, RunningClock, Statement
from investigations.news import notices_for
from investigations.news.mail import in_trouble, wish_of
from investigations.procedure.clocks import Clock
from investigations.procedure.notices import BY_PERCENT, MailState, NoticeKind, Way
from investigations.procedure.sections import Section

from .finding import clocks_in_sight
from .gate import Request, first_or_404
from .keyset import Order, slice_of
from .my_work import part_in_words
from .person import runs_the_school

NEWEST = Order("made_at", "id", down=True, tie_down=True, is_moment=True)
TONES = {MailState.FAILED: "red", MailState.UNSURE: "orange", MailState.WAITING: "grey"}
OF_A_DATE = set(BY_PERCENT.values())
OF_A_DOCUMENT = {NoticeKind.DOCUMENT_READY, NoticeKind.DOCUMENT_FAILED}
OF_AN_EXHIBIT = {NoticeKind.SUSPECT_FILE, NoticeKind.EVIDENCE_DAMAGED}

#: Where what is one's own affair at the school is found, when it is not among the policies.
OWN_PAGES = {
    NoticeKind.COUNTERSIGN: "countersign_list",
    NoticeKind.SIGN_POLICY: "my_work",
    NoticeKind.SIGN_REMINDER: "my_work",
    NoticeKind.SIGN_REFUSED: "my_work",
    NoticeKind.DEVICE_ASKED: "device_list",
    NoticeKind.DEVICE_MOVED: "device_list",
    NoticeKind.EXPORT_ASKED: "notice_list",
}


def notice_list(request: Request) -> HttpResponse:
    page = slice_of(
        notices_for(request.person), NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    here = reverse("notice_list")
    context = {
        "rows": rows_of(page.rows, request),
        "has_unread": notices_for(request.person).filter(read_at=None).exists(),
        "newer_url": f"{here}?before={page.before}" if page.before else "",
        "older_url": f"{here}?after={page.after}" if page.after else "",
    }
    return render(request, "notices/list.html", context)


def notice_open(request: Request, pk: Any) -> HttpResponse:
    """Leads to what it is about, and is read from then on."""
    notice = first_or_404(notices_for(request.person).filter(pk=pk))
    mark_read(request.person, pk=notice.pk)
    [row] = rows_of([notice], request)
    return redirect(row["leads_to"])


@require_POST
def notices_read(request: Request) -> HttpResponse:
    """All of them, or the one whose button was pressed."""
    if pk := request.POST.get("notice", ""):
        notice = next((row for row in notices_for(request.person).filter(read_at=None) if str(row.pk) == pk), None)
        number = mark_read(request.person, pk=notice.pk) if notice else 0
    else:
        number = mark_read(request.person)
    messages.success(request, f"{number} notice{' is' if number == 1 else 's are'} marked as read.")
    return redirect("notice_list")


def notice_settings(request: Request) -> HttpResponse:
    form = WishForm(request.POST or None, initial={"mail": wish_of(request.person)})
    if request.method == "POST" and form.is_valid():
        choose_mail(request.person, form.cleaned_data["mail"])
        messages.success(request, "Your choice is kept.")
        return redirect("notice_list")
    context = {"form": form, "address": request.user.email, "cancel_url": reverse("notice_list")}
    return render(request, "notices/settings.html", context)


def outgoing_mail(request: Request) -> HttpResponse:
    """What has to be looked at, and nothing of what a mail was about: no mail says it."""
    if not runs_the_school(request.person):
        raise Http404
    people = Person.objects.at(request.school)
    page = slice_of(
        in_trouble(people), NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    here = reverse("outgoing_mail")
    context = {
        "rows": [
            {
                "mail": mail,
                "state": MailState(mail.state),
                "tone": TONES[MailState(mail.state)],
                "can_retry": mail.state in (MailState.FAILED, MailState.UNSURE),
            }
            for mail in page.rows
        ],
        "newer_url": f"{here}?before={page.before}" if page.before else "",
        "older_url": f"{here}?after={page.after}" if page.after else "",
    }
    return render(request, "notices/outgoing.html", context)


@require_POST
def mail_again(request: Request, pk: Any) -> HttpResponse:
    if not runs_the_school(request.person):
        raise Http404
    mail = first_or_404(in_trouble(Person.objects.at(request.school)).filter(pk=pk))
    try:
        send_again(mail, by=request.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"The mail to {mail.to} will be sent again in a moment.")
    return redirect("outgoing_mail")


# ---- What a notice says, to whom may know it ------------------------------------------------------------------------


def rows_of(notices: list[Notice], request: Request) -> list[dict[str, Any]]:
    """A handful of queries, however many the notices; every word comes through the gate again."""
    seen = _Seen(notices, request)
    return [
        {
            "notice": notice,
            "kind": NoticeKind(notice.kind).label,
            "about": seen.about(notice),
            "detail": seen.detail(notice),
            "leads_to": seen.leads_to(notice),
            "url": reverse("notice_open", args=[notice.pk]),
        }
        for notice in notices
    ]


#: Pages of one thing beside a case, for whoever does not see the case.
BESIDE = {Way.REQUEST: "request_task", Way.DUTY: "duty_task", Way.SUSPENSION: "suspension_task"}


class _Seen:
    """What the reader may know of the matters of these notices, read at once."""

    def __init__(self, notices: list[Notice], request: Request) -> None:
        user = request.user
        by_way = {way: [notice for notice in notices if notice.way == way] for way in Way}
        of_cases = {notice.case_id for notice in by_way[Way.CASE]}
        of_parts = {notice.case_id for notice in by_way[Way.PART]}
        self.cases: dict[Any, Case] = {
            case.pk: case for case in as_read(user, list(cases_for(user).filter(pk__in=of_cases)))
        }
        self.parts: dict[Any, Appointment] = {}
        if of_parts:
            self.parts = {part.case_id: part for part in parts_for(user).filter(case__in=of_parts)}
        tasks = [notice.record_id for notice in by_way[Way.TASK]]
        self.tasks = {task.pk: task for task in tasks_for(user).filter(pk__in=tasks)} if tasks else {}
        about = {kind: [one.record_id for one in notices if one.kind == kind] for kind in NoticeKind}
        clocks = [key for kind in OF_A_DATE for key in about[kind]]
        self.clocks: dict[Any, RunningClock] = {}
        if clocks:
            self.clocks = {clock.pk: clock for clock in clocks_in_sight(user).filter(pk__in=clocks)}
        jobs = [key for kind in OF_A_DOCUMENT for key in about[kind]]
        self.jobs = (
            {
                job.pk: job
                for job in Job.objects.filter(pk__in=jobs, requested_by=request.person).select_related("release")
            }
            if jobs
            else {}
        )
        asked = about[NoticeKind.EXPORT_ASKED]
        self.exports: dict[Any, Job] = {}
        if asked:
            self.exports = {job.pk: job for job in Job.objects.filter(pk__in=asked).select_related("requested_by")}
        files = [key for kind in OF_AN_EXHIBIT for key in about[kind]]
        self.exhibits: dict[Any, Evidence] = {}
        if files:
            open_to = cases_for(user, seeing=Section.EVIDENCE).values("pk")
            self.exhibits = {row.pk: row for row in Evidence.objects.filter(pk__in=files, case__in=open_to)}
        copies = about[NoticeKind.COPY_TO_CHECK]
        self.copies: dict[Any, Rendition] = {}
        if copies:
            self.copies = {row.pk: row for row in copies_to_check(user).filter(pk__in=copies)}
        if files:
            open_to = cases_for(user, seeing=Section.REDACTION).values("pk")
            damaged = Rendition.objects.filter(pk__in=files, evidence__case__in=open_to).select_related("evidence")
            self.copies |= {row.pk: row for row in damaged}
        self.statements = self._statements(about, user, request.person)

    def _statements(self, about: dict[NoticeKind, list[Any]], user: Any, person: Person) -> dict[Any, Statement]:
        """Their own, or one of a case whose statements they see."""
        keys = about[NoticeKind.STATEMENT_WAITS] + about[NoticeKind.STATEMENT_BACK]
        if not keys:
            return {}
        rows = Statement.objects.filter(pk__in=keys)
        mine = rows.filter(person=person, case__in=list(self.parts))
        theirs = rows.filter(case__in=cases_for(user, seeing=Section.STATEMENTS).values("pk"))
        return {statement.pk: statement for statement in mine | theirs}

    def about(self, notice: Notice) -> str:
        if case := self.cases.get(notice.case_id) if notice.way == Way.CASE else None:
            return f"{case.title}, case {case.reference}"
        if part := self.parts.get(notice.case_id) if notice.way == Way.PART else None:
            return f"{part_in_words(part)}, {part.case.reference}"
        if task := self.tasks.get(notice.record_id):
            return task.title
        return ""

    def detail(self, notice: Notice) -> str:
        if clock := self.clocks.get(notice.record_id):
            return Clock.get(clock.key).label
        if job := self.jobs.get(notice.record_id):
            return f"{job.release}, for {job.release.recipient}" if job.release else job.get_kind_display()
        if exhibit := self.exhibits.get(notice.record_id):
            return str(exhibit)
        if copy := self.copies.get(notice.record_id):
            return str(copy)
        if export := self.exports.get(notice.record_id):
            return f"asked for by {export.requested_by}"
        return ""

    def leads_to(self, notice: Notice) -> str:
        """To the thing itself where its page is theirs, and else to the first page of the case, part or task."""
        if notice.way == Way.TASK:
            return reverse("task_detail", args=[notice.record_id])
        if notice.way in BESIDE:
            return reverse(BESIDE[Way(notice.way)], args=[notice.record_id])
        if notice.way == Way.PART:
            part = self.parts[notice.case_id]
            if statement := self.statements.get(notice.record_id):
                return reverse("part_statement", args=[part.pk, statement.number])
            return reverse("part_detail", args=[part.pk])
        if notice.way == Way.CASE:
            reference = self.cases[notice.case_id].reference
            if statement := self.statements.get(notice.record_id):
                return reverse("statement_detail", args=[reference, statement.number])
            if exhibit := self.exhibits.get(notice.record_id):
                return reverse("evidence_detail", args=[reference, exhibit.number])
            if copy := self.copies.get(notice.record_id):
                return reverse("rendition_check", args=[reference, copy.evidence.number, copy.scope])
            if (job := self.jobs.get(notice.record_id)) and job.release:
                return reverse("copy_detail", args=[reference, job.release.number])
            if notice.kind == NoticeKind.COPY_RELEASED:
                return reverse("bundle_detail", args=[reference])
            if notice.record_id in self.jobs:
                return reverse("job_detail", args=[reference, notice.record_id])
            return reverse("case_detail", args=[reference])
        return reverse(OWN_PAGES.get(NoticeKind(notice.kind), "policy_list"))
