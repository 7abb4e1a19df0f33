"""What waits for me, what is due, and what am I part of?  The first page of everybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from investigations.access import (
    cases_for,
    copies_to_check,
    devices_for,
    duties_for,
    letters_to_write,
    parts_for,
    requests_for,
    school_offers,
    school_roles,
    suspensions_for,
    tasks_for,
)
from investigations.actions.accounts import KEEP_ACCOUNTS, warnings_about
from investigations.documents.hidden import as_read
from investigations.models import (
    AccountAdministrator,
    Acknowledgement,
    Appointment,
    Case,
    CaseLetter,
    ConcernDraft,
    Job,
    JobState,
    Person,
    Rendition,
    RunningClock,
    School,
    SchoolAccount,
    SignOff,
    Statement,
    User,
)
from investigations.procedure.calendar import SchoolCalendar, long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.clocks import Clock, Direction
from investigations.procedure.data_rights import RequestState
from investigations.procedure.roles import Office, Role, SchoolRole
from investigations.procedure.sections import Section
from investigations.procedure.sign_off import DeviceState, SignOffReason
from investigations.procedure.states import ActionState, DutyState, LetterState, StatementState
from investigations.procedure.suspension import SuspensionState

from .beside import dates_of
from .case_list import roles_held
from .declarations import places_shown
from .duties import row_of
from .finding import clocks_for, is_turn_of
from .gate import Request
from .vacant import vacancies_of_mine

#: So many of a kind stand on the page; the rest is one link away.
SHOWN = 8
ALL = 200
NEXT_STEPS = 2
#: Where a device waits for somebody: in use it waits for nobody, until it has to be renewed.
DEVICES_WAIT = [DeviceState.REQUESTED, DeviceState.DISCUSSED, DeviceState.APPROVED, DeviceState.EXPIRED]
JOBS_FROM = timedelta(days=3)
#: A suspension that has ended stays in sight for so long: the authority is told of the end too.
ENDED_FROM = timedelta(days=14)
OPEN_REQUESTS = [state.value for state in RequestState if state.is_open]
JOB_TONES = {JobState.DONE: "green", JobState.FAILED: "red"}
ENDS_OF_ITSELF = [rule.key for rule in Clock.all() if not rule.can_be_overdue]


def my_work(request: Request) -> HttpResponse:
    calendar = request.school.calendar
    parts = parts_for(request.user).filter(case__school=request.school)
    about_me = list(parts.filter(role=Role.SUBJECT)[:ALL])
    parts_apart = parts.exclude(Exists(cases_for(request.user).filter(pk=OuterRef("case"))))
    context = {
        "turns": _first(request, "turns", cases_of_my_turn(request), lambda cases: turns_shown(cases, request)),
        "due": _first(
            request,
            "due",
            clocks_due(request.user, request.school, about_me),
            lambda rows: dues_shown(rows, about_me, request.user, calendar),
        ),
        "places": places_shown(request),
        "vacancies": vacancies_of_mine(request),
        "statements": statements_to_confirm(request, parts),
        "tasks": _first(request, "tasks", tasks_open(request), lambda tasks: tasks_shown(tasks, calendar)),
        "beside": tasks_beside(request),
        "duties": _first(request, "duties", duties_open(request), duties_shown),
        "logs": logs_of(request.person),
        "letters": _first(request, "letters", letters_waiting_for(request), letters_shown),
        "copies": _first(request, "copies", copies_waiting_for(request), copies_shown),
        "parts": _first(request, "parts", parts_apart, parts_shown),
        "jobs": jobs_shown(request, about_me),
        "signatures": signatures_wanted(request.person),
        "drafts": drafts_shown(request),
    }
    has_nothing = not any(value for name, value in context.items() if name != "logs")
    return render(
        request,
        "my_work/my_work.html",
        context
        | {
            "has_nothing": has_nothing,
            "all_turns_url": f"{reverse('case_list')}?turn=on",
            "today": timezone.localdate(),
            "choose_school_url": reverse("choose_school") if _is_elsewhere_too(request) else "",
        },
    )


def _is_elsewhere_too(request: Request) -> bool:
    return Person.objects.filter(user=request.user, left_on=None).exclude(school=request.school).exists()


def _first(
    request: Request, name: str, found: QuerySet[Any], show: Callable[[list[Any]], list[Any]]
) -> dict[str, Any] | None:
    """The first few and whether there are more, or all of them where they were asked for; None where there is none."""
    limit = ALL if request.GET.get("all") == name else SHOWN
    rows = list(found[: limit + 1])
    return {"rows": show(rows[:limit]), "has_more": len(rows) > limit} if rows else None


# ---- Cases ----------------------------------------------------------------------------------------------------------


def cases_of_my_turn(request: Request) -> QuerySet[Case]:
    """Whoever has waited longest comes first."""
    return cases_for(request.user).filter(is_turn_of(request.user), school=request.school).order_by("state_since", "pk")


def turns_shown(cases: list[Case], request: Request) -> list[dict[str, Any]]:
    mine: dict[Any, set[Role]] = {case.pk: set() for case in cases}
    for held in Appointment.objects.live().filter(case__in=cases, person__user=request.user):
        mine[held.case_id] |= roles_held(held)
    return [
        {
            "case": case,
            "url": reverse("case_detail", args=[case.reference]),
            "steps": [
                {"label": step.label, "url": reverse("step_take", args=[case.reference, step.name])}
                for step in CaseProcedure.from_state(case.status)
                if not step.is_side and set(step.roles) & mine[case.pk]
            ][:NEXT_STEPS],
        }
        for case in as_read(request.user, cases)
    ]


def clocks_due(user: User, school: School, about_me: list[Appointment]) -> QuerySet[RunningClock]:
    """The soonest first, and so the overdue before all.  What ends of itself is nobody's fault, and is gone then."""
    mine = Q(pk__in=clocks_for(user, school).values("pk"))
    if about_me:
        keys = [rule.key for rule in (Clock.EMPLOYEE_PAPERS, Clock.APPEAL_LODGE)]
        mine |= Q(case__in=[part.case_id for part in about_me], key__in=keys, stopped_at=None)
    return (
        RunningClock.objects.filter(mine)
        .exclude(key__in=ENDS_OF_ITSELF, due_at__lt=timezone.now())
        .select_related("case")
        .order_by("due_at", "pk")
    )


