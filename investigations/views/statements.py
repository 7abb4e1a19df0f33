"""Who said what, and have they confirmed it?"""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from investigations.access import Standing
from investigations.actions.meanwhile import words_of
from investigations.actions.statements import STATEMENT, change_statement, take_statement
from investigations.forms.statements import NewStatementForm, StatementForm
from investigations.models import Case, Statement
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import StatementState
from investigations.procedure.work import Working

from .case_frame import render_case
from .gate import Request, first_or_404, the_case
from .steps import step_page
from .writing import answers, can_write, the_work, writing_page

TONES = {
    StatementState.DRAFT: "blue",
    StatementState.SENT: "orange",
    StatementState.CONFIRMED: "green",
    StatementState.UNSIGNED: "grey",
}


def statement_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.STATEMENTS)
    statements = list(case.statements.select_related("person", "taken_by"))
    context = {
        "rows": [{"statement": statement, "tone": TONES[statement.status]} for statement in statements],
        "submissions": answers_of_the_employee(case),
        "writing": can_write(standing, Working.take_statement),
    }
    return render_case(request, "statements/list.html", case, standing, context)


def statement_add(request: Request, reference: str) -> HttpResponse:
    case, standing = the_work(request, reference, Section.STATEMENTS, Working.take_statement)
    form = NewStatementForm(request.POST or None, case=case, taker=standing.person)

    def write() -> None:
        given = form.cleaned_data
        words = {name: given[name] for name in STATEMENT}
        take_statement(case, form.giver(), by=request.user, **words)

    return writing_page(
        request,
        case,
        standing,
        form,
        write,
        works=(Working.take_statement,),
        template="statements/add.html",
        back=reverse("statement_list", args=[case.reference]),
        said="The statement is kept. Send it to be confirmed when its words are right.",
    )


def statement_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing, statement = the_statement(request, reference, number)
    context = {
        "statement": statement,
        "tone": TONES[statement.status],
        "offers": offers(statement, standing),
        "is_subject": case.appointments.live().of(Role.SUBJECT).filter(person=statement.person_id).exists(),
        "writing": can_write(standing, Working.take_statement),
    }
    return render_case(request, "statements/detail.html", case, standing, context)


def statement_edit(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_work(request, reference, Section.STATEMENTS, Working.take_statement)
    statement = first_or_404(case.statements.filter(number=number).select_related("person"))
    form = StatementForm(request.POST or None, stored=words_of(statement, STATEMENT))
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: change_statement(statement, by=request.user, seen=form.cleaned_data["seen"], **answers(form)),
        works=(Working.take_statement,),
        template="statements/edit.html",
        back=reverse("statement_detail", args=[case.reference, number]),
        said="The statement is changed.",
        statement=statement,
    )


def statement_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    """Sending, confirming on paper, treating as agreed: the rows of `StatementProcedure`."""
    case, standing, statement = the_statement(request, reference, number)
    back = reverse("statement_detail", args=[case.reference, number])
    return step_page(request, standing, statement, name, back=back, template="cases/step.html")


def the_statement(request: Request, reference: str, number: int) -> tuple[Case, Standing, Statement]:
    case, standing = the_case(request, reference, Section.STATEMENTS)
    return case, standing, first_or_404(case.statements.filter(number=number).select_related("person", "taken_by"))


def answers_of_the_employee(case: Case) -> Any:
    """What they answered while it was investigated.  What they hand in later is for the hearing, and stands there."""
    submissions = case.submissions.select_related("by")
    return submissions.filter(at__lt=case.referred_at) if case.referred_at else submissions


def offers(statement: Statement, standing: Standing) -> list[dict[str, Any]]:
    """The steps that are theirs.  Sending it to somebody who cannot sign in leads nowhere, and is not offered."""
    rows = []
    for offer in standing.offers(statement):
        needs_account = offer.step.name == "send_statement"
        refusal = offer.refusal
        if needs_account and not refusal and statement.person.user_id is None:
            refusal = f"{statement.person} has no account here. Let them sign it on paper, and record that."
        rows.append(
            {
                "label": offer.step.label,
                "hint": offer.step.hint,
                "refusal": refusal,
                "url": reverse("statement_step", args=[statement.case.reference, statement.number, offer.step.name]),
            }
        )
    return rows
