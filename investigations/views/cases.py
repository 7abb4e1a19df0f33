"""Where is the case, whose turn is it, what is due, and what happened last?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.access import Standing
from investigations.documents.sign_off_record import NOT_A_DEFENCE, signed_versions
from investigations.models import Appointment, Case
from investigations.procedure.choices import FoundBy
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section, as_told
from investigations.procedure.states import ActionState, Stage, State
from investigations.procedure.turns import turn

from . import clocks
from .beside import at_a_glance
from .case_accounts import accounts_named
from .case_frame import render_case
from .duties import questions_again
from .finding import CHAIRS
from .gate import Request, the_case
from .letters import letters_waiting
from .vacant import vacancies_shown

OPEN_ACTIONS = [state for state in ActionState if state.is_open]


def case_detail(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference)
    waiting_for = turn(standing.told_state)
    sees_allegations = standing.sees(Section.ALLEGATIONS)
    return render_case(
        request,
        "cases/detail.html",
        case,
        standing,
        {
            "passed": stages_passed(case, standing),
            "turn": turn_in_words(case, standing, waiting_for),
            "is_yours": bool(set(waiting_for) & standing.roles),
            "offers": offers(case, standing),
            "vacancies": vacancies_shown(standing),
            "letters": letters_waiting(case, standing),
            "clocks": clocks_shown(case, standing),
            "last": last_events(case, standing),
            "history_url": reverse("history", args=[case.reference]) if standing.sees(Section.HISTORY) else "",
            "beside": at_a_glance(case, standing),
            "people": people_shown(case, standing),
            "sees_allegations": sees_allegations,
            "allegations": case.allegations.prefetch_related("clauses") if sees_allegations else (),
            "versions": signed_versions(case) if sees_allegations else (),
            "not_a_defence": NOT_A_DEFENCE,
            "accounts_named": accounts_named(case, standing) if sees_allegations else (),
            "subject_is_known": standing.facts.has_subject,
            "figures": figures(case, standing),
            "questions_again_url": questions_again(case, standing),
        },
    )


def stages_passed(case: Case, standing: Standing) -> set[Stage]:
    """The stations the case has seen: one that ended without a hearing does not look as if there had been one."""
    seen = case.steps_taken.filter(table="CaseProcedure").values_list("from_state", flat=True).distinct()
    return {as_told(State(state), standing.roles).stage for state in seen} - {standing.told_state.stage}


def turn_in_words(case: Case, standing: Standing, roles: tuple[Role, ...]) -> str:
    """Whose turn it is, by name where the reader may know who that is."""
    if not roles:
        return "" if case.is_open else "The case is closed."
    mine = [role for role in roles if role in standing.roles]
    if mine:
        return "It is your turn."
    people = case.appointments.live().select_related("person")
    words = []
    for role in roles:
        appointed = CHAIRS.get(role, role)
        names = [
            row.person.name
            for row in people
            if row.kind is appointed and (row.is_chair or role not in CHAIRS) and standing.knows(appointed)
        ]
        words.append(f"the {role.in_sentence}" + (f", {', '.join(sorted(names))}" if names else ""))
    return f"Waiting for {' or '.join(words)}."


#: Where that is done which a step waits for: the section that opens the page, its address, and the words of the link.
PREPARED_ON: dict[str, tuple[Section, str, str]] = {
    "begin_fact_finding": (Section.DUTIES, "duty_list", "See the questions about other duties"),
    "open_investigation": (Section.DUTIES, "duty_list", "See the questions about other duties"),
    "tell_the_employee": (Section.DUTIES, "duty_list", "See the duties"),
    "submit_report": (Section.REPORT, "report_detail", "See what the report still needs"),
    "conclude_fact_finding": (Section.FINDINGS, "finding_list", "Go to the findings"),
    "issue_outcome": (Section.DELIBERATION, "hearing_detail", "Go to the panel's findings"),
    "find_not_upheld": (Section.DELIBERATION, "hearing_detail", "Go to the panel's findings"),
    "close": (Section.DECISION, "closing_checklist", "See the closing checklist"),
    "decide_appeal": (Section.APPEAL_DELIBERATION, "appeal_detail", "Go to the findings on appeal"),
}


def way_to_prepare(case: Case, standing: Standing, step: str) -> dict[str, str]:
    """The page on which a step is made possible, where this person has it."""
    if step not in PREPARED_ON:
        return {}
    section, name, words = PREPARED_ON[step]
    return {"way": words, "way_url": reverse(name, args=[case.reference])} if standing.sees(section) else {}


def offers(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """The steps that are theirs: the way on first, side steps after, and what is not possible yet last."""
    rows = sorted(standing.offers(), key=lambda offer: (bool(offer.refusal), offer.step.is_side))
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "is_side": offer.step.is_side,
            "url": reverse("step_take", args=[case.reference, offer.step.name]),
            **(way_to_prepare(case, standing, offer.step.name) if offer.refusal else {}),
        }
        for offer in rows
    ]


def clocks_shown(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """Running clocks, soonest first, with the working days that are left."""
    calendar = case.school.calendar
    running = [clock for clock in clocks.seen(case, standing) if clock.stopped_at is None]
    return [clocks.shown(case, clock, calendar, standing) for clock in sorted(running, key=lambda one: one.due_at)]


def last_events(case: Case, standing: Standing, number: int = 4) -> list[dict[str, Any]]:
    """The newest steps whose section this person sees."""
    steps = case.steps_taken.filter(section__in=standing.sections).select_related("by").order_by("-pk")[:number]
    rows = [{"title": _sentence_case(step.record), "who": step.by or "Casework", "when": step.at} for step in steps]
    if len(rows) < number:
        rows.append({"title": "Concern reported", "who": "", "when": case.reported_at})
    return rows


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def people_shown(case: Case, standing: Standing) -> list[Appointment]:
    """The live appointments this person may know of, in the order of the roles."""
    if not standing.sees(Section.PEOPLE):
        return []
    rows = case.appointments.live().select_related("person").prefetch_related("person__offices")
    order = [Role.SUBJECT, *(role for role in Role if role is not Role.SUBJECT)]
    return sorted((row for row in rows if standing.knows(row.kind)), key=lambda row: order.index(row.kind))


def figures(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """How far the work is, in numbers; only of what this person sees."""
    rows = (
        (Section.EVIDENCE, "Exhibits", "evidence_list", case.evidence.count),
        (Section.STATEMENTS, "Statements", "statement_list", case.statements.count),
        (Section.FINDINGS, "Findings", "finding_list", lambda: _findings_so_far(case)),
        (Section.DUTIES, "Open duties", "duty_list", case.duties.open().count),
        (Section.ACTIONS, "Open actions", "action_list", case.actions.filter(state__in=OPEN_ACTIONS).count),
    )
    return [
        {"label": label, "number": count(), "url": reverse(name, args=[case.reference])}
        for section, label, name, count in rows
        if standing.sees(section)
    ]


def _findings_so_far(case: Case) -> str:
    found = case.allegations.filter(findings__found_by=FoundBy.INVESTIGATION).count()
    return f"{found} of {case.allegations.count()}"