def dues_shown(
    clocks: list[RunningClock], about_me: list[Appointment], user: User, calendar: SchoolCalendar
) -> list[dict[str, Any]]:
    as_read(user, [clock.case for clock in clocks])
    own_pages = {part.case_id: part for part in about_me}
    today = timezone.localdate()
    rows = []
    for clock in clocks:
        rule, day, part = Clock.get(clock.key), timezone.localdate(clock.due_at), own_pages.get(clock.case_id)
        rows.append(
            {
                "label": rule.label,
                "day": day,
                "working_days_left": calendar.working_days_until(today, day),
                "lasts": rule.direction is Direction.LASTS,
                "case": clock.case,
                "is_mine": part is not None,
                "url": reverse("part_detail", args=[part.pk])
                if part
                else reverse("case_detail", args=[clock.case.reference]),
            }
        )
    return rows


# ---- What is asked of me alone --------------------------------------------------------------------------------------


def statements_to_confirm(request: Request, parts: QuerySet[Appointment]) -> list[dict[str, Any]]:
    """Whoever made a statement has a part in the case, and reads the statement there."""
    makers = parts.filter(role__in=[Role.WITNESS, Role.SUBJECT])
    waiting = list(
        Statement.objects.filter(person=request.person, state=StatementState.SENT, case__in=makers.values("case"))
        .select_related("taken_by")
        .order_by("taken_on")[:SHOWN]
    )
    pages = {part.case_id: part for part in makers.filter(case__in=[one.case_id for one in waiting])}
    return [
        {
            "statement": statement,
            "url": reverse("part_statement", args=[pages[statement.case_id].pk, statement.number]),
        }
        for statement in waiting
    ]


def tasks_open(request: Request) -> QuerySet[Any]:
    return tasks_for(request.user).filter(state=ActionState.APPROVED, case__school=request.school)


def tasks_shown(tasks: list[Any], calendar: SchoolCalendar) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "task": task,
            "working_days_left": calendar.working_days_until(today, task.due_on),
            "url": reverse("task_detail", args=[task.pk]),
        }
        for task in tasks
    ]


