"""What has somebody who only has a part in a case: the employee, a witness, a reporter, a companion, a custodian?

Each sees a page of their own, and never the case.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from investigations.access import Standing
from investigations.models import Appointment, Case, Evidence, Hearing, Statement
from investigations.procedure.letters import Addressee, Letter
from investigations.procedure.roles import Role
from investigations.procedure.states import State, StatementState
from investigations.procedure.work import Work, Working

from .employee import about_served, about_the_employee, served_on
from .gate import Request, first_or_404, the_part
from .part_copies import copies_of_part
from .part_documents import documents_of_part
from .steps import step_page

NOT_NOW = "This is not open at the moment."
STATEMENT_WORDS = {
    StatementState.DRAFT: ("It is being written down", "grey"),
    StatementState.SENT: ("Please read and confirm it", "orange"),
    StatementState.CONFIRMED: ("You have confirmed it", "green"),
    StatementState.UNSIGNED: ("Not confirmed: it is treated as agreed", "grey"),
}


def part_detail(request: Request, pk: object) -> HttpResponse:
    part, standing = the_part(request, pk)
    about: dict[Role, tuple[str, Callable[[Appointment, Standing], dict[str, Any]]]] = {
        Role.SUBJECT: ("participants/employee.html", about_the_employee),
        Role.WITNESS: ("participants/witness.html", about_the_witness),
        Role.REPORTER: ("participants/reporter.html", about_the_reporter),
        Role.COMPANION: ("participants/companion.html", about_the_companion),
        Role.EVIDENCE_CUSTODIAN: ("participants/custodian.html", about_the_custodian),
    }
    template, tell = about[part.kind]
    statements = own_statements(part) if part.kind in (Role.SUBJECT, Role.WITNESS) else []
    own = {"part": part, "statements": statements, "copies": copies_of_part(part, standing)}
    return render(request, template, own | tell(part, standing))


def about_the_witness(part: Appointment, standing: Standing) -> dict[str, Any]:
    return letters_to(part, standing, Addressee.WITNESS, Addressee.INTERVIEWED)


def letters_to(part: Appointment, standing: Standing, *addressees: Addressee) -> dict[str, Any]:
    """The letters that were served on them in this part of theirs, and no others."""
    codes = [letter.value for letter in Letter if letter.to in addressees]
    rows = served_on(part).filter(letter__in=codes, case_letter__isnull=False).order_by("-sent_at")
    shown = [about_served(part, row) for row in rows]
    return {"served": shown} | (documents_of_part(part, standing) if shown else {})


def about_the_reporter(part: Appointment, standing: Standing) -> dict[str, Any]:
    """What they wrote themselves, and one of three words about what became of it."""
    case = part.case
    wrote_it = part.appointed_by_id == part.person_id
    return {
        "received_on": case.received_on,
        "title": case.title if wrote_it else "",
        "words": case.how_it_came_to_light if wrote_it else "",
        "stands": where_it_stands(case),
        **letters_to(part, standing, Addressee.REPORTER),
    }


def where_it_stands(case: Case) -> str:
    """Never a stage and never an outcome: a closed case was dealt with, and nothing else is told."""
    if case.status is State.REPORTED:
        return "Received"
    return "Being dealt with" if case.is_open else "Dealt with"


def about_the_companion(part: Appointment, standing: Standing) -> dict[str, Any]:
    return {
        "employee": part.case.subject,
        "hearings": hearings_told(part.case),
        "papers_url": reverse("part_papers", args=[part.pk]) if part.papers_shared_at else "",
    }


def hearings_told(case: Case) -> list[Hearing]:
    """The hearings of which the employee has had notice."""
    return list(case.hearings.filter(bundle__served__to=case.subject).distinct().order_by("starts_at"))


def about_the_custodian(part: Appointment, standing: Standing) -> dict[str, Any]:
    return {
        "instructions": part.reason,
        "items": held_by_custodian(part),
        "files_url": reverse("part_files", args=[part.pk]),
        "refusal": not_open(standing, Working.add_evidence),
    }


def held_by_custodian(part: Appointment) -> list[Evidence]:
    """What they handed in under this appointment, and nobody else's."""
    mine = part.case.evidence.filter(received_by=part.person, received_at__gte=part.appointed_at)
    return list(mine.order_by("number"))


def not_open(standing: Standing, work: Work) -> str:
    """Why not now, without saying where the case stands."""
    return NOT_NOW if standing.work_refusal(work) else ""


# ---- Their own statement ------------------------------------------------------------------------------------------


def part_statement(request: Request, pk: object, number: int) -> HttpResponse:
    part, standing = the_part(request, pk)
    statement = own_statement(part, number)
    return render(
        request,
        "participants/statement.html",
        about_statement(statement)
        | {
            "part": part,
            "is_readable": statement.status is not StatementState.DRAFT,
            "offers": [
                {
                    "label": offer.step.label,
                    "url": reverse("part_statement_step", args=[part.pk, number, offer.step.name]),
                }
                for offer in standing.offers(statement)
                if Role.MAKER in offer.step.roles and offer.is_possible
            ],
        },
    )


def part_statement_step(request: Request, pk: object, number: int, name: str) -> HttpResponse:
    part, standing = the_part(request, pk)
    statement = own_statement(part, number)
    return step_page(
        request,
        standing,
        statement,
        name,
        back=reverse("part_statement", args=[part.pk, number]),
        template="participants/statement_step.html",
        part=part,
        statement=statement,
        is_readable=statement.status is not StatementState.DRAFT,
    )


def own_statement(part: Appointment, number: int) -> Statement:
    if part.kind not in (Role.SUBJECT, Role.WITNESS):
        raise Http404
    statement: Statement = first_or_404(part.case.statements.filter(person=part.person, number=number))
    return statement


def own_statements(part: Appointment) -> list[dict[str, Any]]:
    return [
        about_statement(statement) | {"url": reverse("part_statement", args=[part.pk, statement.number])}
        for statement in part.case.statements.filter(person=part.person)
    ]


def about_statement(statement: Statement) -> dict[str, Any]:
    words, tone = STATEMENT_WORDS[statement.status]
    if statement.status is StatementState.DRAFT and statement.correction:
        words = "You asked for a correction"
    return {"statement": statement, "words": words, "tone": tone}