def tasks_beside(request: Request) -> list[dict[str, Any]]:
    """Requests to be answered, and suspensions that the governing body is told of and can end."""
    asked = requests_for(request.user).filter(case__school=request.school, state__in=OPEN_REQUESTS)
    lately = timezone.localdate() - ENDED_FROM
    suspended = suspensions_for(request.user).filter(
        Q(state=SuspensionState.IN_FORCE) | Q(ended_on__gte=lately), case__school=request.school
    )
    rows = [
        {
            "label": one.kind.label,
            "hint": f"From {one.by_whom}, received on {long_date(one.received_on)}",
            "dates": dates_of(one),
            "url": reverse("request_task", args=[one.pk]),
        }
        for one in asked[:ALL]
    ]
    return rows + [
        {
            "label": "A member of staff is suspended" if one.is_open else "A suspension has ended",
            "hint": "Lifting it is recommended to the governing body" if one.recommendation and one.is_open else "",
            "dates": [],
            "url": reverse("suspension_task", args=[one.pk]),
        }
        for one in suspended[:ALL]
    ]


def duties_open(request: Request) -> QuerySet[Any]:
    """Duties of this person, outside the cases that they find in their list."""
    states = [state for state in DutyState if state.is_open]
    mine = duties_for(request.user).filter(state__in=states, case__school=request.school)
    return mine.exclude(Exists(cases_for(request.user, seeing=Section.DUTIES).filter(pk=OuterRef("case"))))


def duties_shown(duties: list[Any]) -> list[dict[str, Any]]:
    clocks = RunningClock.objects.filter(stopped_at=None, record_id__in=[str(duty.pk) for duty in duties])
    running = {clock.record_id: clock for clock in clocks}
    return [row_of(duty, running.get(str(duty.pk))) | {"url": reverse("duty_task", args=[duty.pk])} for duty in duties]


def logs_of(person: Person) -> list[dict[str, str]]:
    """The logs of the school that this person keeps."""
    rows = []
    if person.holds(Office.HEAD, Office.DPO):
        rows.append({"label": "Personal-data breach log", "hint": "", "url": reverse("breach_log")})
    if person.holds(Office.HEAD):
        rows.append({"label": "Low-level concerns", "hint": "", "url": reverse("low_level_log")})
    return rows


def letters_waiting_for(request: Request) -> QuerySet[CaseLetter]:
    return letters_to_write(request.user).filter(case__school=request.school)


def letters_shown(letters: list[CaseLetter]) -> list[dict[str, Any]]:
    return [
        {
            "letter": letter,
            "verb": "Serve" if letter.status is LetterState.ISSUED else "Issue",
            "url": reverse("letter_detail", args=[letter.case.reference, letter.number]),
        }
        for letter in letters
    ]


def copies_waiting_for(request: Request) -> QuerySet[Rendition]:
    return copies_to_check(request.user).filter(evidence__case__school=request.school)


def copies_shown(copies: list[Rendition]) -> list[dict[str, Any]]:
    return [
        {
            "copy": copy,
            "url": reverse("rendition_check", args=[copy.evidence.case.reference, copy.evidence.number, copy.scope]),
        }
        for copy in copies
    ]


def parts_shown(parts: list[Appointment]) -> list[dict[str, Any]]:
    return [
        {
            "part": part,
            "words": part_in_words(part),
            "url": reverse("part_detail", args=[part.pk]),
            "since": _since(part),
        }
        for part in parts
    ]


def part_in_words(part: Appointment) -> str:
    return {
        Role.REPORTER: "You reported a concern",
        Role.WITNESS: "You are asked what you know",
        Role.SUBJECT: "A matter about you",
        Role.COMPANION: "You accompany a colleague",
        Role.EVIDENCE_CUSTODIAN: "You are asked for evidence",
    }[part.kind]


def _since(part: Appointment) -> Any:
    """For the employee: when they were told, and not when the case began without them."""
    return part.case.employee_told_at if part.kind is Role.SUBJECT else part.appointed_at


def jobs_shown(request: Request, about_me: list[Appointment]) -> list[dict[str, Any]]:
    """Documents that are being made, and what became of those of the last days.  The employee has some of their own."""
    pages = {part.case_id: part for part in about_me}
    unfinished = Q(state__in=[JobState.WAITING, JobState.RUNNING])
    cases = cases_for(request.user).filter(school=request.school)
    jobs = list(
        Job.objects.filter(Q(case__in=cases.values("pk")) | Q(case__in=list(pages)))
        .filter(unfinished | Q(finished_at__gte=timezone.now() - JOBS_FROM), requested_by=request.person)
        .select_related("case")[:SHOWN]
    )
    return [
        {
            "label": job.get_kind_display(),
            "url": reverse("part_job", args=[pages[job.case_id].pk, job.pk])
            if job.case_id in pages
            else reverse("job_detail", args=[job.case.reference, job.pk]),
            "hint": f"Case {job.case.reference}",
            "status": job.get_state_display(),
            "tone": JOB_TONES.get(JobState(job.state), "blue"),
        }
        for job in jobs
    ]


def signatures_wanted(person: Person) -> list[dict[str, Any]]:
    """What is to be signed, countersigned, talked about, approved or put right: nothing of it comes from a case."""
    return [*to_sign(person), *to_countersign(person), *refused_to_sign(person), *devices_waiting(person)] + [
        {"label": f"Put right: {account}", "hint": words, "url": reverse("account_detail", args=[account.pk])}
        for account, words in accounts_amiss(person)
    ]


def to_sign(person: Person) -> list[dict[str, Any]]:
    rows = person.sign_offs.filter(is_current=True).outstanding().select_related("version__policy")
    return [
        {
            "label": f"{'Sign again' if row.reason == SignOffReason.RENEWAL else 'Sign'} “{row.version.policy.title}”",
            "hint": f"Version {row.version.number}. {SignOffReason(row.reason).label}.",
            "url": reverse("version_sign", args=[row.version.policy_id, row.version.number]),
            "status": "Overdue" if row.overdue_days else "",
            "tone": "red",
        }
        for row in rows[:SHOWN]
    ]


def to_countersign(person: Person) -> list[dict[str, Any]]:
    number = countersignatures_wanted(person).count()
    label = f"Countersign {number} signature{'' if number == 1 else 's'} under a policy"
    return [{"label": label, "hint": "", "url": reverse("countersign_list")}] if number else []


def refused_to_sign(person: Person) -> list[dict[str, Any]]:
    """For whoever speaks with them: the head teacher, and the chair where the head teacher refused."""
    if not person.holds(Office.HEAD, Office.CHAIR):
        return []
    rows = SignOff.objects.at(person.school).current().refused().select_related("person__school", "version__policy")
    return [
        {
            "label": f"{row.person} does not sign “{row.version.policy.title}”",
            "hint": "Read why, speak with them, and ask again.",
            "url": reverse("sign_off_detail", args=[row.pk]),
        }
        for row in rows[:SHOWN]
        if SchoolRole.HEAD in school_roles(person, row)
    ]


def devices_waiting(person: Person) -> list[dict[str, Any]]:
    """Each device with a step that is this person's now and not a mere possibility."""
    rows = []
    for device in devices_for(person).filter(state__in=DEVICES_WAIT)[:ALL]:
        offers = [offer for offer in school_offers(device, person) if not offer.step.is_side]
        if offers:
            rows.append(
                {
                    "label": f"{offers[0].step.label}: {device}",
                    "hint": offers[0].refusal,
                    "url": reverse("device_detail", args=[device.pk]),
                }
            )
    return rows[:SHOWN]


def accounts_amiss(person: Person) -> list[tuple[SchoolAccount, str]]:
    """For those who keep the register: who holds an account without what the policy asks of them."""
    if not person.holds(*KEEP_ACCOUNTS):
        return []
    held = AccountAdministrator.objects.on(timezone.localdate()).filter(
        account__school=person.school_id, account__closed_on=None
    )
    found: dict[SchoolAccount, list[str]] = {}
    for row in held.select_related("account", "person__school").prefetch_related("person__offices"):
        if words := warnings_about(row):
            found.setdefault(row.account, []).extend(words)
    return [(account, " ".join(words)) for account, words in found.items()]


def countersignatures_wanted(person: Person) -> QuerySet[Acknowledgement]:
    """The head countersigns for everybody; for the head, the chair of governors does."""
    waiting = Acknowledgement.objects.filter(person__school=person.school, countersigned_at=None).exclude(person=person)
    heads = Person.objects.at(person.school).holding(Office.HEAD)
    if person.holds(Office.HEAD):
        return waiting.exclude(person__in=heads)
    return waiting.filter(person__in=heads) if person.holds(Office.CHAIR) else waiting.none()


def drafts_shown(request: Request) -> list[dict[str, Any]]:
    drafts = ConcernDraft.objects.filter(by=request.person, school=request.school)
    return [{"draft": draft, "url": reverse("concern_list")} for draft in drafts[:SHOWN]]
